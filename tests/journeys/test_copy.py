"""A congress is copied: its settings come along, its people do not."""

import pytest

from aimf_events.demo import NAME
from aimf_events.demo.staff import SECRETARIAT
from tests.journeys.reader import DESK

pytestmark = pytest.mark.browser


def test_settings_of_a_congress_come_along_and_nobody_does(demo_site, reader):
    desk = reader("fr", size=DESK)
    desk.context.add_cookies([demo_site.cookie_of(SECRETARIAT)])
    desk.open(f"/{NAME}/settings/copy")
    assert "Ce qui ne le sera jamais" in desk.text()
    desk.fill(number="41", name=NAME, title_fr="Congrès de Huế", title_en="Huế Congress", starts_on="2027-11-10").send()
    assert "Une réponse est à reprendre" in desk.text()
    desk.fill(name="hue-2027").send()
    desk.open("/hue-2027/settings/categories")
    assert "Chef de délégation" in desk.text()
    desk.open("/hue-2027/settings/phase")
    assert desk.page.locator("[name=phase]:checked").get_attribute("value") == "preparation"
    desk.open("/hue-2027/secretariat/delegations")
    assert "130 délégations" not in desk.text()
    desk.open("/hue-2027/accreditation")
    assert "Aucune inscription pour le moment" in desk.text()
    desk.open(f"/{NAME}/secretariat/delegations")
    assert "130 délégations" in desk.text()
