"""Sessions of the programme: planned, changed, cancelled, restored. Two people who edit one at once never overwrite each other."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from .. import crypto, journal
from ..clock import now
from ..congress.models import Congress, Room
from ..database import Translated, db, lock, transaction
from ..errors import NotFound, Refusal
from ..i18n import local_to_utc
from ..people.models import Person
from . import facts
from .immovable import check_movable
from .models import ProgrammeSession, SessionKind, SessionMode, Speaker, Track

ADDRESS_PURPOSE = "online_address"
LONGEST = timedelta(minutes=1439)
SHORTEST = timedelta(minutes=5)
STANDS = frozenset({"day", "starts", "minutes", "room_id", "place"})
"""The columns that say when and where a session is: those of a convened sitting are not changed here."""
PLACES = frozenset({"room_places", "online_places"})
"""How many may come: they hold at once, whatever the last release said of the session."""


class HourNotOnTheClock(Refusal):
    """The clocks of the congress's city jump over this hour on that day."""

    code = "hour_not_on_the_clock"


class DurationImpossible(Refusal):
    """Shorter than five minutes, or a day and more."""

    code = "duration_impossible"


class ChangedMeanwhile(Refusal):
    """Someone else has saved this session since the form was opened."""

    code = "changed_meanwhile"


@dataclass(frozen=True, kw_only=True)
class SessionPlan:
    """All that a form says of a session, complete.

    Attributes:
        title, text: {"fr": …, "en": …}; a missing language shows the French.
        day, starts, minutes: wall time in the congress's zone ("HH:MM") and duration.
        languages: codes of the languages spoken or interpreted, the first is the floor's.
        room_places, online_places: None for no limit of its own.
    """

    kind: SessionKind
    mode: SessionMode
    title: Translated
    day: date
    starts: str
    minutes: int
    languages: list[str]
    text: Translated = field(default_factory=dict)
    room: Room | None = None
    place: str = ""
    track: Track | None = None
    room_places: int | None = None
    online_places: int | None = None
    is_public: bool = True

    def columns(self) -> dict[str, Any]:
        """The values as the table holds them."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__ if name not in ("room", "track")}
        return {
            **values,
            "room_id": self.room.id if self.room else None,
            "track_id": self.track.id if self.track else None,
        }


def minutes_between(congress: Congress, day: date, starts: str, ends: str) -> int:
    """Return the real duration between two hours of the wall clock; an end not after the start is on the next day.

    Raises:
        HourNotOnTheClock: one of them does not exist that day (the clocks go forward).
        DurationImpossible: under five minutes, or more than 23 h 59.
    """
    begin = _moment(congress, day, starts)
    end = _moment(congress, day if ends > starts else day + timedelta(days=1), ends)
    if not SHORTEST <= end - begin <= LONGEST:
        raise DurationImpossible(_l("Une séance dure de 5 minutes à 23 heures 59 : vérifiez l’heure de fin."))
    return int((end - begin).total_seconds()) // 60


def _moment(congress: Congress, day: date, hour: str) -> datetime:
    moment = local_to_utc(day, hour, congress.time_zone)
    if wall_clock(moment, congress.time_zone) != hour:
        raise HourNotOnTheClock(_l("Cette heure n’existe pas ce jour-là : les horloges avancent d’une heure."))
    return moment


def wall_clock(moment: datetime, zone: str) -> str:
    """Return what the clocks of a zone show at a moment, "HH:MM"."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%H:%M")


def plan_session(
    congress: Congress, *, by: Person | None, online_address: str | None = None, **values: Any
) -> ProgrammeSession:
    """Add a session to the programme. `values` are those of `SessionPlan`; the address is sealed at rest."""
    plan = SessionPlan(**values)
    _moment(congress, plan.day, plan.starts)
    with transaction():
        planned = ProgrammeSession(congress_id=congress.id, revision=1, changed_at=now(), **plan.columns())
        planned.online_address = _sealed(online_address)
        db.session.add(planned)
        journal.record("session_planned", planned, by=by, title=plan.title, day=plan.day, starts=plan.starts)
        return planned


def change_session(
    planned: ProgrammeSession,
    *,
    by: Person | None,
    revision: int | None = None,
    online_address: str | None = None,
    forget_address: bool = False,
    **values: Any,
) -> ProgrammeSession:
    """Change a session; `values` are those of `SessionPlan`, complete.

    Args:
        revision: the one that the form showed; None where no person read it (demo, import).
        online_address: a new address; None keeps the one there.

    Raises:
        ChangedMeanwhile: another one was saved since.
        HourNotOnTheClock: the clocks jump over the hour.
        ConvenedSession: a sitting was convened for its hour and place.
        PlacesBelowHeld: more persons than the places left hold one.
    """
    plan = SessionPlan(**values)
    with transaction():
        lock(planned, pointed_at=True)
        if revision is not None and revision != planned.revision:
            raise ChangedMeanwhile(
                _l("Une autre personne a enregistré cette séance pendant que vous l’écriviez."),
                advice=_l("Ouvrez-la de nouveau pour voir ce qui a changé, puis reprenez votre modification."),
            )
        _moment(planned.congress, plan.day, plan.starts)
        before = {name: getattr(planned, name) for name in plan.columns()}
        changes = {name: [before[name], value] for name, value in plan.columns().items() if before[name] != value}
        if changes.keys() & STANDS and planned.is_placed:
            check_movable(planned)
        for name, (_old, new) in changes.items():
            setattr(planned, name, new)
        planned.room, planned.track = plan.room, plan.track  # what was loaded beside the keys follows them
        if forget_address or online_address:
            planned.online_address = _sealed(online_address)
            changes["online_address"] = ["…", "…" if online_address else None]  # never the address itself
        if changes:
            touch(planned)
            journal.record("session_changed", planned, by=by, revision=planned.revision, changes=changes)
        if changes.keys() & PLACES:
            facts.session_places_changed.send(planned)
        return planned


def cancel_session(planned: ProgrammeSession, *, by: Person | None) -> ProgrammeSession:
    """Cancel a session: it stays in the programme, struck out, and nobody can join it. Twice is harmless.

    Raises:
        ConvenedSession: a sitting was convened for it.
    """
    with transaction():
        lock(planned)
        if planned.cancelled_at is None:
            check_movable(planned)
            planned.cancelled_at = now()
            touch(planned)
            journal.record("session_cancelled", planned, by=by, revision=planned.revision)
        return planned


def restore_session(planned: ProgrammeSession, *, by: Person | None) -> ProgrammeSession:
    """Put a cancelled session back. Twice is harmless."""
    with transaction():
        lock(planned)
        if planned.cancelled_at is not None:
            planned.cancelled_at = None
            touch(planned)
            journal.record("session_restored", planned, by=by, revision=planned.revision)
        return planned


def touch(planned: ProgrammeSession) -> None:
    """A change that readers can see: `revision` is what the public page's version is made of (programme/version.py)."""
    planned.revision += 1
    planned.changed_at = now()


def changes_since(planned: ProgrammeSession, revision: int) -> list[tuple[Person | None, list[str]]]:
    """Return who changed which fields after `revision`, oldest first: what a second editor has not seen."""
    if planned.revision == revision:
        return []
    since = [entry for entry in journal.history(planned) if entry.details.get("revision", 0) > revision]
    ids = {entry.person_id for entry in since if entry.person_id}
    people = {person.id: person for person in db.session.scalars(select(Person).where(Person.id.in_(ids)))}
    return [
        (people.get(entry.person_id or 0), sorted(entry.details.get("changes", {})) or [entry.verb]) for entry in since
    ]


def online_address(planned: ProgrammeSession) -> str | None:
    """Return the address of the room online, or None. For the one who is let in; never for a page or a letter."""
    return crypto.decrypt(planned.online_address, ADDRESS_PURPOSE).decode() if planned.online_address else None


def _sealed(address: str | None) -> bytes | None:
    return crypto.encrypt(address.encode(), ADDRESS_PURPOSE) if address else None


def sessions_of(
    congress: Congress, *, public_only: bool = False, unplaced_too: bool = False, with_people: bool = True
) -> list[ProgrammeSession]:
    """Return the sessions in the order of the days, with rooms, venues, themes and speakers: two queries whatever their number.

    Those that still wait for an hour are in no programme, unless asked for. Without people, one query, and a third of the time.
    """
    wanted = select(ProgrammeSession).filter_by(congress_id=congress.id)
    if not unplaced_too:
        wanted = wanted.where(ProgrammeSession.is_placed)
    if public_only:
        wanted = wanted.where(ProgrammeSession.is_public)
    shown = [joinedload(ProgrammeSession.room).joinedload(Room.venue), joinedload(ProgrammeSession.track)]
    if with_people:
        shown.append(selectinload(ProgrammeSession.speakers).joinedload(Speaker.person))
    order = (ProgrammeSession.day, ProgrammeSession.starts, ProgrammeSession.id)
    return list(db.session.scalars(wanted.options(*shown).order_by(*order)))


def session_of(congress: Congress, public_id: str) -> ProgrammeSession:
    """Return one session of a congress.

    Raises:
        NotFound: it is another congress's, or does not exist.
    """
    wanted = select(ProgrammeSession).filter_by(congress_id=congress.id, public_id=public_id)
    found = db.session.scalars(wanted.options(joinedload(ProgrammeSession.room).joinedload(Room.venue))).first()
    if found is None:
        raise NotFound
    return found


def sessions_in_room(
    congress: Congress, room: Room, *, day: date, starts: str, minutes: int, besides: ProgrammeSession | None = None
) -> list[ProgrammeSession]:
    """Return the sessions that hold `room` at some moment of the hour asked for; cancelled ones hold nothing."""
    begin = local_to_utc(day, starts, congress.time_zone)
    end = begin + timedelta(minutes=minutes)
    around = (day - timedelta(days=1), day + timedelta(days=1))
    wanted = select(ProgrammeSession).filter_by(
        congress_id=congress.id, room_id=room.id, cancelled_at=None, is_placed=True
    )
    rows = db.session.scalars(wanted.where(ProgrammeSession.day.between(*around)).order_by(ProgrammeSession.starts))
    return [each for each in rows if each is not besides and each.starts_at < end and begin < each.ends_at]


def as_plan(planned: ProgrammeSession) -> dict[str, Any]:
    """Return the values of `SessionPlan` that a session has now, for whoever changes one of them."""
    return {name: getattr(planned, name) for name in SessionPlan.__dataclass_fields__}


__all__ = [
    "ChangedMeanwhile",
    "DurationImpossible",
    "HourNotOnTheClock",
    "SessionPlan",
    "as_plan",
    "cancel_session",
    "change_session",
    "changes_since",
    "minutes_between",
    "online_address",
    "plan_session",
    "restore_session",
    "session_of",
    "sessions_in_room",
    "sessions_of",
    "touch",
    "wall_clock",
]
