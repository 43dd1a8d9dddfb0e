"""The builder of the programme: the state that its page fetches, a move that is judged, all conflicts of the draft."""

import json
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any

from bench.house import House, serving
from bench.programmes import SESSIONS
from bench.results import REPEATS, Measure, median_of

if TYPE_CHECKING:
    from aimf_events.congress.models import Congress

ROOMS, DAYS = 8, 4
SLOTS_PER_ROOM = 12  # a day, fifty minutes each from eight o'clock


def measure(house: House) -> Iterator[Measure]:
    """Two hundred sessions in eight rooms; and ten times as many, over as many more days."""
    from aimf_events.accounts.models import Role
    from bench.field import make_colleague, signed_in

    for sessions, suffix in ((SESSIONS, ""), (10 * SESSIONS, "_x10")):
        name = house.fresh(f"builders{suffix}")
        with house.application(name):
            congress = _fill(sessions)
            address = f"/{congress.name}/programme-desk/builder/state?day={congress.starts_on}"
            cookie = signed_in(make_colleague(Role.SECRETARIAT)).cookie
            yield Measure(f"builder_conflicts_ms{suffix}", median_of(lambda c=congress: _judge(c)), "ms")  # type: ignore[misc]
            yield Measure(f"builder_move_ms{suffix}", _moves(congress), "ms")
        house.analyse(name)
        with serving(house, name) as server:
            read = median_of(lambda p=server.port, a=address, c=cookie: _get(p, a, c))  # type: ignore[misc]
            yield Measure(f"builder_state_ms{suffix}", read, "ms")


def _fill(sessions: int) -> "Congress":
    """A draft that fills its rooms, three speakers in each session, one session in twenty in a conflict."""
    from aimf_events.congress.venues import add_room, add_venue
    from aimf_events.database import db, transaction
    from aimf_events.people.people import add_person
    from aimf_events.programme.models import SessionKind, SessionMode, Speaker, SpeakerRole
    from aimf_events.programme.sessions import plan_session
    from bench.field import make_congress

    days = -(-sessions // (ROOMS * SLOTS_PER_ROOM))
    congress = make_congress()
    with transaction():
        congress.ends_on = congress.starts_on + timedelta(days=max(DAYS, days) - 1)
        venue = add_venue(congress, name="Palais des congrès", by=None)
        rooms = [add_room(venue, name=f"Salle {n + 1}", capacity=80, by=None) for n in range(ROOMS)]
        people = [add_person(given_name="Prénom", family_name=f"Nom {n}") for n in range(sessions)]
        for n in range(sessions):
            day, slot = divmod(n // ROOMS, SLOTS_PER_ROOM)
            room = rooms[(n - 1 if n % 20 == 19 else n) % ROOMS]
            planned = plan_session(
                congress,
                kind=SessionKind.WORKSHOP,
                mode=SessionMode.IN_PERSON,
                title={"fr": f"Atelier {n + 1} des maires et des services"},
                day=congress.starts_on + timedelta(days=day),
                starts=f"{8 + slot:02d}:00",
                minutes=50,
                languages=["fr"],
                room=room,
                by=None,
            )
            for at in range(3):
                person = people[(3 * n + at * 7) % len(people)]
                db.session.add(Speaker(session_id=planned.id, person_id=person.id, role=SpeakerRole.SPEAKER))
    db.session.expire_all()
    return congress


def _timed(what: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    what()
    return (time.perf_counter() - begun) * 1000


def _get(port: int, address: str, cookie: str) -> float:
    """Milliseconds for the values of a day and all conflicts in words, as the page fetches them."""
    line = HTTPConnection("127.0.0.1", port, timeout=60)

    def read() -> None:
        line.request("GET", address, headers={"Cookie": cookie})
        answer = line.getresponse()
        body = answer.read()
        if answer.status != 200 or not json.loads(body)["sessions"]:
            raise RuntimeError(f"{answer.status} for the state of the builder")

    return _timed(read)


def _moves(congress: "Congress") -> float:
    """Milliseconds to put a session five minutes later and to judge it; and back again."""
    from aimf_events.database import db
    from aimf_events.programme.models import ProgrammeSession
    from aimf_events.programme.placing import place_session

    taken = []
    for n in range(2 * REPEATS):
        db.session.expire_all()
        planned = db.session.scalars(db.select(ProgrammeSession).filter_by(congress_id=congress.id).limit(1)).one()
        place = {"day": planned.day, "minutes": planned.minutes, "room": planned.room, "by": None}
        starts = "08:05" if n % 2 == 0 else "08:00"
        taken.append(_timed(lambda p=planned, s=starts, w=place: place_session(p, starts=s, **w)))  # type: ignore[misc]
    return statistics.median(taken)


def _judge(congress: "Congress") -> float:
    """Milliseconds to read the draft and to find all that it breaks."""
    from aimf_events.database import db
    from aimf_events.programme.judgement import conflicts_of

    db.session.expire_all()
    found: list[Any] = []
    taken = _timed(lambda: found.extend(conflicts_of(congress)))
    if len(found) < SESSIONS // 20:
        raise RuntimeError(f"{len(found)} conflicts, fewer than were made")
    return taken
