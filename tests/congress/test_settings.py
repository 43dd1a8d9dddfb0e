"""A congress: opened with its categories, moved from phase to phase, its places and colleagues."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from aimf_events.clock import now
from aimf_events.congress.categories import (
    DEFAULT_CATEGORIES,
    CategoryKnown,
    add_category,
    bit_set,
    bits,
    categories_of,
    contrast_with_white,
    zones_of,
)
from aimf_events.congress.colleagues import grant_of, invite_to_congress
from aimf_events.congress.congresses import CongressKnown, create_congress, next_number
from aimf_events.congress.models import Congress, CongressRole, Phase
from aimf_events.congress.phases import PhaseRefused, change_phase
from aimf_events.congress.roles import congress_roles_of
from aimf_events.congress.venues import add_room, add_venue, remove_room, rooms_of
from aimf_events.database import db
from aimf_events.errors import NotFound
from aimf_events.journal import history
from aimf_events.mail.models import OutgoingMessage
from tests.factories import make_congress


def _create(name: str = "tunis-2020", number: int = 1, **values: Any) -> Congress:
    settings = {
        "title": {"fr": "Congrès de Tunis"},
        "theme": {},
        "city": {"fr": "Tunis"},
        "country": "TN",
        "time_zone": "Africa/Tunis",
        "starts_on": date(2030, 12, 9),
        "ends_on": date(2030, 12, 10),
        "registration_closes_at": datetime(2030, 12, 1, 17, tzinfo=UTC),
        "languages": ["fr", "en"],
        **values,
    }
    return create_congress(number=number, name=name, by=None, **settings)


def test_a_new_congress_has_the_usual_categories_each_with_its_letter(app: Flask) -> None:
    congress = _create()
    categories = categories_of(congress)
    assert [c.code for c in categories] == [c.code for c in DEFAULT_CATEGORIES]
    assert len({c.letter for c in categories}) == len({c.number for c in categories}) == 10
    assert [zone.bit for zone in zones_of(congress)] == [0, 1, 2, 3, 4]
    assert congress.phase is Phase.PREPARATION


def test_white_is_read_on_every_usual_colour(app: Flask) -> None:
    assert min(contrast_with_white(c.colour) for c in DEFAULT_CATEGORIES) >= 4.5
    assert round(contrast_with_white("#000000"), 2) == 21
    assert round(contrast_with_white("#ffffff"), 2) == 1


def test_a_number_or_a_name_taken_is_refused(app: Flask) -> None:
    _create()
    with pytest.raises(CongressKnown):
        _create("lausanne-2024", 1)
    with pytest.raises(CongressKnown):
        _create("tunis-2020", 2)
    assert next_number() == 2


def test_registration_does_not_open_after_its_deadline(app: Flask) -> None:
    congress = make_congress(phase=Phase.PREPARATION, registration_closes_at=now() - timedelta(hours=1))
    with pytest.raises(PhaseRefused):
        change_phase(congress, Phase.REGISTRATION, by=None)
    change_phase(congress, Phase.CONGRESS, by=None)
    change_phase(congress, Phase.CONGRESS, by=None)
    assert [entry.details for entry in history(congress)] == [{"before": "preparation", "after": "congress"}]


def test_a_letter_taken_is_refused_and_a_new_number_follows_the_last(app: Flask) -> None:
    congress = make_congress()
    with pytest.raises(CategoryKnown):
        add_category(congress, code="x", letter="D", colour="#000000", label={"fr": "X"}, by=None)
    assert add_category(congress, code="x", letter="X", colour="#000000", label={"fr": "X"}, by=None).number == 4


def test_two_categories_added_at_once_have_two_numbers(app: Flask, at_once: Any) -> None:
    ident = make_congress().id

    def add(letter: str) -> int:
        congress = db.session.get_one(Congress, ident)
        return add_category(
            congress, code=letter, letter=letter, colour="#000000", label={"fr": letter}, by=None
        ).number

    assert sorted(at_once(lambda: add("X"), lambda: add("Y"))) == [4, 5]


def test_bits_are_read_back_as_they_were_set() -> None:
    assert bits(bit_set([0, 3, 3, 15])) == [0, 3, 15]


def test_rooms_come_in_their_order_and_go(app: Flask) -> None:
    congress = make_congress()
    venue = add_venue(congress, name="Palais", by=None)
    first, second = (add_room(venue, name=name, capacity=10, by=None) for name in ("B", "A"))
    assert [room.name for room in rooms_of(congress)] == ["Grande salle", "B", "A"]
    remove_room(first, by=None)
    assert [room.name for room in rooms_of(congress)] == ["Grande salle", second.name]


def test_a_colleague_is_told_once_and_belongs_to_one_congress(app: Flask) -> None:
    congress, other = make_congress(), make_congress()
    values = {"given_name": "Camille", "family_name": "Roux", "email": "c@aimf.example", "role": CongressRole.DOOR}
    first = invite_to_congress(congress, **values, by=None, sign_in_url="http://localhost/sign-in")
    second = invite_to_congress(congress, **values, by=None, sign_in_url="http://localhost/sign-in")
    assert first.id == second.id
    assert congress_roles_of(first.person, congress) == {CongressRole.DOOR}
    assert db.session.scalar(db.select(db.func.count(OutgoingMessage.id))) == 1
    with pytest.raises(NotFound):
        grant_of(other, first.public_id)
