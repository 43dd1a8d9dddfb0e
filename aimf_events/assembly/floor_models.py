"""Who asks for the floor at a sitting, who has it, for how long; and what the chair decided of the list."""

import enum
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, true
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import db, pk, public_id, words
from .rules.roll import Carrier
from .sitting_models import AgendaItem, Mandate

SPEECH_SECONDS = 180
"""The time of a speech where the chair has said nothing else."""


class SpeechKind(enum.StrEnum):
    """To speak on the item, or on how the sitting is held."""

    SPEECH = "speech"
    POINT_OF_ORDER = "point_of_order"


class SpeechState(enum.StrEnum):
    """`waiting → speaking → done`; withdrawn by whoever asked; lapsed where the item ended first."""

    WAITING = "waiting"
    SPEAKING = "speaking"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class SpeechSource(enum.StrEnum):
    """Who wrote the request: the secretary who saw a hand, or the person on their own link."""

    DESK = "desk"
    LINK = "link"


class Floor(db.Model):  # type: ignore[name-defined, misc]
    """What the chair decided of the list on one item. `seconds`: the time of a speech."""

    __tablename__ = "floor"

    item_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("agenda_item.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    seconds: Mapped[int] = mapped_column(Integer, default=SPEECH_SECONDS)
    first_timers_first: Mapped[bool] = mapped_column(server_default=true(), default=True)
    closed_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("seconds BETWEEN 30 AND 3600", name="time_of_a_speech"),)


class Speech(db.Model):  # type: ignore[name-defined, misc]
    """A request for the floor on an item, and what came of it. `seconds`: the time given, None before it is.

    A voice waits once at most for each kind on an item, and one alone has the floor on it: the database says so.
    """

    __tablename__ = "speech"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    item_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("agenda_item.id", ondelete="CASCADE"))
    mandate_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("mandate.id"), index=True)
    carrier: Mapped[Carrier] = mapped_column(words(Carrier))
    kind: Mapped[SpeechKind] = mapped_column(words(SpeechKind))
    state: Mapped[SpeechState] = mapped_column(words(SpeechState), default=SpeechState.WAITING)
    source: Mapped[SpeechSource] = mapped_column(words(SpeechSource))
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    begun_at: Mapped[datetime | None]
    seconds: Mapped[int | None] = mapped_column(Integer)
    ended_at: Mapped[datetime | None]
    item: Mapped[AgendaItem] = relationship()
    mandate: Mapped[Mandate] = relationship()

    __table_args__ = (
        Index(
            "uq_speech_waiting", "item_id", "mandate_id", "kind", unique=True, postgresql_where=sql("state = 'waiting'")
        ),
        Index("uq_speech_speaking", "item_id", unique=True, postgresql_where=sql("state = 'speaking'")),
        CheckConstraint(
            "state NOT IN ('speaking', 'done') OR (begun_at IS NOT NULL AND seconds IS NOT NULL)", name="time_given"
        ),
        CheckConstraint("carrier <> 'proxy'", name="in_person"),
    )

    @property
    def is_order(self) -> bool:
        """Whether it is a point of order, which passes before the list."""
        return self.kind is SpeechKind.POINT_OF_ORDER

    @property
    def spoken(self) -> int:
        """How many whole seconds it lasted; 0 before it ended."""
        return int((self.ended_at - self.begun_at).total_seconds()) if self.begun_at and self.ended_at else 0
