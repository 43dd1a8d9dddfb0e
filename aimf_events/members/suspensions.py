"""Suspension and reinstatement: each by a decision that is named, effective from the minute it is recorded."""

from sqlalchemy import select

from .. import journal
from ..clock import now
from ..database import db, lock, transaction
from ..people.models import Person
from .facts import rights_changed
from .models import Member, Suspension


def suspend(member: Member, *, decision: str, by: Person | None) -> Suspension:
    """Take a member's rights away. A member that is suspended already stays so, by the first decision."""
    with transaction():
        lock(member)
        current = suspension_of(member)
        if current is not None:
            return current
        suspension = Suspension(member_id=member.id, starts_at=now(), decision=decision)
        suspension.decided_by_id = by.id if by else None
        db.session.add(suspension)
        journal.record("member_suspended", member, by=by, reason=decision)
        rights_changed.send(member)
        return suspension


def reinstate(member: Member, *, decision: str, by: Person | None) -> Suspension | None:
    """Give a member its rights back; what it owes is owed still. Nothing happens to one that is not suspended."""
    with transaction():
        lock(member)
        current = suspension_of(member)
        if current is not None:
            current.ends_at, current.end_decision, current.ended_by_id = now(), decision, by.id if by else None
            journal.record("member_reinstated", member, by=by, reason=decision)
            rights_changed.send(member)
        return current


def suspension_of(member: Member) -> Suspension | None:
    """Return the suspension that a member is under now, or None."""
    return db.session.scalars(select(Suspension).filter_by(member_id=member.id, ends_at=None)).first()
