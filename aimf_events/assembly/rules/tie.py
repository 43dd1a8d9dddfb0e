"""Ties: the chair's casting vote where the statutes grant one, and the last seat of an election."""

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from .majority import Outcome


class TieBreak(enum.StrEnum):
    """Who is elected among those whom a further round left equal."""

    SENIORITY = "seniority"
    AGE = "age"
    LOT = "lot"


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a tie may turn on: member since, born on, and the place drawn by lot (1 first), each where it is known."""

    key: str
    member_since: date | None = None
    born_on: date | None = None
    lot: int | None = None


@dataclass(frozen=True, slots=True)
class SeatsTaken:
    """A round of an election: who is elected, who is equal for the seats that remain, how many those are."""

    elected: tuple[str, ...]
    tied: tuple[str, ...]
    seats_left: int


def settle_by_chair(
    result: Outcome, *, grants_casting_vote: bool, is_secret: bool, chair_votes: bool | None
) -> Outcome:
    """Return the outcome once the chair has spoken: only a tie of an open vote, where the statutes give that voice.

    Args:
        chair_votes: for, against, or None while the chair has said nothing.
    """
    if result is not Outcome.TIED or not grants_casting_vote or is_secret or chair_votes is None:
        return result
    return Outcome.ADOPTED if chair_votes else Outcome.REJECTED


def take_seats(votes: Mapping[str, int], seats: int, *, needed: int = 1) -> SeatsTaken:
    """Fill seats in the order of the votes, among those who have `needed` of them; equals for the last seats stay equal."""
    ranked = sorted(
        (key for key, number in votes.items() if number >= max(1, needed)), key=lambda key: (-votes[key], key)
    )
    if len(ranked) <= seats:
        return SeatsTaken(tuple(ranked), (), seats - len(ranked))
    limit = votes[ranked[seats]]
    elected = tuple(key for key in ranked[:seats] if votes[key] > limit)
    if len(elected) == seats:
        return SeatsTaken(elected, (), 0)
    return SeatsTaken(elected, tuple(key for key in ranked if votes[key] == limit), seats - len(elected))


def break_tie(tied: Iterable[Candidate], seats: int, by: TieBreak) -> Sequence[str] | None:
    """Return who takes the seats; None where what decides is not known of everyone, or does not tell the last from the next."""
    keys = {
        TieBreak.SENIORITY: lambda one: one.member_since,
        TieBreak.AGE: lambda one: one.born_on,
        TieBreak.LOT: lambda one: one.lot,
    }
    known = [(keys[by](one), one.key) for one in tied]
    if any(value is None for value, _key in known):
        return None
    ordered = sorted(known)
    if 0 < seats < len(ordered) and ordered[seats - 1][0] == ordered[seats][0]:
        return None
    return [key for _value, key in ordered[:seats]]
