"""A mayor binds a telephone with the code of a sheet and gives a proxy from it; another telephone is told that it is not the one."""

import pytest

from aimf_events.assembly.convocation_letter import papers_url
from aimf_events.assembly.emargement_models import VotingCredential
from aimf_events.assembly.sitting_models import Convocation
from aimf_events.assembly.voters import voters_of
from aimf_events.assembly.voting_devices import device_name
from aimf_events.checkin.short_code import format_short_code
from aimf_events.database import db
from tests.factories import make_statutes
from tests.factories.assembly import make_cities, make_open_sitting
from tests.factories.voting import handed_code
from tests.journeys.reader import PHONE

pytestmark = pytest.mark.browser

BROWSER_SIGNS = """async () => {
  const opening = indexedDB.open("aimf-voting", 1);
  const base = await new Promise((done) => { opening.onsuccess = () => done(opening.result); });
  const [key] = await new Promise((done) => {
    const asked = base.transaction("keys").objectStore("keys").getAll();
    asked.onsuccess = () => done(asked.result);
  });
  return crypto.subtle.exportKey("pkcs8", key.keys.privateKey).then(() => "read out", (error) => error.name);
}"""


def test_one_telephone_votes_and_the_next_one_is_told_so(site, reader):
    with site.within():
        make_statutes()
        make_cities(2)
        sitting = make_open_sitting()
        made, holder = handed_code(sitting), voters_of(sitting)[1].seat.mandate.public_id
        reference, code = made.credential.reference, made.code
        convocation = db.session.query(Convocation).filter_by(member_id=made.voter.seat.member.id).one()
        offer = f"/convocation/{papers_url(convocation).rpartition('/')[2]}/proxy/{holder}"
    phone = reader("fr", size=PHONE)
    phone.open("/voting/").fill(reference=format_short_code(reference)).send()
    phone.fill(code=format_short_code(code).lower()).send()
    phone.page.get_by_text("Vous pouvez voter depuis cet appareil.").wait_for()
    phone.examine()
    assert phone.page.evaluate(BROWSER_SIGNS) == "InvalidAccessError"
    with site.within():
        key = db.session.query(VotingCredential).one().public_key
        shown = phone.page.locator("[data-device]").get_attribute("data-device")
        assert device_name(key) == shown
    other = reader("en", size=PHONE).open(f"/voting/{reference}")
    other.page.get_by_text("Another device has voted").wait_for()
    other.examine().open(offer)
    assert "from that device alone" in other.text()
    phone.open(offer)
    phone.page.locator("form[data-signs] [data-other]").wait_for(state="hidden")
    phone.examine().send("form[data-signs] button")
    assert "Votre pouvoir est proposé à Cité 001" in phone.text()
    old = reader("fr", size=PHONE, scripts=False).open(f"/voting/{reference}")
    assert "Cette page ne peut pas dire si c’est celui-ci." in old.text()
