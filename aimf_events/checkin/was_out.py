"""« Il était sorti »: a badge already in, whose bearer went out unseen. Two facts, an exit and an entry, never a correction."""

import hashlib
from typing import Any

from ..clock import now
from ..database import db
from ..errors import NotFound
from .devices import next_seq
from .models import Badge, Scan, ScanDevice, ScanReason
from .scans import record_item
from .verdicts import Door


def record_was_out(door: Door, device_id: int, nonce: str, *, person_id: int) -> str:
    """Record that the bearer of one's own scan « déjà entré » had gone out and comes in again; return the entry's nonce.

    The facts' nonces come from the scan's: said twice, it is the same two facts.

    Raises:
        NotFound: there is no such scan of this person at this door.
    """
    mine = (
        db.select(Scan.typed, Badge.token, Badge.short_code)
        .join(Badge, Badge.id == Scan.badge_id)
        .join(ScanDevice, ScanDevice.id == Scan.device_id)
        .where(Scan.nonce == nonce, Scan.checkpoint_id == door.id, Scan.reason_shown == ScanReason.ALREADY_IN)
    )
    scan = db.session.execute(mine.where(ScanDevice.person_id == person_id)).first()
    if scan is None:
        raise NotFound
    read = {"code": scan.short_code} if scan.typed else {"token": scan.token}
    for way in ("out", "in"):
        _record(door, device_id, {**read, "nonce": _nonce(nonce, way), "direction": way})
    return _nonce(nonce, "in")


def _record(door: Door, device_id: int, fact: dict[str, Any]) -> None:
    if db.session.scalar(db.select(Scan.id).filter_by(nonce=fact["nonce"])) is None:
        record_item(door, device_id, {**fact, "seq": next_seq(device_id), "device_time": now().isoformat()})


def _nonce(of: str, way: str) -> str:
    return hashlib.sha256(f"was-out {way} {of}".encode()).hexdigest()[:32]
