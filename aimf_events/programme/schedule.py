"""The programme as schedule.json and schedule.xml (voc/schedule), so that client apps of other conferences read it. Pure.

What catches everyone (specs/programme-calendar.md, "Open formats"): an acronym of [a-z0-9_], ids that are positive and stable, a
guid that no release changes, ASCII slugs, absolute addresses, durations under a day, an end for each day, no control character.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from ..i18n import pick, search_key
from ..people.models import Person
from .public import named_speakers, where_of
from .released import ReleasedSession

_PEOPLE = UUID("0c9d6f0e-2f65-4a0c-8d3b-7a51e3f3a9d2")  # ours alone, like the names of sessions
_ROOMS = UUID("b1b1c5a8-8f0a-4a3e-9b8f-0e6d5c4b3a21")
_ZONE = re.compile(r"[A-Z][a-z]+/[A-Z][a-z]+.*|UTC")
GENERATOR = "AIMF congress platform"


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """All that both formats say, in the language in use.

    Attributes:
        name: the congress's word in addresses.
        version: what readers call the release.
        address: of the public programme, absolute; a session's is below it.
        signed_up_to: the sessions to which one signs up, by id.
    """

    name: str
    title: str
    version: str
    first: date
    last: date
    time_zone: str
    address: str
    sessions: Sequence[ReleasedSession]
    people: Mapping[int, Person]
    signed_up_to: frozenset[int] = frozenset()


def schedule_json(schedule: Schedule) -> dict[str, Any]:
    """Return the programme as schedule.json has it."""
    conference = {
        "acronym": acronym(schedule.name),
        "title": clean(schedule.title),
        "start": schedule.first.isoformat(),
        "end": schedule.last.isoformat(),
        "daysCount": (schedule.last - schedule.first).days + 1,
        "timeslot_duration": "00:05",
        "url": schedule.address,
        "tracks": [{"name": name, "slug": slug(name)} for name in _tracks(schedule)],
        "rooms": [{"name": name, "guid": str(uuid5(_ROOMS, name))} for name in _rooms(schedule)],
        "days": [_day_json(schedule, number, day) for number, day in enumerate(_days(schedule), start=1)],
    }
    if _ZONE.fullmatch(schedule.time_zone):
        conference["time_zone_name"] = schedule.time_zone
    return {
        "schedule": {"version": clean(schedule.version), "base_url": schedule.address, "conference": conference},
        "generator": {"name": GENERATOR, "version": "1"},
    }


def schedule_xml(schedule: Schedule) -> bytes:
    """Return the programme as schedule.xml has it, without a DOCTYPE."""
    root = ET.Element("schedule")
    ET.SubElement(root, "generator", {"name": GENERATOR, "version": "1"})
    _text(root, "url", f"{schedule.address}/schedule.xml")
    _text(root, "version", schedule.version)
    conference = ET.SubElement(root, "conference")
    for name, value in (
        ("acronym", acronym(schedule.name)),
        ("title", schedule.title),
        ("start", schedule.first.isoformat()),
        ("end", schedule.last.isoformat()),
        ("days", str((schedule.last - schedule.first).days + 1)),
        ("timeslot_duration", "00:05"),
        ("url", schedule.address),
        ("time_zone_name", schedule.time_zone),
    ):
        _text(conference, name, value)
    for track in _tracks(schedule):
        ET.SubElement(conference, "track", {"name": track, "slug": slug(track)})
    for number, day in enumerate(_days(schedule), start=1):
        begins, ends = _bounds(schedule, day)
        about = {"index": str(number), "date": day.isoformat(), "start": begins.isoformat(), "end": ends.isoformat()}
        element = ET.SubElement(root, "day", about)
        for name, sessions in _by_room(schedule, day).items():
            room = ET.SubElement(element, "room", {"name": name, "guid": str(uuid5(_ROOMS, name))})
            for session in sessions:
                _event_xml(schedule, room, session)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _day_json(schedule: Schedule, number: int, day: date) -> dict[str, Any]:
    begins, ends = _bounds(schedule, day)
    return {
        "index": number,
        "date": day.isoformat(),
        "day_start": begins.isoformat(),
        "day_end": ends.isoformat(),
        "rooms": {
            name: [_event_json(schedule, session) for session in sessions]
            for name, sessions in _by_room(schedule, day).items()
        },
    }


def _event_json(schedule: Schedule, session: ReleasedSession) -> dict[str, Any]:
    named = named_speakers(session, schedule.people)
    return {
        "guid": str(session.guid),
        "id": session.number,
        "date": _local(session.starts_at, session.time_zone).isoformat(),
        "start": session.starts,
        "end": _local(session.ends_at, session.time_zone).isoformat(),
        "duration": duration(session.minutes),
        "room": _room_of(session),
        "slug": _slug_of(schedule, session),
        "url": f"{schedule.address}/{session.public_id}",
        "title": clean(pick(session.title)),
        "subtitle": None,
        "track": clean(pick(session.track.name)) if session.track else None,
        "type": session.kind.value,
        "language": session.languages[0] if session.languages else None,
        "abstract": clean(pick(session.text)) or None,
        "description": _description(schedule, session) or None,
        "persons": [
            {
                "name": clean(each.person.full_name),
                "guid": str(uuid5(_PEOPLE, each.person.public_id)),
                "url": f"{schedule.address}?person={each.person.public_id}",
            }
            for each in named
        ],
        "links": [],
    }


def _event_xml(schedule: Schedule, room: ET.Element, session: ReleasedSession) -> None:
    event = ET.SubElement(room, "event", {"id": str(session.number), "guid": str(session.guid)})
    for name, value in (
        ("room", _room_of(session)),
        ("title", pick(session.title)),
        ("subtitle", ""),
        ("type", session.kind.value),
        ("date", _local(session.starts_at, session.time_zone).isoformat()),
        ("start", session.starts),
        ("duration", duration(session.minutes)),
        ("abstract", pick(session.text)),
        ("slug", _slug_of(schedule, session)),
        ("track", pick(session.track.name) if session.track else ""),
        ("language", session.languages[0] if session.languages else ""),
        ("description", _description(schedule, session)),
        ("url", f"{schedule.address}/{session.public_id}"),
    ):
        _text(event, name, value)
    persons = ET.SubElement(event, "persons")
    for each in named_speakers(session, schedule.people):
        about = {"guid": str(uuid5(_PEOPLE, each.person.public_id))}
        ET.SubElement(persons, "person", about).text = clean(each.person.full_name)
    ET.SubElement(event, "links")


def _description(schedule: Schedule, session: ReleasedSession) -> str:
    return _("Sur inscription.") if session.id in schedule.signed_up_to else ""


def _days(schedule: Schedule) -> list[date]:
    """Every day from the first to the last: of the congress, or of a session before or after it."""
    days = {each.day for each in schedule.sessions}
    length = (schedule.last - schedule.first).days
    return sorted(days | {schedule.first + timedelta(days=n) for n in range(length + 1)})


def _bounds(schedule: Schedule, day: date) -> tuple[datetime, datetime]:
    """Return when a day begins and ends: with its sessions, those across midnight too; from 9 to 18 h where it has none."""
    here = [each for each in schedule.sessions if each.day == day]
    if not here:
        zone = ZoneInfo(schedule.time_zone)
        return datetime.combine(day, time(9), zone), datetime.combine(day, time(18), zone)
    begins, ends = min(each.starts_at for each in here), max(each.ends_at for each in here)
    return _local(begins, schedule.time_zone), _local(ends, schedule.time_zone)


def _by_room(schedule: Schedule, day: date) -> dict[str, list[ReleasedSession]]:
    rooms: dict[str, list[ReleasedSession]] = {}
    for session in schedule.sessions:
        if session.day == day:
            rooms.setdefault(_room_of(session), []).append(session)
    return rooms


def _room_of(session: ReleasedSession) -> str:
    return clean(where_of(session))


def _rooms(schedule: Schedule) -> list[str]:
    return list(dict.fromkeys(_room_of(each) for each in schedule.sessions))


def _tracks(schedule: Schedule) -> list[str]:
    return list(dict.fromkeys(clean(pick(each.track.name)) for each in schedule.sessions if each.track))


def _slug_of(schedule: Schedule, session: ReleasedSession) -> str:
    return f"{acronym(schedule.name)}-session-{session.number}-{slug(pick(session.title), longest=60)}"


def _local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone))


def duration(minutes: int) -> str:
    """Return "HH:MM"."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def acronym(name: str) -> str:
    """Return the congress's word as these formats take it: at least four of [a-z0-9_]."""
    return re.sub(r"[^a-z0-9_]", "_", name.casefold()).ljust(4, "_")


def slug(words: str, *, longest: int = 40) -> str:
    """Return words as ASCII with hyphens, a letter first; titles in another script are « s » alone, and their number tells them apart."""
    ascii_words = (
        unicodedata.normalize("NFKD", search_key(re.sub("['’]", " ", words))).encode("ascii", "ignore").decode()
    )
    made = re.sub(r"[^a-z0-9]+", "-", ascii_words)[:longest].strip("-")
    return f"s-{made}".rstrip("-") + ("" if made else "0")


def clean(words: str) -> str:
    """Return text without what XML 1.0 cannot hold, nor halves of letters."""
    return "".join(
        each
        for each in words
        if each in "\t\n"
        or (
            each >= " "
            and not "\x7f" <= each <= "\x9f"
            and not "\ud800" <= each <= "\udfff"
            and each not in "\ufffe\uffff"
        )
    ).strip()


def _text(parent: ET.Element, name: str, value: str) -> None:
    ET.SubElement(parent, name).text = clean(value)
