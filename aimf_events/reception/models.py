"""What the welcome desk keeps: to whom each badge was handed over."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..checkin.models import Badge
from ..database import db, pk
from ..people.models import Person


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
    badge: Mapped[Badge] = relationship()
    handed_by: Mapped[Person] = relationship(foreign_keys=[handed_by_id])

    __table_args__ = (
        Index("uq_badge_handover_living", "badge_id", "issue", unique=True, postgresql_where=text("undone_at IS NULL")),
        Index("ix_badge_handover_badge_id", "badge_id"),
    )
