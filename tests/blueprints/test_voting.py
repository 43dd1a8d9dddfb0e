"""Émargement on screen: the desk prints, hands over, renews and recognises; the voter binds a device; and who may."""

import io
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from pypdf import PdfReader

from aimf_events.accounts.models import Role
from aimf_events.assembly.emargement import make_code
from aimf_events.assembly.emargement_models import VotingCredential, VotingState
from aimf_events.assembly.parameters import Parameter
from aimf_events.assembly.sittings import close_sitting
from aimf_events.assembly.voters import voters_of
from aimf_events.checkin.short_code import format_short_code, new_short_code
from aimf_events.clock import set_for_tests
from aimf_events.congress.models import CongressRole
from aimf_events.database import db
from aimf_events.registration.links import ticket_token
from aimf_events.registration.models import Capacity, Registration, RegistrationState
from tests.factories import make_congress, make_delegation, make_member, make_registration, make_staff, make_statutes
from tests.factories.assembly import make_mayor, make_open_sitting
from tests.factories.voting import Phone, handed_code

MAY = date(2026, 5, 20)


@pytest.fixture
def sitting(app: Flask):
    """Two mayors, of whom one is accredited with a telephone."""
    set_for_tests(datetime(2026, 3, 1, 9, 0, tzinfo=UTC))
    make_statutes(values={Parameter.REMOTE_VOTING: True})
    congress = make_congress("tunis", starts_on=MAY)
    member = make_member("Abomey")
    given = {"state": RegistrationState.APPROVED, "capacity": Capacity.TITULAR, "telephone": "+22997000001"}
    make_registration(make_delegation(congress, member=member), person=make_mayor(member), **given)
    make_mayor(make_member("Bohicon"))
    return make_open_sitting(day=MAY, congress=congress)


@pytest.fixture
def desk(sitting, browser_of):
    return browser_of(make_staff(Role.SITTING_SECRETARY))


def here(sitting):
    return f"/tunis/assembly/sittings/{sitting.public_id}/voters"


def of(sitting, voter):
    return f"{here(sitting)}/{voter.seat.mandate.public_id}/{voter.person.public_id}"


def pdf_text(answer):
    assert answer.mimetype == "application/pdf"
    return [page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages]


def test_from_printing_to_a_device_that_votes(desk, sitting, browse):
    page = desk.get(here(sitting))
    assert "Électeurs annoncés : 1. Appareils enregistrés : 0 ; feuilles à remettre : 0, à imprimer : 1." in page.text
    assert "Bohicon" not in page.text
    [sheet_page] = pdf_text(desk.client.post(here(sitting) + "/sheets", data={"csrf_token": page.csrf}))
    sheet = db.session.query(VotingCredential).one()
    assert format_short_code(sheet.reference) in sheet_page
    page = desk.get(here(sitting))
    assert "à remettre" in page.text
    assert "n’a pas encore été remise" in browse.get(f"/voting/{sheet.reference}").text
    desk.post(of(sitting, voters_of(sitting)[0]) + "/handed", {"seen": page.value("seen")})
    page = browse.post("/voting/", {"reference": format_short_code(sheet.reference).lower()})
    assert page.path == f"/voting/{sheet.reference}"
    assert "Il vous reste 5 essais." in page.text
    code = next(
        word for word in sheet_page.split() if word.count("-") == 2 and word != format_short_code(sheet.reference)
    )
    page = browse.post(page.path, Phone().form(sheet, code))
    assert "Un appareil est enregistré depuis" in page.text
    assert "Appareils enregistrés : 1" in desk.get(here(sitting)).text


def test_wrong_codes_are_told_one_by_one_until_the_sheet_is_locked_then_renewed(desk, sitting, browse):
    made = handed_code(sitting)
    address = f"/voting/{made.credential.reference}"
    wrong = Phone().form(made.credential, new_short_code())
    assert "faute de frappe" in browse.post(address, {**wrong, "code": "K7QF-2M9X-D"}, 422).text
    for left in ("Il vous reste 4 essais.", "Il vous reste 3 essais.", "Il vous reste 2 essais.", "Dernier essai"):
        page = browse.post(address, wrong, 422)
        assert "Ce code n’est pas celui de cette feuille." in page.text
        assert left in page.text
    assert "cette feuille ne sert plus" in browse.post(address, wrong, 409).text
    voter = voters_of(sitting)[0]
    page = desk.get(of(sitting, voter))
    assert "Cinq codes faux" in page.text
    seen = {"csrf_token": page.csrf, "seen": page.value("seen")}
    pdf_text(desk.client.post(of(sitting, voter) + "/sheet", data=seen))
    assert desk.client.post(of(sitting, voter) + "/sheet", data=seen).status_code == 409
    assert "a été remplacée" in browse.get(address).text
    assert "Feuille 2 : imprimée" in desk.get(of(sitting, voter)).text


@pytest.mark.parametrize(
    "odd",
    [
        {"public_key": ""},
        {"public_key": "é" * 50},
        {"signature": "A" * 86},
        {"nonce": "a\nb"},
        {"code": "x" * 41},
        {"public_key": "A" * 100_000},
    ],
)
def test_an_odd_form_binds_nothing_and_is_not_counted(sitting, browse, odd):
    made = handed_code(sitting)
    browse.post(f"/voting/{made.credential.reference}", {**Phone().form(made.credential, made.code), **odd}, 422)
    assert (made.credential.tries, made.credential.state) == (0, VotingState.HANDED)


def test_by_video_the_code_is_shown_once_to_the_second_officer(desk, sitting, browser_of):
    voter = voters_of(sitting)[0]
    page = desk.get(of(sitting, voter))
    assert "il n’y a pas d’envoi par SMS" in page.text
    seen = page.value("seen")
    page = desk.post(of(sitting, voter) + "/remote", {"seen": seen})
    assert "Un collègue doit confirmer" in page.text
    shown = {"seen": page.value("seen")}
    desk.post(of(sitting, voter) + "/remote/confirmation", shown, 409)
    other = browser_of(make_staff(Role.SECRETARIAT))
    assert "+22997000001" in other.get(of(sitting, voter)).text.replace(" ", "")
    other.post(of(sitting, voter) + "/remote/confirmation", {"seen": seen}, 409)
    page = other.post(of(sitting, voter) + "/remote/confirmation", shown)
    sheet = db.session.query(VotingCredential).one()
    assert format_short_code(sheet.reference) in page.text
    assert "Ce code ne sera plus montré" in page.text
    other.post(of(sitting, voter) + "/remote/confirmation", shown, 409)


def test_the_sheet_that_was_signed_for_is_the_one_that_opens_and_none_printed_since(desk, sitting):
    voter = voters_of(sitting)[0]
    make_code(sitting, voter, seen=0, by=None)
    pages = [desk.get(here(sitting)), desk.get(of(sitting, voter))]
    assert [page.value("seen") for page in pages] == ["1", "1"]
    again = make_code(sitting, voter, seen=1, by=None).credential
    for sent in ({"seen": "1"}, {}, {"seen": "9" * 5}):
        desk.post(of(sitting, voter) + "/handed", sent, 409)
    assert again.state is VotingState.MADE
    desk.post(of(sitting, voter) + "/handed", {"seen": "2"})
    assert again.state is VotingState.HANDED


def test_a_reference_that_is_none_and_a_sitting_that_is_over(sitting, browse):
    made = handed_code(sitting)
    assert "faute de frappe" in browse.post("/voting/", {"reference": "x" * 500}, 422).text
    assert "Aucune feuille" in browse.post("/voting/", {"reference": new_short_code()}, 422).text
    browse.get(f"/voting/{new_short_code()}", 404)
    browse.get("/voting/xyz", 404)
    close_sitting(sitting, by=None)
    assert "La séance est levée" in browse.get(f"/voting/{made.credential.reference}").text


def test_no_cache_and_no_other_site_keeps_the_page_of_a_sheet(sitting, browse):
    made = handed_code(sitting)
    headers = browse.get(f"/voting/{made.credential.reference}").headers
    assert "no-store" in headers["Cache-Control"]
    assert headers["Referrer-Policy"] in ("no-referrer", "same-origin", "strict-origin-when-cross-origin")


def test_another_congress_another_role_and_an_auditor(sitting, browser_of):
    make_congress("kigali", starts_on=MAY)
    voter = voters_of(sitting)[0]
    elsewhere = of(sitting, voter).replace("/tunis/", "/kigali/")
    secretary = browser_of(make_staff(Role.SITTING_SECRETARY))
    secretary.get(elsewhere, 404)
    secretary.get(of(sitting, voter)[:-2] + "xx", 404)
    secretary.post(of(sitting, voter) + "/handed", {}, 404)
    volunteer = browser_of(make_staff(CongressRole.DESK, congress=sitting.congress))
    volunteer.get(here(sitting), 403)
    auditor = browser_of(make_staff(Role.AUDITOR))
    auditor.get(here(sitting))
    auditor.post(here(sitting) + "/sheets", {}, 403)


def test_nothing_is_logged_of_a_voter(sitting, browse, caplog):
    made = handed_code(sitting)
    with caplog.at_level("DEBUG"):
        browse.get(f"/voting/{made.credential.reference}")
        browse.post(f"/voting/{made.credential.reference}", Phone().form(made.credential, new_short_code()), 422)
        browse.post(f"/voting/{made.credential.reference}", Phone().form(made.credential, made.code))
    assert [each.getMessage() for each in caplog.records if made.credential.reference in each.getMessage()] == []


def test_the_billet_leads_back_to_the_votes_once_a_device_is_bound(sitting, browser_of):
    voter = voters_of(sitting)[0]
    registration = db.session.query(Registration).filter_by(person_id=voter.person.id).one()
    billet = f"/tunis/billet/{ticket_token(registration)}"
    owner, made = browser_of(voter.person), handed_code(sitting)
    assert "Vos votes" not in owner.get(billet).text
    Phone().bind(made.credential, made.code)
    assert owner.get(billet).link("Voter : Abomey") == f"/voting/{made.credential.reference}"
    close_sitting(sitting, by=None)
    assert "Vos votes" not in owner.get(billet).text
