"""Whom a change of the programme concerns: who speaks in a session, who chose it, who follows from afar. Pure.

Source: specs/programme-calendar.md, "Programme": each gets exactly the letters that concern them.
"""

import enum
from collections.abc import Iterable

from .changes import ChangeKind, SessionChange
from .models import SessionMode
from .released import Part, ReleasedSession

_NOT_FOR_SPEAKERS = frozenset({"is_public", "speakers", "summary"})
_IN_THE_ROOM = frozenset({ChangeKind.MOVED, ChangeKind.ROOM, ChangeKind.LINK, ChangeKind.CANCELLED, ChangeKind.NEW})
_FROM_AFAR = _IN_THE_ROOM - {ChangeKind.ROOM}


class News(enum.StrEnum):
    """What a change is to someone who has a part in the session."""

    ASKED = "asked"
    CHANGED = "changed"
    NO_LONGER = "no_longer"


def news_for_speaker(change: SessionChange, person_id: int) -> News | None:
    """Return what a change is to a person who has a part in the session, before or after; None if nothing."""
    before, after = parts_of(change.before, person_id), parts_of(change.after, person_id)
    if not before and not after:
        return None
    if not before:
        return News.ASKED
    if not after:
        return News.NO_LONGER
    return News.CHANGED if before != after or set(change.fields) - _NOT_FOR_SPEAKERS else None


def news_for_holder(change: SessionChange) -> News:
    """Return what a change is to who holds a place in the session: it is off, or it has changed."""
    off = change.after is None or change.after.is_cancelled or not change.after.is_public
    return News.NO_LONGER if off else News.CHANGED


def parts_of(session: ReleasedSession | None, person_id: int) -> list[Part]:
    """Return what a person does in a session that takes place, not how they are presented; nothing where it does not."""
    if session is None or session.is_cancelled:
        return []
    return [part._replace(presentation_id=None) for part in session.speakers if part.person_id == person_id]


def people_with_parts(changes: Iterable[SessionChange]) -> set[int]:
    """Return whoever has, or had, a part in a session that changed."""
    return {
        part.person_id
        for change in changes
        for session in (change.before, change.after)
        if session is not None
        for part in session.speakers
    }


def concerns_participant(change: SessionChange, *, from_afar: bool, chose: frozenset[int] | set[int]) -> bool:
    """Whether a participant is told of a change: of the sessions they chose; from afar, of all that are online if they chose none.

    A session that was never in the programme before, or a text better said, is on the page « what changed », not in a letter.
    """
    before = change.before
    if before is None or not before.is_public:
        return False
    if from_afar and not chose:
        followed = any(each is not None and each.is_online for each in (before, change.after))
    else:
        followed = before.id in chose
    return followed and bool(change.kinds & _kinds(change, from_afar))


def _kinds(change: SessionChange, from_afar: bool) -> frozenset[ChangeKind]:
    both_online = change.before is not None and change.before.mode is SessionMode.ONLINE
    return _FROM_AFAR if from_afar or both_online else _IN_THE_ROOM
