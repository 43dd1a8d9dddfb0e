"""The members' desk."""

from typing import Any

import pytest
from flask import Flask

from aimf_events.accounts.models import Role
from aimf_events.database import db
from aimf_events.members.models import LocalOffice, Member, Standing
from tests.factories import make_congress, make_member, make_person, make_staff


@pytest.fixture
def desk(app: Flask, browser_of: Any) -> Any:
    make_congress("tunis-2020")
    reader = browser_of(make_staff(Role.SECRETARIAT))
    reader.get("/tunis-2020/members/")
    return reader


def test_an_empty_list_says_how_to_begin(desk: Any) -> None:
    assert "Importer une liste" in desk.get("/tunis-2020/members/").text


def test_the_list_is_narrowed_by_the_address(desk: Any) -> None:
    make_member("Đà Nẵng", "VN")
    make_member("Parakou", standing=Standing.SUSPENDED)
    page = desk.get("/tunis-2020/members/?standing=suspended&sort=code")
    assert "Parakou" in page.text
    assert "Đà Nẵng" not in page.text
    desk.get("/tunis-2020/members/?q=%00%27&country=%00&page=99999999999999999999&standing=x")


def test_a_member_is_added_corrected_and_a_namesake_refused(desk: Any) -> None:
    values = {"name": "Parakou", "country": "BJ", "category": "member_city", "language": "fr"}
    desk.get("/tunis-2020/members/new")
    page = desk.post("/tunis-2020/members/new", values)
    assert page.h1 == ["Parakou"]
    desk.get("/tunis-2020/members/new")
    page = desk.post("/tunis-2020/members/new", values, 422)
    assert "porte déjà ce nom" in page.text
    member = db.session.scalars(db.select(Member)).one()
    desk.get(f"/tunis-2020/members/{member.public_id}/edit")
    page = desk.post(
        f"/tunis-2020/members/{member.public_id}/edit",
        {**values, "name": "Ville de Parakou", "time_zone": "Africa/Porto-Novo"},
    )
    assert page.h1 == ["Ville de Parakou"]
    desk.post(f"/tunis-2020/members/{member.public_id}/edit", {**values, "name": "x" * 300}, 422)


def test_a_suspension_needs_its_decision_which_is_shown(desk: Any) -> None:
    member = make_member("Parakou")
    path = f"/tunis-2020/members/{member.public_id}"
    desk.get(path)
    desk.post(f"{path}/suspension", {"decision": ""}, 422)
    page = desk.post(f"{path}/suspension", {"decision": "<i>décision du Bureau</i>"})
    assert "à jour, puis suspendu" in page.text
    assert "<i>décision du Bureau</i>" in page.text


def test_an_office_begins_and_ends(desk: Any) -> None:
    member = make_member("Parakou")
    path = f"/tunis-2020/members/{member.public_id}"
    desk.get(path)
    page = desk.post(
        f"{path}/offices",
        {"civility": "madam", "given_name": "Aïchatou", "family_name": "Bio", "office": "Maire", "is_executive": "y"},
    )
    assert "titulaire reconnu" in page.text
    office = db.session.scalars(db.select(LocalOffice)).one()
    other = make_member("Djougou")
    desk.post(f"/tunis-2020/members/{other.public_id}/offices/{office.id}/end", {}, 404)
    page = desk.post(f"{path}/offices/{office.id}/end")
    assert "Aucune fonction n’est connue" in page.text


def test_members_are_closed_to_those_without_a_role(app: Flask, browser_of: Any) -> None:
    make_congress("tunis-2020")
    browser_of(make_person()).get("/tunis-2020/members/", 403)
