"""The protocol desk: precedence, seats moved without a script, plates in every script, arrivals that follow the doors."""

import csv
import io
from datetime import timedelta

import pytest
from pypdf import PdfReader
from sqlalchemy import event

from aimf_events.accounts.models import Role
from aimf_events.checkin.badges import issue_badge
from aimf_events.clock import now
from aimf_events.congress.models import CongressRole
from aimf_events.congress.ranks import write_usual_ranks
from aimf_events.database import db
from aimf_events.live.models import LiveEvent
from aimf_events.live.topics import refresh
from aimf_events.protocol.arrivals import personalities_of, topic_of
from aimf_events.protocol.models import SeatingPlan
from aimf_events.registration.journeys import JourneyPlan, add_journey
from aimf_events.registration.models import Capacity, Direction, Means, RegistrationState
from tests.checkin.doors import make_device, make_door, scan
from tests.factories import make_congress, make_delegation, make_person, make_registration, make_staff

NAMES = {"Anahit": "Անահիտ", "Sok": "សុខ", "Ahmed": "أحمد بن صالح"}


@pytest.fixture
def congress(app):
    congress = make_congress("tunis", starts_on=now().date())
    write_usual_ranks(congress, by=None)
    return congress


@pytest.fixture
def desk(browser_of, congress):
    return browser_of(make_staff(CongressRole.PROTOCOL, congress=congress))


def come(congress, city, **values):
    values.setdefault("capacity", Capacity.TITULAR)
    return make_registration(make_delegation(congress, city, places={"delegate": 9}), **values)


def spoken(page):
    return page.text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("path", ["", "plans", "arrivals", "precedence.csv", "plates.pdf"])
def test_the_desk_is_the_protocol_s_alone(browser_of, congress, desk, path):
    come(congress, "Parakou")
    for who in (make_staff(Role.SECRETARIAT), make_staff(Role.AUDITOR)):
        assert browser_of(who).client.get(f"/tunis/protocol/{path}").status_code == 403
    assert desk.client.get(f"/tunis/protocol/{path}").status_code == 200


def test_an_empty_congress_says_how_it_begins(desk):
    assert "Personne n’est encore attendu" in desk.get("/tunis/protocol/").text
    assert "Aucune personnalité" in desk.get("/tunis/protocol/arrivals").text
    assert "plates" not in desk.get("/tunis/protocol/").body
    assert desk.client.get("/tunis/protocol/plates.pdf").status_code == 409


def test_a_rank_is_given_and_the_file_says_the_same(desk, congress):
    minister = come(congress, "Hô Chi Minh-Ville", capacity=Capacity.NONE, person=make_person("Thuỳ Dương", "Phạm"))
    come(congress, "Abomey")
    page = desk.get(desk.get("/tunis/protocol/?q=pham").link("Phạm"))
    assert "nombre de 1 à 999" in spoken(desk.post(page.path, {"rank": "2", "order": "0"}, 422))
    page = desk.post(page.path, {"rank": "2", "order": "1"})
    assert "2 · Ministres, chefs de mission diplomatique" in page.text
    answer = desk.client.get("/tunis/protocol/precedence.csv")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert [(row["Place"], row["Délégation"]) for row in rows] == [("1", "Hô Chi Minh-Ville"), ("2", "Abomey")]
    assert desk.get(f"/tunis/protocol/guests/{minister.public_id}").value("order") == "1"
    other = come(make_congress("lausanne"), "Yverdon")
    desk.get(f"/tunis/protocol/guests/{other.public_id}", 404)


def test_a_plan_is_drawn_filled_and_changed_without_a_script(desk, congress):
    guests = [come(congress, city) for city in ("Abomey", "N’Djaména", "Zinder")]
    desk.get("/tunis/protocol/plans")
    assert "de 1 à 40" in spoken(
        desk.post("/tunis/protocol/plans", {"name": "Dîner", "rows": "1", "seats_per_row": "90"}, 422)
    )
    page = desk.post("/tunis/protocol/plans", {"name": "Dîner", "rows": "1", "seats_per_row": "3"})
    address = page.path
    page = desk.post(f"{address}/filling", {})
    assert "3 personnes placées sur 3 places ; 0 reste à placer." in spoken(page)
    mover = guests[0]
    page = desk.get(f"{address}?guest={mover.public_id}")
    assert "Rang 1, place 2 aujourd’hui." in spoken(page)
    assert "Ce plan compte" in spoken(
        desk.post(f"{address}/guests/{mover.public_id}/seat", {"row": "2", "number": "1"}, 409)
    )
    desk.get(address)
    desk.post(f"{address}/guests/{mover.public_id}/seat", {"row": "1", "number": "3"})
    plan = db.session.query(SeatingPlan).one()
    assert {seat.number: seat.registration.delegation.name for seat in plan.seats}[3] == "Abomey"
    desk.get(address)
    page = desk.post(f"{address}/guests/{mover.public_id}/leaving", {})
    assert "2 personnes placées sur 3 places ; 1 reste à placer." in spoken(page)
    desk.post(f"{address}/removal", {})
    assert db.session.query(SeatingPlan).count() == 0


def test_plates_bear_each_name_twice_in_every_script(desk, congress):
    for given, original in NAMES.items():
        come(congress, f"Ville de {given}", person=make_person(given, "Soumanou", original_name=original))
    answer = desk.client.get("/tunis/protocol/plates.pdf?rank=5")
    pages = PdfReader(io.BytesIO(answer.data)).pages
    assert len(pages) == 3
    assert [round(float(side) / 72 * 25.4) for side in pages[0].mediabox[2:]] == [297, 210]
    for given, page in zip(sorted(NAMES), pages, strict=True):
        assert page.extract_text().count("Soumanou") == 2, given
    fonts = {font for page in pages for font in _fonts(page)}
    for script in ("NotoSansArabic", "NotoSansKhmer", "NotoSansArmenian", "NotoSerif"):
        assert [font for font in fonts if script in font], (script, fonts)


def _fonts(page):
    return {str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values()}


def test_arrivals_follow_the_doors(desk, congress):
    mayor = come(congress, "Parakou", state=RegistrationState.APPROVED)
    come(congress, "Zinder", capacity=Capacity.NONE)
    journey = JourneyPlan(Direction.ARRIVAL, Means.FLIGHT, congress.starts_on, "09:40", "Tunis-Carthage", "TU 717")
    add_journey(mayor.delegation, journey, [mayor], by=make_staff(Role.SECRETARIAT))
    page = desk.get("/tunis/protocol/arrivals")
    assert "0 personnalité sur 1 est arrivée au congrès." in spoken(page)
    assert "TU 717 · Tunis-Carthage" in spoken(page)
    topic = topic_of(congress)
    assert f"/live/{topic}" in page.body
    first = desk.client.get(f"/live/{topic}").get_json()["events"][-1]
    assert (first["data"]["inside"], first["data"]["total"]) == (0, 1)
    scan(make_door(congress), make_device(congress), issue_badge(mayor))
    assert refresh(topic)
    db.session.rollback()
    assert "1 personnalité sur 1 est arrivée au congrès." in spoken(desk.get("/tunis/protocol/arrivals"))
    change = db.session.query(LiveEvent).filter_by(topic=topic).order_by(LiveEvent.seq.desc()).first()
    assert (change.data["inside"], change.data["total"]) == (1, 1)
    assert set(change.data) == {"inside", "total", "last"}  # nobody's name
    assert desk.client.get("/live/personalities:nowhere").status_code == 404


def test_whoever_arrives_first_is_first_in_the_list(congress):
    late, early = come(congress, "Abomey"), come(congress, "Zinder")
    for registration, days in ((late, 1), (early, 0)):
        day = congress.starts_on + timedelta(days=days)
        plan = JourneyPlan(Direction.ARRIVAL, Means.FLIGHT, day, "09:40", "Tunis-Carthage", "TU 717")
        add_journey(registration.delegation, plan, [registration], by=make_staff(Role.SECRETARIAT))
    silent = come(congress, "Manga")
    found = [each.guest.registration.id for each in personalities_of(congress)]
    assert found == [early.id, late.id, silent.id]


@pytest.mark.parametrize("path", ["", "arrivals", "plans"])
def test_a_longer_list_asks_no_more_of_the_database(desk, congress, path):
    def count():
        statements = []

        def heard(_connection, _cursor, statement, *_rest):
            statements.append(statement)

        event.listen(db.engine, "before_cursor_execute", heard)
        desk.get(f"/tunis/protocol/{path}")
        event.remove(db.engine, "before_cursor_execute", heard)
        return len(statements)

    come(congress, "Parakou")
    desk.get(f"/tunis/protocol/{path}")
    one = count()
    for city in ("Abomey", "N’Djaména", "Zinder"):
        come(congress, city)
    assert count() == one
