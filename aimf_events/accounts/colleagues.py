"""Colleagues: people who work on the platform, invited by name and mailbox."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from .. import journal
from ..database import db, transaction
from ..mail import outbox
from ..people.contacts import mailbox_key, persons_at
from ..people.models import Person
from ..people.people import add_person
from .models import Role, RoleGrant
from .roles import grant_role


def invite_colleague(
    *,
    given_name: str,
    family_name: str,
    email: str,
    role: Role,
    by: Person | None,
    sign_in_url: str,
    until_on: date | None = None,
) -> RoleGrant:
    """Give a role to a person of that name and mailbox (added if unknown), and write to them how to sign in."""
    with transaction():
        person = find_or_add(given_name=given_name, family_name=family_name, email=email)
        grant = grant_role(person, role, by=by, until_on=until_on)
        journal.record("colleague_invited", grant, by=by, person=person.id)
        outbox.post(
            "colleague_invited",
            to=email,
            language=person.language,
            dedupe_key=f"colleague_invited:{grant.id}",
            data={"name": person.badge_name, "by": by.badge_name if by else "", "sign_in_url": sign_in_url},
            recipient_name=person.badge_name,
            person_id=person.id,
        )
        return grant


def find_or_add(*, given_name: str, family_name: str, email: str) -> Person:
    """Return the person of that name behind a mailbox, or add one: a mailbox alone is not an identity."""
    for person in persons_at(email):
        if mailbox_key(person.full_name) == mailbox_key(f"{given_name} {family_name}"):
            return person
    return add_person(given_name=given_name, family_name=family_name, email=email)


def colleagues() -> list[RoleGrant]:
    """Return the roles held for the whole association, with their persons, in the order of names."""
    rows = (
        select(RoleGrant)
        .filter_by(withdrawn_at=None)
        .join(RoleGrant.person)
        .options(joinedload(RoleGrant.person).selectinload(Person.contacts))
    )
    return list(db.session.scalars(rows.order_by(Person.sort_key, RoleGrant.role)))


def grant_by_public_id(public_id: str) -> RoleGrant | None:
    """Return the grant of an address, or None."""
    return db.session.scalars(select(RoleGrant).filter_by(public_id=public_id)).first()
