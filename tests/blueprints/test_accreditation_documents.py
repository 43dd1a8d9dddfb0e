"""The papers of a delegation, read by the desk beside the registration."""

import pytest

from aimf_events.accounts.models import Role
from aimf_events.registration.document_files import prepare_document
from aimf_events.registration.documents import attach_document, remove_document
from aimf_events.registration.models import DocumentKind
from tests.factories import make_congress, make_delegation, make_person, make_registration, make_staff
from tests.registration.files import pdf


@pytest.fixture
def made(app):
    return make_registration(make_delegation(make_congress("tunis"), "Cotonou"), person=make_person("Koffi", "Dossou"))


@pytest.fixture
def desk(browser_of, made):
    return browser_of(make_staff(Role.SECRETARIAT))


def attach(registration, *, whole=False):
    about = None if whole else registration
    letter = prepare_document(pdf(), "lettre de nomination.pdf")
    return attach_document(registration.delegation, letter, kind=DocumentKind.NOMINATION, registration=about, by=None)


def test_letter_is_shown_beside_the_form_and_served_to_the_desk(desk, made):
    letter = attach(made)
    page = desk.get(f"/tunis/accreditation/{made.public_id}")
    address = f"/tunis/accreditation/{made.public_id}/documents/{letter.public_id}"
    assert f'<iframe class="paper" src="{address}"' in page.body
    answer = desk.client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert "script-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_letter_of_the_whole_delegation_is_read_with_each_of_its_persons(desk, made):
    attach(made, whole=True)
    assert "pour toute la délégation" in desk.get(f"/tunis/accreditation/{made.public_id}").text


def test_paper_of_somebody_else_or_taken_back_is_no_page(desk, browse, made):
    other = make_registration(made.delegation)
    letter = attach(other)
    desk.get(f"/tunis/accreditation/{made.public_id}/documents/{letter.public_id}", status=404)
    assert browse.client.get(f"/tunis/accreditation/{other.public_id}/documents/{letter.public_id}").status_code == 302
    remove_document(letter, by=None)
    desk.get(f"/tunis/accreditation/{other.public_id}/documents/{letter.public_id}", status=404)
