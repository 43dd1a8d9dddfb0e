"""Who follows a session from afar, by the heartbeats of the page that they keep open. It says nothing of who listens.

Source: specs/hybrid-live.md, "Presence, honestly". Sure up to 60 s after the last heartbeat, uncertain up to 150 s, away beyond. A
heartbeat alone never counts for a quorum: the roll call is asked too (`assembly/remote.py`).
"""

import enum
import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from ..clock import now
from ..database import db, lock_name, transaction
from ..errors import NotAllowed
from ..people.models import Person
from ..programme.models import ProgrammeSession
from .joining import Door, DoorClosed, door_of
from .models import Connection, JoinLink

PERIOD = timedelta(seconds=20)
SURE = timedelta(seconds=60)
UNCERTAIN = timedelta(seconds=150)
_KEY = re.compile(r"[A-Za-z0-9_-]{16,40}")


class Hold(enum.StrEnum):
    """How well the line of somebody holds."""

    CONNECTED = "connected"
    UNCERTAIN = "uncertain"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time without a gap during which somebody's page was heard; `last_seen` is its last heartbeat."""

    opened_at: datetime
    last_seen: datetime

    @property
    def sure_until(self) -> datetime:
        """The moment up to which the last heartbeat speaks for them."""
        return self.last_seen + SURE


def beat(link: JoinLink, key: str, *, by: Person, is_held: bool = False) -> Connection:
    """Note that a page is still open. Two at once are one; what was silent for more than a minute begins anew.

    A room that has no address yet, or has lost it, silences nobody. `is_held`: see `joining.door_of`.

    Raises:
        NotAllowed: the link is another person's, or no page draws such a key.
        DoorClosed: the session cannot be joined now.
    """
    if by.id != link.registration.person_id or not _KEY.fullmatch(key):
        raise NotAllowed
    door = door_of(link, is_held=is_held)
    if door not in (Door.OPEN, Door.NO_ROOM):
        raise DoorClosed(door)
    with transaction():
        lock_name(f"presence:{link.id}:{key}")
        own = select(Connection).filter_by(registration_id=link.registration_id, session_id=link.session_id, key=key)
        last = db.session.scalars(own.order_by(Connection.id.desc())).first()
        if last is not None and now() - last.last_seen <= SURE:
            last.last_seen = max(last.last_seen, now())
            return last
        begun = Connection(
            registration_id=link.registration_id,
            session_id=link.session_id,
            key=key,
            opened_at=now(),
            last_seen=now(),
        )
        db.session.add(begun)
        db.session.flush()
        return begun


def stretches_of(planned: ProgrammeSession, registration_ids: Collection[int]) -> dict[int, list[Stretch]]:
    """Return when each of some participants was heard in a session, by registration; the pages of one person are merged. One query."""
    rows = select(Connection.registration_id, Connection.opened_at, Connection.last_seen)
    rows = rows.where(Connection.session_id == planned.id, Connection.registration_id.in_(registration_ids))
    found: dict[int, list[Stretch]] = defaultdict(list)
    for row in db.session.execute(rows.order_by(Connection.opened_at, Connection.id)):
        found[row.registration_id].append(Stretch(row.opened_at, row.last_seen))
    return {ident: merged(its_own) for ident, its_own in found.items()}


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return stretches without those that another overlaps: a second tab, or a telephone beside a computer, is the same person."""
    joined: list[Stretch] = []
    for each in sorted(stretches, key=lambda one: one.opened_at):
        if joined and each.opened_at <= joined[-1].sure_until:
            joined[-1] = Stretch(joined[-1].opened_at, max(joined[-1].last_seen, each.last_seen))
        else:
            joined.append(each)
    return joined


def hold_at(moment: datetime, stretches: Iterable[Stretch]) -> Hold:
    """Return how well somebody's line holds at a moment."""
    heard = [moment - min(each.last_seen, moment) for each in stretches if each.opened_at <= moment]
    silence = min(heard, default=None)
    if silence is None or silence > UNCERTAIN:
        return Hold.ABSENT
    return Hold.CONNECTED if silence <= SURE else Hold.UNCERTAIN
