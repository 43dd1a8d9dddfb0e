"""Answers that the desk gives in the place of a delegation: never without saying on whose word."""

from collections.abc import Callable
from typing import TypeVar

from flask_babel import lazy_gettext as _l

from .. import journal
from ..clock import now
from ..database import db, transaction
from ..errors import NotAllowed, Refusal
from ..people.models import Person
from .models import Decision, Delegation, Registration
from .transitions import Side, side_of

Answered = TypeVar("Answered", Registration, Delegation)
_WORDS = "Au nom de la délégation : {source}"
"""Kept in French, as every reason that somebody writes is kept in the words in which it was written."""


class SourceMissing(Refusal):
    """An answer in the place of another says who gave it, and how."""

    code = "source_missing"


def on_behalf(answer: Callable[[], Answered], *, source: str, by: Person) -> Answered:
    """Give an answer in the place of a delegation, and write who gave it, how and when, in the same transaction.

    Args:
        answer: the verb, that returns the registration or the delegation concerned.
        source: « par téléphone, M. Dossou, 3 mars ».

    Raises:
        SourceMissing: nobody is named.
        NotAllowed: `by` is not of the desk.
    """
    if not source.strip():
        raise SourceMissing(
            _l("Dites qui a donné cette réponse, et comment."),
            advice=_l("Par exemple : par téléphone, M. Dossou, 3 mars."),
        )
    with transaction():
        about = answer()
        congress = about.congress
        if side_of(by, congress) is not Side.DESK:
            raise NotAllowed
        if isinstance(about, Registration) and about.source != source:
            about.source = source
            _tell(about, source, by=by)
        journal.record("answered_on_behalf", about, by=by, reason=source)
        return about


def _tell(registration: Registration, source: str, *, by: Person) -> None:
    """Among the decisions on a registration, where the desk reads its story."""
    db.session.flush()
    db.session.add(
        Decision(
            registration_id=registration.id,
            from_state=registration.state,
            to_state=registration.state,
            reason=_WORDS.format(source=source)[:500],
            decided_at=now(),
            decided_by_id=by.id,
        )
    )
