"""A hall with doors, two badges and a volunteer, and the telephone in the volunteer's hand."""

import os
from dataclasses import dataclass
from typing import Any

import psycopg
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from aimf_events.congress.models import CongressRole
from tests.checkin.doors import make_badge, make_door, today_congress
from tests.factories import make_staff
from tests.journeys.site import Site

VOLUNTEER = "porte@example.org"
SHOTS = os.environ.get("SHOTS", "")
DOORS = 20
PHONE = {"width": 360, "height": 740}
# What the page asks of the camera, and each stream it was given.
_WATCH = """
window.asked = []; window.streams = [];
const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wanted) => {
  window.asked.push(wanted);
  const stream = await ask(wanted);
  window.streams.push(stream);
  return stream;
};
document.addEventListener("securitypolicyviolation", (event) => console.error("policy: " + event.violatedDirective));
"""


@dataclass(frozen=True, kw_only=True)
class Hall:
    """What was prepared; `name` is the badge's, read by the volunteer. Each test takes a door that nobody has passed."""

    site: Site
    cookie: dict[str, str]
    doors: list[str]
    congress: str
    token: str
    code: str
    name: str

    def scans(self, door: str) -> list[tuple[Any, ...]]:
        """What the server has written about a door: number, direction, reason, typed, and whether it is the badge's."""
        rows = (
            "SELECT s.seq, s.direction, s.reason, s.typed, b.token = %s FROM scan s JOIN checkpoint c"
            " ON c.id = s.checkpoint_id LEFT JOIN badge b ON b.id = s.badge_id WHERE c.public_id = %s ORDER BY s.id"
        )
        with psycopg.connect(self.site.environment["DATABASE_URL"]) as connection:
            return connection.execute(rows, [self.token, door]).fetchall()


def prepare(site: Site) -> Hall:
    """A congress that begins today, one badge, one volunteer."""
    with site.within():
        congress = today_congress()
        badge = make_badge(congress)
        make_staff(CongressRole.DOOR, congress=congress, email=VOLUNTEER)
        doors = [
            make_door(congress, f"Palais des congrès, entrée {number}").public_id for number in range(1, DOORS + 1)
        ]
        name = badge.registration.person.badge_name
        given = {"congress": congress.name, "token": badge.token, "code": badge.short_code, "name": name}
    return Hall(site=site, cookie=site.cookie_of(VOLUNTEER), doors=doors, **given)


class Telephone:
    """A browser of 360 pixels at one door, signed in as the volunteer."""

    def __init__(self, browser: Browser, hall: Hall, *, scripts: bool = True) -> None:
        self.hall, self.door = hall, hall.doors.pop()
        self.errors: list[str] = []
        self.loaded: list[str] = []
        self.context: BrowserContext = browser.new_context(
            locale="fr-FR",
            viewport=PHONE,  # type: ignore[arg-type]
            has_touch=True,
            java_script_enabled=scripts,
            timezone_id="Africa/Tunis",
        )
        self.context.set_default_timeout(40_000)
        self.context.add_init_script(_WATCH)
        self.context.add_cookies([hall.cookie])  # type: ignore[list-item]
        self.page: Page = self.tab()
        self.page.goto(f"{hall.site.url}/{hall.congress}/door/checkpoints/{self.door}/hold")
        self.page.locator("[name=label]").fill("porte B")
        self.page.locator("main form button").click()
        self.page.wait_for_url("**/door/scan/*")

    def tab(self) -> Page:
        """One more tab of the same browser."""
        page = self.context.new_page()
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self.loaded.append(request.url))
        return page

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def verdict(self, kind: str) -> str:
        """Wait for a verdict and return all its words."""
        self.page.locator(f"section[data-verdict={kind}]").wait_for()
        return " ".join(self.page.locator("section[data-verdict]").inner_text().split())

    def next(self) -> None:
        """Touch « Badge suivant »."""
        self.page.locator("section [data-door-next]").click()

    def state(self, containing: str) -> str:
        """Wait until the strip above the camera says some words; return all it says."""
        strip = self.page.locator("[data-door-state]", has_text=containing)
        strip.wait_for()
        return strip.inner_text()

    def picture(self, name: str) -> None:
        """Keep a picture where SHOTS names a folder."""
        if SHOTS:
            self.page.screenshot(path=f"{SHOTS}/door-{name}.png")
