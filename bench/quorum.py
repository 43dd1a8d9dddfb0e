"""From a badge read at the hall's door to the gauge's JSON, in an Assembly of 325 voices: what the whole chain takes, its pages included."""

import json
import secrets
import statistics
import time
from collections.abc import Iterator
from typing import Any

import psycopg

from bench.house import House, serving
from bench.load import Line, request
from bench.results import REPEATS, Measure
from bench.scans import Door

VOICES = 325
ENTRIES = 9
WAITS = 30.0  # s: no gauge is that slow


def measure(house: House) -> Iterator[Measure]:
    """The median of some entries, each from the moment when its passage is sent to that when GET /live counts it."""
    name, door, topic = _prepare(house)
    with serving(house, name) as server:
        repeats = [_enter(server.port, door, topic, number) for number in range((REPEATS + 1) * ENTRIES)]
    kept = repeats[ENTRIES:]  # the first ones warm up
    medians = [statistics.median(kept[n * ENTRIES : (n + 1) * ENTRIES]) for n in range(REPEATS)]
    yield Measure("quorum_update_ms", statistics.median(medians) * 1000, "ms")


def _prepare(house: House) -> tuple[str, Door, str]:
    from sqlalchemy import update

    from aimf_events.assembly.convocation import convene
    from aimf_events.assembly.models import Body
    from aimf_events.assembly.quorum_words import topic_of
    from aimf_events.assembly.rolls import roll_of
    from aimf_events.assembly.sittings import open_sitting, plan_sitting
    from aimf_events.checkin.checkpoints import open_checkpoint
    from aimf_events.checkin.devices import open_device
    from aimf_events.congress.models import CongressRole
    from aimf_events.congress.roles import grant_congress_role
    from aimf_events.database import transaction
    from aimf_events.programme.models import SessionKind, SessionMode
    from aimf_events.programme.sessions import plan_session
    from aimf_events.registration.models import Capacity, Registration
    from bench.field import make_badges, make_colleague, make_congress, signed_in
    from bench.open_votes import usual_statutes

    name = house.fresh("quorum")
    with house.application(name):
        congress = make_congress(today=True)
        make_badges(congress, VOICES, among=VOICES)
        with transaction() as session:
            session.execute(update(Registration).values(capacity=Capacity.TITULAR))
        usual_statutes()
        planned = plan_session(
            congress,
            kind=SessionKind.GENERAL_ASSEMBLY,
            mode=SessionMode.IN_PERSON,
            title={"fr": "Assemblée générale"},
            day=congress.starts_on,
            starts="00:05",
            minutes=1430,
            languages=["fr"],
            place="Grande salle",
            by=None,
        )
        sitting = plan_sitting(
            Body.GENERAL_ASSEMBLY,
            day=planned.day,
            starts=planned.starts,
            time_zone=congress.time_zone,
            congress=congress,
            session=planned,
            by=None,
        )
        _add_item(sitting)
        convene(sitting, by=None)
        open_sitting(sitting, by=None)
        volunteer = make_colleague()
        grant_congress_role(volunteer, CongressRole.DOOR, congress, by=None)
        checkpoint = open_checkpoint(congress, name="Porte de la salle", sessions=[planned], by=None)
        device = open_device(congress, label="porte", by=volunteer).public_id
        path, browser, topic = (
            f"/api/v1/checkpoints/{checkpoint.public_id}/scans",
            signed_in(volunteer),
            topic_of(sitting),
        )
        if roll_of(sitting).base != VOICES:
            raise RuntimeError("not every voice is in the base")
    house.analyse(name)
    with psycopg.connect(house.url(name)) as connection:
        rows = connection.execute("SELECT token FROM badge ORDER BY md5(token)").fetchall()
    return name, Door(path, browser.cookie, browser.csrf, [device], [token for (token,) in rows]), topic


def _add_item(sitting: Any) -> None:
    from aimf_events.assembly.agenda import add_item
    from aimf_events.assembly.sitting_models import ItemKind

    add_item(sitting, kind=ItemKind.REPORT, title="Rapport moral", by=None)


def _enter(port: int, door: Door, topic: str, number: int) -> float:
    """One entry, s: the badge is read, then the gauge is asked until it counts it. Another process may still tell the state of half a second ago."""
    from datetime import UTC, datetime

    line = Line(port)
    fact = {
        "device": door.devices[0],
        "seq": number + 1,
        "nonce": secrets.token_hex(16),
        "token": door.tokens[number],
        "direction": "in",
        "device_time": datetime.now(UTC).isoformat(),
        "clock_offset_ms": 0,
    }
    headers = {"Cookie": door.cookie, "X-CSRFToken": door.csrf, "Content-Type": "application/json"}
    begun = time.perf_counter()
    status, body = line.ask(request("POST", door.path, headers=headers, body=json.dumps(fact).encode()))
    if status != 200 or b'"admitted"' not in body:
        raise RuntimeError(f"the passage did not admit: {status} {body[:300]!r}")
    while _counted(line, topic) <= number:  # the entries before this one are counted already
        if time.perf_counter() - begun > WAITS:
            raise RuntimeError("the gauge never counted the entry")
    return time.perf_counter() - begun


def _counted(line: Line, topic: str) -> int:
    status, body = line.ask(request("GET", f"/live/{topic}?since=0"))
    if status != 200:
        raise RuntimeError(f"the gauge answers {status}")
    return int(json.loads(body)["events"][-1]["data"]["counted"])
