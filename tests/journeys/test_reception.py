"""The welcome desk on the keyboard alone: each act is counted in keys, and without scripts it is the same act."""

from typing import Any

import pytest
from sqlalchemy import func, select

from aimf_events.checkin.models import Badge, BadgeState
from aimf_events.congress.models import CongressGrant, CongressRole
from aimf_events.database import db
from aimf_events.demo import NAME
from aimf_events.demo.staff import ACCREDITATION, RECEPTION
from aimf_events.registration.models import Delegation, Registration
from tests.journeys.reader import DESK, PHONE

pytestmark = pytest.mark.browser


class Keyboard:
    """Counts what a hand presses; a hardware scanner presses for itself."""

    def __init__(self, reader: Any) -> None:
        self.reader, self.page, self.count = reader, reader.page, 0

    def type(self, text: str) -> None:
        self.page.keyboard.type(text, delay=15)
        self.count += len(text)

    def press(self, *keys: str, brings: str = "") -> None:
        """Press keys; the last one brings a page that says so much."""
        for key in keys:
            self.page.keyboard.press(key)
        self.count += len(keys)
        if brings:
            self.page.get_by_text(brings).first.wait_for()
            self.reader.examine()

    def scan(self, token: str, brings: str) -> None:
        self.page.keyboard.type(token)
        self.page.keyboard.press("Enter")
        self.page.get_by_text(brings).first.wait_for()
        self.reader.examine()

    def counted(self) -> int:
        count, self.count = self.count, 0
        return count


def waiting(site: Any) -> tuple[str, str, str]:
    """Token, family name and full name of somebody whose badge waits and whose name nobody else bears."""
    with site.within():
        rows = select(Badge).join(Badge.registration).join(Registration.person)
        for badge in db.session.scalars(rows.where(Badge.state == BadgeState.ISSUED).order_by(Badge.id)):
            person = badge.registration.person
            if len(person.family_name) > 4 and person.family_name.isascii() and " " not in person.family_name:
                return badge.token, person.family_name.lower(), person.badge_name
    raise AssertionError("nobody waits")


def test_volunteer_hands_over_finds_and_reissues_in_a_few_keys(demo_site: Any, reader: Any) -> None:
    token, family, name = waiting(demo_site)
    desk = reader("fr", size=DESK)
    desk.context.add_cookies([demo_site.cookie_of(RECEPTION)])
    desk.open(f"/{NAME}/reception")
    hand = Keyboard(desk)
    hand.scan(token, "Le badge attend ici.")
    hand.press("r", brings="est remis.")
    assert hand.counted() == 1  # the scanner did the rest
    assert name in desk.text()

    hand.type(family[:4])
    desk.page.locator("[data-result]").filter(has_text=name).wait_for()
    for _ in range(20):
        hand.press("ArrowDown")
        if name in desk.page.evaluate("document.activeElement.textContent"):
            break
    hand.press("Enter", brings="Badge remis à")
    hand.press("p", brings="Qu’est-il arrivé")
    hand.press("Enter", brings="L’ancien badge n’ouvre plus aucune porte.")
    hand.press("r", brings="est remis.")
    assert hand.counted() <= 12
    hand.scan(token, "Le badge présenté a été remplacé")  # from the field, which has the focus again
    hand.scan(token, "Le badge présenté a été remplacé")  # and from a card, where no field has it


def test_place_changes_hands_at_the_desk_in_under_a_minute(demo_site: Any, reader: Any) -> None:
    token, _family, _name = waiting(demo_site)
    desk = reader("fr", size=DESK)
    desk.context.add_cookies([demo_site.cookie_of(ACCREDITATION)])
    desk.open(f"/{NAME}/reception")
    hand = Keyboard(desk)
    hand.scan(token, "Le badge attend ici.")
    hand.press("s", brings="La place de")
    for text in ("Houénou", "Joël", " ", "", "", "la cheffe, au guichet"):  # the space chooses « Madame »
        hand.type(text)
        hand.press("Tab")
    hand.press("Tab", "Enter", brings="prend la place de")
    keys = hand.counted()
    assert "Le badge n’est pas encore imprimé." in desk.text()
    hand.press("r", brings="est remis.")
    assert keys < 60  # at two keys a second, half a minute, what is written included


def test_desk_works_without_scripts_on_a_telephone(demo_site: Any, reader: Any) -> None:
    _token, family, name = waiting(demo_site)
    with demo_site.within():
        assert db.session.scalars(select(CongressGrant).filter_by(role=CongressRole.DESK)).one()
    desk = reader("fr", size=PHONE, scripts=False)
    desk.context.add_cookies([demo_site.cookie_of(RECEPTION)])
    desk.open(f"/{NAME}/reception?q=qqq")
    desk.open(f"/{NAME}/reception")
    desk.page.locator("[name=q]").fill(f"{family} {name.split()[0]}")
    desk.send("main form button")
    if desk.page.locator("[data-result]").count():
        desk.send("[data-result]")
    desk.send("form[action$='/handover'] button")
    assert f"{name} est remis." in desk.text()


def test_delegation_receives_its_badges_and_signs_with_a_finger(demo_site: Any, reader: Any) -> None:
    with demo_site.within():
        waits = select(Registration.delegation_id).join(Badge, Badge.registration_id == Registration.id)
        waits = waits.where(Badge.state == BadgeState.ISSUED).group_by(Registration.delegation_id)
        delegation = db.session.get_one(Delegation, db.session.scalars(waits.having(func.count() > 2)).first())
        address = f"/{NAME}/reception/delegations/{delegation.public_id}"
    desk = reader("fr", size=PHONE)
    desk.context.add_cookies([demo_site.cookie_of(RECEPTION)])
    desk.open(address)
    desk.page.locator("[name=badges]").first.uncheck()
    desk.fill(receiver="Awa Diop", function="Attachée de protocole").send("main form button")
    assert "remis à Awa Diop." in desk.text()
    desk.page.locator("canvas").scroll_into_view_if_needed()
    box = desk.page.locator("canvas").bounding_box()
    desk.page.mouse.move(box["x"] + 20, box["y"] + 20)
    desk.page.mouse.down()
    for step in range(1, 9):
        desk.page.mouse.move(box["x"] + 20 + 30 * step, box["y"] + 20 + (step % 3) * 25)
    desk.page.mouse.up()
    desk.send("[data-signature-pad] button[type=submit]")
    assert "Le reçu est signé." in desk.text()
    assert desk.page.locator(".signature svg path").count() == 1
    desk.open(address)
    assert "1 badge attend au bureau." in desk.text()
