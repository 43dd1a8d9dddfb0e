"""How often something may be tried: counted in the database, so for all processes and machines together."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select

from .. import crypto
from ..clock import now
from ..database import db, lock_name, transaction
from ..errors import Refusal
from ..jobs import periodic
from .models import Attempt

_KEPT = timedelta(days=2)


class TooOften(Refusal):
    """The same mailbox, browser or address asked too often."""

    code = "too_often"
    status = 429

    def __init__(self) -> None:
        super().__init__(
            _l("Trop de demandes à la suite. Rien de ce que vous avez enregistré n’est perdu."),
            advice=_l("Attendez quelques minutes avant de recommencer, ou appelez le Secrétariat permanent."),
        )


def spend(what: str, who: str, *, at_most: int, within: timedelta) -> None:
    """Count one try of `who` at `what`. Who it was is kept as a keyed hash, for two days.

    Raises:
        TooOften: `at_most` tries were already made `within` this time.
    """
    who_hash = crypto.keyed_hash(f"attempt:{what}", who)
    with transaction():
        lock_name(f"attempt:{what}:{who_hash}")
        since = now() - within
        made = (
            select(func.count())
            .select_from(Attempt)
            .where(Attempt.what == what, Attempt.who_hash == who_hash, Attempt.at > since)
        )
        if (db.session.scalar(made) or 0) >= at_most:
            raise TooOften
        db.session.add(Attempt(what=what, who_hash=who_hash, at=now()))


@periodic(seconds=3600)
def forget_attempts() -> None:
    """Delete the tries that no limit looks at any more."""
    with transaction():
        db.session.execute(delete(Attempt).where(Attempt.at < now() - _KEPT))
