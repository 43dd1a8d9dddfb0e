"""The agenda while the sitting goes on, and the list of speakers: gestures, their order, their clock; and two at once."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from aimf_events.assembly import agenda_live, floor
from aimf_events.assembly.agenda_live import (
    ItemNotOpen,
    ItemStillVotes,
    close_item,
    next_item,
    open_item,
    planned_items,
    postpone_item,
)
from aimf_events.assembly.ballot_counts import Hands, close_by_totals
from aimf_events.assembly.ballot_models import Ballot, BallotKind, HandsCount
from aimf_events.assembly.ballot_refusals import QuorumWanting
from aimf_events.assembly.ballots import draft_ballot, open_ballot
from aimf_events.assembly.convocation import convene
from aimf_events.assembly.floor import ask_floor, end_speech, floor_of, give_floor, give_more, set_floor, withdraw
from aimf_events.assembly.floor_list import speakers_of
from aimf_events.assembly.floor_models import Speech, SpeechKind, SpeechSource, SpeechState
from aimf_events.assembly.floor_refusals import (
    FloorTaken,
    ListClosed,
    NoItemOpen,
    OrderRaisedAlready,
    SpeechMoved,
    TakesNoPart,
)
from aimf_events.assembly.item_moments import current_item, times_of
from aimf_events.assembly.mandates import seat_members, seats_of
from aimf_events.assembly.models import Body
from aimf_events.assembly.parameters import Parameter
from aimf_events.assembly.recusals import recuse
from aimf_events.assembly.sitting_models import AgendaItem, Mandate, Moment, Sitting, SittingMoment
from aimf_events.assembly.sittings import SittingMoved, close_sitting, moments_of, open_sitting, suspend_sitting
from aimf_events.clock import now, set_for_tests
from aimf_events.database import db, transaction
from aimf_events.live.models import LiveEvent
from aimf_events.web.chair_words import balance_words
from tests.factories import make_congress, make_statutes
from tests.factories.assembly import come_in, make_cities, make_open_ballot, make_open_sitting, make_sitting

MARCH = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def sitting(app: Flask):
    set_for_tests(MARCH)
    make_statutes()
    make_cities(4)
    made = make_open_sitting(day=date(2027, 5, 20), items=3)
    come_in(made, seats_of(made))
    return made


def wait(**delta):
    set_for_tests(now() + timedelta(**delta))


def hand(sitting, place, kind=SpeechKind.SPEECH):
    """The hand of the mayor at that place of the list of members."""
    return ask_floor(sitting, seats_of(sitting)[place].mandate, kind=kind, source=SpeechSource.DESK, by=None)


def called(sitting):
    """The members that wait, in the order in which they are called."""
    return [each.seat.member.name for each in speakers_of(current_item(sitting), seats_of(sitting)).waiting]


# -- the agenda --------------------------------------------------------------------------------------------------------------


def test_one_gesture_closes_the_item_and_opens_the_next_and_both_are_kept(sitting):
    first, second, _third = sitting.items
    open_item(first, by=None)
    wait(minutes=12)
    open_item(second, by=None)
    open_item(second, by=None)
    assert current_item(sitting).id == second.id
    said = [(each.what, each.item_id) for each in moments_of(sitting) if each.item_id]
    assert said == [
        (Moment.ITEM_OPENED, first.id),
        (Moment.ITEM_CLOSED, first.id),
        (Moment.ITEM_OPENED, second.id),
    ]
    assert times_of(sitting)[first.id].lasted(now()) == timedelta(minutes=12)


def test_a_postponed_item_comes_back_and_its_two_stretches_are_added(sitting):
    first, second, _third = sitting.items
    open_item(first, by=None)
    wait(minutes=5)
    postpone_item(first, by=None)
    assert (current_item(sitting), times_of(sitting)[first.id].is_postponed) == (None, True)
    wait(minutes=30)
    open_item(second, by=None)
    open_item(first, by=None)
    wait(minutes=4)
    close_item(first, by=None)
    its = times_of(sitting)[first.id]
    assert (its.is_done, its.lasted(now())) == (True, timedelta(minutes=9))
    with pytest.raises(ItemNotOpen):
        postpone_item(first, by=None)


def test_the_agenda_says_what_is_expected_when_as_far_as_the_minutes_go(sitting):
    first, second, third = sitting.items
    with transaction():
        first.minutes, second.minutes = 20, 15
    open_item(first, by=None)
    wait(minutes=6)
    expected = [each.expected_at for each in planned_items(sitting)]
    assert expected == [None, MARCH + timedelta(minutes=20), MARCH + timedelta(minutes=35)]
    wait(minutes=30)
    assert planned_items(sitting)[1].expected_at == now(), "it runs over: the next one comes now"
    assert next_item(planned_items(sitting)).id == second.id
    open_item(third, by=None)
    assert next_item(planned_items(sitting)).id == second.id, "what was passed over comes back at the end"


def test_an_item_is_not_left_in_the_middle_of_a_vote(sitting):
    first, second, _third = sitting.items
    open_item(first, by=None)
    make_open_ballot(sitting)
    for leave in (
        lambda: open_item(second, by=None),
        lambda: close_item(first, by=None),
        lambda: postpone_item(first, by=None),
    ):
        with pytest.raises(ItemStillVotes):
            leave()
    assert current_item(sitting).id == first.id


def test_the_end_of_the_sitting_ends_its_item_and_nothing_opens_after(sitting):
    open_item(sitting.items[0], by=None)
    hand(sitting, 0)
    close_sitting(sitting, by=None)
    assert [each.what for each in moments_of(sitting)][-2:] == [Moment.ITEM_CLOSED, Moment.CLOSED]
    assert db.session.query(Speech).one().state is SpeechState.LAPSED
    with pytest.raises(SittingMoved):
        open_item(sitting.items[1], by=None)


def test_two_secretaries_open_the_next_item_once(sitting, at_once):
    ident = sitting.items[0].id

    def press():
        return open_item(db.session.get(AgendaItem, ident), by=None).id

    assert at_once(press, press) == [ident, ident]
    assert db.session.query(SittingMoment).filter_by(what=Moment.ITEM_OPENED).count() == 1


def test_without_the_lock_both_would_write_it(sitting, at_once, monkeypatch):
    """The control: both see that nothing is open, and the log says twice that the item was opened."""
    ident, both = sitting.items[0].id, threading.Barrier(2)
    real = agenda_live.current_item

    def at_together(it):
        found = real(it)
        both.wait(10)
        return found

    monkeypatch.setattr(agenda_live, "lock_in", lambda it, *states: it)
    monkeypatch.setattr(agenda_live, "current_item", at_together)

    def press():
        return open_item(db.session.get(AgendaItem, ident), by=None).id

    at_once(press, press)
    assert db.session.query(SittingMoment).filter_by(what=Moment.ITEM_OPENED).count() == 2


# -- the floor ---------------------------------------------------------------------------------------------------------------


def test_hands_are_called_in_their_order_and_the_first_timers_pass(sitting):
    open_item(sitting.items[0], by=None)
    speech = hand(sitting, 2)
    give_floor(speech, by=None)
    wait(seconds=95)
    end_speech(speech, by=None)
    end_speech(speech, by=None)
    assert speech.spoken == 95
    for place in (2, 0, 1):
        wait(seconds=1)
        hand(sitting, place)
    assert called(sitting) == ["Cité 000", "Cité 001", "Cité 002"]
    set_floor(sitting.items[0], seconds=120, first_timers_first=False, is_closed=False, by=None)
    assert called(sitting) == ["Cité 002", "Cité 000", "Cité 001"]
    wait(seconds=1)
    hand(sitting, 3, SpeechKind.POINT_OF_ORDER)
    assert called(sitting)[0] == "Cité 003"


def test_a_hand_raised_twice_waits_once_and_may_be_lowered(sitting):
    with pytest.raises(NoItemOpen):
        hand(sitting, 0)
    open_item(sitting.items[0], by=None)
    first = hand(sitting, 0)
    assert hand(sitting, 0).id == first.id
    withdraw(first, by=None)
    withdraw(first, by=None)
    assert called(sitting) == []
    with pytest.raises(SpeechMoved):
        give_floor(first, by=None)
    assert hand(sitting, 0).id != first.id


def test_the_floor_goes_from_one_to_the_next_with_the_time_of_the_moment(sitting):
    open_item(sitting.items[0], by=None)
    first, second = hand(sitting, 0), hand(sitting, 1)
    give_floor(first, by=None)
    give_more(first, seen=180, by=None)
    give_more(first, seen=180, by=None)
    assert first.seconds == 240, "a press sent twice adds a minute once"
    set_floor(sitting.items[0], seconds=120, first_timers_first=True, is_closed=False, by=None)
    wait(seconds=30)
    give_floor(second, by=None)
    assert (first.state, first.spoken) == (SpeechState.DONE, 30)
    assert (second.seconds, second.state) == (120, SpeechState.SPEAKING)
    with pytest.raises(SpeechMoved):
        withdraw(second, by=None)


def test_a_point_of_order_passes_is_not_interrupted_and_comes_once(sitting):
    open_item(sitting.items[0], by=None)
    first = hand(sitting, 0)
    order = hand(sitting, 1, SpeechKind.POINT_OF_ORDER)
    give_floor(order, by=None)
    assert order.seconds == 60
    with pytest.raises(FloorTaken):
        give_floor(first, by=None)
    end_speech(order, by=None)
    give_floor(first, by=None)
    with pytest.raises(OrderRaisedAlready):
        hand(sitting, 1, SpeechKind.POINT_OF_ORDER)
    open_item(sitting.items[1], by=None)
    assert hand(sitting, 1, SpeechKind.POINT_OF_ORDER).state is SpeechState.WAITING, "one by item"


def test_a_closed_list_takes_nobody_but_a_point_of_order_and_keeps_who_is_on_it(sitting):
    item = open_item(sitting.items[0], by=None)
    hand(sitting, 0)
    set_floor(item, seconds=180, first_timers_first=True, is_closed=True, by=None)
    with pytest.raises(ListClosed):
        hand(sitting, 1)
    hand(sitting, 1, SpeechKind.POINT_OF_ORDER)
    assert called(sitting) == ["Cité 001", "Cité 000"]
    set_floor(item, seconds=180, first_timers_first=True, is_closed=False, by=None)
    assert hand(sitting, 1).state is SpeechState.WAITING
    with pytest.raises(ValueError, match="a speech lasts"):
        set_floor(item, seconds=5, first_timers_first=True, is_closed=False, by=None)


def test_a_suspension_takes_the_floor_back_and_the_next_item_begins_a_new_list(sitting):
    item = open_item(sitting.items[0], by=None)
    speech = hand(sitting, 0)
    hand(sitting, 1)
    give_floor(speech, by=None)
    set_floor(item, seconds=60, first_timers_first=True, is_closed=True, by=None)
    open_item(sitting.items[1], by=None)
    assert called(sitting) == []
    assert floor_of(sitting.items[1]).closed_at is None
    give_floor(hand(sitting, 2), by=None)
    suspend_sitting(sitting, by=None)
    states = {each.mandate_id: each.state for each in db.session.query(Speech)}
    assert sorted(state.value for state in states.values()) == ["done", "done", "lapsed"]
    with pytest.raises(SittingMoved):
        hand(sitting, 3)


def test_nobody_is_named_to_those_who_follow(sitting):
    open_item(sitting.items[0], by=None)
    give_floor(hand(sitting, 0), by=None)
    told = [(each.kind, sorted(each.data)) for each in db.session.query(LiveEvent).order_by(LiveEvent.seq)][-3:]
    assert told == [("item_opened", ["item"]), ("speech_asked", ["speech"]), ("speech_given", ["speech"])]


def test_two_secretaries_give_the_floor_to_one(sitting, at_once):
    open_item(sitting.items[0], by=None)
    idents = [hand(sitting, 0).id, hand(sitting, 1).id]

    def give(ident):
        return lambda: give_floor(db.session.get(Speech, ident), by=None).state

    at_once(*(give(ident) for ident in idents))
    states = sorted(each.state.value for each in db.session.query(Speech))
    assert states == ["done", "speaking"], "the second one waited for the first, and took the floor after it"


def test_without_the_lock_the_database_alone_keeps_two_from_speaking(sitting, at_once, monkeypatch):
    """The control: both see an empty floor; the index of the one who speaks refuses the second."""
    open_item(sitting.items[0], by=None)
    idents, both = [hand(sitting, 0).id, hand(sitting, 1).id], threading.Barrier(2)
    monkeypatch.setattr(floor, "lock_in", lambda it, *states: it)
    real = floor.stop_speaking

    def stop_together(item):
        real(item)
        both.wait(10)

    monkeypatch.setattr(floor, "stop_speaking", stop_together)

    def give(ident):
        return lambda: give_floor(db.session.get(Speech, ident), by=None).state

    found = at_once(*(give(ident) for ident in idents))
    assert sorted(type(one).__name__ for one in found) == ["IntegrityError", "SpeechState"]


def test_a_hand_at_the_moment_of_the_closing_is_on_the_list_or_refused(sitting, at_once):
    item = open_item(sitting.items[0], by=None)
    sitting_id, item_id, mandate_id = sitting.id, item.id, seats_of(sitting)[0].mandate.id

    def ask():
        it = db.session.get(Sitting, sitting_id)
        return ask_floor(it, db.session.get(Mandate, mandate_id), source=SpeechSource.LINK, by=None).asked_at

    def close():
        it = db.session.get(AgendaItem, item_id)
        return set_floor(it, seconds=180, first_timers_first=True, is_closed=True, by=None).closed_at

    asked, closed = at_once(ask, close)
    assert isinstance(closed, datetime)
    assert isinstance(asked, ListClosed if db.session.query(Speech).count() == 0 else datetime)


def test_the_balance_counts_who_was_heard_and_who_waits(sitting):
    make_congress("tunis")
    open_item(sitting.items[0], by=None)
    end_speech(give_floor(hand(sitting, 0), by=None), by=None)
    hand(sitting, 1)
    members = [seat.member for seat in seats_of(sitting)[:2]]
    with transaction():
        members[0].country, members[0].time_zone = "LB", "Asia/Beirut"  # of Asia by its clock, not by its region
        members[1].country, members[1].time_zone = "AM", "Asia/Yerevan"
    speakers = speakers_of(sitting.items[0], seats_of(sitting))
    people, regions = speakers.balance()
    assert regions == {"middle_east": 1, "europe": 1}
    assert "Europe 1, Proche-Orient 1." in balance_words(speakers)
    assert sum(people.values()) <= 2


# -- the quorum of an item, and who takes no part --------------------------------------------------------------------------


def test_where_the_statutes_look_at_each_item_its_opening_decides_for_its_votes(app):
    set_for_tests(MARCH)
    make_statutes(values={Parameter.QUORUM_CHECKED: "item"})
    make_cities(6)
    sitting = make_open_sitting(day=date(2027, 5, 20), items=2)
    seats = seats_of(sitting)
    come_in(sitting, seats)
    open_item(sitting.items[0], by=None)
    wait(minutes=1)
    come_in(sitting, seats[1:], None)
    assert make_open_ballot(sitting).frozen.quorum.counted == 6, "the quorum was there when the item was opened"
    close_by_totals(db.session.query(Ballot).one(), Hands(1, 0, 0), by=None)
    open_item(sitting.items[1], by=None)
    second = draft_ballot(
        sitting.items[1], kind=BallotKind.HANDS, counted_by=HandsCount.TOTALS, question={"fr": "Et ?"}, by=None
    )
    with pytest.raises(QuorumWanting):
        open_ballot(second, by=None)


def test_who_withdrew_from_an_item_does_not_speak_on_it(app):
    set_for_tests(MARCH)
    make_statutes()
    make_statutes(Body.BUREAU)
    make_congress("tunis")
    cities = make_cities(3)
    sitting = make_sitting(Body.BUREAU, day=date(2027, 5, 20))
    seat_members(sitting, cities, by=None)
    convene(sitting, by=None)
    open_sitting(sitting, by=None)
    come_in(sitting, seats_of(sitting))
    recuse(sitting.items[0], seats_of(sitting)[0], reason="", by=None)
    open_item(sitting.items[0], by=None)
    with pytest.raises(TakesNoPart):
        hand(sitting, 0)
    assert hand(sitting, 1).state is SpeechState.WAITING
