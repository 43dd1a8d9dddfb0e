"""Letters written on screen: versions, fields, fallbacks; and a change of text never alters a letter already written."""

from typing import Any

import pytest
from flask import Flask

from aimf_events.database import db
from aimf_events.i18n import LANGUAGES, use_language
from aimf_events.mail import merge_fields, prose, texts
from aimf_events.mail.letterheads import add_signatory, write_letterhead
from aimf_events.mail.models import LetterText, OutgoingMessage
from aimf_events.mail.rendering import example_of, facts, render
from tests.mail.conftest import post
from tests.mail.test_rendering import read

FACT, CONGRESS = "delegation_invited", 7
OF_NO_CONGRESS = {
    *("sign_in_code", "newsletter_asked", "newsletter"),
    *("application_begun", "application_received", "application_decided", "grant_decided", "grant_report_due"),
}
"""Letters of the association itself: words are written again for a congress, and these leave between two as well."""
BODY = "{appel}\n\nVenez à {ville}, {délégation}.\n\n[Répondre]({lien})"


def write(body: str = BODY, **values: Any) -> LetterText:
    given: dict[str, Any] = {"language": "fr", "subject": "Invitation", "signatory": None, "seen": 0, "by": None}
    return texts.write_text(CONGRESS, FACT, body=body, **{**given, **values})


def invitation(number: int = 1, **values: Any) -> OutgoingMessage:
    data = {**example_of(FACT), **values.pop("data", {})}
    return post(number, fact=FACT, data=data, congress_id=CONGRESS, **values)


def body_of(letter: OutgoingMessage) -> str:
    return read(render(letter)[1]).get_body(("plain",)).get_content()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_can_be_rewritten_from_its_own_words(app: Flask, language: str) -> None:
    """The words of the code, with their fields between braces, are accepted as they are and say the same things."""
    assert {kind.fact for kind in merge_fields.KINDS} == set(facts()) - OF_NO_CONGRESS
    for kind in merge_fields.KINDS:
        with use_language(language):
            subject, body = texts.default_source(kind, language)
            assert merge_fields.problems(kind, subject, body) == {}, kind.fact
            values = merge_fields.values_of(kind, example_of(kind.fact), language, "Rose Adjovi")
            said = prose.plain_text(prose.blocks_of(body, values))
        assert "{" not in said, kind.fact
        assert "None" not in said, kind.fact
        assert len(said.split()) > 15, kind.fact


def test_both_parts_say_what_was_written(app: Flask) -> None:
    write("{appel}\n\nVenez **tous** à {ville}.\n- un\n- deux\n\n[Répondre]({lien})")
    letter = read(render(invitation())[1])
    text, html = (letter.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert letter["Subject"] == "Invitation"
    url = example_of(FACT)["delegation_url"]
    assert f"Madame la Maire,\n\nVenez tous à Tunis.\n\n- un\n- deux\n\nRépondre\n{url}" in text.replace("\r\n", "\n")
    assert "<strong>tous</strong>" in html
    assert f'href="{url}"' in html


def test_an_unknown_field_names_the_nearest_and_a_needed_one_cannot_be_left_out(app: Flask) -> None:
    kind = merge_fields.kind_of_letter(FACT)
    assert kind is not None
    with use_language("fr"):
        wrong = merge_fields.problems(kind, "{delegation}", "{appel} {zzz}")
    assert "Vouliez-vous dire {délégation}" in wrong["subject"][0]
    assert "{zzz} n’existe pas" in wrong["body"][0]
    assert "{lien}" in wrong["body"][1]
    with pytest.raises(texts.WordsNotAccepted):
        write("Bonjour")
    assert texts.texts_in_force(CONGRESS) == {}


def test_a_letter_keeps_the_version_it_was_written_from(app: Flask) -> None:
    write()
    before = invitation(1)
    write(BODY.replace("Venez", "Revenez"), seen=1)
    assert "Venez à Tunis" in body_of(before)
    assert "Revenez à Tunis" in body_of(invitation(2))


def test_a_language_and_a_category_fall_back(app: Flask) -> None:
    write()
    write(BODY.replace("Venez", "Cher partenaire, venez"), category_code="partner")
    assert "Cher partenaire" in body_of(invitation(1, data={"category_code": "partner"}))
    assert "\nVenez à Tunis" in body_of(invitation(2, data={"category_code": "member_city"}))
    english = invitation(3, language="en")
    assert english.text_id is None
    assert "Venez" not in body_of(english)
    texts.back_to_default(CONGRESS, FACT, language="fr", category_code="partner", by=None)
    assert "\nVenez à Tunis" in body_of(invitation(4, data={"category_code": "partner"}))


def test_an_older_version_is_restored_as_a_new_one_and_the_code_can_speak_again(app: Flask) -> None:
    first = write()
    write(BODY.replace("Venez", "Revenez"), seen=1)
    assert texts.restore_version(first, by=None).version == 3
    assert "\nVenez" in body_of(invitation(1))
    assert texts.back_to_default(CONGRESS, FACT, language="fr", by=None) == 3
    assert invitation(2).text_id is None
    assert [text.version for text in texts.versions_of(CONGRESS, FACT, "fr")] == [3, 2, 1]


def test_two_who_write_at_once_do_not_lose_a_version(app: Flask, at_once: Any) -> None:
    bodies = [BODY.replace("Venez", word) for word in ("Accourez", "Passez")]
    results = at_once(*(lambda body=body: write(body) for body in bodies))
    assert sorted(type(result).__name__ for result in results) == ["LetterText", "WrittenMeanwhile"]
    assert len(texts.versions_of(CONGRESS, FACT, "fr")) == 1


def test_pressing_twice_writes_one_version(app: Flask) -> None:
    assert write().id == write().id


def test_the_letterhead_and_the_signatory_stand_around_the_words(app: Flask) -> None:
    write_letterhead(
        CONGRESS, name={"fr": "Ville de Tunis"}, address={"fr": "1, rue A"}, footer={"fr": "Tél. 71"}, by=None
    )
    signs = add_signatory(CONGRESS, name="Souad Abderrahim", title={"fr": "Maire de Tunis"}, by=None)
    write(signatory=signs)
    text = body_of(invitation(1))
    for words in ("Ville de Tunis", "1, rue A", "Souad Abderrahim\nMaire de Tunis", "Tél. 71"):
        assert words in text.replace("\r\n", "\n")
    assert "Ville de Tunis" in body_of(post(2, congress_id=CONGRESS))  # the letters of the code, too
    assert "Ville de Tunis" not in body_of(post(3, congress_id=CONGRESS + 1))


def test_a_batch_loads_what_stands_around_its_letters_together(app: Flask) -> None:
    from sqlalchemy import event

    from aimf_events.mail.letterheads import frames_of

    write_letterhead(CONGRESS, name={"fr": "Ville de Tunis"}, address={}, footer={}, by=None)
    write(signatory=add_signatory(CONGRESS, name="S", title={}, by=None))
    letters = [invitation(number) for number in range(5)]
    db.session.expire_all()
    for letter in letters:
        db.session.refresh(letter)
    asked: list[str] = []
    note = lambda *args: asked.append(args[2])  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        frames = frames_of(letters)
        assert {frame.words("fr")["signed_by"] for frame in frames.values()} == {"S"}
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert len(asked) == 2
