"""Elections in rounds: who is elected, who stays, how many seats are left, which round comes next. Whole numbers, no clock, no database.

A first round asks for the statutes' majority; the second takes the most votes; equals for the last seats go to a round between
them alone, and what is equal still is settled by the statutes' tie rule (`tie.py`). Source: DOMAIN.md, « elections ».
"""

import enum
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from .majority import Base, Majority
from .quorum import Hall
from .tie import take_seats


class Stage(enum.StrEnum):
    """What a round asks: the majority of the statutes, the most votes, or the most votes among those who were equal."""

    FIRST = "first"
    SECOND = "second"
    TIED = "tied"


class Stays(enum.StrEnum):
    """Who may stand again after the first round: everyone not elected, or at most two for each seat left, equals included."""

    ALL = "all"
    TWICE = "twice"


class Misfit(enum.StrEnum):
    """Why a count cannot be that of its urn."""

    NOT_THE_ROLL = "not_the_roll"
    MORE_THAN_PAPERS = "more_than_papers"
    CANDIDATE_TOO_HIGH = "candidate_too_high"
    TOO_MANY_NAMES = "too_many_names"
    TOO_FEW_NAMES = "too_few_names"


@dataclass(frozen=True, slots=True)
class Count:
    """The papers of an urn. A valid paper bears one name at least, and as many as there are seats at most.

    Raises:
        ValueError: a number below nothing.
    """

    papers: int
    blanks: int
    spoiled: int
    votes: Mapping[str, int]

    def __post_init__(self) -> None:
        if min(self.papers, self.blanks, self.spoiled, *self.votes.values(), 0) < 0:
            raise ValueError("no count is less than nothing")

    @property
    def valid(self) -> int:
        """The papers that name somebody."""
        return self.papers - self.blanks - self.spoiled


@dataclass(frozen=True, slots=True)
class Rule:
    """What decides a round. `majority` alone matters in the first; `hall` and `members` where its base is one of them."""

    stage: Stage
    seats: int
    majority: Majority
    hall: Hall
    members: int
    stays: Stays = Stays.ALL


@dataclass(frozen=True, slots=True)
class Concluded:
    """What a round decides. Where some are `tied`, the seats left are theirs to share; else those who `stay` may stand for them.

    `needed`: the votes that the rule asked for; `base`: of how many.
    """

    elected: tuple[str, ...]
    tied: tuple[str, ...]
    stay: tuple[str, ...]
    seats_left: int
    needed: int
    base: int


def misfit(count: Count, *, roll: int, seats: int) -> Misfit | None:
    """Return why a count cannot be the urn's, or None. `roll`: the voices that put a paper into it."""
    named = sum(count.votes.values())
    if count.papers != roll:
        return Misfit.NOT_THE_ROLL
    if count.valid < 0:
        return Misfit.MORE_THAN_PAPERS
    if any(number > count.valid for number in count.votes.values()):
        return Misfit.CANDIDATE_TOO_HIGH
    if named > count.valid * min(seats, len(count.votes)):
        return Misfit.TOO_MANY_NAMES
    return Misfit.TOO_FEW_NAMES if named < count.valid else None


def base_of_round(majority: Majority, count: Count, hall: Hall, *, members: int) -> int:
    """Return what the votes of a candidate are measured against: papers that name somebody, the blank ones too, or who is there."""
    bases = {
        Base.EXPRESSED: count.valid,
        Base.CAST: count.valid + count.blanks,
        Base.PRESENT: hall.present + hall.remote,
        Base.PRESENT_OR_REPRESENTED: hall.voices,
        Base.MEMBERS: members,
    }
    return bases[majority.base]


def conclude(rule: Rule, count: Count) -> Concluded:
    """Return what a round decides."""
    base = base_of_round(rule.majority, count, rule.hall, members=rule.members)
    needed = max(1, rule.majority.threshold.needed(base)) if rule.stage is Stage.FIRST else 1
    if rule.stage is Stage.TIED:
        # Each of them had the votes already: whoever has none here is still equal to the next who has none.
        taken = take_seats({key: number + 1 for key, number in count.votes.items()}, rule.seats)
    else:
        taken = take_seats(count.votes, rule.seats, needed=needed)
    stay: tuple[str, ...] = ()
    if rule.stage is Stage.FIRST and taken.seats_left and not taken.tied:
        rest = {key: number for key, number in count.votes.items() if key not in taken.elected}
        stay = _staying(rest, taken.seats_left, rule.stays)
    return Concluded(taken.elected, taken.tied, stay, taken.seats_left, needed, base)


def next_stage(stage: Stage, concluded: Concluded) -> Stage | None:
    """Return the round that comes next; None where the election is over, or a tie is to be settled by the statutes' rule."""
    if concluded.tied:
        return None if stage is Stage.TIED else Stage.TIED
    if stage is Stage.FIRST and concluded.seats_left and concluded.stay:
        return Stage.SECOND
    return None


def settled(concluded: Concluded, winners: Collection[str]) -> Concluded:
    """Return what is decided once a tie is settled.

    Raises:
        ValueError: they are not as many as the seats left, or not among the tied.
    """
    if len(set(winners)) != concluded.seats_left or not set(winners) <= set(concluded.tied):
        raise ValueError("as many winners as seats left, all of them tied")
    return Concluded((*concluded.elected, *sorted(winners)), (), (), 0, concluded.needed, concluded.base)


def whole_list(concluded: Concluded, names: Collection[str], seats: int, *, adopted: bool) -> Concluded:
    """Return what one question on the whole list decides: all are elected, or nobody is and all stay."""
    if adopted:
        return Concluded(tuple(names), (), (), seats - len(names), concluded.needed, concluded.base)
    return Concluded((), (), tuple(names), seats, concluded.needed, concluded.base)


def staying(rule: Rule, concluded: Concluded, votes: Mapping[str, int]) -> tuple[str, ...]:
    """Return who may stand for the seats left, of those who are there still. `votes`: theirs alone, in the round before."""
    rest = {key: number for key, number in votes.items() if key not in concluded.elected}
    return _staying(rest, concluded.seats_left, rule.stays)


def _staying(rest: Mapping[str, int], seats: int, stays: Stays) -> tuple[str, ...]:
    ranked = sorted(rest, key=lambda key: (-rest[key], key))
    if stays is Stays.ALL or len(ranked) <= 2 * seats:
        return tuple(ranked)
    last = rest[ranked[2 * seats - 1]]
    return tuple(key for key in ranked if rest[key] >= last)
