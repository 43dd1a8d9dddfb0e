"""The five-year programme that the Assembly adopts: versions with axes and objectives, and what was reached each year."""

import enum
from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..assembly.sitting_models import Sitting
from ..database import Translated, db, pk, public_id, words


class StrategyState(enum.StrEnum):
    """A draft is written; an adopted version is never changed again."""

    DRAFT = "draft"
    ADOPTED = "adopted"


class StrategicProgramme(db.Model):  # type: ignore[name-defined, misc]
    """A version of the programme. `revision` counts the writings of a draft.

    `adopted_on`: the day of the Assembly that adopted it; `adopted_at`: that sitting, None where it was held before the platform.
    """

    __tablename__ = "strategic_programme"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    number: Mapped[int] = mapped_column(Integer, unique=True)
    title: Mapped[Translated]
    first_year: Mapped[int] = mapped_column(SmallInteger)
    last_year: Mapped[int] = mapped_column(SmallInteger)
    state: Mapped[StrategyState] = mapped_column(words(StrategyState), default=StrategyState.DRAFT)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    begun_at: Mapped[datetime]
    begun_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    adopted_on: Mapped[date | None]
    adopted_at_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("sitting.id"))
    decision: Mapped[str] = mapped_column(String(300), default="")
    adopted_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    adopted_at: Mapped[Sitting | None] = relationship()
    axes: Mapped[list["StrategicAxis"]] = relationship(
        back_populates="programme", order_by="StrategicAxis.position", cascade="all, delete-orphan"
    )

    __table_args__ = (
        CheckConstraint("last_year >= first_year", name="years"),
        CheckConstraint("(state = 'adopted') = (adopted_on IS NOT NULL)", name="adopted_on_a_day"),
        Index("uq_strategic_programme_draft", "state", unique=True, postgresql_where=text("state = 'draft'")),
    )

    @property
    def is_draft(self) -> bool:
        """Whether it may still be written."""
        return self.state is StrategyState.DRAFT

    @property
    def years(self) -> range:
        """The years that it covers."""
        return range(self.first_year, self.last_year + 1)


class StrategicAxis(db.Model):  # type: ignore[name-defined, misc]
    """An axis of a version, with what it means."""

    __tablename__ = "strategic_axis"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    programme_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("strategic_programme.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int] = mapped_column(SmallInteger)
    title: Mapped[Translated]
    about: Mapped[Translated]
    programme: Mapped[StrategicProgramme] = relationship(back_populates="axes")
    objectives: Mapped[list["StrategicObjective"]] = relationship(
        back_populates="axis", order_by="StrategicObjective.position", cascade="all, delete-orphan"
    )


class StrategicObjective(db.Model):  # type: ignore[name-defined, misc]
    """What an axis wants to reach."""

    __tablename__ = "strategic_objective"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    axis_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("strategic_axis.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    title: Mapped[Translated]
    axis: Mapped[StrategicAxis] = relationship(back_populates="objectives")
    progress: Mapped[list["ObjectiveProgress"]] = relationship(
        order_by="ObjectiveProgress.year", cascade="all, delete-orphan"
    )

    @property
    def latest(self) -> "ObjectiveProgress | None":
        """What was reached in the latest year that says so."""
        return self.progress[-1] if self.progress else None


class ObjectiveProgress(db.Model):  # type: ignore[name-defined, misc]
    """How far an objective was at the end of a year: whole per cent, and a word."""

    __tablename__ = "objective_progress"

    id: Mapped[int] = pk()
    objective_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("strategic_objective.id", ondelete="CASCADE"))
    year: Mapped[int] = mapped_column(SmallInteger)
    percent: Mapped[int] = mapped_column(SmallInteger)
    note: Mapped[Translated]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))

    __table_args__ = (
        UniqueConstraint("objective_id", "year"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent"),
    )
