"""The demo's post: a folder of .eml files, and what its mailbox page reads out of it. Never used with a mail server."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from pathlib import Path

from ..clock import now
from ..errors import NotFound
from .answers import Answer
from .models import Outcome

_NAME = re.compile(r"[0-9]{8}T[0-9]{12}-[A-Za-z0-9_-]{22}")


@dataclass(frozen=True)
class KeptLetter:
    """A line of the mailbox: what stands in the head of one file."""

    name: str
    subject: str
    recipient: str
    recipient_name: str
    at: datetime


@dataclass(frozen=True)
class FolderMailer:
    """Writes each letter as a file that appears whole, named by its moment and its row."""

    folder: Path

    def send(self, recipient: str, name: str, content: bytes, hand_over: Callable[[], None]) -> Answer:
        """Keep one letter; `name` is the row's public id, so that a second try replaces the first."""
        hand_over()
        self.folder.mkdir(parents=True, exist_ok=True)
        for earlier in self.folder.glob(f"*-{name}.eml"):
            earlier.unlink()
        path = self.folder / f"{now():%Y%m%dT%H%M%S%f}-{name}.eml"
        partial = path.with_suffix(".part")
        partial.write_bytes(content)
        os.replace(partial, path)
        return Answer(Outcome.ACCEPTED, f"250 {path.name}")

    def close(self) -> None:
        """Nothing is held open."""


def kept_letters(folder: Path, *, to: str = "") -> list[KeptLetter]:
    """Return the letters of the folder, the newest first; `to` keeps those whose recipient contains it."""
    read = (_head(path) for path in sorted(folder.glob("*.eml"), reverse=True) if _NAME.fullmatch(path.stem))
    wanted = to.casefold()
    return [each for each in read if wanted in f"{each.recipient_name} {each.recipient}".casefold()]


def _head(path: Path) -> KeptLetter:
    with path.open("rb") as file:
        head = BytesHeaderParser(policy=policy.default).parse(file)
    to = head["To"].addresses[0]
    return KeptLetter(path.stem, str(head["Subject"]), to.addr_spec, to.display_name, head["Date"].datetime)


def kept_letter(folder: Path, name: str) -> EmailMessage:
    """Return one letter, parsed.

    Raises:
        NotFound: no such file.
    """
    path = folder / f"{name}.eml"
    if not _NAME.fullmatch(name) or not path.is_file():
        raise NotFound
    return parsed(path.read_bytes())


def parsed(content: bytes) -> EmailMessage:
    """Return a letter's bytes as a message."""
    return message_from_bytes(content, policy=policy.default)  # type: ignore[return-value]


def text_of(letter: EmailMessage) -> str:
    """Return the letter as text."""
    part = letter.get_body(("plain",))
    return str(part.get_content()) if part is not None else ""


def html_of(letter: EmailMessage) -> str:
    """Return the letter as HTML, or "" if it has none."""
    part = letter.get_body(("html",))
    return str(part.get_content()) if part is not None else ""


def files_of(letter: EmailMessage) -> list[EmailMessage]:
    """Return the files that go with a letter."""
    return list(letter.iter_attachments())  # type: ignore[arg-type]
