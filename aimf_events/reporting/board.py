"""The board of arrivals: who is inside, door by door and on the whole site, how fast people come, what waits for a supervisor.

Source of the rule: shared/specs/badges-checkin.md, "Scanning"; shared/UI.md, "Pictures". Six queries, however many doors, people
and passages. People are counted once, by their badge; a transferable card is nobody's (docs/decisions/0018).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, true

from .. import crypto
from ..checkin.checkpoints import QUARTER, checkpoints_of
from ..checkin.incidents import how_many_wait
from ..checkin.models import Badge, Checkpoint, Direction, Presence, Scan, ScanDevice, Verdict
from ..checkin.places import is_nearly_full
from ..clock import now
from ..congress.congresses import congress_by_name
from ..congress.models import Congress
from ..database import db
from ..i18n import local_to_utc
from ..live import topics
from ..registration.asking import ON_SITE
from ..registration.models import Registration, RegistrationState

RECENTLY = timedelta(minutes=15)
"""A device heard since then is at work."""
PACE_OVER = timedelta(minutes=5)
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class DoorLine:
    """One door: inside now, and what passed on the day shown."""

    door: Checkpoint
    inside: int
    entered: int
    left: int
    refused: int
    last_at: datetime | None

    @property
    def is_nearly_full(self) -> bool:
        """Whether few places are left, or none."""
        return self.door.places is not None and is_nearly_full(self.door.places - self.inside, self.door.places)


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of an hour: its beginning (UTC), entries and exits."""

    begins_at: datetime
    entered: int = 0
    left: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalsBoard:
    """What the board shows. `expected`: accredited, on site, with a badge for that day
    (before and after the congress, for any); `arrived`: those of them whom a door has seen.
    `unexpected`: inside, and not among the expected (announced online, for another day, or withdrawn since).

    `per_minute`: entries over the last five minutes.
    """

    day: date
    inside: int
    expected: int
    arrived: int
    unexpected: int
    per_minute: float
    doors: Sequence[DoorLine]
    quarters: Sequence[Quarter]
    incidents: int
    devices: int
    devices_heard: int

    @property
    def entered(self) -> int:
        """Entries of the day, all doors."""
        return sum(line.entered for line in self.doors)


def arrivals_board(congress: Congress, day: date | None = None) -> ArrivalsBoard:
    """Return the board of a day, today by default."""
    moment = now()
    day = day or today_there(congress)
    inside, expected, arrived, unexpected = _people(congress, (day - congress.starts_on).days)
    passages = _passages(congress, day, moment)
    devices, heard = _devices(congress, moment)
    return ArrivalsBoard(
        day=day,
        inside=inside,
        expected=expected,
        arrived=arrived,
        unexpected=unexpected,
        per_minute=sum(row.recent for row in passages) / (PACE_OVER / timedelta(minutes=1)),
        doors=_lines(congress, passages),
        quarters=_quarters(passages),
        incidents=how_many_wait(congress),
        devices=devices,
        devices_heard=heard,
    )


def today_there(congress: Congress) -> date:
    """Return today's date on the clock of the congress's city."""
    return now().astimezone(ZoneInfo(congress.time_zone)).date()


def days_to_choose(congress: Congress) -> list[date]:
    """Return the days of the congress, and today."""
    return sorted({*congress.days, today_there(congress)})


def people_inside(congress: Congress) -> int:
    """Return how many people are on site, each counted once, whatever doors they stand behind."""
    inside = select(func.count(Presence.badge_id.distinct())).join(Badge).where(Presence.is_in)
    return db.session.scalar(inside.where(Badge.congress_id == congress.id, Badge.registration_id.is_not(None))) or 0


# -- live ----------------------------------------------------------------------------------------------------------------


def topic_of(congress: Congress) -> str:
    """Return the name of the board's topic. Figures of a whole site are not for everyone: nobody guesses the name."""
    return f"arrivals:{congress.name}.{_mark(congress.name)}"


@topics.source("arrivals")
def live_board(rest: str) -> topics.State | None:
    """Return the figures of today's board; None if there is no such congress. Nobody's name."""
    name, _dot, mark = rest.rpartition(".")
    congress = congress_by_name(name) if mark == _mark(name) else None
    if congress is None:
        return None
    board = arrivals_board(congress)
    doors = [[line.door.public_id, line.inside, line.entered, line.left, line.refused] for line in board.doors]
    told = {
        "inside": board.inside,
        "arrived": board.arrived,
        "expected": board.expected,
        "per_minute": board.per_minute,
        "incidents": board.incidents,
        "devices": [board.devices_heard, board.devices],
        "doors": doors,
    }
    return topics.State("arrivals", told, topics.Pace.FAST)


def _mark(name: str) -> str:
    return crypto.keyed_hash("arrivals-board", name)[:20]


# -- the six questions ---------------------------------------------------------------------------------------------------


def _people(congress: Congress, day: int) -> tuple[int, int, int, int]:
    """Inside now; expected on a day of the congress (0: the first), on any of them before and after it; arrived of these;
    inside and not expected."""
    mine = Badge.congress_id == congress.id
    inside = func.bool_or(Presence.is_in).label("inside")
    seen = select(Presence.badge_id, inside).join(Badge).where(mine).group_by(Presence.badge_id).subquery()
    is_expected = (
        (Registration.state == RegistrationState.APPROVED)
        & Registration.mode.in_(ON_SITE)
        & (Badge.days.bitwise_and(1 << day if 0 <= day < len(congress.days) else 0xFF) != 0)
    )
    has_passed = seen.c.badge_id.is_not(None)
    counted = (
        select(
            func.count().filter(seen.c.inside),
            func.count().filter(is_expected),
            func.count().filter(is_expected & has_passed),
            func.count().filter(seen.c.inside & is_expected.is_not(true())),
        )
        .select_from(Badge)
        .join(Registration, Registration.id == Badge.registration_id)
        .outerjoin(seen, seen.c.badge_id == Badge.id)
        .where(mine, Badge.pass_on.is_(None))  # a day pass stands for a badge that is counted already
    )
    return db.session.execute(counted).one()._tuple()


def _passages(congress: Congress, day: date, moment: datetime) -> Sequence[Any]:
    """What passed each door in each quarter of an hour of a day, on the clock of the city. One look at the day's scans."""
    begins, ends = (local_to_utc(each, "00:00", congress.time_zone) for each in (day, day + timedelta(days=1)))
    admitted = Scan.verdict == Verdict.ADMITTED
    came_in = admitted & (Scan.direction == Direction.IN)
    quarter = func.date_bin(QUARTER, Scan.effective_at, _LONG_AGO)
    counted = (
        select(
            Scan.checkpoint_id,
            quarter.label("quarter"),
            func.count().filter(came_in).label("entered"),
            func.count().filter(admitted & (Scan.direction == Direction.OUT)).label("left"),
            func.count().filter(Scan.verdict == Verdict.REFUSED).label("refused"),
            func.count().filter(came_in & (Scan.effective_at > moment - PACE_OVER)).label("recent"),
            func.max(Scan.effective_at).label("last_at"),
        )
        .where(Scan.congress_id == congress.id, Scan.effective_at >= begins, Scan.effective_at < ends)
        .group_by(Scan.checkpoint_id, quarter)
    )
    return db.session.execute(counted).all()


def _lines(congress: Congress, passages: Sequence[Any]) -> list[DoorLine]:
    counted = select(Presence.checkpoint_id, func.count()).join(Checkpoint).where(Presence.is_in)
    counted = counted.where(Checkpoint.congress_id == congress.id).group_by(Presence.checkpoint_id)
    inside = dict(db.session.execute(counted).tuples().all())
    lines = []
    for door in checkpoints_of(congress):
        here = [row for row in passages if row.checkpoint_id == door.id]
        entered, left, refused = (sum(getattr(row, name) for row in here) for name in ("entered", "left", "refused"))
        last_at = max((row.last_at for row in here), default=None)
        lines.append(DoorLine(door, inside.get(door.id, 0), entered, left, refused, last_at))
    return lines


def _quarters(passages: Sequence[Any]) -> list[Quarter]:
    """From the first passage to the last, empty quarters too."""
    found: dict[datetime, list[int]] = {}
    for row in passages:
        if row.entered or row.left:
            counts = found.setdefault(row.quarter, [0, 0])
            counts[0] += row.entered
            counts[1] += row.left
    if not found:
        return []
    first, steps = min(found), int((max(found) - min(found)) / QUARTER)
    moments = (first + QUARTER * step for step in range(steps + 1))
    return [Quarter(at, *found.get(at, (0, 0))) for at in moments]


def _devices(congress: Congress, moment: datetime) -> tuple[int, int]:
    """Devices that are heard, and those that were at work recently: a scan, or a question of a paired one."""
    last = select(Scan.received_at).where(Scan.device_id == ScanDevice.id).order_by(Scan.seq.desc()).limit(1)
    recently = func.greatest(ScanDevice.last_seen_at, last.scalar_subquery()) > moment - RECENTLY
    counted = select(func.count(), func.count().filter(recently)).select_from(ScanDevice)
    mine = (ScanDevice.congress_id == congress.id, ScanDevice.revoked_at.is_(None))
    return db.session.execute(counted.where(*mine)).one()._tuple()
