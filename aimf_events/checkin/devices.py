"""The telephones at the doors: a row bound to the volunteer who is signed in on it, and the one question asked of each scan."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from .. import crypto, journal
from ..accounts.models import Role
from ..accounts.roles import roles_of
from ..clock import now
from ..congress.models import Congress, CongressRole
from ..congress.roles import congress_roles_of
from ..database import db, lock, straight, transaction
from ..errors import NotFound
from ..people.models import Person
from . import scan_queries as sql
from .models import Checkpoint, Scan, ScanDevice, Way
from .verdicts import Door

DOOR_ROLES = (CongressRole.DOOR, CongressRole.DOOR_SUPERVISOR)


@dataclass(frozen=True, slots=True)
class Gate:
    """Who scans, with what, at which door; each is None or False where the answer is no."""

    signed_in: bool
    allowed: bool = False
    device_id: int | None = None
    device_revoked: bool = False
    door: Door | None = None


def open_device(congress: Congress, *, label: str, by: Person) -> ScanDevice:
    """Begin a shift: the telephone of `by`, with the words that say where it stands (« porte B »)."""
    with transaction():
        moment = now()
        device = ScanDevice(
            congress_id=congress.id, person_id=by.id, label=label, opened_at=moment, last_seen_at=moment
        )
        db.session.add(device)
        journal.record("device_opened", device, by=by, label=label)
        return device


def revoke_device(device: ScanDevice, *, by: Person | None) -> ScanDevice:
    """Stop hearing a device: what it still sends is put aside, not counted. Twice is harmless."""
    with transaction():
        lock(device)
        if device.revoked_at is None:
            device.revoked_at = now()
            journal.record("device_revoked", device, by=by)
        return device


def heard_from(device: ScanDevice) -> None:
    """Note that a paired device has spoken; a revoked one has thereby been told that it is no longer heard."""
    with transaction():
        if device.revoked_at is None:
            device.last_seen_at = now()
        elif device.told_revoked_at is None:
            device.told_revoked_at = now()


def devices_of(congress: Congress) -> list[tuple[ScanDevice, int, datetime | None]]:
    """Return each device of a congress with its volunteer, how many scans it sent and when the last came; latest first."""
    counted = select(Scan.device_id, func.count().label("scans"), func.max(Scan.received_at).label("last"))
    sent = counted.where(Scan.congress_id == congress.id).group_by(Scan.device_id).subquery()
    rows = select(ScanDevice, sent.c.scans, sent.c.last).outerjoin(sent, sent.c.device_id == ScanDevice.id)
    rows = rows.where(ScanDevice.congress_id == congress.id).options(
        joinedload(ScanDevice.person), joinedload(ScanDevice.paired_by)
    )
    ordered = rows.order_by(ScanDevice.revoked_at.is_not(None), ScanDevice.opened_at.desc(), ScanDevice.id)
    return [(device, scans or 0, last) for device, scans, last in db.session.execute(ordered)]


def device_by_public_id(congress: Congress, public_id: str) -> ScanDevice:
    """Return a device of this congress. Raises NotFound."""
    found = db.session.scalars(select(ScanDevice).filter_by(congress_id=congress.id, public_id=public_id)).first()
    if found is None:
        raise NotFound
    return found


def device_at_hand(congress: Congress, public_id: str | None, person: Person) -> ScanDevice | None:
    """Return the device that this browser opened, if it is this person's, of this congress, and still heard."""
    if public_id is None:
        return None
    mine = select(ScanDevice).filter_by(congress_id=congress.id, public_id=public_id, person_id=person.id)
    return db.session.scalars(mine.where(ScanDevice.revoked_at.is_(None))).first()


def device_held_by(person: Person, public_id: str | None) -> ScanDevice | None:
    """Return the device that this browser opened, of whichever congress, if it is this person's and still heard."""
    mine = select(ScanDevice).filter_by(public_id=public_id or "", person_id=person.id, revoked_at=None)
    return db.session.scalars(mine.options(joinedload(ScanDevice.congress))).first()


def may_hold_doors(person: Person, congress: Congress) -> bool:
    """Return whether a person's roles open the doors of a congress."""
    return bool(congress_roles_of(person, congress) & set(DOOR_ROLES)) or Role.SECRETARIAT in roles_of(person)


def next_seq(device_id: int) -> int:
    """Return the number of the device's next fact."""
    return (db.session.scalar(select(func.max(Scan.seq)).where(Scan.device_id == device_id)) or 0) + 1


def gate(secret: str, *, device: str, checkpoint: str) -> Gate:
    """Answer in one query: is this cookie signed in, may its person scan here, with this device, at this door?

    A check that costs four queries elsewhere; a scan is asked for 500 times in half an hour. The rules are those of
    `accounts.sessions`, `accounts.roles` and `congress.roles`; tests/checkin/test_devices.py holds them together.
    """
    row = straight(sql.GATE, {**_given(secret), "device": device, "checkpoint": checkpoint}).fetchone()
    if row is None:
        return Gate(signed_in=False)
    return Gate(
        signed_in=True,
        allowed=row.allowed,
        device_id=row.device_id,
        device_revoked=row.device_revoked_at is not None,
        door=door_of_row(row) if row.checkpoint_id is not None else None,
    )


def door_of(checkpoint: Checkpoint) -> Door:
    """Return the rules of a checkpoint as the hot path reads them."""
    congress = checkpoint.congress
    return Door(
        id=checkpoint.id,
        congress_id=congress.id,
        congress_number=congress.number,
        starts_on=congress.starts_on,
        time_zone=congress.time_zone,
        name=checkpoint.name,
        category_numbers=checkpoint.category_numbers,
        zones=checkpoint.zones,
        checks_day=checkpoint.checks_day,
        admits_once=checkpoint.admits_once,
        limit=checkpoint.limit,
        is_open=checkpoint.is_open,
        way=checkpoint.way,
        capacities=checkpoint.capacities,
        delegation_seats=checkpoint.delegation_seats,
        room_id=checkpoint.room_id,
        room_places=None if checkpoint.limit else checkpoint.places,
        asks_sign_up=db.session.execute(sql.ASKS_SIGN_UP, {"door": checkpoint.id}).one().asks,
    )


def _given(secret: str) -> dict[str, object]:
    moment = now()
    return {"hash": crypto.keyed_hash("session", secret), "now": moment, "today": moment.date()}


def door_of_row(row: Any) -> Door:
    """Return the rules of a door from a row of `scan_queries`."""
    return Door(
        id=row.checkpoint_id,
        congress_id=row.congress_id,
        congress_number=row.number,
        starts_on=row.starts_on,
        time_zone=row.time_zone,
        name=row.name,
        category_numbers=row.category_numbers,
        zones=row.zones,
        checks_day=row.checks_day,
        admits_once=row.admits_once,
        limit=row.limit,
        is_open=row.is_open,
        way=Way(row.way),
        capacities=row.capacities,
        delegation_seats=row.delegation_seats,
        room_id=row.room_id,
        room_places=row.room_places,
        asks_sign_up=row.asks_sign_up,
    )
