"""The bytes of a body, read back by the standard library, which did not write them."""

from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from flask import Flask

from aimf_events.mail.mime import data_part, multipart, text_part
from aimf_events.mail.rendering import render, safe_name
from tests.mail.conftest import post

TEXT = "Madame la Maire,\n\n.\n..deux points\n-- \nFrom ici : « Huế », أهلاً = 100 %\ttrès " + "long " * 60 + "\nfin"


def read(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)  # type: ignore[return-value]


def test_a_text_comes_back_as_written_in_short_lines_of_seven_bits() -> None:
    part = text_part(TEXT, "plain")
    assert read(part).get_content().replace("\r\n", "\n") == TEXT + "\n"
    assert max(map(len, part.split(b"\r\n"))) <= 76
    assert part.isascii()
    assert part.replace(b"\r\n", b"").count(b"\n") == part.replace(b"\r\n", b"").count(b"\r") == 0


@pytest.mark.parametrize("size", [0, 1, 56, 57, 58, 4001])
def test_bytes_come_back_as_given(size: int) -> None:
    content = bytes(number * 7 % 256 for number in range(size))
    part = data_part(content, "application", "pdf", {}, "badge.pdf")
    found = read(part)
    assert found.get_payload(decode=True) == content
    assert (found.get_content_type(), found.get_filename()) == ("application/pdf", "badge.pdf")
    assert max(map(len, part.split(b"\r\n"))) <= 76


def test_parts_stand_in_their_order_and_one_alone_needs_nothing_around_it() -> None:
    texts = multipart("alternative", [text_part("a", "plain"), text_part("b", "html")])
    whole = read(multipart("mixed", [texts, data_part(b"c", "application", "ics", {})]))
    kinds = ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/ics"]
    assert [part.get_content_type() for part in whole.walk()] == kinds
    assert [part.defects for part in whole.walk()] == [[]] * 5
    assert multipart("mixed", [texts]) == texts


@pytest.mark.parametrize("name", ['a"b', "a\r\nBcc: x@y.org", "a\\b", "é.pdf"])
def test_no_file_name_can_add_a_line(name: str) -> None:
    with pytest.raises(ValueError, match="MIME"):
        data_part(b"", "application", "pdf", {}, name)


@pytest.mark.parametrize("name", ["Nguyễn Thị Trần Văn Hùng " * 6, "O'Neil Jean", "=?utf-8?q?Intrus?=", ""])
def test_names_and_subjects_come_back_whatever_their_length_and_script(app: Flask, name: str) -> None:
    subject, content = render(post(recipient_name=name))
    head = message_from_bytes(
        content
    )  # the classic parser: 3.11's other one puts spaces between encoded words of a name
    read_name, address = parseaddr(str(make_header(decode_header(head["To"]))))
    assert (read_name, address) == (safe_name(name).strip(), "secretariat1@cotonou.example.org")
    assert str(make_header(decode_header(head["Subject"]))) == " ".join(subject.split())
    assert max(map(len, content.split(b"\r\n\r\n")[0].split(b"\r\n"))) <= 78


def test_a_local_part_with_signs_stays_one_reader(app: Flask) -> None:
    letter = read(render(post(to="a@b.org,c@d.org", recipient_name=""))[1])
    assert [(each.username, each.domain) for each in letter["To"].addresses] == [("a@b.org,c", "d.org")]
