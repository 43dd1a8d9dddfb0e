"""Confirmations from the outbox to a real SMTP server in another process, by one worker: rendered, with badge and invitation."""

import multiprocessing
import queue
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from typing import Any

from bench.house import ROOT, House
from bench.results import FEW, MANY, REPEATS, Measure

COUNT = 240
WARM_UP = 40  # letters: the worker starts, opens its fonts and its line
LONGEST = 60.0  # seconds


def measure(house: House) -> Iterator[Measure]:
    """Letters per second once the worker is warm; the median of three outboxes of the same letters."""
    yield Measure("letters_per_s", _median(house, among=FEW), "letters/s")
    yield Measure("letters_per_s_1000d", _median(house, among=MANY), "letters/s")


def _median(house: House, *, among: int) -> float:
    from aimf_events.accounts.models import Role
    from aimf_events.registration.accreditation import decide_many
    from aimf_events.registration.models import RegistrationState
    from bench.field import make_colleague, make_congress, make_registrations

    prepared = house.fresh("letters_prepared")
    with house.application(prepared):
        ids = make_registrations(make_congress(), COUNT, RegistrationState.SUBMITTED, among=among)
        report = decide_many(ids, "approve", by=make_colleague(Role.SECRETARIAT))
        if len(report.done) != COUNT:
            raise RuntimeError(f"{len(report.done)} accredited, not {COUNT}")
    house.analyse(prepared)
    rates = []
    for _ in range(REPEATS):
        house.create_database("letters", template=prepared)
        rates.append(_rate(house))
    return statistics.median(rates)


def _rate(house: House) -> float:
    """Letters per second between the first ones and the last."""
    context = multiprocessing.get_context("spawn")
    port, arrivals = context.Queue(), context.Queue()
    server = context.Process(target=_serve, args=(port, arrivals), daemon=True)
    server.start()
    url = f"smtp://127.0.0.1:{port.get(timeout=20)}"
    worker = subprocess.Popen(
        [sys.executable, "worker.py"], cwd=ROOT, env={**house.environment("letters", 80, SMTP_URL=url), "PATH": ""}
    )
    try:
        times = _all_arrivals(arrivals)
    finally:
        worker.kill()
        worker.wait()
        server.kill()
        server.join()
    return (COUNT - WARM_UP) / (times[-1] - times[WARM_UP - 1])


def _all_arrivals(arrivals: Any) -> list[float]:
    """When each letter was accepted; each must bear a badge and an invitation."""
    times: list[float] = []
    try:
        while len(times) < COUNT:
            moment, content = arrivals.get(timeout=LONGEST)
            times.append(moment)
            if len(times) in (1, COUNT):
                _check(content)
    except queue.Empty:
        raise TimeoutError(f"{len(times)} letters of {COUNT} arrived") from None
    return times


def _check(content: bytes) -> None:
    kinds = {part.get_content_type() for part in message_from_bytes(content, policy=policy.default).walk()}
    missing = {"text/plain", "text/html", "application/pdf", "text/calendar"} - kinds
    if missing:
        raise RuntimeError(f"the letter has no {', '.join(sorted(missing))}")


class _Sink:
    """Accepts every letter, and tells when."""

    def __init__(self, arrivals: Any) -> None:
        self.arrivals = arrivals

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.arrivals.put((time.monotonic(), envelope.content))
        return "250 OK"


def _serve(port: Any, arrivals: Any) -> None:
    """The mail server's process."""
    from aiosmtpd.controller import Controller

    from tests.services import free_port

    mine = free_port()
    Controller(_Sink(arrivals), hostname="127.0.0.1", port=mine).start()
    port.put(mine)
    time.sleep(600)
