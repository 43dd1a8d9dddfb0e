"""The delegation's papers by its link: sent, seen, replaced, taken back; and what a wrong file is told."""

import io
from datetime import timedelta

import pytest

from aimf_events.accounts.models import Role
from aimf_events.clock import now, set_for_tests
from aimf_events.database import db
from aimf_events.registration.delegations import add_correspondent, invitation_token
from aimf_events.registration.document_files import prepare_document
from aimf_events.registration.documents import attach_document
from aimf_events.registration.models import ContactRole, Document, DocumentKind
from tests.factories import make_congress, make_delegation, make_person, make_registration, make_staff
from tests.page import Browser
from tests.registration.files import archive, pdf, picture


@pytest.fixture
def delegation(app):
    return make_delegation(make_congress("tunis"), "N'Djaména")


@pytest.fixture
def head(browser_of, delegation):
    person = make_person()
    add_correspondent(delegation, person, ContactRole.HEAD, person.email, by=None)
    return browser_of(person)


def path(delegation, rest=""):
    return f"/{delegation.congress.name}/delegation/{invitation_token(delegation)}/documents{rest}"


def send(browser, delegation, data=None, status=200, name="Lettre signée.pdf", **values):
    browser.get(path(delegation))
    form = {"kind": "nomination", "about": "", "file": (io.BytesIO(data or pdf()), name), **values}
    return browser.post(path(delegation), form, status=status)


def attached(delegation, **values):
    return attach_document(
        delegation, prepare_document(pdf(), "lettre.pdf"), **{"kind": DocumentKind.NOMINATION, "by": None, **values}
    )


def test_the_pages_say_until_when_and_then_whom_to_write_to(head, delegation):
    attached(delegation)
    page = head.get(path(delegation))
    assert "Jusqu’au" in page.text
    assert "heure de Tunis" in page.text
    assert "Documents · " in head.get(path(delegation).removesuffix("/documents")).text
    set_for_tests(now() + timedelta(days=20))
    page = head.get(path(delegation))
    assert "Les documents se recevaient jusqu’au" in page.text
    assert "Écrivez au Secrétariat permanent, à secretariat@" in page.text
    assert "Remplacer" not in page.text
    assert "Retirer" in page.text
    answer = send(head, delegation, status=409)
    assert "il peut encore ajouter un document pour vous" in answer.text


def test_the_desk_still_sends_after_the_deadline(browser_of, delegation):
    set_for_tests(now() + timedelta(days=20))
    desk = browser_of(make_staff(Role.SECRETARIAT))
    assert "Le document est bien arrivé" in send(desk, delegation).text


def test_head_sends_sees_replaces_and_takes_back(head, delegation):
    person = make_registration(delegation, person=make_person("Phạm Nguyễn", "Thị Thuỳ Dương"))
    page = send(head, delegation, about=person.public_id)
    assert "Le document est bien arrivé" in page.text
    assert "Phạm Nguyễn Thị Thuỳ Dương" in page.text
    made = db.session.scalars(db.select(Document)).one()
    seen = head.client.get(page.link("Lettre de nomination"))
    assert (seen.mimetype, seen.data) == ("application/pdf", pdf())
    assert seen.headers["Content-Disposition"] == "inline; filename*=UTF-8''Lettre%20sign%C3%A9e.pdf"
    assert "script-src 'none'" in seen.headers["Content-Security-Policy"]
    assert seen.headers["X-Content-Type-Options"] == "nosniff"
    head.get(path(delegation, f"/{made.public_id}/replacement"))
    new = {"file": (io.BytesIO(picture()), "photo.jpg")}
    page = head.post(path(delegation, f"/{made.public_id}/replacement"), new)
    assert "photo.jpg" in page.text
    head.get(path(delegation, f"/{made.public_id}"), status=404)
    kept = page.link("Retirer").split("/")[-2]
    head.get(path(delegation, f"/{kept}/removal"))
    page = head.post(path(delegation, f"/{kept}/removal"))
    assert "Aucun document n’est encore envoyé." in page.text


@pytest.mark.parametrize(
    "data, said",
    [
        (b"<html><script>alert(1)</script></html>", "Ce fichier n’est ni un PDF, ni une photo JPEG ou PNG."),
        (pdf(javascript="app.alert(1)"), "Ce PDF contient un programme ou des fichiers joints"),
        (pdf() + archive(), "Ce fichier contient autre chose qu’un document PDF."),
        (b"%PDF-" + bytes(10 * 1024 * 1024), "Ce fichier est trop lourd : 10 Mo au plus."),
    ],
    ids=["page", "javascript", "polyglot", "heavy"],
)
def test_wrong_file_is_said_beside_the_field(head, delegation, data, said):
    assert said in send(head, delegation, data, status=422).text
    assert db.session.query(Document).count() == 0


def test_fifty_megabytes_are_refused_in_a_sentence(head, delegation):
    page = send(head, delegation, bytes(50 * 1024 * 1024), status=413)
    assert page.h1 == ["Ce fichier est trop lourd"]


def test_no_file_is_said(head, delegation):
    head.get(path(delegation))
    page = head.post(path(delegation), {"kind": "nomination", "about": ""}, status=422)
    assert "Choisissez un fichier PDF, JPEG ou PNG." in page.text


def test_link_alone_neither_sees_nor_takes_what_others_sent(app, browse, delegation):
    made = attached(delegation, registration=make_registration(delegation))
    assert "Inscrivez d’abord une personne" in browse.get(path(delegation)).text
    for rest in ("", "/replacement", "/removal"):
        browse.get(path(delegation, f"/{made.public_id}{rest}"), status=404)


def test_another_delegations_paper_is_no_page(head, delegation):
    made = attached(make_delegation(delegation.congress))
    head.get(path(delegation, f"/{made.public_id}"), status=404)
    elsewhere = attached(make_delegation(make_congress()))
    head.get(path(delegation, f"/{elsewhere.public_id}"), status=404)


def test_papers_in_english(app, delegation):
    page = Browser(app).get(path(delegation), language="en")
    assert page.h1 == ["Documents"]
