"""The order of a list of speakers. Pure: no database, no clock.

Source of the rule: shared/specs/assembly.md, "Agenda live". A point of order passes before the list; then, where the chair keeps the
usual rule, whoever has not spoken on the item yet; then in the order in which the floor was asked. Balance is shown, never imposed.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that waits. `voice` is whose; `place` settles requests of the same moment."""

    voice: int
    is_order: bool
    at: datetime
    place: int


def in_order(waiting: Iterable[Asked], *, spoke: Collection[int], first_timers_first: bool) -> list[Asked]:
    """Return the list as it will be called.

    Args:
        spoke: the voices that have had the floor on this item, points of order not counted.
    """

    def rank(each: Asked) -> tuple[bool, bool, datetime, int]:
        again = first_timers_first and not each.is_order and each.voice in spoke
        return not each.is_order, again, each.at, each.place

    return sorted(waiting, key=rank)


def shares(kinds: Sequence[str | None]) -> dict[str, int]:
    """Return how many there are of each kind, those unknown (None) left out."""
    return dict(Counter(each for each in kinds if each is not None))
