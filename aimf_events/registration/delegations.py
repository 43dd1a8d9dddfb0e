"""Delegations: opened with their places, reached by their link, composed, complete, or not coming."""

from typing import Any

from sqlalchemy import select

from .. import crypto, journal
from ..clock import now
from ..congress.models import Category, Congress
from ..database import db, lock, lock_name, transaction
from ..errors import NotFound
from ..i18n import search_key, sort_key
from ..members.models import Member, MemberCategory
from ..people.contacts import add_contact
from ..people.models import ContactKind, Person
from . import letters
from .answers import complete_delegation, decline_invitation
from .models import (
    ContactRole,
    Delegation,
    DelegationContact,
    DelegationKind,
    DelegationState,
    Quota,
)
from .quotas import places_left, set_places

__all__ = [
    "SERVICES",
    "add_correspondent",
    "complete_delegation",
    "decline_invitation",
    "delegation_by_token",
    "delegations_of",
    "invitation_token",
    "invitation_url",
    "mark_opened",
    "open_delegation",
    "open_service_delegation",
    "open_service_delegations",
    "places_left",
    "set_places",
]

SERVICES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Intervenants", ("speaker",)),
    ("Presse", ("press",)),
    ("Interprètes", ("interpreter",)),
    ("Sécurité", ("security",)),
    ("Ville hôte", ("organisation", "guest")),
    ("Organisation", ("organisation", "guest")),
)
"""The secretariat's own delegations and the categories (codes) of each. Their names are data, as those of cities."""


def open_delegation(congress: Congress, member: Member, *, by: Person | None = None) -> Delegation:
    """Open the delegation of a member or partner, with the usual places of its kind. Twice is one delegation."""
    kind = DelegationKind.PARTNER if member.category is MemberCategory.PARTNER else DelegationKind.MEMBER
    with transaction():
        _hold_opening(congress, member)
        known = db.session.scalars(select(Delegation).filter_by(congress_id=congress.id, member_id=member.id)).first()
        if known is not None:
            return known
        row = _new(congress, kind, member.name, country=member.country, language=member.language, zone=member.time_zone)
        row.member = member
        return _open(row, by=by)


def open_service_delegation(
    congress: Congress, name: str, *, categories: tuple[str, ...] | None = None, by: Person | None = None
) -> Delegation:
    """Open one of the secretariat's own delegations; `categories` (codes) limits it to some. Twice is one delegation."""
    with transaction():
        _hold_opening(congress, name)
        same = select(Delegation).filter_by(congress_id=congress.id, member_id=None, search_key=search_key(name)[:300])
        known = db.session.scalars(same).first()
        if known is not None:
            return known
        row = _new(congress, DelegationKind.SERVICE, name, country=congress.country, zone=congress.time_zone)
        return _open(row, by=by, categories=categories)


def open_service_delegations(congress: Congress, *, by: Person | None) -> list[Delegation]:
    """Open all those that exist from the first day: speakers, press, interpreters, security, host city, organisation."""
    with transaction():
        return [open_service_delegation(congress, name, categories=codes, by=by) for name, codes in SERVICES]


def add_correspondent(
    delegation: Delegation, person: Person, role: ContactRole, email: str, *, by: Person | None
) -> DelegationContact:
    """Name a head or a focal point, and the mailbox used for this delegation. Twice changes the mailbox."""
    with transaction():
        lock(delegation)
        contact = next((c for c in delegation.contacts if c.person_id == person.id and c.role is role), None)
        if contact is None:
            contact = DelegationContact(person=person, role=role, email=email)
            delegation.contacts.append(contact)
        contact.email = email
        add_contact(person, ContactKind.EMAIL, email)
        journal.record("correspondent_named", delegation, by=by, person=person.id, role=role.value)
        return contact


def invitation_token(delegation: Delegation) -> str:
    """Return the opaque part of the invitation's link; a new `link_generation` withdraws the older ones."""
    return crypto.link_token("delegation", delegation.id, delegation.link_generation)


def invitation_url(delegation: Delegation) -> str:
    """Return the address that the invitation bears."""
    return letters.delegation_url(delegation)


def delegation_by_token(token: str) -> Delegation | None:
    """Return the delegation behind a link that is still good; None for any other text, and while its head is contested."""
    read = crypto.read_link("delegation", token)
    if read is None:
        return None
    found = db.session.get(Delegation, read[0])
    if found is None or found.link_generation != read[1]:
        return None
    return None if found.state in (DelegationState.WITHDRAWN, DelegationState.CONTESTED) else found


def mark_opened(delegation: Delegation) -> None:
    """Keep when the link was first used (by an act, not by a machine that looks at links). Twice is harmless."""
    with transaction():
        if delegation.opened_at is None:
            delegation.opened_at = now()
            journal.record("delegation_opened", delegation, by=None)


def delegations_of(congress: Congress) -> list[tuple[str, str]]:
    """Return (public id, name) of each delegation of a congress, in the order of names."""
    rows = (
        select(Delegation.public_id, Delegation.name).filter_by(congress_id=congress.id).order_by(Delegation.sort_key)
    )
    return [(public_id, name) for public_id, name in db.session.execute(rows)]


def delegation_by_public_id(congress: Congress, public_id: str) -> Delegation:
    """Return a delegation of this congress.

    Raises:
        NotFound: none, or another congress's.
    """
    found = db.session.scalars(select(Delegation).filter_by(congress_id=congress.id, public_id=public_id)).first()
    if found is None:
        raise NotFound
    return found


def _hold_opening(congress: Congress, what: Any) -> None:
    """Let two openings of one delegation come one after the other, until the transaction ends."""
    lock_name(f"delegation:{congress.id}:{getattr(what, 'id', None) or search_key(str(what))}")


def _new(
    congress: Congress, kind: DelegationKind, name: str, *, country: str, zone: str, language: str = "fr"
) -> Delegation:
    return Delegation(
        congress_id=congress.id,
        congress=congress,
        kind=kind,
        name=name,
        country=country,
        language=language,
        time_zone=zone,
        sort_key=sort_key(name),
        search_key=search_key(name)[:300],
        created_at=now(),
    )


def _open(delegation: Delegation, *, by: Person | None, categories: tuple[str, ...] | None = None) -> Delegation:
    db.session.add(delegation)
    db.session.flush()
    offered = select(Category).filter_by(congress_id=delegation.congress_id).order_by(Category.position)
    for category in db.session.scalars(offered):
        places = int(category.default_places.get(delegation.kind.value, 0))
        if places and (categories is None or category.code in categories):
            delegation.quotas.append(Quota(category=category, places=places))
    journal.record("delegation_prepared", delegation, by=by, kind=delegation.kind.value)
    return delegation
