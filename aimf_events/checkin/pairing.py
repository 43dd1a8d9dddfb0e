"""Pairing: a telephone without an account becomes a device at the doors, under the eyes of a supervisor.

Source of the rule: shared/specs/badges-checkin.md, "Scanning". The link alone gives nothing: it is used once, within two
minutes, by a key pair made on the telephone; a number made of both stands on both screens, and only the supervisor's
confirmation makes the device.
"""

import enum
import hashlib
from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from .. import crypto, journal
from ..accounts.limits import spend
from ..clock import now
from ..congress.models import Congress
from ..database import db, lock, transaction
from ..errors import NotFound, Refusal
from ..jobs import periodic
from ..people.models import Person
from .desk_list import open_desk
from .models import DevicePairing, DeviceRole, ScanDevice
from .token import signature_holds

LASTS = timedelta(minutes=2)
KEPT = timedelta(
    days=1
)  # after its last minute: the page of a supervisor who comes back to it still says what became of it
CLAIMS_AN_HOUR = 200  # from one place: forty telephones in the morning, each tried twice, and as many again
_PURPOSE = "device_pairing"
_DOMAIN = b"AIMF-PAIRING-1\0"


class PairingState(enum.StrEnum):
    """`waiting → claimed → paired`, aside `refused` and `over` (nobody came in time)."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    PAIRED = "paired"
    REFUSED = "refused"
    OVER = "over"


class PairingOver(Refusal):
    """The link has been used, or its two minutes are over."""

    code = "pairing_over"

    def __init__(self) -> None:
        super().__init__(
            _l("Ce lien a déjà servi, ou ses deux minutes sont passées."),
            advice=_l("Demandez au responsable des portes de montrer un nouveau code."),
        )


class KeyNotProved(Refusal):
    """The telephone did not prove that it holds the private half of its key."""

    code = "key_not_proved"
    status = 422

    def __init__(self) -> None:
        super().__init__(
            _l("Ce téléphone n’a pas prouvé sa clé."),
            advice=_l("Rechargez la page, ou essayez avec un autre navigateur."),
        )


def open_pairing(congress: Congress, *, by: Person) -> DevicePairing:
    """Begin a pairing: its link is worth two minutes."""
    with transaction():
        moment = now()
        pairing = DevicePairing(
            congress_id=congress.id, opened_at=moment, expires_at=moment + LASTS, opened_by_id=by.id
        )
        db.session.add(pairing)
        db.session.flush()
        return pairing


def link_of(pairing: DevicePairing) -> str:
    """Return the secret that the QR shows."""
    return crypto.link_token(_PURPOSE, pairing.id, 0)


def pairing_by_public_id(public_id: str, congress: Congress | None = None) -> DevicePairing:
    """Return a pairing (of a congress). Raises NotFound."""
    rows = select(DevicePairing).filter_by(public_id=public_id).options(joinedload(DevicePairing.device))
    found = db.session.scalars(rows).first()
    if found is None or (congress is not None and found.congress_id != congress.id):
        raise NotFound
    return found


def state_of(pairing: DevicePairing) -> PairingState:
    """Return how far a pairing is."""
    if pairing.device_id is not None:
        return PairingState.PAIRED
    if pairing.refused_at is not None:
        return PairingState.REFUSED
    if now() >= pairing.expires_at:
        return PairingState.OVER
    return PairingState.WAITING if pairing.public_key is None else PairingState.CLAIMED


def number_of(secret: str, public_key: bytes) -> str:
    """Return the six digits that stand on both screens: the telephone makes them itself from what it holds."""
    hashed = hashlib.sha256(_DOMAIN + secret.encode() + public_key).digest()
    return f"{int.from_bytes(hashed[:6]) % 1_000_000:06d}"


def claim_pairing(secret: str, *, public_key: bytes, signature: bytes, place: str) -> DevicePairing:
    """Use a link, once, with the key that a telephone has made. Two more minutes begin, to compare the numbers.

    Args:
        signature: of « AIMF-PAIRING-1\\0 », the secret and the public key, by the private key.

    Raises:
        PairingOver: unknown, used, refused or too late: all said in the same words.
        KeyNotProved: the signature does not hold, or the key is not a sound one.
        TooOften: more than 200 claims in an hour from one place. Only those that bear a living link are counted: what
            anybody can invent, or read off an old screen, uses up nobody's pairings.
    """
    read = crypto.read_link(_PURPOSE, secret)
    pairing = db.session.get(DevicePairing, read[0]) if read else None
    if pairing is None or state_of(pairing) is not PairingState.WAITING:
        raise PairingOver
    spend("device_pairing", place, at_most=CLAIMS_AN_HOUR, within=timedelta(hours=1))
    if not signature_holds(public_key, _DOMAIN + secret.encode() + public_key, signature):
        raise KeyNotProved
    with transaction():
        if state_of(lock(pairing)) is not PairingState.WAITING:
            raise PairingOver
        pairing.public_key, pairing.number = public_key, number_of(secret, public_key)
        pairing.expires_at = now() + LASTS
        return pairing


def confirm_pairing(pairing: DevicePairing, *, label: str, role: DeviceRole, by: Person) -> ScanDevice:
    """Make the device: the numbers are the same on both screens. Twice gives the same device. A desk's first shift begins.

    Raises:
        PairingOver: nobody has come with the link, it was refused, or the two minutes are over.
    """
    with transaction():
        lock(pairing)
        if pairing.device_id is not None:
            return db.session.get_one(ScanDevice, pairing.device_id)
        if state_of(pairing) is not PairingState.CLAIMED:
            raise PairingOver
        moment = now()
        device = ScanDevice(
            public_id=pairing.public_id,
            congress_id=pairing.congress_id,
            label=label,
            role=role,
            public_key=pairing.public_key,
            paired_by_id=by.id,
            opened_at=moment,
            last_seen_at=moment,
        )
        db.session.add(device)
        db.session.flush()
        pairing.device_id = device.id
        if role is DeviceRole.DESK:
            open_desk(device, by=by)
        journal.record("device_paired", device, by=by, label=label, role=role.value)
        return device


def refuse_pairing(pairing: DevicePairing, *, by: Person) -> DevicePairing:
    """Say that the numbers differ, or that the code is no longer wanted. Twice is harmless."""
    with transaction():
        lock(pairing)
        if pairing.device_id is None and pairing.refused_at is None:
            pairing.refused_at = now()
            journal.record("device_refused", pairing, by=by)
        return pairing


@periodic(seconds=3600)
def forget_pairings() -> None:
    """Delete the pairings that were over a day ago; the devices that they made stay."""
    with transaction():
        db.session.execute(delete(DevicePairing).where(DevicePairing.expires_at < now() - KEPT))
