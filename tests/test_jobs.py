"""Background work: after the commit, once, and never lost."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from aimf_events import jobs
from aimf_events.clock import set_for_tests
from aimf_events.database import db, transaction
from aimf_events.jobs import QueuedJob, RedisWaker, drain_jobs, job

START = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
done: list[int] = []


@job
def note(number: int) -> None:
    """Note a number; zero is a fault."""
    if number == 0:
        raise LookupError("no such thing")
    done.append(number)


@pytest.fixture(autouse=True)
def _nothing_done(app: Flask) -> Iterator[None]:
    done.clear()
    set_for_tests(START)
    yield
    set_for_tests(None)


def test_a_job_runs_after_the_commit_and_once() -> None:
    with transaction():
        note.later(7)
    assert (drain_jobs(), done) == (1, [7])
    assert (drain_jobs(), done) == (0, [7])


def test_a_rollback_leaves_no_job() -> None:
    with pytest.raises(LookupError), transaction():
        note.later(7)
        raise LookupError
    assert (drain_jobs(), done) == (0, [])


def test_a_failing_job_is_tried_again_then_kept_with_its_error() -> None:
    with transaction():
        note.later(0)
    for _each in range(6):
        drain_jobs()
        set_for_tests(jobs.now() + timedelta(hours=2))
    row = db.session.query(QueuedJob).populate_existing().one()
    assert (row.tries, row.error) == (5, "LookupError: no such thing")
    assert row.failed_at is not None


def test_one_commit_wakes_once(monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[str] = []
    monkeypatch.setattr(jobs, "wake_others", [woken.append])
    with transaction():
        for number in range(1, 20):
            note.later(number)
    assert woken == ["jobs"]


def test_a_redis_that_does_not_answer_is_not_asked_at_every_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    waker = RedisWaker("redis://127.0.0.1:1/0")
    waker("jobs")
    asked: list[str] = []
    monkeypatch.setattr(waker, "_queues", {"jobs": asked})  # nothing that could be enqueued to
    waker("jobs")
    assert asked == []
