"""Somebody at a screen. Every page they come to is examined: accessibility, width, errors of scripts and of the policy."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

ROOT = Path(__file__).parent.parent.parent
AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
SHOTS = os.environ.get("SHOTS", "")
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
# What passes is not told: bringing it over takes longer than finding it.
_RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


class Reader:
    """One browser context with one tab."""

    def __init__(
        self, browser: Browser, home: str, *, language: str, size: dict[str, int], scripts: bool = True
    ) -> None:
        self.home, self.language, self.size, self.scripts = home, language, size, scripts
        self._browser, self.context_locale = browser, {"fr": "fr-FR", "en": "en-GB"}[language]
        self._copies: BrowserContext | None = None
        self.context: BrowserContext = browser.new_context(
            locale=self.context_locale,
            viewport=size,  # type: ignore[arg-type]
            java_script_enabled=scripts,
            timezone_id="Africa/Porto-Novo",
            has_touch=size is PHONE,
        )
        self.context.set_default_timeout(40_000)
        self.page: Page = self.context.new_page()
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self._errors.append(str(error)))
        self._errors: list[str] = []
        self.problems: list[str] = []
        self.seen: list[str] = []

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not re.search(r"status of (401|403|404|409|422)", message.text):
            self._errors.append(message.text)

    def open(self, address: str, *, status: int = 200) -> "Reader":
        """Go to an address and examine the page."""
        url = address if address.startswith("http") else self.home + address
        answer: Response | None = self.page.goto(url, wait_until="load")
        assert answer is not None, url
        assert answer.status == status, f"{url}: {answer.status}\n{self.text()[:600]}"
        return self.examine()

    def fill(self, **fields: str) -> "Reader":
        """Write into fields, by their names."""
        for name, value in fields.items():
            self.page.locator(f"main [name={name}]").fill(value)
        return self

    def choose(self, **fields: str) -> "Reader":
        """Choose one of several answers, by the fields' names."""
        for name, value in fields.items():
            self.page.locator(f"main [name={name}][value='{value}']").check(force=True)
        return self

    def send(self, selector: str = "main form button:not([formaction]):not([type=button])") -> "Reader":
        """Press a button (or a link) that brings another page, and examine that page."""
        with self.page.expect_navigation(wait_until="load"):
            self.page.locator(selector).first.click()
        return self.examine()

    def follow(self, part_of_address: str) -> "Reader":
        """Press a link of the page, by a part of its address."""
        with self.page.expect_navigation(wait_until="load"):
            self.page.locator(f"a[href*='{part_of_address}']").first.click()
        return self.examine()

    def wait_for(self, address: str) -> "Reader":
        """Wait until background work has brought the reader to a page that matches."""
        self.page.wait_for_url(re.compile(address))
        return self.examine()

    def text(self) -> str:
        """What the page says."""
        return " ".join(self.page.locator("body").inner_text().split())

    def examine(self) -> "Reader":
        """Note what the page owes whoever comes to it; the journey goes on, and its end tells all of it."""
        self.page.wait_for_load_state("load")
        where = f"{self.page.url.removeprefix(self.home)} ({self.language}, {self.size['width']} px)"
        self.seen.append(where)
        self._keep_picture()
        found = self.violations()
        if (headings := self.page.locator("h1").count()) != 1:
            found.append(f"{headings} h1")
        if (spoken := self.page.locator("html").get_attribute("lang")) != self.language:
            found.append(f"in another language: {spoken}")
        wide, screen = self.page.evaluate("[document.scrollingElement.scrollWidth, innerWidth]")
        if wide > screen:
            found.append(f"{wide} px wide on {screen}")
        self.problems += [f"{where}: {each}" for each in found + self._errors]
        self._errors.clear()
        return self

    def violations(self) -> list[str]:
        """What axe finds wrong with the page as it stands. It needs scripts: without them a copy of the page is examined."""
        page = self.page if self.scripts else self._copy()
        page.evaluate(AXE + ";undefined")
        found: list[dict[str, Any]] = page.evaluate(
            "options => axe.run(document, options).then(all => all.violations)", _RULES
        )
        return [
            f"{each['id']}: "
            + " | ".join(f"{node['html'][:160]} {node['failureSummary'][:300]}" for node in each["nodes"][:3])
            for each in found
        ]

    def _copy(self) -> Page:
        """The same content at the same address in a browser with scripts, of which the page's own are not let through."""
        if self._copies is None:
            self._copies = self._browser.new_context(viewport=self.size, locale=self.context_locale)  # type: ignore[arg-type]
        content, address = self.page.content(), self.page.url.partition("#")[0]
        copy = self._copies.pages[0] if self._copies.pages else self._copies.new_page()
        copy.unroute_all()
        copy.route("**/*.js", lambda route: route.abort())
        copy.route(address, lambda route: route.fulfill(body=content, content_type="text/html; charset=utf-8"))
        copy.goto(address)
        return copy

    def _keep_picture(self) -> None:
        if SHOTS:
            name = re.sub(r"[A-Za-z0-9_-]{22,}", "x", self.page.url.removeprefix(self.home).partition("?")[0])
            name = re.sub(r"\W+", "_", name).strip("_") or "home"
            folder = Path(SHOTS)
            folder.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=folder / f"{name}.{self.language}.{self.size['width']}.png", full_page=True)

    def close(self) -> None:
        """Close the tab and forget its cookies."""
        self.context.close()
        if self._copies is not None:
            self._copies.close()


@contextmanager
def weighed(reader: Reader) -> Iterator[dict[str, int]]:
    """Count the bytes that come over the line, by kind of content, headers not counted."""
    bytes_of: dict[str, int] = {"requests": 0}
    answers: list[Response] = []
    reader.page.on("response", lambda answer: answers.append(answer))
    yield bytes_of
    reader.page.wait_for_load_state("networkidle")
    for answer in answers:
        kind = answer.request.resource_type
        bytes_of[kind] = bytes_of.get(kind, 0) + answer.request.sizes()["responseBodySize"]
        bytes_of["requests"] += 1
