"""On which days of a congress somebody was there: entries admitted at a door, and entries into a room online."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from ..checkin.models import Badge, Direction, Scan, Verdict
from ..database import db
from ..hybrid.models import PresenceEvidence
from ..registration.models import Registration


def days_here(registration: Registration) -> set[date]:
    """Return the days of the congress on which a door admitted the badge, on the clock of the city."""
    entries = select(Scan.effective_at).join(Badge, Badge.id == Scan.badge_id)
    admitted = entries.where(
        Badge.registration_id == registration.id, Scan.direction == Direction.IN, Scan.verdict == Verdict.ADMITTED
    )
    return _days(registration, db.session.scalars(admitted))


def days_online(registration: Registration) -> set[date]:
    """Return the days of the congress on which the person came into a session online."""
    came = select(PresenceEvidence.at_source).where(PresenceEvidence.registration_id == registration.id)
    return _days(registration, db.session.scalars(came))


def _days(registration: Registration, moments: Iterable[datetime]) -> set[date]:
    zone = ZoneInfo(registration.congress.time_zone)
    return {moment.astimezone(zone).date() for moment in moments} & set(registration.congress.days)
