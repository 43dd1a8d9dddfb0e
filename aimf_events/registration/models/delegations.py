"""Delegations, who answers for each, who claims to head it, and how many may come in each category."""

import enum
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...congress.models import Category, Congress
from ...database import db, pk, public_id, words
from ...members.models import Member
from ...people.models import Person


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
    quotas: Mapped[list["Quota"]] = relationship(back_populates="delegation", order_by="Quota.id")

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
    """A head of delegation or a focal point: the person, and the mailbox used for this delegation.

    With a `claim`, they work in the file of that claimant, and see no other.
    """

    __tablename__ = "delegation_contact"

    id: Mapped[int] = pk()
    delegation_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("delegation.id"), index=True)
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("person.id"), index=True)
    role: Mapped[ContactRole] = mapped_column(words(ContactRole))
    email: Mapped[str] = mapped_column(String(254))
    claim_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("head_claim.id"), index=True)
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


class ClaimOutcome(enum.StrEnum):
    """What the credentials desk decided on a claim."""

    RECOGNISED = "recognised"
    REJECTED = "rejected"


class HeadClaim(db.Model):  # type: ignore[name-defined, misc]
    """One of the persons who claim to head the same delegation. Each has their own link, and sees their own file only.

    `link_generation` + 1 withdraws the links sent to this claimant.
    """

    __tablename__ = "head_claim"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    delegation_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("delegation.id"), index=True)
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("person.id"))
    email: Mapped[str] = mapped_column(String(254))
    title: Mapped[str] = mapped_column(String(160))
    statement: Mapped[str] = mapped_column(String(1000), default="")
    link_generation: Mapped[int] = mapped_column(SmallInteger, default=1)
    made_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    outcome: Mapped[ClaimOutcome | None] = mapped_column(words(ClaimOutcome))
    reason: Mapped[str] = mapped_column(String(500), default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    delegation: Mapped[Delegation] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    __table_args__ = (UniqueConstraint("delegation_id", "person_id"),)
