"""The secretariat reads its morning and takes a list away; the protocol officer ranks a guest and seats them, without scripts."""

import io

import pytest
from openpyxl import load_workbook

from aimf_events.demo import NAME
from tests.journeys.reader import DESK, PHONE

pytestmark = pytest.mark.browser


def said(part):
    """The words of a part of the page, with ordinary spaces."""
    return " ".join(part.inner_text().split())


def test_morning_shows_the_map_and_a_list_leaves_as_it_is_narrowed(demo_site, reader):
    camille = reader("fr", size=DESK)
    camille.context.add_cookies([demo_site.cookie_of("camille.roux@example.org")])
    camille.open(f"/{NAME}/secretariat/")
    assert "Qui a répondu, pays par pays" in camille.text()
    assert camille.page.locator(".world text").count() > 20
    assert "D’abord" in camille.text()
    camille.open(f"/{NAME}/secretariat/delegations?country=BJ")
    shown = camille.page.locator("main table tbody tr").count()
    answer = camille.context.request.get(camille.page.url.replace("delegations?", "delegations.xlsx?"))
    assert answer.ok
    sheet = load_workbook(io.BytesIO(answer.body()), read_only=True).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) - 1 == shown > 0
    assert {row[1] for row in rows[1:]} == {"Bénin"}


def test_protocol_ranks_a_guest_and_moves_a_seat_without_scripts(demo_site, reader):
    officer = reader("fr", size=PHONE, scripts=False)
    officer.context.add_cookies([demo_site.cookie_of("protocole@example.org")])
    officer.open(f"/{NAME}/protocol/?rank=7")
    officer.follow("/protocol/guests/")
    name = said(officer.page.locator("h1"))
    officer.page.select_option("select[name=rank]", "2")
    officer.fill(order="1").send()
    assert "Ministres" in officer.text()
    assert name in officer.text()
    officer.open(f"/{NAME}/protocol/plans").follow("/protocol/plans/")
    officer.send("form[action$='/filling'] button")
    assert name in said(officer.page.locator(".seating"))
    officer.send(f".seating td a:has-text({name!r})")
    officer.fill(row="1", number="1").send()
    assert name in said(officer.page.locator(".seating tbody tr").first.locator("td").first)
    officer.open(f"/{NAME}/protocol/arrivals")
    assert "arrivées au congrès" in officer.text()
