"""Background work: a domain function that takes ids. The table is the queue; whoever is awake drains it.

`job.later(ids)` writes a row in the running transaction; after the commit a dispatcher is woken (in this process, or
RQ workers through Redis). Work is claimed with SKIP LOCKED under a lease, so a killed worker loses nothing: the lease
runs out and the next one takes over. At least once: a job re-reads its rows and is harmless when run twice.

There are two lanes, each drained by itself, so that a code to sign in never waits behind badges being drawn: "jobs" is
this module's table, "letters" the outbox (`mail.dispatch`).
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import BigInteger, Identity, Index, Integer, String, Text, select, text
from sqlalchemy.orm import Mapped, mapped_column

from .clock import now
from .database import after_commit, db, transaction

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=120)
RETRY_AFTER = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
SWEEP_EVERY = 5.0  # seconds: what another process wrote is found at the latest then

awake: dict[str, threading.Event] = {"jobs": threading.Event(), "letters": threading.Event()}
wake_others: list[Callable[[str], None]] = []
_jobs: dict[str, "BackgroundJob"] = {}
_drains: dict[str, Callable[[], int]] = {}
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
        after_commit(wake_jobs)


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


def drains(lane: str) -> Callable[[Callable[[], int]], Callable[[], int]]:
    """Name the function that works off a lane: it does what is due and returns how many things it did."""

    def register(function: Callable[[], int]) -> Callable[[], int]:
        awake.setdefault(lane, threading.Event())
        _drains[lane] = function
        return function

    return register


def wake(lane: str) -> None:
    """Tell whoever drains a lane that there is work: this process's dispatcher, and the workers if Redis answers."""
    awake[lane].set()
    for call in wake_others:
        call(lane)


def wake_jobs() -> None:
    """There are new rows in the table of jobs."""
    wake("jobs")


def wake_letters() -> None:
    """There are new letters in the outbox."""
    wake("letters")


def drain() -> int:
    """Work off all that is due in every lane, in this process; return how many things were done."""
    return sum(drain_lane(lane) for lane in _drains)


def drain_lane(lane: str) -> int:
    """Work off what is due in one lane; return how many things were done. This is what Redis asks of an RQ worker."""
    return _drains[lane]()


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


@drains("jobs")
def drain_jobs() -> int:
    """Work off the table of jobs, the longest due first."""
    done = 0
    while _run_next():
        done += 1
    return done


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


def start_dispatcher(app: Flask, *, every: float = SWEEP_EVERY) -> list[threading.Thread]:
    """Drain in threads of this process, one for each lane and one for periodic work, for as long as it lives."""
    targets: list[tuple[str, Callable[..., None], tuple[Any, ...]]] = [
        (f"dispatcher-{lane}", _dispatch_lane, (app, lane, every)) for lane in _drains
    ]
    targets.append(("dispatcher-periodic", _dispatch_periodic, (app, every)))
    threads = [threading.Thread(target=target, args=args, name=name, daemon=True) for name, target, args in targets]
    for thread in threads:
        thread.start()
    return threads


def dispatch_forever(app: Flask, *, every: float = SWEEP_EVERY) -> None:
    """Be a dispatcher and nothing else, until the process ends."""
    for thread in start_dispatcher(app, every=every):
        thread.join()


def _dispatch_lane(app: Flask, lane: str, every: float) -> None:
    """Sleep until woken or until the next sweep, then work off what is due."""
    while True:
        awake[lane].clear()  # before the work: what is written during it wakes again
        _guarded(app, lambda: drain_lane(lane))
        awake[lane].wait(every)


def _dispatch_periodic(app: Flask, every: float) -> None:
    while True:
        _guarded(app, run_periodic)
        time.sleep(every)


def _guarded(app: Flask, work: Callable[[], object]) -> None:
    with app.app_context():
        try:
            work()
        except Exception:
            log.exception("the dispatcher goes on after a failure")
        finally:
            db.session.remove()


def init_app(app: Flask) -> None:
    """Connect to Redis where it is configured: a wake is a small RQ job that any worker takes."""
    redis_url = app.config["AIMF"].redis_url
    wake_others[:] = [RedisWaker(redis_url)] if redis_url else []


class RedisWaker:
    """Wakes RQ workers. Redis is never needed: while it does not answer, it is asked again only every few seconds."""

    PAUSE = 5.0  # seconds

    def __init__(self, redis_url: str) -> None:
        from redis import Redis
        from rq import Queue

        connection = Redis.from_url(redis_url, socket_connect_timeout=0.5, socket_timeout=0.5)
        self._queues = {lane: Queue(f"aimf-{lane}", connection=connection) for lane in awake}
        self._silent_until = 0.0

    def __call__(self, lane: str) -> None:
        """Ask one worker to drain `lane`; the ask expires, the row in the table does not."""
        from redis import RedisError

        if time.monotonic() < self._silent_until:
            return
        try:
            self._queues[lane].enqueue(
                "aimf_events.jobs.drain_lane", lane, job_timeout=3600, result_ttl=0, failure_ttl=3600, ttl=60
            )
        except RedisError as error:
            self._silent_until = time.monotonic() + self.PAUSE
            log.warning("Redis does not answer, the sweep will find the work: %s", error)
