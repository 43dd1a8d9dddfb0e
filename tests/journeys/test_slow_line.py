"""A telephone on a 2G line registers somebody, loses the line twice, and loses nothing."""

import pytest
from playwright.sync_api import Error

from aimf_events.database import db
from aimf_events.registration.delegations import invitation_token
from aimf_events.registration.models import Mode, Registration, RegistrationState
from tests.factories import make_congress, make_delegation
from tests.journeys.reader import PHONE

pytestmark = pytest.mark.browser

TWO_G = {"latency": 600, "downloadThroughput": 50_000 // 8, "uploadThroughput": 20_000 // 8}
"""GPRS as Chromium's own list of networks has it, slower on the way up: bytes a second, milliseconds."""
WHO = {
    "family_name": "Phạm Nguyễn",
    "given_name": "Thị Thuỳ Dương",
    "function": "Adjointe au maire chargée du numérique",
    "email": "duong@hochiminh.example",
}


class Line:
    """The network of one tab, as Chromium emulates it."""

    def __init__(self, reader):
        self._session = reader.context.new_cdp_session(reader.page)
        self._session.send("Network.enable")
        self.returns()

    def is_lost(self):
        """No network at all."""
        self._session.send("Network.emulateNetworkConditions", {"offline": True, **TWO_G})

    def returns(self):
        """2G again."""
        self._session.send("Network.emulateNetworkConditions", {"offline": False, **TWO_G})


def test_line_lost_twice_on_2g_loses_nothing(site, reader):
    with site.within():
        delegation = make_delegation(make_congress("tunis"), "Hô Chi Minh-Ville", places={"delegate": 2})
        link = f"/tunis/delegation/{invitation_token(delegation)}"
    phone = reader("fr", size=PHONE)
    page, line = phone.page, Line(phone)
    phone.open(link).follow("/person").choose(civility="madam").fill(**WHO)

    line.is_lost()  # once: before the form leaves
    page.locator("main form button").last.click()
    page.get_by_role("alert").get_by_text("Pas de réseau").wait_for()
    assert {name: page.locator(f"main [name={name}]").input_value() for name in WHO} == WHO
    line.returns()
    phone.send("main form button")
    phone.choose(mode="in_person")

    with page.expect_request(lambda asked: asked.method == "POST"):  # twice: the form has left, no answer comes
        page.locator("main form button").first.click(no_wait_after=True)
    line.is_lost()
    page.wait_for_timeout(1500)
    line.returns()
    try:
        page.goto(site.url + link, wait_until="load")
    except Error:  # the answer that was lost is still failing: the address is opened again, as anybody would
        page.goto(site.url + link, wait_until="load")
    phone.examine()
    assert "Mme Thị Thuỳ Dương Phạm Nguyễn" in phone.text()
    unfinished = page.locator("a[href$='/participation']", has_text="Terminer")
    if unfinished.count():
        phone.open(link).follow("/participation").choose(mode="in_person").send()
    with site.within():
        made = db.session.scalars(db.select(Registration)).one()
        kept = {name: getattr(made.person, name, None) or getattr(made, name) for name in ("family_name", "given_name")}
        kept |= {"function": made.function, "email": made.email}
        assert kept == WHO
        assert (made.state, made.mode) == (RegistrationState.SUBMITTED, Mode.IN_PERSON)
    assert "Traceback" not in site.log()
