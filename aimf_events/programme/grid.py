"""A day of the draft as a grid: rooms as columns, hours as rows; and the sessions that wait for a place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ..congress.models import Congress, Room
from ..congress.venues import rooms_of
from .immovable import convened_sessions
from .judgement import Judged, conflicts_of
from .models import ProgrammeSession
from .sessions import sessions_of

FIRST, LAST = 8 * 60, 20 * 60
"""The hours that a day shows at least, in minutes from midnight."""


@dataclass(frozen=True)
class Column:
    """A room and what it holds that day, in the order of the hours; no room for what is elsewhere or online."""

    room: Room | None
    sessions: Sequence[ProgrammeSession]


@dataclass(frozen=True)
class Grid:
    """What the builder shows of a day.

    Attributes:
        days: those of the congress, and the others that have a session.
        first, last: the hours shown, in minutes from midnight; whole hours.
        waiting: sessions that have no hour yet.
        gravest: for each session in conflict, by id, its gravest conflict.
        fixed: ids of the sessions that are not moved here.
    """

    day: date
    days: Sequence[date]
    columns: Sequence[Column]
    waiting: Sequence[ProgrammeSession]
    conflicts: Sequence[Judged]
    gravest: dict[int, Judged]
    fixed: frozenset[int]
    first: int
    last: int

    @property
    def shown(self) -> list[ProgrammeSession]:
        """All sessions of the page."""
        return [each for column in self.columns for each in column.sessions] + list(self.waiting)


def grid_of(congress: Congress, day: date | None = None) -> Grid:
    """Return a day of the draft. The number of queries does not depend on the number of sessions.

    Args:
        day: None for the first day of the congress.
    """
    every = [each for each in sessions_of(congress, unplaced_too=True, with_people=False) if not each.is_cancelled]
    placed = [each for each in every if each.is_placed]
    days = sorted({*congress.days, *(each.day for each in placed)})
    shown = day or congress.starts_on
    that_day = [each for each in placed if each.day == shown]
    conflicts = [each for each in conflicts_of(congress, placed) if each.override is None]
    first, last = _hours(that_day)
    return Grid(
        day=shown,
        days=days if shown in days else sorted([*days, shown]),
        columns=_columns(rooms_of(congress), that_day),
        waiting=[each for each in every if not each.is_placed],
        conflicts=conflicts,
        gravest=_gravest(conflicts),
        fixed=frozenset(convened_sessions(congress)),
        first=first,
        last=last,
    )


def minute_of(hour: str) -> int:
    """Return an hour ("HH:MM") in minutes from midnight."""
    hours, minutes = hour.split(":")
    return int(hours) * 60 + int(minutes)


def _columns(rooms: Iterable[Room], sessions: Sequence[ProgrammeSession]) -> list[Column]:
    by_room: dict[int | None, list[ProgrammeSession]] = {}
    for each in sessions:
        by_room.setdefault(each.room_id, []).append(each)
    columns = [Column(room, by_room.get(room.id, [])) for room in rooms]
    return [*columns, Column(None, by_room.get(None, []))]


def _hours(sessions: Sequence[ProgrammeSession]) -> tuple[int, int]:
    begins = [minute_of(each.starts) for each in sessions]
    ends = [minute_of(each.starts) + each.minutes for each in sessions]
    first = min([FIRST, *begins]) // 60 * 60
    return first, min(24 * 60, -(-max([LAST, *ends]) // 60) * 60)


def _gravest(conflicts: Iterable[Judged]) -> dict[int, Judged]:
    found: dict[int, Judged] = {}
    for each in conflicts:  # the gravest come first
        for slot in each.conflict.slots:
            found.setdefault(slot.id, each)
    return found
