"""What always holds, whatever the hall looks like (DOMAIN.md, « Invariants, always »)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aimf_events.assembly.rules.majority import Base, Majority, Outcome, Tally, base_of, outcome
from aimf_events.assembly.rules.proxies import Proxy, TwoOfOne, Use, Why, carried, uses, why_not
from aimf_events.assembly.rules.quorum import Counted, Hall, quorum_state
from aimf_events.assembly.rules.roll import (
    Carrier,
    How,
    Rules,
    SubstituteVotes,
    Voice,
    base_at,
    hall_of,
    not_voted,
    roll_at,
)
from aimf_events.assembly.rules.standing import Called, DuesRule, Paid, Rights, Span, standing_at, years_due
from aimf_events.assembly.rules.threshold import Threshold
from aimf_events.assembly.rules.tie import Candidate, TieBreak, break_tie, take_seats

START = datetime(2020, 12, 10, 9, 0, tzinfo=UTC)
KEYS = st.sampled_from([f"m{number}" for number in range(8)])
WHERE = st.sampled_from([None, How.IN_ROOM, How.REMOTE])
MOMENTS = st.integers(-50, 50).map(lambda minutes: START + timedelta(minutes=minutes))
PROXIES = st.lists(st.builds(Proxy, KEYS, KEYS, MOMENTS), max_size=10, unique=True)
CAPS = st.integers(0, 4)
RULES = st.builds(Rules, CAPS, st.sampled_from(list(TwoOfOne)), st.sampled_from(list(SubstituteVotes)), st.booleans())
VOICES = st.lists(
    st.builds(Voice, KEYS, st.none() | MOMENTS, st.booleans(), WHERE, WHERE, st.booleans()),
    max_size=8,
    unique_by=lambda voice: voice.key,
)
COUNTS = st.integers(0, 400)


def always(*strategies: st.SearchStrategy[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A property, on a machine that may be busy."""
    return lambda test: settings(deadline=None)(given(*strategies)(test))


@st.composite
def thresholds(draw: st.DrawFn) -> Threshold:
    denominator = draw(st.integers(1, 12))
    numerator = draw(st.integers(0, denominator))
    return Threshold(numerator, denominator, draw(st.booleans()) and numerator < denominator)


@always(thresholds(), st.integers(0, 2000))
def test_what_is_needed_is_the_smallest_count_that_is_enough(share: Threshold, base: int) -> None:
    needed = share.needed(base)
    assert share.is_met(needed, base)
    assert needed == 0 or not share.is_met(needed - 1, base)


@pytest.mark.parametrize("wrong", [(3, 2, False), (-1, 2, False), (0, 0, False), (1, 1, True)])
def test_no_threshold_is_outside_the_whole(wrong: tuple[int, int, bool]) -> None:
    with pytest.raises(ValueError, match="whole"):
        Threshold(*wrong)


@always(VOICES, PROXIES, RULES, st.booleans())
def test_one_voice_has_one_line_and_is_in_the_base(voices, proxies, rules, is_secret) -> None:
    lines = roll_at(START, voices, proxies, rules, is_secret=is_secret)
    keys = [line.key for line in lines]
    assert len(keys) == len(set(keys))
    assert set(keys) <= set(base_at(START, voices))
    assert hall_of(lines).voices == len(lines)


@always(VOICES, PROXIES, RULES)
def test_those_in_arrears_or_suspended_consultative_or_not_yet_admitted_are_in_no_base(voices, proxies, rules) -> None:
    out = {
        each.key
        for each in voices
        if not each.is_in_good_standing or each.votes_from is None or each.votes_from > START
    }
    assert out.isdisjoint(base_at(START, voices))
    lines = roll_at(START, voices, proxies, rules)
    assert all(line.key not in out and line.carried_by not in out for line in lines)


@always(VOICES, PROXIES, RULES)
def test_the_absent_count_in_the_base(voices, proxies, rules) -> None:
    away = [Voice(each.key, each.votes_from, each.is_in_good_standing) for each in voices]
    assert base_at(START, away) == base_at(START, voices)


@always(VOICES, PROXIES, RULES)
def test_a_proxy_sleeps_while_its_giver_is_there_and_leaves_with_its_holder(voices, proxies, rules) -> None:
    lines = roll_at(START, voices, proxies, rules)
    there = {line.key for line in lines if line.carrier is not Carrier.PROXY}
    by_proxy = [line for line in lines if line.carrier is Carrier.PROXY]
    assert all(line.key not in there and line.carried_by in there for line in by_proxy)
    held = [line.carried_by for line in by_proxy]
    assert all(held.count(holder) <= rules.proxy_cap for holder in held)
    gone = [
        Voice(each.key, each.votes_from, each.is_in_good_standing, is_contested=each.is_contested) for each in voices
    ]
    assert roll_at(START, gone, proxies, rules) == ()


@always(VOICES, PROXIES, RULES)
def test_there_is_no_chain(voices, proxies, rules) -> None:
    lines = roll_at(START, voices, proxies, rules)
    givers = {line.key for line in lines if line.carrier is Carrier.PROXY}
    assert givers.isdisjoint(line.carried_by for line in lines)


@always(VOICES, PROXIES, RULES)
def test_a_contested_voice_is_provisional_in_an_open_vote_and_absent_from_a_secret_one(voices, proxies, rules) -> None:
    contested = {each.key for each in voices if each.is_contested}
    open_lines = roll_at(START, voices, proxies, rules)
    assert {line.key for line in open_lines if line.is_provisional} == contested & {line.key for line in open_lines}
    secret = roll_at(START, voices, proxies, rules, is_secret=True)
    assert {line.key for line in secret} == {line.key for line in open_lines} - contested


@always(VOICES, PROXIES, RULES)
def test_a_substitute_speaks_only_while_the_titular_is_away(voices, proxies, rules) -> None:
    titular = {each.key: each.titular for each in voices}
    for line in roll_at(START, voices, proxies, rules):
        if line.carrier is Carrier.SUBSTITUTE:
            assert titular[line.key] is None or (titular[line.key] is How.REMOTE and not rules.remote)
            assert rules.substitutes is SubstituteVotes.TITULAR_ABSENT


@always(VOICES, PROXIES, RULES, st.data())
def test_voted_and_not_voted_are_the_roll(voices, proxies, rules, data) -> None:
    lines = roll_at(START, voices, proxies, rules)
    keys = [line.key for line in lines]
    voted = data.draw(st.sets(st.sampled_from(keys))) if keys else set()
    left = not_voted(lines, voted)
    assert voted | set(left) == set(keys)
    assert voted.isdisjoint(left)
    with pytest.raises(ValueError, match="not in the roll"):
        not_voted(lines, {"a stranger"})


@always(VOICES, PROXIES, RULES)
def test_the_roll_does_not_depend_on_the_order_of_the_records(voices, proxies, rules) -> None:
    assert roll_at(START, voices, proxies, rules) == roll_at(START, voices[::-1], proxies[::-1], rules)


@always(PROXIES, CAPS, st.sampled_from(list(TwoOfOne)))
def test_of_two_proxies_of_one_giver_one_or_none_counts(proxies, cap, rule) -> None:
    everyone = {f"m{number}" for number in range(8)}
    said = uses(proxies, voices=everyone, there=everyone, cap=cap, two_of_one=rule)
    assert set(said) == set(proxies)
    alive = [proxy.giver for proxy, use in said.items() if use is not Use.REPLACED]
    assert len(alive) == len(set(alive))
    if rule is TwoOfOne.NEITHER:
        assert all(sum(proxy.giver == giver for proxy in proxies) == 1 for giver in alive)


@always(PROXIES, st.sampled_from(list(TwoOfOne)), st.integers(1, 4))
def test_proxies_that_were_given_by_the_rules_all_stand(asked, rule, cap) -> None:
    """Given one after the other, each asked before: nobody is over the cap, nobody gives what they hold."""
    everyone, stand = {f"m{number}" for number in range(8)}, list[Proxy]()
    for proxy in sorted(asked, key=lambda each: each.accepted_at):
        if why_not(proxy.giver, proxy.holder, voices=everyone, given=stand, cap=cap) is None:
            stand = [each for each in stand if each.giver != proxy.giver] + [proxy]
    holders = {proxy.holder for proxy in stand}
    said = uses(stand, voices=everyone, there=holders, cap=cap, two_of_one=rule)
    assert set(carried(said)) == {proxy.giver for proxy in stand}


def test_why_a_proxy_cannot_be_given() -> None:
    voices, given_one = {"a", "b", "c", "d"}, [Proxy("a", "b", START)]

    def why(giver: str, holder: str, cap: int = 2) -> Why | None:
        return why_not(giver, holder, voices=voices, given=given_one, cap=cap)

    assert why("c", "b") is None
    assert why("a", "c") is None, "the giver's own former proxy is no obstacle"
    assert [why("c", "c"), why("x", "b"), why("c", "x")] == [Why.ONESELF, Why.NO_VOICE, Why.HOLDER_WITHOUT_VOICE]
    assert [why("b", "c"), why("c", "a"), why("c", "b", cap=1)] == [Why.GIVER_HOLDS, Why.HOLDER_GAVE, Why.FULL]
    assert why("c", "d", cap=0) is Why.FULL


@always(thresholds(), st.sampled_from(list(Base)), COUNTS, COUNTS, COUNTS, COUNTS)
def test_a_vote_more_in_favour_never_undoes_an_adoption(share, base, yes, no, abstained, blank) -> None:
    """The roll stays what it is: one who had abstained votes for."""
    majority, members = Majority(share, base), yes + no + abstained + blank + 1
    hall = Hall(members)
    before = outcome(majority, Tally(yes, no, abstained + 1, blank), hall, members=members)
    after = outcome(majority, Tally(yes + 1, no, abstained, blank), hall, members=members)
    assert before is not Outcome.ADOPTED or after is Outcome.ADOPTED
    assert base_of(majority, Tally(yes, no, abstained, blank), hall, members=members) <= members


@always(COUNTS, COUNTS, COUNTS, COUNTS)
def test_a_simple_majority_counts_neither_abstentions_nor_blanks(yes, no, abstained, blank) -> None:
    simple = Majority(Threshold(1, 2, True), Base.EXPRESSED)
    tally = Tally(yes, no, abstained, blank)
    said = outcome(simple, tally, Hall(tally.roll), members=tally.roll)
    expected = Outcome.ADOPTED if yes > no else Outcome.TIED if yes == no > 0 else Outcome.REJECTED
    assert said is expected
    assert tally.roll == yes + no + abstained + blank


@always(thresholds(), COUNTS, COUNTS, COUNTS, st.integers(1, 400), st.sets(st.sampled_from(list(Counted))))
def test_the_quorum_says_exactly_how_many_are_missing_or_may_leave(share, there, proxied, afar, base, kinds) -> None:
    state = quorum_state(share, Hall(there, proxied, afar), base, counts=kinds)
    assert state.is_reached == (state.missing == 0)
    assert share.is_met(state.counted + state.missing, base)
    assert state.missing == 0 or not share.is_met(state.counted + state.missing - 1, base)
    if state.is_reached:
        assert share.is_met(state.counted - state.spare, base)


SPANS = st.builds(
    lambda start, length: Span(start, start + timedelta(minutes=length) if length else None),
    MOMENTS,
    st.integers(0, 60),
)
CALLS = st.lists(
    st.builds(
        Called, st.integers(2016, 2021), st.none() | st.integers(1, 900), st.just(Span(START - timedelta(days=900)))
    ),
    max_size=5,
    unique_by=lambda call: call.year,
)
PAID = st.lists(st.builds(Paid, st.integers(2016, 2021), st.none() | st.integers(1, 900), SPANS), max_size=6)
DUES = st.builds(DuesRule, st.integers(0, 3), st.booleans())


@always(CALLS, PAID, st.lists(SPANS, max_size=2), DUES, MOMENTS)
def test_one_payment_more_never_costs_a_member_its_rights(called, paid, suspensions, rule, moment) -> None:
    def standing(payments: list[Paid]) -> Rights:
        return standing_at(moment, 2020, called=called, paid=payments, suspensions=suspensions, rule=rule)

    before = standing(paid)
    owed = years_due(moment, 2020, called, paid, rule)
    if before is Rights.SUSPENDED:
        assert any(span.holds(moment) for span in suspensions)
    assert all(year <= 2020 - rule.years_back for year in owed)
    settled = [*paid, *(Paid(year, 900, Span(moment)) for year in owed)]
    assert standing(settled) is (Rights.SUSPENDED if before is Rights.SUSPENDED else Rights.GOOD)


@always(CALLS, DUES)
def test_nothing_is_owed_where_nothing_was_called(called, rule) -> None:
    years = {call.year for call in called}
    assert set(years_due(START, 2020, called, [], rule)) <= years
    assert years_due(START, 2020, [], [], rule) == ()


def test_an_exemption_counts_as_paid_where_the_statutes_say_so_and_parts_add_up() -> None:
    always, called = Span(START - timedelta(days=1)), [Called(2019, 900, Span(START - timedelta(days=99)))]

    def owed(*paid: Paid, counts: bool = True, call: list[Called] = called) -> tuple[int, ...]:
        return years_due(START, 2020, call, paid, DuesRule(1, counts))

    assert owed(Paid(2019, None, always)) == ()
    assert owed(Paid(2019, None, always), counts=False) == (2019,)
    assert owed(Paid(2019, 400, always)) == (2019,)
    assert owed(Paid(2019, 400, always), Paid(2019, 500, always)) == ()
    assert owed(Paid(2018, 900, always)) == (2019,), "another year's payment settles nothing here"
    unknown = [Called(2019, None, Span(START - timedelta(days=99)))]
    assert [owed(call=unknown), owed(Paid(2019, 1, always), call=unknown)] == [(2019,), ()]
    ended = Paid(2019, 900, Span(START - timedelta(days=1), START))
    assert owed(ended) == (2019,), "a payment withdrawn at this moment no longer counts"


@always(st.dictionaries(KEYS, st.integers(0, 9), max_size=8), st.integers(0, 8), st.integers(0, 6))
def test_seats_go_to_the_most_voted_and_equals_stay_equal(votes, seats, needed) -> None:
    taken = take_seats(votes, seats, needed=needed)
    assert len(taken.elected) + taken.seats_left == seats
    assert not taken.tied or len(taken.tied) > taken.seats_left
    assert len({votes[key] for key in taken.tied}) <= 1
    out = [votes[key] for key in votes if key not in taken.elected and votes[key] >= max(1, needed)]
    assert all(votes[key] > max(out, default=-1) for key in taken.elected)


def test_a_tie_for_the_last_seat_goes_to_the_parameter() -> None:
    taken = take_seats({"Abidjan": 90, "Rabat": 70, "Huế": 70, "Namur": 10}, 2)
    assert (taken.elected, taken.tied, taken.seats_left) == (("Abidjan",), ("Huế", "Rabat"), 1)
    rabat = Candidate("Rabat", date(1979, 5, 1), date(1960, 1, 1), 2)
    hue = Candidate("Huế", date(1990, 5, 1), date(1950, 1, 1), 1)
    said = [break_tie([rabat, hue], 1, by) for by in (TieBreak.SENIORITY, TieBreak.AGE, TieBreak.LOT)]
    assert said == [["Rabat"], ["Huế"], ["Huế"]]
    assert break_tie([rabat, Candidate("Huế")], 1, TieBreak.AGE) is None, "an unknown date decides nothing"
    assert break_tie([rabat, Candidate("Huế", date(1979, 5, 1))], 1, TieBreak.SENIORITY) is None


@always(st.integers(-5, -1))
def test_nothing_is_less_than_nobody(number: int) -> None:
    with pytest.raises(ValueError, match="nobody"):
        Hall(number)
    with pytest.raises(ValueError, match="nothing"):
        Tally(0, number)
