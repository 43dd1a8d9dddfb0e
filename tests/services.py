"""Private PostgreSQL, Redis and SMTP for the tests: a pytest plugin.

The main process starts PostgreSQL and Redis once per run and stops them at its end; the xdist workers are told where
they are. PostgreSQL listens on a socket in the run's folder, Redis on a free loopback port, both with throw-away data.
TEST_DATABASE_URL names another server (the role must be allowed to create databases).
"""

import fcntl
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis
from psycopg import sql

from tests.private_postgres import start_postgres
from tests.scripted_smtp import ScriptedSMTP


@dataclass(frozen=True)
class Services:
    """Where this run's services are; the same in the main process and in every worker."""

    folder: str
    admin_url: str
    redis_port: int
    prefix: str


_services: Services | None = None
_stop: list[Callable[[], None]] = []


def services() -> Services:
    """The services of this run; RuntimeError outside of a pytest run."""
    if _services is None:
        raise RuntimeError("The services start with pytest; run the tests with make test or pytest.")
    return _services


# -- PostgreSQL: databases ----------------------------------------------------------------------------------------------


def database_url(name: str) -> str:
    """The URL of this run's database `name` (libpq form, for psycopg and for SQLAlchemy)."""
    base, _, query = services().admin_url.partition("?")
    server, _, _ = base.rpartition("/")
    return f"{server}/{services().prefix}{name}" + (f"?{query}" if query else "")


def create_database(name: str, template: str | None = None) -> str:
    """A new database, empty or a copy of this run's database `template`, in place of one of that name; its URL."""
    drop_database(name)
    statement = sql.SQL("CREATE DATABASE {}").format(_identifier(name))
    if template:
        statement += sql.SQL(" TEMPLATE {}").format(_identifier(template))
    else:
        statement += sql.SQL(" TEMPLATE template0 ENCODING 'UTF8'")
    with _administration() as connection:
        connection.execute(statement)
    return database_url(name)


def drop_database(name: str) -> None:
    """Removes a database of this run, whoever is still connected to it; nothing happens where there is none."""
    with _administration() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(_identifier(name)))


def template_database(name: str, build: Callable[[str], None]) -> str:
    """The name of a database that `build(url)` filled once per run, whichever worker comes first, to copy from.

    `build` must close its connections: PostgreSQL copies only a database that nobody uses. One name has one builder: with
    two, what a test finds would depend on who came first.
    """
    done = Path(services().folder) / f"template-{name}.done"
    builder = f"{build.__module__}.{build.__qualname__}"
    with _lock(f"template-{name}"):
        if not done.exists():
            build(create_database(name))
            done.write_text(builder)
        elif done.read_text() != builder:
            raise ValueError(f"the template {name} is built by {done.read_text()}, not by {builder}")
    return name


def _identifier(name: str) -> sql.Identifier:
    return sql.Identifier(services().prefix + name)


@contextmanager
def _administration() -> Iterator[psycopg.Connection[Any]]:
    with _lock("administration"), psycopg.connect(services().admin_url, autocommit=True) as connection:
        yield connection


@contextmanager
def _lock(name: str) -> Iterator[None]:
    with open(Path(services().folder) / f"{name}.lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


# -- starting and stopping ----------------------------------------------------------------------------------------------


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start_postgres(folder: Path) -> str:
    if os.environ.get("TEST_DATABASE_URL"):
        return os.environ["TEST_DATABASE_URL"].replace("+psycopg", "")
    url, stop = start_postgres(folder)
    _stop.append(stop)
    return url


class RedisServer:
    """A Redis (or Valkey) of its own without persistence; a test may stop it for good, or start it again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> "RedisServer":
        command = shutil.which("redis-server") or shutil.which("valkey-server")
        if command is None:
            raise pytest.UsageError("The tests need redis-server, which is not installed (see make test).")
        options = f"--port {self.port} --bind 127.0.0.1 --appendonly no --databases 64 --dir {self.folder}"
        self._process = subprocess.Popen(
            [command, *options.split(), "--save", ""], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        client = redis.Redis(port=self.port)
        deadline = time.monotonic() + 10
        while not _answers(client):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise pytest.UsageError(f"redis-server did not start on the loopback port {self.port}.")
            time.sleep(0.02)
        client.close()
        return self

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=10)
            self._process = None


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False


def _drop_databases_of_this_run() -> None:
    with _administration() as connection:
        rows = connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [services().prefix])
        for (name,) in rows.fetchall():
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _start_all() -> Services:
    folder = Path(tempfile.mkdtemp(prefix="aimf-tests-"))
    _stop.append(lambda: shutil.rmtree(folder, ignore_errors=True))
    admin_url = _start_postgres(folder)
    server = RedisServer(folder).start()
    _stop.append(server.stop)
    if os.environ.get("TEST_DATABASE_URL"):
        _stop.append(_drop_databases_of_this_run)
    return Services(str(folder), admin_url, server.port, f"test_{os.getpid()}_{folder.name[-8:]}_".lower())


# -- pytest -------------------------------------------------------------------------------------------------------------


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    global _services
    told = getattr(config, "workerinput", {}).get("services")
    if told:
        _services = Services(**told)
    elif not config.option.collectonly and not config.option.help:
        _services = _start_all()


def pytest_configure_node(node: Any) -> None:
    """Tells an xdist worker where the services are."""
    node.workerinput["services"] = vars(services()).copy()


def pytest_unconfigure(config: pytest.Config) -> None:
    while _stop:
        _stop.pop()()


def _worker_number(worker: str) -> int:
    return int(worker.removeprefix("gw")) if worker.startswith("gw") else 0


@pytest.fixture(scope="session")
def worker_name() -> str:
    """ "gw0", "gw1"... under xdist, "main" without: what a worker's database is named after."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture
def redis_url(worker_name: str) -> Iterator[str]:
    """The worker's own numbered database in the run's Redis, empty."""
    url = f"redis://127.0.0.1:{services().redis_port}/{_worker_number(worker_name)}"
    with redis.Redis.from_url(url) as client:
        client.flushdb()
        yield url
        client.flushdb()


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[RedisServer]:
    """A started Redis that belongs to one test, which may stop it."""
    server = RedisServer(tmp_path).start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def _smtp_of_the_worker() -> Iterator[ScriptedSMTP]:
    server = ScriptedSMTP().start()
    yield server
    server.stop()


@pytest.fixture
def smtp(_smtp_of_the_worker: ScriptedSMTP) -> ScriptedSMTP:
    """The worker's SMTP server, willing and with nothing received."""
    _smtp_of_the_worker.reset()
    return _smtp_of_the_worker


@pytest.fixture
def smtp_with_login() -> Iterator[ScriptedSMTP]:
    """An SMTP server that takes letters from "aimf" / "secret" only."""
    server = ScriptedSMTP(credentials=("aimf", "secret")).start()
    yield server
    server.stop()
