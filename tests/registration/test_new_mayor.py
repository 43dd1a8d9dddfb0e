"""A mayor is replaced in one act: the office, the delegation, the letters; nothing of the past changes."""

import pytest

from aimf_events import journal
from aimf_events.accounts.models import Role
from aimf_events.clock import now
from aimf_events.database import db
from aimf_events.mail.models import MessageState, OutgoingMessage
from aimf_events.members.models import LocalOffice
from aimf_events.members.offices import offices_of, set_office
from aimf_events.people.models import Civility
from aimf_events.registration.correspondents import name_correspondent
from aimf_events.registration.invitations import invite_delegation
from aimf_events.registration.models import ContactRole
from aimf_events.registration.new_mayor import change_mayor, left_to_substitute
from tests.factories import make_congress, make_delegation, make_member, make_person, make_registration, make_staff


@pytest.fixture
def parakou(app):
    member = make_member("Parakou")
    former = make_person("Rachidi", "Gbadamassi", civility=Civility.SIR, email="ancien@parakou.example")
    set_office(member, former, title={"fr": "Maire de Parakou"}, is_executive=True, by=None)
    return member


def replace(member, by):
    return change_mayor(
        member,
        civility=Civility.MADAM,
        given_name="Aïchatou",
        family_name="Soumanou Bio",
        email="maire@parakou.example",
        title={"fr": "Maire de Parakou"},
        source="Journal officiel du 12 novembre 2026",
        by=by,
    )


def head(delegation, member):
    former = offices_of(member)[0].person
    return name_correspondent(
        delegation,
        ContactRole.HEAD,
        civility=Civility.SIR,
        given_name=former.given_name,
        family_name=former.family_name,
        function="",
        email="ancien@parakou.example",
        by=None,
    )


def test_office_delegation_and_letters_pass_to_the_new_mayor(parakou):
    desk = make_staff(Role.SECRETARIAT)
    delegation = make_delegation(make_congress(), member=parakou)
    former = head(delegation, parakou).person
    invite_delegation(delegation, by=desk)
    registration = make_registration(delegation, person=former)
    done = replace(parakou, desk)
    assert [(o.person.full_name, o.is_executive) for o in offices_of(parakou)] == [("Aïchatou Soumanou Bio", True)]
    ended = db.session.scalars(db.select(LocalOffice).filter_by(person_id=former.id)).one()
    assert ended.ends_on == now().date()
    assert [(c.person.full_name, c.email) for c in delegation.contacts] == [
        ("Aïchatou Soumanou Bio", "maire@parakou.example")
    ]
    assert delegation.link_generation == 2
    letters = {
        (letter.recipient, letter.state)
        for letter in db.session.scalars(db.select(OutgoingMessage))
        if letter.fact == "delegation_invited"
    }
    assert letters == {
        ("ancien@parakou.example", MessageState.SUPERSEDED),
        ("maire@parakou.example", MessageState.PENDING),
    }
    assert done.remaining == left_to_substitute(parakou) == [registration]
    assert registration.person_id == former.id
    entry = journal.history(parakou)[-1]
    assert (entry.verb, entry.details["source"], entry.person_id) == (
        "mayor_changed",
        "Journal officiel du 12 novembre 2026",
        desk.id,
    )


def test_congress_that_is_over_keeps_its_head(parakou):
    past = make_congress(starts_on=now().date().replace(year=2020))
    delegation = make_delegation(past, member=parakou)
    former = head(delegation, parakou).person
    replace(parakou, None)
    assert [contact.person_id for contact in delegation.contacts] == [former.id]
    assert delegation.link_generation == 1


def test_same_mayor_named_again_changes_no_delegation(parakou):
    delegation = make_delegation(make_congress(), member=parakou)
    replace(parakou, None)
    generation = delegation.link_generation
    replace(parakou, None)
    assert delegation.link_generation == generation
    assert len(offices_of(parakou)) == 1
