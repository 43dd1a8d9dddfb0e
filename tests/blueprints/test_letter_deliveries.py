"""The invitation on paper and by other ways: a QR, a code to type, a register that keeps how it was delivered."""

import io
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader

from aimf_events.accounts.models import Role
from aimf_events.database import db
from aimf_events.i18n import use_language
from aimf_events.mail.dispatch import send_due_letters
from aimf_events.mail.letterheads import add_signatory
from aimf_events.mail.texts import write_text
from aimf_events.registration import typed_codes
from aimf_events.registration.delegations import add_correspondent
from aimf_events.registration.invitations import invite_delegation
from aimf_events.registration.models import ContactRole, OtherDelivery
from aimf_events.registration.typed_codes import delegation_by_code, typed_code
from tests.factories import make_congress, make_delegation, make_person, make_staff


@pytest.fixture
def desk(app: Flask, browser_of: Any) -> Any:
    congress = make_congress("tunis-2020")
    reader = browser_of(make_staff(Role.SECRETARIAT))
    reader.get("/sign-in")
    reader.congress = congress
    reader.delegation = make_delegation(congress, "Hô Chi Minh-Ville")
    person = make_person("Thuỳ Dương", "Phạm Nguyễn Thị", telephone="+84901234567")
    add_correspondent(reader.delegation, person, ContactRole.HEAD, "maire@ville.example", by=None)
    reader.at = f"/tunis-2020/letters/delegations/{reader.delegation.public_id}"
    return reader


def pdf_of(desk: Any) -> str:
    contact = desk.delegation.contacts[0]
    answer = desk.client.get(f"{desk.at}/invitation/{contact.id}.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Cache-Control"] == "no-store"
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages).split())


def test_the_printed_letter_says_the_same_and_bears_a_code_for_its_link(desk: Any) -> None:
    text = pdf_of(desk)
    assert "Phạm Nguyễn" in text
    assert "a l’honneur d’inviter votre délégation, Hô Chi Minh-Ville" in text
    assert typed_code(desk.delegation) in text
    assert "localhost/tunis-2020/code" in text
    assert "/delegation/" not in text


def test_the_words_written_on_screen_are_those_that_are_printed(desk: Any) -> None:
    signs = add_signatory(desk.congress.id, name="Souad Abderrahim", title={"fr": "Maire de Tunis"}, by=None)
    body = "{appel}\n\nVenez à **{ville}**.\n\n- un\n- deux\n\n[Répondre]({lien})"
    write_text(
        desk.congress.id, "delegation_invited", language="fr", subject="S", body=body, signatory=signs, seen=0, by=None
    )
    text = pdf_of(desk)
    assert "Venez à Tunis." in text
    assert "Souad Abderrahim" in text
    assert "Répondre" not in text


def test_the_code_typed_in_any_manner_opens_the_page(desk: Any, browse: Any) -> None:
    code = typed_code(desk.delegation)
    page = browse.get("/tunis-2020/code")
    page = browse.post("/tunis-2020/code", {"code": f" {code.lower().replace('-', ' ').replace('0', 'o')} "})
    assert "/delegation/" in page.path
    assert "Hô Chi Minh-Ville" in page.text


def test_a_wrong_code_a_withdrawn_one_and_another_congress_open_nothing(desk: Any, browse: Any) -> None:
    code, other = typed_code(desk.delegation), make_congress("dakar-2021")
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    browse.get("/tunis-2020/code")
    assert "Ce code n’ouvre aucune page" in browse.post("/tunis-2020/code", {"code": wrong}, 422).text
    assert "Écrivez le code" in browse.post("/tunis-2020/code", {"code": ""}, 422).text
    for text in ("", "é", "0" * 30, "ZZZZZZZZZZZZZZZZZZ", "000-" + code[-9:]):
        assert delegation_by_code(desk.congress, text, place="p") is None
    assert delegation_by_code(other, code, place="p") is None
    desk.delegation.link_generation += 1
    db.session.commit()
    assert delegation_by_code(desk.congress, code, place="p") is None
    assert delegation_by_code(desk.congress, typed_code(desk.delegation), place="p") is not None


def test_nobody_guesses_codes(desk: Any, browse: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typed_codes, "TRIES_AN_HOUR", 2)
    browse.get("/tunis-2020/code")
    for _ in range(2):
        browse.post("/tunis-2020/code", {"code": "0000-0000-000"}, 422)
    browse.post("/tunis-2020/code", {"code": typed_code(desk.delegation)}, 429)


def test_a_delivery_is_recorded_with_its_day_and_its_proof(desk: Any) -> None:
    page = desk.get(desk.at)
    assert "Voici la page de la délégation de Hô Chi Minh-Ville" in page.body
    assert page.link("Ouvrir WhatsApp").startswith("https://wa.me/84901234567?text=Bonjour")
    desk.post(desk.at, {"means": "post", "delivered_on": ""}, 422)
    form = {"means": "by_hand", "delivered_on": "2020-01-02", "received_by": "M. Lê", "note": "accusé nº 4"}
    page = desk.post(desk.at, form)
    assert "en main propre" in page.text
    assert "accusé nº 4" in page.text
    assert db.session.query(OtherDelivery).one().fact == "delegation_invited"
    assert desk.get(f"/tunis-2020/secretariat/delegations/{desk.delegation.public_id}").link("Imprimer l’invitation")


def test_the_register_of_convocations_leaves_as_a_file(desk: Any) -> None:
    invite_delegation(desk.delegation, by=None)
    send_due_letters()
    desk.get(desk.at)
    desk.post(desk.at, {"means": "diplomatic_bag", "delivered_on": "2020-01-02", "received_by": "Amb.", "note": "17"})
    answer = desk.client.get("/tunis-2020/letters/convocations.csv")
    with use_language("fr"):
        lines = answer.get_data(as_text=True).splitlines()
    assert len(lines) == 3
    assert "maire@ville.example" in lines[1]
    assert "250" in lines[1]
    assert "par la valise diplomatique" in lines[2]
    assert "17" in lines[2]


def test_another_congresss_delegation_is_not_found(desk: Any) -> None:
    other = make_congress("dakar-2021")
    desk.get(desk.at.replace("tunis-2020", other.name), 404)
    contact = desk.delegation.contacts[0].id
    stranger = make_delegation(desk.congress, "Manga")
    path = f"/tunis-2020/letters/delegations/{stranger.public_id}/invitation/{contact}.pdf"
    assert desk.client.get(path).status_code == 404
