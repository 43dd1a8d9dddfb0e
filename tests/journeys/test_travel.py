"""A delegation says how it comes, on a telephone without scripts; the host team finds it among the arrivals, in English."""

import pytest

from aimf_events.congress.congresses import congress_by_name
from aimf_events.database import db
from aimf_events.demo import NAME
from aimf_events.registration.asking import coming
from aimf_events.registration.delegations import invitation_token
from aimf_events.registration.models import Delegation, DelegationContact, DelegationState, Passenger, Registration
from tests.journeys.reader import DESK, PHONE

pytestmark = pytest.mark.browser


def test_group_says_its_flight_and_the_host_team_awaits_it(demo_site, reader):
    with demo_site.within():
        link, mailbox, person_id, name = _silent_delegation()
    head = reader("fr", size=PHONE, scripts=False)
    head.context.add_cookies([demo_site.cookie_of(mailbox, person_id)])
    head.open(link).follow("/travel").follow("/travel/journeys/new/arrival")
    head.fill(number="sept cent dix-sept", hour="09:40", place="Tunis-Carthage").send()
    assert "TU 717" in head.text()
    head.fill(number="tu0717").send()
    assert "TU 717" in head.text()
    head.follow("/travel/rooms/new").fill(hotel="Hôtel Majestic").send()
    assert "Hôtel Majestic" in head.text()
    host = reader("en", size=DESK)
    host.context.add_cookies([demo_site.cookie_of("accueil@example.org")])
    host.open(f"/{NAME}/travel/?q=tu717&lang=en")
    assert name in host.text()
    host.open(f"/{NAME}/travel/rooms?q=majestic&lang=en")
    assert name in host.text()


def _silent_delegation():
    """A delegation of which nobody has said how they come: its page, a correspondent's mailbox and id, its name."""
    congress = congress_by_name(NAME)
    said = db.select(Passenger.id).join(Registration).where(Registration.delegation_id == Delegation.id)
    people = db.select(Registration.id).where(Registration.delegation_id == Delegation.id, coming())
    silent = db.select(DelegationContact).join(DelegationContact.delegation)
    silent = silent.where(Delegation.congress_id == congress.id, Delegation.state != DelegationState.CONTESTED)
    silent = silent.where(people.exists(), ~said.exists())
    contact = db.session.scalars(silent.order_by(DelegationContact.id)).first()
    delegation = contact.delegation
    link = f"/{NAME}/delegation/{invitation_token(delegation)}"
    return link, contact.email, contact.person_id, delegation.name
