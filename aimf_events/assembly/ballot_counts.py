"""The count of a ballot: closed by hands, by dissenters, by nobody's objection or by name; the chair's casting vote; published.

Whole numbers only. Nothing is counted before the ballot closes, and what is counted then is kept as it is.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import func, insert, select

from ..clock import now
from ..database import db, transaction
from ..people.models import Person
from . import facts
from .ballot_models import Ballot, BallotKind, BallotLine, BallotState, Channel, Choice, HandsCount, Vote
from .ballot_pauses import tell
from .ballot_refusals import (
    BallotMoved,
    ChairHasNoCastingVote,
    CountDoesNotFit,
    NoLastCall,
    TooSoonToClose,
)
from .ballot_rolls import can_close_from, has_remote
from .ballots import annul_ballot, lock_ballot, run_again
from .rules.majority import Tally
from .sitting_models import AgendaItem, Sitting, SittingState
from .sittings import lock_in


@dataclass(frozen=True, slots=True)
class Hands:
    """What the tellers counted, of the settled voices."""

    in_favour: int
    against: int
    abstentions: int


def close_by_totals(ballot: Ballot, hands: Hands, *, by: Person | None) -> Ballot:
    """Close a ballot by hands with the tellers' totals. Who raised no hand has not voted.

    Raises:
        CountDoesNotFit: more hands than settled voices.
        SittingMoved, BallotMoved, TooSoonToClose, NoLastCall: it may not close.
    """
    with transaction():
        lock_to_close(ballot, BallotKind.HANDS, HandsCount.TOTALS)
        voices, counted = ballot.frozen.voices, hands.in_favour + hands.against + hands.abstentions
        if counted > voices:
            raise CountDoesNotFit(counted, voices)
        tally = Tally(hands.in_favour, hands.against, hands.abstentions, not_voted=voices - counted)
        return close_counted(ballot, tally, {}, by=by)


def close_by_dissenters(
    ballot: Ballot, *, against: Collection[BallotLine], abstaining: Collection[BallotLine], by: Person | None
) -> Ballot:
    """Close a ballot by hands where the dissenters alone were marked, by name; all others are for.

    Raises:
        SittingMoved, BallotMoved, TooSoonToClose, NoLastCall: it may not close.
    """
    with transaction():
        lock_to_close(ballot, BallotKind.HANDS, HandsCount.DISSENTERS)
        said = {line.id: Choice.ABSTENTION for line in abstaining} | {line.id: Choice.AGAINST for line in against}
        rows = [
            {"line_id": ident, "choice": choice, "channel": Channel.DESK, "at": now(), "by_id": by.id if by else None}
            for ident, choice in said.items()
        ]
        if rows:
            db.session.execute(insert(Vote), rows)
        return close_counted(ballot, *_counted(ballot, silent=Choice.FOR), by=by)


def close_unopposed(ballot: Ballot, *, by: Person | None) -> Ballot:
    """Close a ballot to which nobody objected within the window: every voice of the roll is for.

    Raises:
        SittingMoved, BallotMoved, TooSoonToClose, NoLastCall: it may not close.
    """
    with transaction():
        lock_to_close(ballot, BallotKind.HANDS, HandsCount.UNANIMITY)
        return close_counted(ballot, *_counted(ballot, silent=Choice.FOR), by=by)


def close_open(ballot: Ballot, *, by: Person | None) -> Ballot:
    """Close a ballot by name and count what was given.

    Raises:
        SittingMoved, BallotMoved, TooSoonToClose, NoLastCall: it may not close.
    """
    with transaction():
        lock_to_close(ballot, BallotKind.OPEN, None)
        return close_counted(ballot, *_counted(ballot, silent=None), by=by)


def object_to(ballot: Ballot, line: BallotLine, *, by: Person | None) -> Ballot:
    """Note that a voice objects to what would be adopted without a vote: that is annulled, and the vote itself is prepared.

    Returns: the ballot that comes next.

    Raises:
        BallotMoved: it is not open, or asks for a vote already.
    """
    with transaction():
        lock_ballot(ballot, BallotState.OPEN)
        if not ballot.by_objection:
            raise BallotMoved
        member = line.mandate.member
        annul_ballot(ballot, reason=f"Objection : {member.name}"[:300], by=by)
        return run_again(ballot, by=by)


def settle_tie(ballot: Ballot, *, for_it: bool, by: Person | None) -> Ballot:
    """Note the chair's casting vote on a tie, before the result is published.

    Raises:
        BallotMoved: it is not closed, or published.
        ChairHasNoCastingVote: there is no tie, the vote was secret, or the statutes give no such voice.
    """
    with transaction():
        lock_ballot(ballot, BallotState.CLOSED)
        if not ballot.waits_for_chair:
            raise ChairHasNoCastingVote
        ballot.chair_votes = for_it
        tell(ballot, "settled", by=by, chair_votes=for_it)
        return ballot


def publish_ballot(ballot: Ballot, *, by: Person | None) -> Ballot:
    """Publish the result; members read it from now on. A second press publishes nothing more.

    Raises:
        BallotMoved: it is not closed.
    """
    with transaction():
        lock_ballot(ballot, BallotState.CLOSED, BallotState.PUBLISHED)
        if ballot.state is BallotState.CLOSED:
            ballot.state, ballot.published_at = BallotState.PUBLISHED, now()
            tell(ballot, "published", by=by, decision=ballot.decision.value)
            if not ballot.item.sitting.is_rehearsal:
                facts.ballot_published.send(ballot, by=by)
        return ballot


def turnout_of(ballot: Ballot) -> tuple[int, int]:
    """Return how many lines of the roll have voted by name, and how many there are. It says nothing of what they chose."""
    rows = select(func.count(Vote.line_id), func.count(BallotLine.id)).select_from(BallotLine)
    voted, lines = db.session.execute(
        rows.outerjoin(Vote, Vote.line_id == BallotLine.id).where(BallotLine.ballot_id == ballot.id)
    ).one()
    return voted, lines


def voted_by_name(sitting: Sitting) -> int:
    """Return how many voices have been given in the ballots by name that are open: the turnout, nothing of the choices. A secret ballot tells nothing."""
    rows = (
        select(func.count(Vote.line_id)).join(BallotLine, BallotLine.id == Vote.line_id).join(Ballot).join(AgendaItem)
    )
    running = rows.where(
        AgendaItem.sitting_id == sitting.id, Ballot.state == BallotState.OPEN, Ballot.kind == BallotKind.OPEN
    )
    return int(db.session.scalar(running) or 0)


def choices_of(ballot: Ballot) -> dict[int, Vote]:
    """Return what was said by name, by line; nothing before the ballot has closed."""
    if not ballot.is_counted:
        return {}
    rows = select(Vote).join(BallotLine, BallotLine.id == Vote.line_id).where(BallotLine.ballot_id == ballot.id)
    return {vote.line_id: vote for vote in db.session.scalars(rows)}


def lock_to_close(ballot: Ballot, kind: BallotKind, counted_by: HandsCount | None) -> None:
    """Lock a ballot that may close now: of that kind, open, its time run out, its last call made where voices are at a distance."""
    lock_in(ballot.item.sitting, SittingState.OPEN)
    lock_ballot(ballot, BallotState.OPEN)
    if ballot.kind is not kind or ballot.counted_by is not counted_by:
        raise BallotMoved
    if kind is BallotKind.OPEN and _everybody_voted(ballot):
        return
    earliest = can_close_from(ballot)
    if earliest is not None and now() < earliest:
        raise TooSoonToClose(earliest - now())
    if ballot.last_call_at is None and has_remote(ballot):
        raise NoLastCall


def _everybody_voted(ballot: Ballot) -> bool:
    voted, lines = turnout_of(ballot)
    return voted == lines


def count_of(
    groups: Iterable[tuple[bool, Choice | None, int]], *, silent: Choice | None
) -> tuple[Tally, dict[str, int]]:
    """Return the count of the settled voices, and of the contested ones apart (nothing where there are none).

    Args:
        groups: whether it is contested, what was said (None: nothing), and how many lines.
        silent: what saying nothing means; None: has not voted.
    """
    settled, provisional = Counter[Choice | None](), Counter[Choice | None]()
    for is_provisional, choice, number in groups:
        (provisional if is_provisional else settled)[choice or silent] += number
    tally = Tally(settled[Choice.FOR], settled[Choice.AGAINST], settled[Choice.ABSTENTION], not_voted=settled[None])
    if not provisional:
        return tally, {}
    return tally, {**{choice.value: provisional[choice] for choice in Choice}, "not_voted": provisional[None]}


def _counted(ballot: Ballot, *, silent: Choice | None) -> tuple[Tally, dict[str, int]]:
    rows = select(BallotLine.is_provisional, Vote.choice, func.count()).select_from(BallotLine)
    grouped = rows.outerjoin(Vote, Vote.line_id == BallotLine.id).where(BallotLine.ballot_id == ballot.id)
    groups = db.session.execute(grouped.group_by(BallotLine.is_provisional, Vote.choice)).tuples()
    return count_of(groups, silent=silent)


def close_counted(ballot: Ballot, tally: Tally, provisional: dict[str, int], *, by: Person | None) -> Ballot:
    """Close a ballot with its count, which makes the roll. The caller holds the transaction and `lock_to_close`."""
    assert tally.roll == ballot.frozen.voices, "voted and not voted are the roll"
    ballot.state, ballot.closed_at = BallotState.CLOSED, now()
    ballot.in_favour, ballot.against, ballot.abstentions = tally.in_favour, tally.against, tally.abstentions
    ballot.blanks, ballot.not_voted = tally.blanks, tally.not_voted
    if provisional:
        ballot.provisional = provisional
    db.session.flush()
    tell(ballot, "closed", by=by, tally=[tally.in_favour, tally.against, tally.abstentions, tally.not_voted])
    return ballot
