"""A fact that arrives after later ones: what it may change is held first, and judged again by the pure function in `presence`."""

from datetime import datetime
from typing import Any

from ..database import db
from . import scan_queries as sql
from .models import Direction, ScanReason
from .presence import AHEAD, PASSES, Fact, fold
from .sent import SentScan
from .verdicts import Door, verdict_of


def hold_later_pairs(door: Door, device_id: int, seq: int, badge_id: int | None) -> None:
    """Hold, in one order for all, every (badge, door) whose state this fact may change."""
    db.session.execute(sql.HOLD_DEVICE, {"device": device_id})
    for badge, checkpoint in sorted(_later_pairs(device_id, seq) | ({(badge_id, door.id)} if badge_id else set())):
        db.session.execute(sql.HOLD_PAIR, {"badge": badge, "door": checkpoint})


def _later_pairs(device_id: int, seq: int) -> set[tuple[int, int]]:
    rows = db.session.execute(sql.PAIRS_OF_LATER_FACTS, {"device": device_id, "seq": seq})
    return {(row.badge_id, row.checkpoint_id) for row in rows}


def is_before(known: Any, place: tuple[datetime, int, int]) -> bool:
    """Return whether a fact at (time, device, seq) happened before the last one known of its badge at its door."""
    return known.tail_at is not None and place < (known.tail_at, known.tail_device, known.tail_seq)


def derive_again(door: Door, device_id: int, sent: SentScan, badge_id: int | None, *, all_held: bool) -> None:
    """Judge again every scan that this one may change.

    The answer at the door does not change: it goes by who came first to the server, so that two doors never both let
    in; the state goes by when things happened. Both are kept, side by side.
    """
    pairs = {(badge_id, door.id)} if badge_id is not None else set()
    if all_held:
        db.session.execute(sql.SET_TIMES_AGAIN, {"device": device_id, "ahead": AHEAD})
        pairs |= _later_pairs(device_id, sent.seq)
    for badge, checkpoint in sorted(pairs):
        _derive_pair(badge, checkpoint, door)


def _derive_pair(badge_id: int, checkpoint_id: int, door: Door) -> None:
    once = door.admits_once
    if checkpoint_id != door.id:
        once = db.session.scalar(db.text("SELECT admits_once FROM checkpoint WHERE id = :id"), {"id": checkpoint_id})
    rows = db.session.execute(sql.FACTS_OF_PAIR, {"badge": badge_id, "door": checkpoint_id}).all()
    ordered = [(row.effective_at, _fact(row, badge_id, checkpoint_id)) for row in rows]
    standing = fold(ordered, admits_once=bool(once) or any(row.is_card for row in rows))
    for scan_id, reason in standing.reasons.items():
        verdict = verdict_of(reason).value
        db.session.execute(sql.JUDGE_AGAIN, {"id": scan_id, "reason": reason.value, "verdict": verdict})
    if standing.by is not None:
        moved = {"is_in": standing.is_in, "scan": standing.by, "since": standing.since}
        db.session.execute(sql.MOVE, {"badge": badge_id, "door": checkpoint_id, **moved})


def _fact(row: Any, badge_id: int, checkpoint_id: int) -> Fact:
    return Fact(
        key=row.id,
        device=row.device_id,
        seq=row.seq,
        badge=badge_id,
        checkpoint=checkpoint_id,
        direction=Direction(row.direction),
        at=row.effective_at,
        passes=row.reason in PASSES,
        let_in=row.reason == ScanReason.LET_IN,
    )
