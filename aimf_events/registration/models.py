"""Delegations, who may come in each, the registrations, and every decision on them."""

import enum
from datetime import datetime
from typing import Any

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
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..congress.models import Category, Congress
from ..database import db, pk, public_id, words
from ..members.models import Member
from ..people.models import Person


class DelegationKind(enum.StrEnum):
    """A member's or a partner's delegation, or one of the secretariat's own (speakers, press, interpreters, ...)."""

    MEMBER = "member"
    PARTNER = "partner"
    SERVICE = "service"


class DelegationState(enum.StrEnum):
    """`invited → composing → complete`, aside the others. Not yet invited: `prepared`."""

    PREPARED = "prepared"
    INVITED = "invited"
    COMPOSING = "composing"
    COMPLETE = "complete"
    DECLINED = "declined"
    CONTESTED = "contested"
    WITHDRAWN = "withdrawn"


class RegistrationState(enum.StrEnum):
    """`draft → submitted → approved`, and the asides."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    ON_HOLD = "on_hold"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


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


ACTIVE = (RegistrationState.DRAFT, RegistrationState.SUBMITTED, RegistrationState.APPROVED, RegistrationState.ON_HOLD)


class Delegation(db.Model):  # type: ignore[name-defined, misc]
    """A member, partner or service × congress. `link_generation` + 1 withdraws the links sent before."""

    __tablename__ = "delegation"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"))
    member_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("member.id"), index=True)
    kind: Mapped[DelegationKind] = mapped_column(words(DelegationKind))
    name: Mapped[str] = mapped_column(String(200))
    country: Mapped[str] = mapped_column(String(2))
    language: Mapped[str] = mapped_column(String(2), default="fr")
    time_zone: Mapped[str] = mapped_column(String(60))
    state: Mapped[DelegationState] = mapped_column(words(DelegationState), default=DelegationState.PREPARED)
    link_generation: Mapped[int] = mapped_column(SmallInteger, default=1)
    invited_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    sort_key: Mapped[str] = mapped_column(String(200))
    search_key: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime]
    congress: Mapped[Congress] = relationship()
    member: Mapped[Member | None] = relationship()
    contacts: Mapped[list["DelegationContact"]] = relationship(
        back_populates="delegation", order_by="DelegationContact.id"
    )
    quotas: Mapped[list["Quota"]] = relationship(back_populates="delegation")

    __table_args__ = (
        Index(
            "uq_delegation_congress_id_member_id",
            "congress_id",
            "member_id",
            unique=True,
            postgresql_where=text("member_id IS NOT NULL"),
        ),
        Index(
            "uq_delegation_service",
            "congress_id",
            "search_key",
            unique=True,
            postgresql_where=text("member_id IS NULL"),
        ),
        Index("ix_delegation_congress_id_state", "congress_id", "state"),
        Index("ix_delegation_congress_id_sort_key", "congress_id", "sort_key"),
    )


class ContactRole(enum.StrEnum):
    """Who a delegation's correspondent is."""

    HEAD = "head"
    FOCAL_POINT = "focal_point"


class DelegationContact(db.Model):  # type: ignore[name-defined, misc]
    """A head of delegation or a focal point: the person, and the mailbox used for this delegation."""

    __tablename__ = "delegation_contact"

    id: Mapped[int] = pk()
    delegation_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("delegation.id"), index=True)
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("person.id"), index=True)
    role: Mapped[ContactRole] = mapped_column(words(ContactRole))
    email: Mapped[str] = mapped_column(String(254))
    delegation: Mapped[Delegation] = relationship(back_populates="contacts")
    person: Mapped[Person] = relationship()

    __table_args__ = (UniqueConstraint("delegation_id", "person_id", "role"),)


class Quota(db.Model):  # type: ignore[name-defined, misc]
    """Places of a delegation in a category. Its row is what is locked: active(delegation, category) ≤ places, always."""

    __tablename__ = "quota"

    id: Mapped[int] = pk()
    delegation_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("delegation.id"))
    category_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("category.id"), index=True)
    places: Mapped[int] = mapped_column(Integer)
    delegation: Mapped[Delegation] = relationship(back_populates="quotas")
    category: Mapped[Category] = relationship()

    __table_args__ = (UniqueConstraint("delegation_id", "category_id"), CheckConstraint("places >= 0", name="places"))


class Registration(db.Model):  # type: ignore[name-defined, misc]
    """The request of a person to take part in a congress, within a delegation. `revision` grows at each decision that sends a letter."""

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
    congress: Mapped[Congress] = relationship()
    delegation: Mapped[Delegation] = relationship()
    person: Mapped[Person] = relationship()
    category: Mapped[Category] = relationship()
    photo: Mapped["Photo | None"] = relationship(back_populates="registration", uselist=False)
    decisions: Mapped[list["Decision"]] = relationship(back_populates="registration", order_by="Decision.id")

    __table_args__ = (
        Index(
            "uq_registration_active_person",
            "congress_id",
            "person_id",
            unique=True,
            postgresql_where=text("state IN ('draft', 'submitted', 'approved', 'on_hold')"),
        ),
        UniqueConstraint("delegation_id", "form_key"),
        Index("ix_registration_congress_id_state", "congress_id", "state"),
        Index("ix_registration_person_id", "person_id"),
    )

    @property
    def is_active(self) -> bool:
        """Whether it takes a place of the quota."""
        return self.state in ACTIVE


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


class SpreadsheetImport(db.Model):  # type: ignore[name-defined, misc]
    """A file read and shown, not yet (or already) written: what the preview showed is what the confirmation writes."""

    __tablename__ = "spreadsheet_import"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"), index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    rows: Mapped[dict[str, Any]]
    done: Mapped[int] = mapped_column(Integer, default=0)
    total: Mapped[int] = mapped_column(Integer)
    uploaded_at: Mapped[datetime]
    uploaded_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class Mailing(db.Model):  # type: ignore[name-defined, misc]
    """A letter to many: who is in the selection, how far it is."""

    __tablename__ = "mailing"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"), index=True)
    fact: Mapped[str] = mapped_column(String(60))
    delegation_ids: Mapped[list[int]]
    done: Mapped[int] = mapped_column(Integer, default=0)
    started_at: Mapped[datetime]
    started_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    finished_at: Mapped[datetime | None]
