"""Those who hold a delegation's link and ask to see what others entered: they sign in, and the head is told who came."""

from datetime import timedelta

from flask import current_app

from .. import journal
from ..accounts.limits import spend
from ..database import transaction
from ..i18n import use_language
from ..mail import outbox
from ..people.contacts import mailbox_key, persons_at
from ..people.models import Person
from ..people.people import add_person
from . import letters
from .delegations import add_correspondent
from .models import ContactRole, Delegation, DelegationContact
from .people_match import name_keys

VISITORS_A_DAY = 10
BEGUN_BESIDE_PLACES = 20


def count_beginning(delegation: Delegation) -> None:
    """Count one registration that the bare link begins: each may write to a mailbox that nobody has verified.

    Raises:
        TooOften: in a day, twenty more than twice the delegation's places.
    """
    places = sum(quota.places for quota in delegation.quotas)
    limit = 2 * places + BEGUN_BESIDE_PLACES
    spend("delegation_beginning", str(delegation.id), at_most=limit, within=timedelta(days=1))


def admit_visitor(delegation: Delegation, *, given_name: str, family_name: str, email: str) -> Person:
    """Let someone who holds the link sign in with their own mailbox; tell the head and the secretariat who came.

    Whoever is known at that mailbox stays who they are; a new name becomes a focal point. The code that the mailbox
    receives is what opens the page, not this.

    Raises:
        TooOften: more than ten new visitors of a delegation in a day.
    """
    known = next((c.person for c in delegation.contacts if mailbox_key(c.email) == mailbox_key(email)), None)
    if known is not None:
        return known
    spend("delegation_visitor", str(delegation.id), at_most=VISITORS_A_DAY, within=timedelta(days=1))
    with transaction():
        keys = name_keys(given_name, family_name)
        person = next((p for p in persons_at(email) if p.sort_key in keys), None) or add_person(
            given_name=given_name, family_name=family_name, language=delegation.language, email=email
        )
        contact = add_correspondent(delegation, person, ContactRole.FOCAL_POINT, email, by=None)
        journal.record("visitor_admitted", delegation, by=person)
        _tell_who_came(delegation, contact)
        return person


def _tell_who_came(delegation: Delegation, visitor: DelegationContact) -> None:
    """Write to the head (and the other correspondents) and to the secretariat's mailbox, unless it is the visitor's."""
    words = {"visitor_name": visitor.person.full_name, "visitor_email": visitor.email}
    others = [c for c in letters.correspondents(delegation) if mailbox_key(c.email) != mailbox_key(visitor.email)]
    for contact in others:
        letters.post_to_contact("delegation_visited", contact, occasion=f"{visitor.person_id}:{contact.id}", **words)
    with use_language("fr"):
        outbox.post(
            "delegation_visited",
            to=current_app.config["AIMF"].mail_from,
            language="fr",
            dedupe_key=f"delegation_visited:{delegation.id}:{visitor.person_id}:secretariat",
            data={
                "salutation": None,
                "delegation_url": letters.delegation_url(delegation),
                **letters.frozen_words(delegation),
                **words,
            },
            congress_id=delegation.congress_id,
            about=delegation,
        )
