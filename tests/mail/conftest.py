"""Letters under test: posted by the real outbox, carried by the real dispatcher to a scripted SMTP server."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from aimf_events.database import transaction
from aimf_events.mail import outbox
from aimf_events.mail.models import OutgoingMessage
from aimf_events.mail.rendering import example_of
from tests.conftest import settings
from tests.scripted_smtp import ScriptedSMTP

ROOT = Path(__file__).parent.parent.parent
FACT = "colleague_invited"


def post(number: int = 1, **values: Any) -> OutgoingMessage:
    """Post one letter in a transaction of its own."""
    given: dict[str, Any] = {
        "to": f"secretariat{number}@cotonou.example.org",
        "language": "fr",
        "dedupe_key": f"test:{number}",
        "data": example_of(FACT),
        "recipient_name": "Aïchatou Soumanou Bio",
    }
    with transaction():
        return outbox.post(values.pop("fact", FACT), **{**given, **values})


@pytest.fixture
def by_smtp(app: Flask, smtp: ScriptedSMTP) -> Iterator[ScriptedSMTP]:
    """The scripted server, and the application sending to it (timeouts of 1 s)."""
    before = app.config["AIMF"]
    app.config["AIMF"] = replace(before, smtp_url=smtp.url, smtp_timeout=1.0, mail_folder=None)
    yield smtp
    app.config["AIMF"] = before


@pytest.fixture
def start_worker(app: Flask, tmp_path: Path, database_url_of_worker: str) -> Iterator[Callable[..., subprocess.Popen]]:
    """Starts `python worker.py` as an operator would, on this test's database."""
    running: list[subprocess.Popen] = []

    def start(**env: str) -> subprocess.Popen:
        values = {
            **os.environ,
            **settings(database_url_of_worker, tmp_path, LOG_LEVEL="WARNING", SMTP_TIMEOUT="5"),
            **env,
        }
        log = (tmp_path / f"worker{len(running)}.log").open("w")
        process = subprocess.Popen([sys.executable, "worker.py"], cwd=ROOT, env=values, stdout=log, stderr=log)
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.wait()
