"""The only reader of the time. Facts are stored in UTC; a test sets the clock, in other processes too (AIMF_CLOCK)."""

import os
from datetime import UTC, datetime

_fixed: datetime | None = None


def now() -> datetime:
    """Return the present moment, aware, in UTC, to the microsecond (PostgreSQL's resolution)."""
    if _fixed is not None:
        return _fixed
    given = os.environ.get("AIMF_CLOCK")
    return datetime.fromisoformat(given).astimezone(UTC) if given else datetime.now(UTC)


def set_for_tests(moment: datetime | None) -> None:
    """Hold the clock at `moment` (aware), or let it run again with None."""
    global _fixed
    _fixed = moment.astimezone(UTC) if moment else None
