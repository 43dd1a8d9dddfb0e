"""What the public reads: the programme by day, each hour in the congress's city and in the reader's, and its version."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from flask_babel import gettext as _
from sqlalchemy import select

from ..congress.models import Congress
from ..database import Translated, db
from ..errors import NotFound
from ..i18n import clock_hour, pick, search_key, sort_key, zone_city
from ..people.models import Person
from .models import ProgrammeRelease, ProgrammeSession, SessionKind, SessionMode, SpeakerRole
from .released import ReleasedSession
from .releases import latest_release, released_sessions, sessions_in


class Named(NamedTuple):
    """Someone whom the programme names, and for what."""

    person: Person
    role: SpeakerRole
    function: str
    presentation_id: int | None = None


@dataclass(frozen=True)
class Choice:
    """What the reader asked to see; None is everything. Unknown words count as not asked."""

    day: date | None = None
    room: str | None = None
    kind: SessionKind | None = None
    spoken: str | None = None
    track: str | None = None
    mode: SessionMode | None = None
    person: str | None = None
    words: str = ""

    def keeps(self, planned: ReleasedSession, people: Mapping[int, Person]) -> bool:
        """Whether a session is among what was asked for."""
        return (
            (self.day is None or planned.day == self.day)
            and (self.room is None or (planned.room is not None and planned.room.public_id == self.room))
            and (self.kind is None or planned.kind is self.kind)
            and (self.spoken is None or self.spoken in planned.languages)
            and (self.track is None or (planned.track is not None and planned.track.public_id == self.track))
            and (self.mode is None or planned.mode is self.mode)
            and (self.person is None or any(n.person.public_id == self.person for n in named_speakers(planned, people)))
            and all(word in _searched(planned, people) for word in search_key(self.words).split())
        )


def _searched(planned: ReleasedSession, people: Mapping[int, Person]) -> str:
    """Return all the words by which a session is found, accents and case aside."""
    names = [f"{each.person.full_name} {each.function}" for each in named_speakers(planned, people)]
    track = planned.track.name.values() if planned.track else ()
    return search_key(" ".join([*planned.title.values(), *planned.text.values(), *track, place_of(planned), *names]))


@dataclass(frozen=True)
class Programme:
    """The sessions chosen, by day, and what can be chosen. `people`: whom they name, by id; `person`: the one asked for."""

    release: ProgrammeRelease | None
    days: list[tuple[date, list[ReleasedSession]]]
    shown: int
    total: int
    all_days: list[date]
    rooms: list[tuple[str, str]]
    kinds: list[SessionKind]
    languages: list[str]
    tracks: list[tuple[str, Translated]]
    modes: list[SessionMode]
    people: dict[int, Person]
    person: Person | None


def public_programme(congress: Congress, choice: Choice) -> Programme:
    """Return the public programme as the latest release has it: three queries whatever its size, none of the draft."""
    release = latest_release(congress)
    sessions = [each for each in sessions_in(release, withdrawn_too=False) if each.is_public] if release else []
    people = people_in(sessions)
    chosen = [each for each in sessions if choice.keeps(each, people)]
    rooms = {each.room.public_id: each.room.name for each in sessions if each.room}
    tracks = {each.track.public_id: each.track.name for each in sessions if each.track}
    return Programme(
        release=release,
        days=by_day(chosen),
        shown=len(chosen),
        total=len(sessions),
        all_days=sorted({each.day for each in sessions}),
        rooms=sorted(rooms.items(), key=lambda item: sort_key(item[1])),
        kinds=[kind for kind in SessionKind if any(each.kind is kind for each in sessions)],
        languages=sorted({code for each in sessions for code in each.languages}),
        tracks=sorted(tracks.items(), key=lambda item: sort_key(pick(item[1]))),
        modes=[mode for mode in SessionMode if any(each.mode is mode for each in sessions)],
        people=people,
        person=next((each for each in people.values() if each.public_id == choice.person), None),
    )


def public_session(congress: Congress, public_id: str) -> ReleasedSession:
    """Return one session of the public programme.

    Raises:
        NotFound: it is another congress's, is not public, or is in no release.
    """
    found = next((each for each in released_sessions(congress) if each.public_id == public_id), None)
    if found is None or not found.is_public:
        raise NotFound
    return found


def people_in(sessions: Iterable[ReleasedSession]) -> dict[int, Person]:
    """Return whoever has a part in some sessions, by id; those whose data are erased are not among them. One query."""
    ids = {part.person_id for each in sessions for part in each.speakers}
    if not ids:
        return {}
    found = select(Person).where(Person.id.in_(ids), Person.erased_at.is_(None))
    return {person.id: person for person in db.session.scalars(found)}


S = TypeVar("S", ProgrammeSession, ReleasedSession)


def by_day(sessions: Sequence[S]) -> list[tuple[date, list[S]]]:
    """Return sessions, already in order, in groups of one day."""
    days: dict[date, list[S]] = {}
    for each in sessions:
        days.setdefault(each.day, []).append(each)
    return list(days.items())


def named_speakers(planned: ReleasedSession, people: Mapping[int, Person]) -> list[Named]:
    """Return those whom the programme names: all but the interpreters."""
    return [
        Named(people[each.person_id], each.role, each.function, each.presentation_id)
        for each in planned.speakers
        if each.role is not SpeakerRole.INTERPRETER and each.person_id in people
    ]


def speaks_in(planned: ProgrammeSession | ReleasedSession, person: Person) -> bool:
    """Whether a person has a part in a session."""
    return any(each.person_id == person.id for each in planned.speakers)


def where_of(planned: ProgrammeSession | ReleasedSession) -> str:
    """Return where a session takes place, never empty: a session on site whose place nobody wrote is not online."""
    unknown = _("En ligne") if planned.mode is SessionMode.ONLINE else _("Lieu à préciser")
    return place_of(planned) or unknown


def place_of(planned: ProgrammeSession | ReleasedSession) -> str:
    """Return where a session takes place as it is said: the room, or the place written; empty where it is only online."""
    return planned.room.name if planned.room else planned.place


@dataclass(frozen=True)
class Hours:
    """An interval as it is written: « 9 h 30 – 11 h », and for the reader elsewhere. `shift` tells of another day there."""

    text: str
    iso: str
    yours: str = ""
    your_city: str = ""
    your_day: date | None = None


def hours_of(planned: ProgrammeSession | ReleasedSession, zone: str | None = None) -> Hours:
    """Return the hours of a session in the congress's city and, where they differ, in the reader's zone."""
    begin, end = planned.starts_at, planned.ends_at
    here = ZoneInfo(planned.time_zone)
    written = _interval(begin.astimezone(here), end.astimezone(here))
    iso = begin.strftime("%Y-%m-%dT%H:%MZ")
    if zone is None:
        return Hours(written, iso)
    local = begin.astimezone(ZoneInfo(zone))
    if local.utcoffset() == begin.astimezone(here).utcoffset():
        return Hours(written, iso)
    other_day = local.date() if local.date() != planned.day else None
    return Hours(written, iso, _interval(local, end.astimezone(ZoneInfo(zone))), zone_city(zone), other_day)


def _interval(begin: datetime, end: datetime) -> str:
    return f"{clock_hour(begin.hour, begin.minute)} – {clock_hour(end.hour, end.minute)}"


def reader_zone(name: str | None) -> str | None:
    """Return a zone that the tz database knows, or None: what a browser says is never trusted to be one."""
    return name if name in available_timezones() else None


READER_ZONES = (
    "Africa/Abidjan", "Africa/Algiers", "Africa/Bamako", "Africa/Brazzaville", "Africa/Cairo", "Africa/Casablanca",
    "Africa/Conakry", "Africa/Dakar", "Africa/Djibouti", "Africa/Douala", "Africa/Kigali", "Africa/Kinshasa",
    "Africa/Libreville", "Africa/Lome", "Africa/Lubumbashi", "Africa/Ndjamena", "Africa/Niamey", "Africa/Nouakchott",
    "Africa/Ouagadougou", "Africa/Porto-Novo", "Africa/Tunis", "America/Cayenne", "America/Guadeloupe",
    "America/Martinique", "America/Moncton", "America/Montreal", "America/New_York", "America/Port-au-Prince",
    "Asia/Beirut", "Asia/Dubai", "Asia/Ho_Chi_Minh", "Asia/Phnom_Penh", "Asia/Vientiane", "Asia/Yerevan",
    "Europe/Athens", "Europe/Brussels", "Europe/Bucharest", "Europe/Chisinau", "Europe/London", "Europe/Luxembourg",
    "Europe/Paris", "Europe/Sofia", "Europe/Tirane", "Europe/Zurich", "Indian/Antananarivo", "Indian/Comoro",
    "Indian/Mauritius", "Indian/Mayotte", "Indian/Reunion", "Pacific/Noumea", "Pacific/Port_Vila", "Pacific/Tahiti",
)  # fmt: skip
"""Cities from which most of our readers come, offered in a list; any other zone is accepted in the address."""
