"""Two real processes and one badge; a process killed (kill -9) between the commit and the answer.

Source of the rule: shared/specs/badges-checkin.md, "Facts and merging". The controls show that the race exists without the
locks, and that without its nonce the scan sent again would be another one.
"""

import http.client
import json
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aimf_events.checkin.checkpoints import counts_at
from aimf_events.checkin.models import Scan
from aimf_events.database import db
from tests.checkin.doors import fact, make_badge, make_door, today_congress
from tests.checkin.phones import PairedPhone
from tests.conftest import settings

ROOT = Path(__file__).parents[2]
PATIENCE = 30  # seconds for an answer
BADGES = 6


class Process:
    """The application in a process of its own."""

    def __init__(self, url: str, folder: Path) -> None:
        command = [sys.executable, "-m", "tests.checkin.served"]
        environment = {**settings(url, folder), "PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)

    @property
    def port(self) -> int:
        """Where it answers, once it does."""
        if not hasattr(self, "_port"):
            assert self.process.stdout is not None
            self._port = int(self.process.stdout.readline())
        return self._port

    def post(self, phone: PairedPhone, door: Any, sent: dict[str, Any], *, harm: str = "") -> dict[str, Any]:
        """What it answers to a scan; ConnectionError where it dies instead."""
        target, body = f"/api/v1/checkpoints/{door.public_id}/scans", json.dumps(sent).encode()
        headers = {**phone.header("POST", target, body), "Content-Type": "application/json", "X-Harm": harm}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("POST", target, body, headers)
        answer: dict[str, Any] = json.loads(connection.getresponse().read())
        return answer


@pytest.fixture(scope="module")
def processes(database_url_of_worker: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Process]]:
    """Two processes side by side on the database of these tests."""
    running = [Process(database_url_of_worker, tmp_path_factory.mktemp("var")) for _ in range(2)]
    yield running
    for each in running:
        each.process.kill()
        each.process.communicate()


class Doors:
    """Two paired telephones at one door, and some badges."""

    def __init__(self, app: Any) -> None:
        self.congress = today_congress()
        self.door = make_door(self.congress, "Hall")
        self.phones = [PairedPhone(app.test_client(), self.congress, f"porte {n}") for n in range(2)]
        self.tokens = [make_badge(self.congress).token for _ in range(BADGES)]

    def at_the_same_instant(self, processes: list[Process], *, harm: str = "") -> Counter[tuple[str, ...]]:
        """Each badge at both telephones at once, each telephone asking its own process: what the two were told, how often."""
        told: Counter[tuple[str, ...]] = Counter()
        for process in processes:
            assert process.port
        for seq, token in enumerate(self.tokens, start=1):
            together, answers = threading.Barrier(len(processes)), [""] * len(processes)

            def pass_through(
                at: int, seq: int = seq, token: str = token, together: Any = together, answers: Any = answers
            ) -> None:
                together.wait(PATIENCE)
                answers[at] = processes[at].post(self.phones[at], self.door, fact(token=token, seq=seq), harm=harm)[
                    "reason"
                ]

            threads = [threading.Thread(target=pass_through, args=(at,)) for at in range(len(processes))]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(PATIENCE)
            told[tuple(sorted(answers))] += 1
        return told


@pytest.fixture
def doors(app: Any) -> Doors:
    return Doors(app)


def test_of_two_processes_one_lets_a_badge_in(doors: Doors, processes: list[Process]) -> None:
    assert doors.at_the_same_instant(processes) == {("already_in", "welcome"): BADGES}
    counts = counts_at(doors.door.id)
    assert (counts.in_now, counts.entered) == (BADGES, BADGES)


def test_control_without_locks_both_processes_let_it_in(doors: Doors, processes: list[Process]) -> None:
    doors.tokens = doors.tokens[:2]
    assert doors.at_the_same_instant(processes, harm="unlocked")[("welcome", "welcome")] > 0


def test_a_process_killed_before_its_answer_has_kept_the_scan_and_another_repeats_the_answer(
    doors: Doors, processes: list[Process]
) -> None:
    dying, sound = processes
    phone, sent = doors.phones[0], fact(token=doors.tokens[0], seq=1)
    with pytest.raises((ConnectionError, http.client.RemoteDisconnected)):
        dying.post(phone, doors.door, sent, harm="die")
    assert dying.process.wait(PATIENCE) == -signal.SIGKILL
    assert db.session.scalars(db.select(Scan.nonce)).all() == [sent["nonce"]]
    again = sound.post(phone, doors.door, sent)
    assert (again["status"], again["verdict"], again["reason"]) == ("replayed", "admitted", "welcome")
    assert sound.post(phone, doors.door, sent) == again
    db.session.rollback()
    assert counts_at(doors.door.id).entered == 1
    other = sound.post(phone, doors.door, fact(token=doors.tokens[0], seq=2))  # control: another nonce is another scan
    assert (other["status"], other["reason"]) == ("recorded", "already_in")
