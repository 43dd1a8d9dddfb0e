"""Those who follow a sitting from afar: who counts, who is heard and has not answered, whose line is uncertain.

What a page and a roll call say adds to what doors and officers say (`presence.py`): an exit that was noted ends presence from afar
too, until the next answer. Whether afar counts at all is the statutes' word (`rules/roll.py`).
"""

import enum
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..hybrid.presence import Hold, Stretch, hold_at, stretches_of
from .mandates import Seat
from .presence import breaks_of
from .roll_calls import answers_of
from .rules.presence import Break, Said, where_at
from .rules.remote import said_from_afar
from .rules.roll import Carrier
from .sitting_models import Sitting

Whose = tuple[int, Carrier]


class Afar(enum.StrEnum):
    """What is known of somebody who follows from afar."""

    COUNTED = "counted"
    UNANSWERED = "unanswered"
    UNCERTAIN = "uncertain"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Follower:
    """Somebody whose page was heard during the sitting."""

    seat: Seat
    carrier: Carrier
    state: Afar
    last_seen: datetime


def said_afar(sitting: Sitting, seats: Sequence[Seat], said: Sequence[Said], breaks: Sequence[Break]) -> list[Said]:
    """Return what pages and roll calls say of who is there, as `rules/presence.where_at` reads it. Two queries.

    Args:
        said: what doors and officers say: an exit that they noted holds here too.
    """
    return _said(sitting, _heard(sitting, seats), said, breaks)


def followers_of(sitting: Sitting, seats: Sequence[Seat], moment: datetime, said: Sequence[Said]) -> list[Follower]:
    """Return those whose page was heard, in the order of names, with what is known of each."""
    heard = _heard(sitting, seats)
    breaks = breaks_of(sitting)
    there = where_at(moment, _said(sitting, heard, said, breaks), breaks)
    by_id = {seat.mandate.id: seat for seat in seats}
    found = []
    for whose, stretches in heard.items():
        hold = hold_at(moment, stretches)
        state = {Hold.UNCERTAIN: Afar.UNCERTAIN, Hold.ABSENT: Afar.LOST}.get(hold, Afar.UNANSWERED)
        state = Afar.COUNTED if whose in there else state
        found.append(Follower(by_id[whose[0]], whose[1], state, max(each.last_seen for each in stretches)))
    return sorted(found, key=lambda each: (each.seat.member.sort_key, each.carrier.value))


def _heard(sitting: Sitting, seats: Sequence[Seat]) -> dict[Whose, list[Stretch]]:
    if sitting.session is None:
        return {}
    whose: dict[int, Whose] = {}
    for seat in seats:
        if seat.holder.titular_registration is not None:
            whose[seat.holder.titular_registration] = (seat.mandate.id, Carrier.TITULAR)
        if seat.holder.substitute_registration is not None:
            whose[seat.holder.substitute_registration] = (seat.mandate.id, Carrier.SUBSTITUTE)
    return {whose[ident]: stretches for ident, stretches in stretches_of(sitting.session, whose).items()}


def _said(
    sitting: Sitting, heard: dict[Whose, list[Stretch]], said: Sequence[Said], breaks: Sequence[Break]
) -> list[Said]:
    if not heard:
        return []
    answered: dict[Whose, list[datetime]] = defaultdict(list)
    for mandate_id, carrier, at in answers_of(sitting):
        answered[mandate_id, carrier].append(at)
    exits: dict[Any, list[datetime]] = defaultdict(list)
    for each in said:
        if each.how is None:
            exits[each.who].append(each.at)
    suspended = [each.at for each in breaks if not each.resumes]
    afar = [each for each in said if each.how is None]
    for whose, stretches in heard.items():
        heard_at = [(each.opened_at, each.sure_until) for each in stretches]
        afar += said_from_afar(whose, heard_at, answered[whose], [*suspended, *exits[whose]])
    return afar
