"""Conflicts of hours: across midnight, across a change of clocks, at night for who speaks from afar, changed at the last moment."""

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from .conflict_models import Rule
from .conflicts import Conflict, conflict
from .draft import Draft, Slot

LATE = timedelta(hours=24)
"""A change nearer than that to the hour finds people who no longer read their letters."""
WAKING = (7 * 60, 22 * 60)
"""From when to when, in minutes of their own day, someone is asked to speak (specs: "local hour outside 07-22")."""


def find(draft: Draft) -> Iterator[Conflict]:
    """Yield what the hours of a draft do not allow."""
    zone = ZoneInfo(draft.zone)
    for slot in draft.slots:
        begin, end = slot.begin.astimezone(zone), slot.end.astimezone(zone)
        last_minute = (slot.end - timedelta(minutes=1)).astimezone(zone)
        if last_minute.date() != begin.date():
            yield conflict(Rule.ACROSS_MIDNIGHT, slot, end=f"{end:%H:%M}")
        if begin.utcoffset() != end.utcoffset() or begin.replace(fold=1).utcoffset() != begin.utcoffset():
            yield conflict(Rule.ACROSS_CLOCKS, slot, facts=(str(begin.utcoffset()), str(end.utcoffset())))
        if slot.is_online:
            yield from _from_afar(draft, slot)
    for slot in draft.slots:
        yield from _late(draft, slot)


def _from_afar(draft: Draft, slot: Slot) -> Iterator[Conflict]:
    """Someone speaks from afar at an hour when they should sleep."""
    for person in dict.fromkeys(person for person, _role in slot.parts):
        zone = draft.afar.get(person)
        if zone is None:
            continue
        begin = slot.begin.astimezone(ZoneInfo(zone))
        starts = begin.hour * 60 + begin.minute
        if starts < WAKING[0] or starts + slot.minutes > WAKING[1]:
            said = {"person": draft.names.get(person, ""), "hour": f"{begin:%H:%M}", "zone": zone}
            yield conflict(Rule.REMOTE_HOUR, slot, facts=(person, zone), **said)


def _late(draft: Draft, slot: Slot) -> Iterator[Conflict]:
    """What everyone reads is less than a day away, and it moves; or it moves to less than a day away."""
    read = draft.published.get(slot.id)
    room = slot.seat.public_id if slot.seat else None
    if read is None or (read.hour == slot.hour and read.room == room):
        return
    if any(draft.now <= each <= draft.now + LATE for each in (read.begin, slot.begin)):
        yield conflict(Rule.LATE_CHANGE, slot, facts=(*read.hour, read.room or ""), was=read.hour[1])
