"""The Bureau's composition at the desk and in public: given, ended, a portrait by consent alone, and who may."""

import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from aimf_events.accounts.models import Role
from aimf_events.assembly.bureau import composition, seat_elected
from aimf_events.assembly.bureau_models import BureauOffice
from aimf_events.assembly.models import Body
from aimf_events.assembly.parameters import Parameter
from aimf_events.clock import set_for_tests
from aimf_events.congress.models import CongressRole
from aimf_events.database import new_public_id
from tests.factories import make_congress, make_staff, make_statutes
from tests.factories.assembly import make_cities, make_open_sitting
from tests.statements import statements_sent

DESK = "/tunis/assembly/bureau"


@pytest.fixture
def congress(app: Flask) -> Any:
    set_for_tests(datetime(2026, 3, 1, 9, 0, tzinfo=UTC))
    make_statutes(values={Parameter.BUREAU_INTERIM: True})
    make_statutes(Body.BUREAU)
    return make_congress("tunis", starts_on=date(2026, 3, 1))


@pytest.fixture
def desk(congress: Any, browser_of: Any) -> Any:
    return browser_of(make_staff(Role.SITTING_SECRETARY))


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (300, 400), "grey").save(made, "JPEG")
    return made.getvalue()


def test_from_nobody_to_a_president_on_the_public_page(desk: Any, congress: Any) -> None:
    city = make_cities(1)[0]
    assert "La composition n’est pas encore publiée" in desk.get("/bureau").text
    assert "Aucun siège n’est enregistré" in desk.get(DESK).text
    desk.get(f"{DESK}/new")
    earlier = {"member": city.public_id, "office": "treasurer", "sitting": "", "fills": ""}
    assert "écrivez laquelle et son jour" in desk.post(f"{DESK}/new", earlier, 422).text
    sitting = make_open_sitting(congress=congress, day=date(2026, 3, 1))
    given = {"member": city.public_id, "office": "president", "sitting": sitting.public_id, "fills": ""}
    desk.get(f"{DESK}/new")
    assert "Choisissez le membre." in desk.post(f"{DESK}/new", {**given, "member": ""}, 422).text
    desk.post(f"{DESK}/new", {**given, "member": "no-such-member"}, 422)
    page = desk.post(f"{DESK}/new", given)
    assert "1 siège tenu sur les 30" in page.text
    desk.get(f"{DESK}/ex-officio")
    values = {"given_name": "Louise", "family_name": "Mukasonga", "title_fr": "Secrétaire générale <b>", "title_en": ""}
    desk.post(f"{DESK}/ex-officio", values, 422)  # a form without its key
    values["form_key"] = new_public_id()
    desk.post(f"{DESK}/ex-officio", values)
    desk.post(f"{DESK}/ex-officio", values)
    assert len(composition()) == 2
    page = desk.get("/bureau")
    assert "Maire de Cité 000" in page.text
    assert "Secrétaire générale <b>" in page.text
    assert "In office" in desk.get(f"{DESK}/seats/{composition()[0].public_id}?lang=en").text


def test_a_portrait_is_shown_by_consent_alone_and_goes_with_the_seat(desk: Any, congress: Any, client: Any) -> None:
    seat = seat_elected(
        make_cities(1)[0], BureauOffice.MEMBER, at=make_open_sitting(congress=congress, day=date(2026, 3, 1)), by=None
    )
    here, shown = f"{DESK}/seats/{seat.public_id}", f"/bureau/{seat.public_id}/portrait"
    desk.get(here)
    given: dict[str, Any] = {"agreed_on": "2026-02-20", "file": (io.BytesIO(picture()), "a.jpg")}
    assert "Sans l’accord" in desk.post(f"{here}/portrait", given, 422).text
    assert client.get(shown).status_code == 404
    tomorrow = {"agreed_on": "2026-03-02", "agrees": "y", "file": (io.BytesIO(picture()), "a.jpg")}
    assert "pas encore venu" in desk.post(f"{here}/portrait", tomorrow, 422).text
    odd = {"agreed_on": "2026-02-20", "agrees": "y", "file": (io.BytesIO(b"<svg onload=alert(1)>"), "a.jpg")}
    desk.post(f"{here}/portrait", odd, 422)
    good = {"agreed_on": "2026-02-20", "agrees": "y", "file": (io.BytesIO(picture()), "a.jpg")}
    desk.post(f"{here}/portrait", good)
    answer = client.get(shown)
    assert (answer.status_code, answer.content_type) == (200, "image/jpeg")
    assert shown in client.get("/bureau").get_data(as_text=True)
    desk.post(f"{here}/end", {"why": "resignation", "on": "2026-03-01"})
    assert client.get(shown).status_code == 404
    assert "Aucun siège n’est enregistré" not in desk.get(f"{DESK}/history").text


def test_a_vacancy_is_said_before_a_mayor_is_replaced_and_afterwards(browser_of: Any, congress: Any) -> None:
    city = make_cities(1)[0]
    at = make_open_sitting(congress=congress, day=date(2026, 3, 1))
    seat_elected(city, BureauOffice.TREASURER, at=at, by=None)
    secretariat = browser_of(make_staff(Role.SECRETARIAT))
    path = f"/tunis/members/{city.public_id}/mayor"
    assert "Le siège de ce membre au Bureau (Vice-présidence et trésorerie) prend fin" in secretariat.get(path).text
    values = {"given_name": "Rachid", "family_name": "Dossou", "email": "d@example.org", "office": "Maire"}
    secretariat.post(path, {**values, "source": "procès-verbal"})
    page = secretariat.get(DESK)
    assert "Aucun siège n’est enregistré" in page.text


def test_the_outgoing_bureau_is_named_before_its_term_is_ended(desk: Any, congress: Any) -> None:
    cities, first = make_cities(2), make_open_sitting(congress=congress, day=date(2026, 3, 1))
    seat_elected(cities[0], BureauOffice.MEMBER, at=first, by=None)
    assert "Aucun mandat n’est à terminer" in desk.get(f"{DESK}/end-of-term").text
    second = make_open_sitting(congress=congress, day=date(2026, 3, 2))
    page = desk.get(f"{DESK}/end-of-term")
    assert "Cité 000" in page.text
    desk.post(f"{DESK}/end-of-term/{second.public_id}", {})
    page = desk.post(f"{DESK}/end-of-term/{second.public_id}", {})
    assert "Aucun mandat n’était à terminer." in page.text
    assert composition() == []


def test_more_seats_cost_no_more_questions(desk: Any, congress: Any) -> None:
    cities, at = make_cities(6), make_open_sitting(congress=congress, day=date(2026, 3, 1))

    def questions(path: str) -> int:
        with statements_sent() as sent:
            desk.get(path)
        return len(sent)

    seat_elected(cities[0], BureauOffice.MEMBER, at=at, by=None)
    few = questions(DESK), questions("/bureau")
    for city in cities[1:]:
        seat_elected(city, BureauOffice.MEMBER, at=at, by=None)
    assert (questions(DESK), questions("/bureau")) == few


def test_other_desks_and_odd_addresses_find_nothing(browser_of: Any, congress: Any, desk: Any) -> None:
    programme = browser_of(make_staff(CongressRole.PROGRAMME, congress=congress))
    for path in (DESK, f"{DESK}/new", f"{DESK}/ex-officio", f"{DESK}/end-of-term", f"{DESK}/history"):
        programme.get(path, 403)
    desk.get(f"{DESK}/seats/nothing", 404)
    desk.get("/bureau/nothing/portrait", 404)
    desk.get(f"{DESK}/end-of-term", 404)  # no Assembly was held
