"""The load: some clients in another process, each with requests of its own, bounded in number and in time.

Raw sockets and ready-made bytes, so that the clients take as little as possible of the machine they share with the
server. A connection is kept while the server keeps it.
"""

import multiprocessing
import re
import socket
import statistics
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

_LENGTH = re.compile(rb"\r\ncontent-length:[ ]*([0-9]+)", re.IGNORECASE)
_TIMEOUT = 20.0  # seconds for one answer


@dataclass
class Answers:
    """What came back: seconds per answer, and how often each status."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    last_body: bytes = b""

    @property
    def per_second(self) -> float:
        """Answers per second, over all clients."""
        return len(self.times) / self.seconds

    def p95_ms(self) -> float:
        """The time below which nineteen answers of twenty came, in milliseconds."""
        return statistics.quantiles(self.times, n=20)[-1] * 1000

    def demand(self, status: int) -> "Answers":
        """These answers, or an error unless all have this status: an error page is quickly served."""
        if set(self.statuses) != {status}:
            raise RuntimeError(f"expected only {status}: {dict(self.statuses)} {self.last_body[:400]!r}")
        return self


def request(method: str, path: str, *, headers: dict[str, str] | None = None, body: bytes = b"") -> bytes:
    """The bytes of an HTTP/1.1 request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body or method != "GET":
        lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def run_load(port: int, work: Sequence[Sequence[bytes]], *, seconds: float, again: bool = False) -> Answers:
    """Send each client's requests in order from another process, until all are answered or the time is up.

    With `again` a client starts over when it has sent its last one.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_clients, args=(port, work, seconds, again, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        if not ours.poll(seconds + 60):
            raise TimeoutError("the load did not end")
        answers = ours.recv()
    finally:
        process.join(5)
        if process.is_alive():
            process.kill()
    if isinstance(answers, Exception):
        raise answers
    return answers


def _clients(port: int, work: Sequence[Sequence[bytes]], seconds: float, again: bool, pipe: object) -> None:
    results = [Answers() for _ in work]
    failures: list[Exception] = []
    ready = threading.Barrier(len(work) + 1)
    end = [0.0]

    def client(mine: Sequence[bytes], result: Answers) -> None:
        ready.wait()
        try:
            _one_client(port, mine, end[0], again, result)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=client, args=pair) for pair in zip(work, results, strict=True)]
    for thread in threads:
        thread.start()
    begun = time.perf_counter()
    end[0] = begun + seconds
    ready.wait()
    for thread in threads:
        thread.join()
    total = Answers(seconds=time.perf_counter() - begun)
    for each in results:
        total.times += each.times
        total.statuses += each.statuses
        total.last_body = each.last_body or total.last_body
    pipe.send(failures[0] if failures else total)  # type: ignore[attr-defined]


def _one_client(port: int, mine: Sequence[bytes], end: float, again: bool, result: Answers) -> None:
    line = Line(port)
    while True:
        for sent in mine:
            begun = time.perf_counter()
            if begun >= end:
                return
            status, body = line.ask(sent)
            result.times.append(time.perf_counter() - begun)
            result.statuses[status] += 1
            result.last_body = body
        if not again:
            return


class Line:
    """One connection, opened again when the server has closed it (a sync worker does after each answer)."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket: socket.socket | None = None

    def ask(self, sent: bytes) -> tuple[int, bytes]:
        """Send one request; its status and its body."""
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=_TIMEOUT)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(sent)
        received = self._until(b"\r\n\r\n")
        head, _, body = received.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        body = self._rest(body, int(length[1]) if length else None)
        if b"\r\nconnection: close" in head.lower() or length is None:
            self.socket.close()
            self.socket = None
        return int(head[9:12]), body

    def _until(self, mark: bytes) -> bytes:
        received = b""
        while mark not in received:
            piece = self.socket.recv(65536)  # type: ignore[union-attr]
            if not piece:
                raise ConnectionError("the server closed the line before it answered")
            received += piece
        return received

    def _rest(self, body: bytes, length: int | None) -> bytes:
        pieces, have = [body], len(body)
        while length is None or have < length:
            piece = self.socket.recv(65536)  # type: ignore[union-attr]
            if not piece:
                break
            pieces.append(piece)
            have += len(piece)
        return b"".join(pieces)
