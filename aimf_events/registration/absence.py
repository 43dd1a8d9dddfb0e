"""« Je ne peux pas venir »: online instead, or not at all; and back, until the desk has acted."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..database import db, transaction
from ..people.models import Person
from .answers import begin_composing
from .identity import refuse_inactive
from .models import Decision, DelegationState, Mode, Registration, RegistrationState
from .particulars import write_mode
from .quotas import hold_place
from .registrations import bring_back, hold_again
from .transitions import EXAMINED, Side, StepRefused, side_of

_R = RegistrationState
_COMES_BACK = EXAMINED | {_R.ON_HOLD, _R.APPROVED}


def change_presence(registration: Registration, mode: Mode, *, by: Person | None) -> Registration:
    """Write that a person takes part online instead of coming, or comes after all: after the deadline too, for it is worth knowing.

    Raises:
        StepRefused: the registration is over.
    """
    with transaction():
        hold_place(registration)
        refuse_inactive(registration)
        write_mode(registration, mode, by=by)
        return registration


def take_back_withdrawal(registration: Registration, *, by: Person | None) -> Registration:
    """Undo a withdrawal that the delegation or the person made, while the desk has not acted and the place is free.

    Who was accredited is so again, with a new signature on the badge; any other goes back to the desk. Twice is harmless.

    Raises:
        StepRefused: the desk has acted since, or it made the withdrawal itself.
        AlreadyRegistered, QuotaFull: the place, or the person, has been taken.
        RegistrationClosed: the delegation had declined, and the deadline has passed.
    """
    with transaction():
        hold_again(registration)
        if registration.is_active:
            return registration
        last = _last_decisions([registration]).get(registration.id)
        if last is None or not _was_own(registration, last):
            raise StepRefused(
                _l("Ce retrait ne peut plus être annulé ici."),
                advice=_l("Écrivez au Secrétariat permanent : il peut remettre l’inscription à l’examen."),
            )
        side = side_of(by, registration.congress)
        if registration.delegation.state is DelegationState.DECLINED:
            begin_composing(registration.delegation, side=side, by=by)
        step = "take_back_approved" if last.from_state is _R.APPROVED else "take_back"
        return bring_back(registration, step, by=by)


def may_take_back(registrations: Sequence[Registration]) -> set[int]:
    """Return the keys of those whose withdrawal can still be undone."""
    gone = [each for each in registrations if each.state is _R.WITHDRAWN]
    found = _last_decisions(gone) if gone else {}
    return {each.id for each in gone if each.id in found and _was_own(each, found[each.id])}


def _last_decisions(registrations: Sequence[Registration]) -> dict[int, Decision]:
    wanted = select(Decision).where(Decision.registration_id.in_([each.id for each in registrations]))
    rows = wanted.options(joinedload(Decision.decided_by)).distinct(Decision.registration_id)
    rows = rows.order_by(Decision.registration_id, Decision.id.desc())
    return {each.registration_id: each for each in db.session.scalars(rows)}


def _was_own(registration: Registration, last: Decision) -> bool:
    """Whether the last thing that happened is a withdrawal from a state that can come back, made outside the desk."""
    mine = registration.state is _R.WITHDRAWN and last.to_state is _R.WITHDRAWN and last.from_state in _COMES_BACK
    return mine and side_of(last.decided_by, registration.congress) is Side.DELEGATION
