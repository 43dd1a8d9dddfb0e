"""Travel, once for the group: a person arrives once and departs once, has one room, and vanishes when withdrawn."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from aimf_events.accounts.models import Role
from aimf_events.clock import set_for_tests
from aimf_events.database import db
from aimf_events.errors import NotFound
from aimf_events.i18n import local_to_utc
from aimf_events.registration import journeys, stays
from aimf_events.registration.asking import AnswersClosed
from aimf_events.registration.journeys import JourneyPlan, JourneyRefused, add_journey, flight_number, journeys_of
from aimf_events.registration.models import (
    Delegation,
    Direction,
    Journey,
    Means,
    Mode,
    Passenger,
    Registration,
    Stay,
    StayGuest,
)
from aimf_events.registration.registrations import withdraw_registration
from aimf_events.registration.stays import StayPlan, StayRefused, add_stay, stays_of
from tests.factories import make_congress, make_delegation, make_registration, make_staff


@pytest.fixture
def delegation(app):
    return make_delegation(make_congress("tunis"), "Cotonou", places={"delegate": 9})


def plan(delegation, **changes):
    given = JourneyPlan(
        Direction.ARRIVAL, Means.FLIGHT, delegation.congress.starts_on, "09:40", "Tunis-Carthage", "tu0717", "Cotonou"
    )
    return replace(given, **changes)


def home(delegation, **changes):
    return plan(delegation, direction=Direction.DEPARTURE, day=delegation.congress.ends_on, hour="18:00", **changes)


def room(delegation, **changes):
    congress = delegation.congress
    return replace(StayPlan("Hôtel Carlton", congress.starts_on, congress.ends_on + timedelta(days=1)), **changes)


@pytest.mark.parametrize(
    "given, normal",
    [("tu717", "TU 717"), ("TU 0717", "TU 717"), ("af-1384", "AF 1384"), ("5O 12", "5O 12"), ("tar717", "TAR 717")],
)
def test_flight_number_has_one_spelling(given, normal):
    assert flight_number(given) == normal


@pytest.mark.parametrize("given", ["717", "Tunisair", "TU", "TU 00000", "TU 12345", "<TU 7>"])
def test_what_is_no_flight_number_is_refused(given):
    with pytest.raises(JourneyRefused) as refused:
        flight_number(given)
    assert refused.value.about == "number"


def test_group_arrives_together_and_one_who_changes_leaves_the_first_flight(delegation):
    one, two = make_registration(delegation), make_registration(delegation)
    first = add_journey(delegation, plan(delegation), [one, two], by=None)
    add_journey(delegation, home(delegation), [one, two], by=None)
    add_journey(delegation, plan(delegation, number="AF 1384", hour="12:00"), [two], by=None)
    seen = [(journey.number, len(people)) for journey, people in journeys_of(delegation)]
    assert seen == [("TU 717", 1), ("AF 1384", 1), ("TU 717", 2)]
    add_journey(delegation, plan(delegation, number="AF 1", hour="13:00"), [one], by=None)
    assert db.session.get(Journey, first.id) is None


def test_changed_journey_takes_off_whoever_is_no_longer_ticked(delegation):
    one, two = make_registration(delegation), make_registration(delegation)
    journey = add_journey(delegation, plan(delegation), [one, two], by=None)
    journeys.change_journey(journey, plan(delegation, hour="11:00"), [two], by=None)
    assert [(j.hour, people) for j, people in journeys_of(delegation)] == [("11:00", [two])]
    journeys.remove_journey(journey, by=None)
    assert db.session.query(Passenger).count() == 0


def test_journey_that_cannot_be_is_refused(delegation):
    person, congress = make_registration(delegation), delegation.congress
    stranger = make_registration(make_delegation(congress))
    late, early = congress.ends_on + timedelta(days=1), congress.starts_on - timedelta(days=1)
    for wrong, people in (
        (plan(delegation), []),
        (plan(delegation, day=late), [person]),
        (plan(delegation, day=congress.starts_on - timedelta(days=31)), [person]),
        (home(delegation, number=""), []),
        (replace(home(delegation), day=early), [person]),
    ):
        with pytest.raises(JourneyRefused):
            add_journey(delegation, wrong, people, by=None)
    with pytest.raises(NotFound):
        add_journey(delegation, plan(delegation), [stranger], by=None)
    add_journey(delegation, replace(home(delegation), day=congress.starts_on, hour="08:00"), [person], by=None)
    with pytest.raises(JourneyRefused) as refused:
        add_journey(delegation, plan(delegation), [person], by=None)
    assert refused.value.about == "day"
    assert db.session.query(Journey).count() == 1


def test_withdrawn_and_online_vanish_from_journeys_and_rooms(delegation):
    gone, afar, here = (make_registration(delegation) for _each in range(3))
    add_journey(delegation, plan(delegation), [gone, afar, here], by=None)
    add_stay(delegation, room(delegation), [gone, afar, here], by=None)
    withdraw_registration(gone, by=None)
    afar.mode = Mode.ONLINE
    db.session.commit()
    assert [people for _journey, people in journeys_of(delegation)] == [[here]]
    assert [people for _stay, people in stays_of(delegation)] == [[here]]


def test_room_holds_three_and_a_person_has_one_room(delegation):
    people = [make_registration(delegation) for _each in range(4)]
    with pytest.raises(StayRefused):
        add_stay(delegation, room(delegation), people, by=None)
    with pytest.raises(StayRefused):
        add_stay(delegation, room(delegation, leaves_on=delegation.congress.starts_on), people[:1], by=None)
    first = add_stay(delegation, room(delegation), people[:3], by=None)
    second = add_stay(delegation, room(delegation, hotel="Hôtel Majestic"), people[2:], by=None)
    assert {stay.hotel: len(guests) for stay, guests in stays_of(delegation)} == {
        "Hôtel Carlton": 2,
        "Hôtel Majestic": 2,
    }
    stays.change_stay(second, room(delegation), people[:3], by=None)
    assert db.session.get(Stay, first.id) is None
    assert stays.nights(second) == 2
    stays.remove_stay(second, by=None)
    assert db.session.query(StayGuest).count() == 0


def test_after_the_first_day_begins_the_delegation_writes_no_more_and_the_desk_does(delegation):
    person, congress = make_registration(delegation), delegation.congress
    set_for_tests(local_to_utc(congress.starts_on, "00:00", congress.time_zone))
    for write, given in ((add_journey, plan(delegation)), (add_stay, room(delegation))):
        with pytest.raises(AnswersClosed):
            write(delegation, given, [person], by=None)
        write(delegation, given, [person], by=make_staff(Role.SECRETARIAT))


def test_two_tabs_that_move_the_same_person_leave_them_on_one_flight(delegation, at_once):
    person = make_registration(delegation)
    ident, who = delegation.id, person.id
    plans = [plan(delegation, number=f"TU {number}") for number in (1, 2)]

    def board(given):
        return lambda: (
            add_journey(db.session.get(Delegation, ident), given, [db.session.get(Registration, who)], by=None).number
        )

    assert at_once(*(board(given) for given in plans)) == ["TU 1", "TU 2"]
    assert db.session.query(Passenger).count() == 1
    assert db.session.query(Journey).count() == 1


def test_control_without_the_lock_the_second_tab_fails(delegation, at_once, monkeypatch):
    person = make_registration(delegation)
    ident, who = delegation.id, person.id
    monkeypatch.setattr(journeys, "_open", lambda delegation, by: None)
    met = threading.Barrier(2)
    board_of = journeys._check_order
    monkeypatch.setattr(journeys, "_check_order", lambda *args: (board_of(*args), met.wait(10)))
    plans = [plan(delegation, number=f"TU {number}") for number in (1, 2)]

    def board(given):
        return lambda: (
            add_journey(db.session.get(Delegation, ident), given, [db.session.get(Registration, who)], by=None).number
        )

    results = at_once(*(board(given) for given in plans))
    assert sum(isinstance(result, Exception) for result in results) == 1
