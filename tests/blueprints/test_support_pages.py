"""Support granted on screen by the secretariat; the head sees that of their own."""

import pytest

from aimf_events.accounts.models import Role
from aimf_events.congress.models import CongressRole
from aimf_events.database import db
from aimf_events.registration.delegations import add_correspondent, invitation_token
from aimf_events.registration.models import ContactRole, Support
from tests.factories import make_congress, make_delegation, make_person, make_registration, make_staff

GIVEN = {
    "pays_ticket": "y",
    "nights": "3",
    "ceiling": "1200",
    "currency": "EUR",
    "decided_by": "le Bureau",
    "decided_on": "2026-06-02",
    "source": "relevé du Bureau, point 4",
}


@pytest.fixture
def registration(app):
    delegation = make_delegation(make_congress("tunis"), "Cotonou")
    return make_registration(delegation, person=make_person("Koffi", "Dossou"))


@pytest.fixture
def desk(browser_of):
    return browser_of(make_staff(Role.SECRETARIAT))


def page_of(registration):
    return f"/tunis/accreditation/{registration.public_id}/support"


def test_granted_seen_by_the_head_then_withdrawn(desk, browser_of, registration):
    page = desk.get(desk.get(f"/tunis/accreditation/{registration.public_id}").link("Prise en charge"))
    assert "Rien n’est accordé" in page.text
    page = desk.post(page_of(registration), GIVEN)
    assert "La prise en charge de Mme Koffi Dossou est enregistrée." in page.text
    assert "1 200 EUR" in page.text.replace("\u202f", " ")
    head = make_person("Rose", "Adjovi")
    add_correspondent(registration.delegation, head, ContactRole.HEAD, head.email, by=None)
    mine = f"/tunis/delegation/{invitation_token(registration.delegation)}"
    seen = browser_of(head).get(mine).text.replace("\u202f", " ")
    assert "Prise en charge : billet, 3 nuits et jusqu’à 1 200 EUR." in seen
    desk.get(page_of(registration))
    desk.post(page_of(registration) + "/withdrawal", {"reason": ""}, status=422)
    page = desk.post(page_of(registration) + "/withdrawal", {"reason": "Vient par ses propres moyens"})
    assert "Vient par ses propres moyens" in page.text
    assert "Prise en charge" not in browser_of(head).get(mine).text


def test_a_decision_without_its_source_is_not_written(desk, registration):
    desk.get(page_of(registration))
    page = desk.post(page_of(registration), {**GIVEN, "source": ""}, status=422)
    assert "Écrivez où cette décision se lit" in page.text
    assert page.value("decided_by") == "le Bureau"
    page = desk.post(page_of(registration), {**GIVEN, "pays_ticket": "", "nights": "0", "ceiling": ""}, status=422)
    assert "Rien n’est accordé : ni billet" in page.text
    assert db.session.query(Support).count() == 0


def test_accreditation_desk_does_not_grant(browser_of, registration):
    colleague = make_staff(CongressRole.ACCREDITATION, congress=registration.congress)
    browser_of(colleague).get(page_of(registration), status=403)


def test_in_english(desk, registration):
    assert desk.get(page_of(registration) + "?lang=en").lang == "en"
