"""A person, across congresses, and the mailboxes and telephones that reach them."""

import enum
from datetime import datetime

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import db, pk, public_id, words


class Civility(enum.StrEnum):
    """How a person is addressed; parity is counted from it."""

    MADAM = "madam"
    SIR = "sir"


class Person(db.Model):  # type: ignore[name-defined, misc]
    """One human being. Names are Unicode, as on the passport; the badge name is as it must be read and said."""

    __tablename__ = "person"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    civility: Mapped[Civility | None] = mapped_column(words(Civility))
    honorific: Mapped[str] = mapped_column(String(40), default="")
    given_name: Mapped[str] = mapped_column(String(120))
    family_name: Mapped[str] = mapped_column(String(120))
    badge_name: Mapped[str] = mapped_column(String(120))
    original_name: Mapped[str] = mapped_column(String(120), default="")
    language: Mapped[str] = mapped_column(String(2), default="fr")
    time_zone: Mapped[str | None] = mapped_column(String(60))
    sort_key: Mapped[str] = mapped_column(String(250), index=True)
    search_key: Mapped[str] = mapped_column(String(500))
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]  # their data are gone; the number stays under the statutory record
    merged_into_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("person.id"), index=True
    )  # the same human being
    contacts: Mapped[list["ContactPoint"]] = relationship(
        back_populates="person", cascade="all, delete-orphan", order_by="ContactPoint.id"
    )

    @property
    def full_name(self) -> str:
        """Given and family name, as on the passport."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def email(self) -> str | None:
        """The mailbox to write to first."""
        return next((c.address for c in self.contacts if c.kind is ContactKind.EMAIL), None)

    @property
    def telephone(self) -> str | None:
        """The telephone to call first, E.164."""
        return next((c.address for c in self.contacts if c.kind is ContactKind.TELEPHONE), None)


class ContactKind(enum.StrEnum):
    """What an address is."""

    EMAIL = "email"
    TELEPHONE = "telephone"


class ContactPoint(db.Model):  # type: ignore[name-defined, misc]
    """A mailbox or a telephone that reaches a person. Several persons may share one: it is never an identity."""

    __tablename__ = "contact_point"

    id: Mapped[int] = pk()
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("person.id", ondelete="CASCADE"))
    kind: Mapped[ContactKind] = mapped_column(words(ContactKind))
    address: Mapped[str] = mapped_column(String(254))
    key: Mapped[str] = mapped_column(String(254), index=True)
    is_shared: Mapped[bool] = mapped_column(Boolean, default=False)
    person: Mapped[Person] = relationship(back_populates="contacts")

    __table_args__ = (Index("uq_contact_point_person_id_kind_key", "person_id", "kind", "key", unique=True),)


class MentionReview(db.Model):  # type: ignore[name-defined, misc]
    """A family name to look for in notes, encrypted, of somebody who erased their own data. It points to nobody."""

    __tablename__ = "mention_review"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    name: Mapped[bytes] = mapped_column(LargeBinary)
    opened_at: Mapped[datetime]
