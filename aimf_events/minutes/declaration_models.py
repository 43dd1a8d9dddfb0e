"""What must be declared to the prefecture: a change of those in charge, of the statutes or of the seat, and the receipt that ends it."""

import enum
from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Integer, LargeBinary, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import db, pk, public_id, words
from .decision_models import RegisteredDecision


class Declared(enum.StrEnum):
    """What has changed."""

    OFFICERS = "officers"
    STATUTES = "statutes"
    SEAT = "seat"


class Declaration(db.Model):  # type: ignore[name-defined, misc]
    """A change to declare within `months` of the day on which it happened; `article` says where the delay stands.

    `decision`: what decided it, None where somebody wrote it by hand. `receipt`: the prefecture's, sealed, once it was declared.
    """

    __tablename__ = "declaration"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    what: Mapped[Declared] = mapped_column(words(Declared))
    text: Mapped[str] = mapped_column(String(300))
    happened_on: Mapped[date]
    months: Mapped[int] = mapped_column(SmallInteger)
    article: Mapped[str] = mapped_column(String(120))
    due_on: Mapped[date]
    decision_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("registered_decision.id"), unique=True)
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    declared_on: Mapped[date | None]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    receipt: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    receipt_type: Mapped[str] = mapped_column(String(60), default="")
    receipt_name: Mapped[str] = mapped_column(String(160), default="")
    receipt_size: Mapped[int] = mapped_column(Integer, default=0)
    receipt_sha256: Mapped[str] = mapped_column(String(64), default="")
    decision: Mapped[RegisteredDecision | None] = relationship()

    __table_args__ = (
        CheckConstraint("(declared_on IS NULL) = (receipt IS NULL)", name="declared_with_its_receipt"),
        CheckConstraint("declared_on IS NULL OR declared_on >= happened_on", name="declared_after_it_happened"),
    )

    @property
    def is_open(self) -> bool:
        """Whether it is still to be declared."""
        return self.declared_on is None

    def is_late(self, today: date) -> bool:
        """Whether its last day has passed."""
        return self.is_open and self.due_on < today
