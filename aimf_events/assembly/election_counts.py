"""The count of a round on paper: written twice, by two people, compared; a tie settled as the statutes say; the result proclaimed.

Nothing is kept that cannot be the urn's (`rules/election.py: misfit`): papers in the urn = voices that signed off.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..clock import now
from ..database import db, lock, transaction
from ..people.models import Person
from . import facts
from .election_models import Candidacy
from .election_refusals import (
    CountRefused,
    ElectedFell,
    ElectionMoved,
    TieNotSettled,
    TieToSettle,
    TwoCountersKnown,
)
from .election_round_models import ElectionRound, RoundCount, RoundOutcome, RoundState
from .election_rounds import lock_round, next_round, turnout_of
from .elections import lock_election, tell
from .rules.election import Concluded, Count, misfit
from .rules.tie import Candidate, TieBreak, break_tie


@dataclass(frozen=True, slots=True)
class Difference:
    """A number that two people did not write alike. `what`: papers, blanks, spoiled, or the public id of a candidacy."""

    what: str
    first: int
    second: int


def enter_count(round_: ElectionRound, count: Count, *, by: Person) -> ElectionRound:
    """Write what the tellers counted; again, to correct it. Where two people have written the same, the round is counted.

    Raises:
        SittingMoved: the sitting is closed.
        ElectionMoved: the urn is open, the round counted, or the names are not those of its papers.
        CountRefused: it cannot be the count of this urn.
        TwoCountersKnown: two others have written it.
    """
    with transaction():
        lock_election(round_.election)
        lock_round(round_, RoundState.CLOSED)
        if set(count.votes) != {each.candidacy.public_id for each in round_.candidates}:
            raise ElectionMoved
        roll = turnout_of(round_)[0]
        wrong = misfit(count, roll=roll, seats=round_.seats)
        if wrong is not None:
            raise CountRefused(wrong, papers=count.papers, roll=roll, seats=round_.seats)
        known = counts_of(round_)
        mine = next((each for each in known if each.by_id == by.id), None)
        if mine is None and len(known) >= 2:
            raise TwoCountersKnown
        if mine is None:
            mine = RoundCount(round_id=round_.id, by_id=by.id)
            db.session.add(mine)
        mine.papers, mine.blanks, mine.spoiled = count.papers, count.blanks, count.spoiled
        mine.votes, mine.entered_at = dict(count.votes), now()
        db.session.flush()
        others = [each for each in known if each.by_id != by.id]
        tell("count_entered", round_, by=by)
        if others and not differences(mine, others[0]):
            _count(round_, count, by=by)
        return round_


def differences(first: RoundCount, second: RoundCount) -> list[Difference]:
    """Return every number that two people did not write alike."""
    pairs = [(what, getattr(first, what), getattr(second, what)) for what in ("papers", "blanks", "spoiled")]
    keys = sorted(set(first.votes) | set(second.votes))
    pairs += [(key, first.votes.get(key, 0), second.votes.get(key, 0)) for key in keys]
    return [Difference(what, one, two) for what, one, two in pairs if one != two]


def counts_of(round_: ElectionRound) -> list[RoundCount]:
    """Return what was written of a round, in the order in which it was begun. One query."""
    rows = select(RoundCount).filter_by(round_id=round_.id).order_by(RoundCount.id)
    return list(db.session.scalars(rows.options(joinedload(RoundCount.by))))


def settle_by_dates(round_: ElectionRound, dates: Mapping[str, date], *, note: str, by: Person | None) -> ElectionRound:
    """Settle a tie by age or by seniority, as the statutes say. The dates are not kept: who wins, and on what (`note`), is.

    Args:
        dates: public id of each candidacy that is tied → born on, or member since.

    Raises:
        SittingMoved, ElectionMoved: nothing is tied, or the statutes say otherwise.
        TieNotSettled: a date is missing, or the dates do not tell the last from the next.
    """
    with transaction():
        tied = _lock_tied(round_)
        if round_.tie_break is TieBreak.LOT:
            raise ElectionMoved
        known = [Candidate(key, member_since=dates.get(key), born_on=dates.get(key)) for key in tied.tied]
        found = break_tie(known, tied.seats_left, round_.tie_break)
        if found is None:
            raise TieNotSettled
        return _settle(round_, found, round_.tie_break, note, by=by)


def settle_by_lot(round_: ElectionRound, drawn: Collection[str], *, note: str, by: Person | None) -> ElectionRound:
    """Write who was drawn by lot before the sitting, and how: where the statutes say so, or where their dates are equal.

    Raises:
        SittingMoved, ElectionMoved: nothing is tied.
        TieNotSettled: not as many as the seats left, or somebody who is not tied.
    """
    with transaction():
        tied = _lock_tied(round_)
        if len(set(drawn)) != tied.seats_left or not set(drawn) <= set(tied.tied):
            raise TieNotSettled
        return _settle(round_, drawn, TieBreak.LOT, note, by=by)


def proclaim_round(round_: ElectionRound, *, by: Person | None) -> ElectionRound:
    """Proclaim the result, on the chair's word: members read it from now on. A second press proclaims nothing more.

    Raises:
        SittingMoved: the sitting is closed.
        ElectionMoved: it is not counted.
        TieToSettle: equals stay equal.
        ElectedFell: somebody whom it would elect does not stand any more.
    """
    with transaction():
        lock_election(round_.election)
        lock_round(round_, RoundState.COUNTED, RoundState.PROCLAIMED)
        if round_.state is RoundState.PROCLAIMED:
            return round_
        if round_.waits_for_tie:
            raise TieToSettle
        found = round_.concluded
        proclaim(round_, found, by=by)
        if found.elected and not round_.election.item.sitting.is_rehearsal:
            facts.round_elected.send(round_, by=by)
        return round_


def proclaim(round_: ElectionRound, found: Concluded, *, by: Person | None) -> None:
    """Write what a counted round decides, and end the election where nothing comes after it. The caller holds both."""
    for each in round_.candidates:
        candidacy: Candidacy = each.candidacy
        each.outcome = _outcome(candidacy.public_id, found)
        if each.outcome is RoundOutcome.ELECTED:
            lock(candidacy)  # a new mayor ends it before this, or not at all
            if not candidacy.is_admitted:
                raise ElectedFell(candidacy.person.full_name)
            candidacy.elected_at = None if round_.election.item.sitting.is_rehearsal else now()
    round_.state, round_.proclaimed_at = RoundState.PROCLAIMED, now()
    db.session.flush()
    if next_round(round_.election) is None:
        round_.election.ended_at, round_.election.seats_vacant = now(), found.seats_left
    votes = round_.count.votes
    tell("proclaimed", round_, by=by, elected=[*found.elected], seats_left=found.seats_left, votes=votes)


def _outcome(key: str, found: Concluded) -> RoundOutcome:
    if key in found.elected:
        return RoundOutcome.ELECTED
    if key in found.tied:
        return RoundOutcome.TIED
    return RoundOutcome.STAYS if key in found.stay else RoundOutcome.OUT


def _count(round_: ElectionRound, count: Count, *, by: Person | None) -> None:
    round_.papers, round_.blanks, round_.spoiled = count.papers, count.blanks, count.spoiled
    for each in round_.candidates:
        each.votes = count.votes[each.candidacy.public_id]
    round_.state, round_.counted_at = RoundState.COUNTED, now()
    db.session.flush()
    tell("counted", round_, by=by, papers=count.papers, blanks=count.blanks, spoiled=count.spoiled)


def _lock_tied(round_: ElectionRound) -> Concluded:
    lock_election(round_.election)
    lock_round(round_, RoundState.COUNTED)
    if not round_.waits_for_tie:
        raise ElectionMoved
    return round_.concluded


def _settle(
    round_: ElectionRound, winners: Collection[str], how: TieBreak, note: str, *, by: Person | None
) -> ElectionRound:
    round_.winners, round_.tied_by, round_.tie_note = sorted(winners), how, note
    db.session.flush()
    tell("settled", round_, by=by, winners=round_.winners, how=how.value, note=note)
    return round_
