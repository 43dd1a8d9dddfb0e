"""What the public reads: the programme by day, each hour in the congress's city and in the reader's, and its version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo, available_timezones

from ..congress.models import Congress
from ..i18n import clock_hour, zone_city
from ..people.models import Person
from .models import ProgrammeSession, SessionKind, Speaker, SpeakerRole
from .sessions import sessions_of


@dataclass(frozen=True)
class Choice:
    """What the reader asked to see; None is everything. Unknown words count as not asked."""

    day: date | None = None
    room: str | None = None
    kind: SessionKind | None = None
    spoken: str | None = None

    def keeps(self, planned: ProgrammeSession) -> bool:
        """Whether a session is among what was asked for."""
        return (
            (self.day is None or planned.day == self.day)
            and (self.room is None or (planned.room is not None and planned.room.public_id == self.room))
            and (self.kind is None or planned.kind is self.kind)
            and (self.spoken is None or self.spoken in planned.languages)
        )


@dataclass(frozen=True)
class Programme:
    """The sessions chosen, by day, and what can be chosen."""

    days: list[tuple[date, list[ProgrammeSession]]]
    shown: int
    total: int
    all_days: list[date]
    rooms: list[tuple[str, str]]
    kinds: list[SessionKind]
    languages: list[str]


def public_programme(congress: Congress, choice: Choice) -> Programme:
    """Return the public programme of a congress: a constant number of queries whatever its size."""
    sessions = sessions_of(congress, public_only=True)
    chosen = [each for each in sessions if choice.keeps(each)]
    rooms = {each.room.public_id: each.room for each in sessions if each.room}
    return Programme(
        days=by_day(chosen),
        shown=len(chosen),
        total=len(sessions),
        all_days=sorted({each.day for each in sessions}),
        rooms=[(key, room.name) for key, room in sorted(rooms.items(), key=lambda item: item[1].id)],
        kinds=[kind for kind in SessionKind if any(each.kind is kind for each in sessions)],
        languages=sorted({code for each in sessions for code in each.languages}),
    )


def by_day(sessions: Sequence[ProgrammeSession]) -> list[tuple[date, list[ProgrammeSession]]]:
    """Return sessions, already in order, in groups of one day."""
    days: dict[date, list[ProgrammeSession]] = {}
    for each in sessions:
        days.setdefault(each.day, []).append(each)
    return list(days.items())


def named_speakers(planned: ProgrammeSession) -> list[Speaker]:
    """Return those whom the programme names: all but the interpreters."""
    return [each for each in planned.speakers if each.role is not SpeakerRole.INTERPRETER]


def speaks_in(planned: ProgrammeSession, person: Person) -> bool:
    """Whether a person has a part in a session."""
    return any(each.person_id == person.id for each in planned.speakers)


def place_of(planned: ProgrammeSession) -> str:
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


def hours_of(planned: ProgrammeSession, zone: str | None = None) -> Hours:
    """Return the hours of a session in the congress's city and, where they differ, in the reader's zone."""
    begin, end = planned.starts_at, planned.ends_at
    here = ZoneInfo(planned.congress.time_zone)
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
