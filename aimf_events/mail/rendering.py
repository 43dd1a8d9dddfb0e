"""A letter as it leaves: rendered once in its reader's language, outside any lock, and kept as bytes.

RFC 5322 (head), 2045 to 2047 (parts, words in the head), 3834 (Auto-Submitted), 8058 (one-click unsubscribe).
"""

import json
import re
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import idna
from flask import current_app

from ..i18n import clean_text, pick, use_language
from .attachments import MailPart, parts_of
from .models import OutgoingMessage

_FOLDER = Path(__file__).parent.parent / "templates" / "mail"
_NOT_IN_A_NAME = re.compile(r'[\x00-\x1f\x7f"<>()\[\]\\,:;@]+')
_QP = "quoted-printable"  # seven bits and short lines: no server on the way changes a byte


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


def render(message: OutgoingMessage) -> tuple[str, bytes]:
    """Return the subject and the whole letter: text, HTML, and what goes with it. Date and Message-ID are the row's.

    Raises:
        jinja2.TemplateError: a text is missing or asks for a word that the data does not have.
    """
    with use_language(message.language):
        subject, text, html = texts(message.fact, message.data, message.language, message.recipient_name)
        parts = parts_of(message)
    letter = EmailMessage(policy=policy.SMTP if wire_address(message.recipient).isascii() else policy.SMTPUTF8)
    _write_head(letter, message, subject)
    _write_body(letter, text, html, parts)
    letter["Content-Language"] = message.language  # last: the parts take with them what begins with Content-
    return subject, letter.as_bytes()


def texts(fact: str, data: dict[str, Any], language: str, recipient_name: str = "") -> tuple[str, str, str]:
    """Return (subject, text, HTML) of a letter of `fact`. The caller has set the language."""
    congress = data.get("congress", "")
    words = {
        **data,
        "language": language,
        "recipient_name": recipient_name,
        "public_url": current_app.config["AIMF"].public_url,
        "congress": pick(congress, language) if isinstance(congress, dict) else congress,
    }
    template = current_app.jinja_env.get_template
    words["subject"] = one_line(template(f"mail/{fact}/subject.txt").render(words))
    text = template(f"mail/{fact}/body.txt").render(words)
    return words["subject"], _calm(text), template(f"mail/{fact}/body.html").render(words)


def _write_head(letter: EmailMessage, message: OutgoingMessage, subject: str) -> None:
    config = current_app.config["AIMF"]
    letter["Date"] = format_datetime(message.written_at)
    letter["Message-ID"] = message.message_id
    letter["From"] = Address(config.mail_from_name, addr_spec=config.mail_from)
    local, _at, domain = wire_address(message.recipient).rpartition("@")
    letter["To"] = Address(safe_name(message.recipient_name), local, domain)
    letter["Subject"] = subject
    letter["Auto-Submitted"] = "auto-generated"
    unsubscribe = str(message.data.get("unsubscribe_url", ""))
    if unsubscribe.startswith(config.public_url + "/") and unsubscribe == one_line(unsubscribe):
        letter["List-Unsubscribe"] = f"<{unsubscribe}>"
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _write_body(letter: EmailMessage, text: str, html: str, parts: list[MailPart]) -> None:
    """mixed{ alternative{ text, HTML, calendar }, files }, as specs/programme-calendar.md wants it."""
    letter.set_content(text, cte=_QP)
    letter.add_alternative(html, subtype="html", cte=_QP)
    for part in parts:
        if part.is_alternative:
            letter.add_alternative(
                part.content, maintype=part.main_type, subtype=part.sub_type, params=dict(part.params), cte="base64"
            )
    for part in parts:
        if not part.is_alternative:
            letter.add_attachment(
                part.content,
                maintype=part.main_type,
                subtype=part.sub_type,
                filename=part.filename,
                params=dict(part.params),
                cte="base64",
            )


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
