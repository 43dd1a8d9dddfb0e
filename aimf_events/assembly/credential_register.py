"""Whose nomination was refused, and when: what the roll asks of the credentials committee."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from ..database import db
from .credential_models import CredentialDecision, CredentialOutcome
from .sitting_models import Sitting

Decided = tuple[datetime, int, CredentialOutcome]


def nominations_decided(sitting: Sitting) -> list[Decided]:
    """Return the decisions on nominations in their order: when, on whose registration, what. One query."""
    rows = select(CredentialDecision).where(
        CredentialDecision.sitting_id == sitting.id, CredentialDecision.registration_id.is_not(None)
    )
    return [
        (each.decided_at, each.registration_id or 0, each.outcome)
        for each in db.session.scalars(rows.order_by(CredentialDecision.id))
    ]


def refused_at(decided: Sequence[Decided], moment: datetime) -> frozenset[int]:
    """Return the registrations whose nomination was refused, and stayed so, at a moment."""
    latest = {registration: outcome for at, registration, outcome in decided if at <= moment}
    return frozenset(ident for ident, outcome in latest.items() if outcome is CredentialOutcome.REFUSED)
