"""When the demo takes place: « next week » unless told otherwise, and the weeks before it."""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from ..clock import now
from ..i18n import local_to_utc

WEDNESDAY = 2


def next_wednesday() -> date:
    """Return the first Wednesday that is at least seven days away."""
    soonest = now().date() + timedelta(days=7)
    return soonest + timedelta(days=(WEDNESDAY - soonest.weekday()) % 7)


@dataclass(frozen=True)
class Dates:
    """The days of the congress, and what happened before `told_at` (the present, or the deadline if it has passed)."""

    starts_on: date
    ends_on: date
    deadline: datetime
    told_at: datetime
    loaded_at: datetime

    def before(self, days: float) -> datetime:
        """Return the moment so many days before the present of the story."""
        return self.told_at - timedelta(days=days)

    def after(self, moment: datetime, chance: random.Random, *, hours: float) -> datetime:
        """Return a moment up to so many hours later, never in the future of the story."""
        later = moment + timedelta(seconds=int(chance.uniform(0.02, 1) * hours * 3600))
        return min(later, self.told_at - timedelta(minutes=chance.randint(2, 90)))


def dates_from(start: date | None, *, days: int, zone: str) -> Dates:
    """Return the dates of a congress of so many days. Registration closes two days before, at the end of the day."""
    first = start or next_wednesday()
    deadline = local_to_utc(first - timedelta(days=2), "23:59", zone)
    moment = now().astimezone(UTC)
    told_at = min(moment, deadline - timedelta(hours=12))
    return Dates(first, first + timedelta(days=days - 1), deadline, told_at, moment)
