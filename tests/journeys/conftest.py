"""What the journeys share: a browser for the run, an application for each journey."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright

from aimf_events import create_app, demo
from aimf_events.config import Config
from aimf_events.database import db
from tests.chromium import CHROMIUM, QUIET
from tests.conftest import _migrate, settings
from tests.journeys.reader import DESK, Reader
from tests.journeys.site import Site
from tests.scripted_smtp import ScriptedSMTP
from tests.services import create_database, drop_database, template_database


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
    yield browser
    browser.close()


@pytest.fixture
def site(worker_name: str, tmp_path: Path) -> Iterator[Site]:
    """The application on an empty, migrated database, with a mail server."""
    name = f"journey_{worker_name}"
    url = create_database(name, template=template_database("migrated", _migrate))
    smtp = ScriptedSMTP().start()
    started = Site(url, tmp_path, smtp).start()
    yield started
    started.stop()
    smtp.stop()
    drop_database(name)


def _load_demo(url: str) -> None:
    """The demo with few people."""
    _migrate(url)
    app = create_app(Config.from_env(settings(url, Path("/nonexistent"))))
    with app.app_context():
        demo.load(people=demo.SMALL)
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def demo_site(worker_name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The application with the demo congress, as `make run` starts it."""
    name = f"journey_demo_{worker_name}"
    url = create_database(name, template=template_database("small_demo", _load_demo))
    started = Site(url, tmp_path_factory.mktemp("demo")).start()
    yield started
    started.stop()
    drop_database(name)


@pytest.fixture
def reader(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Reader]]:
    """Makes readers: each a browser of its own, closed at the end."""
    site = request.getfixturevalue("demo_site" if "demo_site" in request.fixturenames else "site")
    opened: list[Reader] = []

    def make(language: str = "fr", *, size: dict[str, int] = DESK, scripts: bool = True) -> Reader:
        opened.append(Reader(chromium, site.url, language=language, size=size, scripts=scripts))
        return opened[-1]

    yield make
    problems = [problem for each in opened for problem in dict.fromkeys(each.problems)]
    for each in opened:
        each.close()
    assert not problems, "\n".join(["what the pages owe their readers:", *problems])
