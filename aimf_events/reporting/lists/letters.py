"""Letters of a congress, and its mailings."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select

from ...congress.models import Congress
from ...mail.models import OutgoingMessage
from ...mail.register import letters_that_answer
from ...people.models import Person
from ...registration.models import Mailing
from . import streamed


def letter_rows(congress: Congress, *, state: str = "", fact: str = "", to: str = "") -> Iterator[Any]:
    """Yield the letters that the register's filters keep, the latest first. Never what they say."""
    names = (
        "fact",
        "recipient",
        "recipient_name",
        "language",
        "subject",
        "state",
        "priority",
        "written_at",
        "ended_at",
    )
    columns = [getattr(OutgoingMessage, name) for name in (*names, "tries", "answer", "called_at")]
    statement = letters_that_answer(congress.id, state=state, fact=fact, to=to).with_only_columns(*columns)
    return streamed(statement.order_by(OutgoingMessage.id.desc()))


def mailing_rows(congress: Congress) -> Iterator[Any]:
    """Yield the mailings of a congress, the latest first: what, to how many, how far, who began it."""
    statement = (
        select(
            Mailing.fact,
            Mailing.round,
            Mailing.done,
            Mailing.started_at,
            Mailing.finished_at,
            func.jsonb_array_length(Mailing.delegation_ids).label("delegations"),
            func.jsonb_array_length(Mailing.registration_ids).label("registrations"),
            Person.badge_name.label("by"),
        )
        .outerjoin(Person, Mailing.started_by_id == Person.id)
        .where(Mailing.congress_id == congress.id)
    )
    return streamed(statement.order_by(Mailing.started_at.desc(), Mailing.id.desc()))
