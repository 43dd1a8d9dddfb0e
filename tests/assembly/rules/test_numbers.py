"""The numbers of DOMAIN.md, each with the limits around it: 325 voting members in good standing."""

from datetime import UTC, date, datetime

import pytest

from aimf_events.assembly.rules.admission import AdmittedVotes, may_admit, votes_from
from aimf_events.assembly.rules.majority import Base, Majority, Outcome, Tally, outcome
from aimf_events.assembly.rules.notice import first_day_of_second_call, is_in_time, last_day
from aimf_events.assembly.rules.proxies import Proxy
from aimf_events.assembly.rules.quorum import Counted, Hall, quorum_state
from aimf_events.assembly.rules.roll import How, Rules, Voice, base_at, hall_of, roll_at
from aimf_events.assembly.rules.standing import Called, DuesRule, Paid, Rights, Span, standing_at
from aimf_events.assembly.rules.threshold import Threshold
from aimf_events.assembly.rules.tie import settle_by_chair

MEMBERS = 325
QUARTER, THIRD, HALF_PLUS_ONE, TWO_THIRDS = Threshold(1, 4), Threshold(1, 3), Threshold(1, 2, True), Threshold(2, 3)
SIMPLE = Majority(HALF_PLUS_ONE, Base.EXPRESSED)
ALL_WAYS = frozenset(Counted)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
OPENS = datetime(2020, 12, 10, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "share, needed", [(QUARTER, 82), (THIRD, 109), (HALF_PLUS_ONE, 163), (TWO_THIRDS, 217)], ids=str
)
def test_what_is_needed_of_325(share: Threshold, needed: int) -> None:
    assert share.needed(MEMBERS) == needed
    assert [share.is_met(count, MEMBERS) for count in (needed - 1, needed, needed + 1)] == [False, True, True]


def test_half_plus_one_of_an_even_number_is_more_than_half() -> None:
    assert HALF_PLUS_ONE.needed(324) == 163
    assert [HALF_PLUS_ONE.is_met(count, 324) for count in (162, 163)] == [False, True]


def voices(present: int) -> list[Voice]:
    """325 members, the first of whom are in the room."""
    return [
        Voice(f"{number:03d}", LONG_AGO, titular=How.IN_ROOM if number < present else None) for number in range(MEMBERS)
    ]


def test_a_holder_of_two_who_leaves_brings_109_to_106_and_the_vote_is_refused() -> None:
    proxies = [Proxy("300", "000", LONG_AGO), Proxy("301", "000", LONG_AGO)]
    before = hall_of(roll_at(OPENS, voices(107), proxies, Rules()))
    assert (before.present, before.represented) == (107, 2)
    state = quorum_state(THIRD, before, len(base_at(OPENS, voices(107))), counts=ALL_WAYS)
    assert (state.needed, state.counted, state.is_reached, state.spare) == (109, 109, True, 0)
    left = [each if each.key != "000" else Voice("000", LONG_AGO) for each in voices(107)]
    after = hall_of(roll_at(OPENS, left, proxies, Rules()))
    state = quorum_state(THIRD, after, len(base_at(OPENS, left)), counts=ALL_WAYS)
    assert (state.counted, state.is_reached, state.missing) == (106, False, 3)


def test_80_for_80_against_40_abstentions_is_a_tie() -> None:
    hall = Hall(200)
    said = [outcome(SIMPLE, Tally(yes, 80, 40), hall, members=MEMBERS) for yes in (79, 80, 81)]
    assert said == [Outcome.REJECTED, Outcome.TIED, Outcome.ADOPTED]
    tied = {"grants_casting_vote": True, "is_secret": False, "chair_votes": True}
    assert settle_by_chair(Outcome.TIED, **tied) is Outcome.ADOPTED
    assert settle_by_chair(Outcome.TIED, **{**tied, "chair_votes": False}) is Outcome.REJECTED
    for held_back in ({"grants_casting_vote": False}, {"is_secret": True}, {"chair_votes": None}):
        assert settle_by_chair(Outcome.TIED, **{**tied, **held_back}) is Outcome.TIED


def test_statutes_change_with_two_thirds_of_those_present_or_represented() -> None:
    majority, hall = Majority(TWO_THIRDS, Base.PRESENT_OR_REPRESENTED), Hall(150, 30, 20)
    said = [outcome(majority, Tally(yes, 0, 200 - yes), hall, members=MEMBERS) for yes in (133, 134)]
    assert said == [Outcome.REJECTED, Outcome.ADOPTED]


@pytest.mark.parametrize(
    "base, needed",
    [
        (Base.EXPRESSED, 81),
        (Base.CAST, 91),
        (Base.PRESENT, 101),
        (Base.PRESENT_OR_REPRESENTED, 116),
        (Base.MEMBERS, 163),
    ],
)
def test_more_than_half_depends_on_the_base(base: Base, needed: int) -> None:
    """160 expressed, 20 blank, 50 abstentions: 200 there, 30 of them represented beside."""
    hall = Hall(180, 30, 20)

    def said(yes: int) -> Outcome:
        against = max(0, 160 - yes)
        return outcome(Majority(HALF_PLUS_ONE, base), Tally(yes, against, 50, 20), hall, members=MEMBERS)

    if base is Base.EXPRESSED:
        assert said(80) is Outcome.TIED
    assert (said(needed - 1) is Outcome.ADOPTED, said(needed)) == (False, Outcome.ADOPTED)


def test_the_10th_city_of_a_state_is_admitted_and_the_11th_refused() -> None:
    assert [may_admit(there, 10) for there in (8, 9, 10)] == [True, True, False]


@pytest.mark.parametrize(
    "sent, is_in",
    [
        (datetime(2026, 4, 19, 12, 0, tzinfo=UTC), True),
        (datetime(2026, 4, 20, 12, 0, tzinfo=UTC), True),
        (datetime(2026, 4, 20, 21, 59, tzinfo=UTC), True),  # 23:59 at the seat
        (datetime(2026, 4, 20, 22, 0, tzinfo=UTC), False),  # midnight at the seat, still the 20th at Québec
        (datetime(2026, 4, 21, 12, 0, tzinfo=UTC), False),
    ],
)
def test_a_session_on_20_may_is_convened_by_20_april_at_the_seat(sent: datetime, is_in: bool) -> None:
    assert is_in_time(sent, datetime(2026, 5, 20, 8, 0, tzinfo=UTC), 30, "Europe/Paris") is is_in
    assert last_day(date(2026, 5, 20), 30) == date(2026, 4, 20)


def test_a_summer_clock_does_not_move_a_civil_day() -> None:
    opens = datetime(2026, 4, 20, 8, 0, tzinfo=UTC)  # 21 March is still winter time
    assert is_in_time(datetime(2026, 3, 21, 22, 59, tzinfo=UTC), opens, 30, "Europe/Paris")
    assert not is_in_time(datetime(2026, 3, 21, 23, 0, tzinfo=UTC), opens, 30, "Europe/Paris")


def test_a_second_call_waits_15_days() -> None:
    assert first_day_of_second_call(date(2026, 5, 20), 15) == date(2026, 6, 4)


def test_paid_at_10_02_is_in_the_roll_of_10_03_and_not_of_10_01() -> None:
    paid = Paid(2019, 900, Span(datetime(2020, 12, 10, 10, 2, tzinfo=UTC)))
    called = [Called(2019, 900, Span(LONG_AGO))]

    def good(minute: int) -> Rights:
        moment = datetime(2020, 12, 10, 10, minute, tzinfo=UTC)
        return standing_at(moment, 2020, called=called, paid=[paid], suspensions=[], rule=DuesRule())

    assert [good(minute) for minute in (1, 2, 3)] == [Rights.IN_ARREARS, Rights.GOOD, Rights.GOOD]


def test_an_admission_counts_from_then_on_or_from_the_entry_fee() -> None:
    admitted, paid = datetime(2020, 12, 10, 9, 30, tzinfo=UTC), datetime(2020, 12, 10, 9, 50, tzinfo=UTC)
    assert votes_from(admitted, None, AdmittedVotes.AT_ONCE) == admitted
    assert votes_from(admitted, None, AdmittedVotes.ONCE_PAID) is None
    assert votes_from(admitted, paid, AdmittedVotes.ONCE_PAID) == paid
    assert votes_from(admitted, LONG_AGO, AdmittedVotes.ONCE_PAID) == admitted
    new = [Voice("new", admitted, titular=How.IN_ROOM)]
    assert [len(base_at(at, new)) for at in (OPENS, admitted)] == [0, 1]


def test_a_second_call_needs_nobody_but_a_member() -> None:
    assert quorum_state(None, Hall(), MEMBERS, counts=ALL_WAYS).is_reached
    assert not quorum_state(None, Hall(), 0, counts=ALL_WAYS).is_reached


def test_remote_voices_count_only_where_the_statutes_say_so() -> None:
    hall = Hall(100, 0, 9)
    assert quorum_state(THIRD, hall, MEMBERS, counts=ALL_WAYS).is_reached
    assert quorum_state(THIRD, hall, MEMBERS, counts={Counted.PRESENT, Counted.REPRESENTED}).missing == 9
    afar = [Voice("a", LONG_AGO, titular=How.REMOTE)]
    assert [len(roll_at(OPENS, afar, [], Rules(remote=allowed))) for allowed in (False, True)] == [0, 1]
