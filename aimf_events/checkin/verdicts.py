"""What a door answers to a badge, before asking whether it is already in: rules of the badge and of the door alone.

Source of the rule: shared/specs/badges-checkin.md, "Scanning". Pure: rows of plain values in, a reason out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from .models import BadgeState, Direction, ScanReason, Verdict, Way

_VERDICTS = {
    ScanReason.WELCOME: Verdict.ADMITTED,
    ScanReason.GOODBYE: Verdict.ADMITTED,
    ScanReason.LET_IN: Verdict.ADMITTED,
    ScanReason.ALREADY_IN: Verdict.LOOK,
    ScanReason.WRONG_WAY: Verdict.LOOK,
    ScanReason.UNREADABLE: Verdict.LOOK,
    ScanReason.LIST_TOO_OLD: Verdict.LOOK,
    ScanReason.UNCHECKED: Verdict.LOOK,
    ScanReason.NEARLY_FULL: Verdict.LOOK,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A checkpoint's rules, as the hot path reads them."""

    id: int
    congress_id: int
    congress_number: int
    starts_on: date
    time_zone: str
    name: str
    category_numbers: list[int]
    zones: int
    checks_day: bool
    admits_once: bool
    limit: int | None
    is_open: bool
    way: Way = Way.BOTH
    capacities: Sequence[str] = ()
    delegation_seats: int | None = None
    room_id: int | None = None
    room_places: int | None = None  # of the room, where the door has no limit of its own
    asks_sign_up: bool = True  # one of its sessions may: whether one that is on does is asked at each entry

    @property
    def places(self) -> int | None:
        """How many may be inside at once; None without any limit."""
        return self.limit or self.room_places


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A badge as the server knows it. A card is transferable: nobody's, of a delegation, for one zone. A pass ends with its day."""

    id: int
    number: int
    issue: int
    state: str
    category_number: int
    zones: int
    days: int
    key_withdrawn: bool  # the key under which it was signed last
    is_card: bool = False
    capacity: str | None = None  # at the statutory sittings; nobody's of a card
    is_pass: bool = False
    has_place: bool | None = None  # in a session that is on; None where one of them is open to all (`sign_up_doors`)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What was read: an issue from a signed token, or a typed code (no issue). `trouble` is what reading found wrong."""

    number: int | None = None
    issue: int | None = None
    typed: bool = False
    trouble: ScanReason | None = None


def verdict_of(reason: ScanReason, *, typed: bool = False) -> Verdict:
    """Return the colour of a reason. Well signed and unknown: look; a typed code that names nobody: no."""
    if reason is ScanReason.NOT_IN_LIST:
        return Verdict.REFUSED if typed else Verdict.LOOK
    return _VERDICTS.get(reason, Verdict.REFUSED)


def rule_out(
    read: Read, badge: Carried | None, door: Door, at: datetime, direction: Direction = Direction.IN
) -> ScanReason | None:
    """Return why this badge may not pass this door at that moment, or None if nothing speaks against it."""
    if read.trouble is not None:
        return read.trouble
    if badge is None or (read.issue is not None and read.issue > badge.issue):
        return ScanReason.NOT_IN_LIST
    if badge.state == BadgeState.REVOKED:
        return ScanReason.REVOKED
    if badge.key_withdrawn or (read.issue is not None and read.issue < badge.issue):
        return ScanReason.REPLACED
    return _closed_to(badge, door, at, direction)


def _closed_to(badge: Carried, door: Door, at: datetime, direction: Direction) -> ScanReason | None:
    if not door.is_open:
        return ScanReason.CLOSED
    if not door.way.notes(direction):
        return ScanReason.WRONG_WAY
    if badge.is_card:  # a key of its zone, for whatever category carries it, and of no other door
        if not badge.zones & door.zones:
            return ScanReason.OTHER_ZONE
    elif door.category_numbers and badge.category_number not in door.category_numbers:
        return ScanReason.OTHER_CATEGORY
    elif door.capacities and badge.capacity not in (None, *door.capacities):
        return ScanReason.OTHER_CAPACITY
    elif door.zones and not badge.zones & door.zones:
        return ScanReason.OTHER_ZONE
    if (door.checks_day or badge.is_pass) and not badge.days >> day_number(door, at) & 1:
        return ScanReason.OTHER_DAY
    if badge.has_place is False and direction is Direction.IN:
        return ScanReason.NOT_SIGNED_UP
    return None


def day_number(door: Door, at: datetime) -> int:
    """Return which day of the congress it is there (0 for the first); 63, which no badge has, before and long after."""
    number = (at.astimezone(ZoneInfo(door.time_zone)).date() - door.starts_on).days
    return number if 0 <= number < 8 else 63
