"""Who attended a session in its room: a pure function of the passages at its doors, read again each time it is asked.

Source of the rule: docs/decisions/0024. A scan that arrives late, a session that moves, a door that is bound to another session:
what is read afterwards is right, because nothing of it is stored.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import or_, select

from ..clock import now
from ..congress.models import Congress
from ..database import db
from ..programme.models import ProgrammeSession
from .door_sessions import doors_by_session
from .models import Badge, Checkpoint, Direction, Scan, ScanReason, Verdict

EARLY = timedelta(minutes=30)
"""An entry whose exit nobody noted counts for a session from then before it begins."""
LOOK_BACK = timedelta(hours=12)
"""Somebody who came in earlier than that before a session, and was never seen again, is not looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A badge that went in or out by one of a session's doors. `order` settles what happened at the same instant."""

    badge: int
    at: datetime
    direction: Direction
    order: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Attended:
    """How somebody attended a session.

    Attributes:
        came_at: when they came in, for the first stay that reaches into the session (it may be before it began).
        left_at: when they were last seen to leave; None where nobody noted it.
        minutes: whole minutes inside between the session's beginning and end.
        stays: how often they came in.
    """

    came_at: datetime
    left_at: datetime | None
    minutes: int
    stays: int


@dataclass(frozen=True, slots=True)
class _Stay:
    begins: datetime
    ends: datetime | None  # when they left, or came in again after an exit that nobody noted; None: never seen again
    was_seen_to_leave: bool


def attendance(passages: Iterable[Passage], begins: datetime, ends: datetime) -> dict[int, Attended]:
    """Return who of these passages was inside between two moments, by badge.

    Whoever was seen to come in and to leave was inside in between, whichever doors of the room these were. An entry that no
    exit follows is believed for the session that it was made for, from `EARLY` before it begins, and until the same badge
    comes in again.
    """
    ordered = sorted(set(passages), key=lambda each: (each.badge, each.at, each.order, each.direction.value))
    found = {}
    for badge, group in groupby(ordered, key=lambda each: each.badge):
        inside = [stay for stay in _stays(list(group)) if _reaches_into(stay, begins, ends)]
        if inside:
            spent = sum((min(stay.ends or ends, ends) - max(stay.begins, begins) for stay in inside), timedelta())
            found[badge] = Attended(
                came_at=inside[0].begins,
                left_at=inside[-1].ends if inside[-1].was_seen_to_leave else None,
                minutes=int(spent.total_seconds() // 60),
                stays=len(inside),
            )
    return found


def _stays(passages: Sequence[Passage]) -> list[_Stay]:
    """Each entry until the next exit, or the next entry."""
    stays, entered = [], None
    for each in passages:
        if entered is not None:
            stays.append(_Stay(entered, each.at, each.direction is Direction.OUT))
        entered = each.at if each.direction is Direction.IN else None
    return stays if entered is None else [*stays, _Stay(entered, None, was_seen_to_leave=False)]


def _reaches_into(stay: _Stay, begins: datetime, ends: datetime) -> bool:
    is_inside = stay.begins < ends and (stay.ends is None or stay.ends > begins)
    return is_inside and (stay.was_seen_to_leave or stay.begins >= begins - EARLY)


# -- read ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SessionAttendance:
    """A session, its doors, and who attended it: by badge, those of persons and those that are transferable cards."""

    session: ProgrammeSession
    doors: Sequence[Checkpoint]
    people: Mapping[int, Attended]
    cards: int


def attendance_at(congress: Congress, sessions: Sequence[ProgrammeSession]) -> list[SessionAttendance]:
    """Return who attended each of some sessions of a congress, in their order, so far where one is under way. Three queries.

    Nobody attends a session that is cancelled, or that has not begun.
    """
    doors = doors_by_session(congress, sessions)
    held = [each for each in sessions if each.cancelled_at is None and doors[each.id]]
    passages, cards = _passages(held, doors)
    told = []
    for session in sessions:
        found = {}
        if session in held:
            here = [passage for door in doors[session.id] for passage in passages.get(door.id, ())]
            found = attendance(here, session.starts_at, min(session.ends_at, now()))
        people = {badge: how for badge, how in found.items() if badge not in cards}
        told.append(SessionAttendance(session, doors[session.id], people, len(found) - len(people)))
    return told


def passages_of(congress: Congress, session: ProgrammeSession) -> list[Passage]:
    """Return the passages of people's badges at the doors of a session, whatever their order. Three queries."""
    doors = doors_by_session(congress, [session])
    if session.cancelled_at is not None or not doors[session.id]:
        return []
    by_door, cards = _passages([session], doors)
    return [passage for door in by_door.values() for passage in door if passage.badge not in cards]


def _passages(
    held: Sequence[ProgrammeSession], doors: Mapping[int, Sequence[Checkpoint]]
) -> tuple[dict[int, list[Passage]], set[int]]:
    """The passages at the doors of these sessions, by door, around their hours; and which of the badges are cards.

    « Déjà entré » is an entry too: whoever shows a badge at a door is there.
    """
    if not held:
        return {}, set()
    passed = or_(Scan.verdict == Verdict.ADMITTED, Scan.reason == ScanReason.ALREADY_IN)
    asked = {door.id for each in held for door in doors[each.id]}
    rows = (
        select(Scan.id, Scan.checkpoint_id, Scan.badge_id, Scan.direction, Scan.effective_at, Badge.card_number)
        .join(Badge, Badge.id == Scan.badge_id)
        .where(Scan.checkpoint_id.in_(asked), passed)
        .where(Scan.effective_at >= min(each.starts_at for each in held) - LOOK_BACK)
        .where(Scan.effective_at < max(each.ends_at for each in held) + LOOK_BACK)
    )
    passages: dict[int, list[Passage]] = {}
    cards = set()
    for row in db.session.execute(rows):
        made = Passage(badge=row.badge_id, at=row.effective_at, direction=Direction(row.direction), order=row.id)
        passages.setdefault(row.checkpoint_id, []).append(made)
        if row.card_number is not None:
            cards.add(row.badge_id)
    return passages, cards
