"""The agenda while the sitting goes on: an item is opened, closed, postponed, on the chair's word, in one gesture of the secretary.

Each gesture is a line of the sitting's own log (`SittingMoment`), added and never changed; where the sitting is at is read from it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from .. import journal
from ..clock import now
from ..database import db, transaction
from ..errors import Refusal
from ..live import topics
from ..live.topics import Pace
from ..people.models import Person
from .ballot_models import RUNNING, Ballot
from .ballot_pauses import topic_of
from .item_moments import ItemTimes, current_item, end_current, times_of
from .sitting_models import AgendaItem, Moment, Sitting, SittingState
from .sittings import lock_in, record_moment


class ItemStillVotes(Refusal):
    """A ballot on the item is open or suspended."""

    code = "item_still_votes"

    def __init__(self) -> None:
        super().__init__(
            _l("Un scrutin est en cours sur ce point."), advice=_l("Fermez-le d’abord, ou faites-le annuler.")
        )


class ItemNotOpen(Refusal):
    """The sitting is not at that item any more."""

    code = "item_not_open"

    def __init__(self) -> None:
        super().__init__(
            _l("La séance n’est pas à ce point."), advice=_l("Relisez la page\u00a0: un autre point a pu être ouvert.")
        )


@dataclass(frozen=True, slots=True)
class Planned:
    """An item on the clock: its number, what became of it, and from when it is expected (UTC; None where a time is not planned)."""

    number: int
    item: AgendaItem
    times: ItemTimes
    expected_at: datetime | None


def open_item(item: AgendaItem, *, by: Person | None) -> AgendaItem:
    """Open an item; the one that was open is closed by the same gesture. One that is open already stays as it is.

    Raises:
        SittingMoved: the sitting is not open.
        ItemStillVotes: a ballot runs on the item that is open.
    """
    with transaction():
        sitting = lock_in(item.sitting, SittingState.OPEN)
        before = current_item(sitting)
        if before is not None and before.id == item.id:
            return item
        if before is not None:
            _demand_no_vote(before)
            end_current(sitting, by=by)
        record_moment(sitting, Moment.ITEM_OPENED, item=item, by=by)
        _tell(item, Moment.ITEM_OPENED, by=by)
        return item


def close_item(item: AgendaItem, *, by: Person | None) -> AgendaItem:
    """Close the item that is open.

    Raises:
        SittingMoved: the sitting is not open.
        ItemNotOpen: the sitting is at another.
        ItemStillVotes: a ballot runs on it.
    """
    with transaction():
        sitting = lock_in(item.sitting, SittingState.OPEN)
        now_at = current_item(sitting)
        if now_at is None or now_at.id != item.id:
            raise ItemNotOpen
        _demand_no_vote(item)
        end_current(sitting, by=by)
        _tell(item, Moment.ITEM_CLOSED, by=by)
        return item


def postpone_item(item: AgendaItem, *, by: Person | None) -> AgendaItem:
    """Postpone an item, open or not begun: it may be opened again later, and the minutes say both.

    Raises:
        SittingMoved: the sitting is not open.
        ItemNotOpen: it was closed already.
        ItemStillVotes: a ballot runs on it.
    """
    with transaction():
        sitting = lock_in(item.sitting, SittingState.OPEN)
        times = times_of(sitting).get(item.id, ItemTimes())
        if times.is_done:
            raise ItemNotOpen
        if times.is_postponed:
            return item
        _demand_no_vote(item)
        if times.is_open:
            end_current(sitting, Moment.ITEM_POSTPONED, by=by)
        else:
            record_moment(sitting, Moment.ITEM_POSTPONED, item=item, by=by)
        _tell(item, Moment.ITEM_POSTPONED, by=by)
        return item


def planned_items(sitting: Sitting) -> list[Planned]:
    """Return the agenda on the clock: what is over as it was, what comes as the planned minutes say. One query more than the items.

    An item that is open ends after its minutes, or now where it runs over; without its minutes nothing after it is expected.
    """
    times = times_of(sitting)
    expected: datetime | None = max(sitting.starts_at, now()) if sitting.opened_at is None else now()
    found = []
    for number, item in enumerate(sitting.items, start=1):
        its = times.get(item.id, ItemTimes())
        if its.is_open and its.opened_at is not None:
            ends = its.opened_at + timedelta(minutes=item.minutes) if item.minutes else None
            found.append(Planned(number, item, its, None))
            expected = max(ends, now()) if ends else None
        elif its.is_done or its.is_postponed:
            found.append(Planned(number, item, its, None))
        else:
            found.append(Planned(number, item, its, expected))
            expected = expected + timedelta(minutes=item.minutes) if expected and item.minutes else None
    return found


def next_item(planned: list[Planned]) -> AgendaItem | None:
    """Return the item that comes next: the first not begun after the one that is open, else the first not begun at all."""
    at = next((place for place, each in enumerate(planned) if each.times.is_open), -1)
    waiting = [each for each in planned if not each.times.stretches and not each.times.is_postponed]
    after = [each for each in waiting if each.number > at + 1]
    found = after or waiting
    return found[0].item if found else None


def _demand_no_vote(item: AgendaItem) -> None:
    if db.session.scalar(select(Ballot.id).where(Ballot.item_id == item.id, Ballot.state.in_(RUNNING)).limit(1)):
        raise ItemStillVotes


def _tell(item: AgendaItem, what: Moment, *, by: Person | None) -> None:
    sitting = item.sitting
    journal.record(what.value, item, by=by, congress_id=sitting.congress_id)
    topics.announce(topic_of(sitting), what.value, {"item": item.public_id}, pace=Pace.FAST)
