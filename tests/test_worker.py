"""worker.py as an operator starts it: woken by Redis, and by itself when Redis is gone."""

import subprocess
from collections.abc import Callable

import pytest
from flask import Flask

from aimf_events import jobs
from aimf_events.jobs import RedisWaker
from tests.mail.conftest import by_smtp, post, start_worker  # noqa: F401 -- fixtures
from tests.scripted_smtp import ScriptedSMTP
from tests.services import RedisServer


def test_redis_wakes_the_worker_and_without_redis_the_sweep_delivers(
    app: Flask,
    by_smtp: ScriptedSMTP,  # noqa: F811
    own_redis: RedisServer,
    start_worker: Callable[..., subprocess.Popen],  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(jobs, "wake_others", [RedisWaker(own_redis.url)])
    worker = start_worker(SMTP_URL=by_smtp.url, REDIS_URL=own_redis.url)
    post(1)
    by_smtp.wait_for(1, timeout=60)
    post(2)
    by_smtp.wait_for(2, timeout=15)  # woken: the sweep comes only every 30 s
    own_redis.stop()
    post(3)
    by_smtp.wait_for(3, timeout=60)
    worker.terminate()
    assert worker.wait(60) == 0
