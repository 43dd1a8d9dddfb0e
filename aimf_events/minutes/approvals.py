"""The approval of minutes: a later sitting's decision approves them, in the same transaction: the ballot that was prepared to ask for it, or a
consensus noted on the item that put them to it. Other votes on that item (a correction, the closure of the debate) approve nothing."""

from sqlalchemy import select

from .. import journal
from ..assembly.ballots import last_round_of
from ..clock import now
from ..database import db, lock
from ..people.models import Person
from .decision_models import RegisteredDecision
from .minutes_models import Minutes, MinutesState


def approve_by(decision: RegisteredDecision, *, by: Person | None) -> Minutes | None:
    """Approve the minutes that an adopted decision is about; None where it is about none. The caller holds the transaction."""
    if not decision.is_adopted or decision.item_id is None:
        return None
    minutes = db.session.scalars(select(Minutes).filter_by(approval_item_id=decision.item_id)).first()
    if minutes is None or not _answers(decision, minutes):
        return None
    lock(minutes)
    if minutes.state not in (MinutesState.SIGNED, MinutesState.CORRECTED):
        return None
    minutes.state, minutes.approved_at, minutes.approval_id = MinutesState.APPROVED, now(), decision.id
    journal.record(
        "minutes_approved", minutes, by=by, congress_id=minutes.sitting.congress_id, decision=decision.reference
    )
    return minutes


def _answers(decision: RegisteredDecision, minutes: Minutes) -> bool:
    if decision.ballot_id is None:
        return True
    return minutes.asking is not None and last_round_of(minutes.asking).id == decision.ballot_id


def are_settled(sitting_id: int) -> bool:
    """Return whether the minutes of a sitting are settled: the words of its decisions stay as they are printed."""
    state = db.session.scalar(select(Minutes.state).filter_by(sitting_id=sitting_id))
    return state is not None and state is not MinutesState.DRAFT
