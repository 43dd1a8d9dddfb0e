"""The order of protocol inside a delegation."""

import pytest

from aimf_events.database import db
from aimf_events.registration.models import Registration, RegistrationState
from aimf_events.registration.protocol_order import move_in_order
from aimf_events.registration.registrations import delegation_registrations
from tests.factories import make_congress, make_delegation, make_person, make_registration


@pytest.fixture
def three(app):
    delegation = make_delegation(make_congress())
    make_registration(delegation, person=make_person("Z", "Aa"), state=RegistrationState.WITHDRAWN)
    return [make_registration(delegation, person=make_person(name, name)) for name in ("A", "B", "C")]


def names(three):
    found = delegation_registrations(three[0].delegation)
    return "".join(each.person.given_name for each in found if each.is_active)


def test_up_and_down(three):
    move_in_order(three[2], from_place=3, up=True, by=None)
    assert names(three) == "ACB"
    move_in_order(three[0], from_place=1, up=False, by=None)
    assert names(three) == "CAB"


def test_the_same_button_twice_moves_once(three):
    move_in_order(three[2], from_place=3, up=True, by=None)
    move_in_order(three[2], from_place=3, up=True, by=None)
    assert names(three) == "ACB"


def test_first_and_last_stay(three):
    move_in_order(three[0], from_place=1, up=True, by=None)
    move_in_order(three[2], from_place=3, up=False, by=None)
    move_in_order(three[2], from_place=0, up=True, by=None)
    assert names(three) == "ABC"


def test_two_who_move_at_once_come_one_after_the_other(three, at_once):
    def move(which, place):
        return move_in_order(db.session.get(Registration, three[which].id), from_place=place, up=True, by=None)

    at_once(lambda: move(2, 3), lambda: move(1, 2))
    assert names(three) in (
        "ACB",
        "BCA",
    )  # whoever comes second finds the order changed: no longer there, or moved up once more
    orders = {db.session.get(Registration, each.id).protocol_order for each in three}
    assert orders == {1, 2, 3}
