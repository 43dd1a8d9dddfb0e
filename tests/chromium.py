"""Debian's Chromium for the tests, driven by one Playwright per worker: a pytest plugin.

Playwright's sync interface starts once in a thread, so the journeys and the doors share it.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, sync_playwright

CHROMIUM = "/usr/bin/chromium"
QUIET = [
    *("--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update"),
    *("--disable-default-apps", "--disable-sync", "--no-first-run", "--disable-domain-reliability"),
]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright, started at the first test that needs a browser."""
    if not Path(CHROMIUM).exists():
        raise pytest.UsageError("The browser tests need chromium, which is not installed (see make test).")
    with sync_playwright() as started:
        yield started
