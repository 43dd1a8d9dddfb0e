"""Conflicts of a draft: pure functions over what `draft.load_draft` read. Each family of rules has its module.

The cost is that of sorting (n log n), and of the pairs that are in conflict, which have to be named.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from .conflict_models import Rule
from .draft import Slot

_ANYWHERE = (Rule.NO_INTERPRETER, Rule.NO_WAY_TO_JOIN, Rule.OVER_CAPACITY)
"""These stay what they are when the hour changes."""


@dataclass(frozen=True)
class Conflict:
    """One rule that the draft breaks.

    Attributes:
        slots: the sessions concerned; the later one, which is usually the one to move, first.
        said: what the sentence needs beside the sessions (a name, a number, an hour), by name.
        facts: all that makes this conflict what it is; other facts are another conflict.
    """

    rule: Rule
    slots: tuple[Slot, ...]
    said: tuple[tuple[str, Any], ...]
    facts: tuple[Any, ...]

    @property
    def key(self) -> str:
        """A hash of rule and facts: an override holds for it, and for nothing else."""
        text = json.dumps([self.rule, sorted(each.id for each in self.slots), self.facts], default=str, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    @property
    def can_move(self) -> bool:
        """Whether another hour or room settles it; otherwise the session itself lacks something."""
        return self.rule not in (Rule.NO_INTERPRETER, Rule.NO_WAY_TO_JOIN)

    def concerns(self, session_id: int) -> bool:
        """Whether a session is part of it."""
        return any(each.id == session_id for each in self.slots)


def conflict(rule: Rule, *slots: Slot, facts: Iterable[Any] = (), **said: Any) -> Conflict:
    """Return a conflict of these sessions; hours and rooms are among its facts, unless they have nothing to do with it."""
    stood = (
        () if rule in _ANYWHERE else sorted((each.id, *each.hour, each.seat.id if each.seat else 0) for each in slots)
    )
    return Conflict(rule, slots, tuple(said.items()), (*stood, *facts))


def overlapping(slots: Iterable[Slot]) -> Iterator[tuple[Slot, Slot]]:
    """Yield each pair of sessions that share a moment, the earlier first."""
    running: list[Slot] = []
    for slot in sorted(slots, key=lambda each: (each.begin, each.id)):
        running = [each for each in running if each.end > slot.begin]
        for earlier in running:
            yield earlier, slot
        running.append(slot)
