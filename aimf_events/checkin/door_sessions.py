"""Which sessions a door serves: those it is bound to, else those of its room; and which one is on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from ..congress.models import Congress
from ..database import db
from ..programme.models import ProgrammeSession
from .models import Checkpoint, checkpoint_session

EARLY = timedelta(minutes=45)
"""How long before a session its door is already about it."""


@dataclass(frozen=True, slots=True)
class DoorSessions:
    """The session that is on behind a door, and the next one; None where there is none."""

    now: ProgrammeSession | None
    then: ProgrammeSession | None


def sessions_at(checkpoint: Checkpoint) -> list[ProgrammeSession]:
    """Return the sessions that a door serves and that are held, in their order."""
    held = select(ProgrammeSession).filter_by(congress_id=checkpoint.congress_id, cancelled_at=None, is_placed=True)
    bound = select(checkpoint_session.c.session_id).where(checkpoint_session.c.checkpoint_id == checkpoint.id)
    where = ProgrammeSession.id.in_(bound) if checkpoint.sessions else ProgrammeSession.room_id == checkpoint.room_id
    order = (ProgrammeSession.day, ProgrammeSession.starts, ProgrammeSession.id)
    return list(db.session.scalars(held.where(where).order_by(*order)))


def what_is_on(sessions: Iterable[ProgrammeSession], at: datetime) -> DoorSessions:
    """Return what is on at a moment, from `EARLY` before a session until its end, and what comes next."""
    coming = sorted((each for each in sessions if each.ends_at > at), key=lambda each: each.starts_at)
    on = next((each for each in coming if each.starts_at - EARLY <= at), None)
    return DoorSessions(on, next((each for each in coming if each is not on), None))


def doors_by_session(congress: Congress, sessions: Sequence[ProgrammeSession]) -> dict[int, list[Checkpoint]]:
    """Return the doors of each session, by its key: those bound to it; else those of its room that are bound to none. Two queries."""
    doors = list(db.session.scalars(select(Checkpoint).filter_by(congress_id=congress.id).order_by(Checkpoint.id)))
    by_id = {door.id: door for door in doors}
    bound: dict[int, list[Checkpoint]] = {}
    taken = set()
    pairs = select(checkpoint_session).where(checkpoint_session.c.checkpoint_id.in_(by_id))
    for checkpoint_id, session_id in db.session.execute(pairs.order_by(checkpoint_session.c.checkpoint_id)):
        bound.setdefault(session_id, []).append(by_id[checkpoint_id])
        taken.add(checkpoint_id)
    of_room: dict[int | None, list[Checkpoint]] = {}
    for door in doors:
        if door.id not in taken and door.room_id is not None:
            of_room.setdefault(door.room_id, []).append(door)
    return {each.id: bound.get(each.id) or of_room.get(each.room_id, []) for each in sessions}
