"""What the sitting does to the ballots that run in it: suspended, it suspends them; it is not closed over them. No verb of a ballot here."""

from sqlalchemy import select

from .. import journal
from ..clock import now
from ..database import db
from ..live import topics
from ..live.topics import Pace
from ..people.models import Person
from .ballot_models import RUNNING, Ballot, BallotState
from .ballot_refusals import BallotStillOpen
from .sitting_models import AgendaItem, Sitting


def suspend_running(sitting: Sitting, *, by: Person | None) -> None:
    """Suspend the ballots that are open: nobody is there to vote any more. The caller holds the transaction and the sitting."""
    for ballot in _running(sitting, BallotState.OPEN):
        pause(ballot, by=by)


def demand_none_running(sitting: Sitting) -> None:
    """Refuse while a ballot is open or suspended. The caller holds the transaction and the sitting.

    Raises:
        BallotStillOpen: one is.
    """
    if _running(sitting, *RUNNING):
        raise BallotStillOpen


def pause(ballot: Ballot, *, by: Person | None) -> None:
    """Suspend an open ballot. The caller holds it; a last call before a suspension calls nobody after it."""
    ballot.state, ballot.suspended_at, ballot.last_call_at = BallotState.SUSPENDED, now(), None
    tell(ballot, "suspended", by=by)


def tell(ballot: Ballot, what: str, *, by: Person | None, **details: object) -> None:
    """Write a step of a ballot in the journal, and announce it to whoever follows the sitting: the step alone, no count and no name."""
    sitting = ballot.item.sitting
    journal.record(f"ballot_{what}", ballot, by=by, congress_id=sitting.congress_id, **details)
    pace = Pace.FAST if ballot.is_running else Pace.STEADY
    topics.announce(topic_of(sitting), f"ballot_{what}", {"ballot": ballot.public_id}, pace=pace)


def topic_of(sitting: Sitting) -> str:
    """Return the live topic of a sitting."""
    return f"sitting:{sitting.public_id}"


def _running(sitting: Sitting, *states: BallotState) -> list[Ballot]:
    rows = select(Ballot).join(AgendaItem).where(AgendaItem.sitting_id == sitting.id, Ballot.state.in_(states))
    locked = rows.order_by(Ballot.id).with_for_update(of=Ballot).execution_options(populate_existing=True)
    return list(db.session.scalars(locked))
