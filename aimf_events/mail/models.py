"""The outbox: the table is the queue, and the register of what was sent to whom."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, SmallInteger, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from ..database import db, pk, public_id, words


class MessageState(enum.StrEnum):
    """Where a letter stands. `uncertain`: the server took all of it and never said yes."""

    PENDING = "pending"
    CLAIMED = "claimed"
    RETRY = "retry"
    ACCEPTED = "accepted"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    SUPERSEDED = "superseded"
    SUPPRESSED = "suppressed"


class Priority(enum.IntEnum):
    """Which letters leave first: the smaller, the sooner."""

    SIGN_IN_CODE = 0
    LINK = 1
    CHANGE = 2
    BULK = 3


class Outcome(enum.StrEnum):
    """How one try ended. `stopped`: the server refuses us, not the letter."""

    ACCEPTED = "accepted"
    RETRY = "retry"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    STOPPED = "stopped"


class OutgoingMessage(db.Model):  # type: ignore[name-defined, misc]
    """One letter to one mailbox, written in the transaction of what it tells. Rendered once, then the same bytes at every try."""

    __tablename__ = "outgoing_message"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    dedupe_key: Mapped[str] = mapped_column(String(160), unique=True)
    fact: Mapped[str] = mapped_column(String(60))
    recipient: Mapped[str] = mapped_column(String(254), index=True)
    recipient_name: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(2))
    data: Mapped[dict[str, Any]]
    priority: Mapped[int] = mapped_column(SmallInteger, default=int(Priority.CHANGE))
    person_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    congress_id: Mapped[int | None] = mapped_column(BigInteger)
    about_kind: Mapped[str | None] = mapped_column(String(40))
    about_id: Mapped[int | None] = mapped_column(BigInteger)
    state: Mapped[MessageState] = mapped_column(words(MessageState), default=MessageState.PENDING)
    written_at: Mapped[datetime]
    due_at: Mapped[datetime]
    useless_after: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    claims: Mapped[int] = mapped_column(Integer, default=0)  # an older claim can no longer write
    tries: Mapped[int] = mapped_column(Integer, default=0)  # ended by an answer, or by the lack of one
    doubts: Mapped[int] = mapped_column(SmallInteger, default=0)  # handed over whole, and no answer known
    message_id: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(300), default="")
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    answer: Mapped[str] = mapped_column(Text, default="")
    ended_at: Mapped[datetime | None]
    called_at: Mapped[datetime | None]  # the secretariat reached the reader in another way

    __table_args__ = (
        Index("ix_outgoing_message_due", "priority", "due_at", postgresql_where=text("ended_at IS NULL")),
        Index("ix_outgoing_message_congress_id_state", "congress_id", "state"),
        Index("ix_outgoing_message_about", "about_kind", "about_id"),
    )


class MessageTry(db.Model):  # type: ignore[name-defined, misc]
    """One try to deliver a letter, and what the server answered. Never rewritten: the register of what was said."""

    __tablename__ = "message_try"

    id: Mapped[int] = pk()
    message_id: Mapped[int] = mapped_column(ForeignKey("outgoing_message.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    outcome: Mapped[Outcome] = mapped_column(words(Outcome))
    answer: Mapped[str] = mapped_column(Text, default="")


class MailChannel(db.Model):  # type: ignore[name-defined, misc]
    """The way to the mail server. Stopped when the server refuses us (authentication, sender): letters wait, none is burnt."""

    __tablename__ = "mail_channel"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    stopped_at: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(Text, default="")
