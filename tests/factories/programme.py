"""Sessions and whole programmes, made by the domain's own verbs."""

import itertools
from datetime import timedelta
from typing import Any

from aimf_events.congress.models import Congress, Room, Venue
from aimf_events.database import db, transaction
from aimf_events.people.people import add_person
from aimf_events.programme.conflict_models import ConflictRules, Severity
from aimf_events.programme.conflict_rules import CHOSEN, set_rules
from aimf_events.programme.models import (
    ProgrammeRelease,
    ProgrammeSession,
    SessionKind,
    SessionMode,
    Speaker,
    SpeakerRole,
)
from aimf_events.programme.releases import publish_release
from aimf_events.programme.sessions import plan_session

_count = itertools.count(1)


def room_of(congress: Congress, name: str = "Grande salle") -> Room:
    """A room of a congress by its name."""
    return db.session.scalars(
        db.select(Room).join(Venue).filter(Venue.congress_id == congress.id, Room.name == name)
    ).one()


def make_session(congress: Congress, title: str | dict[str, str] | None = None, **values: Any) -> ProgrammeSession:
    """A hybrid colloquium at 9:30 on the first day, in the great hall. All the others stand there too: conflicts only warn, unless chosen."""
    let_conflicts_warn(congress)
    title = title or f"Séance {next(_count)}"
    given = {
        "kind": SessionKind.COLLOQUIUM,
        "mode": SessionMode.HYBRID,
        "title": title if isinstance(title, dict) else {"fr": title},
        "day": congress.starts_on,
        "starts": "09:30",
        "minutes": 90,
        "languages": ["fr", "en"],
        "room": room_of(congress),
        "online_address": "https://room.example.org/j/4711?pwd=sesame",
        "by": None,
    }
    return plan_session(congress, **{**given, **values})


def let_conflicts_warn(congress: Congress) -> None:
    """The conflicts of a congress only warn, unless something else was chosen for it."""
    if db.session.get(ConflictRules, congress.id) is None:
        set_rules(
            congress, dict.fromkeys(CHOSEN, Severity.WARN), minutes_between_rooms=5, minutes_between_venues=20, by=None
        )


def publish(congress: Congress, name: str = "Version du jour", **values: Any) -> ProgrammeRelease:
    """Publish the draft as it is."""
    return publish_release(congress, name=name, **{"by": None, **values})


def make_released(congress: Congress, title: str | dict[str, str] | None = None, **values: Any) -> ProgrammeSession:
    """A session that everyone reads."""
    planned = make_session(congress, title, **values)
    publish(congress)
    return planned


def make_programme(
    congress: Congress, *, sessions: int = 200, speakers: int = 300, days: int = 4
) -> list[ProgrammeSession]:
    """A large programme: sessions spread over days and hours, speakers over sessions, all names different."""
    themes = (
        "Ville et numérique",
        "L’eau, bien commun",
        "Mobilités",
        "Budget participatif",
        "Villes sobres",
        "Jeunesse",
    )
    planned = []
    with transaction():
        for n in range(sessions):
            planned.append(
                make_session(
                    congress,
                    title=f"{themes[n % 6]} : {themes[(n * 5 + 2) % 6].lower()}, atelier {n + 1} des maires et des services",
                    day=congress.starts_on + timedelta(days=n % days),
                    starts=f"{8 + (n // days) % 11:02d}:{(n * 15) % 60:02d}",
                    minutes=45 + (n % 4) * 15,
                    kind=list(SessionKind)[n % len(SessionKind)],
                    mode=list(SessionMode)[n % 3],
                )
            )
        for n in range(speakers):
            person = add_person(given_name=_word(n), family_name=f"{_word(n * 7 + 3)} {_word(n * 13 + 5)}")
            db.session.add(
                Speaker(
                    session_id=planned[n % sessions].id,
                    person_id=person.id,
                    role=SpeakerRole.CHAIR if n % 5 == 0 else SpeakerRole.SPEAKER,
                    function=f"Maire de {_word(n * 17 + 1)}",
                    position=n // sessions,
                )
            )
    db.session.expire_all()
    return planned


def _word(n: int) -> str:
    """A name that nobody bears and that no other number gives twice in a row."""
    parts = ("ka", "mou", "ré", "sou", "ba", "lo", "ni", "dja", "tê", "go", "fa", "zi", "pho", "an", "ou", "yé")
    return "".join(parts[(n // step) % 16] for step in (1, 16, 7)).capitalize()
