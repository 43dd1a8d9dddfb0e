"""Evidence that someone came: rows are added, never changed. A click on the way in says that a person came, not that they stayed."""

from datetime import datetime, timedelta

from sqlalchemy import select

from ..clock import now
from ..database import db, transaction
from ..programme.models import ProgrammeSession
from ..registration.models import Registration
from .models import EvidenceSource, PresenceEvidence

SAME_CLICK = timedelta(seconds=30)  # a form sent twice by an impatient finger is one coming


def record_presence(
    registration: Registration,
    planned: ProgrammeSession,
    *,
    source: EvidenceSource,
    at_source: datetime | None = None,
    detail: str = "",
) -> PresenceEvidence:
    """Add evidence that a registered person came to a session.

    Args:
        at_source: when it happened by the source's own clock (aware); now by default.
    """
    with transaction():
        evidence = PresenceEvidence(
            registration_id=registration.id,
            session_id=planned.id,
            source=source,
            detail=detail[:200],
            at_source=at_source or now(),
            received_at=now(),
        )
        db.session.add(evidence)
        db.session.flush()
        return evidence


def last_evidence(
    registration: Registration, planned: ProgrammeSession, source: EvidenceSource
) -> PresenceEvidence | None:
    """Return the latest evidence of one source, or None."""
    rows = select(PresenceEvidence).filter_by(registration_id=registration.id, session_id=planned.id, source=source)
    return db.session.scalars(rows.order_by(PresenceEvidence.id.desc())).first()
