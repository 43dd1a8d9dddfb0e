"""The newsletter written on screen: read before, tried, sent to the subscribers, and what became of it."""

import re
from typing import Any

import pytest
from flask import Flask

from aimf_events import jobs
from aimf_events.accounts.models import Newsletter, Role
from aimf_events.accounts.newsletters import new_newsletter_key, send_newsletter, write_newsletter
from aimf_events.congress.models import CongressRole
from aimf_events.database import db
from aimf_events.mail.dispatch import send_due_letters
from tests.accounts.test_newsletters import subscribe
from tests.factories import make_congress, make_staff
from tests.mail.conftest import by_smtp  # noqa: F401 -- a fixture
from tests.scripted_smtp import ScriptedSMTP
from tests.statements import statements_sent

AT = "/newsletter/issues"
WORDS = {
    "subject_fr": "Tunis : le programme",
    "body_fr": "Madame, Monsieur,\n\nIl est **en ligne**.\n\n[Le lire](https://congres.example.org/programme)",
    "subject_en": "Tunis: the programme",
    "body_en": "It is **online**.",
    "seen": "0",
}


@pytest.fixture
def desk(app: Flask, browser_of: Any) -> Any:
    reader = browser_of(make_staff(Role.SECRETARIAT, email="camille@example.org"))
    reader.get("/sign-in")
    return reader


def written(desk: Any, words: dict[str, str] = WORDS) -> str:
    """Write one by the form; the address of its page."""
    form = desk.get(f"{AT}/new")
    path = re.search(r'action="(/newsletter/issues/[^/"]+)/words"', form.body)[1]
    desk.post(f"{path}/words", words)
    desk.post(f"{path}/words", words)  # pressed twice
    return path


def text_of(letter: Any) -> str:
    return letter.parsed.get_body(("plain",)).get_content().replace("\r\n", "\n")


def test_a_newsletter_is_written_read_tried_and_sent(desk: Any, by_smtp: ScriptedSMTP) -> None:  # noqa: F811
    subscribe(2)
    subscribe(language="en", first=2)
    assert "Aucune lettre d’information" in desk.get(f"{AT}/").text
    path = written(desk)
    page = desk.get(path)
    assert "3 personnes la recevront" in page.text
    assert "Envoyer à 3 personnes" in page.text
    assert db.session.scalar(db.select(db.func.count()).select_from(Newsletter)) == 1
    html = desk.client.get(f"{path}/fr/html")
    assert "<strong>en ligne</strong>" in html.text
    assert "sandbox" in html.headers["Content-Security-Policy"]

    desk.post(f"{path}/try", {"key": page.value("key")})
    send_due_letters()
    french, english = by_smtp.wait_for(2)
    assert french.recipients == english.recipients == ("camille@example.org",)
    assert french.parsed["Subject"] == "[Essai] Tunis : le programme"
    assert "le lien pour ne plus la recevoir n’ouvre rien" in text_of(french)

    for _click in range(2):
        desk.post(f"{path}/sending", {"seen": "1"})
    jobs.drain_lane("jobs")
    send_due_letters()
    to_readers = {each.recipients[0]: each for each in by_smtp.wait_for(5)[2:]}
    assert sorted(to_readers) == [f"lecteur{number}@ville.example" for number in range(3)]
    one = to_readers["lecteur0@ville.example"]
    assert one.parsed["Subject"] == "Tunis : le programme"
    assert one.parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    end = re.fullmatch(r"<(http://localhost/newsletter/\S+/end)>", one.parsed["List-Unsubscribe"])[1]
    assert re.search(rf"Ne plus recevoir de lettres de ce genre\s:\n{re.escape(end)}\n", text_of(one))
    assert "parce que vous l’avez demandée" in text_of(one)
    assert to_readers["lecteur2@ville.example"].parsed["Subject"] == "Tunis: the programme"
    assert len(by_smtp.wait_for(5)) == 5
    page = desk.get(path)
    assert "La lettre est écrite à 3 personnes abonnées, une fois chacune." in page.text
    assert "Remises à la messagerie des destinataires" in page.text
    assert "envoyée" in desk.get(f"{AT}/").text
    answer = desk.app.test_client().post(end.removeprefix("http://localhost"), data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "2 personnes abonnées aujourd’hui." in desk.get(f"{AT}/").text


def test_the_form_says_what_is_missing(desk: Any) -> None:
    desk.get(f"{AT}/new")
    key = new_newsletter_key()
    page = desk.post(f"{AT}/{key}/words", {**WORDS, "body_fr": "", "subject_en": ""}, 422)
    assert "Écrivez la lettre." in page.text
    page = desk.post(f"{AT}/{key}/words", {**WORDS, "subject_en": ""}, 422)
    assert "Écrivez aussi l’objet en anglais, ou retirez sa lettre." in page.text
    assert db.session.scalar(db.select(db.func.count()).select_from(Newsletter)) == 0


def test_words_changed_since_the_preview_are_not_sent(desk: Any) -> None:
    subscribe()
    path = written(desk, {**WORDS, "subject_en": "", "body_en": ""})
    form = desk.get(f"{path}/words")
    assert form.value("seen") == "1"
    desk.post(f"{path}/words", {**WORDS, "seen": "1"})
    page = desk.post(f"{path}/sending", {"seen": "1"}, 409)
    assert "Le texte a changé depuis votre aperçu" in page.text
    stale = desk.post(f"{path}/words", {**WORDS, "subject_fr": "Autre", "seen": "1"}, 422)
    assert "Une autre version de cette lettre a été enregistrée" in stale.text
    desk.post(f"{path}/deletion")
    desk.get(path, 404)


def test_without_subscribers_there_is_no_button_to_send(desk: Any) -> None:
    path = written(desk)
    page = desk.get(path)
    assert "elle ne peut pas partir" in page.text
    assert "/sending" not in page.body
    desk.post(f"{path}/sending", {"seen": "1"}, 409)


def test_a_colleague_of_one_congress_writes_none(app: Flask, browser_of: Any) -> None:
    congress = make_congress("tunis-2020")
    reader = browser_of(make_staff(CongressRole.ACCREDITATION, congress=congress))
    reader.get(f"{AT}/", 403)
    reader.get(f"{AT}/new", 403)


def test_the_list_and_a_page_cost_the_same_whatever_there_is(desk: Any) -> None:
    def sent(number: int) -> str:
        kept = write_newsletter(
            new_newsletter_key(), subject={"fr": f"Nº {number}"}, body={"fr": "Bonjour."}, seen=0, by=None
        )
        send_newsletter(kept, seen=1, by=None)
        jobs.drain_lane("jobs")
        return kept.public_id

    def cost(path: str) -> int:
        desk.get(path)
        db.session.remove()
        with statements_sent() as asked:
            desk.get(path)
        return len(asked)

    subscribe(1)
    one = sent(1)
    few = cost(f"{AT}/"), cost(f"{AT}/{one}")
    subscribe(30, first=1)
    for number in range(2, 12):
        last = sent(number)
    assert (cost(f"{AT}/"), cost(f"{AT}/{last}")) == few


def test_the_register_is_not_flooded_and_finds_them_when_asked(app: Flask, browser_of: Any) -> None:
    make_congress("tunis-2020")
    reader = browser_of(make_staff(Role.SECRETARIAT))
    subscribe(2)
    kept = write_newsletter(new_newsletter_key(), subject={"fr": "Nouvelles"}, body={"fr": "Bonjour."}, seen=0, by=None)
    send_newsletter(kept, seen=1, by=None)
    jobs.drain_lane("jobs")
    assert "lecteur0@ville.example" not in reader.get("/tunis-2020/letters/").text
    assert "lecteur0@ville.example" in reader.get("/tunis-2020/letters/?fact=newsletter").text
    assert "lecteur0@ville.example" in reader.get("/tunis-2020/letters/?q=lecteur0").text
