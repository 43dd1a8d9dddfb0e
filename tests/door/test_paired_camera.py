"""A paired telephone reads badges with its camera, with the network and without it, by the reader that it keeps itself."""

import pytest
from playwright.sync_api import Browser, Page

from aimf_events.checkin.models import DeviceRole
from aimf_events.checkin.pairing import confirm_pairing, link_of, open_pairing, pairing_by_public_id
from aimf_events.congress.congresses import congress_by_name
from aimf_events.congress.models import CongressRole
from tests.door.hall import PHONE, Hall
from tests.factories import make_staff

pytestmark = pytest.mark.browser
OFFLINE = "ERR_INTERNET_DISCONNECTED"


def pair(hall: Hall, page: Page) -> None:
    """Open the link on the telephone, and give the supervisor's word."""
    with hall.site.within():
        congress = congress_by_name(hall.congress)
        assert congress is not None
        pairing = open_pairing(congress, by=make_staff(CongressRole.DOOR_SUPERVISOR, congress=congress))
        public_id, secret = pairing.public_id, link_of(pairing)
    page.goto(f"{hall.site.url}/{hall.congress}/door/scanner/#{secret}")
    page.locator(".pairing-number").wait_for()
    with hall.site.within():
        supervisor = make_staff(CongressRole.DOOR_SUPERVISOR, congress=congress_by_name(hall.congress))
        confirm_pairing(pairing_by_public_id(public_id), label="porte C", role=DeviceRole.DOOR, by=supervisor)


def test_camera_reads_with_the_network_and_without_it(hall: Hall, with_camera: Browser) -> None:
    context = with_camera.new_context(locale="fr-FR", viewport=PHONE, has_touch=True)  # type: ignore[arg-type]
    context.set_default_timeout(40_000)
    page, errors = context.new_page(), list[str]()
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    door = hall.doors.pop()
    try:
        pair(hall, page)
        page.locator(".scanner-doors button").nth(hall_place(page, hall, door)).click()
        page.locator("section[data-verdict=admitted]").wait_for()
        assert hall.name in page.locator("section[data-verdict]").inner_text()
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        context.set_offline(True)
        page.reload()  # the page, its list and its reader come from the telephone itself
        page.locator("section[data-verdict=look]").wait_for()
        assert "Déjà entré" in page.locator("section[data-verdict]").inner_text()
        assert [row[1:3] for row in hall.scans(door)] == [("in", "welcome")]
        context.set_offline(False)
        page.locator("[data-door-next]").click()
        page.locator("[data-door-state]", has_text="passages partis").wait_for()
        assert [row[1:3] for row in hall.scans(door)][:2] == [("in", "welcome"), ("in", "already_in")]
    finally:
        context.close()
    assert [error for error in errors if OFFLINE not in error] == []


def hall_place(page: Page, hall: Hall, door: str) -> int:
    """Which button stands for a door: they are in the order of the list."""
    page.locator(".scanner-doors").wait_for()
    with hall.site.within():
        from aimf_events.checkin.checkpoints import checkpoints_of

        congress = congress_by_name(hall.congress)
        assert congress is not None
        return [each.public_id for each in checkpoints_of(congress)].index(door)
