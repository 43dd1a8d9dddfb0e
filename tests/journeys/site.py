"""The whole application on a free loopback port, with a database of its own and a real SMTP server."""

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

from flask import Flask

from aimf_events import create_app
from aimf_events.accounts.models import Account
from aimf_events.accounts.sessions import choose_person, open_session
from aimf_events.clock import now
from aimf_events.config import Config
from aimf_events.database import db, transaction
from aimf_events.people.contacts import mailbox_key, persons_at
from tests.conftest import settings
from tests.scripted_smtp import ScriptedSMTP
from tests.services import free_port

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 30.0  # seconds for a letter or a page that background work prepares
_CODE = re.compile(r"\b[0-9]{3}[ \u00a0\u202f]?[0-9]{3}\b")


class Site:
    """Where the application answers, and the mail server it writes to."""

    def __init__(self, database_url: str, folder: Path, smtp: ScriptedSMTP | None = None) -> None:
        """Without a mail server the site is a demo: letters lie in its mailbox."""
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._smtp = smtp
        mail = {"SMTP_URL": smtp.url, "AIMF_DEMO": "0", "MAIL_FROM": "secretariat@example.org"} if smtp else {}
        self.environment = settings(database_url, folder, PUBLIC_URL=self.url, DISPATCHER="1", **mail)
        self._log = folder / "gunicorn.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def smtp(self) -> ScriptedSMTP:
        """The mail server that the site writes to."""
        assert self._smtp is not None, "a demo keeps its letters in its mailbox"
        return self._smtp

    def start(self) -> "Site":
        """Start gunicorn with the project's own settings and wait for its first answer."""
        command = [sys.executable, "-m", "gunicorn", "--chdir", str(ROOT), "--bind", f"127.0.0.1:{self.port}"]
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        with open(self._log, "wb") as log:
            self._process = subprocess.Popen(
                [*command, "--log-level", "warning", "app:app"], env=kept | self.environment, stdout=log, stderr=log
            )
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"gunicorn did not start:\n{self.log()}")
            time.sleep(0.05)
        return self

    def stop(self) -> None:
        """End it and wait."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=30)

    def log(self) -> str:
        """What the server wrote: nothing, when all is well."""
        return self._log.read_text(errors="replace")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    @contextmanager
    def within(self) -> Iterator[Flask]:
        """The same application in this process: to prepare what a journey starts from."""
        app = create_app(Config.from_env(self.environment))
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()

    def cookie_of(self, address: str, person_id: int | None = None) -> dict[str, str]:
        """The cookie of a browser on which a person (the first) at a mailbox has signed in, as Playwright takes it."""
        with self.within() as app:
            person = next(p for p in persons_at(address) if person_id in (None, p.id))
            key = mailbox_key(address)
            with transaction():
                account = db.session.scalars(db.select(Account).filter_by(key=key)).first()
                account = account or Account(address=address, key=key, created_at=now())
                db.session.add(account)
            secret, opened = open_session(account, browser="journey")
            choose_person(opened, person)
            signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
            value = signer.dumps({"_user_id": secret, "_fresh": True})
            return {"name": app.config["SESSION_COOKIE_NAME"], "value": value, "url": self.url}

    def letter(self, to: str, containing: str = "", *, after: int = 0) -> EmailMessage:
        """The first letter to an address whose text contains some words, waited for; those before `after` are passed over."""
        deadline = time.monotonic() + PATIENCE
        while True:
            for received in self.smtp.messages[after:]:
                if to in received.recipients and containing in text_of(received.parsed):
                    return received.parsed
            if time.monotonic() > deadline:
                raise AssertionError(
                    f"no letter to {to} with « {containing} »: {self._received()}\n{self.log()[-3000:]}"
                )
            time.sleep(0.05)

    def code_for(self, to: str, *, after: int) -> str:
        """The code of the sign-in letter that came after so many letters."""
        found = _CODE.search(text_of(self.letter(to, after=after)))
        assert found, "the letter has no code of six digits"
        return re.sub(r"\D", "", found[0])

    def _received(self) -> list[tuple[tuple[str, ...], str]]:
        return [(each.recipients, str(each.parsed["Subject"])) for each in self.smtp.messages]


def text_of(letter: EmailMessage) -> str:
    """The plain text of a letter."""
    body = letter.get_body(preferencelist=("plain",))
    return str(body.get_content()) if body else ""


def part_of(letter: EmailMessage, kind: str) -> bytes:
    """The first part of a media type."""
    for part in letter.walk():
        if part.get_content_type() == kind:
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            return content
    raise AssertionError(f"the letter has no {kind}")


def links_in(letter: EmailMessage, pattern: str) -> list[str]:
    """The addresses in the text of a letter that match."""
    return re.findall(rf"https?://[^\s<>]*{pattern}[^\s<>]*", text_of(letter))
