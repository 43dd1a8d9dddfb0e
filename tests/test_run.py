"""`make run`, as a real process with a folder and a port of its own: how it starts, refuses to start, and stops."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).parent.parent
# The platform without its demo, which has tests of its own and takes seconds to load.
EMPTY = {"AIMF_DEMO": "0", "SMTP_URL": "smtp://127.0.0.1:9", "MAIL_FROM": "secretariat@demo.invalid"}
OURS = ("DATABASE_URL", "PUBLIC_URL", "SMTP_URL", "REDIS_URL", "MAIL_FROM", "AIMF_DEMO", "SECRET_KEY", "DATA_KEY")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(holds: Callable[[], bool], *, within: float, what: str) -> None:
    until = time.monotonic() + within
    while not holds():
        assert time.monotonic() < until, f"not within {within:.0f} s: {what}"
        time.sleep(0.05)


class Run:
    """One `python -m aimf_events.run`, and what it starts."""

    def __init__(self, var: Path, port: int, **env: str) -> None:
        self.port = port
        values = {name: value for name, value in os.environ.items() if name not in OURS} | {"AIMF_VAR": str(var), **env}
        self.log = (var.parent / f"run{port}-{time.monotonic_ns()}.log").open("w+b")
        command = [sys.executable, "-m", "aimf_events.run", "--port", str(port)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=values, stdout=self.log, stderr=self.log, start_new_session=True
        )

    def said(self) -> str:
        self.log.seek(0)
        return self.log.read().decode()

    def serves(self) -> "Run":
        def answered() -> bool:
            assert self.process.poll() is None, self.said()
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as answer:
                    return answer.status == 200
            except OSError:
                return False

        wait_until(answered, within=120, what="the first answer")
        wait_until(lambda: "Ctrl-C stops it" in self.said(), within=30, what="the line that says where to go")
        return self

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def told(self, number: int) -> int:
        self.process.send_signal(number)
        return self.process.wait(90)


def postgres_of(var: Path) -> list[psutil.Process]:
    """The servers whose data lie in this folder: they are nobody's children.

    A process that a server has just forked bears the server's own command line, until it has a title: it is no second server.
    """
    found = psutil.process_iter(["cmdline", "ppid"])
    bearing = [each for each in found if str(var / "postgres") in (each.info["cmdline"] or ())]
    return [each for each in bearing if each.info["ppid"] not in {other.pid for other in bearing}]


@pytest.fixture
def var() -> Iterator[Path]:
    """A folder for the data; whatever a failed test leaves running there is ended.

    Not in pytest's own: another pytest that starts closes that one to the user as whom PostgreSQL runs under root.
    """
    made = Path(tempfile.mkdtemp(prefix="aimf-run-"))
    folder = made / "var"
    yield folder
    for process in postgres_of(folder):
        process.kill()
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def start(var: Path) -> Iterator[Callable[..., Run]]:
    runs: list[Run] = []

    def begin(port: int | None = None, **env: str) -> Run:
        runs.append(Run(var, port or free_port(), **(env or EMPTY)))
        return runs[-1]

    yield begin
    for run in runs:
        if run.process.poll() is None:
            for process in run.family():
                process.kill()
            run.process.kill()
            run.process.wait()
        run.log.close()


def test_it_stops_whole_at_each_signal_and_starts_again_from_the_same_folder(
    var: Path, start: Callable[..., Run]
) -> None:
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        run = start().serves()
        started = run.family()
        assert len(started) >= 2  # gunicorn and its worker
        assert len(postgres_of(var)) == 1
        assert run.told(number) == 0, run.said()
        _gone, alive = psutil.wait_procs(started, timeout=5)
        assert alive == []
        assert postgres_of(var) == []
        assert not (var / "postgres" / "postmaster.pid").exists()
        assert run.said() == f"\nhttp://127.0.0.1:{run.port}   \nCtrl-C stops it; the data stays in var/.\n"
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", run.port)) != 0


def test_a_signal_while_the_database_is_being_made_leaves_nothing_running(var: Path, start: Callable[..., Run]) -> None:
    run = start()
    wait_until((var / "postgres").exists, within=60, what="the folder of the database")
    assert run.told(signal.SIGTERM) == 0, run.said()
    assert postgres_of(var) == []
    assert run.said() == ""
    start().serves()


def test_a_second_start_says_in_one_sentence_where_the_first_one_runs(var: Path, start: Callable[..., Run]) -> None:
    first = start().serves()
    second = start()
    assert second.process.wait(30) == 1
    assert second.said() == (
        f"It already runs from {var}: http://127.0.0.1:{first.port}, process {first.process.pid}. Stop that one first.\n"
    )
    with urllib.request.urlopen(f"http://127.0.0.1:{first.port}/healthz", timeout=10) as answer:
        assert answer.status == 200
    assert first.told(signal.SIGTERM) == 0
    assert postgres_of(var) == []


def test_after_a_run_that_was_killed_the_next_one_takes_over_and_stops_the_database(
    var: Path, start: Callable[..., Run]
) -> None:
    killed = start().serves()
    left = killed.family()
    killed.process.kill()
    killed.process.wait()
    assert len(postgres_of(var)) == 1
    run = start().serves()
    assert run.told(signal.SIGTERM) == 0
    assert postgres_of(var) == []
    for process in left:
        process.kill()


def test_a_port_that_is_taken_is_said_before_anything_starts(var: Path, start: Callable[..., Run]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        run = start(port)
        assert run.process.wait(30) == 1
    assert run.said() == (
        f"Port {port} cannot be used (Address already in use). Choose another one: PORT=5001 make run\n"
    )
    assert not (var / "postgres").exists()


def test_a_port_that_does_not_exist_is_said(start: Callable[..., Run]) -> None:
    run = start(70000)
    assert run.process.wait(30) == 1
    assert run.said() == "Port 70000 cannot be used (there is no such port). Choose another one: PORT=5001 make run\n"


def test_a_database_of_ones_own_needs_a_mail_server(start: Callable[..., Run]) -> None:
    run = start(DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert run.process.wait(30) == 2
    assert run.said().startswith("With a DATABASE_URL or a PUBLIC_URL of your own, set SMTP_URL too")
