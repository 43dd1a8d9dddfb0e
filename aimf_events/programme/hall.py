"""What is on in each room, and what comes next, at a moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ..congress.models import Congress
from ..i18n import sort_key
from .public import where_of
from .released import ReleasedSession
from .releases import released_sessions

LOOKS_AHEAD = timedelta(hours=14)  # what begins tomorrow afternoon is not "next"


@dataclass(frozen=True)
class RoomNow:
    """One room: its name, what is on there, and what follows."""

    key: str
    name: str
    on: ReleasedSession | None
    following: ReleasedSession | None


def now_and_next(congress: Congress, moment: datetime, *, room: str | None = None) -> list[RoomNow]:
    """Return the rooms by name, other places after them, with what is on and what follows; those with neither are left out. Two queries.

    Args:
        room: public id of the one room to show; an unknown one shows all.
    """
    rooms: dict[str, list[ReleasedSession]] = {}
    for session in released_sessions(congress):
        if session.is_public and not session.is_cancelled and session.ends_at > moment:
            key = session.room.public_id if session.room else where_of(session)
            rooms.setdefault(key, []).append(session)
    chosen = {room: rooms[room]} if room in rooms else rooms
    shown = [_room_now(key, sessions, moment) for key, sessions in chosen.items()]
    kept = [each for each in shown if each.on or each.following]
    return sorted(kept, key=lambda each: (each.key == each.name, sort_key(each.name)))


def first_to_come(congress: Congress, moment: datetime) -> ReleasedSession | None:
    """Return the first session that is still to come, if there is one."""
    coming = (s for s in released_sessions(congress) if s.is_public and not s.is_cancelled and s.starts_at > moment)
    return min(coming, key=lambda each: each.starts_at, default=None)


def _room_now(key: str, sessions: list[ReleasedSession], moment: datetime) -> RoomNow:
    sessions = sorted(sessions, key=lambda each: each.starts_at)
    on = next((each for each in sessions if each.starts_at <= moment), None)
    following = next((each for each in sessions if moment < each.starts_at <= moment + LOOKS_AHEAD), None)
    return RoomNow(key, where_of(sessions[0]), on, following)
