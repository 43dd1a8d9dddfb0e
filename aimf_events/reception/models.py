"""What the welcome desk keeps: to whom each badge was handed over, the receipts of whole delegations, the paper packs, and what came
of trying a backup."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..checkin.models import Badge
from ..database import db, pk, public_id
from ..people.models import Person
from ..registration.models import Delegation


class HandoverReceipt(db.Model):  # type: ignore[name-defined, misc]
    """The numbered receipt of badges handed over at once to one receiver. Its lines are the handings over that point to it.

    `signature`: strokes drawn on the screen, encrypted; None with `signed_at`: the paper was signed.
    """

    __tablename__ = "handover_receipt"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"))
    delegation_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("delegation.id"), index=True)
    number: Mapped[int] = mapped_column(SmallInteger)
    language: Mapped[str] = mapped_column(String(2))
    receiver: Mapped[str] = mapped_column(String(120))
    function: Mapped[str] = mapped_column(String(160), default="")
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("person.id"))
    signed_at: Mapped[datetime | None]
    signature: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    purged_at: Mapped[datetime | None]
    delegation: Mapped[Delegation] = relationship()
    made_by: Mapped[Person] = relationship()

    __table_args__ = (UniqueConstraint("congress_id", "number"),)


class BadgeHandover(db.Model):  # type: ignore[name-defined, misc]
    """A printed badge was given to somebody: to its bearer, or to whoever is named in `taken_by`. Undone, it stays.

    A badge of one issue is handed over once: the partial index stands behind the lock.
    """

    __tablename__ = "badge_handover"

    id: Mapped[int] = pk()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"), index=True)
    badge_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("badge.id"))
    issue: Mapped[int] = mapped_column(SmallInteger)
    taken_by: Mapped[str] = mapped_column(String(160), default="")
    handed_at: Mapped[datetime]
    handed_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("person.id"))
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    receipt_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("handover_receipt.id"), index=True)
    badge: Mapped[Badge] = relationship()
    handed_by: Mapped[Person] = relationship(foreign_keys=[handed_by_id])

    __table_args__ = (
        Index("uq_badge_handover_living", "badge_id", "issue", unique=True, postgresql_where=text("undone_at IS NULL")),
        Index("ix_badge_handover_badge_id", "badge_id"),
    )


class PaperPack(db.Model):  # type: ignore[name-defined, misc]
    """The day's paper: lists of the doors and delegations, telephones, codes. A PDF, encrypted, that goes after the congress.

    `list_version`: the last transaction that the lists have seen, as the devices' own lists count (docs/decisions/0020).
    `sitting`: the statutory sitting that the papers are for; None for the doors'.
    """

    __tablename__ = "paper_pack"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"), index=True)
    sitting_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("sitting.id"), index=True)
    language: Mapped[str] = mapped_column(String(2))
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    made_at: Mapped[datetime | None]
    list_version: Mapped[int | None] = mapped_column(BigInteger)
    people: Mapped[int] = mapped_column(Integer, default=0)
    pages: Mapped[int] = mapped_column(Integer, default=0)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    purged_at: Mapped[datetime | None]
    asked_by: Mapped[Person | None] = relationship()


class BackupCheck(db.Model):  # type: ignore[name-defined, misc]
    """A dump was restored into a database of its own and looked at. `told` says what was found, in the operator's words."""

    __tablename__ = "backup_check"

    id: Mapped[int] = pk()
    checked_at: Mapped[datetime]
    dumped_at: Mapped[datetime]
    is_good: Mapped[bool]
    tables: Mapped[int] = mapped_column(Integer)
    rows: Mapped[int] = mapped_column(BigInteger)
    told: Mapped[str] = mapped_column(String(500))
