"""What whoever holds the door does after a verdict: other facts, never a correction.

« Il était sorti »: a badge already in, whose bearer went out unseen. Laissez-passer: a person whom the rules do not admit.
"""

import hashlib
from typing import Any

from ..clock import now
from ..database import db
from ..errors import NotFound
from .devices import next_seq
from .models import Badge, Scan, ScanDevice, ScanReason, Verdict
from .scans import record_item
from .verdicts import Door


def record_was_out(door: Door, device_id: int, nonce: str, *, person_id: int) -> str:
    """Record that the bearer of one's own scan « déjà entré » had gone out and comes in again; return the entry's nonce.

    The facts' nonces come from the scan's: said twice, it is the same two facts.

    Raises:
        NotFound: there is no such scan of this person at this door.
    """
    read = _read_again(door, nonce, person_id, Scan.reason_shown == ScanReason.ALREADY_IN)
    for way in ("out", "in"):
        _record(door, device_id, {**read, "nonce": _nonce(nonce, f"was-out {way}"), "direction": way})
    return _nonce(nonce, "was-out in")


def record_let_in(door: Door, device_id: int, nonce: str, *, person_id: int) -> str:
    """Record that the bearer of one's own scan that was not admitted comes in all the same; return the entry's nonce.

    Raises:
        NotFound: there is no such scan of this person at this door.
    """
    read = _read_again(door, nonce, person_id, Scan.verdict_shown != Verdict.ADMITTED)
    _record(door, device_id, {**read, "nonce": _nonce(nonce, "let-in"), "let_in": True})
    return _nonce(nonce, "let-in")


def record_without_badge(door: Door, device_id: int, nonce: str) -> str:
    """Record that somebody without a badge comes in: a personality whom nobody keeps waiting; return the entry's nonce."""
    _record(door, device_id, {"code": "", "nonce": nonce, "let_in": True})
    return nonce


def _read_again(door: Door, nonce: str, person_id: int, *which: Any) -> dict[str, str]:
    """What is to be read once more of a scan of one's own; the code of nobody where it named no badge."""
    mine = (
        db.select(Scan.typed, Badge.token, Badge.short_code)
        .outerjoin(Badge, (Badge.congress_id == Scan.congress_id) & (Badge.number == Scan.badge_number))
        .join(ScanDevice, ScanDevice.id == Scan.device_id)
        .where(Scan.nonce == nonce, Scan.checkpoint_id == door.id, ScanDevice.person_id == person_id, *which)
    )
    scan = db.session.execute(mine).first()
    if scan is None:
        raise NotFound
    if scan.token is None:
        return {"code": ""}
    return {"code": scan.short_code} if scan.typed else {"token": scan.token}


def _record(door: Door, device_id: int, fact: dict[str, Any]) -> None:
    if db.session.scalar(db.select(Scan.id).filter_by(nonce=fact["nonce"])) is None:
        record_item(door, device_id, {**fact, "seq": next_seq(device_id), "device_time": now().isoformat()})


def _nonce(of: str, what: str) -> str:
    return hashlib.sha256(f"{what} {of}".encode()).hexdigest()[:32]
