"""« Textes des lettres »: a letter is rewritten on screen, tried on real recipients, and put back as it was."""

from typing import Any

import pytest
from flask import Flask

from aimf_events.accounts.models import Role
from aimf_events.database import db
from aimf_events.mail.dispatch import send_due_letters
from aimf_events.mail.letterheads import signatories_of
from aimf_events.mail.models import LetterText, OutgoingMessage
from aimf_events.registration.delegations import add_correspondent
from aimf_events.registration.invitations import invite_delegation
from aimf_events.registration.models import ContactRole
from tests.factories import make_congress, make_delegation, make_person, make_registration, make_staff
from tests.mail.conftest import by_smtp  # noqa: F401 -- a fixture
from tests.scripted_smtp import ScriptedSMTP

BODY = "{appel}\n\nVenez nombreux à {ville}, {délégation} !\n\n[Répondre]({lien})"
AT = "/tunis-2020/letters/texts/delegation_invited/fr"


@pytest.fixture
def desk(app: Flask, browser_of: Any) -> Any:
    congress = make_congress("tunis-2020")
    reader = browser_of(make_staff(Role.SECRETARIAT))
    reader.get("/sign-in")
    reader.congress = congress
    return reader


def words(body: str = BODY, **values: Any) -> dict[str, Any]:
    return {"subject": "Congrès de {ville}", "body": body, "signatory": "", "seen": "0", **values}


def hard_delegation(congress: Any) -> Any:
    delegation = make_delegation(congress, "Hô Chi Minh-Ville")
    head = make_person("Thuỳ Dương", "Phạm Nguyễn Thị", original_name="")
    add_correspondent(delegation, head, ContactRole.HEAD, "maire@ville.example", by=None)
    add_correspondent(delegation, make_person("أحمد", "بن صالح"), ContactRole.FOCAL_POINT, "cab@ville.example", by=None)
    return delegation


def test_every_letter_is_listed_by_what_makes_it_leave(desk: Any) -> None:
    page = desk.get("/tunis-2020/letters/texts")
    assert "Quand vous invitez une délégation." in page.text
    assert page.text.count("texte d’origine") >= 20
    assert page.link("Écrire l’en-tête").endswith("/letters/letterhead")


def test_the_editor_begins_with_the_words_of_the_house_and_says_what_may_be_merged(desk: Any) -> None:
    page = desk.get(AT)
    assert "{appel}" in page.body
    assert "texte d’origine en vigueur" in page.text
    assert "{délégation} Insérer délégation le nom de la délégation" in page.text
    english = desk.get("/tunis-2020/letters/texts/delegation_invited/en", language="en")
    assert "has the honour" in english.body or "honour" in english.body


def test_a_text_written_on_screen_is_what_the_next_letter_says(desk: Any, by_smtp: ScriptedSMTP) -> None:  # noqa: F811
    desk.get(AT)
    page = desk.post(AT, words())
    assert "La version 1 est en vigueur" in page.text
    invite_delegation(hard_delegation(desk.congress), by=None)
    send_due_letters()
    letter = by_smtp.wait_for(2)[0].parsed
    assert letter["Subject"] == "Congrès de Tunis"
    assert "Venez nombreux à Tunis, Hô Chi Minh-Ville\u202f!" in letter.get_body(("plain",)).get_content()


def test_an_unknown_field_is_named_with_its_line_and_the_near_one(desk: Any) -> None:
    desk.get(AT)
    page = desk.post(AT, words(BODY.replace("{délégation}", "{delegation}")), 422)
    assert (
        "Ligne 3 : Le champ {delegation} n’existe pas dans cette lettre. Vouliez-vous dire {délégation} ?" in page.text
    )
    assert "Venez nombreux" in page.body
    assert db.session.query(LetterText).count() == 0
    page = desk.post(AT, words("{appel}"), 422)
    assert "Cette lettre ne peut pas partir sans {lien}" in page.text


def test_two_colleagues_do_not_write_over_each_other(desk: Any) -> None:
    desk.get(AT)
    desk.post(AT, words())
    page = desk.post(AT, words(BODY.replace("nombreux", "tous")), 422)
    assert "Une autre version de cette lettre a été enregistrée pendant que vous écriviez." in page.text
    assert "Venez tous" in page.body
    assert page.value("seen") == "1"
    assert "La version 2 est en vigueur" in desk.post(AT, words(BODY.replace("nombreux", "tous"), seen="1")).text


def test_versions_are_restored_and_the_words_of_the_house_come_back(desk: Any) -> None:
    desk.get(AT)
    desk.post(AT, words())
    desk.post(AT, words(BODY.replace("nombreux", "tous"), seen="1"))
    first = db.session.query(LetterText).filter_by(version=1).one()
    page = desk.post(f"/tunis-2020/letters/texts/versions/{first.public_id}/restoration")
    assert "version 3 en vigueur" in page.text
    page = desk.post(f"{AT}/original")
    assert "texte d’origine en vigueur" in page.text
    assert page.text.count("Remettre en vigueur la version") == 3


def test_a_category_has_words_of_its_own(desk: Any) -> None:
    desk.get(f"{AT}?category=partner")
    page = desk.post(f"{AT}?category=partner", words(BODY.replace("Venez", "Chers partenaires, venez")))
    assert "version 1 en vigueur" in page.text
    assert "Partenaire" in desk.get("/tunis-2020/letters/texts").text
    desk.get(f"{AT}?category=nowhere", 404)


def test_the_preview_shows_the_hardest_recipients_and_keeps_nothing(desk: Any) -> None:
    hard_delegation(desk.congress)
    desk.get(AT)
    page = desk.post(f"{AT}/preview", words())
    assert "le nom le plus long" in page.text
    assert "un correspondant, au nom du chef" in page.text or "une autre écriture" in page.text
    assert "Venez nombreux à Tunis, Hô Chi Minh-Ville" in page.text
    assert (db.session.query(LetterText).count(), db.session.query(OutgoingMessage).count()) == (0, 0)
    answer = desk.client.post(f"{AT}/preview/0/html", data={"csrf_token": page.csrf, **words()})
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "Venez nombreux à <bdi>Tunis</bdi>" in answer.get_data(as_text=True)
    assert "Vouliez-vous dire" in desk.post(f"{AT}/preview", words("{apel} {lien}"), 422).text


def test_a_try_comes_to_oneself_and_opens_nothing(desk: Any, by_smtp: ScriptedSMTP) -> None:  # noqa: F811
    hard_delegation(desk.congress)
    desk.get(AT)
    page = desk.post(f"{AT}/try", words(key="k" * 22))
    assert "2 essais partent à" in page.text
    desk.post(f"{AT}/try", words(key="k" * 22))
    send_due_letters()
    received = by_smtp.wait_for(2)
    assert len(by_smtp.messages) == 2
    text = received[0].parsed.get_body(("plain",)).get_content()
    assert received[0].parsed["Subject"].startswith("[Essai]")
    assert "/delegation/essai" in text
    assert "Venez nombreux" in text


def test_a_letter_about_a_person_is_tried_on_somebody_without_a_mailbox(desk: Any) -> None:
    delegation = hard_delegation(desk.congress)
    registration = make_registration(delegation)
    registration.email = ""
    make_registration(delegation, person=make_person("Rose", "N'Djaména"))
    db.session.commit()
    at = "/tunis-2020/letters/texts/registration_confirmed/fr"
    desk.get(at)
    body = "{appel}\n\n{personne} est accréditée.\n\n[Ouvrir]({page personnelle})"
    page = desk.post(f"{at}/preview", words(body))
    assert "une personne sans adresse" in page.text
    assert "est accréditée" in page.text


def test_letterhead_and_signatories_stand_around_the_letter(desk: Any) -> None:
    desk.get("/tunis-2020/letters/letterhead")
    assert "enregistré" in desk.post("/tunis-2020/letters/letterhead", {"name_fr": "Ville de Tunis"}).text
    desk.post("/tunis-2020/letters/signatories", {"name": "", "title_fr": "Maire"}, 422)
    desk.post("/tunis-2020/letters/signatories", {"name": "Souad Abderrahim", "title_fr": "Maire de Tunis"})
    signatory = signatories_of(desk.congress.id)[0]
    hard_delegation(desk.congress)
    page = desk.post(f"{AT}/preview", words(signatory=signatory.public_id))
    assert "Ville de Tunis" in page.text
    assert "Souad Abderrahim Maire de Tunis" in page.text
    desk.post(f"/tunis-2020/letters/signatories/{signatory.public_id}/retirement")
    assert signatories_of(desk.congress.id) == []


def test_what_is_another_congresss_is_not_found(desk: Any) -> None:
    other = make_congress("dakar-2021")
    desk.get(AT)
    desk.post(AT, words())
    version = db.session.query(LetterText).one()
    desk.post(f"/{other.name}/letters/texts/versions/{version.public_id}/restoration", status=404)
    desk.get("/tunis-2020/letters/texts/sign_in_code/fr", 404)
