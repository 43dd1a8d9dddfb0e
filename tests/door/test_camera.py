"""The camera: it reads a badge by our own zxing, shows one verdict, rests under it, and stops out of sight."""

import time
from collections.abc import Callable

import pytest
import zxingcpp
from playwright.sync_api import Browser

from tests.door.film import frame_of
from tests.door.hall import Hall, Telephone

pytestmark = pytest.mark.browser

TRACK = (
    "(() => { const [track] = window.streams.at(-1).getVideoTracks(); return [track.readyState, track.enabled]; })()"
)
HIDE = """hidden => { Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
document.dispatchEvent(new Event("visibilitychange")); }"""


def test_film_shows_the_badge(hall: Hall) -> None:
    assert [found.text for found in zxingcpp.read_barcodes(frame_of(hall.token))] == [hall.token]


def test_camera_reads_a_badge_then_the_same_one_and_it_was_out(
    hall: Hall, with_camera: Browser, telephone: Callable[..., Telephone]
) -> None:
    held = telephone(with_camera)
    said = held.verdict("admitted")
    assert "Entrez" in said
    assert held.page.evaluate("document.scrollingElement.scrollWidth") <= 360
    assert hall.name in said
    assert held.page.locator("[data-door]").get_attribute("data-read-by") == "zxing"
    assert hall.scans(held.door) == [(1, "in", "welcome", False, True)]
    held.picture("admitted")
    held.next()
    began = time.monotonic()
    held.page.wait_for_timeout(1500)
    assert held.page.locator("section[data-verdict]").count() == 0
    held.picture("camera")
    said = held.verdict("look")
    assert time.monotonic() - began >= 2.4
    assert "Déjà entré" in said
    assert "porte B" in said
    held.picture("already-in")
    held.page.locator("section [data-door-was-out]").click()
    held.page.locator("section .verdict-word", has_text="Entrez").wait_for()
    passed = [("in", "welcome"), ("in", "already_in"), ("out", "goodbye"), ("in", "welcome")]
    assert [row[1:3] for row in hall.scans(held.door)] == passed


def test_reader_is_ours_and_breaks_no_policy(
    hall: Hall, with_camera: Browser, telephone: Callable[..., Telephone]
) -> None:
    held = telephone(with_camera)
    held.verdict("admitted")
    ours = [address for address in held.loaded if address.startswith(f"{hall.site.url}/static/")]
    assert any("reader_worker.js" in address for address in ours)
    assert {a.split(":")[0] for a in held.loaded if not a.startswith(hall.site.url)} <= {"data", "blob"}
    measured = held.page.evaluate("performance.getEntriesByType('resource').map((each) => new URL(each.name).origin)")
    assert set(measured) <= {hall.site.url, "null"}


def test_camera_of_the_back_rests_under_a_verdict_and_stops_out_of_sight(
    hall: Hall, with_camera: Browser, telephone: Callable[..., Telephone]
) -> None:
    held = telephone(with_camera)
    held.verdict("admitted")
    asked = held.page.evaluate("window.asked")
    assert (asked[0]["video"]["facingMode"], asked[0]["audio"]) == ({"ideal": "environment"}, False)
    assert held.page.evaluate(TRACK) == ["live", False]
    held.next()
    assert held.page.evaluate(TRACK) == ["live", True]
    held.page.evaluate(HIDE, True)
    assert held.page.evaluate(TRACK)[0] == "ended"
    held.page.wait_for_timeout(1000)
    assert len(hall.scans(held.door)) == 1
    held.page.evaluate(HIDE, False)
    assert "Déjà entré" in held.verdict("look")
    assert held.page.evaluate("window.streams.length") == 2


def test_camera_refused_leaves_the_typed_code(
    hall: Hall, without_camera: Browser, telephone: Callable[..., Telephone]
) -> None:
    held = telephone(without_camera)
    assert "tapez le code court" in held.state("n’est pas autorisé")
    assert not held.page.locator("[data-door-camera]").is_visible()
    held.picture("refused-camera")
    held.page.locator("[name=code]").fill(hall.code)
    held.page.keyboard.press("Enter")
    assert hall.name in held.verdict("admitted")
