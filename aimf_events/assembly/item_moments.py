"""Which item a sitting is at, read from its own log; and what the end of an item does to its list of speakers. No verb of an item here.

A moment is added, never changed: the minutes and the chapters of a recording read the same lines (`agenda_live.py` writes them).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..clock import now
from ..database import db
from ..people.models import Person
from .floor_models import Speech, SpeechState
from .sitting_models import ITEM_MOMENTS, AgendaItem, Moment, Sitting, SittingMoment


@dataclass(slots=True)
class ItemTimes:
    """What became of an item: the stretches in which it was open (the last without its end while it is), and whether it was postponed."""

    stretches: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    is_postponed: bool = False

    @property
    def opened_at(self) -> datetime | None:
        """When it was last opened."""
        return self.stretches[-1][0] if self.stretches else None

    @property
    def is_open(self) -> bool:
        """Whether the sitting is at it."""
        return bool(self.stretches) and self.stretches[-1][1] is None

    @property
    def is_done(self) -> bool:
        """Whether it was opened, and closed for good."""
        return bool(self.stretches) and not self.is_open and not self.is_postponed

    def lasted(self, until: datetime) -> timedelta:
        """Return how long it was open, up to a moment while it is."""
        return sum(((ends or until) - begins for begins, ends in self.stretches), timedelta())


def times_of(sitting: Sitting) -> dict[int, ItemTimes]:
    """Return what became of each item, by its id. One query."""
    rows = select(SittingMoment).where(SittingMoment.sitting_id == sitting.id, SittingMoment.what.in_(ITEM_MOMENTS))
    return read_times(db.session.scalars(rows.order_by(SittingMoment.at, SittingMoment.id)))


def read_times(moments: Iterable[SittingMoment]) -> dict[int, ItemTimes]:
    """Return what moments, in their order, say of the items that they are about."""
    found: dict[int, ItemTimes] = {}
    for each in moments:
        if each.item_id is None:
            continue
        times = found.setdefault(each.item_id, ItemTimes())
        if each.what is Moment.ITEM_OPENED:
            times.stretches.append((each.at, None))
            times.is_postponed = False
        else:
            if times.is_open:
                times.stretches[-1] = (times.stretches[-1][0], each.at)
            times.is_postponed = each.what is Moment.ITEM_POSTPONED
    return found


def current_item(sitting: Sitting) -> AgendaItem | None:
    """Return the item that the sitting is at, or None. One query."""
    rows = select(SittingMoment).where(SittingMoment.sitting_id == sitting.id, SittingMoment.what.in_(ITEM_MOMENTS))
    last = rows.order_by(SittingMoment.at.desc(), SittingMoment.id.desc()).options(joinedload(SittingMoment.item))
    found = db.session.scalars(last.limit(1)).first()
    return found.item if found is not None and found.what is Moment.ITEM_OPENED else None


def end_current(sitting: Sitting, what: Moment = Moment.ITEM_CLOSED, *, by: Person | None) -> AgendaItem | None:
    """End the item that is open, if one is: its speaker has finished, and who waits was not heard. The caller holds the sitting."""
    item = current_item(sitting)
    if item is None:
        return None
    stop_speaking(item)
    for each in speeches_in(item, SpeechState.WAITING):
        each.state, each.ended_at = SpeechState.LAPSED, now()
    moment = SittingMoment(sitting_id=sitting.id, what=what, item=item, at=now(), by_id=by.id if by else None)
    db.session.add(moment)
    db.session.flush()
    return item


def stop_speaking(item: AgendaItem) -> Speech | None:
    """End the speech that is going on, if one is. The caller holds the sitting."""
    speaking = next(iter(speeches_in(item, SpeechState.SPEAKING)), None)
    if speaking is not None:
        speaking.state, speaking.ended_at = SpeechState.DONE, now()
        db.session.flush()
    return speaking


def speeches_in(item: AgendaItem, *states: SpeechState) -> list[Speech]:
    """Return the speeches of an item in some states, read anew. One query."""
    rows = select(Speech).where(Speech.item_id == item.id, Speech.state.in_(states)).order_by(Speech.id)
    return list(db.session.scalars(rows.execution_options(populate_existing=True)))
