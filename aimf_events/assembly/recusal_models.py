"""A member of the Bureau that withdraws from an item which concerns its city."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import db, pk, public_id
from .sitting_models import AgendaItem, Mandate


class Recusal(db.Model):  # type: ignore[name-defined, misc]
    """That a voice takes no part in one item, and why. One that was recorded by mistake is ended, never erased: the minutes read it."""

    __tablename__ = "recusal"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    item_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("agenda_item.id", ondelete="CASCADE"))
    mandate_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("mandate.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str] = mapped_column(String(300), default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    item: Mapped[AgendaItem] = relationship()
    mandate: Mapped[Mandate] = relationship()

    __table_args__ = (
        Index("ix_recusal_item_id", "item_id"),
        Index(
            "uq_recusal_standing",
            "item_id",
            "mandate_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
