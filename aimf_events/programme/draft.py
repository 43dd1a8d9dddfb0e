"""The draft of a programme as the rules of conflict read it: loaded once, in a constant number of queries, then plain values."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select

from ..clock import now
from ..congress.models import Congress, Room
from ..database import db
from ..i18n import local_to_utc
from ..members.models import LocalOffice
from ..people.models import Person
from ..registration.models import ACTIVE, Delegation, Mode, Registration
from .conflict_models import ConflictRules
from .conflict_rules import rules_of
from .immovable import convened_sessions
from .models import ProgrammeSession, SessionChoice, SessionKind, SessionMode, Speaker, SpeakerRole
from .releases import released_sessions
from .sessions import sessions_of
from .sign_up_models import PlaceKind, SignUp, SignUpState

BodyMembers = Callable[[Congress], set[int]]
SeatFinder = Callable[[Congress], Mapping[int, set[int]]]
_bodies: dict[SessionKind, BodyMembers] = {}
_seats: list[SeatFinder] = []


@dataclass(frozen=True, kw_only=True)
class Seat:
    """A room as the rules see it."""

    id: int
    public_id: str
    name: str
    venue_id: int
    venue: str
    capacity: int


@dataclass(frozen=True, kw_only=True)
class Slot:
    """A session as the rules see it. `begin` and `end` are moments (UTC); `parts` are (person, role)."""

    id: int
    public_id: str
    kind: SessionKind
    mode: SessionMode
    title: Mapping[str, str]
    day: date
    starts: str
    minutes: int
    zone: str
    begin: datetime
    end: datetime
    seat: Seat | None
    place: str
    languages: tuple[str, ...]
    room_places: int | None
    has_address: bool
    parts: tuple[tuple[int, SpeakerRole], ...]

    @property
    def is_online(self) -> bool:
        """Whether one can attend from elsewhere."""
        return self.mode is not SessionMode.IN_PERSON

    @property
    def hour(self) -> tuple[str, str, int]:
        """Day, start and duration, as text and a number."""
        return (self.day.isoformat(), self.starts, self.minutes)

    def moved(self, *, day: date, starts: str, minutes: int, seat: Seat | None) -> "Slot":
        """The same session elsewhere."""
        begin = local_to_utc(day, starts, self.zone)
        end = begin + timedelta(minutes=minutes)
        return replace(self, day=day, starts=starts, minutes=minutes, begin=begin, end=end, seat=seat)


class Published(NamedTuple):
    """Where everyone reads that a session is."""

    hour: tuple[str, str, int]
    room: str | None
    begin: datetime


@dataclass(frozen=True, kw_only=True)
class Draft:
    """All that the rules ask. Nothing here reads the database.

    Attributes:
        slots: the sessions that have an hour and are not cancelled.
        names: of the persons who have a part, by id.
        bodies: who sits in the Bureau and in the Assembly, of those who have a part somewhere.
        seated: the same for a sitting that says more, by session: an old Bureau and a new one sit in one congress.
        afar: the zone of each person who takes part from afar, by id.
        sign_ups: how many will sit in the room, by session.
        published: what everyone reads, by session.
        convened: why a session is not moved here, by session.
        now: the moment of the judgement, UTC.
    """

    zone: str
    slots: tuple[Slot, ...]
    names: Mapping[int, str]
    bodies: Mapping[SessionKind, frozenset[int]]
    afar: Mapping[int, str]
    sign_ups: Mapping[int, int]
    published: Mapping[int, Published]
    convened: Mapping[int, Any]
    between_rooms: timedelta
    between_venues: timedelta
    now: datetime
    seated: Mapping[int, frozenset[int]] = field(default_factory=dict)

    def sits_in(self, slot: Slot) -> Iterable[int]:
        """Who is expected in a session because they sit in its body."""
        return self.seated.get(slot.id, self.bodies.get(slot.kind, frozenset()))

    def with_slot(self, slot: Slot) -> "Draft":
        """The draft as it would be if this session stood so."""
        return replace(self, slots=(*(each for each in self.slots if each.id != slot.id), slot))


def register_body(kind: SessionKind, members: BodyMembers) -> None:
    """Say who sits in a body (ids of persons): they cannot speak elsewhere while it sits."""
    _bodies[kind] = members


def register_seats(find: SeatFinder) -> None:
    """Let `find` say who sits in particular sessions of a congress, {session: persons}. Registering the same one twice adds it once."""
    if find not in _seats:
        _seats.append(find)


def load_draft(
    congress: Congress,
    rules: ConflictRules | None = None,
    *,
    sessions: Sequence[ProgrammeSession] | None = None,
    also: Iterable[int] = (),
) -> Draft:
    """Read the draft of a congress. The number of queries does not depend on the number of sessions.

    Args:
        sessions: those that have an hour and are not cancelled, with their rooms, where the caller has them.
        also: persons who have no part yet, and of whom the rules will be asked.
    """
    rules = rules or rules_of(congress)
    if sessions is None:
        sessions = [each for each in sessions_of(congress, with_people=False) if not each.is_cancelled]
    parts, names = _parts(congress, also)
    return Draft(
        zone=congress.time_zone,
        slots=tuple(slot_of(each, congress, tuple(parts.get(each.id, ()))) for each in sessions),
        names=names,
        bodies={kind: frozenset(find(congress) & names.keys()) for kind, find in _bodies.items()},
        seated={
            session: frozenset(persons & names.keys()) for find in _seats for session, persons in find(congress).items()
        },
        afar=_afar(congress, also),
        sign_ups=_sign_ups(congress),
        published=_published(congress),
        convened=convened_sessions(congress),
        between_rooms=timedelta(minutes=rules.minutes_between_rooms),
        between_venues=timedelta(minutes=rules.minutes_between_venues),
        now=now(),
    )


def slot_of(
    planned: ProgrammeSession, congress: Congress, parts: tuple[tuple[int, SpeakerRole], ...] | None = None
) -> Slot:
    """Return a session as the rules see it; its parts are read with it, unless the caller has them."""
    if parts is None:
        parts = tuple((each.person_id, each.role) for each in planned.speakers)
    begin = planned.starts_at
    return Slot(
        id=planned.id,
        public_id=planned.public_id,
        kind=planned.kind,
        mode=planned.mode,
        title=planned.title,
        day=planned.day,
        starts=planned.starts,
        minutes=planned.minutes,
        zone=congress.time_zone,
        begin=begin,
        end=begin + timedelta(minutes=planned.minutes),
        seat=seat_of(planned.room) if planned.room else None,
        place=planned.place,
        languages=tuple(planned.languages),
        room_places=planned.room_places,
        has_address=planned.has_way_in,
        parts=parts,
    )


def seat_of(room: Room) -> Seat:
    """Return a room as the rules see it."""
    return Seat(
        id=room.id,
        public_id=room.public_id,
        name=room.name,
        venue_id=room.venue_id,
        venue=room.venue.name,
        capacity=room.capacity,
    )


def _parts(congress: Congress, also: Iterable[int]) -> tuple[dict[int, list[tuple[int, SpeakerRole]]], dict[int, str]]:
    """Return who has a part in each session, and the names of all these and of some others. Plain columns: two queries."""
    of_here = select(ProgrammeSession.id).where(ProgrammeSession.congress_id == congress.id)
    wanted = select(Speaker.session_id, Speaker.person_id, Speaker.role).where(Speaker.session_id.in_(of_here))
    parts: dict[int, list[tuple[int, SpeakerRole]]] = {}
    for session, person, role in db.session.execute(wanted.order_by(Speaker.position, Speaker.id)):
        parts.setdefault(session, []).append((person, role))
    speaking = select(Speaker.person_id).where(Speaker.session_id.in_(of_here))
    called = select(Person.id, Person.given_name, Person.family_name)
    rows = db.session.execute(called.where(or_(Person.id.in_(speaking), Person.id.in_(list(also)))))
    return parts, {ident: f"{given} {family}".strip() for ident, given, family in rows}


def _afar(congress: Congress, also: Iterable[int]) -> dict[int, str]:
    """The zone of whoever speaks, or will, and takes part online only."""
    speaking = select(Speaker.person_id).join(ProgrammeSession).where(ProgrammeSession.congress_id == congress.id)
    wanted = (
        select(Registration.person_id, Delegation.time_zone)
        .join(Delegation, Delegation.id == Registration.delegation_id)
        .where(
            Registration.congress_id == congress.id,
            Registration.mode == Mode.ONLINE,
            Registration.state.in_(ACTIVE),
            or_(Registration.person_id.in_(speaking), Registration.person_id.in_(list(also))),
        )
    )
    return dict(db.session.execute(wanted).tuples().all())


def _sign_ups(congress: Congress) -> dict[int, int]:
    """How many will sit in the room: those who hold a place where one signs up, or have it in their agenda; the most of both."""
    coming = (Registration.congress_id == congress.id, Registration.state.in_(ACTIVE))
    chosen = (
        select(SessionChoice.session_id, func.count())
        .join(Registration, Registration.id == SessionChoice.registration_id)
        .where(*coming, Registration.mode.is_distinct_from(Mode.ONLINE))
        .group_by(SessionChoice.session_id)
    )
    held = (
        select(SignUp.session_id, func.count())
        .join(Registration, Registration.id == SignUp.registration_id)
        .where(*coming, SignUp.kind == PlaceKind.ROOM, SignUp.state == SignUpState.HELD)
        .group_by(SignUp.session_id)
    )
    of_agendas, of_sheets = (Counter(dict(db.session.execute(rows).tuples().all())) for rows in (chosen, held))
    return of_agendas | of_sheets  # the greater of two counts


def _published(congress: Congress) -> dict[int, Published]:
    return {
        each.id: Published(
            (each.day.isoformat(), each.starts, each.minutes),
            each.room.public_id if each.room else None,
            each.starts_at,
        )
        for each in released_sessions(congress)
        if not each.is_cancelled
    }


def sitting_mayors(_congress: Congress) -> set[int]:
    """Return who sits in the Assembly by their office: the recognised executives of the members (DOMAIN.md: « maires en titre »)."""
    held = select(LocalOffice.person_id).where(
        LocalOffice.is_executive, LocalOffice.is_recognised, LocalOffice.ends_on.is_(None)
    )
    return set(db.session.scalars(held))


register_body(SessionKind.GENERAL_ASSEMBLY, sitting_mayors)
