"""Personalities: when each is expected, and whether they have come in. Two queries besides those of precedence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from ..checkin.models import Badge, Presence
from ..congress.congresses import congress_by_name
from ..congress.models import Congress
from ..database import db
from ..live import topics
from ..registration.models import Direction, Journey, Passenger
from .precedence import HEADS, Guest, guests_of


@dataclass(frozen=True)
class Personality:
    """A guest of a high rank, the journey that brings them, and since when they are inside; None for what is not known."""

    guest: Guest
    journey: Journey | None
    inside_since: datetime | None


def personalities_of(congress: Congress, *, up_to: int = HEADS) -> list[Personality]:
    """Return the guests down to a rank: those awaited first, by hour of arrival and then by precedence, then those inside."""
    guests = [guest for guest in guests_of(congress) if guest.rank <= up_to]
    journeys, inside = _journeys(guests), _inside(guests)
    found = [
        Personality(guest, journeys.get(guest.registration.id), inside.get(guest.registration.id)) for guest in guests
    ]
    return sorted(found, key=_awaited)


def counts_of(found: Sequence[Personality]) -> tuple[int, int]:
    """Return how many are inside, and how many there are."""
    return sum(each.inside_since is not None for each in found), len(found)


def topic_of(congress: Congress) -> str:
    """Return the name of the topic that tells when the list has changed."""
    return f"personalities:{congress.name}"


@topics.source("personalities")
def live_arrivals(name: str) -> topics.State | None:
    """Return how many personalities are inside; nobody's name. None if there is no such congress."""
    congress = congress_by_name(name)
    if congress is None:
        return None
    found = personalities_of(congress)
    inside, total = counts_of(found)
    last = max((each.inside_since for each in found if each.inside_since), default=None)
    data = {"inside": inside, "total": total, "last": last.isoformat() if last else None}
    return topics.State("arrivals", data, topics.Pace.STEADY)


def _awaited(each: Personality) -> tuple[bool, str, str, int]:
    journey = each.journey
    day, hour = (journey.day.isoformat(), journey.hour) if journey else ("9999", "")
    return each.inside_since is not None, day, hour, each.guest.place


def _journeys(guests: Sequence[Guest]) -> dict[int, Journey]:
    ids = [guest.registration.id for guest in guests]
    rows = select(Passenger).join(Passenger.journey).options(contains_eager(Passenger.journey))
    rows = rows.where(Passenger.registration_id.in_(ids), Passenger.direction == Direction.ARRIVAL)
    return {passenger.registration_id: passenger.journey for passenger in db.session.scalars(rows)}


def _inside(guests: Sequence[Guest]) -> dict[int, datetime]:
    ids = [guest.registration.id for guest in guests]
    rows = select(Badge.registration_id, func.min(Presence.since)).join(Badge, Presence.badge_id == Badge.id)
    rows = rows.where(Badge.registration_id.in_(ids), Presence.is_in).group_by(Badge.registration_id)
    return {ident: since for ident, since in db.session.execute(rows) if ident is not None}
