"""Delegations: opened with places, reached by a link that can be withdrawn, complete, declined, visited."""

import pytest

from aimf_events.accounts.limits import TooOften
from aimf_events.accounts.models import Account
from aimf_events.clock import now
from aimf_events.congress.congresses import congress_by_name
from aimf_events.database import db, transaction
from aimf_events.errors import NotAllowed
from aimf_events.journal import history
from aimf_events.mail.models import OutgoingMessage
from aimf_events.members.models import MemberCategory
from aimf_events.people.contacts import mailbox_key
from aimf_events.registration.answers import DelegationChanged, DelegationIncomplete
from aimf_events.registration.delegations import (
    add_correspondent,
    complete_delegation,
    decline_invitation,
    delegation_by_token,
    invitation_token,
    open_delegation,
    open_service_delegation,
    open_service_delegations,
    places_left,
)
from aimf_events.registration.models import (
    ContactRole,
    Delegation,
    DelegationContact,
    DelegationKind,
    DelegationState,
    RegistrationState,
)
from aimf_events.registration.registrations import start_registration, submit_registration
from aimf_events.registration.transitions import DELEGATION_STEPS, StepRefused
from aimf_events.registration.visitors import VISITORS_A_DAY, admit_visitor, ask_to_visit
from tests.factories import category_of, make_congress, make_delegation, make_member, make_person, make_registration


def _letters(fact):
    return db.session.scalars(db.select(OutgoingMessage).filter_by(fact=fact).order_by(OutgoingMessage.id)).all()


def test_delegation_of_a_member_has_the_usual_places_of_its_kind(app):
    congress = make_congress()
    member = make_member("Cotonou")
    delegation = open_delegation(congress, member)
    assert delegation.kind is DelegationKind.MEMBER
    assert delegation.state is DelegationState.PREPARED
    assert places_left(delegation) == {category_of(congress, "head").id: 1, category_of(congress, "delegate").id: 4}
    assert open_delegation(congress, member).id == delegation.id


def test_partner_has_the_places_of_partners(app):
    congress = make_congress()
    delegation = open_delegation(congress, make_member("Fondation", category=MemberCategory.PARTNER))
    assert delegation.kind is DelegationKind.PARTNER
    assert sorted(places_left(delegation).values()) == [1, 2]


def test_service_delegations_exist_once(app):
    congress = make_congress()
    opened = open_service_delegations(congress, by=None)
    again = open_service_delegations(congress, by=None)
    assert [d.id for d in opened] == [d.id for d in again]
    assert [d.name for d in opened] == [
        "Intervenants",
        "Presse",
        "Interprètes",
        "Sécurité",
        "Ville hôte",
        "Organisation",
    ]
    press = open_service_delegation(congress, "Presse")
    assert places_left(press) == {category_of(congress, "press").id: 20}


def test_two_who_open_the_same_delegation_at_once_open_one(app, at_once):
    congress, member = make_congress("tunis"), make_member("Cotonou")

    def opening():
        return open_delegation(congress_by_name("tunis"), db.session.merge(member, load=True)).id

    first, second = at_once(opening, opening)
    assert first == second
    assert congress.id


def test_link_of_an_older_generation_opens_nothing(app):
    delegation = make_delegation(make_congress())
    token = invitation_token(delegation)
    assert delegation_by_token(token).id == delegation.id
    with transaction():
        delegation.link_generation += 1
    assert delegation_by_token(token) is None
    assert delegation_by_token(invitation_token(delegation)).id == delegation.id


@pytest.mark.parametrize("token", ["", "essai", "../..", "AAAA", "é" * 40, "A" * 4000])
def test_any_other_text_opens_nothing(app, token):
    assert delegation_by_token(token) is None


def test_first_person_begins_the_composition_and_one_more_begins_it_again(app):
    delegation = make_delegation(make_congress())
    category = category_of(delegation.congress, "delegate")
    first = start_registration(delegation, category=category, given_name="Koffi", family_name="Dossou")
    assert delegation.state is DelegationState.COMPOSING
    submit_registration(first)
    complete_delegation(delegation, by=None)
    assert delegation.state is DelegationState.COMPLETE
    start_registration(delegation, category=category, given_name="Afi", family_name="Dossou")
    assert delegation.state is DelegationState.COMPOSING
    assert [e.verb for e in history(delegation)] == [
        "delegation_composing",
        "delegation_completed",
        "delegation_composing",
    ]


def test_complete_waits_for_drafts_and_for_someone(app):
    delegation = make_delegation(make_congress())
    with pytest.raises(StepRefused):
        complete_delegation(delegation, by=None)
    category = category_of(delegation.congress, "delegate")
    draft = start_registration(delegation, category=category, given_name="Koffi", family_name="Dossou")
    with pytest.raises(DelegationIncomplete):
        complete_delegation(delegation, by=None)
    submit_registration(draft)
    assert complete_delegation(delegation, by=None).state is DelegationState.COMPLETE


def test_declining_withdraws_those_who_were_registered_and_thanks_the_head(app):
    delegation = make_delegation(make_congress(), state=DelegationState.COMPOSING)
    head = make_person()
    add_correspondent(delegation, head, ContactRole.HEAD, head.email, by=None)
    sent, draft = make_registration(delegation), make_registration(delegation, state=RegistrationState.DRAFT)
    decline_invitation(delegation, by=None, reason="Conseil municipal le même jour")
    decline_invitation(delegation, by=None)
    assert delegation.state is DelegationState.DECLINED
    assert [sent.state, draft.state] == [RegistrationState.WITHDRAWN, RegistrationState.WITHDRAWN]
    assert [m.recipient for m in _letters("delegation_declined")] == [head.email]
    assert [m.recipient for m in _letters("registration_withdrawn")] == [sent.email]


def test_contested_delegation_does_not_decline(app):
    delegation = make_delegation(make_congress(), state=DelegationState.CONTESTED)
    with pytest.raises(StepRefused):
        decline_invitation(delegation, by=None)


def test_table_names_the_letter_of_each_step():
    assert {name: step.letter for name, step in DELEGATION_STEPS.items()} == {
        "invite": "delegation_invited",
        "compose": None,
        "complete": "delegation_completed",
        "contest": None,
        "settle": None,
        "decline": "delegation_declined",
    }


def account_at(address, **values):
    with transaction():
        account = Account(address=address, key=mailbox_key(address), created_at=now(), **values)
        db.session.add(account)
    return account


def test_visitor_becomes_a_focal_point_and_the_head_and_the_secretariat_are_told(app):
    delegation = make_delegation(make_congress())
    head = make_person()
    add_correspondent(delegation, head, ContactRole.HEAD, head.email, by=None)
    account = account_at("rose@cotonou.example")
    visitor = admit_visitor(delegation, account=account, given_name="Rose", family_name="Adjovi")
    again = admit_visitor(delegation, account=account, given_name="Rose", family_name="Adjovi")
    assert again.id == visitor.id
    assert [(c.person_id, c.role) for c in delegation.contacts] == [
        (head.id, ContactRole.HEAD),
        (visitor.id, ContactRole.FOCAL_POINT),
    ]
    told = _letters("delegation_visited")
    assert [m.recipient for m in told] == [head.email, app.config["AIMF"].mail_from]
    assert told[0].data["visitor_name"] == "Rose Adjovi"


def test_visitor_admitted_twice_at_the_same_moment_is_one(app, at_once):
    delegation, account = make_delegation(make_congress()), account_at("rose@cotonou.example")

    def admit():
        here = db.session.get(Delegation, delegation.id)
        return admit_visitor(here, account=account, given_name="Rose", family_name="Adjovi").id

    assert len(set(at_once(admit, admit, admit))) == 1
    assert db.session.query(DelegationContact).count() == 1


def test_a_head_who_asks_is_the_head_and_nobody_is_told(app):
    delegation = make_delegation(make_congress())
    head = make_person()
    add_correspondent(delegation, head, ContactRole.HEAD, head.email, by=None)
    account = account_at(head.email)
    assert admit_visitor(delegation, account=account, given_name="A.", family_name="Bio").id == head.id
    assert _letters("delegation_visited") == []


def test_correspondents_who_share_a_mailbox_are_known_by_name_or_asked(app):
    delegation = make_delegation(make_congress())
    both = [make_person(given, "Adjovi", email="mairie@cotonou.example") for given in ("Rose", "Jean")]
    for person in both:
        add_correspondent(delegation, person, ContactRole.FOCAL_POINT, "mairie@cotonou.example", by=None)
    account = account_at("mairie@cotonou.example")
    assert admit_visitor(delegation, account=account, given_name="Jean", family_name="Adjovi").id == both[1].id
    assert admit_visitor(delegation, account=account, given_name="Luc", family_name="Bio") is None
    assert len(delegation.contacts) == 2


def test_blocked_mailbox_is_not_admitted(app):
    delegation = make_delegation(make_congress())
    with pytest.raises(NotAllowed):
        admit_visitor(
            delegation,
            account=account_at("rose@cotonou.example", blocked_at=now()),
            given_name="Rose",
            family_name="Adjovi",
        )
    assert delegation.contacts == []


def test_unknown_mailboxes_that_ask_are_counted_and_those_of_the_delegation_are_not(app):
    delegation = make_delegation(make_congress())
    head = make_person()
    add_correspondent(delegation, head, ContactRole.HEAD, head.email, by=None)
    asked = {"browser": "b", "place": "192.0.2.1", "language": "fr"}
    for n in range(VISITORS_A_DAY):
        ask_to_visit(delegation, email=f"rose{n}@cotonou.example", **asked)
    with pytest.raises(TooOften):
        ask_to_visit(delegation, email="rose@cotonou.example", **asked)
    ask_to_visit(delegation, email=head.email, **asked)
    assert len(_letters("sign_in_code")) == VISITORS_A_DAY + 1


def test_nobody_comes_withdraws_only_those_whom_the_asker_saw(app):
    delegation = make_delegation(make_congress())
    seen = make_registration(delegation)
    entered_meanwhile = make_registration(delegation)
    with pytest.raises(DelegationChanged):
        decline_invitation(delegation, by=None, known={seen.id})
    db.session.refresh(delegation)
    assert {r.state for r in (seen, entered_meanwhile)} == {RegistrationState.SUBMITTED}
    assert delegation.state is DelegationState.INVITED
