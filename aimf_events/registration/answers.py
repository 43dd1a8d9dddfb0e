"""What a delegation answers: it is being composed, it is complete, or nobody comes."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from .. import journal
from ..clock import now
from ..database import db, lock, once_more_after_deadlock, transaction
from ..errors import Refusal
from ..people.models import Person
from . import letters
from .decisions import take_step
from .models import OPEN, Delegation, DelegationState, Registration, RegistrationState
from .quotas import hold_quotas_of
from .transitions import DELEGATION_STEPS, Side, check_request, check_step, side_of

_REFUSALS: dict[str, Any] = {
    "compose": _l("Cette délégation ne peut pas être composée : elle est contestée ou retirée."),
    "complete": _l("Inscrivez au moins une personne avant de dire que la délégation est complète."),
    "contest": _l("Cette délégation est retirée : personne ne peut plus prétendre la conduire."),
    "settle": _l("Cette délégation n’est pas contestée."),
    "decline": _l("Cette délégation ne peut pas décliner : elle est contestée ou retirée."),
}


class DelegationIncomplete(Refusal):
    """Drafts are still waiting to be sent."""

    code = "drafts_left"


class DelegationChanged(Refusal):
    """Somebody was registered between the page and its answer."""

    code = "delegation_changed"


def begin_composing(delegation: Delegation, *, side: Side, by: Person | None) -> None:
    """Note the first person of a delegation, or one more after it was complete or declined. The caller holds the transaction."""
    if delegation.state is DelegationState.COMPOSING:
        return
    check_request(delegation.congress, side=side)
    if lock(delegation).state is not DelegationState.COMPOSING:
        delegation.opened_at = delegation.opened_at or now()
        delegation.answered_at = delegation.answered_at or now()
        take_delegation_step(delegation, "compose", side=side, by=by)


def complete_delegation(delegation: Delegation, *, by: Person | None) -> Delegation:
    """Say that everyone is there. A change afterwards begins the composition again. Twice is harmless.

    Raises:
        DelegationIncomplete: drafts are left.
        StepRefused: nobody is registered yet.
    """
    with transaction():
        side = side_of(by, delegation.congress)
        lock(delegation)
        if delegation.state is DelegationState.COMPLETE:
            return delegation
        drafts = select(Registration.id).filter_by(delegation_id=delegation.id, state=RegistrationState.DRAFT)
        if db.session.scalars(drafts.limit(1)).first() is not None:
            raise DelegationIncomplete(
                _l("Une inscription au moins n’est pas encore envoyée."),
                advice=_l("Terminez les brouillons ou retirez-les, puis revenez ici."),
            )
        delegation.answered_at = now()
        take_delegation_step(delegation, "complete", side=side, by=by)
        return delegation


@once_more_after_deadlock
def decline_invitation(
    delegation: Delegation, *, by: Person | None, reason: str = "", known: set[int] | None = None
) -> Delegation:
    """Say that nobody comes: whoever was registered is withdrawn, and the places are free. Twice is harmless.

    Args:
        known: ids of the registrations that the asker may see and withdraw; None for the whole delegation.

    Raises:
        DelegationChanged: somebody else was registered meanwhile.
        StepRefused: the delegation is contested or withdrawn.
    """
    with transaction():
        side = side_of(by, delegation.congress)
        lock(delegation)
        if delegation.state is DelegationState.DECLINED:
            return delegation
        delegation.answered_at = now()
        take_delegation_step(delegation, "decline", side=side, by=by, reason=reason)
        hold_quotas_of(delegation)  # before the registrations, as whoever frees a place and calls somebody up does
        active = select(Registration).where(Registration.delegation_id == delegation.id, Registration.state.in_(OPEN))
        found = db.session.scalars(active.order_by(Registration.id).with_for_update()).all()
        if known is not None and any(registration.id not in known for registration in found):
            raise DelegationChanged(
                _l("Une autre personne vient d’être inscrite dans cette délégation."),
                advice=_l("Ouvrez toute la délégation pour voir qui vient, puis répondez de nouveau."),
            )
        for registration in found:
            step = "discard" if registration.state is RegistrationState.DRAFT else "withdraw"
            take_step(registration, step, side=side, by=by, reason=reason)
        return delegation


def take_delegation_step(delegation: Delegation, name: str, *, side: Side, by: Person | None, reason: str = "") -> None:
    """Move a locked delegation along one arrow of its table. The caller holds the transaction."""
    step = DELEGATION_STEPS[name]
    check_step(step, delegation.state, side=side, by=by, refusal=_REFUSALS[name])
    came_from, delegation.state = delegation.state, step.target
    journal.record(step.past, delegation, by=by, came_from=came_from.value, to=step.target.value, reason=reason)
    if step.letter:
        letters.post_to_delegation(step.letter, delegation, occasion=now().isoformat(), reason=reason)
    if step.signal is not None:
        step.signal.send(delegation)
