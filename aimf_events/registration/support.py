"""What the association pays for a participant: granted on a decision that is named, changed by a new one, never rewritten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from .. import journal
from ..clock import now
from ..database import db, lock, transaction
from ..errors import NotAllowed, Refusal
from ..people.models import Person
from .decisions import lock_registration
from .identity import refuse_inactive
from .models import Registration, Support
from .transitions import Side, side_of

CURRENCIES = ("EUR", "XOF", "XAF", "TND", "MAD", "CAD", "CHF", "USD")
NIGHTS_AT_MOST = 30
REPLACED = "Remplacée par une nouvelle décision"
"""Kept in French, as every reason that somebody writes is kept in the words in which it was written."""


class NothingGranted(Refusal):
    """A support of nothing is no support."""

    code = "nothing_granted"


@dataclass(frozen=True)
class Grant:
    """What is granted. `ceiling` is in whole units of the currency; None: no ceiling was set.

    Attributes:
        decided_by: the person or body that decided, in words.
        source: the letter, message or minutes in which it can be read.
    """

    pays_ticket: bool
    nights: int
    ceiling: int | None
    currency: str
    decided_by: str
    decided_on: date
    source: str


def grant_support(registration: Registration, grant: Grant, *, by: Person) -> Support:
    """Write what is paid for a participant. It takes the place of what was granted before; the same twice is once.

    Raises:
        NotAllowed: only the desk grants.
        NothingGranted: neither ticket, nor night, nor amount.
        StepRefused: the registration is over.
    """
    if side_of(by, registration.congress) is not Side.DESK:
        raise NotAllowed
    if not grant.pays_ticket and not grant.nights and not grant.ceiling:
        raise NothingGranted(
            _l("Rien n’est accordé : ni billet, ni nuit, ni montant."),
            advice=_l("Cochez le billet, écrivez un nombre de nuits ou un plafond."),
        )
    with transaction():
        lock_registration(registration)
        refuse_inactive(registration)
        held = support_of(registration)
        if held is not None and grant_in(held) == grant:
            return held
        if held is not None:
            _end(held, REPLACED, by=by)
            db.session.flush()
        made = Support(registration_id=registration.id, recorded_at=now(), recorded_by_id=by.id, **vars(grant))
        db.session.add(made)
        journal.record("support_granted", registration, by=by, **_recorded(grant))
        return made


def withdraw_support(support: Support, *, reason: str, by: Person) -> Support:
    """End a support, with the reason. Twice is harmless.

    Raises:
        NotAllowed: only the desk withdraws.
    """
    registration = support.registration
    if side_of(by, registration.congress) is not Side.DESK:
        raise NotAllowed
    with transaction():
        lock(support)
        if support.withdrawn_at is None:
            _end(support, reason, by=by)
            journal.record("support_withdrawn", registration, by=by, support=support.id)
        return support


def support_of(registration: Registration) -> Support | None:
    """Return what is granted to a participant now, or None."""
    wanted = select(Support).filter_by(registration_id=registration.id, withdrawn_at=None)
    return db.session.scalars(wanted).first()


def supports_of(registrations: Sequence[Registration]) -> dict[int, Support]:
    """Return what is granted now, by the key of the registration: one query."""
    ids = [registration.id for registration in registrations]
    wanted = select(Support).where(Support.registration_id.in_(ids), Support.withdrawn_at.is_(None))
    return {support.registration_id: support for support in db.session.scalars(wanted)}


def past_supports(registration: Registration) -> list[Support]:
    """Return what was granted and withdrawn, the latest first."""
    wanted = select(Support).where(Support.registration_id == registration.id, Support.withdrawn_at.is_not(None))
    return list(db.session.scalars(wanted.order_by(Support.id.desc())))


def grant_in(support: Support) -> Grant:
    """Return what a support says."""
    return Grant(**{name: getattr(support, name) for name in Grant.__dataclass_fields__})


def _end(support: Support, reason: str, *, by: Person) -> None:
    support.withdrawn_at, support.withdrawn_by_id, support.withdrawal_reason = now(), by.id, reason


def _recorded(grant: Grant) -> dict[str, Any]:
    """The figures: words that may name somebody stand in the row, which is purged."""
    return {name: value for name, value in vars(grant).items() if name not in ("decided_by", "source")}
