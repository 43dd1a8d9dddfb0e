"""What agendas answered to the invitations that we sent (RFC 5546, METHOD:REPLY), and what a person must look at."""

import enum
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import db, pk, public_id, words
from ..people.models import Person


class Intention(enum.StrEnum):
    """What a reply says. It is an intention: no registration, no mandate and no quorum follows from it."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"


class ReplyTrouble(enum.StrEnum):
    """Why a reply is not taken for an answer, and waits for a person."""

    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    SEVERAL = "several"
    RECURRING = "recurring"
    OTHER_METHOD = "other_method"
    OTHER_HOUR_PROPOSED = "other_hour_proposed"
    OTHER_ANSWER = "other_answer"
    UNKNOWN_ENTRY = "unknown_entry"
    NOT_THEIRS = "not_theirs"
    OTHER_SENDER = "other_sender"
    NOT_GENUINE = "not_genuine"
    UNKNOWN_REVISION = "unknown_revision"
    FROM_THE_FUTURE = "from_the_future"
    CANCELLED_ENTRY = "cancelled_entry"
    EARLIER_HOUR = "earlier_hour"
    OTHER_HOUR = "other_hour"
    OVERTAKEN = "overtaken"


class ReplyState(enum.StrEnum):
    """What became of a reply."""

    WAITING = "waiting"
    TAKEN = "taken"
    ASIDE = "aside"


class CalendarReply(db.Model):  # type: ignore[name-defined, misc]
    """One letter with an answer from an agenda: its facts as they were read, and what became of it.

    Of one invitation, the answer that counts is the taken one of the greatest (`for_sequence`, `ordered_at`), and it counts while
    the invitation has that sequence: a move asks anew. Facts that could not be read are None or "".

    Attributes:
        size: bytes of the letter.
        sender: the address that its head names; anyone can write one.
        attendee: the address that answers.
        sequence, stamped_at, starts_at: SEQUENCE, DTSTAMP and DTSTART of the reply.
        for_sequence, ordered_at: what it answers and where it stands among the answers; by a colleague's decision where `settled_by`.
    """

    __tablename__ = "calendar_reply"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    sha256: Mapped[str] = mapped_column(String(64), unique=True)  # the same letter read twice counts once
    received_at: Mapped[datetime]
    size: Mapped[int] = mapped_column(Integer)
    congress_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("congress.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"), index=True)
    session_invitation_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("session_invitation.id", ondelete="CASCADE"), index=True
    )
    calendar_invitation_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("calendar_invitation.id", ondelete="CASCADE"), index=True
    )
    sender: Mapped[str] = mapped_column(String(254), default="")
    attendee: Mapped[str] = mapped_column(String(254), default="")
    subject: Mapped[str] = mapped_column(String(200), default="")
    comment: Mapped[str] = mapped_column(String(500), default="")
    uid: Mapped[str] = mapped_column(String(200), default="")
    sequence: Mapped[int | None] = mapped_column(Integer)
    stamped_at: Mapped[datetime | None]
    starts_at: Mapped[datetime | None]
    intention: Mapped[Intention | None] = mapped_column(words(Intention))
    trouble: Mapped[ReplyTrouble | None] = mapped_column(words(ReplyTrouble))
    state: Mapped[ReplyState] = mapped_column(words(ReplyState))
    for_sequence: Mapped[int | None] = mapped_column(Integer)
    ordered_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"), index=True)
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])

    __table_args__ = (
        Index("ix_calendar_reply_state_received_at", "state", "received_at"),
        CheckConstraint(
            "state != 'taken' OR (intention IS NOT NULL AND for_sequence IS NOT NULL AND ordered_at IS NOT NULL"
            " AND num_nonnulls(session_invitation_id, calendar_invitation_id) = 1)",
            name="taken",
        ),
    )
