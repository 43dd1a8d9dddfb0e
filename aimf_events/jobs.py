"""Background work: a domain function that takes ids. The table is the queue; whoever is awake drains it.

`job.later(ids)` writes a row in the running transaction; after the commit a dispatcher is woken (in this process, or
RQ workers through Redis). Work is claimed with SKIP LOCKED under a lease, so a killed worker loses nothing: the lease
runs out and the next one takes over. At least once: a job re-reads its rows and is harmless when run twice.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app
from sqlalchemy import BigInteger, Identity, Index, Integer, String, Text, select, text
from sqlalchemy.orm import Mapped, mapped_column

from .clock import now
from .database import after_commit, db, transaction

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=120)
RETRY_AFTER = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
SWEEP_EVERY = 5.0  # seconds: what another process wrote is found at the latest then

awake = threading.Event()
wake_others: list[Callable[[], None]] = []
_jobs: dict[str, "BackgroundJob"] = {}
_drains: list[Callable[[], int]] = []
_periodic: list["Periodic"] = []


class QueuedJob(db.Model):  # type: ignore[name-defined, misc]
    """One call waiting, running, or given up (kept, with its last error, for the operator)."""

    __tablename__ = "queued_job"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    arguments: Mapped[list[int]]
    run_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(Integer, default=0)
    failed_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index("ix_queued_job_due", "run_at", postgresql_where=text("failed_at IS NULL")),)


@dataclass(frozen=True)
class BackgroundJob:
    """A domain function that can be called now, or later by its name."""

    function: Callable[..., None]
    name: str

    def __call__(self, *ids: int) -> None:
        self.function(*ids)

    def later(self, *ids: int) -> None:
        """Run after the outermost transaction has committed; nothing runs if it does not."""
        db.session.add(QueuedJob(name=self.name, arguments=list(ids), run_at=now()))
        after_commit(wake)


@dataclass
class Periodic:
    """A function to run every so many seconds, by one process of all (the database's row says when it last ran)."""

    function: Callable[[], None]
    name: str
    seconds: int


class PeriodicRun(db.Model):  # type: ignore[name-defined, misc]
    """When a periodic function last ran, for all processes together."""

    __tablename__ = "periodic_run"

    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    ran_at: Mapped[datetime]


def job(function: Callable[..., None]) -> BackgroundJob:
    """Make a domain function callable later. Its name is its place: `registration.letters.send_confirmation`."""
    name = f"{function.__module__.removeprefix('aimf_events.')}.{function.__name__}"
    _jobs[name] = made = BackgroundJob(function, name)
    return made


def periodic(*, seconds: int) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Put a function in the one list of periodic work."""

    def register(function: Callable[[], None]) -> Callable[[], None]:
        _periodic.append(Periodic(function, f"{function.__module__}.{function.__name__}", seconds))
        return function

    return register


def drains(function: Callable[[], int]) -> Callable[[], int]:
    """Add a queue that has its own table (the outbox): `function` works it off and returns how many it did."""
    _drains.append(function)
    return function


def wake() -> None:
    """Tell whoever drains that there is work: this process's dispatcher, and the workers if Redis answers."""
    awake.set()
    for call in wake_others:
        call()


def drain() -> int:
    """Work off all that is due, in this process; return how many things were done."""
    done = 0
    while _run_next():
        done += 1
    for work_off in _drains:
        done += work_off()
    return done


def run_periodic() -> None:
    """Run the periodic functions whose time has come. A lock on each row keeps two processes from doing both."""
    for each in _periodic:
        try:
            with transaction():
                row = _take_turn(each)
            if row:
                each.function()
        except Exception:
            db.session.rollback()
            log.exception("periodic work failed: %s", each.name)


def _take_turn(each: Periodic) -> bool:
    statement = text(
        "INSERT INTO periodic_run (name, ran_at) VALUES (:name, :now) ON CONFLICT (name) DO UPDATE SET ran_at = :now"
        " WHERE periodic_run.ran_at <= :before RETURNING name"
    )
    moment = now()
    values = {"name": each.name, "now": moment, "before": moment - timedelta(seconds=each.seconds)}
    return db.session.execute(statement, values).first() is not None


def _run_next() -> bool:
    """Claim one job under a lease, run it, and forget it; a failure is tried again later, then kept."""
    with transaction():
        due = select(QueuedJob).where(QueuedJob.failed_at.is_(None), QueuedJob.run_at <= now())
        row = db.session.scalars(due.order_by(QueuedJob.run_at).limit(1).with_for_update(skip_locked=True)).first()
        if row is None:
            return False
        row.tries += 1
        row.run_at = now() + LEASE
        ident, name, arguments, tries = row.id, row.name, list(row.arguments), row.tries
    try:
        _jobs[name](*arguments)
    except Exception as error:
        db.session.rollback()
        log.exception("job failed: %s%s", name, tuple(arguments))
        _put_back(ident, tries, error)
    else:
        with transaction():
            db.session.execute(db.delete(QueuedJob).where(QueuedJob.id == ident))
    return True


def _put_back(ident: int, tries: int, error: Exception) -> None:
    with transaction():
        values: dict[str, Any] = {"error": f"{type(error).__name__}: {error}"[:2000]}
        if tries > len(RETRY_AFTER):
            values["failed_at"] = now()
        else:
            values["run_at"] = now() + RETRY_AFTER[tries - 1]
        db.session.execute(db.update(QueuedJob).where(QueuedJob.id == ident).values(**values))


def start_dispatcher(app: Flask) -> threading.Thread:
    """Drain in a thread of this process, for as long as it lives."""
    thread = threading.Thread(target=dispatch_forever, args=(app,), name="dispatcher", daemon=True)
    thread.start()
    return thread


def dispatch_forever(app: Flask) -> None:
    """Sleep until woken or until the next sweep, then work off what is due."""
    while True:
        awake.wait(SWEEP_EVERY)
        awake.clear()
        with app.app_context():
            try:
                run_periodic()
                drain()
            except Exception:
                log.exception("the dispatcher goes on after a failure")
            finally:
                db.session.remove()


def init_app(app: Flask) -> None:
    """Connect to Redis where it is configured: a wake is a small RQ job that any worker takes."""
    redis_url = current_app.config["AIMF"].redis_url if current_app else app.config["AIMF"].redis_url
    if redis_url:
        wake_others[:] = [_redis_waker(redis_url)]


def _redis_waker(redis_url: str) -> Callable[[], None]:
    from redis import Redis, RedisError
    from rq import Queue

    queue = Queue("aimf", connection=Redis.from_url(redis_url, socket_connect_timeout=0.5, socket_timeout=0.5))

    def wake_workers() -> None:
        try:
            queue.enqueue("aimf_events.jobs.drain", result_ttl=0, failure_ttl=3600, ttl=60)
        except RedisError as error:
            log.warning("Redis does not answer, the sweep will find the work: %s", error)

    return wake_workers
