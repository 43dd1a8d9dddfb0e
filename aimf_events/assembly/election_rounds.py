"""The rounds of an election: opened on a frozen roll, each voice signed off once as its paper goes into the urn, closed, annulled.

Every step locks the sitting, then the election, then the round: two secretaries who press at once open one round. What a power cut
leaves is what was written: the roll, who has voted, the counts. Counting and proclaiming are in `election_counts.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, insert, select
from sqlalchemy.orm import joinedload

from .. import journal
from ..clock import now
from ..database import db, lock, new_public_id, transaction
from ..errors import NotFound
from ..people.models import Person
from .ballot_refusals import NobodyOnRoll, QuorumForChair, QuorumWanting
from .ballot_rolls import opening_of, quorum_for
from .candidacies import obstacles_to
from .candidacy_register import candidacies_of
from .election_models import Candidacy, CandidacyState, Election
from .election_refusals import (
    CandidaciesWaiting,
    CandidatesNoLonger,
    ElectionMoved,
    NobodyStands,
    VotedAlready,
)
from .election_round_models import UNDER_WAY, ElectionRound, RoundCandidate, RoundLine, RoundState, RoundWay
from .elections import lock_election, record, rounds_of, tell
from .parameters import Parameter
from .profiles import Profile
from .rolls import Roll, RollLine, roll_of
from .rules.election import Stage, Stays, next_stage, staying
from .rules.quorum import QuorumLost
from .rules.tie import TieBreak
from .sitting_models import Mandate, Sitting, SittingState
from .sittings import SittingMoved, lock_in, profile_of


@dataclass(frozen=True)
class Next:
    """The round that comes next: its number, what it asks, how many seats, who stands."""

    number: int
    stage: Stage
    seats: int
    candidacies: Sequence[Candidacy]
    replaces: ElectionRound | None = None


def next_round(election: Election) -> Next | None:
    """Return the round that could be opened now; None while one is under way, or where the election is over."""
    rounds = rounds_of(election)
    standing = [each for each in rounds if each.state is not RoundState.ANNULLED]
    last = standing[-1] if standing else None
    if election.ended_at is not None or (last is not None and last.state in UNDER_WAY):
        return None
    number = last.number + 1 if last else 1
    annulled = [each for each in rounds if each.state is RoundState.ANNULLED and each.number == number]
    replaces = annulled[-1] if annulled else None
    admitted = [each for each in candidacies_of(election) if each.is_admitted and each.elected_at is None]
    if last is None:
        return Next(number, Stage.FIRST, election.seats, admitted, replaces)
    found = last.concluded
    if last.way is RoundWay.EN_BLOC and not found.elected:
        return Next(number, Stage.FIRST, election.seats, admitted, replaces)
    stage = next_stage(last.stage, found)
    if stage is None:
        return None
    again = set(found.tied or found.stay)
    stand = [each for each in admitted if each.public_id in again]
    if found.tied and len(stand) < found.seats_left:
        return _among_all(last, number, admitted, replaces)
    return Next(number, stage, found.seats_left, stand, replaces)


def open_round(election: Election, *, chair_decided: bool = False, by: Person | None) -> ElectionRound:
    """Open the next round on paper: its roll, its candidates and the statutes' rule are frozen.

    Args:
        chair_decided: the quorum is wanting and the chair goes on, where the statutes leave it to the chair. Minuted.

    Raises:
        SittingMoved: the sitting is not open.
        ElectionMoved: a round is under way, or the election is over.
        CandidaciesWaiting, CandidatesNoLonger, NobodyStands: the list is not ready.
        QuorumWanting, QuorumForChair: the quorum is not there.
        NobodyOnRoll: nobody in the hall could vote.
    """
    with transaction():
        sitting = lock_in(election.item.sitting, SittingState.OPEN)
        lock(election)
        coming = next_round(election)
        if coming is None:
            raise ElectionMoved
        demand_list(election, coming)
        roll, profile = roll_of(sitting, is_secret=True), profile_of(sitting)
        quorum, is_wanting = quorum_for(sitting, election.item, roll, profile), False
        if not quorum.is_reached:
            is_wanting = True
            if roll.lost is QuorumLost.REFUSED:
                raise QuorumWanting(quorum.missing)
            if not chair_decided:
                raise QuorumForChair(quorum.missing)
        lines = paper_lines(roll)
        if not lines:
            raise NobodyOnRoll
        opening = opening_of(
            Parameter.ELECTION_FIRST_ROUND, sitting, roll, profile, lines, quorum, chair_decided=is_wanting
        )
        made = new_round(election, coming, profile, sitting, way=RoundWay.PAPER, opening=opening.written(), by=by)
        db.session.flush()
        _freeze(made, lines)
        tell("opened", made, by=by, voices=len(lines), despite_quorum=is_wanting)
        return made


def new_round(
    election: Election,
    coming: Next,
    profile: Profile,
    sitting: Sitting,
    *,
    way: RoundWay,
    opening: dict[str, object],
    by: Person | None,
) -> ElectionRound:
    """Write a round with its candidates in the order of their names. The caller holds the transaction and the election."""
    assert sitting.profile_id is not None, "an open sitting keeps its statutes"
    made = ElectionRound(
        election=election,
        number=coming.number,
        stage=coming.stage,
        way=way,
        state=RoundState.OPEN,
        seats=coming.seats,
        stays=stays_of(profile),
        tie_break=profile.choice(Parameter.ELECTION_TIE, TieBreak),
        tie_article=profile.article(Parameter.ELECTION_TIE),
        profile_id=sitting.profile_id,
        replaces=coming.replaces,
        opening=opening,
        opened_at=now(),
        opened_by_id=by.id if by else None,
    )
    for place, candidacy in enumerate(coming.candidacies, start=1):
        made.candidates.append(RoundCandidate(candidacy=candidacy, place=place))
    db.session.add(made)
    return made


def mark_voted(round_: ElectionRound, line: RoundLine, *, by: Person | None) -> RoundLine:
    """Sign a voice off: its paper goes into the urn. Once for each voice and round, whoever presses.

    Raises:
        SittingMoved: the sitting is not open.
        ElectionMoved: the round is not open.
        VotedAlready: its paper is in the urn.
    """
    with transaction():
        _share_open(round_)
        lock(line)
        if line.voted_at is not None:
            raise VotedAlready
        line.voted_at, line.marked_by_id = now(), by.id if by else None
        return line


def take_mark_back(round_: ElectionRound, line: RoundLine, *, by: Person | None) -> RoundLine:
    """Undo a line that was signed off by mistake, while the round is open; the journal keeps it.

    Raises:
        SittingMoved: the sitting is not open.
        ElectionMoved: the round is not open.
    """
    with transaction():
        _share_open(round_)
        lock(line)
        if line.voted_at is not None:
            line.voted_at, line.marked_by_id = None, None
            journal.record("election_mark_undone", round_, by=by, mandate=line.mandate_id)
        return line


def close_round(round_: ElectionRound, *, by: Person | None) -> ElectionRound:
    """Close the urn: nobody signs off any more, the papers are counted.

    Raises:
        SittingMoved: the sitting is not open.
        ElectionMoved: the round is not open, or nobody has voted.
    """
    with transaction():
        lock_in(round_.election.item.sitting, SittingState.OPEN)
        lock_round(round_, RoundState.OPEN)
        voted = turnout_of(round_)[0]
        if not voted:
            raise ElectionMoved
        round_.state, round_.closed_at = RoundState.CLOSED, now()
        tell("closed", round_, by=by, voted=voted)
        return round_


def annul_round(round_: ElectionRound, *, reason: str, by: Person | None) -> ElectionRound:
    """Annul a round that was not proclaimed, on the chair's word. Roll and counts stay on record; the same round is run again.

    Raises:
        SittingMoved: the sitting is closed.
        ElectionMoved: it was proclaimed, or annulled.
    """
    with transaction():
        lock_election(round_.election)
        lock_round(round_, *UNDER_WAY)
        round_.state, round_.annulled_at, round_.reason = RoundState.ANNULLED, now(), reason
        tell("annulled", round_, by=by, reason=reason)
        return round_


def end_vacant(election: Election, *, by: Person | None) -> Election:
    """End an election for whose seats nobody stands any more: they stay vacant. Minuted.

    Raises:
        SittingMoved: the sitting is not open.
        ElectionMoved: somebody stands, or a round is under way.
        CandidaciesWaiting: somebody would stand, once it is decided on.
    """
    with transaction():
        lock_in(election.item.sitting, SittingState.OPEN)
        lock(election)
        coming = next_round(election)
        if coming is None or coming.candidacies:
            raise ElectionMoved
        _demand_nobody_waits(election, coming)
        election.ended_at, election.seats_vacant = now(), coming.seats
        record("election_ended", election, by=by, vacant=coming.seats)
        return election


def lock_round(round_: ElectionRound, *states: RoundState) -> ElectionRound:
    """Lock a round in one of some states, its election before it. The caller holds the transaction and the sitting.

    Raises:
        ElectionMoved: it is in another.
    """
    lock(round_.election)
    lock(round_)
    if round_.state not in states:
        raise ElectionMoved
    return round_


def paper_lines(roll: Roll) -> list[RollLine]:
    """Return the voices that can put a paper into an urn: those in the hall, and those whom they represent."""
    return [line for line in roll.lines if not line.is_remote]


def stays_of(profile: Profile) -> Stays:
    """Return who may stand again after the first round; everyone where the statutes say nothing of it."""
    return profile.choice(Parameter.ELECTION_STAYS, Stays) if profile.says(Parameter.ELECTION_STAYS) else Stays.ALL


def round_of(election: Election, public_id: str) -> ElectionRound:
    """Return a round of an election.

    Raises:
        NotFound: it is another election's, or does not exist.
    """
    found = next((each for each in rounds_of(election) if each.public_id == public_id), None)
    if found is None:
        raise NotFound
    return found


def lines_of(round_: ElectionRound) -> list[RoundLine]:
    """Return the frozen roll of a round in the order of the members' names. One query."""
    whose = joinedload(RoundLine.mandate).joinedload(Mandate.member)
    carried = joinedload(RoundLine.carried_by).joinedload(Mandate.member)
    rows = select(RoundLine).filter_by(round_id=round_.id).options(whose, carried, joinedload(RoundLine.person))
    return sorted(db.session.scalars(rows), key=lambda line: (line.mandate.member.sort_key, line.id))


def line_of(round_: ElectionRound, public_id: str) -> RoundLine:
    """Return a line of a round's roll.

    Raises:
        NotFound: it is another round's, or does not exist.
    """
    found = db.session.scalars(select(RoundLine).filter_by(round_id=round_.id, public_id=public_id)).first()
    if found is None:
        raise NotFound
    return found


def turnout_of(round_: ElectionRound) -> tuple[int, int]:
    """Return how many voices of a round have signed off, and how many there are."""
    rows = select(func.count(RoundLine.voted_at), func.count()).filter_by(round_id=round_.id)
    voted, lines = db.session.execute(rows).one()
    return voted, lines


def demand_list(election: Election, coming: Next) -> None:
    """Refuse a list that is not ready to be voted. The caller holds the transaction and the election.

    Raises:
        CandidaciesWaiting: nobody has decided on some of them.
        NobodyStands, CandidatesNoLonger: it is empty, or somebody on it lacks what the statutes ask.
    """
    _demand_nobody_waits(election, coming)
    if not coming.candidacies:
        raise NobodyStands
    wrong = obstacles_to(coming.candidacies, election.item.sitting)
    names = [each.person.full_name for each in coming.candidacies if wrong[each.id]]
    if names:
        raise CandidatesNoLonger(names)


def _demand_nobody_waits(election: Election, coming: Next) -> None:
    if coming.number != 1:
        return
    waiting = sum(each.state is CandidacyState.RECEIVED for each in candidacies_of(election))
    if waiting:
        raise CandidaciesWaiting(waiting)


def _among_all(last: ElectionRound, number: int, admitted: Sequence[Candidacy], replaces: ElectionRound | None) -> Next:
    """The round after one whose equals are fewer, by withdrawals, than the seats left: all who may stay stand for these seats."""
    found, there = last.concluded, {each.public_id for each in admitted}
    votes = {key: cast for key, cast in last.count.votes.items() if key in there}
    again = staying(last.rule, found, votes)
    stand = [each for each in admitted if each.public_id in again]
    return Next(number, Stage.SECOND, found.seats_left, stand, replaces)


def _share_open(round_: ElectionRound) -> None:
    """Hold an open sitting, then its open round, until the commit, with whoever else signs off; a suspension or a closing waits."""
    sitting = select(Sitting.state).filter_by(id=round_.election.item.sitting_id).with_for_update(read=True, of=Sitting)
    state = db.session.scalars(sitting).one()
    if state is not SittingState.OPEN:
        raise SittingMoved(state)
    held = select(ElectionRound.state).filter_by(id=round_.id).with_for_update(read=True, of=ElectionRound)
    if db.session.scalar(held) is not RoundState.OPEN:
        raise ElectionMoved


def _freeze(round_: ElectionRound, lines: Sequence[RollLine]) -> None:
    db.session.execute(
        insert(RoundLine),
        [
            {
                "public_id": new_public_id(),
                "round_id": round_.id,
                "mandate_id": line.seat.mandate.id,
                "carrier": line.carrier,
                "carrying_id": line.by.mandate.id,
                "person_id": line.person.id if line.person else None,
            }
            for line in lines
        ],
    )
