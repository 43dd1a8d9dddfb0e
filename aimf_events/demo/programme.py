"""Venues, rooms and the programme: the congress's ten sessions, some workshops more, speakers and rooms online."""

import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from ..congress.models import Congress, Room
from ..congress.venues import add_room, add_venue
from ..people.models import Person
from ..programme.change_letters import letters_to_send, send_letters
from ..programme.conflict_models import Rule
from ..programme.judgement import conflicts_of
from ..programme.models import ProgrammeRelease, ProgrammeSession, SessionKind, SessionMode, SpeakerRole, Track
from ..programme.overrides import override_conflict
from ..programme.placing import unplace_session
from ..programme.releases import publish_release
from ..programme.sessions import as_plan, change_session, plan_session
from ..programme.speakers import add_speaker
from ..programme.tracks import add_track
from . import sources
from .dates import Dates

TRACKS = (
    (
        {"fr": "Colloque «\u00a0Ville et numérique\u00a0»", "en": "Colloquium “City and digital”"},
        (SessionKind.COLLOQUIUM, SessionKind.WORKSHOP),
    ),
    (
        {"fr": "Vie de l’association", "en": "Life of the association"},
        (SessionKind.BUREAU, SessionKind.GENERAL_ASSEMBLY, SessionKind.CEREMONY),
    ),
)
ADDRESS = "2, place de la Kasbah, 1008 Tunis"
SPOKEN = {SessionKind.COLLOQUIUM: 4, SessionKind.WORKSHOP: 3, SessionKind.CEREMONY: 1, SessionKind.SIDE_EVENT: 2}
"""How many speakers a session of a kind has."""
TEXTS = {
    SessionKind.GENERAL_ASSEMBLY: {
        "fr": "Chaque membre y dispose d’une voix. Les documents sont remis aux délégations avant la séance.",
        "en": "Each member has one vote. Documents are given to delegations before the sitting.",
    },
    SessionKind.BUREAU: {
        "fr": "Séance réservée aux membres du Bureau.",
        "en": "For the members of the Bureau only.",
    },
    SessionKind.COLLOQUIUM: {
        "fr": "Deux mois d’ateliers préparatoires en ligne s’achèvent ici, devant toutes les délégations.",
        "en": "Two months of preparatory online workshops end here, before all delegations.",
    },
}


def add_places(congress: Congress, *, by: Person) -> dict[str, Room]:
    """Add the venue and its rooms; return them by name."""
    rooms = {}
    for listed in sources.congress_facts()["venues"]:
        venue = add_venue(congress, name=listed["name"], address=ADDRESS, by=by)
        for room in listed["rooms"]:
            rooms[room["name"]] = add_room(
                venue, name=room["name"], capacity=room["capacity"], is_streamed=room["streamed"], by=by
            )
    return rooms


def plan_programme(congress: Congress, rooms: dict[str, Room], dates: Dates, *, by: Person) -> list[ProgrammeSession]:
    """Plan every session, on the day of the congress that it had in Tunis."""
    facts = sources.congress_facts()
    first = date.fromisoformat(facts["starts_on"])
    listed = [(date.fromisoformat(each["day"]) - first, each) for each in facts["programme"]]
    listed += [(timedelta(days=each["day"] - 1), each) for each in sources.more_sessions()]
    tracks = {}
    for name, kinds in TRACKS:
        tracks.update(dict.fromkeys(kinds, add_track(congress, name=name, by=by)))
    return [
        _plan(congress, rooms, tracks, dates.starts_on + after, each, number, by=by)
        for number, (after, each) in enumerate(listed, start=1)
    ]


def _plan(
    congress: Congress,
    rooms: dict[str, Room],
    tracks: dict[SessionKind, Track],
    day: date,
    each: dict[str, Any],
    number: int,
    *,
    by: Person,
) -> ProgrammeSession:
    kind, mode = SessionKind(each["kind"]), SessionMode(each["mode"])
    room = rooms[each["room"]] if each["room"] else None
    return plan_session(
        congress,
        kind=kind,
        mode=mode,
        title=_typeset(each["title"]),
        text=TEXTS.get(kind, {}),
        day=day,
        starts=each["start"],
        minutes=each["minutes"],
        room=room,
        track=tracks.get(kind),
        place=each.get("place", "" if room else "Patio de l’hôtel de ville"),
        languages=["fr", "en", "ar"] if room and room.is_streamed else ["fr"],
        room_places=room.capacity if room and kind is SessionKind.WORKSHOP else None,
        online_address=None if mode is SessionMode.IN_PERSON else f"https://example.org/tunis-2020/salle-{number}",
        by=by,
    )


def publish_first(congress: Congress, *, by: Person) -> ProgrammeRelease:
    """Publish what is planned as the first version, and tell whoever has a part in it."""
    release = publish_release(
        congress, name="Programme provisoire", note="Les séances, leurs salles et leurs intervenants.", by=by
    )
    send_letters(congress, seen=letters_to_send(congress).seen, by=by)
    return release


def change_and_publish(congress: Congress, sessions: Sequence[ProgrammeSession], *, by: Person) -> ProgrammeRelease:
    """Move one workshop, give another a place more precise, and publish: readers see what changed."""
    workshops = [each for each in sessions if each.kind is SessionKind.WORKSHOP]
    moved, other = workshops[0], next(each for each in reversed(workshops) if each.room)
    hours, minutes = moved.starts.split(":")
    later = f"{int(hours) + (minutes == '30')}:{'00' if minutes == '30' else '30'}".zfill(5)
    change_session(moved, by=by, **{**as_plan(moved), "starts": later})
    change_session(other, by=by, **{**as_plan(other), "room": None, "place": "Maison des associations"})
    return publish_release(congress, name="Programme définitif", note="Un atelier plus tard, un autre ailleurs.", by=by)


def _typeset(title: dict[str, str]) -> dict[str, str]:
    """Write the apostrophes and the spaces of the data as French print does."""
    text = title["fr"].replace("'", "’").replace(" : ", "\u00a0: ").replace(" ?", "\u202f?")
    return {**title, "fr": text}


def add_speakers(
    sessions: Sequence[ProgrammeSession],
    speakers: Sequence[tuple[Person, str]],
    interpreters: Sequence[tuple[Person, str]],
    chair: Person,
    chance: random.Random,
    *,
    by: Person,
) -> None:
    """Give each session its speakers with their functions, a chair for the statutory ones, and its interpreters.

    Nobody is at two places at once, nor without the time to walk from one to the other.
    """
    taken: dict[int, list[ProgrammeSession]] = defaultdict(list)
    for session in sessions:
        count = SPOKEN.get(session.kind, 0)
        for place, (person, function) in enumerate(_free(speakers, taken, session, count, chance)):
            role = SpeakerRole.MODERATOR if place == 0 and count > 2 else SpeakerRole.SPEAKER
            add_speaker(session, person, role=role, function=function, by=by)
        if session.kind in (SessionKind.BUREAU, SessionKind.GENERAL_ASSEMBLY):
            add_speaker(session, chair, role=SpeakerRole.CHAIR, function="Présidente de séance", by=by)
        if len(session.languages) > 1:
            for person, function in _free(interpreters, taken, session, 2, chance):
                add_speaker(session, person, role=SpeakerRole.INTERPRETER, function=function, by=by)


def _free(
    people: Sequence[tuple[Person, str]],
    taken: dict[int, list[ProgrammeSession]],
    session: ProgrammeSession,
    count: int,
    chance: random.Random,
) -> list[tuple[Person, str]]:
    """Choose people who have nothing else around the hours of a session, and note that they are taken."""
    begin, end = session.starts_at - timedelta(hours=1), session.ends_at + timedelta(hours=1)
    free = [
        each for each in people if all(other.ends_at <= begin or end <= other.starts_at for other in taken[each[0].id])
    ]
    chosen = chance.sample(free, min(count, len(free)))
    for person, _function in chosen:
        taken[person.id].append(session)
    return chosen


def leave_work(congress: Congress, sessions: Sequence[ProgrammeSession], *, by: Person) -> None:
    """What a draft looks like on a working day: a session that waits for its hour, an interpreter to be found, a conflict that somebody took on."""
    waiting = plan_session(
        congress,
        kind=SessionKind.SIDE_EVENT,
        mode=SessionMode.IN_PERSON,
        title={"fr": "Conférence de presse", "en": "Press conference"},
        day=congress.starts_on,
        starts="09:00",
        minutes=30,
        languages=["fr"],
        by=by,
    )
    unplace_session(waiting, by=by)
    workshops = [(each, each.room) for each in sessions if each.kind is SessionKind.WORKSHOP and each.room]
    (crowded, room), (lone, _room) = workshops[0], workshops[-1]
    change_session(crowded, by=by, **{**as_plan(crowded), "room_places": room.capacity + 20})
    change_session(lone, by=by, **{**as_plan(lone), "languages": ["fr", "vi"]})
    for each in conflicts_of(congress):
        if each.conflict.concerns(crowded.id) and each.conflict.rule is Rule.OVER_CAPACITY:
            override_conflict(congress, each.conflict, reason="L’hôtel de ville ajoute vingt chaises.", by=by)
