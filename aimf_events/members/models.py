"""Members and partners of the association, who holds an office in each, what they owe and whether they are suspended."""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import Translated, db, pk, public_id, words
from ..people.models import Person


class MemberCategory(enum.StrEnum):
    """What an organisation is to the association; partners send delegations and do not vote."""

    MEMBER_CITY = "member_city"
    CITY_ASSOCIATION = "city_association"
    ASSOCIATE_CITY = "associate_city"
    HONORARY = "honorary"
    PARTNER = "partner"


class Standing(enum.StrEnum):
    """Whether dues are paid and rights whole."""

    GOOD = "good"
    IN_ARREARS = "in_arrears"
    SUSPENDED = "suspended"


class Member(db.Model):  # type: ignore[name-defined, misc]
    """A city, an association of cities or a partner. `code` is the secretariat's own key, stable across imports.

    `awaits_fee`: admitted, and without a voice until its entry fee is recorded (`fees.py`).
    """

    __tablename__ = "member"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    country: Mapped[str] = mapped_column(String(2), index=True)
    category: Mapped[MemberCategory] = mapped_column(words(MemberCategory))
    standing: Mapped[Standing] = mapped_column(words(Standing), default=Standing.GOOD)
    awaits_fee: Mapped[bool] = mapped_column(default=False, server_default=false())
    language: Mapped[str] = mapped_column(String(2), default="fr")
    time_zone: Mapped[str] = mapped_column(String(60))
    sort_key: Mapped[str] = mapped_column(String(200), index=True)
    search_key: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime]
    offices: Mapped[list["LocalOffice"]] = relationship(back_populates="member", order_by="LocalOffice.id")

    __table_args__ = (Index("uq_member_search_key_country", "search_key", "country", unique=True),)

    @property
    def votes(self) -> bool:
        """Whether the category gives a deliberative voice (associates and honorary members speak and do not vote)."""
        return self.category in (MemberCategory.MEMBER_CITY, MemberCategory.CITY_ASSOCIATION)


class LocalOffice(db.Model):  # type: ignore[name-defined, misc]
    """A person's office in a member: mayor, bourgmestre, councillor. At any time one executive is recognised; claims may compete."""

    __tablename__ = "local_office"

    id: Mapped[int] = pk()
    member_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("member.id"))
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("person.id"), index=True)
    title: Mapped[Translated]
    is_executive: Mapped[bool]
    is_recognised: Mapped[bool] = mapped_column(default=True)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    member: Mapped[Member] = relationship(back_populates="offices")
    person: Mapped[Person] = relationship()

    __table_args__ = (
        Index("ix_local_office_member_id", "member_id"),
        Index(
            "uq_local_office_executive",
            "member_id",
            unique=True,
            postgresql_where=text("is_executive AND is_recognised AND ends_on IS NULL"),
        ),
    )


class DuesCall(db.Model):  # type: ignore[name-defined, misc]
    """The dues of a year as the Assembly fixed them: whole units of a currency by category. Written once."""

    __tablename__ = "dues_call"

    id: Mapped[int] = pk()
    year: Mapped[int] = mapped_column(SmallInteger, unique=True)
    amounts: Mapped[dict[str, Any]]
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    decision: Mapped[str] = mapped_column(String(300))
    called_at: Mapped[datetime]
    called_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))


class DuesDemand(db.Model):  # type: ignore[name-defined, misc]
    """What one member owes for a year. `amount` None: owed from before, and nobody wrote how much; any payment settles it."""

    __tablename__ = "dues_demand"

    id: Mapped[int] = pk()
    member_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("member.id"))
    year: Mapped[int] = mapped_column(SmallInteger)
    amount: Mapped[int | None] = mapped_column(Integer)
    called_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("member_id", "year"),
        CheckConstraint("amount > 0", name="amount"),
    )


class EntryKind(enum.StrEnum):
    """What settles a year."""

    PAYMENT = "payment"
    EXEMPTION = "exemption"


class DuesEntry(db.Model):  # type: ignore[name-defined, misc]
    """A payment received or an exemption decided for a year: a line that is added, and ended where it was wrong, never rewritten.

    It counts from `effective_at` (None: a second person is awaited) until `ended_at`.
    """

    __tablename__ = "dues_entry"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    member_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("member.id"))
    year: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[EntryKind] = mapped_column(words(EntryKind))
    amount: Mapped[int | None] = mapped_column(Integer)
    reference: Mapped[str] = mapped_column(String(200))
    form_key: Mapped[str | None] = mapped_column(String(40))
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    effective_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    end_reason: Mapped[str] = mapped_column(String(300), default="")
    member: Mapped[Member] = relationship()

    __table_args__ = (
        UniqueConstraint("member_id", "form_key"),
        CheckConstraint("(kind = 'payment') = (amount IS NOT NULL)", name="amount_of_a_payment"),
        CheckConstraint("amount > 0", name="amount"),
    )

    @property
    def is_awaiting(self) -> bool:
        """Whether a second person is awaited."""
        return self.effective_at is None and self.ended_at is None


class Suspension(db.Model):  # type: ignore[name-defined, misc]
    """A member's rights taken away by a decision, until another gives them back."""

    __tablename__ = "suspension"

    id: Mapped[int] = pk()
    member_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("member.id"), index=True)
    starts_at: Mapped[datetime]
    decision: Mapped[str] = mapped_column(String(300))
    decided_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    ends_at: Mapped[datetime | None]
    end_decision: Mapped[str] = mapped_column(String(300), default="")
    ended_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))

    __table_args__ = (
        Index("uq_suspension_member_id", "member_id", unique=True, postgresql_where=text("ends_at IS NULL")),
    )
