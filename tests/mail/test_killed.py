"""Real processes, really killed: nothing is lost, and at most one letter comes twice, with the same Message-ID."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from flask import Flask

from aimf_events.clock import set_for_tests
from aimf_events.database import db, transaction
from aimf_events.mail.dispatch import send_due_letters
from aimf_events.mail.models import MessageState, OutgoingMessage
from tests.mail.conftest import post
from tests.scripted_smtp import ScriptedSMTP

Start = Callable[..., subprocess.Popen]


def wait_until(true: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def after_the_lease() -> None:
    set_for_tests(datetime.now(UTC) + timedelta(seconds=130))
    db.session.rollback()
    send_due_letters()


def test_killed_between_claim_and_sending_loses_and_doubles_nothing(by_smtp: ScriptedSMTP, start_worker: Start) -> None:
    by_smtp.silence("CONNECT")
    letter = post()
    worker = start_worker(SMTP_URL=by_smtp.url, SMTP_TIMEOUT="60")
    wait_until(lambda: by_smtp.connection_count == 1)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    send_due_letters()
    assert by_smtp.messages == []  # the lease still runs
    after_the_lease()
    assert len(by_smtp.messages) == 1
    db.session.refresh(letter)
    assert letter.state is MessageState.ACCEPTED


def test_killed_between_the_yes_and_the_commit_doubles_one_letter_at_most(
    by_smtp: ScriptedSMTP, start_worker: Start
) -> None:
    for number in range(5):
        post(number)
    worker = start_worker(SMTP_URL=by_smtp.url)

    def kill() -> None:
        if len(by_smtp.messages) == 3:
            os.kill(worker.pid, signal.SIGKILL)

    by_smtp.before_answer = kill
    worker.wait(60)
    by_smtp.before_answer = None
    after_the_lease()
    received = [each.parsed["Message-ID"] for each in by_smtp.messages]
    assert (len(received), len(set(received))) == (6, 5)
    assert db.session.query(OutgoingMessage).filter_by(state=MessageState.ACCEPTED).count() == 5


def test_two_dispatchers_and_500_rows_give_500_letters(by_smtp: ScriptedSMTP, start_worker: Start) -> None:
    with transaction():
        for number in range(500):
            post(number)
    for _each in range(2):
        start_worker(SMTP_URL=by_smtp.url)
    by_smtp.wait_for(500, timeout=240)
    wait_until(lambda: not db.session.rollback() and not still_open())
    assert len(by_smtp.messages) == 500
    assert len({each.parsed["Message-ID"] for each in by_smtp.messages}) == 500
    assert by_smtp.peak_connections <= 3


def still_open() -> int:
    return db.session.query(OutgoingMessage).filter(OutgoingMessage.ended_at.is_(None)).count()


def test_a_rollback_sends_nothing(app: Flask, by_smtp: ScriptedSMTP) -> None:
    try:
        with transaction():
            post()
            raise LookupError
    except LookupError:
        pass
    assert send_due_letters() == 0
    assert by_smtp.attempts == []


def test_the_same_key_is_one_letter(app: Flask) -> None:
    assert post().id == post().id
