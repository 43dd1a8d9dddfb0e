"""The registrations, their portraits, and every decision on them."""

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
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...congress.models import Category, Congress
from ...database import Translated, db, pk, public_id, words
from ...people.models import Person
from .delegations import Delegation


class RegistrationState(enum.StrEnum):
    """`draft → submitted → approved`, with `nominated` and `pre_approved` between where those desks are on, and the asides."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    NOMINATED = "nominated"
    PRE_APPROVED = "pre_approved"
    APPROVED = "approved"
    ON_HOLD = "on_hold"
    WAITING = "waiting"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    SUBSTITUTED = "substituted"
    CANCELLED = "cancelled"


class Mode(enum.StrEnum):
    """How a person takes part; `UNDECIDED` is an honest answer until the deadline."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    BOTH = "both"
    UNDECIDED = "undecided"


class Capacity(enum.StrEnum):
    """In what capacity at the statutory sittings."""

    TITULAR = "titular"
    SUBSTITUTE = "substitute"
    OBSERVER = "observer"
    NONE = "none"


# Those that take a place of the quota.
ACTIVE = (
    RegistrationState.DRAFT,
    RegistrationState.SUBMITTED,
    RegistrationState.NOMINATED,
    RegistrationState.PRE_APPROVED,
    RegistrationState.APPROVED,
    RegistrationState.ON_HOLD,
)
# Those of which a person has one at most in a congress: who waits for a place is not registered twice either.
OPEN = (*ACTIVE, RegistrationState.WAITING)


class Registration(db.Model):  # type: ignore[name-defined, misc]
    """The request of a person to take part in a congress, within a delegation. `revision` grows at each decision that sends a letter.

    `replaces` is the registration whose place a substitution gave to this one; `waiting_since` gives the order of the waiting
    list; `claim` tells whose file it is in while two persons claim to head the delegation; `source` says who answered, and
    how, when the secretariat entered the answer on behalf of the delegation.
    """

    __tablename__ = "registration"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"))
    delegation_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("delegation.id"), index=True)
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("person.id"))
    category_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("category.id"))
    state: Mapped[RegistrationState] = mapped_column(words(RegistrationState), default=RegistrationState.DRAFT)
    revision: Mapped[int] = mapped_column(Integer, default=0)
    function: Mapped[str] = mapped_column(String(160), default="")
    capacity: Mapped[Capacity] = mapped_column(words(Capacity), default=Capacity.NONE)
    mode: Mapped[Mode | None] = mapped_column(words(Mode))
    email: Mapped[str] = mapped_column(String(254), default="")
    telephone: Mapped[str] = mapped_column(String(20), default="")
    protocol_order: Mapped[int] = mapped_column(SmallInteger, default=0)
    consents_to_list: Mapped[bool | None]
    consents_to_image: Mapped[bool | None]
    consented_at: Mapped[datetime | None]
    link_generation: Mapped[int] = mapped_column(SmallInteger, default=1)
    form_key: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    waiting_since: Mapped[datetime | None]
    is_late: Mapped[bool] = mapped_column(default=False, server_default=false())
    joined_late: Mapped[bool] = mapped_column(default=False, server_default=false())
    source: Mapped[str] = mapped_column(String(200), default="", server_default="")
    replaces_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("registration.id"), unique=True)
    claim_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("head_claim.id"), index=True)
    congress: Mapped[Congress] = relationship()
    delegation: Mapped[Delegation] = relationship()
    person: Mapped[Person] = relationship()
    category: Mapped[Category] = relationship()
    photo: Mapped["Photo | None"] = relationship(back_populates="registration", uselist=False)
    replaces: Mapped["Registration | None"] = relationship(remote_side="Registration.id")
    decisions: Mapped[list["Decision"]] = relationship(back_populates="registration", order_by="Decision.id")

    __table_args__ = (
        Index(
            "uq_registration_active_person",
            "congress_id",
            "person_id",
            unique=True,
            postgresql_where=text(
                "state IN ('draft', 'submitted', 'nominated', 'pre_approved', 'approved', 'on_hold', 'waiting')"
            ),
        ),
        UniqueConstraint("delegation_id", "form_key"),
        Index("ix_registration_congress_id_state", "congress_id", "state"),
        Index("ix_registration_person_id", "person_id"),
        Index(
            "ix_registration_waiting",
            "delegation_id",
            "category_id",
            "waiting_since",
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    @property
    def category_label(self) -> Translated:
        """The words of its category, as they are said of this person."""
        return self.category.said_of(self.person)

    @property
    def is_active(self) -> bool:
        """Whether it takes a place of the quota."""
        return self.state in ACTIVE

    @property
    def is_open(self) -> bool:
        """Whether it takes a place, or waits for one."""
        return self.state in OPEN


class Photo(db.Model):  # type: ignore[name-defined, misc]
    """The portrait of one registration, reduced to 600 × 800 at most, without metadata. In the database: one truth, one backup, one erasure."""

    __tablename__ = "photo"

    registration_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True
    )
    jpeg: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    thumbnail: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    taken_at: Mapped[datetime]
    registration: Mapped[Registration] = relationship(back_populates="photo")


class Decision(db.Model):  # type: ignore[name-defined, misc]
    """Append-only: who moved a registration from one state to another, when and why."""

    __tablename__ = "decision"

    id: Mapped[int] = pk()
    registration_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("registration.id"), index=True)
    from_state: Mapped[RegistrationState] = mapped_column(words(RegistrationState))
    to_state: Mapped[RegistrationState] = mapped_column(words(RegistrationState))
    reason: Mapped[str] = mapped_column(String(500), default="")
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    registration: Mapped[Registration] = relationship(back_populates="decisions")
    decided_by: Mapped[Person | None] = relationship()


class Support(db.Model):  # type: ignore[name-defined, misc]
    """What the association pays for a participant: the ticket, so many nights, up to a ceiling. Withdrawn, never rewritten."""

    __tablename__ = "support"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    registration_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("registration.id"), index=True)
    pays_ticket: Mapped[bool]
    nights: Mapped[int] = mapped_column(SmallInteger)
    ceiling: Mapped[int | None] = mapped_column(Integer)  # whole units of the currency
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    decided_by: Mapped[str] = mapped_column(String(160))  # the person or body that decided, in words
    decided_on: Mapped[date]
    source: Mapped[str] = mapped_column(String(200), default="", server_default="")  # the letter or minutes that say so
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    withdrawal_reason: Mapped[str] = mapped_column(String(300), default="", server_default="")
    registration: Mapped[Registration] = relationship()

    __table_args__ = (
        Index(
            "uq_support_registration_id",
            "registration_id",
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        CheckConstraint("nights >= 0", name="nights"),
        CheckConstraint("ceiling >= 0", name="ceiling"),
    )


class DocumentKind(enum.StrEnum):
    """What a document attests."""

    NOMINATION = "nomination"
    MANDATE = "mandate"
    PROOF = "proof"
    OTHER = "other"


class Document(db.Model):  # type: ignore[name-defined, misc]
    """A paper given by a delegation (nomination letter, mandate, proof of an election): PDF or picture, encrypted at rest.

    In the database like the portraits: one truth, one backup, one erasure.
    """

    __tablename__ = "document"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    delegation_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("delegation.id"), index=True)
    registration_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("registration.id"), index=True)
    claim_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("head_claim.id"), index=True)
    kind: Mapped[DocumentKind] = mapped_column(words(DocumentKind))
    file_name: Mapped[str] = mapped_column(String(160))
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    uploaded_at: Mapped[datetime]
    uploaded_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    removed_at: Mapped[datetime | None]
    delegation: Mapped[Delegation] = relationship()
    registration: Mapped[Registration | None] = relationship()
