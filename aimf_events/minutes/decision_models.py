"""A decision of a body: its number, its words, and what became of it; the steps of its follow-up are only added."""

import enum
from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..assembly.ballot_models import Ballot
from ..assembly.models import Body
from ..assembly.sitting_models import AgendaItem, Sitting
from ..database import Translated, db, pk, public_id, words
from ..i18n import search_key

SERIES = {Body.GENERAL_ASSEMBLY: "AG", Body.BUREAU: "BU"}
"""What the number of a decision begins with, in every language: it is its name."""


class FollowUp(enum.StrEnum):
    """What became of a decision. `none`: it asks nothing of anybody (a report is approved, a proposal was not adopted)."""

    NONE = "none"
    TO_START = "to_start"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    DROPPED = "dropped"


UNDER_WAY = (FollowUp.TO_START, FollowUp.IN_PROGRESS)


class RegisteredDecision(db.Model):  # type: ignore[name-defined, misc]
    """A line of the register. Its number stays, in the series of its body and of the year of its sitting.

    `ballot`: what decided it; None for what was decided by consensus. `for_members`: whether members read it; who is in charge and
    the notes stay with the secretariat. `search_key`: of what members read alone.
    """

    __tablename__ = "registered_decision"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    body: Mapped[Body] = mapped_column(words(Body))
    year: Mapped[int] = mapped_column(SmallInteger)
    number: Mapped[int] = mapped_column(SmallInteger)
    sitting_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sitting.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("agenda_item.id", ondelete="SET NULL"), index=True
    )
    ballot_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("ballot.id"), unique=True)
    taken_at: Mapped[datetime]
    is_adopted: Mapped[bool]
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[Translated]
    for_members: Mapped[bool]
    state: Mapped[FollowUp] = mapped_column(words(FollowUp))
    in_charge: Mapped[str] = mapped_column(String(160), default="")
    due_on: Mapped[date | None]
    search_key: Mapped[str] = mapped_column(Text)
    recorded_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    sitting: Mapped[Sitting] = relationship()
    item: Mapped[AgendaItem | None] = relationship()
    ballot: Mapped[Ballot | None] = relationship()

    __table_args__ = (
        UniqueConstraint("body", "year", "number"),
        CheckConstraint("number > 0", name="number_from_one"),
        Index("ix_registered_decision_state", "state", "due_on"),
    )

    @property
    def reference(self) -> str:
        """Its number as everybody writes it: AG-2020-07."""
        return f"{SERIES[self.body]}-{self.year}-{self.number:02d}"

    @property
    def is_under_way(self) -> bool:
        """Whether somebody has still something to do."""
        return self.state in UNDER_WAY

    def is_late(self, today: date) -> bool:
        """Whether its day has passed and it is not done."""
        return self.is_under_way and self.due_on is not None and self.due_on < today

    def write(self, title: str, text: Translated) -> None:
        """Give it its words, and the key by which they are found."""
        self.title, self.text = title, text
        self.search_key = search_key(" ".join((self.reference, title, *text.values())))


class DecisionStep(db.Model):  # type: ignore[name-defined, misc]
    """Append-only: what was noted of the follow-up, when, by whom."""

    __tablename__ = "decision_step"

    id: Mapped[int] = pk()
    decision_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("registered_decision.id"), index=True)
    state: Mapped[FollowUp] = mapped_column(words(FollowUp))
    in_charge: Mapped[str] = mapped_column(String(160), default="")
    due_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
