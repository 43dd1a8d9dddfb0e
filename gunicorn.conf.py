"""gunicorn's settings: threads for people who wait, and a dispatcher in each worker (harmless side by side).

The application is loaded once, before the workers are forked: they share its memory, and a start does not read a thousand
modules once per worker. Nothing opens a connection or starts a thread before the fork (tests/structure/test_start.py).
"""

import gc
from typing import Any

worker_class = "gthread"
threads = 8
accesslog = None
worker_tmp_dir = "/dev/shm"  # noqa: S108 -- a heartbeat file on a disk that stalls would kill healthy workers
preload_app = True

# What loading creates stays until the end: looking through it for garbage, again and again, is a quarter of the start.
gc.disable()


def when_ready(server: Any) -> None:
    """What is loaded is set apart from the collector, so that it stays shared between the workers."""
    gc.freeze()
    gc.enable()


def on_reload(server: Any) -> None:
    """A HUP reads this file again, and `when_ready` does not come again."""
    gc.enable()


def post_worker_init(worker: Any) -> None:
    """Drain letters and jobs beside the requests, unless the operator runs workers of their own."""
    from aimf_events.jobs import start_dispatcher

    app = worker.app.callable
    if app.config["AIMF"].dispatcher_in_process:
        start_dispatcher(app)
