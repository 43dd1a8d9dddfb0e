"""For whom an emergency badge stands: a pure function of its bindings, whatever the order of their arrival.

Source of the rule: shared/specs/badges-checkin.md, "Scanning" and "Facts and merging". No database, no clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ..i18n import search_key
from .blank_models import BlankState


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What of a binding decides. `key` names it; `by_supervisor`: a word that settles whatever was bound before."""

    key: int
    at: datetime
    badge: int | None = None
    name: str = ""
    delegation: str = ""
    by_supervisor: bool = False


@dataclass(frozen=True, slots=True)
class Stands:
    """For whom a blank stands."""

    state: BlankState = BlankState.FREE
    badge: int | None = None
    name: str = ""
    delegation: str = ""


def stands_for(bindings: Iterable[Bound]) -> Stands:
    """Return for whom a blank stands: the supervisor's latest word, else what all desks say; two desks that differ, nobody."""
    ordered = sorted({each.key: each for each in bindings}.values(), key=lambda each: (each.at, each.key))
    settled = [each for each in ordered if each.by_supervisor]
    said = settled[-1:] or ordered
    if not said:
        return Stands()
    if len({_whom(each) for each in said}) > 1:
        return Stands(BlankState.CONTESTED)
    first = said[0]
    if first.badge is not None:
        return Stands(BlankState.BOUND, first.badge)
    return Stands(BlankState.HANDWRITTEN, None, first.name, first.delegation)


def _whom(bound: Bound) -> tuple[int | None, str, str]:
    return (bound.badge, search_key(bound.name), search_key(bound.delegation))
