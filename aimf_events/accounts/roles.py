"""Association-wide roles: granted, withdrawn, and what a person holds today."""

from datetime import date

from sqlalchemy import or_, select

from .. import journal
from ..clock import now
from ..database import db, transaction
from ..people.models import Person
from .models import Role, RoleGrant


def roles_of(person: Person) -> set[Role]:
    """Return the roles that a person holds now. An auditor's last day is included (UTC)."""
    today = now().date()
    held = select(RoleGrant.role).where(
        RoleGrant.person_id == person.id,
        RoleGrant.withdrawn_at.is_(None),
        or_(RoleGrant.until_on.is_(None), RoleGrant.until_on >= today),
    )
    return set(db.session.scalars(held))


def grant_role(person: Person, role: Role, *, by: Person | None, until_on: date | None = None) -> RoleGrant:
    """Give a role for the whole association. Granting what is already held changes its last day."""
    with transaction():
        held = select(RoleGrant).filter_by(person_id=person.id, role=role, withdrawn_at=None).with_for_update()
        grant = db.session.scalars(held).first() or RoleGrant(person_id=person.id, role=role, granted_at=now())
        grant.until_on = until_on
        grant.granted_by_id = by.id if by else None
        db.session.add(grant)
        journal.record("role_granted", grant, by=by, role=role.value, person=person.id, until=until_on)
        return grant


def withdraw_role(grant: RoleGrant, *, by: Person | None) -> None:
    """End a role now. Twice is harmless."""
    with transaction():
        if grant.withdrawn_at is None:
            grant.withdrawn_at = now()
            journal.record("role_withdrawn", grant, by=by, role=grant.role.value, person=grant.person_id)
