"""La météo du quorum: from the first answer to the gavel, how many voices are to be expected, how many it takes, and whom to call.

The low end counts those in the base whose titular or substitute is accredited; the high end those who are announced and not yet
accredited too. A voice given by a proxy that was accepted counts with its holder. What is not read yet is not guessed: visas, flights.
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from ..database import db
from ..members.models import Standing
from ..people.models import Person
from ..registration.models import Mode, Registration, RegistrationState
from .mandates import Holder, Seat
from .parameters import Parameter
from .profiles import Profile
from .proxy_models import Proxy, ProxyState
from .proxy_register import proxies_of
from .rolls import Roll, roll_of
from .sitting_models import Sitting
from .sittings import profile_of


class Want(enum.StrEnum):
    """Why a voice is not counted on, the easiest to bring in first."""

    NOT_ACCREDITED = "not_accredited"
    HOLDER_UNSURE = "holder_unsure"
    PROXY_UNANSWERED = "proxy_unanswered"
    ONLINE_NOT_ALLOWED = "online_not_allowed"
    NO_ANSWER = "no_answer"
    DUES = "dues"
    CONTESTED = "contested"
    DECLINED = "declined"


_CARRIED = frozenset({Want.NOT_ACCREDITED, Want.NO_ANSWER, Want.DECLINED, Want.ONLINE_NOT_ALLOWED})
"""Absences that a proxy makes good: the voice itself is in the base, and nobody contests it."""


@dataclass(frozen=True, slots=True)
class Call:
    """A member to call: why its voice is wanting, whom to ask for, at which number.

    `proxy`: one that waits for its holder's answer, or that is carried by a holder who is not sure to come.
    """

    seat: Seat
    want: Want
    person: Person | None
    telephone: str
    proxy: Proxy | None = None

    @property
    def may_give_proxy(self) -> bool:
        """Whether the member can still give its voice to another: nobody comes for it, and nothing else keeps it out."""
        return self.want in (Want.NO_ANSWER, Want.DECLINED, Want.ONLINE_NOT_ALLOWED) and self.proxy is None


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is to be expected. Voices; `needed` is 0 where no quorum is asked; `calls` in the order in which to make them."""

    low: int
    high: int
    needed: int
    base: int
    calls: Sequence[Call]

    @property
    def missing(self) -> int:
        """How many more voices it takes to be sure."""
        return max(0, self.needed - self.low)


def forecast(sitting: Sitting) -> Forecast:
    """Return the forecast of a convened sitting. A constant number of queries."""
    roll, profile = roll_of(sitting), profile_of(sitting)
    accredited = _accredited(roll)
    alone = {seat.mandate.id: _want(seat, roll, profile, accredited) for seat in _voting(roll)}
    given = _proxies(sitting)
    wants = {ident: _with_proxy(want, given.get(ident), alone) for ident, want in alone.items()}
    order = list(Want)
    calls = [
        Call(seat, want, *_reached(seat.holder), given.get(seat.mandate.id))
        for seat in _voting(roll)
        if (want := wants[seat.mandate.id]) is not None
    ]
    low = sum(want is None for want in wants.values())
    high = low + sum(want in (Want.NOT_ACCREDITED, Want.HOLDER_UNSURE) for want in wants.values())
    calls.sort(key=lambda call: (order.index(call.want), not call.telephone, call.seat.member.sort_key))
    return Forecast(low, high, roll.quorum.needed, roll.base, calls)


def _voting(roll: Roll) -> list[Seat]:
    """Those with a deliberative voice, the suspended left out: no call brings them in."""
    return [
        seat
        for seat in roll.seats
        if seat.mandate.votes_from is not None and roll.out.get(seat.mandate.id) is not Standing.SUSPENDED
    ]


def _want(seat: Seat, roll: Roll, profile: Profile, accredited: set[int]) -> Want | None:
    """Why a voice is wanting; None for one that is counted on."""
    holder = seat.holder
    if roll.out.get(seat.mandate.id) is Standing.IN_ARREARS:
        return Want.DUES
    if holder.is_contested:
        return Want.CONTESTED
    if holder.declined:
        return Want.DECLINED
    comers = [
        (ident, mode)
        for ident, mode in (
            (holder.titular_registration, holder.titular_comes),
            (holder.substitute_registration, holder.substitute_comes),
        )
        if ident is not None
    ]
    if not comers:
        return Want.NO_ANSWER
    if not profile.flag(Parameter.REMOTE_PARTICIPATION):
        comers = [(ident, mode) for ident, mode in comers if mode is not Mode.ONLINE]
        if not comers:
            return Want.ONLINE_NOT_ALLOWED
    return None if any(ident in accredited for ident, _mode in comers) else Want.NOT_ACCREDITED


def _proxies(sitting: Sitting) -> dict[int, Proxy]:
    """What each giver gave: the proxy that stands, else the first that waits for its holder."""
    given: dict[int, Proxy] = {}
    for proxy in proxies_of(sitting):
        if proxy.stands:
            given[proxy.giver_id] = proxy
        elif proxy.state is ProxyState.OFFERED:
            given.setdefault(proxy.giver_id, proxy)
    return given


def _with_proxy(want: Want | None, proxy: Proxy | None, alone: dict[int, Want | None]) -> Want | None:
    """Why a voice is wanting once its proxy is read: carried by a holder who is sure, it is counted on."""
    if want not in _CARRIED or proxy is None:
        return want
    if not proxy.stands:
        return Want.PROXY_UNANSWERED
    holder = alone.get(proxy.holder_id, Want.NO_ANSWER)
    if holder is None:
        return None
    return Want.HOLDER_UNSURE if holder is Want.NOT_ACCREDITED and want is not Want.NOT_ACCREDITED else want


def _accredited(roll: Roll) -> set[int]:
    idents = {seat.holder.titular_registration for seat in roll.seats}
    idents |= {seat.holder.substitute_registration for seat in roll.seats}
    rows = select(Registration.id).where(
        Registration.id.in_([ident for ident in idents if ident is not None]),
        Registration.state == RegistrationState.APPROVED,
    )
    return set(db.session.scalars(rows))


def _reached(holder: Holder) -> tuple[Person | None, str]:
    """Whom to ask for and the number: the titular, else the substitute, else the head of the delegation."""
    people = [holder.titular, holder.substitute, holder.head.person if holder.head else None]
    known = [person for person in people if person is not None]
    with_number = next((person for person in known if person.telephone), None)
    if with_number is not None:
        return with_number, with_number.telephone or ""
    return (known[0] if known else None), ""
