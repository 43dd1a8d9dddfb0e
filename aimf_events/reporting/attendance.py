"""Attendance of sessions as a report: how many and who, in the room and from afar, by person and by delegation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import contains_eager

from ..checkin.attendance import Attended, SessionAttendance, attendance_at
from ..checkin.models import Badge
from ..congress.models import Congress
from ..database import db
from ..hybrid.models import EvidenceSource, PresenceEvidence
from ..i18n import search_key
from ..programme.models import ProgrammeSession
from ..programme.sessions import sessions_of
from ..registration.models import Capacity, Delegation, Registration

PER_PAGE = 50
_CAME_ONLINE = PresenceEvidence.source == EvidenceSource.JOIN


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session of a day: who was in its room, and how many came from afar."""

    seen: SessionAttendance
    online: int

    @property
    def session(self) -> ProgrammeSession:
        """The session itself."""
        return self.seen.session


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who attended: in the room (`here`), from afar (`online_at`, the first click on the way in), or both."""

    registration: Registration
    here: Attended | None
    online_at: datetime | None


@dataclass(frozen=True, slots=True)
class DelegationLine:
    """A delegation at a session: how many in the room, how many from afar only, whether its titular was there."""

    delegation: Delegation
    here: int
    online: int
    has_titular: bool


def session_days(congress: Congress) -> list[date]:
    """Return the days on which something is planned."""
    days = select(ProgrammeSession.day).filter_by(congress_id=congress.id).distinct()
    return list(db.session.scalars(days.order_by(ProgrammeSession.day)))


def sessions_on(congress: Congress, day: date) -> list[SessionLine]:
    """Return the sessions of a day with who attended them, in their order."""
    sessions = [each for each in sessions_of(congress) if each.day == day]
    counted = select(PresenceEvidence.session_id, func.count(PresenceEvidence.registration_id.distinct()))
    counted = counted.where(PresenceEvidence.session_id.in_([each.id for each in sessions]), _CAME_ONLINE)
    online = dict(db.session.execute(counted.group_by(PresenceEvidence.session_id)).tuples().all())
    return [SessionLine(seen, online.get(seen.session.id, 0)) for seen in attendance_at(congress, sessions)]


def attendees_of(
    congress: Congress, session: ProgrammeSession, *, q: str = ""
) -> tuple[SessionAttendance, list[Attendee]]:
    """Return what is known of a session's room, and everybody who attended it, by delegation and in its order."""
    [seen] = attendance_at(congress, [session])
    first = select(PresenceEvidence.registration_id, func.min(PresenceEvidence.at_source))
    first = first.where(PresenceEvidence.session_id == session.id, _CAME_ONLINE).group_by(
        PresenceEvidence.registration_id
    )
    online = {} if session.cancelled_at else dict(db.session.execute(first).tuples().all())
    rows = (
        select(Registration, Badge.id)
        .join(Registration.person)
        .join(Registration.delegation)
        .join(Registration.category)
        .outerjoin(Badge, and_(Badge.registration_id == Registration.id, Badge.pass_on.is_(None)))  # not a day pass
        .where(Registration.congress_id == congress.id)
        .where(or_(Badge.id.in_(list(seen.people)), Registration.id.in_(list(online))))
        .options(contains_eager(Registration.person), contains_eager(Registration.delegation))
        .options(contains_eager(Registration.category))
        .order_by(Delegation.sort_key, Delegation.id, Registration.protocol_order, Registration.id)
    )
    words = search_key(q).split()
    return seen, [
        Attendee(registration, seen.people.get(badge_id), online.get(registration.id))
        for registration, badge_id in db.session.execute(rows)
        if all(word in f"{registration.person.search_key} {registration.delegation.search_key}" for word in words)
    ]


def by_delegation(attendees: Sequence[Attendee]) -> list[DelegationLine]:
    """Return the delegations of those who attended, in the same order."""
    groups: dict[int, list[Attendee]] = {}
    for each in attendees:
        groups.setdefault(each.registration.delegation_id, []).append(each)
    return [
        DelegationLine(
            those[0].registration.delegation,
            sum(each.here is not None for each in those),
            sum(each.here is None for each in those),
            any(each.registration.capacity is Capacity.TITULAR for each in those),
        )
        for those in groups.values()
    ]
