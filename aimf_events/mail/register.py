"""The register: which letters were sent to whom, and what became of them. Reads only."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from ..database import db
from ..errors import NotFound
from .models import NEWSLETTER, MessageState, MessageTry, OutgoingMessage

PER_PAGE = 50
TO_CALL = "to_call"
"""A state of the filters: refused or come back, and the reader was not called yet."""


@dataclass(frozen=True)
class RegisterPage:
    """One page of the register: its rows, how many there are in all, and how many pages."""

    letters: list[OutgoingMessage]
    total: int
    number: int
    pages: int


def letters_of(congress_id: int, *, state: str = "", fact: str = "", to: str = "", page: int = 1) -> RegisterPage:
    """Return a page of the letters of a congress, and of those of none (sign-in), the latest first. Two queries."""
    wanted = letters_that_answer(congress_id, state=state, fact=fact, to=to)
    total = db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    pages = max(1, -(-total // PER_PAGE))
    number = min(max(1, page), pages)
    rows = wanted.order_by(OutgoingMessage.id.desc()).limit(PER_PAGE).offset((number - 1) * PER_PAGE)
    return RegisterPage(list(db.session.scalars(rows)), total, number, pages)


def letters_that_answer(congress_id: int, *, state: str = "", fact: str = "", to: str = "") -> Select:  # type: ignore[type-arg]
    """Return the statement of all the letters that the filters keep, in no order yet.

    Newsletters, thousands and of no congress, are among them only when they or a reader are asked for.
    """
    wanted = _of_congress(select(OutgoingMessage), congress_id)
    if state == TO_CALL:
        wanted = wanted.where(must_be_called())
    elif state in set(MessageState):
        wanted = wanted.where(OutgoingMessage.state == MessageState(state))
    if fact:
        wanted = wanted.where(OutgoingMessage.fact == fact)
    elif not to:
        wanted = wanted.where(OutgoingMessage.fact != NEWSLETTER)
    if to:
        pattern = f"%{_escaped(to)}%"
        wanted = wanted.where(
            or_(OutgoingMessage.recipient.ilike(pattern), OutgoingMessage.recipient_name.ilike(pattern))
        )
    return wanted


def letter_of(congress_id: int, public_id: str) -> OutgoingMessage:
    """Return one letter of a congress, or of none.

    Raises:
        NotFound: there is none, or it is another congress's.
    """
    one = _of_congress(select(OutgoingMessage), congress_id).where(OutgoingMessage.public_id == public_id)
    letter = db.session.scalars(one).first()
    if letter is None:
        raise NotFound
    return letter


def tries_of(letter: OutgoingMessage) -> list[MessageTry]:
    """Return the tries of a letter, oldest first."""
    return list(db.session.scalars(select(MessageTry).filter_by(message_id=letter.id).order_by(MessageTry.id)))


def letters_to_call(congress_id: int) -> int:
    """Return how many letters failed for good, or came back, and whose readers have not been called yet."""
    failed = select(func.count(OutgoingMessage.id)).where(OutgoingMessage.congress_id == congress_id, must_be_called())
    return db.session.scalar(failed) or 0


def must_be_called() -> ColumnElement[bool]:
    """Return the condition of `TO_CALL`: a letter did not arrive, and nobody has called its reader since."""
    ended = OutgoingMessage.state.in_((MessageState.FAILED, MessageState.BOUNCED))
    return and_(ended, OutgoingMessage.called_at.is_(None))


def _of_congress(statement: Select, congress_id: int) -> Select:  # type: ignore[type-arg]
    mine = or_(OutgoingMessage.congress_id == congress_id, OutgoingMessage.congress_id.is_(None))
    return statement.where(mine)


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
