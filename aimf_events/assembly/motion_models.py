"""The text of a recommendation or a declaration, in numbered paragraphs, and the amendments that members deposit on it."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Integer, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import db, pk, public_id, words
from .rules.amendments import Act, Change
from .sitting_models import AgendaItem, Mandate


class Motion(db.Model):  # type: ignore[name-defined, misc]
    """The text of an item as it was laid before the sitting. `paragraphs`: in their order, the first is number 1. `ballot_id`: the vote on the whole."""

    __tablename__ = "motion"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    item_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("agenda_item.id", ondelete="CASCADE"), unique=True)
    paragraphs: Mapped[list[str]] = mapped_column(JSONB)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    written_at: Mapped[datetime]
    written_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    ballot_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("ballot.id", ondelete="SET NULL"), unique=True)
    item: Mapped[AgendaItem] = relationship()
    amendments: Mapped[list["Amendment"]] = relationship(back_populates="motion", order_by="Amendment.number")

    __table_args__ = (CheckConstraint("jsonb_array_length(paragraphs) > 0", name="says_something"),)


class Amendment(db.Model):  # type: ignore[name-defined, misc]
    """What a member asks to change. `paragraph`: which one; of an addition, the one it follows (0: before the first).

    `ballot_id`: the vote on it; what became of it is read from that vote and from those before it.
    """

    __tablename__ = "amendment"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    motion_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("motion.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(SmallInteger)
    mandate_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("mandate.id"), index=True)
    act: Mapped[Act] = mapped_column(words(Act))
    paragraph: Mapped[int] = mapped_column(SmallInteger)
    words: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(String(500), default="")
    deposited_at: Mapped[datetime]
    deposited_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None]
    ballot_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("ballot.id", ondelete="SET NULL"), unique=True)
    motion: Mapped[Motion] = relationship(back_populates="amendments")
    mandate: Mapped[Mandate] = relationship()

    __table_args__ = (
        UniqueConstraint("motion_id", "number"),
        CheckConstraint("(act = 'delete') = (words = '')", name="words_but_for_a_deletion"),
        CheckConstraint("paragraph > 0 OR (act = 'add' AND paragraph = 0)", name="of_a_paragraph"),
    )

    @property
    def change(self) -> Change:
        """What it does to the text, for the rules."""
        return Change(self.number, self.act, self.paragraph, self.words)
