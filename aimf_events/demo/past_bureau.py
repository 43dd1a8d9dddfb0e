"""Movements at the Bureau's meeting of some weeks ago: a proxy given before it, two who went out, one who came back."""

from datetime import timedelta

from ..assembly.mandates import seats_of
from ..assembly.presence import enter_presence
from ..assembly.proxies import accept_proxy, offer_proxy
from ..assembly.proxy_letters import reached
from ..assembly.rules.roll import Carrier, How
from ..assembly.sitting_models import EntrySource, Sitting
from ..clock import telling
from ..people.models import Person

MOVES = ((50, 1, None), (55, 2, None), (75, 1, How.IN_ROOM))
"""Minutes after the hour, whose seat, in or out."""


def come_and_go(sitting: Sitting, *, by: Person) -> None:
    """Note them, each at its hour, before the meeting is held by its own clock."""
    seats, start = [seat for seat in seats_of(sitting) if seat.holder.titular], sitting.starts_at
    holder, giver = next(seat for seat in seats if reached(seat)[1]), seats[-1]
    with telling(start - timedelta(days=2)):
        accept_proxy(offer_proxy(sitting, giver, holder, by=None), giver, holder, by=None)
    for minute, number, how in MOVES:
        with telling(start + timedelta(minutes=minute)):
            enter_presence(
                sitting, seats[number], carrier=Carrier.TITULAR, how=how, source=EntrySource.ROLL_CALL, by=by
            )
