"""The secretariat makes two records one, hands over a file and erases it; somebody takes their own data away."""

import re
import zipfile

import pytest

from aimf_events.accounts.models import RoleGrant
from aimf_events.congress.models import CongressGrant
from aimf_events.database import db
from aimf_events.demo import NAME
from aimf_events.demo.staff import SECRETARIAT
from aimf_events.members.models import LocalOffice
from aimf_events.people.models import Person
from aimf_events.registration.models import OPEN, Registration
from tests.journeys.reader import DESK, PHONE

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(demo_site, reader):
    someone = reader("fr", size=DESK)
    someone.context.add_cookies([demo_site.cookie_of(SECRETARIAT)])
    return someone


def test_two_records_of_one_human_being_become_one_and_both_addresses_lead_to_it(desk):
    desk.open("/persons/merges").send("main a:has-text('Comparer')")
    kept, gone = re.search(r"/persons/merges/([^/]+)/([^/?#]+)", desk.page.url).groups()
    desk.send()
    assert "Écrivez ce qui le montre." in desk.text()
    desk.fill(reason="Même date de naissance, confirmée au téléphone").send()
    desk.open(f"/persons/{gone}")
    assert desk.page.url.endswith(f"/persons/{kept}")


def test_new_mayor_takes_the_place_of_the_former_one(demo_site, desk):
    with demo_site.within():
        registration = db.session.scalars(
            db.select(Registration)
            .join(LocalOffice, LocalOffice.person_id == Registration.person_id)
            .where(Registration.state.in_(OPEN), LocalOffice.is_executive, LocalOffice.ends_on.is_(None))
            .order_by(Registration.id)
        ).first()
        member = registration.delegation.member.public_id
    desk.open(f"/{NAME}/members/{member}/mayor").choose(civility="madam")
    desk.fill(given_name="Thị Thuỳ Dương", family_name="Phạm Nguyễn", office="Maire", email="nouvelle@maire.example")
    desk.fill(source="Journal officiel du 12 novembre").send()
    desk.send("main a:has-text('Remplacer par Mme')")
    assert desk.page.locator("[name=family_name]").input_value() == "Phạm Nguyễn"
    desk.choose(mode="in_person").fill(source="au téléphone, le 27 novembre").send()
    assert "Phạm Nguyễn" in desk.text()
    desk.open(f"/{NAME}/members/{member}/mayor")
    assert "Ce qui reste à faire" not in desk.text()


def test_file_of_a_person_is_handed_over_then_erased_and_the_page_says_what_stays(demo_site, desk, tmp_path):
    with demo_site.within():
        busy = db.select(Registration.person_id)
        needed = [db.select(kind.person_id) for kind in (LocalOffice, RoleGrant, CongressGrant)]
        free = db.select(Person).where(Person.id.not_in(busy), Person.merged_into_id.is_(None))
        free = free.where(*(Person.id.not_in(each) for each in needed))
        person = db.session.scalars(free.order_by(Person.id.desc())).first()
        name, address = person.family_name, f"/persons/{person.public_id}"
    desk.open(address)
    desk.page.fill("[name=export-reason]", "demande écrite du 3 novembre")
    with desk.page.expect_download() as started:
        desk.page.locator("form[action$='/export'] button").click()
    started.value.save_as(tmp_path / "file.zip")
    assert "donnees.html" in zipfile.ZipFile(tmp_path / "file.zip").namelist()
    desk.open(f"{address}/erasure")
    assert "Ce qui reste, sans le nom" in desk.text()
    desk.fill(reason="demande écrite du 3 novembre").send()
    assert "Cochez cette case pour confirmer." in desk.text()
    desk.page.check("[name=sure]")
    desk.send()
    desk.open(address)
    assert "ont été effacées" in desk.text()
    assert name not in desk.text()


def test_somebody_takes_their_own_data_away_on_a_telephone(demo_site, reader, tmp_path):
    with demo_site.within():
        wanted = db.select(Registration).where(Registration.email != "", Registration.state.in_(OPEN))
        own = next(r for r in db.session.scalars(wanted.order_by(Registration.id)) if r.person.email == r.email)
        mailbox, person, name = own.email, own.person_id, own.person.family_name
    someone = reader("fr", size=PHONE)
    someone.context.add_cookies([demo_site.cookie_of(mailbox, person)])
    someone.open("/persons/me/data")
    with someone.page.expect_download() as started:
        someone.page.locator("main form button").first.click()
    started.value.save_as(tmp_path / "mine.zip")
    assert name in zipfile.ZipFile(tmp_path / "mine.zip").read("donnees.html").decode()
