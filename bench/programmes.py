"""The public programme of two hundred sessions and three hundred speakers."""

import gzip
import statistics
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from bench.house import House, serving
from bench.load import Answers, request, run_load
from bench.references import PAGE, beside
from bench.results import Measure

if TYPE_CHECKING:
    from aimf_events.congress.models import Congress

SESSIONS, SPEAKERS = 200, 300
CLIENTS, SECONDS = 8, 2.0
PATH = "/tunis/programme"


def measure(house: House) -> Iterator[Measure]:
    """Pages per second for eight readers whose browsers take gzip, and what one page weighs; again with ten times the sessions."""
    yield from _measure(house, SESSIONS, "")
    yield from _measure(house, 10 * SESSIONS, "_x10")


def _measure(house: House, sessions: int, suffix: str) -> Iterator[Measure]:
    name = house.fresh(f"programme{suffix}")
    with house.application(name):
        fill(sessions)
    house.analyse(name)
    with serving(house, name) as server:
        work = [[request("GET", PATH, headers={"Accept-Encoding": "gzip", "Accept-Language": "fr"})]] * CLIENTS
        answers = run_load(server.port, work[:1], seconds=1).demand(200)
        page = gzip.decompress(answers.last_body).decode()
        if page.count("Séance sur le sujet") < sessions:
            raise RuntimeError("the page does not show all sessions")

        def read() -> Answers:
            return run_load(server.port, work, seconds=SECONDS, again=True).demand(200)

        repeats, quotient = beside(house, PAGE, read)
        value = statistics.median(each.per_second for each in repeats)
        yield Measure(f"programme_page_rps_c8{suffix}", value, "requests/s", quotient)
        yield Measure(f"programme_page_kb_gz{suffix}", len(answers.last_body) / 1024, "KB")


def fill(sessions: int = SESSIONS) -> "Congress":
    """Three days, eight rooms, each session with two speakers."""
    from aimf_events.congress.venues import add_room, add_venue
    from aimf_events.database import transaction
    from aimf_events.people.people import add_person
    from aimf_events.programme.conflict_models import Severity
    from aimf_events.programme.conflict_rules import CHOSEN, set_rules
    from aimf_events.programme.models import SessionKind, SessionMode, SpeakerRole
    from aimf_events.programme.releases import publish_release
    from aimf_events.programme.sessions import plan_session
    from aimf_events.programme.speakers import add_speaker
    from bench.field import FAMILY, GIVEN, make_congress

    with transaction():
        congress = make_congress()
        warn = dict.fromkeys(CHOSEN, Severity.WARN)  # ten times the sessions do not fit into eight rooms
        set_rules(congress, warn, minutes_between_rooms=5, minutes_between_venues=20, by=None)
        venue = add_venue(congress, name="Palais des congrès")
        rooms = [add_room(venue, name=f"Salle {n + 1}", capacity=200, is_streamed=True, by=None) for n in range(8)]
        people = [add_person(given_name=GIVEN[n % 8], family_name=f"{FAMILY[n // 8 % 8]} {n}") for n in range(SPEAKERS)]
        for n in range(sessions):
            planned = plan_session(
                congress,
                kind=list(SessionKind)[n % len(SessionKind)],
                mode=list(SessionMode)[n % len(SessionMode)],
                title={"fr": f"Séance sur le sujet {n}", "en": f"Session about subject {n}"},
                text={"fr": "Ce que les villes ont fait, et ce qu’elles en ont appris. " * 3},
                day=congress.starts_on + timedelta(days=n % 3),
                starts=f"{8 + n // 24 % 12:02d}:{(n // 3) % 2 * 30:02d}",
                minutes=60,
                room=rooms[n % 8],
                languages=["fr", "en"],
                by=None,
            )
            for offset in (0, 1):
                person = people[(2 * n + offset) % SPEAKERS]
                add_speaker(planned, person, role=SpeakerRole.SPEAKER, function="Maire", by=None)
        publish_release(congress, name="Version du jour", by=None)
    return congress
