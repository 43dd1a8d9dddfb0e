"""Requests of a paired device: signed by the key that it made, whatever cookies the browser holds.

`Authorization: AIMF-Device <public id> <milliseconds> <signature>`, the signature (Ed25519, base64url) being that of
« AIMF-DEVICE-1\\0 », then method, address with its query, milliseconds and the body's SHA-256 in hexadecimal, one a line.
The milliseconds are the server's time as the device knows it: five minutes too far either way, the answer says the hour and
the device signs again, so a wrong clock locks nobody out. Within them a repeat is harmless: facts bear nonces, lists are read.
"""

import hashlib
import re
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import joinedload

from ..clock import now
from ..database import db, straight
from . import scan_queries as sql
from .devices import Gate, door_of_row
from .models import ScanDevice
from .token import signature_holds

SCHEME = "AIMF-Device"
SKEW = timedelta(minutes=5)
DOMAIN = b"AIMF-DEVICE-1\0"
_HEADER = re.compile(rf"{SCHEME} ([\w-]{{22}}) ([0-9]{{13}}) ([\w-]{{86}})", re.ASCII)


class NotSigned(Exception):
    """The header is not one, no device of that name is known, or the signature does not hold."""


class WrongHour(Exception):
    """The device's idea of the server's time is more than five minutes off."""


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """What was signed, and by whom it says it was. `target` is the path with its query."""

    header: str
    method: str
    target: str
    body: bytes


def is_signed(header: str) -> bool:
    """Return whether a request says that a device signed it."""
    return header.startswith(f"{SCHEME} ")


def message_of(method: str, target: str, sent_at: str, body: bytes) -> bytes:
    """Return the bytes that are signed."""
    return DOMAIN + "\n".join((method, target, sent_at, hashlib.sha256(body).hexdigest())).encode()


def signer_of(request: SignedRequest) -> ScanDevice:
    """Return the device that signed a request, revoked or not.

    Raises:
        NotSigned, WrongHour: see there.
    """
    public_id, check = _read(request)
    rows = db.select(ScanDevice).filter_by(public_id=public_id).options(joinedload(ScanDevice.congress))
    device = db.session.scalars(rows).first()
    check(device.public_key if device else None)
    assert device is not None, "no key, no device"
    return device


def signed_gate(request: SignedRequest, *, checkpoint: str) -> Gate:
    """Answer in one query, as `devices.gate` does for who is signed in: which device signed, and the door's rules.

    Raises:
        NotSigned, WrongHour: see there.
    """
    public_id, check = _read(request)
    row = straight(sql.SIGNED_GATE, {"device": public_id, "checkpoint": checkpoint}).fetchone()
    check(row.public_key if row else None)
    return Gate(
        signed_in=True,
        allowed=True,
        device_id=row.device_id,
        device_revoked=row.device_revoked_at is not None,
        door=door_of_row(row) if row.checkpoint_id is not None else None,
    )


def _read(request: SignedRequest):  # type: ignore[no-untyped-def]
    """The device's public id, and what checks the request once the device's key is known."""
    found = _HEADER.fullmatch(request.header)
    if found is None:
        raise NotSigned
    public_id, sent_at, signature = found.groups()

    def check(public_key: bytes | None) -> None:
        message = message_of(request.method, request.target, sent_at, request.body)
        if public_key is None or not signature_holds(bytes(public_key), message, _bytes(signature)):
            raise NotSigned
        if abs(datetime.fromtimestamp(int(sent_at) / 1000, UTC) - now()) > SKEW:
            raise WrongHour

    return public_id, check


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
