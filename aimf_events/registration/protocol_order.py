"""The order of protocol inside a delegation: its head decides who is named first."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from .. import journal
from ..congress.models import Category
from ..database import db, lock_name, transaction
from ..people.models import Person
from .models import ACTIVE, Delegation, Registration


def move_in_order(registration: Registration, *, from_place: int, up: bool, by: Person | None) -> None:
    """Let somebody change places with the one named before, or after. The same button twice moves once.

    Args:
        from_place: where the person stood, from 1, on the page that had the button; elsewhere by now, nothing moves.
    """
    delegation = registration.delegation
    with transaction():
        lock_name(f"protocol_order:{delegation.id}")
        people = _in_order(delegation)
        at = from_place - 1
        other = at - 1 if up else at + 1
        if not (0 <= at < len(people) and 0 <= other < len(people)) or people[at].id != registration.id:
            return
        people[at], people[other] = people[other], people[at]
        for place, each in enumerate(people, 1):
            each.protocol_order = place
        journal.record("protocol_order_changed", delegation, by=by, registration=registration.id, place=other + 1)


def _in_order(delegation: Delegation) -> list[Registration]:
    """As `delegation_registrations`, only those who count, and as the rows stand now."""
    active = select(Registration).where(Registration.delegation_id == delegation.id, Registration.state.in_(ACTIVE))
    rows = active.join(Registration.person).join(Registration.category).options(joinedload(Registration.person))
    rows = rows.order_by(Registration.protocol_order, Category.position, Person.sort_key, Registration.id)
    return list(db.session.scalars(rows.execution_options(populate_existing=True)))
