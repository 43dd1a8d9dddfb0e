"""The settings of a congress, by forms."""

from typing import Any

import pytest
from flask import Flask

from aimf_events.accounts.models import Role
from aimf_events.congress.categories import categories_of
from aimf_events.congress.congresses import congress_by_name
from aimf_events.congress.models import CongressRole, Phase
from aimf_events.congress.roles import grants_of
from aimf_events.congress.venues import rooms_of, venues_of
from aimf_events.database import db
from aimf_events.registration.models import Delegation
from tests.factories import make_congress, make_staff

NEW = {
    "number": "31007",  # factories count upwards from 1
    "name": "lausanne-2024",
    "title_fr": "Congrès de Lausanne",
    "city_fr": "Lausanne",
    "country": "CH",
    "time_zone": "Europe/Zurich",
    "starts_on": "2030-10-02",
    "ends_on": "2030-10-04",
    "closes_on": "2030-09-15",
    "closes_at": "18:00",
    "languages": ["fr", "en"],
}


@pytest.fixture
def desk(app: Flask, browser_of: Any) -> Any:
    congress = make_congress("tunis-2020")
    reader = browser_of(make_staff(Role.SECRETARIAT))
    reader.congress = congress
    reader.get("/tunis-2020/settings")
    return reader


def test_all_settings_are_on_one_page_each_with_its_way(desk: Any) -> None:
    page = desk.get("/tunis-2020/settings")
    for words in (
        "Changer le titre",
        "Changer de phase",
        "Gérer les lieux",
        "Gérer les catégories",
        "Donner ou retirer un rôle",
    ):
        desk.get(page.link(words))


def test_the_deadline_is_on_the_clock_of_the_city(desk: Any) -> None:
    page = desk.get("/tunis-2020/settings/identity")
    values = {f["name"]: f.get("value", "") for f in page.fields if f["tag"] == "input"}
    values |= {"country": "TN", "time_zone": "Africa/Tunis", "starts_on": "2030-12-09", "ends_on": "2030-12-10"}
    values |= {"closes_on": "2030-12-01", "closes_at": "18:00", "languages": ["fr"], "title_fr": "<b>Congrès</b>"}
    page = desk.post("/tunis-2020/settings/identity", values)
    assert "<b>Congrès</b>" in page.text
    assert congress_by_name("tunis-2020").registration_closes_at.isoformat() == "2030-12-01T17:00:00+00:00"  # type: ignore[union-attr]
    desk.post("/tunis-2020/settings/identity", {**values, "ends_on": "2030-12-01"}, 422)
    desk.post("/tunis-2020/settings/identity", {**values, "title_fr": "x" * 300}, 422)
    desk.post("/tunis-2020/settings/identity", {**values, "languages": []}, 422)


def test_the_phase_changes_and_a_phase_not_ready_is_refused_beside_its_field(desk: Any) -> None:
    desk.get("/tunis-2020/settings/phase")
    desk.post("/tunis-2020/settings/phase", {"phase": "congress"})
    assert congress_by_name("tunis-2020").phase is Phase.CONGRESS  # type: ignore[union-attr]
    desk.post("/tunis-2020/settings/phase", {"phase": "nothing"}, 422)


def test_a_congress_is_opened_with_its_categories_and_the_secretariats_delegations(desk: Any) -> None:
    desk.get("/congresses/new")
    page = desk.post("/congresses/new", NEW)
    assert "Congrès de Lausanne" in page.text
    congress = congress_by_name("lausanne-2024")
    assert congress is not None
    assert len(categories_of(congress)) == 10
    assert db.session.scalar(db.select(db.func.count(Delegation.id)).filter_by(congress_id=congress.id)) == 6


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "tunis-2020"},
        {"name": "api"},
        {"name": "A b"},
        {"number": "0"},
        {"number": "70000"},
        {"country": "XX"},
        {"starts_on": "hier"},
    ],
)
def test_a_wrong_answer_comes_back_with_what_was_written(desk: Any, wrong: dict[str, str]) -> None:
    desk.get("/congresses/new")
    page = desk.post("/congresses/new", {**NEW, **wrong}, 422)
    assert page.value("title_fr") == "Congrès de Lausanne"


def test_places_and_rooms_are_added_corrected_and_taken_away(desk: Any) -> None:
    desk.get("/tunis-2020/settings/venues")
    desk.post("/tunis-2020/settings/venues", {"name": "Palais des congrès", "address": "Avenue Mohamed V"})
    venue = venues_of(desk.congress)[-1]
    desk.post(f"/tunis-2020/settings/venues/{venue.public_id}/rooms", {"name": "Salle bleue", "capacity": "0"}, 422)
    desk.post(f"/tunis-2020/settings/venues/{venue.public_id}/rooms", {"name": "Salle bleue", "capacity": "80"})
    room = rooms_of(desk.congress)[-1]
    desk.post(
        f"/tunis-2020/settings/rooms/{room.public_id}", {"name": "Salle verte", "capacity": "90", "is_streamed": "y"}
    )
    assert [(r.name, r.capacity, r.is_streamed) for r in rooms_of(desk.congress)][-1] == ("Salle verte", 90, True)
    desk.post(f"/tunis-2020/settings/rooms/{room.public_id}/removal")
    assert len(rooms_of(desk.congress)) == 1


def test_a_room_of_another_congress_is_not_here(desk: Any) -> None:
    room = rooms_of(make_congress("lausanne-2024"))[0]
    desk.get(f"/tunis-2020/settings/rooms/{room.public_id}", 404)
    desk.post(f"/tunis-2020/settings/rooms/{room.public_id}/removal", {}, 404)
    category = categories_of(congress_by_name("lausanne-2024"))[0]  # type: ignore[arg-type]
    desk.get(f"/tunis-2020/settings/categories/{category.public_id}", 404)


def test_a_colour_on_which_white_is_not_read_is_refused(desk: Any) -> None:
    desk.get("/tunis-2020/settings/categories/new")
    values = {
        "label_fr": "Maires jeunes",
        "feminine_fr": "Jeunes mairesses",
        "letter": "J",
        "zones": ["0"],
        "member": "1",
    }
    page = desk.post("/tunis-2020/settings/categories/new", {**values, "colour": "#ffe08a"}, 422)
    assert "Un texte blanc ne se lirait pas" in page.text
    desk.post("/tunis-2020/settings/categories/new", {**values, "colour": "#123456", "letter": "D"}, 422)
    desk.post("/tunis-2020/settings/categories/new", {**values, "colour": "#123456", "letter": "é"}, 422)
    desk.post("/tunis-2020/settings/categories/new", {**values, "colour": "#123456"})
    made = categories_of(desk.congress)[-1]
    assert (made.code, made.zones, made.default_places) == (
        "maires_jeunes",
        1,
        {"member": 1, "partner": 0, "service": 0},
    )
    assert made.feminine == {"fr": "Jeunes mairesses"}
    again = desk.get(f"/tunis-2020/settings/categories/{made.public_id}")
    assert "Jeunes mairesses" in [field.get("value") for field in again.fields]


def test_a_role_is_given_and_withdrawn(desk: Any) -> None:
    desk.get("/tunis-2020/settings/roles")
    desk.post(
        "/tunis-2020/settings/roles",
        {"given_name": "Amel", "family_name": "Ben Ali", "email": "x", "role": "door"},
        422,
    )
    page = desk.post(
        "/tunis-2020/settings/roles",
        {"given_name": "Amel", "family_name": "Ben Ali", "email": "amel@tunis.example", "role": "door"},
    )
    assert "Accueil aux portes" in page.text
    [grant] = grants_of(desk.congress)
    assert grant.role is CongressRole.DOOR
    desk.post(f"/tunis-2020/settings/roles/{grant.public_id}/withdrawal")
    assert grants_of(desk.congress) == []


def test_the_settings_are_closed_to_a_role_of_one_congress(desk: Any, browser_of: Any) -> None:
    door = browser_of(make_staff(CongressRole.DOOR_SUPERVISOR, congress=desk.congress))
    door.get("/tunis-2020/settings", 403)
    door.get("/congresses/new", 403)
