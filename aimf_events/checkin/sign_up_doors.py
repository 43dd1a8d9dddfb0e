"""Doors of sessions to which one signs up: whether a badge has a place in what is on, or about to be.

Where two sessions follow each other, whoever has a place in either comes in; where one of them is open to all, everybody does.
Those who are there for their work sign up to nothing (`congress.categories.AT_WORK`). Source: docs/decisions/0038.
"""

from datetime import datetime
from typing import Any

from ..clock import now
from ..congress.categories import AT_WORK
from ..congress.models import Congress
from ..database import straight
from . import scan_queries as sql
from .door_sessions import EARLY
from .verdicts import Door


def has_place(door: Door, badge_id: int, at: datetime) -> bool | None:
    """Return whether a badge has a place in what is on at a moment; None where it needs none. One query."""
    asked = {"door": door.id, "badge": badge_id, "at": at, "early": EARLY, "at_work": list(AT_WORK)}
    found: bool | None = straight(sql.HAS_PLACE, asked).fetchone().has_place
    return found


def seats_of(congress: Congress) -> dict[int, list[dict[str, Any]]]:
    """Return, by the key of each door of a session with sign-up, its sessions from now on as a device reads them. One query.

    `badges` are the numbers that have a place; None where the session is open to all.
    """
    found: dict[int, list[dict[str, Any]]] = {}
    for row in straight(sql.SEATS, {"congress": congress.id, "now": now(), "early": EARLY}).fetchall():
        badges = None if row.badges is None else [f"{number:012x}" for number in row.badges]
        session = {"from": row.opens.isoformat(), "until": row.ends.isoformat(), "badges": badges}
        found.setdefault(row.door_id, []).append(session)
    return found
