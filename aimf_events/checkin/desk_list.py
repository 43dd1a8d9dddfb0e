"""The list of a desk: names and typed codes with the network gone, for a shift of some hours, and never in clear on a disk.

Source of the rule: shared/specs/badges-checkin.md, "Scanning"; why it is built so: docs/decisions/0021. A supervisor's word
opens a shift; until it ends, the device's signed request gives the key, which it keeps in memory. Each record is sealed by
itself, so that a delta is a delta. The key is made from the application's own and the shift: nothing of it is stored.
"""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask_babel import lazy_gettext as _l
from sqlalchemy import text

from .. import crypto, journal
from ..clock import now
from ..database import lock, straight, transaction
from ..errors import Refusal
from ..people.models import Person
from ..registration.models import Capacity
from .models import BadgeState, DeviceRole, ScanDevice
from .row_ages import read_since, written_since
from .sealing import INDEX_BYTES, NONCE_BYTES, STEP

SHIFT = timedelta(hours=5)
_STATES = (BadgeState.ISSUED, BadgeState.COLLECTED, BadgeState.REVOKED)
# Put together from constants of row_ages only.
_BADGES = text(f"""
SELECT b.number, b.issue, b.short_code, b.category_number, b.zones, b.days, b.state, b.card_number AS card, r.capacity,
       own.number AS stands_for,
       p.civility, p.honorific, p.badge_name AS name, d.name AS delegation,
       concat_ws(' ', p.given_name, p.family_name, p.original_name) AS names
  FROM badge b
  LEFT JOIN badge own ON own.id = b.pass_of_id
  LEFT JOIN registration r ON r.id = b.registration_id
  LEFT JOIN person p ON p.id = r.person_id
  LEFT JOIN delegation d ON d.id = coalesce(r.delegation_id, b.delegation_id)
 WHERE b.congress_id = :congress AND {written_since(*"brpd")}
""")  # noqa: S608


class NotADesk(Refusal):
    """Only a telephone that was paired for a desk has the list of names, and only while it is heard."""

    code = "not_a_desk"
    status = 403

    def __init__(self) -> None:
        super().__init__(
            _l("Ce téléphone n’a pas été apparié pour un bureau d’accueil."),
            advice=_l("Le responsable des portes choisit « Un bureau d’accueil » quand il apparie un téléphone."),
        )


class DeskClosed(Refusal):
    """No shift is open, or it is over."""

    code = "desk_closed"
    status = 403

    def __init__(self) -> None:
        super().__init__(
            _l("Le service de ce bureau n’est pas ouvert."),
            advice=_l("Le responsable des portes l’ouvre depuis la page « Les appareils aux portes »."),
        )


@dataclass(frozen=True)
class DeskList:
    """What a desk is given. `shift` names the key's shift: sealed records of another one are of no use."""

    version: int
    is_whole: bool
    shift: str
    key: bytes
    records: dict[str, str]


def open_desk(device: ScanDevice, *, by: Person) -> ScanDevice:
    """Begin a shift of five hours at a desk; said again while one is open, a new one begins, under another key.

    Raises:
        NotADesk: paired for a door, or no longer heard.
    """
    with transaction():
        lock(device)
        if device.role is not DeviceRole.DESK or device.revoked_at is not None:
            raise NotADesk
        device.desk_opened_at = now()
        device.desk_until = device.desk_opened_at + SHIFT
        journal.record("desk_opened", device, by=by, until=device.desk_until.isoformat())
        return device


def close_desk(device: ScanDevice, *, by: Person | None) -> ScanDevice:
    """End a shift before its hour: the device locks itself (`by` None), or a supervisor says so. Twice is harmless."""
    with transaction():
        lock(device)
        if device.desk_until is not None and device.desk_until > now():
            device.desk_until = now()
            journal.record("desk_closed", device, by=by)
        return device


def desk_list_of(device: ScanDevice, *, since: int | None = None, shift: str = "") -> DeskList:
    """Return the list of a desk whose shift is open, or what changed since a version of the same shift.

    Raises:
        NotADesk, DeskClosed.
    """
    if device.role is not DeviceRole.DESK or device.revoked_at is not None:
        raise NotADesk
    if device.desk_opened_at is None or device.desk_until is None or device.desk_until <= now():
        raise DeskClosed
    current = device.desk_opened_at.isoformat()
    asked = read_since(since if shift == current else None)
    root = crypto.derived_key(f"desk-list:{device.id}:{current}")
    key = hmac.digest(root, b"record", hashlib.sha256)
    rows = straight(_BADGES, {"congress": device.congress_id, **asked.given}).fetchall()
    records = dict(sorted(_seal(root, key, row) for row in rows))
    return DeskList(asked.version, asked.is_whole, current, key, records)


def _record(row: Any) -> list[Any]:
    """What a desk knows of a badge: all that a door reads from the badge itself, by what its bearer is found, and of a day pass the badge for which it stands."""
    said = [f"{row.number:012x}", row.issue, row.short_code, row.category_number, row.zones, row.days]
    bearer = [row.civility, row.honorific or "", row.name or "", row.delegation or ""]
    sits = None if row.capacity == Capacity.NONE else row.capacity
    stands_for = f"{row.stands_for:012x}" if row.stands_for is not None else None
    return [*said, _STATES.index(BadgeState(row.state)), *bearer, row.card, row.names.strip(), sits, stands_for]


def _seal(root: bytes, key: bytes, row: Any) -> tuple[str, str]:
    """Index, and nonce with ciphertext (AES-256-GCM), base64url: synthetic nonces, as in `sealing`."""
    plain = json.dumps(_record(row), ensure_ascii=False, separators=(",", ":")).encode()
    plain += b" " * (-len(plain) % STEP)
    index = hmac.digest(root, b"index" + row.number.to_bytes(6, "big"), hashlib.sha256)[:INDEX_BYTES]
    nonce = hmac.digest(root, b"nonce" + index + plain, hashlib.sha256)[:NONCE_BYTES]
    return _text(index), _text(nonce + AESGCM(key).encrypt(nonce, plain, index))


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def devices_with_names(devices: list[ScanDevice]) -> set[int]:
    """Return which of some devices hold the list of names now."""
    return {each.id for each in devices if each.revoked_at is None and each.desk_until and each.desk_until > now()}
