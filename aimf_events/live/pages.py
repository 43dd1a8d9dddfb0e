"""What a live page is told: all that came after the number it knows, and when to ask again.

One watcher per process keeps a snapshot of each topic that is followed, so that a thousand pages that ask at once cost
one look at the database. A page that asks for more than the snapshot keeps is answered from the table: no gap is lost.
"""

import secrets
import threading
import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from ..database import db
from . import topics
from .models import LiveEvent, LiveTopic
from .topics import Pace

SECONDS = {Pace.SWITCHED: 3, Pace.FAST: 5, Pace.STEADY: 15, Pace.IDLE: 60}
SPREAD = 20  # per cent: pages that began together do not ask together for ever
FRESH = 0.5  # seconds for which a snapshot answers without a look at the database
KEPT = 50  # events of a snapshot
FOLLOWED = 500  # topics of a process; the one asked longest ago goes first


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The last events of a topic, oldest first, as answers will hold them."""

    seq: int
    pace: Pace
    events: tuple[dict[str, Any], ...]
    read_at: float  # monotonic


@dataclass(frozen=True, slots=True)
class Changes:
    """The answer to one page. `next_poll_ms` is in milliseconds."""

    seq: int
    events: list[dict[str, Any]]
    next_poll_ms: int

    @property
    def etag(self) -> str:
        """The mark of this state of the topic."""
        return f"live-{self.seq}"


class Watcher:
    """The snapshots of this process. One look at a time per process: the others wait for it and share it."""

    def __init__(self) -> None:
        self._snapshots: dict[str, Snapshot] = {}
        self._looking = threading.Lock()

    def snapshot(self, topic: str) -> Snapshot | None:
        """Return a snapshot at most `FRESH` seconds old; None for a topic that does not exist."""
        kept = self._fresh(topic)
        if kept is not None:
            return kept
        with self._looking:
            kept = self._fresh(topic)
            if kept is None:
                kept = _look(topic)
                self._keep(topic, kept)
        return kept

    def forget(self) -> None:
        """Drop every snapshot."""
        self._snapshots.clear()

    def _fresh(self, topic: str) -> Snapshot | None:
        kept = self._snapshots.get(topic)
        return kept if kept is not None and time.monotonic() - kept.read_at < FRESH else None

    def _keep(self, topic: str, snapshot: Snapshot | None) -> None:
        self._snapshots.pop(topic, None)
        if snapshot is not None:
            self._snapshots[topic] = snapshot
        while len(self._snapshots) > FOLLOWED:
            self._snapshots.pop(next(iter(self._snapshots)))


watcher = Watcher()


def changes_since(topic: str, since: int) -> Changes | None:
    """Return what a page that knows `since` has missed; None if there is no such topic.

    A page that knows more than there is (the database went back to a backup) is told everything again.
    """
    kept = watcher.snapshot(topic)
    if kept is None:
        return None
    since = since if 0 <= since <= kept.seq else 0
    first_kept = kept.events[0]["seq"] if kept.events else kept.seq + 1
    if since + 1 < first_kept and since < kept.seq:
        events = _events(topic, after=since, up_to=kept.seq)
    else:
        events = [event for event in kept.events if event["seq"] > since]
    return Changes(kept.seq, events, next_poll_ms(kept.pace))


def next_poll_ms(pace: Pace) -> int:
    """Return the pace in milliseconds, give or take a fifth."""
    return SECONDS[pace] * 10 * (100 - SPREAD + secrets.randbelow(2 * SPREAD + 1))


def _look(topic: str) -> Snapshot | None:
    if not topics.refresh(topic):
        return None
    row = db.session.execute(select(LiveTopic.seq, LiveTopic.pace).where(LiveTopic.name == topic)).first()
    if row is None:
        return None
    return Snapshot(
        row.seq, Pace(row.pace), tuple(_events(topic, after=row.seq - KEPT, up_to=row.seq)), time.monotonic()
    )


def _events(topic: str, *, after: int, up_to: int) -> list[dict[str, Any]]:
    rows = select(LiveEvent.seq, LiveEvent.kind, LiveEvent.data, LiveEvent.at).where(
        LiveEvent.topic == topic, LiveEvent.seq > after, LiveEvent.seq <= up_to
    )
    return [
        {"seq": row.seq, "kind": row.kind, "data": row.data, "at": row.at.isoformat()}
        for row in db.session.execute(rows.order_by(LiveEvent.seq))
    ]
