"""The life of a ballot: prepared, opened on a frozen roll, suspended, called a last time, annulled and run again. Its count: `ballot_counts.py`.

Every step locks the sitting, then the ballot: two secretaries who press at once make one step, and a member who leaves or pays at that
moment does so before the roll or after it.
"""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from .. import journal
from ..clock import now
from ..database import Translated, db, lock, transaction
from ..errors import NotFound
from ..people.models import Person
from .agenda import BEFORE_CLOSING
from .ballot_models import RUNNING, Ballot, BallotKind, BallotState, HandsCount
from .ballot_pauses import pause, tell
from .ballot_refusals import BallotDecides, BallotMoved, NobodyOnRoll, QuorumForChair, QuorumWanting, RunAgainAlready
from .ballot_rolls import closes_from, freeze, opening_of, quorum_for, voting_lines
from .parameters import Parameter
from .recusals import recused_from
from .rolls import roll_of
from .rules.majority import Outcome
from .rules.quorum import QuorumLost
from .sitting_models import AgendaItem, Sitting, SittingState
from .sittings import lock_in, profile_of
from .urn_models import Urn


def draft_ballot(
    item: AgendaItem,
    *,
    kind: BallotKind,
    counted_by: HandsCount | None = None,
    question: Translated,
    majority: Parameter = Parameter.MAJORITY_ORDINARY,
    by: Person | None,
) -> Ballot:
    """Prepare a ballot on an item. Nobody is asked yet.

    Args:
        question: {"fr": …, "en": …}.
        majority: the parameter of the statutes that says what adopts it.

    Raises:
        SittingMoved: the sitting is closed.
    """
    with transaction():
        lock_in(item.sitting, *BEFORE_CLOSING)
        ballot = Ballot(item=item, kind=kind, counted_by=counted_by, question=question, majority=majority)
        return _begun(ballot, by=by)


def change_ballot(
    ballot: Ballot,
    *,
    kind: BallotKind,
    counted_by: HandsCount | None,
    question: Translated,
    majority: Parameter,
    by: Person | None,
) -> Ballot:
    """Change what is still prepared.

    Raises:
        BallotMoved: it was opened.
    """
    with transaction():
        lock_ballot(ballot, BallotState.DRAFT)
        ballot.kind, ballot.counted_by, ballot.question, ballot.majority = kind, counted_by, question, majority
        journal.record("ballot_changed", ballot, by=by, congress_id=ballot.item.sitting.congress_id)
        return ballot


def remove_ballot(ballot: Ballot, *, by: Person | None) -> None:
    """Throw away what was never opened.

    Raises:
        BallotMoved: it was opened.
    """
    with transaction():
        lock_ballot(ballot, BallotState.DRAFT)
        journal.record("ballot_removed", ballot, by=by, congress_id=ballot.item.sitting.congress_id)
        db.session.delete(ballot)


def open_ballot(ballot: Ballot, *, chair_decided: bool = False, by: Person | None) -> Ballot:
    """Open a ballot: its roll, the statutes' version, the rule and the quorum of this moment are frozen.

    Args:
        chair_decided: the quorum is wanting and the chair goes on, where the statutes leave it to the chair. Minuted.

    Raises:
        SittingMoved: the sitting is not open.
        BallotMoved: it was opened already.
        QuorumWanting, QuorumForChair: the quorum is not there.
        NobodyOnRoll: nobody could vote.
    """
    with transaction():
        sitting = lock_in(ballot.item.sitting, SittingState.OPEN)
        lock_ballot(ballot, BallotState.DRAFT)
        roll = roll_of(sitting, is_secret=ballot.kind is BallotKind.SECRET, without=recused_from(ballot.item))
        profile, moment = profile_of(sitting), now()
        quorum, is_wanting = quorum_for(sitting, ballot.item, roll, profile), False
        if not quorum.is_reached:
            is_wanting = True
            if roll.lost is QuorumLost.REFUSED:
                raise QuorumWanting(quorum.missing)
            if not chair_decided:
                raise QuorumForChair(quorum.missing)
        lines = voting_lines(roll, profile)
        if not lines:
            raise NobodyOnRoll
        opening = opening_of(ballot.majority, sitting, roll, profile, lines, quorum, chair_decided=is_wanting)
        ballot.opening, ballot.profile_id = opening.written(), sitting.profile_id
        ballot.state, ballot.opened_at = BallotState.OPEN, moment
        ballot.closes_from = closes_from(ballot, lines, moment)
        freeze(ballot, lines)
        tell(ballot, "opened", by=by, voices=len(lines), despite_quorum=is_wanting)
        return ballot


def suspend_ballot(ballot: Ballot, *, by: Person | None) -> Ballot:
    """Suspend: no voice is taken until it is resumed; those given stay.

    Raises:
        BallotMoved: it is not open.
    """
    with transaction():
        lock_ballot(ballot, BallotState.OPEN)
        pause(ballot, by=by)
        return ballot


def resume_ballot(ballot: Ballot, *, by: Person | None) -> Ballot:
    """Resume on the same roll; the time that is due to whoever is at a distance is given back.

    Raises:
        SittingMoved: the sitting is not open.
        BallotMoved: it is not suspended.
    """
    with transaction():
        lock_in(ballot.item.sitting, SittingState.OPEN)
        lock_ballot(ballot, BallotState.SUSPENDED)
        assert ballot.suspended_at is not None, "a suspended ballot says since when"
        if ballot.closes_from is not None:
            ballot.closes_from += now() - ballot.suspended_at
        ballot.state, ballot.suspended_at = BallotState.OPEN, None
        tell(ballot, "resumed", by=by)
        return ballot


def call_last(ballot: Ballot, *, by: Person | None) -> Ballot:
    """Make the last call: it closes a minute later at the earliest where voices are at a distance. A second call is the first.

    Raises:
        BallotMoved: it is not open.
    """
    with transaction():
        lock_ballot(ballot, BallotState.OPEN)
        if ballot.last_call_at is None:
            ballot.last_call_at = now()
            tell(ballot, "last_call", by=by)
        return ballot


def annul_ballot(ballot: Ballot, *, reason: str, by: Person | None) -> Ballot:
    """Annul a ballot whose result was not published, on the chair's word. Roll and voices stay on record; none of them counts.

    Raises:
        BallotMoved: it is a draft, published, or annulled; or its sealed urn is open, which `urn_closing.annul_sealed` must write anew.
    """
    with transaction():
        lock_ballot(ballot, *RUNNING, BallotState.CLOSED)
        urn = db.session.get(Urn, ballot.id)
        if urn is not None and not urn.is_closed:
            raise BallotMoved
        ballot.state, ballot.annulled_at, ballot.reason = BallotState.ANNULLED, now(), reason
        tell(ballot, "annulled", by=by, reason=reason)
        return ballot


def run_again(ballot: Ballot, *, by: Person | None) -> Ballot:
    """Prepare the next round of an annulled ballot: the same question, a new roll at its own opening.

    Raises:
        SittingMoved: the sitting is closed.
        BallotMoved: it was not annulled.
        RunAgainAlready: it has its next round.
    """
    with transaction():
        lock_in(ballot.item.sitting, *BEFORE_CLOSING)
        lock_ballot(ballot, BallotState.ANNULLED)
        if next_round_of(ballot) is not None:
            raise RunAgainAlready
        counted_by = HandsCount.TOTALS if ballot.by_objection else ballot.counted_by
        return _begun(
            Ballot(
                item=ballot.item,
                kind=ballot.kind,
                counted_by=counted_by,
                question=ballot.question,
                majority=ballot.majority,
                round=ballot.round + 1,
                replaces=ballot,
            ),
            by=by,
        )


def lock_ballot(ballot: Ballot, *states: BallotState) -> Ballot:
    """Lock a ballot in one of some states, and its sitting before it. The caller holds the transaction.

    In this order everywhere: whoever suspends or closes the sitting goes from it to its ballots.

    Raises:
        BallotMoved: it is in another.
    """
    lock(ballot.item.sitting)
    lock(ballot)
    if ballot.state not in states:
        raise BallotMoved
    return ballot


def ballots_of(sitting: Sitting) -> list[Ballot]:
    """Return the ballots of a sitting in the order of the agenda, then of their preparation. One query."""
    rows = select(Ballot).join(AgendaItem).where(AgendaItem.sitting_id == sitting.id)
    return list(db.session.scalars(rows.order_by(AgendaItem.position, Ballot.id).options(joinedload(Ballot.item))))


def ballot_of(sitting: Sitting, public_id: str) -> Ballot:
    """Return a ballot of a sitting.

    Raises:
        NotFound: it is another sitting's, or does not exist.
    """
    rows = select(Ballot).join(AgendaItem).where(AgendaItem.sitting_id == sitting.id, Ballot.public_id == public_id)
    found = db.session.scalars(rows.options(joinedload(Ballot.replaces))).first()
    if found is None:
        raise NotFound
    return found


def next_round_of(ballot: Ballot) -> Ballot | None:
    """Return the ballot that runs an annulled one again, or None."""
    return db.session.scalars(select(Ballot).filter_by(replaces_id=ballot.id)).first()


def last_round_of(asking: Ballot) -> Ballot:
    """Return the ballot itself, or the last of those that run it again: the same question, whatever else the item was asked."""
    last = asking
    while (again := next_round_of(last)) is not None:
        last = again
    return last


def published_answer(asking: Ballot | None) -> Ballot | None:
    """Return the published ballot that answers a question which was put, or None while nothing is published."""
    last = last_round_of(asking) if asking is not None else None
    return last if last is not None and last.state is BallotState.PUBLISHED else None


def adopting_ballot(asking: Ballot | None) -> Ballot | None:
    """Return the published ballot that answers a question if it adopts, or None."""
    ballot = published_answer(asking)
    return ballot if ballot is not None and ballot.decision is Outcome.ADOPTED else None


def demand_no_answer(asking: Ballot | None) -> None:
    """Refuse what would decide a question in the place of its ballot. The caller holds the transaction.

    Raises:
        BallotDecides: voices are given on it, its result is not published, or it was adopted.
    """
    if asking is None:
        return
    last = last_round_of(lock(asking))
    if last.state in (*RUNNING, BallotState.CLOSED) or adopting_ballot(asking) is not None:
        raise BallotDecides


def _begun(ballot: Ballot, *, by: Person | None) -> Ballot:
    ballot.drafted_at, ballot.drafted_by_id = now(), by.id if by else None
    db.session.add(ballot)
    db.session.flush()
    journal.record("ballot_drafted", ballot, by=by, congress_id=ballot.item.sitting.congress_id, round=ballot.round)
    return ballot
