"""One step of a registration's machine: checked, written down for ever, told to the packages above and to the person."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import inspect, select
from sqlalchemy.orm import joinedload

from .. import journal
from ..clock import now
from ..database import db
from ..people.models import Person
from . import letters
from .models import ACTIVE, Decision, Registration, RegistrationState
from .transitions import REGISTRATION_STEPS, Side, StepRefused, check_side, next_state, starts_from

_R = RegistrationState
_OUTSIDE = (_R.DRAFT, _R.WAITING, _R.REFUSED, _R.WITHDRAWN)
"""Not yet, or no longer, among those who are registered."""
REFUSALS: dict[str, Any] = {
    "submit": _l("Cette inscription a déjà été envoyée."),
    "nominate": _l("Seule une inscription à examiner ou en attente peut être proposée."),
    "pre_approve": _l("Seule une inscription à examiner ou en attente peut recevoir un avis favorable."),
    "approve": _l("Seule une inscription à examiner ou en attente peut être accréditée."),
    "wait": _l("Seule une demande qui commence rejoint la liste d’attente."),
    "skip": _l("Cette personne n’est pas sur la liste d’attente."),
    "promote": _l("Cette personne n’est pas sur la liste d’attente."),
    "admit": _l("Cette demande n’est pas tardive, ou elle est déjà acceptée."),
    "recall": _l("Cette inscription n’est plus entre deux bureaux."),
    "hold": _l("Seule une inscription à examiner peut être mise en attente."),
    "refuse": _l("Cette inscription ne peut plus être refusée."),
    "reopen": _l("Cette inscription n’est pas accréditée."),
    "reconfirm": _l("Cette inscription n’est pas accréditée."),
    "discard": _l("Cette inscription n’est plus un brouillon."),
    "withdraw": _l("Cette inscription est déjà retirée ou refusée."),
    "restore": _l("Cette inscription est encore en cours."),
    "substitute": _l("Cette inscription est retirée ou refusée : personne n’en prend la place."),
    "take_back": _l("Ce retrait ne peut plus être annulé."),
    "take_back_approved": _l("Ce retrait ne peut plus être annulé."),
}


_FIRST: dict[RegistrationState, Any] = {
    _R.NOMINATED: _l("La nomination doit d’abord être vérifiée : cette inscription n’est pas encore proposée."),
    _R.PRE_APPROVED: _l("Cette inscription attend d’abord un avis favorable."),
    _R.APPROVED: _l("Plus aucun bureau ne l’attend : cette inscription peut être accréditée."),
}
"""Where another desk comes first, or none is left between."""


_LATE = _l("Cette demande est tardive : acceptez-la d’abord, ou refusez-la.")


_CONTESTED = _l("La conduite de cette délégation est contestée : le Secrétariat reconnaît d’abord qui la dirige.")


def may_step(name: str, registration: Registration) -> bool:
    """Whether an arrow starts from where a registration stands; a late request is first taken, a contested head decided."""
    step = REGISTRATION_STEPS[name]
    if name == "admit" and not registration.is_late:
        return False
    desks = registration.congress.desks if step.is_next else ()
    return starts_from(step, registration.state, desks) and not (
        step.is_next and (registration.is_late or registration.claim_id)
    )


def refusal_of(name: str, registration: Registration) -> Any:
    """Return why an arrow does not start from where a registration stands: often another desk comes first."""
    step, state = REGISTRATION_STEPS[name], registration.state
    if step.is_next and registration.is_late:
        return _LATE
    if step.is_next and registration.claim_id is not None:
        return _CONTESTED
    if step.is_next and state in step.sources:
        return _FIRST[next_state(state, registration.congress.desks) or _R.APPROVED]
    return REFUSALS[name]


def lock_registration(registration: Registration) -> Registration:
    """Lock the row of a registration until the transaction ends and read it again: its own columns, by one plain query.

    What was loaded beside it stays, unless the row now points elsewhere.
    """
    pointed = [(name, getattr(registration, f"{name}_id")) for name in ("person", "category")]
    db.session.flush()
    db.session.refresh(registration, _COLUMNS, with_for_update=True)
    moved = [name for name, ident in pointed if getattr(registration, f"{name}_id") != ident]
    if moved:
        db.session.expire(registration, moved)
    return registration


def take_step(registration: Registration, name: str, *, side: Side, by: Person | None, reason: str = "") -> None:
    """Move a locked registration along one arrow of the table. The caller holds the transaction.

    Raises:
        StepRefused: the arrow does not start here.
        NotAllowed: the arrow belongs to the other side.
    """
    step = REGISTRATION_STEPS[name]
    check_side(step, side=side, by=by)
    if not may_step(name, registration):
        raise StepRefused(refusal_of(name, registration))
    came_from, registration.state = registration.state, step.target
    registration.changed_at = now()
    if step.target in ACTIVE and came_from in _OUTSIDE and registration.congress.registration_is_over:
        registration.joined_late = True
    db.session.add(
        Decision(
            registration_id=registration.id,
            from_state=came_from,
            to_state=step.target,
            reason=reason,
            decided_at=registration.changed_at,
            decided_by_id=by.id if by else None,
        )
    )
    journal.record(step.past, registration, by=by, came_from=came_from.value, to=step.target.value, reason=reason)
    if step.letter:
        registration.revision += 1
    if step.signal is not None:
        step.signal.send(registration)
    if step.letter:
        letters.post_about(step.letter, registration, reason=reason)


def decisions_of(registration: Registration) -> list[Decision]:
    """Return each decision on a registration with the person who took it, oldest first."""
    rows = select(Decision).filter_by(registration_id=registration.id).options(joinedload(Decision.decided_by))
    return list(db.session.scalars(rows.order_by(Decision.id)))


_COLUMNS = [column.key for column in inspect(Registration).column_attrs]
