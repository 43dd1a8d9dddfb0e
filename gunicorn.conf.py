"""gunicorn's settings: threads for people who wait, and a dispatcher in each worker (harmless side by side)."""

from typing import Any

worker_class = "gthread"
threads = 8
accesslog = None
worker_tmp_dir = "/dev/shm"  # noqa: S108 -- a heartbeat file on a disk that stalls would kill healthy workers


def post_worker_init(worker: Any) -> None:
    """Drain letters and jobs beside the requests, unless the operator runs workers of their own."""
    from aimf_events.jobs import start_dispatcher

    app = worker.app.callable
    if app.config["AIMF"].dispatcher_in_process:
        start_dispatcher(app)
