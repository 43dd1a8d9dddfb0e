"""What every test shares: an application on its own database, a browser of pages, two real connections.

The private services (PostgreSQL, Redis, SMTP) are in tests/services.py; the things of the field in tests/factories.
"""

import contextvars
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from aimf_events import create_app
from aimf_events.clock import set_for_tests
from aimf_events.config import Config
from aimf_events.database import db
from aimf_events.migrating import upgrade_database
from tests.page import Browser
from tests.services import create_database, template_database

pytest_plugins = ["tests.services", "tests.chromium"]


def settings(url: str, folder: Path, **values: str) -> dict[str, str]:
    """The environment of an application under test."""
    return {
        "DATABASE_URL": url,
        "SECRET_KEY": "a secret of the tests, long enough for them",
        "DATA_KEY": "a data key of the tests",
        "PUBLIC_URL": "http://localhost",
        "AIMF_DEMO": "1",
        "AIMF_VAR": str(folder),
        "DISPATCHER": "0",
        "FONTS_DIR": str(Path(__file__).parent.parent / "var" / "fonts"),
        **values,
    }


def _migrate(url: str) -> None:
    app = create_app(Config.from_env(settings(url, Path("/nonexistent"))))
    with app.app_context():
        upgrade_database()
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def database_url_of_worker() -> str:
    """A migrated database of this worker's own, copied from the run's template."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    return create_database(f"worker_{worker}", template=template_database("migrated", _migrate))


class OutsideClient(FlaskClient):
    """A client whose requests do not see the test's own application context: they come from outside, as a browser's do."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        return contextvars.Context().run(super().open, *args, **kwargs)


@pytest.fixture(scope="session")
def application(database_url_of_worker: str, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One application per worker."""
    app = create_app(Config.from_env(settings(database_url_of_worker, tmp_path_factory.mktemp("var"))))
    app.config["TESTING"] = True
    app.test_client_class = OutsideClient
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


@pytest.fixture
def app(application: Flask) -> Iterator[Flask]:
    """The application with a pushed context; afterwards the database is empty again."""
    with application.app_context():
        yield application
        db.session.rollback()
        db.session.remove()
    with application.app_context():
        _empty()
        db.session.remove()
    set_for_tests(None)


def _empty() -> None:
    """Delete every row: quicker than TRUNCATE for the few rows of a test."""
    with db.engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for table in reversed(db.metadata.sorted_tables):
            connection.execute(table.delete())


@pytest.fixture
def browse(app: Flask) -> Browser:
    """A reader who is not signed in."""
    return Browser(app)


@pytest.fixture
def browser_of(app: Flask) -> Callable[[Any], Browser]:
    """Makes a signed-in reader for a person."""
    return lambda person: Browser(app).sign_in(person)


@pytest.fixture
def client(app: Flask) -> Any:
    """The bare client, for what is not a page."""
    return app.test_client()


@pytest.fixture
def at_once(app: Flask) -> Callable[..., list[Any]]:
    """Runs functions at the same moment, each with an application context and so a connection of its own.

    Returns their results in order; an exception is returned, not raised.
    """

    def run(*functions: Callable[[], Any]) -> list[Any]:
        results: list[Any] = [None] * len(functions)
        start = threading.Barrier(len(functions))

        def call(place: int, function: Callable[[], Any]) -> None:
            with app.app_context():
                start.wait(10)
                try:
                    results[place] = function()
                except Exception as error:
                    results[place] = error
                finally:
                    db.session.remove()

        threads = [threading.Thread(target=call, args=(i, f)) for i, f in enumerate(functions)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        db.session.rollback()
        db.session.expire_all()
        return results

    return run
