"""The application is loaded before gunicorn forks its workers: nothing that a fork would break may be open by then."""

import subprocess
import sys
from pathlib import Path

from tests.conftest import settings

ROOT = Path(__file__).parent.parent.parent
WHAT_IS_OPEN = """
import os, threading, app
links = [os.readlink(f"/proc/self/fd/{each}") for each in os.listdir("/proc/self/fd") if os.path.lexists(f"/proc/self/fd/{each}")]
print(threading.active_count(), sum(link.startswith("socket:") for link in links), app.app.name)
"""


def test_loading_the_application_starts_no_thread_and_opens_no_connection(tmp_path):
    environment = {**settings("postgresql://nobody@127.0.0.1:9/none", tmp_path), "REDIS_URL": "redis://127.0.0.1:9"}
    told = subprocess.run(
        [sys.executable, "-c", WHAT_IS_OPEN], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    assert told.stdout.split() == ["1", "0", "aimf_events"], told.stderr
