"""A visa letter is checked by a consulate, corrected by the desk, and the first one no longer holds."""

import re

import pytest

from aimf_events.demo import NAME
from aimf_events.demo.staff import SECRETARIAT
from tests.journeys.reader import DESK, PHONE

pytestmark = pytest.mark.browser
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")


def test_consulate_checks_a_letter_that_the_desk_then_corrects(demo_site, reader):
    desk = reader("fr", size=DESK)
    desk.context.add_cookies([demo_site.cookie_of(SECRETARIAT)])
    desk.open(f"/{NAME}/papers")
    desk.send("tbody tr:has-text('valable') th a")
    first = CODE.search(desk.text()).group()

    consulate = reader("fr", size=PHONE, scripts=False)
    consulate.open("/verification")
    consulate.fill(code=first.lower().replace("-", " ")).send()
    assert "Document authentique" in consulate.text()
    assert "Initiales" in consulate.text()

    desk.send("main form button:has-text('Établir une lettre corrigée')")
    second = CODE.search(desk.text()).group()
    assert second != first
    consulate.open(f"/verification/{first}")
    assert "Document remplacé" in consulate.text()
    consulate.open(f"/verification/{second}")
    assert "Document authentique" in consulate.text()
    consulate.open("/verification/0000-0000-0000", status=404)
    assert "Code inconnu" in consulate.text()
