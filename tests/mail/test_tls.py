"""TLS to the mail server, with a real server and a certificate made here: nothing is said in clear to a stranger."""

import asyncio
import ipaddress
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from flask import Flask

from aimf_events.clock import now
from aimf_events.database import db
from aimf_events.mail.channel import restart_channel, stopped_channel
from aimf_events.mail.dispatch import send_due_letters
from aimf_events.mail.models import MessageState, OutgoingMessage
from tests.mail.conftest import post

USER, PASSWORD = "aimf", "secret"


@dataclass(frozen=True)
class Certificate:
    """A certificate that vouches for itself, in files: what an operator gives as SSL_CERT_FILE, and the server's pair."""

    certificate: Path
    key: Path

    def server_context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context


def make_certificate(folder: Path, *, ip: str = "127.0.0.1") -> Certificate:
    """Make one for a server at `ip`, good for an hour."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail of the tests")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now() - timedelta(hours=1))
        .not_valid_after(now() + timedelta(hours=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(ip))]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    pair = Certificate(folder / f"{ip}.pem", folder / f"{ip}.key")
    pair.certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    pair.key.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return pair


class Wire:
    """What the server heard, each with whether the line was encrypted: greetings and passwords announced, logins, letters."""

    def __init__(self) -> None:
        self.commands: list[tuple[str, bool]] = []
        self.logins: list[tuple[str, str, bool]] = []
        self.letters: list[tuple[bytes, bool]] = []

    def check(self, server: SMTP, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        login, password = data.login.decode(), data.password.decode()
        self.logins.append((login, password, _is_encrypted(server)))
        return AuthResult(success=(login, password) == (USER, PASSWORD))

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        self.letters.append((envelope.original_content, _is_encrypted(server)))
        return "250 OK"


def _is_encrypted(server: SMTP) -> bool:
    """Whether the line is, whichever way it became so."""
    assert server.transport is not None
    return server.transport.get_extra_info("sslcontext") is not None


class _Listening(SMTP):
    """A server that writes down who greets and who gives a password, before it answers."""

    wire: Wire

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802
        self.wire.commands.append(("EHLO", _is_encrypted(self)))
        await super().smtp_EHLO(hostname)

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802
        self.wire.commands.append(("AUTH", _is_encrypted(self)))
        await super().smtp_AUTH(arg)


class Server:
    """The server in a thread of its own, on a port of its own."""

    def __init__(self, wire: Wire, *, encrypted: ssl.SSLContext | None, **options: Any) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

        def conversation() -> SMTP:
            made = _Listening(wire, hostname="smtp.test.invalid", loop=self._loop, authenticator=wire.check, **options)
            made.wire = wire
            return made

        opening = self._loop.create_server(conversation, "127.0.0.1", 0, ssl=encrypted)
        self._server = asyncio.run_coroutine_threadsafe(opening, self._loop).result(timeout=20)
        self.port = int(self._server.sockets[0].getsockname()[1])

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=20)
        self._loop.close()


@pytest.fixture
def certificate(tmp_path: Path) -> Certificate:
    return make_certificate(tmp_path)


@pytest.fixture
def serve(app: Flask) -> Iterator[Callable[..., Wire]]:
    """Starts a server that offers TLS as told, and lets the application send to it with its password."""
    before, servers = app.config["AIMF"], []

    def start(pair: Certificate | None, *, scheme: str = "smtp", query: str = "?tls=starttls") -> Wire:
        wire = Wire()
        options: dict[str, Any] = {"auth_require_tls": False, "auth_exclude_mechanism": ["LOGIN"]}
        context = pair.server_context() if pair else None
        if scheme == "smtp":
            options["tls_context"] = context
        server = Server(wire, encrypted=context if scheme == "smtps" else None, **options)
        servers.append(server)
        url = f"{scheme}://{USER}:{PASSWORD}@127.0.0.1:{server.port}{query}"
        app.config["AIMF"] = replace(before, smtp_url=url, smtp_timeout=5.0, mail_folder=None)
        return wire

    yield start
    app.config["AIMF"] = before
    for server in servers:
        server.stop()


@pytest.fixture
def trust(monkeypatch: pytest.MonkeyPatch) -> Callable[[Certificate], None]:
    """What an operator does whose mail server has a certificate of the house (docs/operations.md)."""
    return lambda pair: monkeypatch.setenv("SSL_CERT_FILE", str(pair.certificate))


def sent() -> OutgoingMessage:
    letter = post()
    send_due_letters()
    db.session.refresh(letter)
    return letter


BOTH_WAYS = pytest.mark.parametrize("scheme,query", [("smtp", "?tls=starttls"), ("smtps", "")])


@BOTH_WAYS
def test_a_certificate_that_nobody_vouches_for_keeps_the_letter_and_the_password(
    serve: Callable[..., Wire], certificate: Certificate, scheme: str, query: str
) -> None:
    wire = serve(certificate, scheme=scheme, query=query)
    letter = sent()
    assert (letter.state, letter.tries, letter.doubts) == (MessageState.RETRY, 1, 0)
    assert "certificate verify failed" in letter.answer
    assert "self-signed certificate" in letter.answer
    assert (wire.logins, wire.letters) == ([], [])


@BOTH_WAYS
def test_with_the_authority_given_the_letter_leaves_and_all_of_it_is_encrypted(
    serve: Callable[..., Wire],
    certificate: Certificate,
    trust: Callable[[Certificate], None],
    scheme: str,
    query: str,
) -> None:
    trust(certificate)
    wire = serve(certificate, scheme=scheme, query=query)
    letter = sent()
    assert (letter.state, letter.answer) == (MessageState.ACCEPTED, "250 OK")
    assert wire.logins == [(USER, PASSWORD, True)]
    assert wire.letters == [(letter.content, True)]
    assert ("AUTH", True) in wire.commands
    assert ("AUTH", False) not in wire.commands


def test_the_queued_letter_leaves_once_the_authority_is_given(
    serve: Callable[..., Wire], certificate: Certificate, trust: Callable[[Certificate], None]
) -> None:
    wire = serve(certificate)
    letter = sent()
    trust(certificate)
    letter.due_at = now()
    db.session.commit()
    send_due_letters()
    db.session.refresh(letter)
    assert (letter.state, len(wire.letters)) == (MessageState.ACCEPTED, 1)


@BOTH_WAYS
def test_a_certificate_for_another_server_is_refused_though_its_authority_is_trusted(
    serve: Callable[..., Wire], tmp_path: Path, trust: Callable[[Certificate], None], scheme: str, query: str
) -> None:
    other = make_certificate(tmp_path, ip="192.0.2.1")
    trust(other)
    wire = serve(other, scheme=scheme, query=query)
    letter = sent()
    assert letter.state is MessageState.RETRY
    assert "IP address mismatch" in letter.answer
    assert (wire.logins, wire.letters) == ([], [])


def test_a_server_that_hides_starttls_gets_no_password_and_the_channel_stops_with_the_reason(
    serve: Callable[..., Wire], certificate: Certificate, trust: Callable[[Certificate], None]
) -> None:
    """The downgrade attack (RFC 3207, 6): someone between takes STARTTLS out of the server's greeting."""
    trust(certificate)
    wire = serve(None)
    letter = sent()
    assert (letter.state, letter.tries) == (MessageState.PENDING, 0)  # queued, and no try burnt
    stopped = stopped_channel()
    assert stopped is not None
    assert stopped.why == "STARTTLS extension not supported by server."
    assert (wire.logins, wire.letters) == ([], [])
    assert wire.commands == [("EHLO", False)]
    honest = serve(certificate)
    restart_channel(by=None)
    send_due_letters()
    db.session.refresh(letter)
    assert (letter.state, len(honest.letters)) == (MessageState.ACCEPTED, 1)


def test_without_tls_asked_for_the_same_server_would_hear_the_password(serve: Callable[..., Wire]) -> None:
    """The control: it is our refusal that keeps the password, not the server's."""
    wire = serve(None, query="?tls=none")
    assert sent().state is MessageState.ACCEPTED
    assert wire.logins == [(USER, PASSWORD, False)]
