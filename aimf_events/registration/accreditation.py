"""The decisions of the desks: nominate, pre-approve, approve, hold, refuse, one or many. Each is written down for ever (`decisions`)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from ..congress.models import Congress, Desk
from ..database import db, lock, once_more_after_deadlock, transaction
from ..errors import Refusal
from ..people.models import Person
from .decisions import may_step, refusal_of, take_step
from .mailboxes import confirm_accredited
from .models import Delegation, DelegationContact, Registration
from .quotas import fill_places, hold_place, hold_quotas
from .transitions import REGISTRATION_STEPS, Side, side_of


class ReasonMissing(Refusal):
    """A refusal says why: the letter repeats it."""

    code = "reason_missing"

    def __init__(self) -> None:
        super().__init__(
            _l("Écrivez le motif : la lettre le dira à la personne."),
            advice=_l("Une phrase suffit, par exemple : les places de cette catégorie sont réservées aux élus."),
        )


@dataclass(frozen=True)
class Refused:
    """One registration that a decision left as it was, and why."""

    registration: Registration
    why: Any


@dataclass
class Report:
    """What a decision on many did, or would do: both lists in the order of names."""

    decision: str
    done: list[Registration] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


def nominate(registration: Registration, *, by: Person | None, reason: str = "") -> Registration:
    """Say that the delegation's nomination is in order, where the congress has that desk. No letter leaves.

    Raises:
        StepRefused, NotAllowed.
    """
    return _decide(registration, "nominate", by=by, reason=reason)


def pre_approve(registration: Registration, *, by: Person | None, reason: str = "") -> Registration:
    """Give a favourable opinion, where the congress has that desk. No letter leaves.

    Raises:
        StepRefused, NotAllowed.
    """
    return _decide(registration, "pre_approve", by=by, reason=reason)


def approve(registration: Registration, *, by: Person | None, reason: str = "") -> Registration:
    """Accredit: the badge is issued and the confirmation leaves. Approving what is approved changes nothing.

    Raises:
        StepRefused, NotAllowed.
    """
    return _decide(registration, "approve", by=by, reason=reason)


def hold(registration: Registration, *, by: Person | None, reason: str = "") -> Registration:
    """Set aside what cannot be decided yet. No letter leaves.

    Raises:
        StepRefused, NotAllowed.
    """
    return _decide(registration, "hold", by=by, reason=reason)


def refuse(registration: Registration, *, by: Person | None, reason: str) -> Registration:
    """Refuse, with the reason that the letter gives; a badge dies, and who waits first gets the place.

    Raises:
        ReasonMissing, StepRefused, NotAllowed.
    """
    return _decide(registration, "refuse", by=by, reason=reason)


def admit(registration: Registration, *, by: Person | None, reason: str = "") -> Registration:
    """Take a late request: it goes the way of the others from the first desk on. No letter leaves.

    Raises:
        StepRefused: it is not late, or has been taken already.
        NotAllowed.
    """
    with transaction():
        lock(registration)
        take_step(registration, "admit", side=side_of(by, registration.congress), by=by, reason=reason.strip())
        registration.is_late = False
        return registration


DECISIONS: dict[str, Callable[..., Registration]] = {
    "admit": admit,
    "nominate": nominate,
    "pre_approve": pre_approve,
    "approve": approve,
    "hold": hold,
    "refuse": refuse,
}
_OF_DESKS = {"nominate": Desk.NOMINATION, "pre_approve": Desk.PRE_APPROVAL}


def decisions_of_congress(congress: Congress) -> list[str]:
    """Return the decisions that the desks of a congress take on what came in time, in the order of its path: keys of DECISIONS."""
    wanted = [name for name in DECISIONS if name != "admit"]
    return [name for name in wanted if name not in _OF_DESKS or _OF_DESKS[name].value in congress.desks]


def open_decisions(registration: Registration) -> list[str]:
    """Return the decisions that may be taken on a registration where it stands: the way forward first."""
    return [name for name in DECISIONS if may_step(name, registration)]


@once_more_after_deadlock
def decide_many(
    registration_ids: Sequence[int],
    decision: str,
    *,
    by: Person | None,
    reason: str = "",
    congress: Congress | None = None,
) -> Report:
    """Decide on many: each in its own savepoint, so that one refused leaves the others done.

    Quotas are locked first, in the order of their keys, so that two of these never wait for each other.

    Args:
        registration_ids: keys of registrations; others than those of `congress`, where it is given, are passed over.
        decision: a key of DECISIONS.
    """
    decide, report = DECISIONS[decision], Report(decision)
    with transaction():
        chosen = registrations_by_ids(registration_ids, congress=congress)
        hold_quotas((each.delegation_id, each.category_id) for each in chosen)
        for registration in chosen:
            try:
                decide(registration, by=by, reason=reason)
                report.done.append(registration)
            except Refusal as refusal:
                report.refused.append(Refused(registration, refusal.reason))
    return report


def preview_decision(registrations: Sequence[Registration], decision: str) -> Report:
    """Return what a decision would do, by the same table that decides."""
    report = Report(decision)
    for registration in registrations:
        if may_step(decision, registration):
            report.done.append(registration)
        else:
            report.refused.append(Refused(registration, refusal_of(decision, registration)))
    return report


def registrations_by_ids(ids: Sequence[int], *, congress: Congress | None = None) -> list[Registration]:
    """Return registrations with all that a letter and a badge need, in the order of their keys (locks follow it)."""
    wanted = select(Registration).where(Registration.id.in_(ids)).options(*_FOR_LETTERS).order_by(Registration.id)
    if congress is not None:
        wanted = wanted.where(Registration.congress_id == congress.id)
    return list(db.session.scalars(wanted))


def registrations_by_public_ids(congress: Congress, public_ids: Sequence[str]) -> list[Registration]:
    """Return the registrations of a congress that a page has chosen, in the order of their keys; strangers are passed over."""
    wanted = select(Registration).where(Registration.congress_id == congress.id, Registration.public_id.in_(public_ids))
    return list(db.session.scalars(wanted.options(*_FOR_LETTERS).order_by(Registration.id)))


def _decide(registration: Registration, name: str, *, by: Person | None, reason: str) -> Registration:
    if name == "refuse" and not reason.strip():
        raise ReasonMissing
    with transaction():
        quota = hold_place(registration) if name == "refuse" else None
        if quota is None:
            lock(registration)
        side = side_of(by, registration.congress)
        if registration.state is not REGISTRATION_STEPS[name].target:
            if name == "approve" and side is Side.DESK:
                confirm_accredited(registration, by=by)
            take_step(registration, name, side=side, by=by, reason=reason.strip())
            fill_places(quota)
        return registration


_FOR_LETTERS = (
    joinedload(Registration.person).selectinload(Person.contacts),
    joinedload(Registration.category),
    joinedload(Registration.congress),
    joinedload(Registration.delegation).selectinload(Delegation.contacts).joinedload(DelegationContact.person),
    selectinload(Registration.photo),
)
