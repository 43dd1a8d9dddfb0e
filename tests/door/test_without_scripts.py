"""The same door without JavaScript: the typed code, its verdict, and « Il était sorti »."""

import pytest
from playwright.sync_api import Browser

from tests.door.hall import Hall, Telephone

pytestmark = pytest.mark.browser


def test_code_typed_twice_and_was_out(hall: Hall, without_camera: Browser) -> None:
    held = Telephone(without_camera, hall, scripts=False)
    for word in ("Entrez", "Déjà entré"):
        held.page.locator("[name=code]").fill(hall.code)
        held.page.get_by_role("button", name="Vérifier").click()
        held.page.get_by_role("heading", name=word).wait_for()
        if word == "Entrez":
            held.page.get_by_role("link", name="Badge suivant").click()
    held.picture("already-in-without-scripts")
    held.page.get_by_role("button", name="Sortie non notée").click()
    held.page.get_by_role("heading", name="Entrez").wait_for()
    assert [row[:3] for row in hall.scans(held.door)] == [
        (1, "in", "welcome"),
        (2, "in", "already_in"),
        (3, "out", "goodbye"),
        (4, "in", "welcome"),
    ]
    held.context.close()
