"""To whom a member may give its voice: those whom the rules allow, who can be written to, the likeliest to be there first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ..i18n import search_key
from .mandates import Seat
from .parameters import Parameter
from .profiles import Profile
from .proxy_letters import reached
from .proxy_models import Proxy
from .proxy_register import places_left
from .rolls import Roll


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member who may carry a voice: how many more it may carry, whether somebody is announced for it at the congress."""

    seat: Seat
    places: int
    comes: bool


def candidates(
    roll: Roll, giver: Seat, proxies: Collection[Proxy], profile: Profile, *, words: str = ""
) -> Sequence[Candidate]:
    """Return who may carry the voice of a giver, and answers a search by name: those announced first, then the giver's neighbours."""
    cap = profile.number(Parameter.PROXY_CAP)
    left, given = places_left(proxies, cap), {each.giver_id for each in proxies if each.stands}
    asked = search_key(words).split()
    found = [
        Candidate(seat, left.get(seat.mandate.id, cap), _comes(seat))
        for seat in roll.seats
        if seat.mandate.id in roll.settled
        and seat.mandate.id != giver.mandate.id
        and seat.mandate.id not in given
        and left.get(seat.mandate.id, cap) > 0
        and reached(seat)[1]
        and all(word in seat.member.search_key for word in asked)
    ]
    country = giver.member.country
    return sorted(
        found, key=lambda each: (not each.comes, each.seat.member.country != country, each.seat.member.sort_key)
    )


def _comes(seat: Seat) -> bool:
    holder = seat.holder
    return holder.titular_registration is not None or holder.substitute_registration is not None
