"""What differs between two releases, session by session, over every field that a reader can see. Pure.

The one set from which letters, calendars, the feed and the page « what changed » are made (specs/programme-calendar.md).
"""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .released import ReleasedSession


class ChangeKind(enum.StrEnum):
    """What a change means for whoever meant to come."""

    NEW = "new"
    CANCELLED = "cancelled"
    MOVED = "moved"
    ROOM = "room"
    LINK = "link"
    CONTENT = "content"


KIND_OF_FIELD = {
    "day": ChangeKind.MOVED,
    "starts": ChangeKind.MOVED,
    "minutes": ChangeKind.MOVED,
    "time_zone": ChangeKind.MOVED,
    "offset": ChangeKind.MOVED,
    "room": ChangeKind.ROOM,
    "place": ChangeKind.ROOM,
    "mode": ChangeKind.LINK,
    "is_cancelled": ChangeKind.CANCELLED,
    **dict.fromkeys(
        (
            "kind",
            "title",
            "text",
            "track",
            "languages",
            "is_public",
            "speakers",
            "summary",
        ),
        ChangeKind.CONTENT,
    ),
}
"""Every field of a release that readers see; a test holds it against the fields of a session."""

IN_CALENDARS = frozenset(ChangeKind) - {ChangeKind.CONTENT}
"""What makes another SEQUENCE: all but words."""


@dataclass(frozen=True)
class SessionChange:
    """One session that is not what it was. `before` is None for a new one, `after` for one no longer in the programme."""

    before: ReleasedSession | None
    after: ReleasedSession | None
    kinds: frozenset[ChangeKind]
    fields: tuple[str, ...]

    @property
    def session(self) -> ReleasedSession:
        """The session as it is now; as it was, if it is gone."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a change without a session")
        return found


def change_set(old: Iterable[ReleasedSession], new: Iterable[ReleasedSession]) -> list[SessionChange]:
    """Return every session that differs, in the order of the days; empty if and only if readers see the same."""
    before, after = _by_id(old), _by_id(new)
    found = [_change(before.get(ident), after.get(ident)) for ident in before.keys() | after.keys()]
    changes = [change for change in found if change is not None]
    return sorted(changes, key=lambda change: (change.session.day, change.session.starts, change.session.id))


def apply_changes(old: Iterable[ReleasedSession], changes: Iterable[SessionChange]) -> list[ReleasedSession]:
    """Return what `old` becomes by the changes, in the order of the days."""
    held = _by_id(old)
    for change in changes:
        held.pop(change.session.id, None)
        if change.after is not None:
            held[change.after.id] = change.after
    return in_order(held.values())


def public_changes(old: Sequence[ReleasedSession], new: Sequence[ReleasedSession]) -> list[SessionChange]:
    """Return the changes as the public sees them: a session made public is new, one hidden is cancelled."""
    return change_set((each for each in old if each.is_public), (each for each in new if each.is_public))


def in_order(sessions: Iterable[ReleasedSession]) -> list[ReleasedSession]:
    """Return sessions in the order of the days."""
    return sorted(sessions, key=lambda each: (each.day, each.starts, each.id))


def seen_by_readers(session: ReleasedSession) -> tuple[object, ...]:
    """Return all that readers see of a session: equal values are the same session to them."""
    return tuple(getattr(session, name) for name in KIND_OF_FIELD)


def _by_id(sessions: Iterable[ReleasedSession]) -> dict[int, ReleasedSession]:
    return {each.id: each for each in sessions if not each.is_withdrawn}


def _change(before: ReleasedSession | None, after: ReleasedSession | None) -> SessionChange | None:
    if before is None or after is None:
        return SessionChange(before, after, frozenset({ChangeKind.NEW if after else ChangeKind.CANCELLED}), ())
    fields = tuple(name for name in KIND_OF_FIELD if getattr(before, name) != getattr(after, name))
    if not fields:
        return None
    kinds = {KIND_OF_FIELD[name] for name in fields}
    if "is_cancelled" in fields and before.is_cancelled:
        kinds = kinds - {ChangeKind.CANCELLED} | {ChangeKind.NEW}
    return SessionChange(before, after, frozenset(kinds), fields)
