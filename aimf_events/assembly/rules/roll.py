"""The roll of a ballot: who has a voice at the instant it opens, who speaks for each, and what is counted of it."""

import enum
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from .proxies import Proxy, TwoOfOne, carried, uses
from .quorum import Hall


class SubstituteVotes(enum.StrEnum):
    """When the substitute of a member speaks with its voice."""

    TITULAR_ABSENT = "titular_absent"
    NEVER = "never"


class Carrier(enum.StrEnum):
    """Who speaks with a voice."""

    TITULAR = "titular"
    SUBSTITUTE = "substitute"
    PROXY = "proxy"


class How(enum.StrEnum):
    """Where somebody is."""

    IN_ROOM = "in_room"
    REMOTE = "remote"


@dataclass(frozen=True, slots=True)
class Voice:
    """A member's voice as the records say it: from when it votes (None: a consultative voice), in good standing or not, where its
    titular and its substitute are (None: away), whether two claim it."""

    key: str
    votes_from: datetime | None
    is_in_good_standing: bool = True
    titular: How | None = None
    substitute: How | None = None
    is_contested: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the roll: one voice, one vote. `is_provisional`: contested, and shown apart in an open vote."""

    key: str
    carrier: Carrier
    carried_by: str
    is_remote: bool = False
    is_provisional: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """What the statutes say of who may speak for a voice."""

    proxy_cap: int = 2
    two_of_one: TwoOfOne = TwoOfOne.LATER
    substitutes: SubstituteVotes = SubstituteVotes.TITULAR_ABSENT
    remote: bool = False


def base_at(moment: datetime, voices: Iterable[Voice]) -> tuple[str, ...]:
    """Return the voices that count at a moment: members that vote, in good standing, with or without anybody in the hall."""
    return tuple(sorted(each.key for each in voices if _has_voice(each, moment)))


def roll_at(
    moment: datetime, voices: Sequence[Voice], proxies: Sequence[Proxy], rules: Rules, *, is_secret: bool = False
) -> tuple[Line, ...]:
    """Return the roll of a ballot that opens at a moment: each voice at most once, in the order of the keys.

    A contested voice has none in a secret ballot, and carries or gives no proxy; a substitute speaks while the titular is away.
    """
    base = set(base_at(moment, voices))
    of_base = [each for each in voices if each.key in base]
    settled = {each.key for each in of_base if not each.is_contested}
    own = {each.key: line for each in of_base if (line := _own_line(each, rules)) is not None}
    said = uses(proxies, voices=settled, there=set(own), cap=rules.proxy_cap, two_of_one=rules.two_of_one)
    lines = [line for line in own.values() if not (is_secret and line.is_provisional)]
    for giver, holder in carried(said).items():
        lines.append(Line(giver, Carrier.PROXY, holder, is_remote=own[holder].is_remote))
    return tuple(sorted(lines, key=lambda line: line.key))


def hall_of(lines: Iterable[Line]) -> Hall:
    """Return how many of the voices of a roll are there in each way."""
    kinds = [(line.carrier is Carrier.PROXY, line.is_remote) for line in lines]
    represented = sum(by_proxy for by_proxy, _remote in kinds)
    remote = sum(remote and not by_proxy for by_proxy, remote in kinds)
    return Hall(len(kinds) - represented - remote, represented, remote)


def not_voted(lines: Iterable[Line], voted: Set[str]) -> tuple[str, ...]:
    """Return who of the roll has not voted.

    Raises:
        ValueError: somebody voted who is not in the roll.
    """
    keys = {line.key for line in lines}
    if voted - keys:
        raise ValueError(f"not in the roll: {sorted(voted - keys)}")
    return tuple(sorted(keys - voted))


def _has_voice(voice: Voice, moment: datetime) -> bool:
    return voice.is_in_good_standing and voice.votes_from is not None and voice.votes_from <= moment


def _own_line(voice: Voice, rules: Rules) -> Line | None:
    """The line of a voice whose titular, or else substitute, is there."""
    substitute = voice.substitute if rules.substitutes is SubstituteVotes.TITULAR_ABSENT else None
    for carrier, where in ((Carrier.TITULAR, voice.titular), (Carrier.SUBSTITUTE, substitute)):
        if where is How.IN_ROOM or (where is How.REMOTE and rules.remote):
            return Line(voice.key, carrier, voice.key, where is How.REMOTE, voice.is_contested)
    return None
