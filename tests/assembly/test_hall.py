"""What the hall sees of the quorum, its history, and the attendance sheet that is signed."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from pypdf import PdfReader

from aimf_events.accounts.models import Role
from aimf_events.assembly.attendance_sheet import attendance_page, attendance_pdf
from aimf_events.assembly.convocation import convene
from aimf_events.assembly.quorum_history import history_of
from aimf_events.assembly.quorum_words import topic_of
from aimf_events.assembly.rolls import roll_of
from aimf_events.assembly.rules.roll import How
from aimf_events.assembly.sitting_models import Sitting
from aimf_events.assembly.sittings import close_sitting, open_sitting, resume_sitting, suspend_sitting
from aimf_events.clock import set_for_tests
from aimf_events.congress.models import CongressRole
from aimf_events.database import db, transaction
from aimf_events.members.dues import call_dues
from aimf_events.members.models import MemberCategory
from tests.factories import make_congress, make_member, make_staff, make_statutes
from tests.factories.assembly import come_in, give_proxy, make_cities, make_mayor, make_sitting, seat_for
from tests.statements import statements_sent

MARCH = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
MAY = date(2026, 5, 20)


@pytest.fixture
def sitting(app: Flask):
    set_for_tests(MARCH)
    make_statutes()
    make_congress("tunis", starts_on=MAY)
    make_cities(4)
    made = make_sitting(day=MAY)
    convene(made, by=None)
    return made


def seats(sitting):
    return roll_of(sitting).seats


def at(minutes):
    set_for_tests(MARCH + timedelta(minutes=minutes))


def test_the_history_says_what_the_roll_said_at_each_step(sitting):
    first, second, third, fourth = seats(sitting)
    assert history_of(sitting) == []
    open_sitting(sitting, by=None)
    at(10)
    come_in(sitting, [first, second])
    at(20)
    give_proxy(sitting, fourth, first)
    at(30)
    come_in(sitting, [third], How.IN_ROOM)
    at(40)
    come_in(sitting, [first], None)
    at(50)
    suspend_sitting(sitting, by=None)
    at(60)
    resume_sitting(sitting, by=None)
    call_dues(2025, {MemberCategory.MEMBER_CITY: 100}, decision="AG", by=None)
    at(70)
    steps = history_of(sitting)
    assert [step.quorum for step in steps] == [roll_of(sitting, at=step.at).quorum for step in steps]
    assert [step.hall.voices for step in steps if step.at.minute % 10 == 5] == [0, 2, 3, 4, 2, 0, 0]
    assert (steps[0].quorum.base, steps[-1].quorum.base) == (4, 0)
    assert len(steps) <= 25
    at(80)
    close_sitting(sitting, by=None)
    at(600)
    assert history_of(sitting)[-1].at < MARCH + timedelta(minutes=80)


def test_a_history_takes_the_same_number_of_questions_whatever_its_length(sitting):
    open_sitting(sitting, by=None)
    come_in(sitting, seats(sitting)[:1])
    ident, counts = sitting.id, []
    for minutes in (3, 300):
        at(minutes)
        db.session.expunge_all()
        again = db.session.get(Sitting, ident)
        with statements_sent() as sent:
            history_of(again)
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_the_sheet_has_each_voice_its_holder_its_script_and_the_sentence(sitting):
    member = make_member("Communauté d’agglomération des Trois-Rivières et des Plateaux du Nord-Ouest")
    mayor = make_mayor(member)
    with transaction():
        mayor.original_name = "محمد الصالح بن يوسف"
    convene(sitting, by=None)
    first, second, third, fourth, *_others = seats(sitting)
    open_sitting(sitting, by=None)
    come_in(sitting, [first, seat_for(sitting, member)])
    come_in(sitting, [third], How.REMOTE)
    give_proxy(sitting, second, first)
    at(5)
    come_in(sitting, [fourth])
    at(6)
    come_in(sitting, [fourth], None)
    pages = PdfReader(io.BytesIO(attendance_pdf(sitting))).pages
    said = " ".join(" ".join(page.extract_text().split()) for page in pages).replace("\u00a0", " ")
    for words in (
        "Feuille de présence",
        "pouvoir à Cité 000",
        "titulaire, dans la salle",
        "Trois-Rivières",
        "Signature",
        "Arrivée",
        "10 h 05 10 h 06",
    ):
        assert words in said, words
    assert any("\u0600" <= letter <= "\u06ff" or "\ufb50" <= letter <= "\ufeff" for letter in said)
    assert "Le quorum est atteint" in said.replace("\u00a0", " ")
    assert pages[0].mediabox.width > pages[0].mediabox.height


def test_the_order_of_protocol_comes_before_the_names(sitting):
    roll = roll_of(sitting)
    page = attendance_page(sitting, roll, {})
    assert [row["member"] for row in page["rows"]] == ["Cité 000", "Cité 001", "Cité 002", "Cité 003"]
    assert page["state"] == "À signer à l’entrée."


def test_the_screen_follows_the_hall_and_names_nobody(sitting, browser_of):
    desk = browser_of(make_staff(Role.SITTING_SECRETARY))
    here = f"/tunis/assembly/sittings/{sitting.public_id}"
    page = desk.get(here + "/screen")
    assert "quorum non atteint" in page.text
    assert "il manque 2 voix" in page.text
    assert "heure de Tunis" in page.text
    open_sitting(sitting, by=None)
    first = desk.client.get(f"/live/{topic_of(sitting)}").get_json()
    come_in(sitting, seats(sitting)[:2])
    page = desk.get(here + "/screen")
    assert "quorum atteint" in page.text
    assert "personne ne peut sortir" in page.text
    assert "Maire de" not in page.body
    assert first["events"][-1]["data"]["counted"] == 0
    assert desk.client.get("/live/quorum:" + sitting.public_id + ".x").status_code == 404
    assert "Le quorum au fil de la séance" in desk.get(here).text
    answer = desk.client.get(here + "/attendance.pdf")
    assert answer.mimetype == "application/pdf"


def test_other_roles_and_drafts(sitting, browser_of):
    stranger = browser_of(make_staff(CongressRole.PROGRAMME, congress=make_congress("kigali", starts_on=MAY)))
    for path in ("screen", "attendance.pdf"):
        stranger.get(f"/kigali/assembly/sittings/{sitting.public_id}/{path}", 403)
    draft = make_sitting(day=MAY)
    browser_of(make_staff(Role.SITTING_SECRETARY)).get(f"/tunis/assembly/sittings/{draft.public_id}/screen", 404)
