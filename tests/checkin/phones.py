"""Paired telephones for the tests: they sign as the browser's modules do, and keep what they could not send."""

import json
import secrets
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask.testing import FlaskClient

from aimf_events.checkin.models import DeviceRole, ScanDevice
from aimf_events.checkin.pairing import claim_pairing, confirm_pairing, link_of, open_pairing
from aimf_events.checkin.signed_requests import SCHEME, message_of
from aimf_events.clock import now
from aimf_events.congress.models import Congress, CongressRole
from aimf_events.people.models import Person
from tests.factories import make_staff

PAIRING = b"AIMF-PAIRING-1\0"


def as_text(raw: bytes) -> str:
    """base64url without padding."""
    return urlsafe_b64encode(raw).decode().rstrip("=")


def claim_body(secret: str, key: Ed25519PrivateKey) -> dict[str, str]:
    """What a telephone posts to use a link."""
    public = key.public_key().public_bytes_raw()
    signature = key.sign(PAIRING + secret.encode() + public)
    return {"secret": secret, "public_key": as_text(public), "signature": as_text(signature)}


def pair_device(
    congress: Congress,
    label: str = "porte A",
    *,
    key: Ed25519PrivateKey | None = None,
    by: Person | None = None,
    role: DeviceRole = DeviceRole.DOOR,
) -> ScanDevice:
    """A device paired by a supervisor, through the verbs."""
    by, key = by or make_staff(CongressRole.DOOR_SUPERVISOR, congress=congress), key or Ed25519PrivateKey.generate()
    pairing = open_pairing(congress, by=by)
    secret, public = link_of(pairing), key.public_key().public_bytes_raw()
    claim_pairing(secret, public_key=public, signature=key.sign(PAIRING + secret.encode() + public), place=secret)
    return confirm_pairing(pairing, label=label, role=role, by=by)


class PairedPhone:
    """A paired telephone whose clock may be wrong: it asks the server, signed, without any cookie."""

    def __init__(self, client: FlaskClient, congress: Congress, label: str = "porte A", **how: Any) -> None:
        self.client, self.key = client, Ed25519PrivateKey.generate()
        self.skew: timedelta = how.pop("skew", timedelta())
        self.device = pair_device(congress, label, key=self.key, **how)

    def header(self, method: str, target: str, body: bytes = b"", *, skew: timedelta | None = None) -> dict[str, str]:
        """The signature of a request."""
        at = now() + (self.skew if skew is None else skew)
        sent_at = str(int(at.timestamp() * 1000))
        signature = self.key.sign(message_of(method, target, sent_at, body))
        return {"Authorization": f"{SCHEME} {self.device.public_id} {sent_at} {as_text(signature)}"}

    def get(self, target: str, **more: Any) -> Any:
        """Ask for something."""
        return self.client.get(target, headers={**self.header("GET", target), **more.pop("headers", {})}, **more)

    def post(self, door: Any, sent: Any) -> Any:
        """Send facts."""
        return self.send(f"/api/v1/checkpoints/{door.public_id}/scans", sent)

    def send(self, target: str, sent: Any) -> Any:
        """Send JSON to an address of the interface."""
        body = json.dumps(sent).encode()
        headers = {**self.header("POST", target, body), "Content-Type": "application/json"}
        return self.client.post(target, data=body, headers=headers)


def shown(badge: Any, seq: int, **values: Any) -> dict[str, Any]:
    """A fact judged by the device itself."""
    return {
        "nonce": secrets.token_hex(16),
        "seq": seq,
        "device_time": now().isoformat(),
        "token": badge.token,
        "online": False,
        "verdict_shown": "admitted",
        "reason_shown": "welcome",
        **values,
    }
