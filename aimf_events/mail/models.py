"""The outbox: the table is the queue, and the register of what was sent to whom."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, SmallInteger, String, Text, text
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
    tries: Mapped[int] = mapped_column(Integer, default=0)
    message_id: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(300), default="")
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    answer: Mapped[str] = mapped_column(Text, default="")
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_outgoing_message_due", "priority", "due_at", postgresql_where=text("state IN ('pending', 'retry', 'claimed')")),
        Index("ix_outgoing_message_congress_id_state", "congress_id", "state"),
        Index("ix_outgoing_message_about", "about_kind", "about_id"),
    )


class MailChannel(db.Model):  # type: ignore[name-defined, misc]
    """The way to the mail server. Stopped when the server refuses us (authentication, sender): letters wait, none is burnt."""

    __tablename__ = "mail_channel"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    stopped_at: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(Text, default="")
