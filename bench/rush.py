"""500 people in half an hour at five telephones: wrong clocks, two cut off for ten minutes, repeats, badges lent; then exact counts."""

import random
import secrets
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.house import House, serving
from bench.load import run_load
from bench.results import Measure, median_of
from bench.returns import Phone, signed

PEOPLE, PHONES, LENT = 500, 5, 25
SKEWS = (-600, -90, 0, 90, 600)  # seconds by which each telephone's clock is wrong; each has measured by how much
CUT = (timedelta(minutes=10), timedelta(minutes=20))  # without network, for the last two telephones
HALF_HOUR = timedelta(minutes=30)


def measure(house: House) -> Iterator[Measure]:
    """What the server needs for all of it, each telephone asking one thing after the other."""
    name, phones, tokens = _prepare(house)
    with serving(house, name) as server:
        yield Measure("rush_500_s", median_of(lambda: _arrive(house, name, server.port, phones, tokens)), "s")


def _prepare(house: House) -> tuple[str, list[Phone], list[str]]:
    from aimf_events.checkin.checkpoints import open_checkpoint
    from aimf_events.checkin.models import DeviceRole
    from aimf_events.checkin.pairing import claim_pairing, confirm_pairing, link_of, open_pairing
    from bench.field import make_badges, make_colleague, make_congress

    name, phones = house.fresh("rush"), []
    with house.application(name):
        congress = make_congress(today=True)
        make_badges(congress, PEOPLE)
        supervisor = make_colleague()
        door = open_checkpoint(congress, name="Entrée principale", checks_day=False, by=None)
        for number in range(PHONES):
            key, pairing = Ed25519PrivateKey.generate(), open_pairing(congress, by=supervisor)
            secret, public = link_of(pairing), key.public_key().public_bytes_raw()
            proof = key.sign(b"AIMF-PAIRING-1\0" + secret.encode() + public)
            claim_pairing(secret, public_key=public, signature=proof, place=f"bench {number}")
            device = confirm_pairing(pairing, label=f"porte {number}", role=DeviceRole.DOOR, by=supervisor)
            phones.append(Phone(f"/api/v1/checkpoints/{door.public_id}/scans", device.public_id, key, []))
    house.analyse(name)
    with psycopg.connect(house.url(name)) as connection:
        rows = connection.execute("SELECT token FROM badge ORDER BY md5(token)").fetchall()
    return name, phones, [token for (token,) in rows]


def _arrive(house: House, name: str, port: int, phones: list[Phone], tokens: list[str]) -> float:
    with psycopg.connect(house.url(name), autocommit=True) as connection:
        connection.execute("TRUNCATE scan, presence CASCADE")
        moment: datetime = connection.execute("SELECT now()").fetchone()[0]  # type: ignore[index]
    chance = random.Random(moment.timestamp())
    work = [
        _requests(phone, facts, moment, chance)
        for phone, facts in zip(phones, _facts(tokens, moment, chance), strict=True)
    ]
    answers = run_load(port, work, seconds=120).demand(200)
    _check(house, name)
    return sum(answers.times) / PHONES


def _facts(tokens: list[str], moment: datetime, chance: random.Random) -> list[list[dict[str, Any]]]:
    """What each telephone reads: two thirds of the people in the first half hour's half, and some badges a second time, lent."""
    minutes = sorted(chance.triangular(0, 25, 8) for _ in tokens)
    read = [(at, number % PHONES, token) for number, (at, token) in enumerate(zip(minutes, tokens, strict=True))]
    read += [(at + 4, (phone + 1) % PHONES, token) for at, phone, token in chance.sample(read, LENT)]
    told: list[list[dict[str, Any]]] = [[] for _ in range(PHONES)]
    for at, phone, token in sorted(read):
        happened = moment - HALF_HOUR + timedelta(minutes=at)
        is_cut = phone >= PHONES - 2 and CUT[0] <= timedelta(minutes=at) < CUT[1]
        fact = {
            "nonce": secrets.token_hex(16),
            "seq": len(told[phone]) + 1,
            "token": token,
            "direction": "in",
            "device_time": (happened + timedelta(seconds=SKEWS[phone])).isoformat(),
            "clock_offset_ms": -SKEWS[phone] * 1000,
            "online": not is_cut,
        }
        told[phone].append(fact | ({"verdict_shown": "admitted", "reason_shown": "welcome"} if is_cut else {}))
    return told


def _requests(phone: Phone, facts: list[dict[str, Any]], moment: datetime, chance: random.Random) -> list[bytes]:
    """One request for each fact while there is a network, every tenth twice; what was kept leaves before the next, shuffled, twice."""
    sent: list[bytes] = []
    kept: list[dict[str, Any]] = []
    for fact in facts:
        if not fact["online"]:
            kept.append(fact)
            continue
        sent += _come_back(phone, kept, moment, chance)
        kept = []
        sent += [signed(phone, [fact], moment)] * (2 if chance.random() < 0.1 else 1)
    return sent + _come_back(phone, kept, moment, chance)


def _come_back(phone: Phone, kept: list[dict[str, Any]], moment: datetime, chance: random.Random) -> list[bytes]:
    chance.shuffle(kept)
    return [signed(phone, kept, moment)] * 2 if kept else []


def _check(house: House, name: str) -> None:
    """Everybody is in once, whatever came when; each lent badge was seen to be."""
    with psycopg.connect(house.url(name)) as connection:
        reasons = Counter(dict(connection.execute("SELECT reason, count(*) FROM scan GROUP BY reason").fetchall()))
        inside = connection.execute("SELECT count(*) FROM presence WHERE is_in").fetchone()
        doubled = connection.execute(
            "SELECT count(*) - count(DISTINCT badge_id) FROM scan WHERE reason = 'welcome'"
        ).fetchone()
    if (reasons, inside, doubled) != (Counter(welcome=PEOPLE, already_in=LENT), (PEOPLE,), (0,)):
        raise RuntimeError(f"the counts are not exact: {reasons}, inside {inside}, let in twice {doubled}")
