"""Conflicts of rooms: taken twice, or too small."""

from collections import defaultdict
from collections.abc import Iterator

from .conflict_models import Rule
from .conflicts import Conflict, conflict, overlapping
from .draft import Draft, Slot


def find(draft: Draft) -> Iterator[Conflict]:
    """Yield what the rooms of a draft do not allow."""
    rooms: dict[int, list[Slot]] = defaultdict(list)
    for slot in draft.slots:
        if slot.seat is not None:
            rooms[slot.seat.id].append(slot)
            yield from _capacity(draft, slot)
    for held in rooms.values():
        for earlier, later in overlapping(held):
            yield conflict(Rule.ROOM_TWICE, later, earlier, room=later.seat.name if later.seat else "")


def _capacity(draft: Draft, slot: Slot) -> Iterator[Conflict]:
    """More people, or more places offered, than there are seats."""
    seats, room = (slot.seat.capacity, slot.seat.id) if slot.seat else (0, 0)
    wanted = draft.sign_ups.get(slot.id, 0)
    places = slot.room_places if slot.room_places is not None else seats
    if wanted > min(seats, places):
        yield conflict(
            Rule.OVER_CAPACITY, slot, facts=(room, wanted, seats, places), wanted=wanted, seats=min(seats, places)
        )
    elif places > seats:
        yield conflict(Rule.OVER_CAPACITY, slot, facts=(room, 0, seats, places), places=places, seats=seats)
