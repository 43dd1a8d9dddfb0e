"""What the desk sees of one person: the badge and where it is, and where it passed today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select

from ..checkin.badges import badge_of
from ..checkin.day_passes import day_pass_of, today_of
from ..checkin.models import Badge, BadgeState, Checkpoint, Direction, Scan, ScanReason, Verdict
from ..clock import now
from ..congress.models import Congress
from ..database import db
from ..registration.models import Registration
from .desk_prints import Paper, paper_of
from .handing_over import handover_of, handovers_of
from .models import BadgeHandover

PASSAGES = 12


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage of today."""

    at: datetime
    door: str
    direction: Direction
    verdict: Verdict
    reason: ScanReason


@dataclass(frozen=True)
class Card:
    """What is known of a person at the desk. `day_pass`: the living pass of today; `is_congress_day`: one can be
    issued; `paper`: whether the badge, in its present issue, is on paper.
    """

    registration: Registration
    badge: Badge | None
    given: BadgeHandover | None
    history: Sequence[BadgeHandover]
    passages: Sequence[Passage]
    day_pass: Badge | None = None
    is_congress_day: bool = False
    paper: Paper = Paper.UNKNOWN

    @property
    def is_outdated(self) -> bool:
        """Whether what was printed no longer says what it should."""
        return self.paper is Paper.OUTDATED

    @property
    def holds_dead_badge(self) -> bool:
        """Whether a badge that opens no door any more was handed over before: it is to be taken back."""
        return self.badge is not None and any(h.issue < self.badge.issue and not h.undone_at for h in self.history)


def card_of(registration: Registration) -> Card:
    """Return all that the desk sees of a person. A constant number of queries."""
    badge = badge_of(registration)
    if badge is None:
        return Card(registration, None, None, (), ())
    congress, day_pass = registration.congress, day_pass_of(registration)
    return Card(
        registration,
        badge,
        handover_of(badge),
        handovers_of(badge),
        passages_today(badge, congress),
        day_pass if day_pass is not None and day_pass.state is not BadgeState.REVOKED else None,
        today_of(congress) is not None,
        paper_of(badge) if badge.state is not BadgeState.REVOKED else Paper.UNKNOWN,
    )


def passages_today(badge: Badge, congress: Congress) -> list[Passage]:
    """Return where a badge was read today, by the clock of the congress's city, the latest first."""
    zone = ZoneInfo(congress.time_zone)
    midnight = datetime.combine(now().astimezone(zone).date(), time(), zone)
    rows = (
        select(Scan.effective_at, Checkpoint.name, Scan.direction, Scan.verdict, Scan.reason)
        .join(Checkpoint, Checkpoint.id == Scan.checkpoint_id)
        .where(Scan.badge_id == badge.id, Scan.effective_at >= midnight)
        .order_by(Scan.effective_at.desc(), Scan.id.desc())
        .limit(PASSAGES)
    )
    return [Passage(*row) for row in db.session.execute(rows)]
