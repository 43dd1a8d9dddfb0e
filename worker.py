"""The RQ worker: `python worker.py`. Redis wakes it; the tables say what there is to do.

It sweeps the tables by itself every 30 s, so that with Redis stopped for good a letter is late by half a minute, never
lost. Without REDIS_URL it sweeps every 5 s and waits for nobody. SIGTERM ends it; what it held, another one takes over.
"""

import logging
import os
import signal
import sys
import time
from typing import Any

from flask import Flask
from redis import Redis, RedisError
from rq import Queue, SimpleWorker
from rq.job import Job

from aimf_events import create_app
from aimf_events.database import db
from aimf_events.jobs import dispatch_forever, start_dispatcher

log = logging.getLogger("worker")

SWEEP_EVERY = 30.0  # seconds
LANES = ("letters", "jobs")  # in this order: letters first
ASK_AGAIN = 5.0  # seconds between two attempts to reach Redis


class ContextWorker(SimpleWorker):
    """Runs each job in this process, inside an application context, so that the pool of connections is kept."""

    app: Flask
    max_connection_wait_time = 5.0  # seconds: Redis that comes back is noticed soon
    told_to_end = False

    def request_stop(self, signum: int, frame: Any) -> None:
        """End after the job in hand, even when Redis cannot be told."""
        self.told_to_end = True
        try:
            super().request_stop(signum, frame)
        except RedisError:
            sys.exit(0)

    def perform_job(self, job: Job, queue: Queue, *args: Any, **kwargs: Any) -> bool:
        """Run one job; its session ends with it."""
        with self.app.app_context():
            try:
                return bool(super().perform_job(job, queue, *args, **kwargs))
            finally:
                db.session.remove()


def main() -> None:
    """Work until told to end."""
    logging.basicConfig(level=os.environ.get("LOG_LEVEL", "INFO"), format="%(asctime)s %(name)s %(message)s")
    app = create_app()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    redis_url = app.config["AIMF"].redis_url
    if not redis_url:
        dispatch_forever(app)
    start_dispatcher(app, every=SWEEP_EVERY)
    while not _work(app, redis_url):
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        time.sleep(ASK_AGAIN)


def _work(app: Flask, redis_url: str) -> bool:
    """Listen to Redis for as long as it answers; return whether the worker was asked to end."""
    ContextWorker.app = app
    connection = Redis.from_url(redis_url, socket_connect_timeout=2)
    worker = None
    try:
        queues = [Queue(f"aimf-{lane}", connection=connection) for lane in LANES]
        worker = ContextWorker(queues, connection=connection)
        worker.work(logging_level="WARNING")
    except RedisError as error:
        log.warning("Redis does not answer (%s): the tables are swept every %d s", error, SWEEP_EVERY)
    return worker is not None and worker.told_to_end


if __name__ == "__main__":
    main()
