"""Members and partners of the association, their standing, and who holds an office in each."""

import enum
from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, text
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
    """A city, an association of cities or a partner. `code` is the secretariat's own key, stable across imports."""

    __tablename__ = "member"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    country: Mapped[str] = mapped_column(String(2), index=True)
    category: Mapped[MemberCategory] = mapped_column(words(MemberCategory))
    standing: Mapped[Standing] = mapped_column(words(Standing), default=Standing.GOOD)
    language: Mapped[str] = mapped_column(String(2), default="fr")
    time_zone: Mapped[str] = mapped_column(String(60))
    sort_key: Mapped[str] = mapped_column(String(200), index=True)
    search_key: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime]
    offices: Mapped[list["LocalOffice"]] = relationship(back_populates="member")

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
