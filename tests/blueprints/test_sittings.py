"""The desk of the sittings: planned, agenda, convocation, presence; the member's page; and who may."""

import io
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from pypdf import PdfWriter

from aimf_events.accounts.models import Role
from aimf_events.assembly.convocation import convene
from aimf_events.assembly.convocation_letter import papers_url
from aimf_events.assembly.models import Body
from aimf_events.assembly.sitting_models import Convocation, Sitting, SittingState
from aimf_events.clock import set_for_tests
from aimf_events.congress.models import CongressRole
from aimf_events.database import db
from aimf_events.programme.models import SessionKind
from tests.factories import make_congress, make_member, make_staff, make_statutes
from tests.factories.assembly import come_in, make_cities, make_mayor, make_open_sitting, make_sitting
from tests.factories.programme import make_session

MARCH = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
MAY = date(2026, 5, 20)
PAGE = "/tunis/assembly/sittings"


def pdf(pages: int) -> bytes:
    """A real PDF of some blank pages."""
    writer, made = PdfWriter(), io.BytesIO()
    for _page in range(pages):
        writer.add_blank_page(width=200, height=200)
    writer.write(made)
    return made.getvalue()


@pytest.fixture
def congress(app: Flask):
    set_for_tests(MARCH)
    make_statutes()
    make_statutes(Body.BUREAU)
    return make_congress("tunis", starts_on=MAY)


@pytest.fixture
def desk(congress, browser_of):
    return browser_of(make_staff(Role.SITTING_SECRETARY))


def test_from_an_empty_list_to_letters_on_their_way(desk, congress):
    for city in make_cities(2):
        assert city.votes
    session = make_session(congress, kind=SessionKind.GENERAL_ASSEMBLY, starts="10:00")
    assert "Préparez la première" in desk.get(PAGE).text
    desk.get(PAGE + "/new/general_assembly")
    page = desk.post(
        PAGE + "/new/general_assembly", {"kind": "ordinary", "session": session.public_id, "mode": "hybrid"}
    )
    assert "Écrire l’ordre du jour" in page.text
    sitting = db.session.query(Sitting).one()
    here = f"{PAGE}/{sitting.public_id}"
    assert "Écrivez l’intitulé." in desk.post(here + "/agenda", {"kind": "report", "title": ""}, 422).text
    page = desk.post(here + "/agenda", {"kind": "credentials", "title": "Rapport de vérification des pouvoirs"})
    assert "1 point à l’ordre du jour." in page.text
    page = desk.get(here + "/convocation")
    assert "2 membres à convoquer, au plus tard le lundi 20 avril 2026" in page.text
    assert "Convoquer 2 membres" in page.text
    desk.post(here + "/convocation", {"seen": "1"}, 409)
    page = desk.post(here + "/convocation", {"seen": page.value("seen")})
    assert "en cours d’envoi" in page.text
    assert "Ouvrir la séance" in desk.get(here).text
    table = desk.client.get(here + "/convocation.csv")
    assert "Cité 001" in table.get_data(as_text=True)


def test_a_late_convocation_is_said_before_it_leaves(desk):
    make_cities(1)
    sitting = make_sitting(day=date(2026, 3, 10))
    page = desk.get(f"{PAGE}/{sitting.public_id}/convocation")
    assert "1 membre recevrait sa convocation hors délai" in page.text
    assert "peut faire annuler" in page.text


def test_a_paper_has_versions_and_the_member_reads_the_newest(desk, browse):
    make_cities(1)
    sitting = make_sitting(day=MAY)
    item = f"{PAGE}/{sitting.public_id}/agenda/{sitting.items[0].public_id}"
    for content in (pdf(1), pdf(2)):
        desk.client.post(
            item + "/documents",
            data={
                "name": "Rapport moral",
                "file": (io.BytesIO(content), "r.pdf"),
                "csrf_token": desk.get(item).value("csrf_token"),
            },
        )
    assert "remplacé" in desk.get(item).text
    wrong = desk.client.post(
        item + "/documents",
        data={
            "name": "Image",
            "file": (io.BytesIO(b"<script>"), "r.pdf"),
            "csrf_token": desk.get(item).value("csrf_token"),
        },
    )
    assert wrong.status_code == 422
    page = desk.get(f"{PAGE}/{sitting.public_id}/convocation")
    desk.post(f"{PAGE}/{sitting.public_id}/convocation", {"seen": page.value("seen")})
    link = papers_url(db.session.query(Convocation).one()).split("/convocation/")[1]
    reader = browse.get(f"/convocation/{link}")
    assert "Rapport moral (version 2)" in reader.text
    assert "(version 1)" not in reader.text
    paper = browse.client.get(reader.link("Rapport moral"))
    assert paper.data == pdf(2)
    assert paper.mimetype == "application/pdf"
    browse.get(f"/convocation/{link[:-2]}xx", 404)


def test_the_roll_call_moves_the_gauge(desk):
    make_cities(4)
    sitting = make_open_sitting(day=MAY)
    here = f"{PAGE}/{sitting.public_id}/presence"
    page = desk.get(here)
    assert "Le quorum n’est pas atteint : 0 voix sur 4, il en faut 2. Il en manque 2." in page.text
    for _number in range(2):
        page = desk.get(here)
        action = next(form["action"] for form in page.forms if "/presence/" in form.get("action", ""))
        page = desk.post(action, {"what": "titular", "form_key": page.value("form_key")})
    assert "Le quorum est atteint : 2 voix, il en faut 2 sur 4." in page.text
    assert "le titulaire : entre (dans la salle)" in page.text
    desk.post(action, {"what": "anything"}, 404)
    desk.post(f"{PAGE}/{sitting.public_id}/moves/suspension", {})
    assert "0 voix sur 4" in desk.get(here).text


def test_opening_on_another_day_than_that_of_the_convocation_is_warned_of(desk):
    make_cities(1)
    sitting = make_sitting(day=MAY)
    convene(sitting, by=None)
    ask = f"{PAGE}/{sitting.public_id}/moves/opening"
    assert "convoquée pour le mercredi 20 mai 2026" in desk.get(ask).text
    set_for_tests(datetime(2026, 5, 20, 7, 0, tzinfo=UTC))
    assert "convoquée pour" not in desk.get(ask).text


def test_a_request_is_recorded_and_answered(desk):
    make_cities(1)
    sitting = make_sitting(day=MAY)
    here = f"{PAGE}/{sitting.public_id}"
    form = {"asked-member": "Nulle part", "asked-title": "L’eau", "asked-received_on": "2026-05-01"}
    assert "ne s’appelle ainsi" in desk.post(here + "/requests", form, 422).text
    page = desk.post(here + "/requests", {**form, "asked-member": "Cité 000"})
    page = desk.get(page.link("L’eau"))
    assert "Écrivez le motif" in desk.post(page.path, {"answer": "no", "reason": ""}, 422).text
    page = desk.post(page.path, {"answer": "yes", "reason": ""})
    assert "2 points à l’ordre du jour." in page.text
    desk.post(f"{here}/requests/x", {"answer": "yes"}, 404)


def test_a_member_without_a_mailbox_is_convened_by_post(desk):
    member = make_member("Bohicon")
    make_mayor(member, email=None)
    sitting = make_sitting(day=MAY)
    here = f"{PAGE}/{sitting.public_id}/convocation"
    desk.post(here, {"seen": "0"})
    assert "par la poste" in desk.get(here).text
    page = desk.post(f"{here}/{member.public_id}", {"posted_on": "2026-04-20", "proof": "RK 12"})
    assert "partie dans le délai" in page.text
    desk.get(f"{here}/{member.public_id}", 404)


def test_a_draft_is_changed_and_a_convened_sitting_is_not(desk):
    make_cities(1)
    sitting = make_sitting(day=MAY)
    here = f"{PAGE}/{sitting.public_id}"
    page = desk.get(here + "/plan")
    assert page.value("starts") == "09:30"
    form = {"kind": "extraordinary", "session": "", "day": "2026-05-21", "starts": "11:00", "mode": "hybrid"}
    form |= {"time_zone": "Africa/Tunis", "place": "Hôtel de ville"}
    assert "Le jeudi 21 mai 2026 à 11 h (heure de Tunis), Hôtel de ville." in desk.post(here + "/plan", form).text
    desk.post(here + "/convocation", {"seen": "1"})
    desk.post(here + "/plan", form, 409)


def test_another_congress_and_another_role_see_nothing(congress, browser_of):
    other = make_congress("kigali", starts_on=MAY)
    sitting = make_sitting(day=MAY, congress=other)
    browser_of(make_staff(Role.SITTING_SECRETARY)).get(f"{PAGE}/{sitting.public_id}", 404)
    stranger = browser_of(make_staff(CongressRole.PROGRAMME, congress=congress))
    stranger.get(PAGE, 403)
    stranger.post(f"{PAGE}/{sitting.public_id}/convocation", {"seen": "0"}, 403)


def test_a_second_call_and_a_bureau(desk):
    cities = make_cities(3)
    sitting = make_open_sitting(day=MAY)
    come_in(sitting, [])
    here = f"{PAGE}/{sitting.public_id}"
    assert "trop tôt" in desk.post(here + "/second-call", {"day": "2026-05-21", "starts": "09:30"}, 422).text
    page = desk.post(here + "/second-call", {"day": "2026-06-04", "starts": "09:30"})
    assert "Voir la première séance" in page.text
    form = {
        "kind": "ordinary",
        "session": "",
        "day": "2026-06-10",
        "starts": "15:30",
        "time_zone": "Africa/Tunis",
        "mode": "online",
    }
    assert "Écrivez l’heure" in desk.post(PAGE + "/new/bureau", {**form, "starts": "25:99"}, 422).text
    desk.post(PAGE + "/new/bureau", form)
    bureau = db.session.query(Sitting).filter_by(body=Body.BUREAU).one()
    page = desk.post(f"{PAGE}/{bureau.public_id}/seats", {"names": f"{cities[0].name}, Nulle part"})
    assert "Nulle part" in page.text
    page = desk.post(f"{PAGE}/{bureau.public_id}/seats", {"names": f"{cities[0].name}, {cities[1].name}"})
    assert "2 membres siègent." in page.text
    assert bureau.state is SittingState.DRAFT
