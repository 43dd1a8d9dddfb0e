"""A head sends a letter, lets one person take another's place, changes the order, and says who cannot come; the desk sees it."""

import pytest

from aimf_events.accounts.models import Role
from aimf_events.database import db
from aimf_events.registration.delegations import add_correspondent, invitation_token
from aimf_events.registration.models import ContactRole, Registration, RegistrationState
from tests.factories import make_congress, make_delegation, make_person, make_registration, make_staff
from tests.journeys.reader import DESK, PHONE
from tests.registration.files import pdf

pytestmark = pytest.mark.browser

HEAD, SECRETARIAT = "maire.cotonou@example.org", "secretariat.roux@example.org"
NEW = {"family_name": "Phạm Nguyễn", "given_name": "Thị Thuỳ Dương", "function": "Adjointe au maire"}


def test_head_changes_who_comes_and_the_desk_sees_it(site, reader, tmp_path):
    link = _delegation(site)
    letter = tmp_path / "Lettre de nomination.pdf"
    letter.write_bytes(pdf())
    head = reader("fr", size=PHONE, scripts=False)
    head.context.add_cookies([site.cookie_of(HEAD)])
    head.open(link).follow("/documents")
    head.page.locator("main [name=file]").set_input_files(letter)
    head.send()
    assert "Lettre de nomination.pdf" in head.text()
    head.follow("/replacement")
    head.open(f"{link}/documents").follow("/removal")
    head.open(link)
    head.send("form[action$='/order'] button[value=down]")
    names = head.page.locator(".task-what > a").all_inner_texts()
    assert [name.split()[-1] for name in names] == ["Lawson", "Dossou"]
    head.follow("/absence").choose(what="replaced").send()
    head.fill(**NEW).choose(civility="madam").send()
    assert "prend la place de" in head.text()
    head.open(link).send(".task:has-text('Dossou') a[href$='/absence']")
    head.choose(what="withdrawn").send()
    head.page.locator("details summary:has-text('sans suite')").click()
    head.follow("/return").send()
    assert "vient de nouveau" in head.text()
    desk = reader("en", size=DESK)
    desk.context.add_cookies([site.cookie_of(SECRETARIAT)])
    desk.open("/tunis/accreditation?lang=en")
    assert "Thị Thuỳ Dương" in desk.text()
    with site.within():
        states = {each.person.given_name: each.state for each in db.session.scalars(db.select(Registration))}
    assert states == {
        "Koffi": RegistrationState.SUBMITTED,
        "Afi": RegistrationState.SUBSTITUTED,
        "Thị Thuỳ Dương": RegistrationState.SUBMITTED,
    }
    assert "Traceback" not in site.log()


def _delegation(site) -> str:
    """A delegation of two, its head, and somebody at the desk; the address of its page."""
    with site.within():
        make_staff(Role.SECRETARIAT, email=SECRETARIAT, language="en")
        delegation = make_delegation(make_congress("tunis"), "Cotonou", places={"delegate": 2})
        add_correspondent(delegation, make_person("Rose", "Adjovi", email=HEAD), ContactRole.HEAD, HEAD, by=None)
        make_registration(delegation, person=make_person("Koffi", "Dossou"))
        make_registration(delegation, person=make_person("Afi", "Lawson"))
        return f"/tunis/delegation/{invitation_token(delegation)}"
