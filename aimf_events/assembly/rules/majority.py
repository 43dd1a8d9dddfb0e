"""Majorities: which votes are for, of which base, and when it is a tie."""

import enum
from dataclasses import dataclass

from .quorum import Hall
from .threshold import Threshold


class Base(enum.StrEnum):
    """What the votes in favour are measured against.

    EXPRESSED: for and against. CAST: the blank ones too; who abstains casts none. PRESENT: the members there, in the room or
    at a distance, without those they represent. PRESENT_OR_REPRESENTED: these too. MEMBERS: every voting member in good standing.
    """

    EXPRESSED = "expressed"
    CAST = "cast"
    PRESENT = "present"
    PRESENT_OR_REPRESENTED = "present_or_represented"
    MEMBERS = "members"


class Outcome(enum.StrEnum):
    """What a vote decides."""

    ADOPTED = "adopted"
    REJECTED = "rejected"
    TIED = "tied"


@dataclass(frozen=True, slots=True)
class Majority:
    """A threshold and its base. « For > against » is more than 1/2 of the votes expressed."""

    threshold: Threshold
    base: Base


@dataclass(frozen=True, slots=True)
class Tally:
    """The count of one ballot. Together they are its roll."""

    in_favour: int = 0
    against: int = 0
    abstentions: int = 0
    blanks: int = 0
    not_voted: int = 0

    def __post_init__(self) -> None:
        if min(self.in_favour, self.against, self.abstentions, self.blanks, self.not_voted) < 0:
            raise ValueError("no count is less than nothing")

    @property
    def roll(self) -> int:
        """How many could vote: those who did and those who did not."""
        return self.in_favour + self.against + self.abstentions + self.blanks + self.not_voted


def base_of(majority: Majority, tally: Tally, hall: Hall, *, members: int) -> int:
    """Return the number that the votes in favour are measured against; `members`: all voting members in good standing."""
    bases = {
        Base.EXPRESSED: tally.in_favour + tally.against,
        Base.CAST: tally.in_favour + tally.against + tally.blanks,
        Base.PRESENT: hall.present + hall.remote,
        Base.PRESENT_OR_REPRESENTED: hall.voices,
        Base.MEMBERS: members,
    }
    return bases[majority.base]


def outcome(majority: Majority, tally: Tally, hall: Hall, *, members: int) -> Outcome:
    """Return what a ballot decides. Nothing is adopted without a vote for it; a tie is half and half of a whole base."""
    base = base_of(majority, tally, hall, members=members)
    if tally.in_favour and majority.threshold.is_met(tally.in_favour, base):
        return Outcome.ADOPTED
    is_even = tally.in_favour == tally.against > 0 and base == tally.in_favour + tally.against
    return Outcome.TIED if is_even and majority.threshold.is_half_plus_one else Outcome.REJECTED
