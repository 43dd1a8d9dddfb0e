"""Places behind a door: of the room, and of each delegation at a statutory sitting. Counted under lock, by order of arrival.

Source of the rule: shared/DOMAIN.md, "The association" (a member sits by its mayor, and the few who come with them) and
shared/specs/badges-checkin.md, "Scanning". Why by order of arrival: docs/decisions/0006, 0024.
"""

from collections.abc import Sequence

from ..congress.models import Congress
from ..database import straight
from . import scan_queries as sql
from .models import Checkpoint, ScanReason
from .verdicts import Door

FEW, TENTH = 3, 10
"""A room is nearly full when at most three places are left, or at most one in ten."""


def is_nearly_full(left: int, places: int) -> bool:
    """Whether the door should be warned: `left` of `places` are still free."""
    return left <= FEW or left * TENTH <= places


def find_place(door: Door, badge_id: int) -> tuple[ScanReason | None, int | None]:
    """Return why a badge that comes in finds no place, and how many are left after it (None without a limit).

    The door is held until the commit, and with it the other doors of its room where it is the room that is counted.
    """
    if door.places is None and door.delegation_seats is None:
        return None, None
    by_room = door.room_places is not None
    straight(sql.HOLD_PLACES, {"door": door.id, "room": door.room_id if by_room else None})
    here = {"door": door.id, "badge": badge_id, "room": door.room_id}
    left = None
    if door.places is not None:
        others = straight(sql.OTHERS_IN_ROOM if by_room else sql.OTHERS_INSIDE, here).fetchone().inside
        left = door.places - others - 1
        if left < 0:
            return ScanReason.FULL, None
    if door.delegation_seats is not None:
        seated = straight(sql.SEATED, here).fetchone()
        if not has_seat(door.delegation_seats, seated.inside, is_head=seated.is_head, head_awaited=seated.head_awaited):
            return ScanReason.DELEGATION_FULL, None
    return None, left


def insiders(congress: Congress, doors: Sequence[Checkpoint]) -> dict[int, int]:
    """Return how many are inside each door that has places, by the door's key: as `find_place` counts them. Two queries."""
    by_door, by_room = (
        {row.place: row.inside for row in straight(query, {"congress": congress.id}).fetchall()}
        for query in (sql.INSIDE_DOORS, sql.INSIDE_ROOMS)
    )
    counted = {door.id: by_door.get(door.id, 0) if door.limit else by_room.get(door.room_id, 0) for door in doors}
    return {door.id: counted[door.id] for door in doors if door.places is not None}


def has_seat(seats: int, inside: int, *, is_head: bool, head_awaited: bool) -> bool:
    """Whether a delegation of which `inside` others sit has a seat left. Its head always has one, kept until they come."""
    return is_head or inside + head_awaited < seats
