"""Putting sessions into the grid: a day, an hour, a room, a duration. What the congress forbids to drop is not written.

All that is put is judged under one lock of the congress's draft: two people who drop two sessions into one room at the same
moment are judged one after the other.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from .. import journal
from ..congress.models import Congress, Room
from ..database import db, lock, lock_name, transaction
from ..errors import Refusal
from ..people.models import Person
from . import sessions
from .conflict_rules import rules_of
from .draft import load_draft, seat_of, slot_of
from .immovable import check_movable
from .judgement import Judged, find_conflicts, judge
from .models import ProgrammeSession
from .overrides import override_conflict, overrides_of


class DropBlocked(Refusal):
    """The congress decided that a session may not be put where it would be in such a conflict."""

    code = "drop_blocked"

    def __init__(self, conflicts: Sequence[Judged]) -> None:
        super().__init__(
            " ".join(each.sentence for each in conflicts),
            advice=_l("La séance est restée où elle était. Placez-la ailleurs, ou écrivez pourquoi vous passez outre."),
        )
        self.conflicts = conflicts


class RoomGone(Refusal):
    """The room was taken away in the meantime."""

    code = "room_gone"


def place_session(
    planned: ProgrammeSession,
    *,
    day: date,
    starts: str,
    minutes: int,
    room: Room | None,
    by: Person | None,
    revision: int | None = None,
    reason: str = "",
) -> list[Judged]:
    """Put a session at a day, an hour, in a room, for so many minutes; return what conflicts with it there.

    Args:
        room: None for a session without one: online, or somewhere else.
        revision: the one that the editor saw.
        reason: why what forbids the drop is accepted; it is kept with who and when.

    Raises:
        DropBlocked: a conflict forbids it, and no reason was given.
        ChangedMeanwhile: someone else changed it since.
        ConvenedSession, HourNotOnTheClock, DurationImpossible, RoomGone.
    """
    if not _minutes(sessions.SHORTEST) <= minutes <= _minutes(sessions.LONGEST):
        raise sessions.DurationImpossible(_l("Une séance dure de 5 minutes à 23 heures 59."))
    with transaction():
        hold_draft(planned.congress_id)
        plan = {**sessions.as_plan(planned), "day": day, "starts": starts, "minutes": minutes, "room": room}
        plan["place"] = "" if room else plan["place"]
        sessions.change_session(planned, by=by, revision=revision, **plan)
        if not planned.is_placed:
            planned.is_placed = True
            journal.record("session_placed", planned, by=by, revision=planned.revision)
        return _judge(planned, by=by, reason=reason)


def unplace_session(planned: ProgrammeSession, *, by: Person | None, revision: int | None = None) -> ProgrammeSession:
    """Take a session out of the grid: it waits in the list of those to place. Twice is harmless.

    Raises:
        ChangedMeanwhile, ConvenedSession.
    """
    with transaction():
        hold_draft(planned.congress_id)
        lock(planned)
        if planned.is_placed:
            check_movable(planned)
            sessions.change_session(planned, by=by, revision=revision, **{**sessions.as_plan(planned), "room": None})
            planned.is_placed = False
            sessions.touch(planned)
            journal.record("session_unplaced", planned, by=by, revision=planned.revision)
        return planned


def change_judged(planned: ProgrammeSession, *, by: Person | None, **values: Any) -> ProgrammeSession:
    """Change a session as `sessions.change_session` does, unless a conflict forbids to put it there.

    Raises:
        DropBlocked: one does.
    """
    with transaction():
        hold_draft(planned.congress_id)
        changed = sessions.change_session(planned, by=by, **values)
        _judge(changed, by=by)
        return changed


def plan_judged(congress: Congress, *, by: Person | None, **values: Any) -> ProgrammeSession:
    """Add a session as `sessions.plan_session` does, unless a conflict forbids to put it there.

    Raises:
        DropBlocked: one does.
    """
    with transaction():
        hold_draft(congress.id)
        planned = sessions.plan_session(congress, by=by, **values)
        _judge(planned, by=by)
        return planned


def what_if(planned: ProgrammeSession, *, day: date, starts: str, minutes: int, room: Room | None) -> list[Judged]:
    """Return what would conflict with a session if it stood there; nothing is written."""
    congress = planned.congress
    rules = rules_of(congress)
    there = slot_of(planned, congress).moved(
        day=day, starts=starts, minutes=minutes, seat=seat_of(room) if room else None
    )
    found = find_conflicts(load_draft(congress, rules).with_slot(there))
    return judge((each for each in found if each.concerns(planned.id)), rules, overrides_of(congress))


def _judge(planned: ProgrammeSession, *, by: Person | None, reason: str = "") -> list[Judged]:
    """Judge a session that has just been put somewhere, before the transaction ends: what forbids it undoes it."""
    _flush()
    congress = planned.congress
    rules = rules_of(congress)
    found = [each for each in find_conflicts(load_draft(congress, rules)) if each.concerns(planned.id)]
    mine = judge(found, rules, overrides_of(congress))
    blocking = [each for each in mine if each.blocks_drop]
    if blocking and not reason.strip():
        raise DropBlocked(blocking)
    for each in blocking:
        override_conflict(congress, each.conflict, reason=reason, by=by)
    return judge(found, rules, overrides_of(congress)) if blocking else mine


def hold_draft(congress_id: int) -> None:
    """Hold the draft of a congress until the transaction ends: what is put into it is judged one after the other."""
    lock_name(f"programme_draft:{congress_id}")


def _flush() -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        raise RoomGone(
            _l("Cette salle vient d’être retirée : la séance est restée où elle était."),
            advice=_l("Rouvrez la page, et choisissez une autre salle."),
        ) from error


def _minutes(time: Any) -> int:
    return int(time.total_seconds()) // 60
