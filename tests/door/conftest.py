"""The hall, and telephones with and without a camera."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Playwright

from tests.chromium import CHROMIUM, QUIET
from tests.conftest import _migrate
from tests.door.film import film_of
from tests.door.hall import Hall, Telephone, prepare
from tests.journeys.site import Site
from tests.services import create_database, drop_database, template_database


@pytest.fixture(scope="session")
def hall(worker_name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """The application with a congress that begins today."""
    name = f"door_{worker_name}"
    url = create_database(name, template=template_database("migrated", _migrate))
    site = Site(url, tmp_path_factory.mktemp("door"))
    prepared = prepare(site)
    site.start()
    yield prepared
    site.stop()
    drop_database(name)


@pytest.fixture(scope="session")
def with_camera(playwright: Playwright, hall: Hall, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser whose camera films the badge, and which is allowed to use it."""
    film = film_of(hall.token, tmp_path_factory.mktemp("film") / "badge.y4m")
    camera = [
        *("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"),
        f"--use-file-for-fake-video-capture={film}",
    ]
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *camera])
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def without_camera(playwright: Playwright) -> Iterator[Browser]:
    """A browser whose owner refuses the camera."""
    refused = ["--use-fake-ui-for-media-stream=deny", "--use-fake-device-for-media-stream"]
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *refused])
    yield browser
    browser.close()


@pytest.fixture
def telephone(hall: Hall) -> Iterator[Callable[..., Telephone]]:
    """Makes telephones at a door of the test's own; at the end no error may have been written to their consoles."""
    opened: list[Telephone] = []

    def make(browser: Browser) -> Telephone:
        opened.append(Telephone(browser, hall))
        return opened[-1]

    yield make
    errors = [error for each in opened for error in each.errors]
    for each in opened:
        each.context.close()
    assert not errors, errors
