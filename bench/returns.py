"""A paired device comes back with what it scanned while the network was gone: 500 facts, signed, by 200."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.house import House, serving
from bench.load import request, run_load
from bench.results import Measure, median_of

FACTS, AT_ONCE = 500, 200


@dataclass(frozen=True)
class Phone:
    """A device with its key, and the badges that it has read."""

    path: str
    public_id: str
    key: Ed25519PrivateKey
    tokens: list[str]


def measure(house: House) -> Iterator[Measure]:
    """From the first byte sent until the last answer, by one device, its requests one after the other."""
    name, phone = _prepare(house)
    with serving(house, name) as server:
        yield Measure("sync_500_offline_scans_s", median_of(lambda: _come_back(house, name, server.port, phone)), "s")


def _prepare(house: House) -> tuple[str, Phone]:
    from aimf_events.checkin.checkpoints import open_checkpoint
    from aimf_events.checkin.models import DeviceRole
    from aimf_events.checkin.pairing import claim_pairing, confirm_pairing, link_of, open_pairing
    from bench.field import make_badges, make_colleague, make_congress

    name, key = house.fresh("returns"), Ed25519PrivateKey.generate()
    with house.application(name):
        congress = make_congress(today=True)
        make_badges(congress, 5_000)
        supervisor = make_colleague()
        door = open_checkpoint(congress, name="Entrée principale", by=None)
        pairing = open_pairing(congress, by=supervisor)
        secret, public = link_of(pairing), key.public_key().public_bytes_raw()
        proof = key.sign(b"AIMF-PAIRING-1\0" + secret.encode() + public)
        claim_pairing(secret, public_key=public, signature=proof, place="bench")
        device = confirm_pairing(pairing, label="porte A", role=DeviceRole.DOOR, by=supervisor)
        path, public_id = f"/api/v1/checkpoints/{door.public_id}/scans", device.public_id
    house.analyse(name)
    with psycopg.connect(house.url(name)) as connection:
        rows = connection.execute("SELECT token FROM badge ORDER BY md5(token) LIMIT %s", [FACTS]).fetchall()
    return name, Phone(path, public_id, key, [token for (token,) in rows])


def _come_back(house: House, name: str, port: int, phone: Phone) -> float:
    with psycopg.connect(house.url(name), autocommit=True) as connection:
        connection.execute("TRUNCATE scan, presence CASCADE")
        moment = connection.execute("SELECT now()").fetchone()
    facts = [_fact(seq, token, moment[0]) for seq, token in enumerate(phone.tokens, start=1)]  # type: ignore[index]
    uploads = [facts[start : start + AT_ONCE] for start in range(0, FACTS, AT_ONCE)]
    answers = run_load(port, [[signed(phone, upload, moment[0]) for upload in uploads]], seconds=60).demand(200)  # type: ignore[index]
    with psycopg.connect(house.url(name)) as connection:
        kept = connection.execute("SELECT count(*) FROM scan WHERE reason = 'welcome' AND NOT is_online").fetchone()
    if kept != (FACTS,):
        raise RuntimeError(f"{kept} facts were kept, not {FACTS}: {answers.last_body[:300]!r}")
    return sum(answers.times)


def _fact(seq: int, token: str, moment: datetime) -> dict[str, object]:
    return {
        "nonce": secrets.token_hex(16),
        "seq": seq,
        "token": token,
        "direction": "in",
        "device_time": (moment - timedelta(seconds=FACTS - seq)).isoformat(),
        "clock_offset_ms": 0,
        "online": False,
        "verdict_shown": "admitted",
        "reason_shown": "welcome",
    }


def signed(phone: Phone, facts: list[dict[str, Any]], moment: datetime) -> bytes:
    """An upload as a paired device sends it."""
    body, sent_at = json.dumps({"scans": facts}).encode(), str(int(moment.timestamp() * 1000))
    lines = "\n".join(("POST", phone.path, sent_at, hashlib.sha256(body).hexdigest()))
    signature = urlsafe_b64encode(phone.key.sign(b"AIMF-DEVICE-1\0" + lines.encode())).decode().rstrip("=")
    headers = {
        "Authorization": f"AIMF-Device {phone.public_id} {sent_at} {signature}",
        "Content-Type": "application/json",
    }
    return request("POST", phone.path, headers=headers, body=body)
