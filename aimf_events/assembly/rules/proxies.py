"""Proxies: a giver's own voice carried by a holder who is there. Never one that the giver carries: there is no chain."""

import enum
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime


class TwoOfOne(enum.StrEnum):
    """What two proxies of one giver are worth."""

    LATER = "later"
    NEITHER = "neither"


class BlankPaper(enum.StrEnum):
    """What a paper proxy without a holder's name is worth."""

    REFUSED = "refused"
    CHAIR = "chair"


class Use(enum.StrEnum):
    """Whether a proxy carries a voice now, and why not."""

    CARRIED = "carried"
    GIVER_THERE = "giver_there"
    HOLDER_AWAY = "holder_away"
    REPLACED = "replaced"
    TOO_MANY = "too_many"
    NO_VOICE = "no_voice"


class Why(enum.StrEnum):
    """Why a proxy cannot be given to somebody."""

    ONESELF = "oneself"
    NO_VOICE = "no_voice"
    HOLDER_WITHOUT_VOICE = "holder_without_voice"
    FULL = "full"
    GIVER_HOLDS = "giver_holds"
    HOLDER_GAVE = "holder_gave"


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy that was accepted and not revoked; mandates are named by a key."""

    giver: str
    holder: str
    accepted_at: datetime


def uses(
    proxies: Sequence[Proxy], *, voices: Set[str], there: Set[str], cap: int, two_of_one: TwoOfOne
) -> dict[Proxy, Use]:
    """Return what each proxy is worth now.

    Args:
        voices: the mandates that have a voice; `there`: those whose titular or substitute is in the room or at a distance.
        cap: how many one holder holds at most; those accepted first stand, also those that sleep while their giver is there.
    """
    alive = _alive(proxies, two_of_one)
    held: dict[str, int] = {}
    said: dict[Proxy, Use] = {}
    for proxy in sorted(proxies, key=_order):
        if proxy not in alive:
            said[proxy] = Use.REPLACED
        elif proxy.giver not in voices or proxy.holder not in voices or proxy.giver == proxy.holder:
            said[proxy] = Use.NO_VOICE
        else:
            held[proxy.holder] = held.get(proxy.holder, 0) + 1
            said[proxy] = _use(proxy, there, is_over=held[proxy.holder] > cap)
    return said


def carried(said: Mapping[Proxy, Use]) -> dict[str, str]:
    """Return who carries whose voice: giver → holder. No giver twice, no giver who is there, no holder who is away."""
    return {proxy.giver: proxy.holder for proxy, use in said.items() if use is Use.CARRIED}


def why_not(giver: str, holder: str, *, voices: Set[str], given: Collection[Proxy], cap: int) -> Why | None:
    """Return why a giver cannot give a proxy to a holder, or None. `given`: the proxies that stand, the giver's former one too."""
    others = [proxy for proxy in given if proxy.giver != giver]
    refusals = (
        (Why.ONESELF, giver == holder),
        (Why.NO_VOICE, giver not in voices),
        (Why.HOLDER_WITHOUT_VOICE, holder not in voices),
        (Why.GIVER_HOLDS, any(proxy.holder == giver for proxy in others)),
        (Why.HOLDER_GAVE, any(proxy.giver == holder for proxy in others)),
        (Why.FULL, sum(proxy.holder == holder for proxy in others) >= cap),
    )
    return next((why for why, is_so in refusals if is_so), None)


def _alive(proxies: Sequence[Proxy], two_of_one: TwoOfOne) -> set[Proxy]:
    """Those that no other proxy of the same giver replaces."""
    of: dict[str, list[Proxy]] = {}
    for proxy in sorted(proxies, key=_order):
        of.setdefault(proxy.giver, []).append(proxy)
    if two_of_one is TwoOfOne.LATER:
        return {given[-1] for given in of.values()}
    return {given[0] for given in of.values() if len(given) == 1}


def _order(proxy: Proxy) -> tuple[datetime, str, str]:
    return proxy.accepted_at, proxy.giver, proxy.holder


def _use(proxy: Proxy, there: Set[str], *, is_over: bool) -> Use:
    if is_over:
        return Use.TOO_MANY
    if proxy.giver in there:
        return Use.GIVER_THERE
    return Use.CARRIED if proxy.holder in there else Use.HOLDER_AWAY
