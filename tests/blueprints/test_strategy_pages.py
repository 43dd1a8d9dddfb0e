"""The programme at the desk and in public: written, adopted, followed; and who may."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask

from aimf_events.accounts.models import Role
from aimf_events.assembly.models import Body
from aimf_events.clock import set_for_tests
from aimf_events.congress.models import CongressRole
from aimf_events.membership.strategy import programme_in_force
from tests.factories import make_congress, make_staff, make_statutes
from tests.factories.assembly import make_cities, make_open_sitting
from tests.membership.test_strategy import ENGLISH, FRENCH

DESK = "/tunis/strategy/"


@pytest.fixture
def congress(app: Flask) -> Any:
    set_for_tests(datetime(2026, 3, 1, 9, 0, tzinfo=UTC))
    make_statutes()
    make_statutes(Body.BUREAU)
    return make_congress("tunis", starts_on=date(2026, 3, 1))


@pytest.fixture
def desk(congress: Any, browser_of: Any) -> Any:
    return browser_of(make_staff(Role.SITTING_SECRETARY))


def test_from_an_empty_page_to_a_programme_that_everyone_reads(desk: Any, congress: Any, browse: Any) -> None:
    assert "Aucun programme n’est encore adopté" in browse.get("/strategy").text
    assert "Aucun programme" in desk.get(DESK).text
    page = desk.get(f"{DESK}draft")
    given = {
        "revision": page.value("revision"),
        "title_fr": "Cap 2030",
        "title_en": "Towards 2030",
        "first_year": "2026",
        "last_year": "2030",
        "text_fr": FRENCH + "\n- <script>alert(1)</script>",
        "text_en": "",
    }
    for wrong in ({"text_fr": "rien"}, {"last_year": "2020"}, {"first_year": "x"}, {"text_en": "# One"}):
        desk.post(f"{DESK}draft", {**given, **wrong}, 422)
    desk.post(f"{DESK}draft", given)
    stale = {**given, "revision": "1"}
    desk.post(f"{DESK}draft", {**stale, "text_fr": FRENCH, "text_en": ENGLISH})
    desk.post(f"{DESK}draft", stale, 409)
    desk.post(f"{DESK}draft", {**stale, "revision": "nonsense"}, 409)
    page = desk.get(f"{DESK}adoption")
    earlier = {"revision": page.value("revision"), "sitting": "", "decision": "résolution 4"}
    assert "écrivez laquelle et son jour" in desk.post(f"{DESK}adoption", earlier, 422).text
    make_cities(1)
    sitting = make_open_sitting(congress=congress, day=date(2026, 3, 1))
    page = desk.get(f"{DESK}adoption")
    adoption = {"revision": page.value("revision"), "sitting": sitting.public_id, "decision": ""}
    desk.post(f"{DESK}adoption", adoption, 422)
    desk.post(f"{DESK}adoption", {**adoption, "decision": "résolution 4"})
    page = browse.get("/strategy")
    assert "2026 à 2030. Adopté par l’Assemblée générale le 1er mars 2026." in page.text
    assert "Water for all" in browse.get("/strategy?lang=en").text
    programme = programme_in_force()
    assert programme is not None
    objective = programme.axes[0].objectives[1].public_id
    desk.get(f"{DESK}objectives/{objective}")
    desk.post(f"{DESK}objectives/{objective}", {"year": "2026", "percent": "101"}, 422)
    desk.post(f"{DESK}objectives/{objective}", {"year": "2027", "percent": "10"}, 409)
    desk.post(f"{DESK}objectives/{objective}", {"year": "2026", "percent": "35", "note_fr": "<b>douze</b> villes"})
    page = browse.get("/strategy?lang=fr")
    assert "35 % fin 2026 · <b>douze</b> villes" in page.text


def test_odd_addresses_and_other_roles_find_nothing(desk: Any, browser_of: Any, congress: Any, client: Any) -> None:
    for path in ("/strategy?version=1", "/strategy?version=99999"):
        assert client.get(path).status_code in (200, 404)
    assert client.get("/strategy?version=abc").status_code == 200
    desk.get(f"{DESK}adoption", 404)
    desk.get(f"{DESK}objectives/nothing", 404)
    programme = browser_of(make_staff(CongressRole.PROGRAMME, congress=congress))
    for path in (DESK, f"{DESK}draft", f"{DESK}adoption"):
        programme.get(path, 403)
