"""Every letter, in every language; and what can never stand in its head."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from flask import Flask

from aimf_events.i18n import LANGUAGES, use_language
from aimf_events.mail import attachments
from aimf_events.mail.attachments import MailPart
from aimf_events.mail.rendering import example_of, facts, name_of, render, texts
from tests.mail.conftest import post
from tests.page import Page


def read(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)  # type: ignore[return-value]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_is_complete_in_every_language(app: Flask, language: str) -> None:
    assert "sign_in_code" in facts()
    for fact in facts():
        with use_language(language):
            subject, text, html = texts(fact, example_of(fact), language, "Aïchatou Soumanou Bio")
            assert name_of(fact), fact
        assert 5 < len(subject) <= 250, fact
        assert len(text.split()) > 20, fact
        assert Page(200, html, fact, {}).lang == language
        for left_out in ("<img", "<script", "<table", "{{", "%(", "None", "Undefined"):
            assert left_out not in html, (fact, left_out)
            assert left_out not in text, (fact, left_out)


def test_the_head_of_a_letter(app: Flask) -> None:
    letter = post()
    letter_read = read(render(letter)[1])
    assert letter_read["Message-ID"] == letter.message_id
    assert letter_read["Date"].datetime == letter.written_at.replace(microsecond=0)
    assert letter_read["Auto-Submitted"] == "auto-generated"
    assert letter_read["Content-Language"] == "fr"
    assert letter_read["To"].addresses[0].display_name == "Aïchatou Soumanou Bio"
    assert letter_read["List-Unsubscribe"] is None


@pytest.mark.parametrize("name", ["A\r\nBcc: x@y.org", 'A" <x@y.org>, "B', "A\x00\x0bB", "A, B; C: D <e@f.org>"])
def test_no_name_can_add_a_line_or_a_reader(app: Flask, name: str) -> None:
    data = {**example_of("colleague_invited"), "by": name.replace("\0", ""), "name": name.replace("\0", "")}
    content = read(render(post(recipient_name=name, data=data))[1])
    assert content["Bcc"] is None
    assert [each.addr_spec for each in content["To"].addresses] == ["secretariat1@cotonou.example.org"]


@pytest.mark.parametrize("address", ["a@b.org\r\nBcc: x@y.org", "a@b.org, c@d.org", "<a@b.org>", "nobody"])
def test_no_address_but_a_mailbox_is_taken(app: Flask, address: str) -> None:
    with pytest.raises(ValueError, match="not a mailbox"):
        post(to=address)


def test_a_calendar_invitation_stands_beside_the_texts_and_as_a_file(app: Flask) -> None:
    ics = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
    params = {"charset": "utf-8", "method": "REQUEST", "component": "VEVENT"}
    attachments.register(
        "colleague_invited",
        provider := lambda messages: (
            lambda message: [
                MailPart(ics, "text", "calendar", params=params, is_alternative=True),
                MailPart(ics, "application", "ics", filename="invite.ics"),
            ]
        ),
    )
    try:
        letter = read(render(post())[1])
    finally:
        attachments._providers["colleague_invited"].remove(provider)
    assert letter.get_content_type() == "multipart/mixed"
    alternative, file = letter.iter_parts()
    assert [part.get_content_type() for part in alternative.iter_parts()] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    calendar = list(alternative.iter_parts())[2]
    assert dict(calendar["Content-Type"].params) == params
    assert calendar["Content-Transfer-Encoding"] == "base64"
    assert (file.get_content_type(), file.get_filename()) == ("application/ics", "invite.ics")
    assert file.get_payload(decode=True) == calendar.get_payload(decode=True) == ics
