"""Precedence across all guests: the rank that protocol gave, else the one of the registration; ties share a place."""

import pytest
from flask import Flask

from aimf_events.congress.models import Congress
from aimf_events.congress.ranks import rank_numbered, write_usual_ranks
from aimf_events.protocol.precedence import guests_of, narrowed, place_guest
from aimf_events.registration.models import Capacity, Mode, Registration, RegistrationState
from tests.factories import make_congress, make_delegation, make_person, make_registration
from tests.statements import statements_sent


@pytest.fixture
def congress(app: Flask) -> Congress:
    congress = make_congress("tunis")
    write_usual_ranks(congress, by=None)
    return congress


def come(congress: Congress, city: str, name: str, **values: object) -> Registration:
    delegation = make_delegation(congress, city, places={"head": 1, "delegate": 9})
    return make_registration(delegation, person=make_person("Jean", name), **values)


def names(congress: Congress) -> list[tuple[int, str]]:
    return [(guest.place, guest.registration.person.family_name) for guest in guests_of(congress)]


def test_a_registration_has_a_rank_by_itself(congress: Congress) -> None:
    come(congress, "Abomey", "Délégué")
    come(congress, "Bohicon", "Suppléant", capacity=Capacity.SUBSTITUTE)
    come(congress, "Cotonou", "Maire", capacity=Capacity.TITULAR)
    assert [guest.rank for guest in guests_of(congress)] == [5, 6, 7]
    assert names(congress) == [(1, "Maire"), (2, "Suppléant"), (3, "Délégué")]


def test_the_rank_that_protocol_gives_comes_before(congress: Congress) -> None:
    come(congress, "Cotonou", "Maire", capacity=Capacity.TITULAR)
    minister = come(congress, "Zinder", "Ministre")
    place_guest(minister, rank_numbered(congress, 2), 0, by=None)
    assert names(congress) == [(1, "Ministre"), (2, "Maire")]
    place_guest(minister, None, 0, by=None)
    assert names(congress) == [(1, "Maire"), (2, "Ministre")]


def test_inside_a_rank_the_order_written_comes_first_and_equals_share_a_place(congress: Congress) -> None:
    rank = rank_numbered(congress, 3)
    for city, name, order in (("Abomey", "Premier", 1), ("Zinder", "Égal un", 2), ("Bohicon", "Égal deux", 2)):
        place_guest(come(congress, city, name), rank, order, by=None)
    place_guest(come(congress, "Agadez", "Sans ordre"), rank, 0, by=None)
    assert names(congress) == [(1, "Premier"), (2, "Égal deux"), (2, "Égal un"), (4, "Sans ordre")]
    assert [guest.is_tied for guest in guests_of(congress)] == [False, True, True, False]


def test_only_those_who_come_to_the_city_are_guests(congress: Congress) -> None:
    come(congress, "Abomey", "En ligne", mode=Mode.ONLINE)
    come(congress, "Bohicon", "Refusé", state=RegistrationState.REFUSED)
    come(make_congress("lausanne"), "Yverdon", "Ailleurs")
    assert names(congress) == []


def test_a_search_keeps_the_places(congress: Congress) -> None:
    come(congress, "Cotonou", "Maire", capacity=Capacity.TITULAR)
    come(congress, "N’Djaména", "Phạm Nguyễn")
    found = narrowed(guests_of(congress), q="djamena pham")
    assert [(guest.place, guest.rank) for guest in found] == [(2, 7)]
    assert narrowed(guests_of(congress), rank="5")[0].place == 1


def test_precedence_is_one_query_however_many_come(congress: Congress) -> None:
    for city in ("Abomey", "Bohicon", "Cotonou"):
        come(congress, city, city)
    with statements_sent() as sent:
        for guest in guests_of(congress):
            _said = (guest.registration.person.badge_name, guest.registration.delegation.name)
    assert len([text for text in sent if "SELECT" in text]) == 1
