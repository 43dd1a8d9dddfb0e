"""Scans through the API: each client a telephone at the door, each badge read once, so that every scan admits someone."""

import json
import secrets
import statistics
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg

from bench.house import House, serving
from bench.load import Answers, request, run_load
from bench.references import TRANSACTION, beside
from bench.results import Measure

FEW, MANY = 5_000, 100_000
DEVICES = 32
SECONDS = 3.0


@dataclass(frozen=True)
class Door:
    """What the clients need: the door's address, the volunteer's cookie, the telephones, the badges."""

    path: str
    cookie: str
    csrf: str
    devices: list[str]
    tokens: list[str]


def measure(house: House) -> Iterator[Measure]:
    """With 5,000 badges for 1, 8 and 32 telephones; then with 100,000 for 8."""
    name, door = _prepare(house, FEW)
    with serving(house, name) as server:
        for clients in (1, 8, 32):
            repeats, quotient = _beside(house, name, server.port, door, clients)
            value = statistics.median(answers.per_second for answers in repeats)
            yield Measure(f"scan_rps_c{clients}", value, "scans/s", quotient)
            if clients == 8:
                yield Measure("scan_p95_ms_c8", statistics.median(answers.p95_ms() for answers in repeats), "ms")
    name, door = _prepare(house, MANY)
    with serving(house, name) as server:
        repeats, quotient = _beside(house, name, server.port, door, 8)
    value = statistics.median(answers.per_second for answers in repeats)
    yield Measure("scan_rps_c8_100k", value, "scans/s", quotient)


def _beside(house: House, name: str, port: int, door: Door, clients: int) -> tuple[list[Answers], float]:
    return beside(house, TRANSACTION, lambda: _scan(house, name, port, door, clients))


def _prepare(house: House, badges: int) -> tuple[str, Door]:
    from aimf_events.checkin.checkpoints import open_checkpoint
    from aimf_events.checkin.devices import open_device
    from aimf_events.congress.models import CongressRole
    from aimf_events.congress.roles import grant_congress_role
    from bench.field import make_badges, make_colleague, make_congress, signed_in

    name = house.fresh(f"scans_{badges}")
    with house.application(name):
        congress = make_congress(today=True)
        make_badges(congress, badges)
        volunteer = make_colleague()
        grant_congress_role(volunteer, CongressRole.DOOR, congress, by=None)
        checkpoint = open_checkpoint(congress, name="Entrée principale", by=None)
        devices = [open_device(congress, label=f"porte {n}", by=volunteer).public_id for n in range(DEVICES)]
        path, browser = f"/api/v1/checkpoints/{checkpoint.public_id}/scans", signed_in(volunteer)
    house.analyse(name)
    with psycopg.connect(house.url(name)) as connection:
        rows = connection.execute("SELECT token FROM badge ORDER BY md5(token) LIMIT %s", [FEW]).fetchall()
    return name, Door(path, browser.cookie, browser.csrf, devices, [token for (token,) in rows])


def _scan(house: House, name: str, port: int, door: Door, clients: int) -> Answers:
    """One repeat: nobody is in yet; each client reads badges that no other reads."""
    with psycopg.connect(house.url(name), autocommit=True) as connection:
        connection.execute("TRUNCATE scan, presence CASCADE")
        moment = connection.execute("SELECT now()").fetchone()
    headers = {"Cookie": door.cookie, "X-CSRFToken": door.csrf, "Content-Type": "application/json"}
    work = []
    for client in range(clients):
        mine = []
        for seq, token in enumerate(door.tokens[client::clients], start=1):
            fact = {
                "device": door.devices[client],
                "seq": seq,
                "nonce": secrets.token_hex(16),
                "token": token,
                "direction": "in",
                "device_time": moment[0].isoformat(),  # type: ignore[index]
                "clock_offset_ms": 0,
            }
            mine.append(request("POST", door.path, headers=headers, body=json.dumps(fact).encode()))
        work.append(mine)
    answers = run_load(port, work, seconds=SECONDS).demand(200)
    if b'"admitted"' not in answers.last_body:
        raise RuntimeError(f"the last scan did not admit: {answers.last_body[:400]!r}")
    return answers
