"""The conversation with the mail server (RFC 5321), step by step: where it broke off decides what may be tried again."""

import logging
import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from ..config import Config
from .answers import Answer, judge
from .folder import FolderMailer
from .models import Outcome
from .rendering import wire_address

log = logging.getLogger(__name__)

LETTERS_PER_LINE = 100  # servers close a line that goes on for ever; a new one costs a few milliseconds
LONGEST_TRY = 80.0  # seconds from the first command to the end of the content: well within the lease
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class NotNow(Exception):
    """The letter may no longer be handed over: its claim was lost to another process."""


class Mailer(Protocol):
    """What carries letters. `hand_over()` is called right before the content goes, and may raise NotNow."""

    def send(self, recipient: str, name: str, content: bytes, hand_over: Callable[[], None]) -> Answer: ...
    def close(self) -> None: ...


@dataclass(frozen=True)
class MailServer:
    """SMTP_URL, read: smtp://user:password@host:port?tls=starttls|none, or smtps://… for TLS from the first byte."""

    host: str
    port: int
    user: str
    password: str
    tls: str

    @classmethod
    def from_url(cls, url: str) -> "MailServer":
        """Read SMTP_URL. Without `tls=`, STARTTLS is asked for unless the server is on loopback.

        Raises:
            ValueError: another scheme, no host, or an unknown value of `tls`.
        """
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("SMTP_URL must be smtp://host or smtps://host")
        by_default = "none" if parts.hostname in _LOOPBACK else "starttls"
        tls = "tls" if parts.scheme == "smtps" else parse_qs(parts.query).get("tls", [by_default])[0]
        if tls not in ("tls", "starttls", "none"):
            raise ValueError("tls= in SMTP_URL must be starttls or none")
        port = parts.port or {"tls": 465, "starttls": 587, "none": 25}[tls]
        return cls(parts.hostname, port, unquote(parts.username or ""), unquote(parts.password or ""), tls)


class SmtpMailer:
    """One line to the server, opened at the first letter and used for a run of them."""

    def __init__(self, server: MailServer, *, sender: str, name: str, timeout: float) -> None:
        self.server, self.sender, self.name, self.timeout = server, wire_address(sender), name, timeout
        self._line: smtplib.SMTP | None = None
        self._sent = 0

    def send(self, recipient: str, name: str, content: bytes, hand_over: Callable[[], None]) -> Answer:
        """Deliver one letter; return what became of it. `name` is for the log only.

        Raises:
            NotNow: by `hand_over`; nothing was delivered.
        """
        opened = self._open()
        if isinstance(opened, Answer):
            return opened
        opened.command_encoding = "utf-8"  # RFC 6531; only an address beyond ASCII makes a difference
        try:
            answer = _converse(opened, self.sender, wire_address(recipient), content, hand_over)
        except NotNow:
            self._drop()
            raise
        self._sent += 1
        if answer.line_lost or self._sent >= LETTERS_PER_LINE:
            self._drop() if answer.line_lost else self.close()
        return answer

    def close(self) -> None:
        """Say goodbye, if there is someone to say it to."""
        if self._line is not None:
            try:
                self._line.quit()
            except (smtplib.SMTPException, OSError):
                log.debug("the line was gone before goodbye")
        self._drop()

    def _drop(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line, self._sent = None, 0

    def _open(self) -> smtplib.SMTP | Answer:
        """Return the line, opened if need be, or the answer that says why there is none."""
        if self._line is not None:
            return self._line
        try:
            self._line = self._connect()
            return self._line
        except smtplib.SMTPResponseException as error:
            step = "AUTH" if isinstance(error, smtplib.SMTPAuthenticationError) else "CONNECT"
            answer = judge(step, error.smtp_code, _text(error.smtp_error))
            outcome, words = answer.outcome, answer.words
        except smtplib.SMTPNotSupportedError as error:  # no AUTH or no STARTTLS there: our settings are wrong
            outcome, words = Outcome.STOPPED, str(error)
        except (smtplib.SMTPException, OSError) as error:
            outcome, words = Outcome.RETRY, f"{self.server.host}:{self.server.port}: {error}"
        return Answer(outcome, words, line_lost=True, no_line=True)

    def _connect(self) -> smtplib.SMTP:
        """Open a line, encrypted and signed in as SMTP_URL says."""
        server, context = self.server, ssl.create_default_context()
        if server.tls == "tls":
            line: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, self.name, timeout=self.timeout, context=context
            )
        else:
            line = smtplib.SMTP(server.host, server.port, self.name, timeout=self.timeout)
        assert line.sock is not None  # given a host, smtplib connects or raises
        # The final dot is a segment of its own; held back until the content is acknowledged, it costs 40 ms a letter.
        line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            if server.tls == "starttls":
                line.starttls(context=context)
            line.ehlo_or_helo_if_needed()
            if server.user:
                line.login(server.user, server.password)
        except BaseException:
            line.close()
            raise
        return line


def _converse(line: smtplib.SMTP, sender: str, recipient: str, content: bytes, hand_over: Callable[[], None]) -> Answer:
    """Hand over one letter. Until the final dot a broken line is a plain retry; after it nobody can know."""
    step, began = "MAIL", time.monotonic()
    try:
        options = _options(line, recipient, len(content))
        if options is None:
            return Answer(Outcome.FAILED, "SMTPUTF8: the server takes no address with letters beyond ASCII")
        for step, command, expected in (
            ("MAIL", f"mail FROM:<{sender}>{options}", (250,)),
            ("RCPT", f"rcpt TO:<{recipient}>", (250, 251)),
        ):
            code, said = line.docmd(command)
            if code not in expected:
                return _refused(line, step, code, said)
        step = "DATA"
        hand_over()
        code, said = line.docmd("data")
        if code != 354:
            return _refused(line, step, code, said)
        line.send(_stuffed(content))
        if time.monotonic() - began > LONGEST_TRY:
            return Answer(Outcome.RETRY, "the server took the content too slowly", line_lost=True)
        step = "END"
        line.send(b".\r\n")
        code, said = line.getreply()
        answer = judge(step, code, _text(said))
        if answer.outcome is Outcome.RETRY and not 400 <= code < 500:
            return Answer(Outcome.UNCERTAIN, answer.words, line_lost=True)
        return answer
    except (smtplib.SMTPException, OSError) as error:
        outcome = Outcome.UNCERTAIN if step == "END" else Outcome.RETRY
        return Answer(outcome, f"{step}: {error}", line_lost=True)


def _refused(line: smtplib.SMTP, step: str, code: int, said: bytes) -> Answer:
    """Judge a refusal; the line stays usable for the next letter unless the server closes it."""
    answer = judge(step, code, _text(said))
    try:
        usable = not answer.line_lost and line.docmd("rset")[0] == 250
    except (smtplib.SMTPException, OSError):
        usable = False
    return replace(answer, line_lost=not usable)


def _options(line: smtplib.SMTP, recipient: str, size: int) -> str | None:
    """Return the parameters of MAIL that this server knows; None if it cannot write to this recipient at all."""
    options = f" SIZE={size}" if line.has_extn("size") else ""
    if recipient.isascii():
        return options
    return f"{options} BODY=8BITMIME SMTPUTF8" if line.has_extn("smtputf8") else None


def _stuffed(content: bytes) -> bytes:
    """Return the content with its leading dots doubled (RFC 5321, 4.5.2), ending with a line end."""
    stuffed = re.sub(rb"(?m)^\.", b"..", content)
    return stuffed if stuffed.endswith(b"\r\n") else stuffed + b"\r\n"


def _text(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return " ".join(text.split())[:1000]


def mailer_for(config: Config) -> Mailer:
    """Return what carries letters here: the mail server, or in the demo a folder."""
    if config.smtp_url:
        server = MailServer.from_url(config.smtp_url)
        return SmtpMailer(server, sender=config.mail_from, name=config.host, timeout=config.smtp_timeout)
    assert config.mail_folder is not None  # Config.from_env refuses to start without either
    return FolderMailer(config.mail_folder)
