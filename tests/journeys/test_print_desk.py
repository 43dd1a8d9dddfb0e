"""A browser beside a printer: what it would print is the badge alone, at its own size; and it goes by itself where asked."""

import io
import subprocess
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from aimf_events.checkin.print_models import PrintReason, PrintRequest, PrintState
from aimf_events.checkin.print_queue import enqueue_print
from aimf_events.congress.models import CongressRole
from aimf_events.database import db
from tests.checkin.doors import make_badge, today_congress
from tests.factories import make_staff
from tests.journeys.reader import DESK

pytestmark = pytest.mark.browser
MAILBOX = "portes@example.org"
# Counted on the page itself: the policy lets nobody wait for an expression.
PRINTS = "window.print = () => (document.documentElement.dataset.printed = +(document.documentElement.dataset.printed || 0) + 1)"


@pytest.fixture
def asked(site):
    """The name of a congress, and three badges that wait: (public id of the request, what the code says)."""
    with site.within():
        congress = today_congress()
        make_staff(CongressRole.DOOR_SUPERVISOR, congress=congress, email=MAILBOX)
        badges = [make_badge(congress) for _ in range(3)]
        waiting = {enqueue_print(b, by=None, reason=PrintReason.FIRST).public_id: b.token for b in badges}
        return congress.name, waiting


@pytest.mark.parametrize("format, size, sides", [("label", (62, 100), 1), ("card", (86, 54), 2), ("a6", (105, 148), 2)])
def test_the_printer_gets_the_badge_alone(format, size, sides, asked, site, reader, tmp_path: Path):
    name, waiting = asked
    desk = reader("fr", size=DESK)
    desk.context.add_cookies([site.cookie_of(MAILBOX)])
    desk.page.add_init_script(PRINTS)
    desk.open(f"/{name}/door/badges/kiosk/{format}/accueil-{format}")
    desk.page.get_by_role("button", name="Imprimer le suivant").click()
    desk.page.locator("html[data-printed='1']").wait_for()
    desk.examine()
    token = waiting[desk.page.url.rpartition("/")[2]]
    paper = desk.page.pdf(prefer_css_page_size=True, print_background=True)
    pages = PdfReader(io.BytesIO(paper)).pages
    assert {tuple(round(float(side) * 25.4 / 72) for side in page.mediabox[2:]) for page in pages} == {size}
    subprocess.run(["pdftoppm", "-r", "200", "-gray", "-", str(tmp_path / "page")], input=paper, check=True)
    read = [[code.text for code in zxingcpp.read_barcodes(Image.open(p))] for p in sorted(tmp_path.glob("page*"))]
    assert read == [[token]] * sides
    desk.page.reload()
    desk.page.wait_for_timeout(500)
    assert desk.page.locator("html[data-printed]").count() == 0  # shown again, not printed again
    desk.page.get_by_role("button", name="Le badge est sorti").click()
    desk.page.wait_for_url("**/accueil-*")


def test_a_desk_that_may_prints_all_that_waits_by_itself(asked, site, reader):
    name, _waiting = asked
    desk = reader("fr", size=DESK)
    desk.context.add_cookies([site.cookie_of(MAILBOX)])
    desk.page.add_init_script(
        "window.print = () => setTimeout(() => window.dispatchEvent(new Event('afterprint')), 50)"
    )
    desk.open(f"/{name}/door/badges/kiosk/label/accueil-1")
    desk.page.get_by_role("checkbox").check()
    desk.page.get_by_text("Aucun badge n’attend.").first.wait_for()
    with site.within():
        states = db.session.scalars(db.select(PrintRequest.state)).all()
    assert states == [PrintState.PRINTED] * 3
