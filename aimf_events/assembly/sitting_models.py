"""A sitting of a body: its agenda with documents, the voices called to it, who was convened, and who came in and went out."""

import enum
from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..congress.models import Congress
from ..database import db, pk, public_id, words
from ..i18n import local_to_utc
from ..mail.models import OutgoingMessage
from ..members.models import Member
from ..people.models import Person
from ..programme.models import ProgrammeSession, SessionMode
from .models import Body, StatutoryProfile
from .rules.roll import Carrier, How
from .simulator import SittingKind


class SittingState(enum.StrEnum):
    """`draft → convened → open ⇄ suspended → closed`."""

    DRAFT = "draft"
    CONVENED = "convened"
    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class Sitting(db.Model):  # type: ignore[name-defined, misc]
    """One meeting of a body, in a congress or between two. Planned hours are wall time in `time_zone`.

    `profile` is the version of the statutes under which it was convened (None while it is a draft); `first_call` is the sitting
    that lacked its quorum, where this one is convened a second time; `rehearsed` is the sitting that this one only rehearses.
    """

    __tablename__ = "sitting"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    body: Mapped[Body] = mapped_column(words(Body))
    kind: Mapped[SittingKind] = mapped_column(words(SittingKind))
    state: Mapped[SittingState] = mapped_column(words(SittingState), default=SittingState.DRAFT)
    congress_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("congress.id"), index=True)
    session_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("programme_session.id"), unique=True)
    first_call_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("sitting.id"), unique=True)
    rehearsed_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("sitting.id"), index=True)
    profile_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("statutory_profile.id"), index=True)
    day: Mapped[date]
    starts: Mapped[str] = mapped_column(String(5))
    time_zone: Mapped[str] = mapped_column(String(60))
    place: Mapped[str] = mapped_column(String(200), default="")
    mode: Mapped[SessionMode] = mapped_column(words(SessionMode))
    revision: Mapped[int] = mapped_column(Integer, default=1)
    planned_at: Mapped[datetime]
    planned_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    convened_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    congress: Mapped[Congress | None] = relationship()
    session: Mapped[ProgrammeSession | None] = relationship()
    first_call: Mapped["Sitting | None"] = relationship(remote_side="Sitting.id", foreign_keys=[first_call_id])
    rehearsed: Mapped["Sitting | None"] = relationship(remote_side="Sitting.id", foreign_keys=[rehearsed_id])
    profile: Mapped[StatutoryProfile | None] = relationship()
    items: Mapped[list["AgendaItem"]] = relationship(
        back_populates="sitting", order_by="AgendaItem.position, AgendaItem.id", cascade="all, delete-orphan"
    )

    __table_args__ = (
        CheckConstraint("starts ~ '^[0-2][0-9]:[0-5][0-9]$'", name="starts"),
        CheckConstraint("(state = 'draft') = (profile_id IS NULL)", name="statutes_once_convened"),
        CheckConstraint("rehearsed_id IS NULL OR session_id IS NULL", name="rehearsal_has_no_session"),
        Index("ix_sitting_day", "day"),
    )

    @property
    def is_draft(self) -> bool:
        """Whether nobody was told of it yet."""
        return self.state is SittingState.DRAFT

    @property
    def is_second_call(self) -> bool:
        """Whether it is convened a second time, for want of a quorum."""
        return self.first_call_id is not None

    @property
    def is_rehearsal(self) -> bool:
        """Whether nothing that happens in it counts."""
        return self.rehearsed_id is not None

    @property
    def starts_at(self) -> datetime:
        """The moment for which it is convened, UTC."""
        return local_to_utc(self.day, self.starts, self.time_zone)


class ItemKind(enum.StrEnum):
    """What an item asks of the sitting."""

    CREDENTIALS = "credentials"
    ADMISSION = "admission"
    REPORT = "report"
    DUES = "dues"
    BUDGET = "budget"
    RECOMMENDATION = "recommendation"
    ELECTION = "election"
    DECLARATION = "declaration"
    OTHER = "other"


class AgendaItem(db.Model):  # type: ignore[name-defined, misc]
    """A point of the agenda. One that was added after the convocation says so (`added_at` later than the sitting's `convened_at`).

    `minutes`: how long it is planned to take; None where nobody said.
    """

    __tablename__ = "agenda_item"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    sitting_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sitting.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[ItemKind] = mapped_column(words(ItemKind))
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text, default="")
    minutes: Mapped[int | None] = mapped_column(SmallInteger)
    added_at: Mapped[datetime]
    sitting: Mapped[Sitting] = relationship(back_populates="items")
    documents: Mapped[list["ItemDocument"]] = relationship(
        back_populates="item",
        order_by="ItemDocument.name, ItemDocument.version.desc()",
        cascade="all, delete-orphan",
    )


class ItemDocument(db.Model):  # type: ignore[name-defined, misc]
    """A version of a paper of an item. The bytes stay as they came: the minutes name the version by its SHA-256."""

    __tablename__ = "item_document"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    item_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("agenda_item.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(160))
    version: Mapped[int] = mapped_column(SmallInteger)
    media_type: Mapped[str] = mapped_column(String(60))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    size: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[datetime]
    added_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    item: Mapped[AgendaItem] = relationship(back_populates="documents")

    __table_args__ = (UniqueConstraint("item_id", "name", "version"),)


class RequestState(enum.StrEnum):
    """What became of a request for the agenda."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class ItemRequest(db.Model):  # type: ignore[name-defined, misc]
    """What a member asked to put on the agenda; late where it came after the statutes' last day."""

    __tablename__ = "item_request"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    sitting_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sitting.id", ondelete="CASCADE"), index=True)
    member_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("member.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    received_on: Mapped[date]
    is_late: Mapped[bool] = mapped_column(server_default=false())
    state: Mapped[RequestState] = mapped_column(words(RequestState), default=RequestState.WAITING)
    reason: Mapped[str] = mapped_column(String(300), default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    member: Mapped[Member] = relationship()


class Mandate(db.Model):  # type: ignore[name-defined, misc]
    """A member's voice at a sitting. Who speaks with it is read where it changes: the local offices, the delegation, the door.

    `votes_from`: None for a consultative voice; the moment of admission for whoever is admitted during the sitting.
    """

    __tablename__ = "mandate"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    sitting_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sitting.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("member.id"), index=True)
    votes_from: Mapped[datetime | None]
    member: Mapped[Member] = relationship()

    __table_args__ = (UniqueConstraint("sitting_id", "member_id"),)


class Convocation(db.Model):  # type: ignore[name-defined, misc]
    """That a member was convened: when, who, where to, and by which letter. By post: what proves it, in words."""

    __tablename__ = "convocation"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    sitting_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sitting.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("member.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"), index=True)
    recipient: Mapped[str] = mapped_column(String(254), default="")
    message_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("outgoing_message.id"), index=True)
    proof: Mapped[str] = mapped_column(String(200), default="")
    sent_at: Mapped[datetime]
    link_generation: Mapped[int] = mapped_column(SmallInteger, default=1)
    sent_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    sitting: Mapped[Sitting] = relationship()
    member: Mapped[Member] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    message: Mapped[OutgoingMessage | None] = relationship()

    __table_args__ = (UniqueConstraint("sitting_id", "member_id"),)


class Moment(enum.StrEnum):
    """What the chair did with the sitting as a whole, or with an item of its agenda."""

    CONVENED = "convened"
    OPENED = "opened"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    CLOSED = "closed"
    ITEM_OPENED = "item_opened"
    ITEM_CLOSED = "item_closed"
    ITEM_POSTPONED = "item_postponed"


ITEM_MOMENTS = (Moment.ITEM_OPENED, Moment.ITEM_CLOSED, Moment.ITEM_POSTPONED)


class SittingMoment(db.Model):  # type: ignore[name-defined, misc]
    """Append-only. A suspension closes all presence: what was noted before it counts no more."""

    __tablename__ = "sitting_moment"

    id: Mapped[int] = pk()
    sitting_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sitting.id", ondelete="CASCADE"), index=True)
    what: Mapped[Moment] = mapped_column(words(Moment))
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    item_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("agenda_item.id", ondelete="CASCADE"))
    item: Mapped[AgendaItem | None] = relationship()

    __table_args__ = (
        CheckConstraint(
            "(what IN ('item_opened', 'item_closed', 'item_postponed')) = (item_id IS NOT NULL)", name="of_an_item"
        ),
    )


class EntrySource(enum.StrEnum):
    """Who says that somebody is there, beside the doors' own scans."""

    ROLL_CALL = "roll_call"
    OPERATOR = "operator"


class PresenceEntry(db.Model):  # type: ignore[name-defined, misc]
    """Append-only: the titular or the substitute of a mandate came in (`how` says where) or went out (`how` None)."""

    __tablename__ = "presence_entry"

    id: Mapped[int] = pk()
    mandate_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("mandate.id", ondelete="CASCADE"), index=True)
    carrier: Mapped[Carrier] = mapped_column(words(Carrier))
    how: Mapped[How | None] = mapped_column(words(How))
    source: Mapped[EntrySource] = mapped_column(words(EntrySource))
    form_key: Mapped[str | None] = mapped_column(String(40))
    at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))

    __table_args__ = (
        CheckConstraint("carrier <> 'proxy'", name="in_person"),
        Index(
            "uq_presence_entry_form_key",
            "mandate_id",
            "form_key",
            unique=True,
            postgresql_where=text("form_key IS NOT NULL"),
        ),
    )
