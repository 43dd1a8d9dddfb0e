"""The dues desk: who owes what, payments and exemptions, a second person, calls, files; and who may."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from aimf_events.accounts.models import Role
from aimf_events.assembly.standing import account_of
from aimf_events.clock import set_for_tests
from aimf_events.congress.models import CongressRole
from aimf_events.database import db
from aimf_events.members.dues import call_dues
from aimf_events.members.models import DuesEntry, MemberCategory, Standing
from aimf_events.programme.models import SessionKind
from tests.factories import make_congress, make_member, make_staff, make_statutes
from tests.factories.programme import make_session

PAGE = "/tunis/dues"
NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
PAYMENT = {"kind": "payment", "year": "2025", "amount": "900", "reference": "virement du 3 mars"}


@pytest.fixture
def congress(app: Flask):
    set_for_tests(NOON)
    return make_congress("tunis", starts_on=NOON.date())


@pytest.fixture
def rabat(congress):
    make_statutes()
    member = make_member("Rabat", "MA")
    call_dues(2025, {MemberCategory.MEMBER_CITY: 900}, decision="AG", by=None)
    return member


@pytest.fixture
def desk(congress, browser_of):
    return browser_of(make_staff(Role.TREASURY))


def test_an_empty_list_says_where_members_come_from(desk):
    assert "dès que le Secrétariat les a ajoutés" in desk.get(PAGE + "/").text
    assert "Aucun appel" in desk.get(PAGE + "/calls").text


def test_a_year_is_called_and_each_member_owes_it(desk):
    make_statutes()
    member = make_member("Rabat", "MA")
    form = {"year": "2025", "decision": "Assemblée d’Abidjan", "member_city": "900"}
    page = desk.post(PAGE + "/calls", form)
    assert "Ville membre : 900 EUR" in page.text
    assert account_of(member).years_due == (2025,)
    again = desk.post(PAGE + "/calls", form, 422)
    assert "déjà appelées" in again.text
    wrong = desk.post(PAGE + "/calls", {**form, "year": "20255", "member_city": ""}, 422)
    assert "Écrivez une année de 1979 à 2100" in wrong.text
    assert "Écrivez au moins un montant" in wrong.text


def test_a_payment_is_recorded_once_and_the_list_follows(desk, rabat):
    page = desk.get(PAGE + "/?shown=due")
    assert "1 membre doit une cotisation." in page.text
    page = desk.get(page.link("Rabat"))
    assert "Cotisation due pour 2025 : reste à payer 900 EUR." in page.text
    form = {**PAYMENT, "form_key": page.value("form_key")}
    for _twice in range(2):
        page = desk.post(f"{PAGE}/members/{rabat.public_id}/entries", form)
    assert "Aucune cotisation exigée n’est due." in page.text
    assert len(account_of(rabat).entries) == 1
    assert "Tous les membres sont à jour." in desk.get(PAGE + "/").text
    assert "Aucun membre ne répond à ce choix" in desk.get(PAGE + "/?shown=due").text


@pytest.mark.parametrize(
    "given, said",
    [
        ({"amount": ""}, "Écrivez le montant reçu"),
        ({"amount": "0"}, "Écrivez un montant de 1 à 1000000"),
        ({"amount": "-900"}, "Écrivez un montant de 1 à 1000000"),
        ({"amount": "900,50"}, "Écrivez un nombre entier"),
        ({"amount": "9" * 30}, "Écrivez un montant de 1 à 1000000"),
        ({"kind": "exemption"}, "Une exemption n’a pas de montant"),
        ({"kind": "gift"}, ""),
        ({"year": "2031"}, ""),
        ({"year": "x"}, ""),
        ({"reference": "  "}, "Dites d’où vous le tenez"),
        ({"reference": "é" * 201}, "200 caractères au plus"),
    ],
)
def test_an_odd_entry_comes_back_with_what_was_typed(desk, rabat, given, said):
    page = desk.post(f"{PAGE}/members/{rabat.public_id}/entries", {**PAYMENT, **given}, 422)
    assert said in page.text
    assert account_of(rabat).entries == []


def test_on_the_day_of_a_sitting_a_colleague_confirms(desk, rabat, congress, browser_of):
    make_session(congress, kind=SessionKind.GENERAL_ASSEMBLY)
    page = desk.get(f"{PAGE}/members/{rabat.public_id}")
    assert "une seconde personne devra confirmer" in page.text
    page = desk.post(f"{PAGE}/members/{rabat.public_id}/entries", PAYMENT)
    assert "attend une seconde personne" in page.text
    assert "Confirmer" not in page.text, "not by the same person"
    [entry] = account_of(rabat).entries
    confirmation = f"{PAGE}/entries/{entry.public_id}/confirmation"
    assert "une autre personne confirme" in desk.post(confirmation, {}, 409).text
    assert rabat.standing is Standing.IN_ARREARS
    colleague = browser_of(make_staff(Role.SITTING_SECRETARY))
    assert "1 écriture attend une seconde personne." in colleague.get(PAGE + "/?shown=awaiting").text
    assert "Confirmer" in colleague.get(f"{PAGE}/members/{rabat.public_id}").text
    assert "Aucune cotisation exigée n’est due." in colleague.post(confirmation, {}).text


def test_an_entry_is_withdrawn_with_a_reason(desk, rabat):
    desk.post(f"{PAGE}/members/{rabat.public_id}/entries", PAYMENT)
    [entry] = account_of(rabat).entries
    address = f"{PAGE}/entries/{entry.public_id}/withdrawal"
    assert "le membre peut perdre son droit de vote" in desk.get(address).text
    desk.post(address, {"reason": ""}, 422)
    page = desk.post(address, {"reason": "chèque sans provision"})
    assert "retirée : chèque sans provision" in page.text
    assert "reste à payer 900 EUR" in page.text


@pytest.mark.parametrize("path", ["/members/nothing", "/entries/nothing/withdrawal"])
def test_what_does_not_exist_is_a_404(desk, path):
    desk.get(PAGE + path, 404)


def test_the_list_leaves_as_a_file_for_those_who_may(desk, rabat, congress, browser_of):
    answer = desk.client.get(PAGE + "/dues.csv?shown=due")
    assert [line.split(",")[0] for line in answer.get_data(as_text=True).lstrip("\ufeff").splitlines()][-1].startswith(
        "Rabat"
    )
    auditor = browser_of(make_staff(Role.AUDITOR))
    assert "Rabat" in auditor.get(PAGE + "/").text
    assert auditor.client.get(PAGE + "/dues.csv").status_code == 403
    auditor.post(f"{PAGE}/members/{rabat.public_id}/entries", PAYMENT, 403)


@pytest.mark.parametrize("role", [CongressRole.DOOR, CongressRole.ACCREDITATION, CongressRole.CHAIR])
def test_other_desks_see_nothing_of_it(congress, rabat, browser_of, role):
    someone = browser_of(make_staff(role, congress=congress))
    someone.get(PAGE + "/", 403)
    someone.post(f"{PAGE}/members/{rabat.public_id}/entries", PAYMENT, 403)
    assert db.session.scalars(db.select(DuesEntry)).all() == []


def test_a_suspension_and_its_end_are_decided_on_the_members_page(congress, rabat, browser_of):
    someone = browser_of(make_staff(Role.SECRETARIAT))
    address = f"/tunis/members/{rabat.public_id}"
    assert "Suspendre ce membre" in someone.get(address).text
    someone.post(address + "/suspension", {"decision": " "}, 422)
    page = someone.post(address + "/suspension", {"decision": "Bureau du 12 juin, décision 4"})
    assert "par décision : Bureau du 12 juin, décision 4" in page.text
    page = someone.post(address + "/suspension/end", {"decision": "Bureau du 9 mars"})
    assert "Suspension levée" in page.text
    assert rabat.standing is Standing.IN_ARREARS, "what was owed is owed still"
    browser_of(make_staff(Role.TREASURY)).post(address + "/suspension", {"decision": "x"}, 403)
