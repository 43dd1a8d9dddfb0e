"""How often something may be tried: counted in the database, so for all processes and machines together."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, insert, literal, select

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
    with transaction():
        lock_name(lock_of(what, who))
        spend_locked(what, who, at_most=at_most, within=within)


def lock_of(what: str, who: str) -> str:
    """Return the name of the lock under which the tries of `who` at `what` are counted."""
    return f"attempt:{what}:{_who_hash(what, who)}"


def spend_locked(what: str, who: str, *, at_most: int, within: timedelta) -> None:
    """Count one try, as `spend`, in the transaction of a caller that holds `lock_of(what, who)`.

    Raises:
        TooOften: as `spend`.
    """
    moment, who_hash = now(), _who_hash(what, who)
    made = (
        select(func.count())
        .select_from(Attempt)
        .where(Attempt.what == what, Attempt.who_hash == who_hash, Attempt.at > moment - within)
        .scalar_subquery()
    )
    try_it = select(literal(what), literal(who_hash), literal(moment)).where(made < at_most)
    counted = insert(Attempt).from_select(["what", "who_hash", "at"], try_it).returning(Attempt.id)
    if db.session.execute(counted).first() is None:
        raise TooOften


def _who_hash(what: str, who: str) -> str:
    return crypto.keyed_hash(f"attempt:{what}", who)


@periodic(seconds=3600)
def forget_attempts() -> None:
    """Delete the tries that no limit looks at any more."""
    with transaction():
        db.session.execute(delete(Attempt).where(Attempt.at < now() - _KEPT))
