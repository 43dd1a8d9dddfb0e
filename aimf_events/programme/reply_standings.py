"""Who said yes, no or maybe to an invitation: the answers that count, beside those who have not answered."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from ..congress.models import Congress
from ..database import db
from ..people.models import Person
from ..registration.models import Registration
from .models import CalendarInvitation, SessionInvitation
from .reply_models import CalendarReply, Intention, ReplyState


@dataclass(frozen=True)
class Standing:
    """Where one invited person stands.

    Attributes:
        intention: of the answer that counts; None: none does.
        asked_again: they had answered, and the session moved since.
    """

    person: Person
    intention: Intention | None
    asked_again: bool
    answered_at: datetime | None
    comment: str


def standings_of_sessions(session_ids: Iterable[int]) -> dict[int, list[Standing]]:
    """Return those who have a living invitation to some sessions, by session, in the order of their names. Two queries."""
    living = (
        select(SessionInvitation, Person)
        .join(Person, Person.id == SessionInvitation.person_id)
        .where(SessionInvitation.session_id.in_(list(session_ids)), SessionInvitation.cancelled_at.is_(None))
        .order_by(Person.sort_key, Person.id)
    )
    found = list(db.session.execute(living))
    answers = _latest(CalendarReply.session_invitation_id, [held.id for held, _person in found])
    by_session: dict[int, list[Standing]] = {}
    for held, person in found:
        by_session.setdefault(held.session_id, []).append(_standing(held, person, answers.get(held.id)))
    return by_session


def standings_of_congress(congress: Congress) -> list[Standing]:
    """Return those who have a living invitation to the days of a congress. Two queries."""
    return _of_days(Registration.congress_id == congress.id)


def standing_of_registration(registration: Registration) -> Standing | None:
    """Return what the agenda of one participant answered to the days of the congress; None: it was not invited. Two queries."""
    return next(iter(_of_days(Registration.id == registration.id)), None)


def _of_days(whose: ColumnElement[bool]) -> list[Standing]:
    living = (
        select(CalendarInvitation, Person)
        .join(Registration, Registration.id == CalendarInvitation.registration_id)
        .join(Person, Person.id == Registration.person_id)
        .where(whose, CalendarInvitation.cancelled_at.is_(None))
        .order_by(Person.sort_key, Person.id)
    )
    found = list(db.session.execute(living))
    answers = _latest(CalendarReply.calendar_invitation_id, [held.id for held, _person in found])
    return [_standing(held, person, answers.get(held.id)) for held, person in found]


def counted(standings: Iterable[Standing]) -> Counter[str]:
    """Return how many said "yes", "no", "maybe", and how many have said nothing that counts ("silent")."""
    return Counter(each.intention.value if each.intention else "silent" for each in standings)


def _latest(column: Any, ids: list[int]) -> dict[int, CalendarReply]:
    """Return the last answer taken to each invitation, by the order of (sequence, moment)."""
    taken = select(CalendarReply).where(column.in_(ids), CalendarReply.state == ReplyState.TAKEN)
    rows = db.session.scalars(taken.order_by(CalendarReply.for_sequence, CalendarReply.ordered_at, CalendarReply.id))
    return {getattr(each, column.key): each for each in rows}


def _standing(held: SessionInvitation | CalendarInvitation, person: Person, answer: CalendarReply | None) -> Standing:
    counts = answer is not None and answer.for_sequence == held.sequence
    return Standing(
        person=person,
        intention=answer.intention if answer is not None and counts else None,
        asked_again=answer is not None and not counts,
        answered_at=answer.received_at if answer is not None and counts else None,
        comment=answer.comment if answer is not None and counts else "",
    )
