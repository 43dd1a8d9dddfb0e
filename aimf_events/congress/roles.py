"""Roles for one congress: granted, withdrawn, and who holds what."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from .. import journal
from ..clock import now
from ..database import db, transaction
from ..people.models import Person
from .models import Congress, CongressGrant, CongressRole


def congress_roles_of(person: Person, congress: Congress) -> set[CongressRole]:
    """Return the roles that a person holds in a congress now."""
    held = select(CongressGrant.role).filter_by(person_id=person.id, congress_id=congress.id, withdrawn_at=None)
    return set(db.session.scalars(held))


def grant_congress_role(person: Person, role: CongressRole, congress: Congress, *, by: Person | None) -> CongressGrant:
    """Give a role in a congress. Twice is one grant."""
    with transaction():
        held = select(CongressGrant).filter_by(
            person_id=person.id, role=role, congress_id=congress.id, withdrawn_at=None
        )
        grant = db.session.scalars(held.with_for_update()).first()
        if grant is None:
            grant = CongressGrant(
                person_id=person.id,
                congress_id=congress.id,
                role=role,
                granted_at=now(),
                granted_by_id=by.id if by else None,
            )
            db.session.add(grant)
            journal.record("congress_role_granted", grant, by=by, role=role.value, person=person.id)
        return grant


def withdraw_congress_role(grant: CongressGrant, *, by: Person | None) -> None:
    """End a role now. Twice is harmless."""
    with transaction():
        if grant.withdrawn_at is None:
            grant.withdrawn_at = now()
            journal.record("congress_role_withdrawn", grant, by=by, role=grant.role.value, person=grant.person_id)


def grants_of(congress: Congress) -> list[CongressGrant]:
    """Return who works on a congress, with the person, in the order of names."""
    rows = select(CongressGrant).filter_by(congress_id=congress.id, withdrawn_at=None).join(CongressGrant.person)
    return list(
        db.session.scalars(rows.options(joinedload(CongressGrant.person)).order_by(Person.sort_key, CongressGrant.role))
    )


def congresses_of(person: Person) -> list[Congress]:
    """Return the congresses on which a person works."""
    working = (
        select(Congress)
        .join(CongressGrant)
        .where(CongressGrant.person_id == person.id, CongressGrant.withdrawn_at.is_(None))
    )
    return list(db.session.scalars(working.distinct().order_by(Congress.starts_on.desc())))
