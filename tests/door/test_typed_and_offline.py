"""Without a camera: the hardware scanner, the code typed, the network cut, two tabs of one telephone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from tests.door.hall import Hall, Telephone

pytestmark = pytest.mark.browser

AZERTY = str.maketrans("1234567890", "&é\"'(-è_çà")
OFFLINE = "net::ERR_INTERNET_DISCONNECTED"
# As a scanner does: keys a few milliseconds apart, then Enter, wherever the focus is.
WEDGE = """keys => { const at = document.activeElement ?? document.body;
for (const key of [...keys, "Enter"]) at.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })); }"""


def type_code(page: Page, code: str) -> None:
    page.locator("[name=code]").fill(code)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("layout", ["digits", "azerty"])
@pytest.mark.parametrize("focus", ["nowhere", "field"])
def test_hardware_scanner(
    hall: Hall, without_camera: Browser, telephone: Callable[..., Telephone], layout: str, focus: str
) -> None:
    held = telephone(without_camera)
    held.state("n’est pas autorisé")
    keys = hall.token.translate(AZERTY) if layout == "azerty" else hall.token
    if focus == "field":
        held.page.locator("[name=code]").focus()
        held.page.keyboard.insert_text(keys)
        held.page.keyboard.press("Enter")
    elif layout == "digits":
        held.page.keyboard.type(keys)
        held.page.keyboard.press("Enter")
    else:
        held.page.evaluate(WEDGE, keys)
    assert hall.name in held.verdict("admitted")
    assert hall.scans(held.door) == [(1, "in", "welcome", False, True)]


def test_scanner_goes_on_under_a_verdict(
    hall: Hall, without_camera: Browser, telephone: Callable[..., Telephone]
) -> None:
    held = telephone(without_camera)
    held.state("n’est pas autorisé")
    held.page.keyboard.type(hall.token)
    held.page.keyboard.press("Enter")
    held.verdict("admitted")
    held.page.keyboard.type(hall.token)
    held.page.keyboard.press("Enter")
    assert "Déjà entré" in held.verdict("look")


def test_short_code_in_small_letters_with_spaces(
    hall: Hall, without_camera: Browser, telephone: Callable[..., Telephone]
) -> None:
    held = telephone(without_camera)
    code = hall.code.lower()
    type_code(held.page, f" {code[:3]} {code[3:6]}  {code[6:]} ")
    assert hall.name in held.verdict("admitted")
    assert hall.scans(held.door) == [(1, "in", "welcome", True, True)]


def test_network_cut_says_what_to_do_and_the_scan_is_sent_once_when_it_is_back(
    hall: Hall, without_camera: Browser, telephone: Callable[..., Telephone]
) -> None:
    held = telephone(without_camera)
    held.state("n’est pas autorisé")
    held.context.set_offline(True)
    for _again in range(2):
        type_code(held.page, hall.code)
        said = held.state("Le réseau ne répond pas")
    assert "regardez le badge" in said
    held.picture("offline")
    assert hall.scans(held.door) == []
    held.context.set_offline(False)
    assert hall.name in held.verdict("admitted")
    assert hall.scans(held.door) == [(1, "in", "welcome", True, True)]
    held.errors[:] = [error for error in held.errors if OFFLINE not in error]


def test_answer_lost_on_the_way_is_asked_again_with_the_same_nonce(
    hall: Hall, without_camera: Browser, telephone: Callable[..., Telephone]
) -> None:
    held = telephone(without_camera)
    held.state("n’est pas autorisé")

    def lose_the_answer(route) -> None:  # type: ignore[no-untyped-def]
        route.fetch()
        route.abort("internetdisconnected")

    held.page.route("**/api/v1/checkpoints/*/scans", lose_the_answer, times=1)
    type_code(held.page, hall.code)
    held.state("Le réseau ne répond pas")
    assert len(hall.scans(held.door)) == 1
    assert "Entrez" in held.verdict("admitted")
    assert len(hall.scans(held.door)) == 1
    held.page.locator("section .verdict-top strong", has_text="1").wait_for()
    held.errors[:] = [error for error in held.errors if OFFLINE not in error]


def test_what_waited_outlives_the_page(
    hall: Hall, without_camera: Browser, telephone: Callable[..., Telephone]
) -> None:
    held = telephone(without_camera)
    held.state("n’est pas autorisé")
    held.page.on("dialog", lambda dialog: dialog.accept())
    held.page.route("**/api/v1/checkpoints/*/scans", lambda route: route.abort("internetdisconnected"))
    type_code(held.page, hall.code)
    held.state("Le réseau ne répond pas")
    held.page.unroute("**/api/v1/checkpoints/*/scans")
    held.page.reload()
    assert hall.name in held.verdict("admitted")
    assert hall.scans(held.door) == [(1, "in", "welcome", True, True)]
    held.errors[:] = [error for error in held.errors if OFFLINE not in error]


def test_two_tabs_of_one_telephone_lose_nothing(
    hall: Hall, without_camera: Browser, telephone: Callable[..., Telephone]
) -> None:
    held = telephone(without_camera)
    other = held.tab()
    other.goto(held.page.url)
    type_code(held.page, hall.code)
    held.verdict("admitted")
    type_code(other, "000000000")
    other.locator("section[data-verdict=refused]").wait_for()
    held.next()
    type_code(held.page, hall.code)
    assert "Déjà entré" in held.verdict("look")
    assert [row[0] for row in hall.scans(held.door)] == [1, 2, 3]
