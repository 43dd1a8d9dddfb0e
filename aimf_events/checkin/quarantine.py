"""What a device sends and nobody counts: a revoked one's facts until a supervisor releases them, what no door takes for ever."""

from collections import Counter
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from .. import journal
from ..clock import now
from ..congress.models import Congress
from ..database import db, lock, transaction
from ..people.models import Person
from .bindings import held_bindings, release_bindings
from .devices import door_of, heard_from
from .models import Checkpoint, DeadScan, QuarantinedScan, ScanDevice
from .outcomes import Outcome
from .scans import bury, content_of, record_item
from .sent import FIELDS, Unusable, parse_scan
from .verdicts import Door


def put_aside(door: Door, device_id: int, items: list[Any]) -> list[Outcome]:
    """Keep each item of an upload, once for each nonce; what cannot be a fact goes where the unusable goes."""
    heard_from(db.session.get_one(ScanDevice, device_id))
    return [_put_aside(door, device_id, item) for item in items]


def _put_aside(door: Door, device_id: int, item: Any) -> Outcome:
    try:
        sent = parse_scan(item, received_at=now())
    except Unusable as unusable:
        return bury(door.congress_id, device_id, item, why=str(unusable))
    values = {
        "congress_id": door.congress_id,
        "device_id": device_id,
        "checkpoint_id": door.id,
        "seq": sent.seq,
        "nonce": sent.nonce,
        "content": _storable(item),
        "received_at": now(),
    }
    with transaction():
        db.session.execute(insert(QuarantinedScan).values(**values).on_conflict_do_nothing())
        kept = db.session.scalars(select(QuarantinedScan.device_id).filter_by(nonce=sent.nonce)).one()
    if kept != device_id:
        return bury(door.congress_id, device_id, item, why="nonce: already used by another fact")
    return Outcome(status="quarantined", nonce=sent.nonce, seq=sent.seq)


def _storable(item: dict[str, Any]) -> dict[str, Any]:
    """The fields of a fact as PostgreSQL takes them in JSON: no NUL, no half of a surrogate pair, nothing that no fact has."""
    kept = {name: value for name, value in item.items() if name in FIELDS and isinstance(value, str | int | None)}
    return {name: _plain(value) if isinstance(value, str) else value for name, value in kept.items()}


def _plain(text: str) -> str:
    return text.replace("\x00", "?").encode("utf-8", "replace").decode()


def take_leftovers(device: ScanDevice, items: list[Any]) -> int:
    """Keep what a paired device, heard or not, could bring to no door (one that is gone, a request that none takes).

    Each item once, as it came, for the supervisor; return how many were new.
    """
    heard_from(device)
    with transaction():
        known = set(db.session.scalars(select(DeadScan.content).filter_by(device_id=device.id)))
        fresh = [item for item in items if content_of(item) not in known]
        for item in fresh:
            bury(device.congress_id, device.id, item, why="left over: no door takes it")
        return len(fresh)


def waiting_by_device(congress: Congress) -> dict[int, int]:
    """Return how many facts of each device of a congress wait for a supervisor's word. Two queries."""
    scans = select(QuarantinedScan.device_id, func.count()).filter_by(congress_id=congress.id, released_at=None)
    counts = Counter(dict(db.session.execute(scans.group_by(QuarantinedScan.device_id)).tuples().all()))
    return counts + held_bindings(congress)


def release(device: ScanDevice, *, by: Person) -> int:
    """Count what a revoked device had sent, in its order; return how many facts. Twice finds none left.

    Each fact in its own transaction, as it would have been: so the locks are those of a scan, in the order of a scan.
    """
    waiting = select(QuarantinedScan).filter_by(device_id=device.id, released_at=None)
    count = 0
    for fact in list(db.session.scalars(waiting.order_by(QuarantinedScan.seq, QuarantinedScan.id))):
        with transaction():
            if lock(fact).released_at is None:
                door = door_of(db.session.get_one(Checkpoint, fact.checkpoint_id))
                # Nobody at the door was answered by the server: what counts as shown is what the telephone says it showed.
                record_item(door, device.id, {**fact.content, "online": False})
                fact.content, fact.released_at, fact.released_by_id = {}, now(), by.id  # the scan says it all
                count += 1
    count += release_bindings(device, by=by)
    if count:
        with transaction():
            journal.record("quarantine_released", device, by=by, count=count)
    return count
