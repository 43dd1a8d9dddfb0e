"""A seating plan: filled by precedence from the middle of the first row, changed by hand, never two on a chair."""

import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from aimf_events.congress.models import Congress
from aimf_events.congress.ranks import write_usual_ranks
from aimf_events.database import db
from aimf_events.protocol.models import Seat, SeatingPlan
from aimf_events.protocol.seating import (
    NoSuchSeat,
    draw_plan,
    fill_by_precedence,
    plan_of,
    seat_guest,
    seats_in_honour,
    unseat_guest,
)
from aimf_events.registration.models import Capacity, Registration
from aimf_events.registration.registrations import withdraw_registration
from tests.factories import make_congress, make_delegation, make_registration


@pytest.fixture
def congress(app: Flask) -> Congress:
    congress = make_congress("tunis")
    write_usual_ranks(congress, by=None)
    return congress


@pytest.fixture
def plan(congress: Congress) -> SeatingPlan:
    return draw_plan(congress, name="Table", rows=2, seats_per_row=3, by=None)


def come(congress: Congress, city: str, **values: Any) -> Registration:
    return make_registration(make_delegation(congress, city, places={"delegate": 9}), **values)


def seats(plan: SeatingPlan) -> dict[tuple[int, int], int]:
    rows = db.session.query(Seat).filter_by(plan_id=plan.id).populate_existing()
    return {(seat.row, seat.number): seat.registration_id for seat in rows}


def test_the_middle_of_the_first_row_is_the_most_honourable_then_its_right(plan: SeatingPlan) -> None:
    assert seats_in_honour(plan) == [(1, 2), (1, 3), (1, 1), (2, 2), (2, 3), (2, 1)]


def test_a_plan_is_filled_by_precedence_and_whoever_finds_no_chair_stands(congress: Congress) -> None:
    others = [come(congress, f"Ville {n}") for n in range(3)]
    mayor = come(congress, "Zinder", capacity=Capacity.TITULAR)
    plan = draw_plan(congress, name="Table", rows=1, seats_per_row=3, by=None)
    assert fill_by_precedence(plan, congress, by=None) == 3
    assert seats(plan) == {(1, 2): mayor.id, (1, 3): others[0].id, (1, 1): others[1].id}
    assert fill_by_precedence(plan, congress, by=None) == 3


def test_two_guests_change_places(congress: Congress, plan: SeatingPlan) -> None:
    first, second = come(congress, "Abomey"), come(congress, "Bohicon")
    seat_guest(plan, first, 1, 1, by=None)
    seat_guest(plan, second, 2, 3, by=None)
    seat_guest(plan, second, 1, 1, by=None)
    assert seats(plan) == {(1, 1): second.id, (2, 3): first.id}
    seat_guest(plan, second, 1, 1, by=None)
    assert seats(plan) == {(1, 1): second.id, (2, 3): first.id}


def test_whoever_had_no_chair_takes_one_and_the_other_stands(congress: Congress, plan: SeatingPlan) -> None:
    first, second = come(congress, "Abomey"), come(congress, "Bohicon")
    seat_guest(plan, first, 1, 1, by=None)
    seat_guest(plan, second, 1, 1, by=None)
    assert seats(plan) == {(1, 1): second.id}
    unseat_guest(plan, second, by=None)
    unseat_guest(plan, second, by=None)
    assert seats(plan) == {}


@pytest.mark.parametrize("place", [(0, 1), (3, 1), (1, 4)])
def test_there_is_no_chair_outside_the_plan(congress: Congress, plan: SeatingPlan, place: tuple[int, int]) -> None:
    with pytest.raises(NoSuchSeat):
        seat_guest(plan, come(congress, "Abomey"), *place, by=None)


def test_whoever_no_longer_comes_leaves_the_chair_free(congress: Congress, plan: SeatingPlan) -> None:
    guest = come(congress, "Abomey")
    seat_guest(plan, guest, 1, 1, by=None)
    withdraw_registration(guest, by=None, reason="")
    assert seats(plan) == {}


def test_two_officers_give_one_chair_and_one_of_the_guests_has_it(
    congress: Congress, plan: SeatingPlan, at_once: Any
) -> None:
    guests = [come(congress, "Abomey").id, come(congress, "Bohicon").id]
    public_id = plan.public_id

    def sits(guest: int) -> None:
        mine = plan_of(db.session.get_one(Congress, congress_id), public_id)
        seat_guest(mine, db.session.get_one(Registration, guest), 1, 2, by=None)

    congress_id = congress.id
    assert at_once(lambda: sits(guests[0]), lambda: sits(guests[1])) == [None, None]
    db.session.rollback()
    assert len(seats(plan)) == 1
    assert set(seats(plan)) == {(1, 2)}


def test_without_the_lock_the_same_two_collide(
    congress: Congress, plan: SeatingPlan, at_once: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: both see the chair free, the database refuses the second, and an officer would see an error."""
    both = threading.Barrier(2, timeout=20)
    monkeypatch.setattr("aimf_events.protocol.seating.lock", lambda thing: thing)
    monkeypatch.setattr("aimf_events.protocol.seating.journal.record", lambda *_args, **_known: both.wait())
    guests = [come(congress, "Abomey").id, come(congress, "Bohicon").id]
    congress_id, public_id = congress.id, plan.public_id

    def sits(guest: int) -> None:
        mine = plan_of(db.session.get_one(Congress, congress_id), public_id)
        seat_guest(mine, db.session.get_one(Registration, guest), 1, 2, by=None)

    results = at_once(lambda: sits(guests[0]), lambda: sits(guests[1]))
    assert sum(isinstance(result, IntegrityError) for result in results) == 1
