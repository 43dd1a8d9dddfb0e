"""The rounds of an election, in whole numbers: never more elected than seats, nobody below the majority, whatever the order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimf_events.assembly.rules.election import (
    Count,
    Misfit,
    Rule,
    Stage,
    Stays,
    conclude,
    misfit,
    next_stage,
    settled,
)
from aimf_events.assembly.rules.majority import Base, Majority
from aimf_events.assembly.rules.quorum import Hall
from aimf_events.assembly.rules.threshold import Threshold

ABSOLUTE = Majority(Threshold(1, 2, is_strict=True), Base.EXPRESSED)
HALL = Hall(100)


def rule(stage=Stage.FIRST, seats=1, majority=ABSOLUTE, stays=Stays.ALL):
    return Rule(stage, seats, majority, HALL, 325, stays)


def count(votes, *, blanks=0, spoiled=0, papers=None):
    valid = max([*votes.values(), 0]) if papers is None else papers - blanks - spoiled
    return Count(valid + blanks + spoiled, blanks, spoiled, votes)


# -- examples --------------------------------------------------------------------------------------------------------------


def test_half_is_not_elected_in_the_first_round_and_one_more_is():
    assert conclude(rule(), Count(100, 0, 0, {"a": 50, "b": 50})).elected == ()
    found = conclude(rule(), Count(101, 0, 0, {"a": 51, "b": 50}))
    assert (found.elected, found.needed, found.base, found.seats_left) == (("a",), 51, 101, 0)


def test_blanks_are_in_the_base_only_where_the_statutes_count_votes_cast():
    cast = Majority(Threshold(1, 2, is_strict=True), Base.CAST)
    papers = Count(101, 10, 1, {"a": 50, "b": 40})
    assert conclude(rule(), papers).elected == ("a",)
    assert conclude(rule(majority=cast), papers).elected == ()
    assert conclude(rule(majority=cast), papers).base == 100


def test_who_is_over_the_majority_beyond_the_seats_is_not_elected():
    found = conclude(rule(seats=2), Count(10, 0, 0, {"a": 9, "b": 8, "c": 7}))
    assert (found.elected, found.seats_left, next_stage(Stage.FIRST, found)) == (("a", "b"), 0, None)


def test_equals_for_the_last_seat_go_to_a_round_between_them_alone():
    found = conclude(rule(seats=2), Count(10, 0, 0, {"a": 9, "b": 7, "c": 7, "d": 2}))
    assert (found.elected, found.tied, found.seats_left, found.stay) == (("a",), ("b", "c"), 1, ())
    assert next_stage(Stage.FIRST, found) is Stage.TIED
    again = conclude(rule(Stage.TIED), Count(10, 10, 0, {"b": 0, "c": 0}))
    assert (again.tied, next_stage(Stage.TIED, again)) == (("b", "c"), None)
    assert settled(again, ["c"]).elected == ("c",)
    for wrong in ([], ["d"], ["b", "c"]):
        with pytest.raises(ValueError, match="as many winners"):
            settled(again, wrong)


def test_the_second_round_takes_the_most_votes_and_whoever_has_none_is_not_elected():
    found = conclude(rule(Stage.SECOND, seats=2), Count(10, 1, 0, {"a": 9, "b": 0}))
    assert (found.elected, found.seats_left, next_stage(Stage.SECOND, found)) == (("a",), 1, None)


def test_two_for_each_seat_stay_with_those_who_are_their_equals():
    votes = {"a": 4, "b": 3, "c": 3, "d": 1}
    assert conclude(rule(), Count(11, 0, 0, votes)).stay == ("a", "b", "c", "d")
    assert conclude(rule(stays=Stays.TWICE), Count(11, 0, 0, votes)).stay == ("a", "b", "c")


@pytest.mark.parametrize(
    "papers, roll, seats, wrong",
    [
        (Count(10, 1, 1, {"a": 5, "b": 3}), 10, 1, None),
        (Count(9, 1, 0, {"a": 5, "b": 3}), 10, 1, Misfit.NOT_THE_ROLL),
        (Count(11, 1, 0, {"a": 5, "b": 5}), 10, 1, Misfit.NOT_THE_ROLL),
        (Count(10, 6, 5, {"a": 0, "b": 0}), 10, 1, Misfit.MORE_THAN_PAPERS),
        (Count(10, 1, 1, {"a": 9, "b": 0}), 10, 2, Misfit.CANDIDATE_TOO_HIGH),
        (Count(10, 0, 0, {"a": 6, "b": 5}), 10, 1, Misfit.TOO_MANY_NAMES),
        (Count(10, 0, 0, {"a": 6, "b": 3}), 10, 1, Misfit.TOO_FEW_NAMES),
        (Count(10, 0, 0, {"a": 10, "b": 10}), 10, 2, None),
    ],
)
def test_a_count_that_cannot_be_the_urns_is_told_apart(papers, roll, seats, wrong):
    assert misfit(papers, roll=roll, seats=seats) is wrong


def test_no_count_is_below_nothing():
    with pytest.raises(ValueError, match="less than nothing"):
        Count(1, 0, 0, {"a": -1})


# -- invariants ------------------------------------------------------------------------------------------------------------

shares = st.sampled_from(
    [Threshold(1, 2, is_strict=True), Threshold(2, 3), Threshold(1, 3), Threshold(0, 1), Threshold(1, 1)]
)
majorities = st.builds(Majority, shares, st.sampled_from(list(Base)))
tables = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 12), max_size=8)
rules = st.builds(
    Rule,
    st.sampled_from(list(Stage)),
    st.integers(1, 6),
    majorities,
    st.just(Hall(15, 5)),
    st.just(30),
    st.sampled_from(list(Stays)),
)


@given(rules, tables, st.integers(0, 5), st.integers(0, 5))
def test_every_round_keeps_to_its_seats_and_its_majority(which, votes, blanks, spoiled):
    papers = count(votes, blanks=blanks, spoiled=spoiled)
    found = conclude(which, papers)
    assert len(found.elected) + found.seats_left == which.seats
    groups = [*found.elected, *found.tied, *found.stay]
    assert len(groups) == len(set(groups))
    assert set(groups) <= set(votes)
    if which.stage is Stage.FIRST:
        assert all(which.majority.threshold.is_met(votes[key], found.base) for key in (*found.elected, *found.tied))
    if which.stage is not Stage.TIED:
        assert all(votes[key] >= 1 for key in (*found.elected, *found.tied))
    if found.tied:
        assert len({votes[key] for key in found.tied}) == 1
        assert len(found.tied) > found.seats_left > 0
        assert not found.stay
    lowest = min((votes[key] for key in found.elected), default=None)
    if lowest is not None:
        assert all(votes[key] <= lowest for key in votes if key not in found.elected), "no loser has more votes"
        assert all(votes[key] < lowest for key in found.tied)


@given(rules, tables, st.randoms())
def test_the_order_of_the_paper_decides_nothing(which, votes, dice):
    keys = list(votes)
    dice.shuffle(keys)
    papers = count(votes)
    assert conclude(which, papers) == conclude(which, Count(papers.papers, 0, 0, {key: votes[key] for key in keys}))


@given(rules, tables)
def test_no_name_decides_either(which, votes):
    """Whoever is called otherwise has the same outcome with the same votes."""
    other = dict(zip(sorted(votes), sorted(votes, reverse=True), strict=True))
    papers = count(votes)
    found = conclude(which, papers)
    turned = conclude(which, Count(papers.papers, 0, 0, {other[key]: number for key, number in votes.items()}))
    assert {other[key] for key in found.elected} == set(turned.elected)
    assert {other[key] for key in found.tied} == set(turned.tied)
    assert {other[key] for key in found.stay} == set(turned.stay)


@given(st.integers(1, 6), majorities, st.sampled_from(list(Stays)), st.lists(tables, min_size=3, max_size=3))
def test_a_chain_of_rounds_ends_and_fills_no_seat_twice(seats, majority, stays, polls):
    names, left, stage, elected, rounds = tuple("abcdefgh"), seats, Stage.FIRST, [], 0
    while stage is not None:
        votes = {key: polls[rounds].get(key, 0) for key in names}
        rounds += 1
        found = conclude(Rule(stage, left, majority, Hall(15, 5), 30, stays), count(votes))
        if stage is Stage.TIED and found.tied:
            found = settled(found, found.tied[: found.seats_left])
        elected += found.elected
        stage, left, names = next_stage(stage, found), found.seats_left, found.tied or found.stay
    assert rounds <= 3
    assert len(elected) == len(set(elected)) <= seats


@given(tables, st.integers(1, 6), st.integers(0, 5), st.integers(0, 5), st.integers(0, 80))
def test_what_fits_adds_up(votes, seats, blanks, spoiled, papers):
    given_count = Count(papers, blanks, spoiled, votes)
    if misfit(given_count, roll=papers, seats=seats) is None:
        assert given_count.valid <= sum(votes.values()) <= given_count.valid * seats
        assert max(votes.values(), default=0) <= given_count.valid
