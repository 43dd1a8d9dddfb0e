"""A place is free: whoever waits first for it gets it, and is told. The caller holds the lock of the quota's row."""

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from ..clock import now
from ..database import db
from ..people.models import Person
from .decisions import take_step
from .models import Mode, Quota, Registration, RegistrationState
from .transitions import Side


def in_order(quota: Quota) -> Select[Any]:
    """Return the statement of those who wait for a place of a quota, the first one first."""
    wanted = select(Registration).filter_by(
        delegation_id=quota.delegation_id, category_id=quota.category_id, state=RegistrationState.WAITING
    )
    return wanted.order_by(Registration.waiting_since, Registration.id)


def call_up(quota: Quota, free: int) -> list[Registration]:
    """Give so many free places of a locked quota to those who wait, in order; each is told by a letter."""
    if free <= 0:
        return []
    rows = in_order(quota).limit(free).options(joinedload(Registration.person)).with_for_update(of=Registration)
    called = list(db.session.scalars(rows.execution_options(populate_existing=True)))
    for registration in called:
        promote(registration, by=None)
    return called


def promote(registration: Registration, *, by: Person | None, reason: str = "") -> None:
    """Bring a locked registration from the waiting list to the desk's table; the caller has made sure of its place.

    How the person takes part can still be said: « not yet decided » is an honest answer.
    """
    registration.waiting_since, registration.submitted_at = None, now()
    registration.mode = registration.mode or Mode.UNDECIDED
    take_step(registration, "promote", side=Side.DESK, by=by, reason=reason)
