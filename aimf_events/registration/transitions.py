"""The two state machines of registration, as data: from which states to which, who may, and which letter leaves.

Source: specs/registration.md, "States". The badge's machine is in `checkin`.
"""

import enum
from dataclasses import dataclass
from typing import Any

from blinker import Signal
from flask_babel import lazy_gettext as _l

from ..accounts.models import Role
from ..accounts.roles import roles_of
from ..clock import now
from ..congress.models import Congress, CongressRole, Phase
from ..congress.roles import congress_roles_of
from ..errors import NotAllowed, Refusal
from ..people.models import Person
from . import facts
from .models import DelegationState, RegistrationState


class Side(enum.StrEnum):
    """For whom someone acts: the delegation (its link is enough), or the desk that decides."""

    DELEGATION = "delegation"
    DESK = "desk"


@dataclass(frozen=True)
class Step:
    """One arrow of a machine.

    Attributes:
        sources, target: states.
        sides: who may.
        past: the word of the journal.
        letter: the fact of the letter that leaves, or None.
        signal: what is announced to the packages above, or None.
    """

    sources: frozenset[Any]
    target: Any
    sides: frozenset[Side]
    past: str
    letter: str | None = None
    signal: Signal | None = None


BOTH = frozenset({Side.DELEGATION, Side.DESK})
DESK = frozenset({Side.DESK})
_R, _D = RegistrationState, DelegationState

REGISTRATION_STEPS: dict[str, Step] = {
    "submit": Step(
        frozenset({_R.DRAFT}), _R.SUBMITTED, BOTH, "registration_submitted", signal=facts.registration_submitted
    ),
    "approve": Step(
        frozenset({_R.SUBMITTED, _R.ON_HOLD}),
        _R.APPROVED,
        DESK,
        "registration_approved",
        "registration_confirmed",
        facts.registration_approved,
    ),
    "hold": Step(frozenset({_R.SUBMITTED}), _R.ON_HOLD, DESK, "registration_held"),
    "refuse": Step(
        frozenset({_R.SUBMITTED, _R.ON_HOLD, _R.APPROVED}),
        _R.REFUSED,
        DESK,
        "registration_refused",
        "registration_refused",
        facts.registration_refused,
    ),
    "reopen": Step(
        frozenset({_R.APPROVED}),
        _R.SUBMITTED,
        BOTH,
        "registration_reopened",
        "registration_reopened",
        facts.registration_reopened,
    ),
    "reconfirm": Step(
        frozenset({_R.APPROVED}),
        _R.APPROVED,
        DESK,
        "registration_approved",
        "registration_confirmed",
        facts.registration_approved,
    ),
    "discard": Step(
        frozenset({_R.DRAFT}), _R.WITHDRAWN, BOTH, "registration_withdrawn", signal=facts.registration_withdrawn
    ),
    "withdraw": Step(
        frozenset({_R.SUBMITTED, _R.ON_HOLD, _R.APPROVED}),
        _R.WITHDRAWN,
        BOTH,
        "registration_withdrawn",
        "registration_withdrawn",
        facts.registration_withdrawn,
    ),
    "restore": Step(
        frozenset({_R.REFUSED, _R.WITHDRAWN}),
        _R.SUBMITTED,
        DESK,
        "registration_restored",
        signal=facts.registration_submitted,
    ),
}

DELEGATION_STEPS: dict[str, Step] = {
    "invite": Step(frozenset({_D.PREPARED}), _D.INVITED, DESK, "delegation_invited", "delegation_invited"),
    "compose": Step(
        frozenset({_D.PREPARED, _D.INVITED, _D.DECLINED, _D.COMPLETE}), _D.COMPOSING, BOTH, "delegation_composing"
    ),
    "complete": Step(frozenset({_D.COMPOSING}), _D.COMPLETE, BOTH, "delegation_completed", "delegation_completed"),
    "decline": Step(
        frozenset({_D.PREPARED, _D.INVITED, _D.COMPOSING, _D.COMPLETE}),
        _D.DECLINED,
        BOTH,
        "delegation_declined",
        "delegation_declined",
    ),
}


class StepRefused(Refusal):
    """The thing is not in a state from which this can be done."""

    code = "not_in_this_state"


class RegistrationClosed(Refusal):
    """The deadline has passed: only the secretariat still changes registrations."""

    code = "registration_closed"


def side_of(by: Person | None, congress: Congress) -> Side:
    """Return for whom `by` acts in a congress. None is the holder of the delegation's link."""
    if by is None:
        return Side.DELEGATION
    if Role.SECRETARIAT in roles_of(by) or CongressRole.ACCREDITATION in congress_roles_of(by, congress):
        return Side.DESK
    return Side.DELEGATION


def check_step(step: Step, state: Any, *, side: Side, by: Person | None, refusal: Any, advice: Any = None) -> None:
    """Check that an arrow starts in `state` and is open to this side. Without a person, the system itself acts.

    Raises:
        StepRefused: no such arrow from `state`.
        NotAllowed: the arrow belongs to the other side.
    """
    if by is not None and side not in step.sides:
        raise NotAllowed
    if state not in step.sources:
        raise StepRefused(refusal, advice=advice)


def check_open(congress: Congress, *, side: Side) -> None:
    """Refuse a change that comes after the deadline, unless the desk makes it.

    Raises:
        RegistrationClosed: the phase or the deadline of registration is over.
    """
    if side is Side.DESK:
        return
    over = congress.phase in (Phase.CLOSED_REGISTRATION, Phase.CONGRESS, Phase.ARCHIVE)
    if over or now() >= congress.registration_closes_at:
        raise RegistrationClosed(
            _l("Les inscriptions sont closes."),
            advice=_l("Écrivez au Secrétariat permanent : lui seul peut encore ajouter ou modifier une inscription."),
        )
