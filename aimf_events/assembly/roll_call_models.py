"""The roll call of those who follow a sitting from afar: opened for two minutes, answered by each with one press."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import db, pk, public_id, words
from .rules.roll import Carrier
from .sitting_models import Sitting


class RollCall(db.Model):  # type: ignore[name-defined, misc]
    """A roll call at a distance. It ends by itself."""

    __tablename__ = "roll_call"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    sitting_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sitting.id", ondelete="CASCADE"), index=True)
    opened_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    opened_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    sitting: Mapped[Sitting] = relationship()

    __table_args__ = (CheckConstraint("closes_at > opened_at", name="lasts"),)


class RollCallAnswer(db.Model):  # type: ignore[name-defined, misc]
    """Append-only: the titular or the substitute of a mandate answered."""

    __tablename__ = "roll_call_answer"

    id: Mapped[int] = pk()
    roll_call_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("roll_call.id", ondelete="CASCADE"))
    mandate_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("mandate.id", ondelete="CASCADE"), index=True)
    carrier: Mapped[Carrier] = mapped_column(words(Carrier))
    at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("roll_call_id", "mandate_id", "carrier"),
        CheckConstraint("carrier <> 'proxy'", name="in_person"),
    )
