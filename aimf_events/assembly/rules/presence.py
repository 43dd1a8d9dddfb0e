"""Where somebody is: the last thing said of them since the sitting last began or resumed. No database, no clock.

Source: DOMAIN.md: presence is an append-only log of entries and exits; suspending the sitting closes all presence, and each comes
back by scan or roll call. While it is suspended nobody is there.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime

from .roll import How


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody came in (`how`) or went out (None), at a moment; `order` settles what was said at the same instant."""

    who: Hashable
    how: How | None
    at: datetime
    order: int = 0


@dataclass(frozen=True, slots=True)
class Break:
    """The sitting was suspended (`resumes` False) or resumed (True)."""

    at: datetime
    resumes: bool


def where_at(moment: datetime, said: Iterable[Said], breaks: Iterable[Break] = ()) -> dict[Hashable, How]:
    """Return who is there at a moment, and how. What was said before the last suspension counts no more."""
    past = sorted((each for each in breaks if each.at <= moment), key=lambda each: each.at)
    if past and not past[-1].resumes:
        return {}
    since = max((each.at for each in past if not each.resumes), default=None)
    there: dict[Hashable, How] = {}
    for each in sorted(said, key=lambda each: (each.at, each.order)):
        if each.at > moment or (since is not None and each.at <= since):
            continue
        if each.how is None:
            there.pop(each.who, None)
        else:
            there[each.who] = each.how
    return there
