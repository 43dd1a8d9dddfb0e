"""A real SMTP server on loopback whose answers are written by the test.

Each step (``CONNECT``, ``AUTH``, ``MAIL``, ``RCPT``, ``DATA``; ``DATA`` is the answer after the end of the content)
takes its next scripted reply, and answers normally once none is left.
"""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult

STEPS = ("CONNECT", "AUTH", "MAIL", "RCPT", "DATA")
SILENCE = "silence"
DROP = "drop"


@dataclass(frozen=True)
class ReceivedLetter:
    """One content that arrived: its envelope, its bytes, and the reply the client got (None: the line was cut)."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    reply: str | None

    @property
    def parsed(self) -> EmailMessage:
        """The content as a message (RFC 5322) under the modern policy."""
        return message_from_bytes(self.content, policy=policy.default)  # type: ignore[return-value]


class ScriptedSMTP:
    """The server, in a thread of its own; `url` is what a test puts in SMTP_URL."""

    def __init__(self, *, credentials: tuple[str, str] | None = None) -> None:
        self.credentials = credentials
        self.port = 0
        self._lock = threading.Lock()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="scripted-smtp", daemon=True)
        self._server: asyncio.Server | None = None
        self._connections: set[_Connection] = set()
        self._forget()

    def _forget(self) -> None:
        self._replies: dict[str, deque[str]] = {step: deque() for step in STEPS}
        self._always: dict[str, str] = {}
        self.delay = 0.0
        self.before_answer: Callable[[], None] | None = None  # called when the content is there, before the answer
        self.messages: list[ReceivedLetter] = []
        self.attempts: list[ReceivedLetter] = []
        self.connection_count = 0
        self.peak_connections = 0

    # -- life -------------------------------------------------------------------------------------------------------

    def start(self) -> "ScriptedSMTP":
        self._thread.start()
        self.accept_connections()
        return self

    def stop(self) -> None:
        self.refuse_connections()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)
        self._loop.close()

    def reset(self) -> None:
        """Back to a willing server that has received nothing; open connections are closed."""
        self._call(self._close_connections())
        with self._lock:
            self._forget()
        if self._server is None:
            self.accept_connections()

    def refuse_connections(self) -> None:
        """Closes the port: from now on a client is told "connection refused"."""
        self._call(self._close())

    def accept_connections(self) -> None:
        """Opens the port, the same as before where there was one."""
        self._call(self._open())

    @property
    def url(self) -> str:
        user = "{}:{}@".format(*self.credentials) if self.credentials else ""
        return f"smtp://{user}127.0.0.1:{self.port}"

    # -- what the test says -----------------------------------------------------------------------------------------

    def script(self, step: str, replies: str | Iterable[str], *, always: bool = False) -> None:
        """Queues replies ("450 4.2.0 Busy") for the next times this step is reached; `always` keeps one for good."""
        words = [replies] if isinstance(replies, str) else list(replies)
        with self._lock:
            if always:
                (self._always[step],) = words
            else:
                self._replies[step].extend(words)

    def drop_after_data(self, times: int = 1) -> None:
        """Takes the whole content, then cuts the line without an answer: the client cannot know."""
        self.script("DATA", [DROP] * times)

    def silence(self, step: str, times: int = 1) -> None:
        """Never answers at this step; the client's own timeout must end it."""
        self.script(step, [SILENCE] * times)

    def wait_for(self, count: int, *, timeout: float = 40) -> list[ReceivedLetter]:
        """The accepted letters, once there are at least `count`; AssertionError after `timeout` seconds."""
        deadline = time.monotonic() + timeout
        while len(self.messages) < count:
            assert time.monotonic() < deadline, f"{len(self.messages)} letters arrived, {count} were expected"
            time.sleep(0.02)
        return list(self.messages)

    # -- what the connections ask -----------------------------------------------------------------------------------

    def next_reply(self, step: str, otherwise: str) -> str:
        with self._lock:
            if self._replies[step]:
                return self._replies[step].popleft()
            return self._always.get(step, otherwise)

    def keep(self, letter: ReceivedLetter) -> None:
        with self._lock:
            self.attempts.append(letter)
            if letter.reply is None or letter.reply.startswith("2"):
                self.messages.append(letter)

    def opened(self, connection: "_Connection") -> None:
        self._connections.add(connection)
        self.connection_count += 1
        self.peak_connections = max(self.peak_connections, len(self._connections))

    def closed(self, connection: "_Connection") -> None:
        self._connections.discard(connection)

    def _call(self, coroutine: Any) -> None:
        asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(timeout=5)

    async def _open(self) -> None:
        if self._server is None:
            self._server = await self._loop.create_server(
                lambda: _Connection(self), "127.0.0.1", self.port, reuse_address=True
            )
            self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        await self._close_connections()

    async def _close_connections(self) -> None:
        for connection in list(self._connections):
            connection.cut()
        while self._connections:
            await asyncio.sleep(0.005)


class _Connection(SMTP):
    """One client's conversation."""

    def __init__(self, script: ScriptedSMTP) -> None:
        self.scripted = script
        options: dict[str, Any] = {"hostname": "smtp.test.invalid", "enable_SMTPUTF8": True, "loop": script._loop}
        if script.credentials:
            options |= {"authenticator": self._check_credentials, "auth_require_tls": False}
        super().__init__(self, **options)

    def connection_made(self, transport: Any) -> None:
        self.scripted.opened(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.scripted.closed(self)
        super().connection_lost(error)

    def cut(self) -> None:
        """Ends the line at once, without a word."""
        if self.transport is not None:
            self.transport.abort()

    async def push(self, status: Any) -> None:
        await super().push(status)
        if str(status).startswith("421") and self.transport is not None:
            self.transport.close()

    async def _handle_client(self) -> None:
        greeting = await self._reply("CONNECT", "220")
        if greeting == "220":
            await super()._handle_client()
            return
        await self.push(greeting)
        self.transport.close()

    async def _reply(self, step: str, otherwise: str) -> str:
        reply = self.scripted.next_reply(step, otherwise)
        if self.scripted.delay:
            await asyncio.sleep(self.scripted.delay)
        if reply == SILENCE:
            await asyncio.Event().wait()  # until the client hangs up, which cancels this conversation
        if reply == DROP:
            self.cut()
        return reply

    def _check_credentials(self, server: SMTP, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        scripted = self.scripted.next_reply("AUTH", "")
        known = (data.login.decode(), data.password.decode()) == self.scripted.credentials
        if scripted or not known:
            message = scripted or "535 5.7.8 Authentication credentials invalid"
            return AuthResult(success=False, handled=False, message=message)
        return AuthResult(success=True)

    async def handle_MAIL(self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        reply = await self._reply("MAIL", "250 OK")
        if reply.startswith("2"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return reply

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        reply = await self._reply("RCPT", "250 OK")
        if reply.startswith("2"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        reply = await self._reply("DATA", "250 OK")
        content = envelope.original_content or b""
        received = None if reply == DROP else reply
        self.scripted.keep(ReceivedLetter(envelope.mail_from, tuple(envelope.rcpt_tos), content, received))
        if self.scripted.before_answer is not None:
            self.scripted.before_answer()
        return reply
