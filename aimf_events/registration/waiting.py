"""The waiting list of a delegation in a category: joined in order, left in order; the desk may step in, and says why.

While nobody holds the lock of the quota's row, nobody waits beside a free place (`quotas`).
"""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from .. import journal
from ..clock import now
from ..database import db, transaction
from ..errors import NotAllowed, Refusal
from ..people.models import Person
from .decisions import refusal_of, take_step
from .models import Quota, Registration, RegistrationState
from .promotion import promote
from .quotas import hold_place, taken_in
from .transitions import Side, StepRefused, side_of


class WaitingReasonMissing(Refusal):
    """Whoever changes the order of a waiting list says why: it stays among the decisions."""

    code = "waiting_reason_missing"

    def __init__(self) -> None:
        super().__init__(
            _l("Écrivez le motif : l’ordre de la liste d’attente ne change pas sans raison."),
            advice=_l("Une phrase suffit ; elle reste parmi les décisions."),
        )


def join(registration: Registration, *, side: Side, by: Person | None) -> None:
    """Put a registration that begins at the end of its list. The caller holds the lock of the quota's row."""
    db.session.flush()
    registration.waiting_since = now()
    take_step(registration, "wait", side=side, by=by)


def give_place(registration: Registration, *, reason: str, by: Person | None) -> Registration:
    """Take somebody off the list out of turn: the delegation gets one place more in the category, for this person.

    Raises:
        WaitingReasonMissing, StepRefused, NotAllowed.
    """
    with transaction():
        quota = _held(registration, reason, "promote", by=by)
        taken = taken_in(registration.delegation, registration.category)
        if quota is not None and taken >= quota.places:
            before, quota.places = quota.places, taken + 1
            code = registration.category.code
            journal.record(
                "places_set", registration.delegation, by=by, category=code, before=before, places=quota.places
            )
        promote(registration, by=by, reason=reason.strip())
        return registration


def skip_turn(registration: Registration, *, reason: str, by: Person | None) -> Registration:
    """Put somebody back at the end of the list.

    Raises:
        WaitingReasonMissing, StepRefused, NotAllowed.
    """
    with transaction():
        _held(registration, reason, "skip", by=by)
        registration.waiting_since = now()
        take_step(registration, "skip", side=Side.DESK, by=by, reason=reason.strip())
        return registration


def ranks(registrations: Iterable[Registration]) -> dict[int, int]:
    """Return the rank of each that waits, by id: 1 is the next one to get a place. One query, however many there are."""
    waiting = [each for each in registrations if each.state is RegistrationState.WAITING]
    if not waiting:
        return {}
    lists = {each.delegation_id for each in waiting}
    place = func.row_number().over(
        partition_by=(Registration.delegation_id, Registration.category_id),
        order_by=(Registration.waiting_since, Registration.id),
    )
    rows = select(Registration.id, place).where(
        Registration.state == RegistrationState.WAITING, Registration.delegation_id.in_(lists)
    )
    found = {row[0]: row[1] for row in db.session.execute(rows)}
    return {each.id: found[each.id] for each in waiting if each.id in found}


def _held(registration: Registration, reason: str, step: str, *, by: Person | None) -> Quota | None:
    if side_of(by, registration.congress) is not Side.DESK:
        raise NotAllowed
    if not reason.strip():
        raise WaitingReasonMissing
    quota = hold_place(registration)
    if registration.state is not RegistrationState.WAITING:
        raise StepRefused(refusal_of(step, registration))
    return quota
