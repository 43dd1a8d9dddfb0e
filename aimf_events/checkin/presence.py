"""Where a badge stands at a checkpoint: a pure function of the set of its scans, whatever the order of their arrival.

Source of the rule: shared/specs/badges-checkin.md, "Facts and merging". No database, no clock: `scans.py` applies the
same two functions one scan at a time under a lock, and again over all of them when an older fact arrives late.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

from .models import Direction, ScanReason

PASSES = frozenset({ScanReason.WELCOME, ScanReason.GOODBYE, ScanReason.ALREADY_IN, ScanReason.LET_IN})
"""The reasons that depend on the other scans. Any other was settled by the badge and the door alone, and stays."""

AHEAD = timedelta(minutes=15)
"""How far a clock may be ahead and still be believed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What of a scan decides: `key` names it, `passes` says whether badge and door agree (categories, zones, day ...).

    `let_in`: the door admitted the bearer whatever the rules say (laissez-passer).
    """

    key: int
    device: int
    seq: int
    badge: int
    checkpoint: int
    direction: Direction
    at: datetime  # device time + clock offset
    passes: bool = True
    let_in: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """A badge at a checkpoint: in or out, since when, by which scan; and what became of each scan that could pass."""

    is_in: bool = False
    by: int | None = None
    since: datetime | None = None
    reasons: Mapping[int, ScanReason] = field(default_factory=dict)


def effective_times(facts: Iterable[Fact]) -> dict[int, datetime]:
    """When each fact counts as having happened: its own time, never before what the same device did earlier."""
    times: dict[int, datetime] = {}
    for _device, its_own in groupby(sorted(facts, key=lambda f: (f.device, f.seq)), key=lambda f: f.device):
        latest: datetime | None = None
        for fact in its_own:
            latest = fact.at if latest is None else max(latest, fact.at)
            times[fact.key] = latest
    return times


def next_reason(direction: Direction, *, is_in: bool, admits_once: bool, let_in: bool = False) -> ScanReason:
    """What a scan that may pass means, given where the badge stands."""
    if direction is Direction.OUT:
        return ScanReason.GOODBYE
    if let_in:
        return ScanReason.LET_IN
    return ScanReason.ALREADY_IN if is_in and admits_once else ScanReason.WELCOME


def fold(ordered: Iterable[tuple[datetime, Fact]], *, admits_once: bool) -> Standing:
    """Go through the scans of one badge at one checkpoint in their order: the first entry is accepted, later ones point to it."""
    standing = Standing()
    reasons: dict[int, ScanReason] = {}
    for at, fact in ordered:
        if not fact.passes:
            continue
        reason = next_reason(fact.direction, is_in=standing.is_in, admits_once=admits_once, let_in=fact.let_in)
        reasons[fact.key] = reason
        if reason is not ScanReason.ALREADY_IN:
            standing = Standing(fact.direction is Direction.IN, fact.key, at)
    return Standing(standing.is_in, standing.by, standing.since, reasons)


def derive_presence(facts: Iterable[Fact], *, once: Mapping[int, bool]) -> dict[tuple[int, int], Standing]:
    """Return the standing of every (badge, checkpoint). `once` says of each checkpoint whether one entry is all it admits."""
    known = {fact.key: fact for fact in facts}  # a repeated fact is one fact
    times = effective_times(known.values())
    ordered = sorted(known.values(), key=lambda f: (f.badge, f.checkpoint, times[f.key], f.device, f.seq))
    return {
        pair: fold(((times[f.key], f) for f in group), admits_once=once[pair[1]])
        for pair, group in groupby(ordered, key=lambda f: (f.badge, f.checkpoint))
    }


def clock_time(device_time: datetime, clock_offset_ms: int, *, received_at: datetime) -> datetime:
    """The time of a device, set right by what it measured against the server.

    Nothing happens after it was told: a clock that was far ahead while nobody could measure it (`AHEAD`) says nothing of the
    hour, and the fact counts from when it came. Else every later scan of that device would count from tomorrow.
    """
    at = device_time + timedelta(milliseconds=clock_offset_ms)
    return received_at if at > received_at + AHEAD else at
