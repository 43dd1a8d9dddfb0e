"""Conflicts of people: at two places at once, in whatever role; expected in a body while they speak; without the time to walk."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from .conflict_models import Rule
from .conflicts import Conflict, conflict
from .draft import Draft, Slot
from .models import SessionMode


def find(draft: Draft) -> Iterator[Conflict]:
    """Yield what the people of a draft cannot do."""
    where: dict[int, dict[int, tuple[Slot, bool]]] = defaultdict(dict)
    for slot in draft.slots:
        for person in draft.sits_in(slot):
            where[person][slot.id] = (slot, True)
        for person, _role in slot.parts:
            where[person][slot.id] = (slot, False)
    for person, held in where.items():
        yield from _of_one(draft, person, sorted(held.values(), key=lambda each: (each[0].begin, each[0].id)))


def _of_one(draft: Draft, person: int, held: list[tuple[Slot, bool]]) -> Iterator[Conflict]:
    """Go through a person's sessions in their order; (session, whether they only sit there as a member)."""
    longest = max(draft.between_rooms, draft.between_venues)
    near: list[tuple[Slot, bool]] = []
    for slot, sits in held:
        near = [each for each in near if each[0].end + longest > slot.begin]
        for earlier, sat in near:
            if sits and sat:
                continue
            yield from _pair(draft, person, earlier, slot, as_member=sits or sat)
        near.append((slot, sits))


def _pair(draft: Draft, person: int, earlier: Slot, later: Slot, *, as_member: bool) -> Iterator[Conflict]:
    name = draft.names.get(person, "")
    if earlier.end > later.begin:
        rule = Rule.BODY_MEMBER_ELSEWHERE if as_member else Rule.PERSON_TWICE
        yield conflict(rule, later, earlier, facts=(person,), person=name)
        return
    needed = _walk(draft, earlier, later) if person not in draft.afar else timedelta(0)
    left = later.begin - earlier.end
    if left < needed:
        minutes = {"left": _minutes(left), "needed": _minutes(needed)}
        yield conflict(Rule.NO_TIME_TO_WALK, later, earlier, facts=(person, needed), person=name, **minutes)


def _walk(draft: Draft, one: Slot, other: Slot) -> timedelta:
    """How long it takes from one to the other; nothing where one of them is on a screen."""
    if SessionMode.ONLINE in (one.mode, other.mode):
        return timedelta(0)
    if one.seat is None or other.seat is None:
        same = one.seat is other.seat and one.place == other.place
        return timedelta(0) if same else draft.between_venues
    if one.seat.id == other.seat.id:
        return timedelta(0)
    return draft.between_rooms if one.seat.venue_id == other.seat.venue_id else draft.between_venues


def _minutes(time: timedelta) -> int:
    return int(time.total_seconds()) // 60
