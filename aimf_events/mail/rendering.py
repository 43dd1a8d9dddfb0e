"""A letter as it leaves: rendered once in its reader's language, outside any lock, and kept as bytes.

RFC 5322 (head), 2045 to 2047 (parts, words in the head), 3834 (Auto-Submitted), 8058 (one-click unsubscribe).
"""

import json
import re
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.utils import format_datetime, quote
from pathlib import Path
from typing import Any

import idna
from flask import current_app
from flask_babel import gettext

from ..i18n import clean_text, pick, use_language
from . import merge_fields, mime, prose
from .attachments import MailPart, Maker, parts_of
from .letterheads import BARE, Frame, frame_of
from .models import NEWSLETTER, OutgoingMessage

_FOLDER = Path(__file__).parent.parent / "templates" / "mail"
_WRITTEN = {NEWSLETTER: "mail/newsletter/body"}  # who gets it, and why, is not what all others say below
_NOT_IN_A_NAME = re.compile(r'[\x00-\x1f\x7f"<>()\[\]\\,:;@]+')


def facts() -> list[str]:
    """Return the facts that have texts, in alphabetical order."""
    return sorted(each.name for each in _FOLDER.iterdir() if (each / "subject.txt").is_file())


def name_of(fact: str) -> str:
    """Return what the secretariat calls the letters of a fact, in the language being written."""
    if not (_FOLDER / fact / "name.txt").is_file():
        return fact.replace("_", " ")
    return one_line(current_app.jinja_env.get_template(f"mail/{fact}/name.txt").render())


def example_of(fact: str) -> dict[str, Any]:
    """Return the data with which a letter of this fact can be shown and tested."""
    return dict(json.loads((_FOLDER / fact / "example.json").read_text(encoding="utf-8")))


def render(message: OutgoingMessage, make_parts: Maker = parts_of, frame: Frame | None = None) -> tuple[str, bytes]:
    """Return the subject and the whole letter: text, HTML, and what goes with it. Date and Message-ID are the row's.

    `make_parts` and `frame` are given where what goes with many letters, and around them, was loaded together.

    Raises:
        jinja2.TemplateError: a text is missing or asks for a word that the data does not have.
    """
    frame = frame_of(message) if frame is None else frame
    language = frame.text.language if frame.text else message.language
    with use_language(language):
        subject, text, html = texts(message.fact, message.data, language, message.recipient_name, frame=frame)
        parts = make_parts(message)
    return subject, _head(message, subject, language) + _body(text, html, parts)


def texts(
    fact: str, data: dict[str, Any], language: str, recipient_name: str = "", *, frame: Frame = BARE
) -> tuple[str, str, str]:
    """Return (subject, text, HTML) of a letter of `fact`. The caller has set the language.

    Its words are those of this one letter (`own_words`, a draft that was corrected), else those of the version in
    `frame`, else the templates in the code.
    """
    congress = data.get("congress", "")
    words = {
        "is_test": False,
        "unsubscribe_url": "",
        **data,
        **frame.words(language),
        "language": language,
        "recipient_name": recipient_name,
        "public_url": current_app.config["AIMF"].public_url,
        "congress": pick(congress, language) if isinstance(congress, dict) else congress,
    }
    written = _written_words(fact, data, language, recipient_name, frame)
    if written is not None:
        words |= written
        folder = _WRITTEN.get(fact, "mail/_written")
        words["subject"] = one_line(_tested(written["subject"], words))
    else:
        folder, words["subject"] = f"mail/{fact}/body", one_line(_template(f"mail/{fact}/subject.txt", words))
    return words["subject"], _calm(_template(f"{folder}.txt", words)), _template(f"{folder}.html", words)


def as_it_would_leave(message: OutgoingMessage) -> tuple[str, str, str]:
    """Return (subject, text, HTML) of a letter that waits, as it would be rendered now; what goes with it is not made."""
    frame = frame_of(message)
    language = frame.text.language if frame.text else message.language
    with use_language(language):
        return texts(message.fact, message.data, language, message.recipient_name, frame=frame)


def _template(name: str, words: dict[str, Any]) -> str:
    return current_app.jinja_env.get_template(name).render(words)


def _tested(subject: str, words: dict[str, Any]) -> str:
    return f"{gettext('[Essai]')} {subject}" if words["is_test"] else subject


def _written_words(
    fact: str, data: dict[str, Any], language: str, recipient_name: str, frame: Frame
) -> dict[str, Any] | None:
    """Return what mail/_written.* shows of words written on screen; None where the templates in the code speak."""
    own, kind = data.get("own_words"), merge_fields.kind_of_letter(fact)
    if own:
        subject, blocks = own["subject"], prose.blocks_of(own["body"], prose.LITERAL)
    elif frame.text is not None and kind is not None:
        values = merge_fields.values_of(kind, data, language, recipient_name)
        subject = prose.plain_text(prose.blocks_of(frame.text.subject, values))
        blocks = prose.blocks_of(frame.text.body, values, greeting=merge_fields.GREETING)
    else:
        return None
    return {
        **{word: own[word] for word in ("signed_by", "signed_as") if own and word in own},
        "subject": subject,
        "blocks": blocks,
        "written": prose.plain_text(blocks),
        "inline": prose.inline_html,
        "items": lambda lines: [prose.inline_html([line]) for line in lines],
    }


def _head(message: OutgoingMessage, subject: str, language: str) -> bytes:
    """Return the head, up to what the body says of itself."""
    config = current_app.config["AIMF"]
    lines = [
        f"Date: {format_datetime(message.written_at)}",
        f"Message-ID: {message.message_id}",
        _mailbox("From", config.mail_from_name, config.mail_from),
        _mailbox("To", safe_name(message.recipient_name), wire_address(message.recipient)),
        f"Subject: {_encoded('Subject', subject)}",
        "Auto-Submitted: auto-generated",
        f"Content-Language: {language}",
        "MIME-Version: 1.0",
    ]
    unsubscribe = str(message.data.get("unsubscribe_url", ""))
    if unsubscribe.startswith(config.public_url + "/") and unsubscribe == one_line(unsubscribe):
        lines += [f"List-Unsubscribe: <{unsubscribe}>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click"]
    return "".join(f"{line}\r\n" for line in lines).encode()


def _mailbox(field: str, name: str, mailbox: str) -> str:
    """Return a line that names a mailbox. email.policy takes milliseconds to fold one."""
    local, _at, domain = mailbox.rpartition("@")
    name, address = one_line(name), Address("", local, domain).addr_spec  # a local part with signs is quoted
    if not name:
        return f"{field}: {address}"
    called = f'"{quote(name)}"' if _is_plain(name) else _encoded(field, name)
    return f"{field}: {called}\r\n <{address}>"


def _encoded(field: str, words: str) -> str:
    """Return words of the head as they travel: folded, and encoded where they are beyond ASCII (RFC 2047)."""
    return Header(words, "us-ascii" if _is_plain(words) else "utf-8", header_name=field).encode(linesep="\r\n")


def _is_plain(words: str) -> bool:
    """Whether words travel as they are: ASCII that no reader takes for an encoding."""
    return words.isascii() and "=?" not in words


def _body(text: str, html: str, parts: list[MailPart]) -> bytes:
    """mixed{ alternative{ text, HTML, calendar }, files }, as specs/programme-calendar.md wants it."""
    written = [(part.is_alternative, _part(part)) for part in parts]
    texts_of_letter = [mime.text_part(text, "plain"), mime.text_part(html, "html")]
    alternative = mime.multipart("alternative", texts_of_letter + [each for is_text, each in written if is_text])
    return mime.multipart("mixed", [alternative, *(each for is_text, each in written if not is_text)])


def _part(part: MailPart) -> bytes:
    return mime.data_part(part.content, part.main_type, part.sub_type, part.params, part.filename)


def with_new_head(content: bytes, *, message_id: str, moment: datetime) -> bytes:
    """Return a rendered letter with another Message-ID and Date; every other byte stays."""
    head, blank, body = content.partition(b"\r\n\r\n")
    head = re.sub(rb"(?m)^Date: [^\r\n]*", b"Date: " + format_datetime(moment).encode(), head, count=1)
    head = re.sub(rb"(?m)^Message-ID:\s+<[^>]*>", b"Message-ID: " + message_id.encode(), head, count=1)
    return head + blank + body


def wire_address(mailbox: str) -> str:
    """Return a mailbox as the servers write it: the domain as A-labels (RFC 5891), the local part untouched."""
    local, _at, domain = mailbox.rpartition("@")
    return f"{local}@{domain if domain.isascii() else idna.encode(domain, uts46=True).decode()}"


def one_line(text: str) -> str:
    """Return a text that can stand in the head of a letter: one line, no control character (no header can be added)."""
    return clean_text(text)[:250]


def safe_name(name: str) -> str:
    """Return a name for the To line, without what the head's grammar reads as signs."""
    return " ".join(_NOT_IN_A_NAME.sub(" ", clean_text(name)).split())[:120]


def _calm(text: str) -> str:
    """No spaces at the ends of lines (but in the signature's mark), never two blank lines, one line end at the end."""
    lines = (line if line == "-- " else line.rstrip() for line in text.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"
