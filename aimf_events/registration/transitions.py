"""The two state machines of registration, as data: from which states to which, who may, and which letter leaves.

Source: specs/registration.md, "States". The badge's machine is in `checkin`.
"""

import enum
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from blinker import Signal
from flask_babel import lazy_gettext as _l

from ..accounts.models import Role
from ..accounts.roles import roles_of
from ..clock import now
from ..congress.models import Congress, CongressRole, Desk, Phase
from ..congress.roles import congress_roles_of
from ..errors import NotAllowed, Refusal
from ..people.models import Person
from . import facts
from .models import DelegationState, Registration, RegistrationState


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
        is_next: it passes to the next desk, whichever is switched on: `sources` are all from which that may be.
    """

    sources: frozenset[Any]
    target: Any
    sides: frozenset[Side]
    past: str
    letter: str | None = None
    signal: Signal | None = None
    is_next: bool = False


BOTH = frozenset({Side.DELEGATION, Side.DESK})
DESK = frozenset({Side.DESK})
_R, _D = RegistrationState, DelegationState

PATH: tuple[tuple[RegistrationState, Desk | None], ...] = (
    (_R.SUBMITTED, None),
    (_R.NOMINATED, Desk.NOMINATION),
    (_R.PRE_APPROVED, Desk.PRE_APPROVAL),
    (_R.APPROVED, None),
)
"""From the request to the accreditation, and the desk that must be switched on to stop there. What was held begins again."""
EXAMINED = frozenset({_R.SUBMITTED, _R.NOMINATED, _R.PRE_APPROVED})
"""Those on some desk's table."""

REGISTRATION_STEPS: dict[str, Step] = {
    "submit": Step(
        frozenset({_R.DRAFT}), _R.SUBMITTED, BOTH, "registration_submitted", signal=facts.registration_submitted
    ),
    "nominate": Step(frozenset({_R.SUBMITTED, _R.ON_HOLD}), _R.NOMINATED, DESK, "registration_nominated", is_next=True),
    "pre_approve": Step(
        frozenset({_R.SUBMITTED, _R.ON_HOLD, _R.NOMINATED}),
        _R.PRE_APPROVED,
        DESK,
        "registration_pre_approved",
        is_next=True,
    ),
    "approve": Step(
        EXAMINED | {_R.ON_HOLD},
        _R.APPROVED,
        DESK,
        "registration_approved",
        "registration_confirmed",
        facts.registration_approved,
        is_next=True,
    ),
    "hold": Step(EXAMINED, _R.ON_HOLD, DESK, "registration_held"),
    "wait": Step(frozenset({_R.DRAFT}), _R.WAITING, BOTH, "registration_waiting"),
    "skip": Step(frozenset({_R.WAITING}), _R.WAITING, DESK, "waiting_turn_skipped"),
    "promote": Step(
        frozenset({_R.WAITING}),
        _R.SUBMITTED,
        DESK,
        "registration_promoted",
        "registration_promoted",
        facts.registration_submitted,
    ),
    "admit": Step(frozenset({_R.SUBMITTED, _R.ON_HOLD}), _R.SUBMITTED, DESK, "late_request_admitted"),
    "recall": Step(frozenset({_R.NOMINATED, _R.PRE_APPROVED}), _R.SUBMITTED, BOTH, "registration_recalled"),
    "refuse": Step(
        EXAMINED | {_R.ON_HOLD, _R.APPROVED, _R.WAITING},
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
        EXAMINED | {_R.ON_HOLD, _R.APPROVED, _R.WAITING},
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
    "substitute": Step(
        EXAMINED | {_R.DRAFT, _R.ON_HOLD, _R.APPROVED},
        _R.SUBSTITUTED,
        BOTH,
        "registration_substituted",
        "registration_substituted",
        facts.registration_substituted,
    ),
    "take_back": Step(
        frozenset({_R.WITHDRAWN}), _R.SUBMITTED, BOTH, "withdrawal_taken_back", signal=facts.registration_submitted
    ),
    "take_back_approved": Step(
        frozenset({_R.WITHDRAWN}),
        _R.APPROVED,
        BOTH,
        "withdrawal_taken_back",
        "registration_confirmed",
        facts.registration_approved,
    ),
}

DELEGATION_STEPS: dict[str, Step] = {
    "invite": Step(frozenset({_D.PREPARED}), _D.INVITED, DESK, "delegation_invited", "delegation_invited"),
    "compose": Step(
        frozenset({_D.PREPARED, _D.INVITED, _D.DECLINED, _D.COMPLETE}), _D.COMPOSING, BOTH, "delegation_composing"
    ),
    "complete": Step(frozenset({_D.COMPOSING}), _D.COMPLETE, BOTH, "delegation_completed", "delegation_completed"),
    "contest": Step(
        frozenset({_D.PREPARED, _D.INVITED, _D.COMPOSING, _D.COMPLETE, _D.DECLINED}),
        _D.CONTESTED,
        DESK,
        "delegation_contested",
    ),
    "settle": Step(frozenset({_D.CONTESTED}), _D.COMPOSING, DESK, "delegation_settled"),
    "decline": Step(
        frozenset({_D.PREPARED, _D.INVITED, _D.COMPOSING, _D.COMPLETE}),
        _D.DECLINED,
        BOTH,
        "delegation_declined",
        "delegation_declined",
        facts.delegation_declined,
    ),
}


class StepRefused(Refusal):
    """The thing is not in a state from which this can be done."""

    code = "not_in_this_state"


class RegistrationClosed(Refusal):
    """The deadline has passed: only the secretariat still changes registrations."""

    code = "registration_closed"


def next_state(state: RegistrationState, desks: Collection[str]) -> RegistrationState | None:
    """Return where a request in this state goes when a desk says yes; None where no desk has it on its table."""
    here = next((place for place, (each, _desk) in enumerate(PATH) if each is state), None)
    if state is RegistrationState.ON_HOLD:
        here = 0
    if here is None:
        return None
    return next((each for each, desk in PATH[here + 1 :] if desk is None or desk.value in desks), None)


def starts_from(step: Step, state: Any, desks: Collection[str]) -> bool:
    """Whether an arrow starts from a state, in a congress where these desks (words of Desk) are switched on."""
    return state in step.sources and (not step.is_next or next_state(state, desks) is step.target)


def side_of(by: Person | None, congress: Congress) -> Side:
    """Return for whom `by` acts in a congress. None is the holder of the delegation's link."""
    if by is None:
        return Side.DELEGATION
    if Role.SECRETARIAT in roles_of(by) or CongressRole.ACCREDITATION in congress_roles_of(by, congress):
        return Side.DESK
    return Side.DELEGATION


def check_side(step: Step, *, side: Side, by: Person | None) -> None:
    """Check that an arrow is open to this side. Without a person, the system itself acts.

    Raises:
        NotAllowed: it belongs to the other side.
    """
    if by is not None and side not in step.sides:
        raise NotAllowed


def check_step(step: Step, state: Any, *, side: Side, by: Person | None, refusal: Any, advice: Any = None) -> None:
    """Check that an arrow starts in `state` and is open to this side.

    Raises:
        StepRefused: no such arrow from `state`.
        NotAllowed: the arrow belongs to the other side.
    """
    check_side(step, side=side, by=by)
    if state not in step.sources:
        raise StepRefused(refusal, advice=advice)


def check_open(congress: Congress, *, side: Side) -> None:
    """Refuse a change that comes after the deadline, unless the desk makes it.

    Raises:
        RegistrationClosed: the phase or the deadline of registration is over.
    """
    if side is Side.DESK:
        return
    if congress.registration_is_over:
        raise RegistrationClosed(
            _l("Les inscriptions sont closes."),
            advice=_l("Écrivez au Secrétariat permanent : lui seul peut encore ajouter ou modifier une inscription."),
        )


def check_request(congress: Congress, *, side: Side) -> bool:
    """Return whether a request that comes now is late: the desk decides first whether it takes it. Its own never is.

    Raises:
        RegistrationClosed: the congress has begun.
    """
    if side is Side.DESK or congress.registration_is_open:
        return False
    if congress.phase in (Phase.CONGRESS, Phase.ARCHIVE):
        check_open(congress, side=side)
    return congress.phase is Phase.CLOSED_REGISTRATION or now() >= congress.registration_closes_at


def check_change(registration: Registration, *, side: Side) -> None:
    """Refuse a change that comes after the deadline, unless the desk makes it, or the request is itself still being made.

    Raises:
        RegistrationClosed.
    """
    undecided = registration.is_late and registration.state in (RegistrationState.SUBMITTED, RegistrationState.WAITING)
    if undecided or registration.state is RegistrationState.DRAFT:
        check_request(registration.congress, side=side)
    else:
        check_open(registration.congress, side=side)
