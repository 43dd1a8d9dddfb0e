"""The life of a ballot by hands: its frozen roll, its quorum, its count to a voice, ties, objections, rounds; and two at once."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from aimf_events.assembly import ballot_counts, ballots
from aimf_events.assembly.agenda import add_item, remove_item
from aimf_events.assembly.ballot_counts import (
    Hands,
    close_by_dissenters,
    close_by_totals,
    close_unopposed,
    count_of,
    object_to,
    publish_ballot,
    settle_tie,
)
from aimf_events.assembly.ballot_models import Ballot, BallotKind, BallotLine, BallotState, Choice, HandsCount, Vote
from aimf_events.assembly.ballot_opening import Opening
from aimf_events.assembly.ballot_refusals import (
    BallotMoved,
    BallotStillOpen,
    ChairHasNoCastingVote,
    CountDoesNotFit,
    ItemHasBallots,
    NobodyOnRoll,
    NoLastCall,
    QuorumForChair,
    QuorumWanting,
    RunAgainAlready,
    TooSoonToClose,
)
from aimf_events.assembly.ballot_rolls import LAST_CALL, OBJECTION_TIME, REMOTE_TIME, lines_of
from aimf_events.assembly.ballots import (
    annul_ballot,
    call_last,
    open_ballot,
    remove_ballot,
    resume_ballot,
    run_again,
    suspend_ballot,
)
from aimf_events.assembly.mandates import seats_of
from aimf_events.assembly.parameters import Parameter
from aimf_events.assembly.rules.majority import Base, Majority, Outcome
from aimf_events.assembly.rules.quorum import Hall, QuorumState
from aimf_events.assembly.rules.roll import How
from aimf_events.assembly.rules.threshold import Threshold
from aimf_events.assembly.sitting_models import ItemKind
from aimf_events.assembly.sittings import SittingMoved, close_sitting, resume_sitting, suspend_sitting
from aimf_events.clock import now, set_for_tests
from aimf_events.database import db, transaction
from aimf_events.journal import history
from aimf_events.live.models import LiveEvent
from aimf_events.members.dues import call_dues, record_entry
from aimf_events.members.models import EntryKind, MemberCategory
from aimf_events.registration.models import DelegationState
from tests.factories import make_congress, make_delegation, make_statutes
from tests.factories.assembly import come_in, make_ballot, make_cities, make_open_ballot, make_open_sitting

MARCH = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
MAY = date(2027, 5, 20)
CHAIR_DECIDES = {Parameter.QUORUM_LOST: "chair_decides"}
REMOTE = {Parameter.REMOTE_PARTICIPATION: True, Parameter.REMOTE_VOTING: True}


@pytest.fixture
def at_nine(app: Flask):
    set_for_tests(MARCH)


def hall(count: int = 4, there: int | None = None, how: How = How.IN_ROOM, **statutes):
    """An open sitting of some cities, of which some are there."""
    make_statutes(values=statutes.pop("values", {}))
    make_cities(count)
    sitting = make_open_sitting(day=MAY, **statutes)
    come_in(sitting, seats_of(sitting)[: count if there is None else there], how)
    return sitting


def wait(delta: timedelta) -> None:
    """Time goes by."""
    set_for_tests(now() + delta)


# -- numbers ---------------------------------------------------------------------------------------------------------------

SIMPLE = Majority(Threshold(1, 2, is_strict=True), Base.EXPRESSED)
STATUTES = Majority(Threshold(2, 3), Base.PRESENT_OR_REPRESENTED)
OF_ALL = Majority(Threshold(1, 2, is_strict=True), Base.MEMBERS)


def counted(majority, in_favour, against, abstentions=0, *, voices=325, members=325, **values):
    """A closed ballot with that count, on a roll of so many voices."""
    opening = Opening(
        majority,
        "article 9",
        QuorumState(325, 109, voices),
        True,
        "article 7",
        Hall(voices),
        members,
        True,
        "article 10",
    )
    rest = voices - in_favour - against - abstentions
    return Ballot(
        kind=values.pop("kind", BallotKind.HANDS),
        state=BallotState.CLOSED,
        opening=opening.written(),
        in_favour=in_favour,
        against=against,
        abstentions=abstentions,
        blanks=0,
        not_voted=rest,
        **values,
    )


@pytest.mark.parametrize(
    "majority, count, decided",
    [
        (SIMPLE, (80, 80, 40), Outcome.TIED),
        (SIMPLE, (81, 80, 40), Outcome.ADOPTED),
        (SIMPLE, (80, 81, 40), Outcome.REJECTED),
        (SIMPLE, (1, 0, 324), Outcome.ADOPTED),
        (SIMPLE, (0, 0, 325), Outcome.REJECTED),
        (STATUTES, (217, 0, 108), Outcome.ADOPTED),
        (STATUTES, (216, 0, 109), Outcome.REJECTED),
        (OF_ALL, (163, 162), Outcome.ADOPTED),
        (OF_ALL, (162, 163), Outcome.REJECTED),
        (OF_ALL, (162, 0, 0), Outcome.REJECTED),
    ],
)
def test_the_numbers_of_the_field_and_their_neighbours(majority, count, decided):
    assert counted(majority, *count).decision is decided


def test_what_was_frozen_reads_as_it_was_written():
    ballot = counted(STATUTES, 10, 5)
    assert Opening.read(ballot.opening).written() == ballot.opening
    assert ballot.frozen.majority == STATUTES


@pytest.mark.parametrize("kind, says, decided", [
    (BallotKind.OPEN, True, Outcome.ADOPTED),
    (BallotKind.OPEN, False, Outcome.REJECTED),
    (BallotKind.OPEN, None, Outcome.TIED),
    (BallotKind.SECRET, True, Outcome.TIED),
])  # fmt: skip
def test_the_chair_settles_a_tie_of_an_open_vote_alone(kind, says, decided):
    assert counted(SIMPLE, 80, 80, 40, kind=kind, chair_votes=says).decision is decided


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.booleans(), st.sampled_from([*Choice, None]), st.integers(0, 400)), max_size=8),
    st.sampled_from([*Choice, None]),
)
def test_voted_and_not_voted_are_the_roll_whatever_was_said(groups, silent):
    tally, provisional = count_of(groups, silent=silent)
    assert tally.roll == sum(number for apart, _choice, number in groups if not apart)
    assert sum(provisional.values()) == sum(number for apart, _choice, number in groups if apart)
    assert silent is None or tally.not_voted == 0


# -- opening ---------------------------------------------------------------------------------------------------------------


def test_a_ballot_opens_at_the_exact_quorum_and_not_one_voice_below(at_nine):
    sitting = hall(9, there=3)
    ballot = make_ballot(sitting)
    come_in(sitting, seats_of(sitting)[:1], None)
    with pytest.raises(QuorumWanting) as refused:
        open_ballot(ballot, by=None)
    assert (refused.value.missing, ballot.state) == (1, BallotState.DRAFT)
    come_in(sitting, seats_of(sitting)[:1])
    open_ballot(ballot, by=None)
    assert (ballot.frozen.quorum, len(lines_of(ballot))) == (QuorumState(9, 3, 3), 3)


def test_where_the_statutes_leave_it_to_the_chair_the_chair_says_so_and_it_is_minuted(at_nine):
    sitting = hall(9, there=2, values=CHAIR_DECIDES)
    ballot = make_ballot(sitting)
    with pytest.raises(QuorumForChair):
        open_ballot(ballot, by=None)
    open_ballot(ballot, chair_decided=True, by=None)
    assert ballot.frozen.chair_decided
    assert history(ballot)[-1].details["despite_quorum"] is True


def test_where_the_quorum_is_looked_at_the_opening_alone_those_who_left_since_stop_no_vote(at_nine):
    sitting = hall(6, there=0, values={Parameter.QUORUM_CHECKED: "opening"})
    seats = seats_of(sitting)
    come_in(sitting, seats[:2])
    assert sitting.opened_at == now()
    wait(timedelta(minutes=5))
    come_in(sitting, seats[:1], None)
    assert open_ballot(make_ballot(sitting), by=None).frozen.quorum.counted == 2


def test_nobody_votes_where_nobody_is_and_no_ballot_opens_before_the_sitting(at_nine):
    sitting = hall(3, there=0, values=CHAIR_DECIDES)
    ballot = make_ballot(sitting)
    with pytest.raises(NobodyOnRoll):
        open_ballot(ballot, chair_decided=True, by=None)
    suspend_sitting(sitting, by=None)
    with pytest.raises(SittingMoved):
        open_ballot(ballot, by=None)


def test_paid_at_two_minutes_past_is_in_the_roll_of_three_past_and_not_of_one_past(at_nine):
    sitting = hall(4, there=4)
    seats = seats_of(sitting)
    call_dues(2026, {MemberCategory.MEMBER_CITY: 100}, decision="AG", by=None)
    for seat in seats[:3]:
        record_entry(
            seat.member, year=2026, kind=EntryKind.PAYMENT, amount=100, reference="1", needs_second=False, by=None
        )
    wait(timedelta(minutes=1))
    before = make_open_ballot(sitting)
    wait(timedelta(minutes=1))
    record_entry(
        seats[3].member, year=2026, kind=EntryKind.PAYMENT, amount=100, reference="2", needs_second=False, by=None
    )
    wait(timedelta(minutes=1))
    after = make_open_ballot(sitting)
    come_in(sitting, seats[:2], None)
    assert (len(lines_of(before)), before.frozen.members) == (3, 3), "frozen, whatever is paid and whoever leaves"
    assert (len(lines_of(after)), after.frozen.members) == (4, 4)


def test_two_secretaries_open_one_ballot_once(at_nine, at_once):
    sitting = hall(3)
    ident = make_ballot(sitting).id

    def press():
        return open_ballot(db.session.get(Ballot, ident), by=None).state

    found = at_once(press, press)
    assert sorted(type(one).__name__ for one in found) == ["BallotMoved", "BallotState"]
    assert db.session.query(BallotLine).count() == 3


def test_without_the_locks_both_would_open_it(at_nine, at_once, monkeypatch):
    """The control: both see a draft; the key of the roll alone keeps the second from writing every voice twice."""
    ident = make_ballot(hall(3)).id
    both = threading.Barrier(2)
    monkeypatch.setattr(ballots, "lock_in", lambda sitting, *states: sitting)
    monkeypatch.setattr(ballots, "lock_ballot", lambda ballot, *states: both.wait(10))

    def press():
        return open_ballot(db.session.get(Ballot, ident), by=None).state

    found = at_once(press, press)
    assert sorted(type(one).__name__ for one in found) == ["BallotState", "IntegrityError"]


# -- closing ---------------------------------------------------------------------------------------------------------------


def test_the_tellers_totals_are_the_result_once_closed_and_published(at_nine):
    ballot = make_open_ballot(hall(5))
    with pytest.raises(CountDoesNotFit):
        close_by_totals(ballot, Hands(3, 2, 1), by=None)
    close_by_totals(ballot, Hands(3, 1, 0), by=None)
    assert (ballot.tally.not_voted, ballot.decision) == (1, Outcome.ADOPTED)
    with pytest.raises(BallotMoved):
        close_by_totals(ballot, Hands(1, 3, 0), by=None)
    publish_ballot(ballot, by=None)
    publish_ballot(ballot, by=None)
    with pytest.raises(BallotMoved):
        annul_ballot(ballot, reason="Trop tard", by=None)
    steps = [(one.kind, one.data) for one in db.session.scalars(select(LiveEvent).order_by(LiveEvent.seq))]
    assert steps[0] == ("sitting_opened", {})
    assert steps[1:] == [(f"ballot_{what}", {"ballot": ballot.public_id}) for what in ("opened", "closed", "published")]


def test_no_count_is_kept_while_it_is_open_and_the_database_holds_to_it(at_nine):
    ballot = make_open_ballot(hall(3))
    with pytest.raises(AssertionError):
        ballot.tally  # noqa: B018 -- the property refuses
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(update(Ballot).values(in_favour=2))


def test_dissenters_alone_are_marked_and_all_others_are_for(at_nine):
    ballot = make_open_ballot(hall(5), counted_by=HandsCount.DISSENTERS)
    lines = lines_of(ballot)
    close_by_dissenters(ballot, against=lines[:1], abstaining=lines[1:3], by=None)
    assert (ballot.in_favour, ballot.against, ballot.abstentions, ballot.not_voted) == (2, 1, 2, 0)
    assert db.session.query(Vote).count() == 3


def test_a_contested_voice_is_counted_apart_and_it_is_said_where_it_would_decide(at_nine):
    congress = make_congress("tunis", starts_on=MAY)
    sitting = hall(4, congress=congress)
    torn = make_delegation(congress, member=seats_of(sitting)[0].member)
    with transaction():
        torn.state = DelegationState.CONTESTED
    ballot = make_open_ballot(sitting, counted_by=HandsCount.DISSENTERS)
    lines = {line.mandate.member.name: line for line in lines_of(ballot)}
    assert (ballot.frozen.voices, ballot.frozen.provisional) == (3, 1)
    close_by_dissenters(ballot, against=[lines["Cité 000"], lines["Cité 001"]], abstaining=[lines["Cité 002"]], by=None)
    assert (ballot.in_favour, ballot.against, ballot.provisional["against"]) == (1, 1, 1)
    assert (ballot.decision, ballot.hangs_on_provisional) == (Outcome.TIED, True)


def test_adopted_unless_somebody_objects_within_the_window(at_nine):
    sitting = hall(4)
    quiet = make_open_ballot(sitting, counted_by=HandsCount.UNANIMITY)
    wait(OBJECTION_TIME - timedelta(seconds=1))
    with pytest.raises(TooSoonToClose):
        close_unopposed(quiet, by=None)
    wait(timedelta(seconds=1))
    close_unopposed(quiet, by=None)
    assert (quiet.in_favour, quiet.decision) == (4, Outcome.ADOPTED)
    loud = make_open_ballot(sitting, counted_by=HandsCount.UNANIMITY)
    again = object_to(loud, lines_of(loud)[0], by=None)
    assert (loud.state, "Cité 000" in loud.reason) == (BallotState.ANNULLED, True)
    assert (again.state, again.counted_by, again.round) == (BallotState.DRAFT, HandsCount.TOTALS, 2)
    with pytest.raises(BallotMoved):
        object_to(loud, lines_of(loud)[0], by=None)


def test_with_voices_at_a_distance_it_stays_open_its_time_and_is_called_a_last_time(at_nine):
    ballot = make_open_ballot(hall(3, how=How.REMOTE, values=REMOTE))
    wait(timedelta(minutes=1))
    suspend_ballot(ballot, by=None)
    with pytest.raises(BallotMoved):
        call_last(ballot, by=None)
    wait(timedelta(hours=1))
    resume_ballot(ballot, by=None)
    with pytest.raises(TooSoonToClose):
        close_by_totals(ballot, Hands(3, 0, 0), by=None)
    wait(REMOTE_TIME - timedelta(minutes=1))
    with pytest.raises(NoLastCall):
        close_by_totals(ballot, Hands(3, 0, 0), by=None)
    call_last(ballot, by=None)
    wait(LAST_CALL / 2)
    call_last(ballot, by=None)
    with pytest.raises(TooSoonToClose):
        close_by_totals(ballot, Hands(3, 0, 0), by=None)
    wait(LAST_CALL / 2)
    assert close_by_totals(ballot, Hands(3, 0, 0), by=None).decision is Outcome.ADOPTED


def test_who_takes_part_at_a_distance_and_may_not_vote_there_is_in_the_quorum_and_not_on_the_roll(at_nine):
    sitting = hall(3, there=2, how=How.REMOTE, values={Parameter.REMOTE_PARTICIPATION: True})
    come_in(sitting, seats_of(sitting)[2:])
    ballot = make_open_ballot(sitting)
    assert (ballot.frozen.quorum.counted, len(lines_of(ballot)), ballot.frozen.without_vote) == (3, 1, 2)
    assert ballot.closes_from is None


@pytest.mark.parametrize("granted", [True, False])
def test_a_tie_is_settled_by_the_chair_only_where_the_statutes_say_so(at_nine, granted):
    ballot = make_open_ballot(hall(4, values={Parameter.CASTING_VOTE: granted}))
    close_by_totals(ballot, Hands(2, 2, 0), by=None)
    assert (ballot.before_chair, ballot.waits_for_chair) == (Outcome.TIED, granted)
    if granted:
        settle_tie(ballot, for_it=True, by=None)
        assert ballot.decision is Outcome.ADOPTED
    with pytest.raises(ChairHasNoCastingVote):
        settle_tie(ballot, for_it=False, by=None)


def object_while_it_closes(at_once, monkeypatch, wait_for):
    """An objection has begun when the chair closes; return what became of each. `wait_for`: seconds in which the closing may come between."""
    ballot = make_open_ballot(hall(3), counted_by=HandsCount.UNANIMITY)
    wait(OBJECTION_TIME)
    ident, line_id = ballot.id, lines_of(ballot)[0].id
    begun, taken, annul, lock_in = (
        threading.Event(),
        threading.Event(),
        ballot_counts.annul_ballot,
        ballot_counts.lock_in,
    )

    def slowly(ballot, **values):
        begun.set()
        taken.wait(wait_for)
        return annul(ballot, **values)

    def took(sitting, *states):
        found = lock_in(sitting, *states)
        taken.set()
        return found

    def close():
        begun.wait(10)
        return close_unopposed(db.session.get(Ballot, ident), by=None)

    monkeypatch.setattr(ballot_counts, "annul_ballot", slowly)
    monkeypatch.setattr(ballot_counts, "lock_in", took)
    return at_once(
        lambda: object_to(db.session.get(Ballot, ident), db.session.get(BallotLine, line_id), by=None), close
    )


def test_an_objection_at_the_moment_of_the_closing_is_noted_and_the_closing_refused(at_nine, at_once, monkeypatch):
    objection, closing = object_while_it_closes(at_once, monkeypatch, wait_for=0.5)
    assert (type(objection), type(closing)) == (Ballot, BallotMoved)


def test_without_the_sitting_first_each_would_wait_for_the_other(at_nine, at_once, monkeypatch):
    """The control: the objection holds the ballot and wants the sitting, the closing holds the sitting and wants the ballot."""
    lock = ballots.lock
    monkeypatch.setattr(ballots, "lock", lambda thing: lock(thing) if isinstance(thing, Ballot) else thing)
    found = object_while_it_closes(at_once, monkeypatch, wait_for=10)
    assert "DeadlockDetected" in [type(getattr(each, "orig", None)).__name__ for each in found]


# -- asides ----------------------------------------------------------------------------------------------------------------


def test_annulled_it_is_run_again_once_on_a_new_roll(at_nine):
    sitting = hall(4, there=3)
    ballot = make_open_ballot(sitting)
    with pytest.raises(BallotMoved):
        run_again(ballot, by=None)
    close_by_totals(ballot, Hands(3, 0, 0), by=None)
    annul_ballot(ballot, reason="Deux scrutateurs ont compté le même rang.", by=None)
    again = run_again(ballot, by=None)
    with pytest.raises(RunAgainAlready):
        run_again(ballot, by=None)
    come_in(sitting, seats_of(sitting))
    open_ballot(again, by=None)
    assert (again.round, again.replaces, len(lines_of(again)), len(lines_of(ballot))) == (2, ballot, 4, 3)


def test_a_sitting_suspended_suspends_its_ballots_and_is_not_closed_over_them(at_nine):
    sitting = hall(3)
    ballot = make_open_ballot(sitting)
    with pytest.raises(BallotStillOpen):
        close_sitting(sitting, by=None)
    suspend_sitting(sitting, by=None)
    assert ballot.state is BallotState.SUSPENDED
    with pytest.raises(SittingMoved):
        resume_ballot(ballot, by=None)
    resume_sitting(sitting, by=None)
    resume_ballot(ballot, by=None)
    close_by_totals(ballot, Hands(2, 1, 0), by=None)
    close_sitting(sitting, by=None)


def test_an_item_that_is_put_to_the_vote_stays_and_a_draft_may_go(at_nine):
    sitting = hall(1)
    wait(timedelta(hours=1))
    item = add_item(sitting, kind=ItemKind.OTHER, title="Divers", by=None)
    ballot = ballots.draft_ballot(item, kind=BallotKind.OPEN, question={"fr": "Divers"}, by=None)
    with pytest.raises(ItemHasBallots):
        remove_item(item, by=None)
    remove_ballot(ballot, by=None)
    remove_item(item, by=None)
