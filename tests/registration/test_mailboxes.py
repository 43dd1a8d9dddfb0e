"""A mailbox written in a form receives the letters; it opens somebody's pages only once the desk has said so."""

import pytest

from aimf_events.accounts.models import Account, Role
from aimf_events.accounts.roles import grant_role
from aimf_events.accounts.sessions import choose_person, open_session
from aimf_events.clock import now
from aimf_events.congress.models import CongressRole
from aimf_events.congress.roles import grant_congress_role
from aimf_events.database import db, transaction
from aimf_events.errors import NotFound
from aimf_events.journal import history
from aimf_events.mail.models import OutgoingMessage
from aimf_events.members.offices import set_office
from aimf_events.people.contacts import add_contact, persons_at
from aimf_events.people.models import Civility, ContactKind
from aimf_events.registration.accreditation import approve, decide_many
from aimf_events.registration.delegations import add_correspondent
from aimf_events.registration.models import ContactRole, DelegationContact, RegistrationState
from aimf_events.registration.registrations import (
    save_identity,
    start_registration,
    submit_registration,
    withdraw_registration,
)
from tests.factories import category_of, make_congress, make_delegation, make_person, make_registration, make_staff

PIRATE = "pirate@example.org"


@pytest.fixture
def delegation(app):
    return make_delegation(make_congress(), "Cotonou", places={"delegate": 9})


@pytest.fixture
def desk(app):
    return make_staff(Role.SECRETARIAT)


@pytest.fixture
def mayor(delegation):
    """The mayor, known by the office, without a mailbox."""
    person = make_person("Rose", "Adjovi", email=None)
    set_office(delegation.member, person, title={"fr": "Maire"}, is_executive=True, by=None)
    return person


def start(delegation, given_name="Koffi", family_name="Dossou", **values):
    category = category_of(delegation.congress, "delegate")
    return start_registration(delegation, category=category, given_name=given_name, family_name=family_name, **values)


def correct(registration, by=None, **changes):
    person = registration.person
    given = {
        "given_name": person.given_name,
        "family_name": person.family_name,
        "civility": person.civility,
        "badge_name": person.badge_name,
        "function": registration.function,
        "email": registration.email,
        "telephone": registration.telephone,
    }
    return save_identity(registration, by=by, **given | changes)


def mailboxes(person):
    db.session.refresh(person)
    return [contact.address for contact in person.contacts]


def session_at(address):
    with transaction():
        account = Account(address=address, key=address, created_at=now())
        db.session.add(account)
    return open_session(account, browser="test")[1]


def letters_to(registration):
    found = db.select(OutgoingMessage).filter_by(about_kind="Registration", about_id=registration.id)
    return [(m.fact, m.recipient) for m in db.session.scalars(found)]


def focal_point(delegation):
    person = make_person("Pierre", "Ate", email=PIRATE)
    add_correspondent(delegation, person, ContactRole.FOCAL_POINT, PIRATE, by=None)
    return person


def test_focal_point_who_names_the_mayor_does_not_become_the_mayor(delegation, mayor, desk):
    attacker = focal_point(delegation)
    made = start(delegation, "Rose", "Adjovi", email=PIRATE, telephone="+22901970000", by=attacker)
    assert made.person_id == mayor.id
    correct(made, email="autre-pirate@example.org", by=attacker)
    correct(made, email=PIRATE, by=attacker)
    submit_registration(made, by=attacker)
    approve(made, by=desk)
    correct(made, email="autre-pirate@example.org", by=attacker)
    assert mailboxes(mayor) == []
    assert persons_at(PIRATE) == [attacker]
    assert persons_at("autre-pirate@example.org") == []
    opened = session_at(PIRATE)
    assert opened.person_id == attacker.id
    with pytest.raises(NotFound):
        choose_person(opened, mayor)


TIES = {
    "office": lambda person, delegation: set_office(
        delegation.member, person, title={"fr": "Maire"}, is_executive=True, by=None
    ),
    "correspondent": lambda person, delegation: name_without_mailbox(delegation, person),
    "role": lambda person, delegation: grant_role(person, Role.TREASURY, by=None),
    "role for a congress": lambda person, delegation: grant_congress_role(
        person, CongressRole.DOOR, delegation.congress, by=None
    ),
    "another delegation": lambda person, delegation: make_registration(make_delegation(make_congress()), person=person),
    "a mailbox of their own": lambda person, delegation: own_mailbox(person, "rose@cotonou.example"),
}


def name_without_mailbox(delegation, person):
    with transaction():
        delegation.contacts.append(DelegationContact(person=person, role=ContactRole.FOCAL_POINT, email=""))


def own_mailbox(person, address):
    with transaction():
        add_contact(person, ContactKind.EMAIL, address)


@pytest.mark.parametrize("tie", TIES)
def test_whoever_is_known_receives_no_mailbox_from_the_link_nor_by_accreditation(delegation, desk, tie):
    known = make_person("Rose", "Adjovi", email=None)
    make_registration(delegation, person=known, state=RegistrationState.WITHDRAWN)
    TIES[tie](known, delegation)
    before = mailboxes(known)
    made = start(delegation, "Rose", "Adjovi", civility=Civility.MADAM, email=PIRATE)
    assert made.person_id == known.id
    submit_registration(made)
    approve(made, by=desk)
    assert mailboxes(known) == before
    assert session_at(PIRATE).person_id is None


def test_letters_reach_the_address_given_all_the_same(delegation, mayor, desk):
    made = start(delegation, "Rose", "Adjovi", email="rose@cotonou.example")
    submit_registration(made)
    approve(made, by=desk)
    assert letters_to(made) == [("registration_confirmed", "rose@cotonou.example")]


def test_new_person_receives_the_mailbox_when_the_desk_accredits(delegation, desk):
    made = start(delegation, email="koffi@cotonou.example", telephone="+22997000000")
    submit_registration(made)
    assert (mailboxes(made.person), persons_at("koffi@cotonou.example")) == ([], [])
    approve(made, by=desk)
    assert mailboxes(made.person) == ["koffi@cotonou.example", "+22997000000"]
    assert "mailbox_confirmed" in [entry.verb for entry in history(made)]
    assert session_at("koffi@cotonou.example").person_id == made.person_id


def test_accrediting_many_confirms_each(delegation, desk):
    made = [start(delegation, f"Koffi {n}", email=f"koffi{n}@cotonou.example") for n in range(3)]
    for each in made:
        submit_registration(each)
    decide_many([each.id for each in made], "approve", by=desk)
    assert [mailboxes(each.person) for each in made] == [[each.email] for each in made]


def test_one_who_came_back_after_withdrawing_receives_the_mailbox_too(delegation, desk):
    first = start(delegation, email="koffi@cotonou.example")
    withdraw_registration(first, by=None)
    made = start(delegation, email="koffi@cotonou.example")
    assert made.person_id == first.person_id
    submit_registration(made)
    approve(made, by=desk)
    assert mailboxes(made.person) == ["koffi@cotonou.example"]


def test_correction_of_an_accredited_mailbox_closes_the_mistyped_one(delegation, desk):
    made = start(delegation, email="kofi@cotonou.example")
    submit_registration(made)
    approve(made, by=desk)
    correct(made, email="koffi@cotonou.example")
    assert mailboxes(made.person) == ["koffi@cotonou.example"]


def test_correction_before_the_accreditation_reaches_nobody(delegation):
    made = start(delegation, email="kofi@cotonou.example")
    correct(made, email="koffi@cotonou.example")
    assert (made.email, mailboxes(made.person)) == ("koffi@cotonou.example", [])


def test_desk_that_saves_the_identity_confirms_the_mailbox_of_the_mayor(delegation, mayor, desk):
    made = start(delegation, "Rose", "Adjovi", email="rose@cotonou.example")
    correct(made, by=desk)
    assert mailboxes(mayor) == ["rose@cotonou.example"]
    assert session_at("rose@cotonou.example").person_id == mayor.id


def test_desk_that_registers_someone_gives_the_mailbox_at_once(delegation, desk):
    made = start(delegation, email="koffi@cotonou.example", by=desk)
    assert mailboxes(made.person) == ["koffi@cotonou.example"]


def test_desk_that_corrects_a_registration_keeps_the_mailbox_of_a_correspondent(delegation, desk):
    head = make_person("Rose", "Adjovi", email="mairie@cotonou.example")
    add_correspondent(delegation, head, ContactRole.HEAD, head.email, by=None)
    made = start(delegation, "Rose", "Adjovi", email="mairie@cotonou.example")
    correct(made, email="rose@cotonou.example", by=desk)
    assert mailboxes(head) == ["mairie@cotonou.example", "rose@cotonou.example"]


def test_same_names_and_mailbox_at_the_next_congress_are_the_same_person_before_any_accreditation(delegation):
    first = start(delegation, email="koffi@cotonou.example")
    later = make_delegation(make_congress())
    assert start(later, email="Koffi@cotonou.example").person_id == first.person_id
