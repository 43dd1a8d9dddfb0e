"""Topics that live pages follow: events numbered per topic without a gap, figures and facts only, nobody's name.

Source of the rule: shared/specs/hybrid-live.md, "Live pages". A verb announces inside its transaction; locking the
topic's row is what makes the numbers gapless and in the order of the commits. What changes too often to announce each
time (the counters of a door: locking one row for each scan would put 500 people in single file) has a *source*
instead: its state is read when somebody follows the topic, and becomes an event when it differs from the last one.
"""

import enum
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from ..clock import now
from ..database import db, transaction
from ..jobs import periodic
from .models import LiveEvent, LiveTopic

KEPT = timedelta(hours=24)


class Pace(enum.StrEnum):
    """How often a page asks again: 3 s where a switch must be seen within 5, 5 s during a vote or at a door, 15 s in session, 60 s otherwise."""

    SWITCHED = "switched"
    FAST = "fast"
    STEADY = "steady"
    IDLE = "idle"


@dataclass(frozen=True, slots=True)
class State:
    """What a source says of a topic now."""

    kind: str
    data: dict[str, Any]
    pace: Pace = Pace.IDLE


Source = Callable[[str], State | None]
_sources: dict[str, Source] = {}


def source(prefix: str) -> Callable[[Source], Source]:
    """Let a function of a higher package say the state of every topic `prefix:<rest>`; it is called with the rest."""

    def register(function: Source) -> Source:
        _sources[prefix] = function
        return function

    return register


def announce(topic: str, kind: str, data: dict[str, Any], *, pace: Pace | None = None) -> int:
    """Add an event to a topic; return its number. The caller holds the transaction, and with it the topic until the end.

    `data` is for everyone: figures, states, public ids; never a name, a vote or an address.
    """
    moment = now()
    new = insert(LiveTopic).values(name=topic, seq=1, pace=pace or Pace.IDLE, changed_at=moment)
    again = {"seq": LiveTopic.seq + 1, "changed_at": moment, **({"pace": pace} if pace else {})}
    statement = new.on_conflict_do_update(index_elements=[LiveTopic.name], set_=again).returning(LiveTopic.seq)
    seq = int(db.session.execute(statement).scalar_one())
    db.session.execute(insert(LiveEvent).values(topic=topic, seq=seq, kind=kind, data=data, at=moment))
    return seq


def set_pace(topic: str, pace: Pace) -> None:
    """Tell the pages of a topic how often to ask. The caller holds the transaction."""
    new = insert(LiveTopic).values(name=topic, seq=0, pace=pace, changed_at=now())
    db.session.execute(new.on_conflict_do_update(index_elements=[LiveTopic.name], set_={"pace": pace}))


def refresh(topic: str) -> bool:
    """Ask the topic's source, if it has one, and announce what it says if that is new. False if there is no such thing."""
    prefix, _colon, rest = topic.partition(":")
    function = _sources.get(prefix)
    if function is None or not rest:
        return True
    state = function(rest)
    if state is None:
        return False
    if _last(topic) != (state.kind, state.data):
        _announce_if_new(topic, function, rest)
    return True


def _announce_if_new(topic: str, function: Source, rest: str) -> None:
    """Ask again under the topic's lock: two processes that saw the same change announce it once, and the latest last."""
    with transaction():
        set_pace(topic, Pace.IDLE)
        state = function(rest)
        if state is not None and _last(topic) != (state.kind, state.data):
            announce(topic, state.kind, state.data, pace=state.pace)
        elif state is not None:
            set_pace(topic, state.pace)


def _last(topic: str) -> tuple[str, dict[str, Any]] | None:
    rows = (
        select(LiveEvent.kind, LiveEvent.data).where(LiveEvent.topic == topic).order_by(LiveEvent.seq.desc()).limit(1)
    )
    row = db.session.execute(rows).first()
    return (row.kind, row.data) if row else None


@periodic(seconds=3600)
def forget_old_events() -> None:
    """Delete events older than a day; a topic keeps its number, and a page that slept longer starts from the state."""
    with transaction():
        last = select(LiveTopic.seq).where(LiveTopic.name == LiveEvent.topic).scalar_subquery()
        db.session.execute(delete(LiveEvent).where(LiveEvent.at < now() - KEPT, LiveEvent.seq < last))
