"""Checkpoints: the doors, who may pass each of them, and what their counters say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from .. import journal
from ..congress.copying import Copies, copy_rows
from ..congress.models import Congress, Room
from ..database import db, lock, transaction
from ..errors import NotFound
from ..live import topics
from ..people.models import Person
from ..programme.models import ProgrammeSession
from .floaters import floaters_at
from .models import Checkpoint, DeadScan, Direction, Presence, Scan, Verdict, Way

QUARTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Counts:
    """What a door's counters say: badges in now, entries, exits, refusals."""

    in_now: int = 0
    entered: int = 0
    left: int = 0
    refused: int = 0


def open_checkpoint(
    congress: Congress,
    *,
    name: str,
    by: Person | None,
    sessions: Sequence[ProgrammeSession] | None = None,
    **rules: Any,
) -> Checkpoint:
    """Add a door. Rules as for `change_checkpoint`; what is not given admits everyone, on their days, once."""
    with transaction():
        checkpoint = Checkpoint(congress_id=congress.id, name=name, **_rules(**rules))
        checkpoint.sessions = list(sessions or ())
        db.session.add(checkpoint)
        journal.record("checkpoint_opened", checkpoint, by=by, name=name)
        return checkpoint


def change_checkpoint(
    checkpoint: Checkpoint,
    *,
    name: str,
    by: Person | None,
    sessions: Sequence[ProgrammeSession] | None = None,
    **rules: Any,
) -> Checkpoint:
    """Change a door's name and rules. Scans already judged stay as they are.

    Args:
        sessions: those it serves, where these are not simply those of its room; None leaves them.
        rules: room (Room or None), category_numbers (empty: all), zones (bit set, 0: all), checks_day, admits_once,
            limit (badges inside at once; None: the seats of the room), way (which passages it notes), capacities (at the
            statutory sittings; empty: all), delegation_seats (of one delegation inside at once, one kept for its titular, or
            None), is_open, prints_on_entry (a badge that comes in is printed once).
    """
    with transaction():
        lock(checkpoint)
        given = {"name": name, **_rules(**rules)}
        changes = {k: [getattr(checkpoint, k), v] for k, v in given.items() if getattr(checkpoint, k) != v}
        for key, value in given.items():
            setattr(checkpoint, key, value)
        if sessions is not None and {each.id for each in sessions} != {each.id for each in checkpoint.sessions}:
            changes["sessions"] = [[each.id for each in one] for one in (checkpoint.sessions, sessions)]
            checkpoint.sessions = list(sessions)
        if changes:
            journal.record("checkpoint_changed", checkpoint, by=by, changes=changes)
        return checkpoint


def copy_doors(source: Congress, congress: Congress, copies: Copies) -> None:
    """Copy the doors of another congress with their rules; who passed there stays there."""
    for door in checkpoints_of(source):
        room_id = copies[Room, door.room_id].id if door.room_id else None
        copy_rows([door], copies, congress_id=congress.id, room_id=room_id)


def _rules(
    *,
    room: Room | None = None,
    category_numbers: list[int] | None = None,
    zones: int = 0,
    checks_day: bool = True,
    admits_once: bool = True,
    limit: int | None = None,
    way: Way = Way.BOTH,
    capacities: Sequence[str] = (),
    delegation_seats: int | None = None,
    is_open: bool = True,
    prints_on_entry: bool = False,
) -> dict[str, Any]:
    return {
        "room_id": room.id if room else None,
        "category_numbers": sorted(category_numbers or []),
        "zones": zones,
        "checks_day": checks_day,
        "admits_once": admits_once,
        "limit": limit,
        "way": way,
        "capacities": sorted(capacities),
        "delegation_seats": delegation_seats,
        "is_open": is_open,
        "prints_on_entry": prints_on_entry,
    }


def checkpoints_of(congress: Congress) -> list[Checkpoint]:
    """Return the doors of a congress, open ones first, by name."""
    rows = select(Checkpoint).filter_by(congress_id=congress.id).options(joinedload(Checkpoint.room))
    return list(db.session.scalars(rows.order_by(Checkpoint.is_open.desc(), Checkpoint.name, Checkpoint.id)))


def checkpoint_by_public_id(congress: Congress, public_id: str) -> Checkpoint:
    """Return a door of this congress. Raises NotFound."""
    rows = select(Checkpoint).filter_by(congress_id=congress.id, public_id=public_id)
    checkpoint = db.session.scalars(rows.options(joinedload(Checkpoint.room))).first()
    if checkpoint is None:
        raise NotFound
    return checkpoint


def counts_of(congress: Congress) -> dict[int, Counts]:
    """Return the counters of each door of a congress that anyone has passed, by the door's key."""
    inside = select(Presence.checkpoint_id, func.count()).join(Checkpoint).filter_by(congress_id=congress.id)
    in_now = dict(db.session.execute(inside.where(Presence.is_in).group_by(Presence.checkpoint_id)).tuples().all())
    return {
        row.checkpoint_id: Counts(in_now.get(row.checkpoint_id, 0), row.entered, row.left, row.refused)
        for row in db.session.execute(_passages().where(Scan.congress_id == congress.id))
    }


def counts_at(checkpoint_id: int) -> Counts:
    """Return the counters of one door, as they stand now."""
    inside = select(func.count()).select_from(Presence).where(Presence.checkpoint_id == checkpoint_id, Presence.is_in)
    row = db.session.execute(_passages().where(Scan.checkpoint_id == checkpoint_id)).first()
    if row is None:
        return Counts()
    return Counts(db.session.scalar(inside) or 0, row.entered, row.left, row.refused)


def _passages() -> Any:
    admitted = Scan.verdict == Verdict.ADMITTED
    return select(
        Scan.checkpoint_id,
        func.count().filter(admitted, Scan.direction == Direction.IN).label("entered"),
        func.count().filter(admitted, Scan.direction == Direction.OUT).label("left"),
        func.count().filter(Scan.verdict == Verdict.REFUSED).label("refused"),
    ).group_by(Scan.checkpoint_id)


def arrivals_of(checkpoint: Checkpoint, *, most: int = 24) -> list[tuple[datetime, int]]:
    """Return the entries per quarter of an hour, from the first to the last of the latest `most` quarters, empty ones too."""
    start = func.date_bin(QUARTER, Scan.effective_at, datetime.fromisoformat("2000-01-01T00:00:00+00:00"))
    admitted = (Scan.checkpoint_id == checkpoint.id, Scan.verdict == Verdict.ADMITTED, Scan.direction == Direction.IN)
    counted = select(start.label("quarter"), func.count().label("entries")).where(*admitted).group_by("quarter")
    found = {row.quarter: row.entries for row in db.session.execute(counted)}
    if not found:
        return []
    last = max(found)
    first = max(min(found), last - QUARTER * (most - 1))
    steps = int((last - first) / QUARTER)
    return [(first + QUARTER * n, found.get(first + QUARTER * n, 0)) for n in range(steps + 1)]


def dead_scans_of(congress: Congress, *, most: int = 50) -> list[DeadScan]:
    """Return what devices sent and nobody could use, the latest first, with the device."""
    rows = select(DeadScan).filter_by(congress_id=congress.id).options(joinedload(DeadScan.device))
    return list(db.session.scalars(rows.order_by(DeadScan.id.desc()).limit(most)))


# -- the counters as a live topic: figures only, nobody's name -----------------------------------------------------------


def topic_of(checkpoint: Checkpoint) -> str:
    """Return the name of a door's live topic."""
    return f"door:{checkpoint.public_id}"


@topics.source("door")
def live_counts(public_id: str) -> topics.State | None:
    """Return what the topic of a door says now; None if there is no such door."""
    checkpoint = db.session.scalars(select(Checkpoint).filter_by(public_id=public_id)).first()
    if checkpoint is None:
        return None
    counts = counts_at(checkpoint.id)
    data = {
        "in": counts.in_now,
        "entered": counts.entered,
        "left": counts.left,
        "refused": counts.refused,
        "limit": checkpoint.places,
        "cards_in": sum(cards.inside for cards in floaters_at(checkpoint)),
        "quarters": [[quarter.isoformat(), entries] for quarter, entries in arrivals_of(checkpoint)],
    }
    return topics.State("counters", data, topics.Pace.FAST)
