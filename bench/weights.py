"""What a first visit brings over the line, counted by Debian's Chromium: bodies as they travel, compressed."""

from collections.abc import Iterator
from typing import Any

from bench.house import House, serving
from bench.results import Absent, Measure

CHROMIUM = "/usr/bin/chromium"


def measure(house: House) -> Iterator[Measure]:
    """The congress's public page, the form's first step, and the personal page of somebody accredited."""
    from pathlib import Path

    if not Path(CHROMIUM).exists():
        raise Absent(f"{CHROMIUM} is not installed")
    name = house.fresh("weights")
    with house.application(name):
        form, ticket, cookie = _prepare()
    with serving(house, name) as server:
        home = f"http://127.0.0.1:{server.port}"
        sizes = _first_visit(f"{home}/tunis/")
        yield Measure("first_load_kb_gz", sum(sizes) / 1024, "KB")
        yield Measure("first_load_requests", len(sizes), "requests")
        yield Measure("form_page_kb_gz", sum(_first_visit(f"{home}{form}/person")) / 1024, "KB")
        yield Measure("personal_page_kb_gz", sum(_first_visit(home + ticket, cookie)) / 1024, "KB")


def _prepare() -> tuple[str, str, str]:
    """Paths of the form and of the ticket, and the cookie of the person whose ticket it is."""
    from urllib.parse import urlsplit

    from aimf_events.database import db
    from aimf_events.registration.accreditation import decide_many
    from aimf_events.registration.delegations import invitation_token
    from aimf_events.registration.letters import ticket_url
    from aimf_events.registration.models import Registration, RegistrationState
    from bench.field import make_registrations, signed_in
    from bench.programmes import fill

    congress = fill()
    first = make_registrations(congress, 1, RegistrationState.SUBMITTED)
    decide_many(first, "approve", by=None)
    registration = db.session.get_one(Registration, first[0])
    form = f"/tunis/delegation/{invitation_token(registration.delegation)}"
    return form, urlsplit(ticket_url(registration)).path, signed_in(registration.person).cookie


def _first_visit(address: str, cookie: str = "") -> list[int]:
    """The size of each body that one page brings into an empty browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        context = browser.new_context(locale="fr-FR", viewport={"width": 360, "height": 740})
        if cookie:
            name, _, value = cookie.partition("=")
            context.add_cookies([{"name": name, "value": value, "url": address}])
        page = context.new_page()
        answers: list[Any] = []
        page.on("response", lambda answer: answers.append(answer))
        page.goto(address, wait_until="networkidle")
        if {answer.status for answer in answers} != {200}:
            raise RuntimeError(f"{[(a.url, a.status) for a in answers]}")
        sizes = [answer.request.sizes()["responseBodySize"] for answer in answers]
        browser.close()
        return sizes
