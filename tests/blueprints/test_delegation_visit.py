"""Seeing what others entered behind a delegation's link: nothing takes effect before the mailbox's code has been used."""

import pytest

from aimf_events.accounts.models import Account
from aimf_events.accounts.roles import roles_of
from aimf_events.database import db
from aimf_events.mail.models import OutgoingMessage
from aimf_events.people.models import ContactPoint, Person
from aimf_events.registration.delegations import add_correspondent, invitation_token
from aimf_events.registration.models import ContactRole, Delegation, DelegationContact
from tests.factories import make_congress, make_delegation, make_person, make_registration
from tests.page import Browser

ROSE = {"given_name": "Rose", "family_name": "Adjovi", "email": "rose@cotonou.example"}


@pytest.fixture
def delegation(app):
    made = make_delegation(make_congress("tunis"), "Cotonou", places={"delegate": 2})
    head = make_person("Koffi", "Dossou", email="koffi@cotonou.example")
    add_correspondent(made, head, ContactRole.HEAD, head.email, by=None)
    make_registration(made, person=make_person("Afi", "Bio"))
    return made


def path(delegation, rest=""):
    return f"/{delegation.congress.name}/delegation/{invitation_token(delegation)}{rest}"


def ask(browse, delegation, **who):
    browse.get(path(delegation, "/visit"))
    return browse.post(path(delegation, "/visit"), {**ROSE, **who})


def letters(fact):
    return db.session.scalars(db.select(OutgoingMessage).filter_by(fact=fact).order_by(OutgoingMessage.id)).all()


def code():
    return letters("sign_in_code")[-1].data["code"]


def wrong():
    return f"{(int(code()) + 1) % 1_000_000:06d}"


def traces():
    """What a visit may leave: persons, mailboxes, correspondents, accounts, and whether the link was opened."""
    kinds = (Person, ContactPoint, DelegationContact, Account)
    opened = db.session.scalars(db.select(Delegation.opened_at)).one()
    return [db.session.query(kind).count() for kind in kinds], opened


def test_visit_without_the_code_leaves_nothing_but_the_letter_with_it(browse, delegation):
    before = traces()
    page = ask(browse, delegation)
    assert page.h1 == ["Votre code"]
    browse.post(page.path, {"code": wrong()}, status=422)
    assert traces() == before
    assert letters("delegation_visited") == []
    assert [m.recipient for m in letters("sign_in_code")] == ["rose@cotonou.example"]
    assert "Afi" not in browse.get(path(delegation)).text


def test_code_admits_the_visitor_and_the_head_is_told(app, browse, delegation):
    page = ask(browse, delegation)
    page = browse.post(page.path, {"code": code()})
    assert page.path == path(delegation)
    assert "Mme Afi Bio" in page.text
    added = db.session.scalars(db.select(DelegationContact).filter_by(role=ContactRole.FOCAL_POINT)).one()
    assert (added.person.full_name, added.email) == ("Rose Adjovi", "rose@cotonou.example")
    told = letters("delegation_visited")
    assert [m.recipient for m in told] == ["koffi@cotonou.example", app.config["AIMF"].mail_from]
    assert told[0].data["visitor_email"] == "rose@cotonou.example"
    assert db.session.scalars(db.select(Delegation.opened_at)).one() is not None


def test_code_works_in_the_browser_that_asked_and_once(app, browse, delegation):
    page = ask(browse, delegation)
    stranger = Browser(app)
    ask(stranger, delegation, email="autre@cotonou.example")
    first = letters("sign_in_code")[0].data["code"]
    stranger.post(page.path, {"code": first}, status=422)
    browse.post(page.path, {"code": first})
    page = ask(stranger, delegation, email="encore@cotonou.example")
    stranger.post(page.path, {"code": first}, status=422)
    assert db.session.query(DelegationContact).count() == 2


def test_claim_of_one_delegation_is_none_in_another(browse, delegation):
    other = make_delegation(delegation.congress, "Parakou")
    ask(browse, delegation)
    assert browse.get(path(other, "/visit/code")).h1 == ["Qui êtes-vous ?"]
    assert browse.get(path(delegation, "/visit")).value("email") == "rose@cotonou.example"


def test_naming_the_head_with_another_mailbox_makes_no_head(browse, delegation):
    page = ask(browse, delegation, given_name="Koffi", family_name="Dossou", email="pirate@example.org")
    browse.post(page.path, {"code": code()})
    head = db.session.scalars(db.select(DelegationContact).filter_by(role=ContactRole.HEAD)).one()
    pirate = db.session.scalars(db.select(DelegationContact).filter_by(email="pirate@example.org")).one()
    assert (head.email, [c.address for c in head.person.contacts]) == (
        "koffi@cotonou.example",
        ["koffi@cotonou.example"],
    )
    assert (pirate.role, pirate.person_id == head.person_id, roles_of(pirate.person)) == (
        ContactRole.FOCAL_POINT,
        False,
        set(),
    )
    assert letters("delegation_visited")[0].recipient == "koffi@cotonou.example"


def test_several_behind_the_mailbox_are_asked_who(browse, delegation):
    for given in ("Jean", "Luc"):
        person = make_person(given, "Bio", email="mairie@cotonou.example")
        add_correspondent(delegation, person, ContactRole.FOCAL_POINT, person.email, by=None)
    page = ask(browse, delegation, email="mairie@cotonou.example")
    page = browse.post(page.path, {"code": code()})
    assert page.path == "/sign-in/who"
    luc = db.session.scalars(db.select(Person).filter_by(given_name="Luc")).one()
    page = browse.post("/sign-in/who", {"person": luc.public_id, "next": page.value("next")})
    assert page.path == path(delegation)
    assert "Mme Afi Bio" in page.text


def test_abandoned_visit_is_asked_again_from_the_code_page(browse, delegation):
    assert browse.get(path(delegation, "/visit/code")).path == path(delegation, "/visit")
    page = ask(browse, delegation)
    assert page.link("Rien reçu") == path(delegation, "/visit")
    browse.post(page.path, {"code": "12"}, status=422)
