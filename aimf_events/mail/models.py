"""The outbox: the table is the queue, and the register of what was sent to whom."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import Translated, db, pk, public_id, words

NEWSLETTER = "newsletter"
"""The fact of the letters to subscribers (`accounts.newsletters`)."""

UNWANTED = "subscription_ended"
"""The answer of a letter to a subscriber who was none any more when it would have left; words are made where it is shown."""


class MessageState(enum.StrEnum):
    """Where a letter stands. `held`: a draft that waits for a named person; `uncertain`: the server took all of it and never
    said yes; `delivered` and `bounced` are known from reports that came back later."""

    HELD = "held"
    PENDING = "pending"
    CLAIMED = "claimed"
    RETRY = "retry"
    ACCEPTED = "accepted"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    SUPERSEDED = "superseded"
    SUPPRESSED = "suppressed"
    DELIVERED = "delivered"
    BOUNCED = "bounced"


class Priority(enum.IntEnum):
    """Which letters leave first: the smaller, the sooner."""

    SIGN_IN_CODE = 0
    LINK = 1
    CHANGE = 2
    BULK = 3
    NEWS = 4  # to subscribers: after every letter that is about the reader's own affairs


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
    held_for_id: Mapped[int | None] = mapped_column(BigInteger, index=True)  # the person who releases the draft
    released_at: Mapped[datetime | None]
    released_by_id: Mapped[int | None] = mapped_column(BigInteger)
    text_id: Mapped[int | None] = mapped_column(
        ForeignKey("letter_text.id"), index=True
    )  # the version it was written from

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


class Signatory(db.Model):  # type: ignore[name-defined, misc]
    """Who signs the letters of a congress, with their title, and the picture of their signature for printed ones."""

    __tablename__ = "signatory"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    congress_id: Mapped[int] = mapped_column(BigInteger, index=True)
    name: Mapped[str] = mapped_column(String(160))
    title: Mapped[Translated]
    signature: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    retired_at: Mapped[datetime | None]


class Letterhead(db.Model):  # type: ignore[name-defined, misc]
    """What stands above and below the letters of a congress: name and address in each language, and a picture."""

    __tablename__ = "letterhead"

    congress_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    name: Mapped[Translated]
    address: Mapped[Translated]
    footer: Mapped[Translated]
    logo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


class LetterText(db.Model):  # type: ignore[name-defined, misc]
    """One version of a letter's words, written on screen: for a congress, a fact, a language, and a category or all of them.

    Versions are never rewritten; the one with the highest number among those not retired is in force. Without any, the
    template in the code is.
    """

    __tablename__ = "letter_text"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    congress_id: Mapped[int] = mapped_column(BigInteger)
    fact: Mapped[str] = mapped_column(String(60))
    category_code: Mapped[str] = mapped_column(String(30), default="")  # "" for every category
    language: Mapped[str] = mapped_column(String(2))
    version: Mapped[int] = mapped_column(Integer)
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    signatory_id: Mapped[int | None] = mapped_column(ForeignKey("signatory.id"), index=True)
    written_at: Mapped[datetime]
    written_by_id: Mapped[int | None] = mapped_column(BigInteger)
    retired_at: Mapped[datetime | None]
    signatory: Mapped[Signatory | None] = relationship()

    __table_args__ = (UniqueConstraint("congress_id", "fact", "category_code", "language", "version"),)


class BounceReport(db.Model):  # type: ignore[name-defined, misc]
    """A delivery report that came back (RFC 3464): which letter, which mailbox, and what the other server said."""

    __tablename__ = "bounce_report"

    id: Mapped[int] = pk()
    sha256: Mapped[str] = mapped_column(String(64), unique=True)  # the same report read twice counts once
    message_id: Mapped[int | None] = mapped_column(ForeignKey("outgoing_message.id", ondelete="SET NULL"), index=True)
    recipient: Mapped[str] = mapped_column(String(254))
    action: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(12))
    diagnostic: Mapped[str] = mapped_column(String(500), default="")
    received_at: Mapped[datetime]


class DeadMailbox(db.Model):  # type: ignore[name-defined, misc]
    """A mailbox that refused for good: it gets nothing but what is essential, until the secretariat clears it."""

    __tablename__ = "dead_mailbox"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    key: Mapped[str] = mapped_column(String(254), unique=True)
    since: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(500), default="")
    cleared_at: Mapped[datetime | None]
    cleared_by_id: Mapped[int | None] = mapped_column(BigInteger)


class ReminderRefusal(db.Model):  # type: ignore[name-defined, misc]
    """A mailbox that wants no more reminders of a congress, by one click (RFC 8058). All other letters still reach it."""

    __tablename__ = "reminder_refusal"

    id: Mapped[int] = pk()
    congress_id: Mapped[int] = mapped_column(BigInteger)
    key: Mapped[str] = mapped_column(String(254))
    refused_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("congress_id", "key"),)


class Subscription(db.Model):  # type: ignore[name-defined, misc]
    """A mailbox that asked for the newsletter, confirmed by its owner; ended by one click (RFC 8058)."""

    __tablename__ = "subscription"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    email: Mapped[str] = mapped_column(String(254))
    key: Mapped[str] = mapped_column(String(254), unique=True)
    language: Mapped[str] = mapped_column(String(2))
    generation: Mapped[int] = mapped_column(SmallInteger, default=1)
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
