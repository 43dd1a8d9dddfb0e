"""The only reader of the time. Facts are stored in UTC; a test sets the clock, in other processes too (AIMF_CLOCK)."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_fixed: datetime | None = None
_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """Return the present moment, aware, in UTC, to the microsecond (PostgreSQL's resolution)."""
    told = _told.get()
    if told is not None:
        return told
    if _fixed is not None:
        return _fixed
    given = os.environ.get("AIMF_CLOCK")
    return datetime.fromisoformat(given).astimezone(UTC) if given else datetime.now(UTC)


def set_for_tests(moment: datetime | None) -> None:
    """Hold the clock at `moment` (aware), or let it run again with None."""
    global _fixed
    _fixed = moment.astimezone(UTC) if moment else None


@contextmanager
def telling(moment: datetime) -> Iterator[None]:
    """Let `moment` (aware) be the present, in this context only: the demo's weeks before today, told by the real verbs."""
    token = _told.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _told.reset(token)
