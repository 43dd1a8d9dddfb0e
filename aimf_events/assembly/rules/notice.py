"""Notice: civil days, counted at the seat. A session on 20 May with 30 days of notice: sent on 20 April is in time, on 21 April late."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


def civil_day(moment: datetime, zone: str) -> date:
    """Return the day that a moment (aware) is at the seat (`zone`: IANA name)."""
    return moment.astimezone(ZoneInfo(zone)).date()


def last_day(session_on: date, days: int) -> date:
    """Return the last day on which something that must come `days` before a session is in time."""
    return session_on - timedelta(days=days)


def is_in_time(sent_at: datetime, opens_at: datetime, days: int, zone: str) -> bool:
    """Return whether something sent at a moment came `days` before a sitting that opens at another (both aware)."""
    return civil_day(sent_at, zone) <= last_day(civil_day(opens_at, zone), days)


def first_day_of_second_call(first_on: date, days: int) -> date:
    """Return the earliest day of a second sitting: at least `days` after the first."""
    return first_on + timedelta(days=days)
