"""Seating plans: rows of seats in a hall or around a table, and who sits where."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import db, pk, public_id
from ..registration.models import Registration


class SeatingPlan(db.Model):  # type: ignore[name-defined, misc]
    """Rows × seats. Row 1 is the most honourable; within a row, the middle."""

    __tablename__ = "seating_plan"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    rows: Mapped[int] = mapped_column(SmallInteger)
    seats_per_row: Mapped[int] = mapped_column(SmallInteger)
    drawn_at: Mapped[datetime]
    seats: Mapped[list["Seat"]] = relationship(back_populates="plan", cascade="all, delete-orphan", order_by="Seat.id")

    __table_args__ = (
        CheckConstraint("rows BETWEEN 1 AND 40", name="rows"),
        CheckConstraint("seats_per_row BETWEEN 1 AND 40", name="seats_per_row"),
    )

    @property
    def places(self) -> int:
        """How many people it seats."""
        return self.rows * self.seats_per_row


class Seat(db.Model):  # type: ignore[name-defined, misc]
    """A seat that somebody has; a free one has no row."""

    __tablename__ = "seat"

    id: Mapped[int] = pk()
    plan_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("seating_plan.id", ondelete="CASCADE"))
    row: Mapped[int] = mapped_column(SmallInteger)
    number: Mapped[int] = mapped_column(SmallInteger)
    registration_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("registration.id"), index=True)
    plan: Mapped[SeatingPlan] = relationship(back_populates="seats")
    registration: Mapped[Registration] = relationship()

    __table_args__ = (UniqueConstraint("plan_id", "row", "number"), UniqueConstraint("plan_id", "registration_id"))
