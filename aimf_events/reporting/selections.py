"""Whom a mailing is for: the ids that the filters of the board, or of the accreditation list, keep."""

from ..congress.models import Congress
from ..database import db
from ..registration.listing import Wanted, registrations_that_answer
from ..registration.models import Delegation, Registration
from .came import has_come
from .delegations import DelegationSearch, matching_delegations


def delegations_chosen(congress: Congress, search: DelegationSearch) -> list[int]:
    """Return the delegations that the board's filters keep, in the order of names."""
    rows = matching_delegations(congress, search).with_only_columns(Delegation.id)
    return list(db.session.scalars(rows.order_by(Delegation.sort_key, Delegation.id)))


def people_chosen(congress: Congress, wanted: Wanted, *, came: bool = False) -> list[int]:
    """Return the registrations that the list's filters keep; `came`: of those who came alone."""
    rows = registrations_that_answer(congress, wanted).with_only_columns(Registration.id)
    return list(db.session.scalars((rows.where(has_come()) if came else rows).order_by(Registration.id)))
