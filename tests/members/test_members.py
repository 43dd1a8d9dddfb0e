"""Members: added once, corrected, found without accents; standing and offices."""

from typing import Any

import pytest
from flask import Flask

from aimf_events.i18n import LANGUAGES, country_name
from aimf_events.members.countries import COUNTRIES, country_code
from aimf_events.members.members import (
    MemberKnown,
    MemberSearch,
    add_member,
    find_members,
    member_by_code,
)
from aimf_events.members.models import Member, MemberCategory
from aimf_events.members.offices import appoint, offices_of, set_office
from aimf_events.members.zones import all_zones, default_zone
from tests.factories import make_member, make_person


def _add(name: str, country: str = "TD", code: str = "") -> Member:
    return add_member(code=code, name=name, country=country, category=MemberCategory.MEMBER_CITY)


def test_a_member_without_a_code_gets_one_from_its_country_and_name(app: Flask) -> None:
    member = _add("N'Djaména")
    assert (member.code, member.time_zone) == ("TD-NDJAMENA", "Africa/Ndjamena")
    assert member_by_code("TD-NDJAMENA") == member


def test_the_same_name_in_the_same_country_is_refused_and_leaves_nothing(app: Flask) -> None:
    _add("N'Djaména")
    with pytest.raises(MemberKnown):
        _add("Ndjamena", code="other")
    assert member_by_code("other") is None
    assert _add("Ndjamena", "FR", code="fr").country == "FR"


def test_members_are_found_without_accents_or_by_their_code(app: Flask) -> None:
    _add("Đà Nẵng", "VN")
    _add("Iași", "RO")
    assert [m.name for m in find_members(MemberSearch(text="da nang"))] == ["Đà Nẵng"]
    assert [m.name for m in find_members(MemberSearch(text="ro-iasi"))] == ["Iași"]
    assert [m.name for m in find_members(MemberSearch(country="VN", category="member_city", standing="good"))] == [
        "Đà Nẵng"
    ]
    assert find_members(MemberSearch(text="100%")).total == 0


def test_two_executives_named_at_once_leave_one(app: Flask, at_once: Any) -> None:
    member = make_member()
    first, second = make_person("Aïchatou", "Bio"), make_person("Rachid", "Dossou")
    ids = [(member.id, first.id), (member.id, second.id)]

    def name(pair: tuple[int, int]) -> None:
        from aimf_events.database import db
        from aimf_events.people.models import Person

        found, person = db.session.get_one(Member, pair[0]), db.session.get_one(Person, pair[1])
        set_office(found, person, title={"fr": "Maire"}, is_executive=True, by=None)

    assert at_once(*(lambda pair=pair: name(pair) for pair in ids)) == [None, None]
    assert [office.is_executive for office in offices_of(member)] == [True]


def test_the_same_person_keeps_one_office_whose_title_changes(app: Flask) -> None:
    member = make_member()
    values = {"civility": None, "given_name": "Aïchatou", "family_name": "Bio", "email": None, "by": None}
    appoint(member, **values, title={"fr": "Adjointe"}, is_executive=False)
    appoint(member, **values, title={"fr": "Maire"}, is_executive=True)
    [office] = offices_of(member)
    assert (office.title, office.is_executive) == ({"fr": "Maire"}, True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_is_known_by_its_name_and_has_a_clock(app: Flask, language: str) -> None:
    assert all(country_code(country_name(code, language)) == code for code in COUNTRIES)
    assert {default_zone(code) for code in COUNTRIES} <= set(all_zones()) | {"UTC"} | set(
        __import__("zoneinfo").available_timezones()
    )


@pytest.mark.parametrize(
    "text, code",
    [
        ("Côte d'Ivoire", "CI"),
        ("RDC", "CD"),
        ("Congo", "CG"),
        ("Viêt Nam", "VN"),
        (" bj ", "BJ"),
        ("Québec", None),
        ("", None),
    ],
)
def test_a_country_is_understood_as_people_write_it(app: Flask, text: str, code: str | None) -> None:
    assert country_code(text) == code


def test_canada_is_on_the_clock_of_its_cities(app: Flask) -> None:
    assert default_zone("CA") == "America/Toronto"
    assert default_zone("XX") == "UTC"
