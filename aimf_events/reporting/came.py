"""Who came to a congress: a badge handed over or let in at a door, or evidence of presence in a session."""

from typing import Any

from sqlalchemy import ColumnElement, or_, select

from ..checkin.models import Badge, BadgeState, Scan, Verdict
from ..hybrid.models import PresenceEvidence
from ..registration.models import Registration


def has_come() -> ColumnElement[bool]:
    """Return the condition under which somebody registered has come, in the hall or online."""
    handed_over = select(Badge.id).where(Badge.registration_id == Registration.id, Badge.state == BadgeState.COLLECTED)
    let_in: Any = (
        select(Scan.id)
        .join(Badge, Badge.id == Scan.badge_id)
        .where(Badge.registration_id == Registration.id, Scan.verdict == Verdict.ADMITTED)
    )
    seen = select(PresenceEvidence.id).where(PresenceEvidence.registration_id == Registration.id)
    return or_(handed_over.exists(), let_in.exists(), seen.exists())
