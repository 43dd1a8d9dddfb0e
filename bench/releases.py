"""Releases of the programme: publishing one, the letters of its changes, and the calendar that agendas fetch."""

import statistics
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from bench.house import House, serving
from bench.load import Answers, request, run_load
from bench.programmes import CLIENTS, SECONDS, SESSIONS, fill
from bench.references import PAGE, beside
from bench.results import REPEATS, Measure, median_of

if TYPE_CHECKING:
    from aimf_events.congress.models import Congress

FEED = "/tunis/programme.ics"
TEN_TIMES = 10 * SESSIONS
FOLLOWERS = 300


def measure(house: House) -> Iterator[Measure]:
    """Each with two hundred sessions, and again with ten times as many."""
    for sessions, suffix in ((SESSIONS, ""), (TEN_TIMES, "_x10")):
        name = house.fresh(f"releases{suffix}")
        with house.application(name):
            congress = fill(sessions)
            yield Measure(f"release_200_sessions_s{suffix}", median_of(lambda c=congress: _publish(c)), "s")  # type: ignore[misc]
            yield Measure(f"change_set_letters_per_s{suffix}", _letters(congress), "letters/s")
        house.analyse(name)
        with serving(house, name) as server:
            headers = {"Accept-Encoding": "gzip", "Accept-Language": "fr"}
            work = [[request("GET", FEED, headers=headers)]] * CLIENTS
            run_load(server.port, work[:1], seconds=1).demand(200)

            def read(port: int = server.port, work: Any = work) -> Answers:
                return run_load(port, work, seconds=SECONDS, again=True).demand(200)

            repeats, quotient = beside(house, PAGE, read)
            value = statistics.median(each.per_second for each in repeats)
            yield Measure(f"calendar_feed_rps_c8{suffix}", value, "requests/s", quotient)


def _move_all(congress: "Congress") -> None:
    """Another duration for every session, 50 or 60 minutes: all of the release differs from the one before."""
    from aimf_events.database import transaction
    from aimf_events.programme.sessions import sessions_of

    with transaction():
        for planned in sessions_of(congress):
            planned.minutes = 110 - planned.minutes


def _publish(congress: "Congress") -> float:
    """Seconds to freeze the draft and to compute what it changes for readers."""
    from aimf_events.programme.releases import pending_changes, publish_release

    _move_all(congress)
    begun = time.perf_counter()
    changes, key = pending_changes(congress)
    made = publish_release(congress, name="Version du jour", by=None, draft=key)
    taken = time.perf_counter() - begun
    if len(changes) != made.sessions:
        raise RuntimeError(f"{len(changes)} changes, not {made.sessions}")
    return taken


def _letters(congress: "Congress") -> float:
    """Letters per second, from the change set to the outbox: all speakers and three hundred who follow from afar."""
    from aimf_events.programme.change_letters import letters_to_send, send_letters
    from aimf_events.registration.models import Mode, RegistrationState
    from bench.field import make_registrations

    make_registrations(congress, FOLLOWERS, RegistrationState.APPROVED)
    _follow_from_afar(congress, Mode.ONLINE)
    send_letters(congress, seen=letters_to_send(congress).seen, by=None)  # all is new, and nobody follows what is new
    rates = []
    for _ in range(REPEATS):
        _publish(congress)
        begun = time.perf_counter()
        sent = send_letters(congress, seen=letters_to_send(congress).seen, by=None)
        rates.append(sent / (time.perf_counter() - begun))
        if sent < FOLLOWERS:
            raise RuntimeError(f"{sent} letters, fewer than {FOLLOWERS} who follow")
    return statistics.median(rates)


def _follow_from_afar(congress: "Congress", mode: Any) -> None:
    from sqlalchemy import update

    from aimf_events.database import db, transaction
    from aimf_events.registration.models import Registration

    with transaction():
        db.session.execute(update(Registration).filter_by(congress_id=congress.id).values(mode=mode))
