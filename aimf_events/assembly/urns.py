"""The sealed urn: opened on a frozen roll for three tellers, filled by signed devices or beside a paper urn, and its board.

    open_sealed(ballot, by=...)               the ballot opens for its three tellers; what it was opened on is hashed
    cast_sealed(ballot, line, paper, ...)     roll row and urn row in one transaction; the signature is checked and forgotten
    mark_on_paper(ballot, line, by=...)       the same roll, for the booth's paper urn
    board_of(ballot)                          trackers, sorted; as many as the roll counts, at every moment

No journal, no live event and no log tells of one vote: what would be told is a person and an hour. The closing is `urn_closing.py`.
Source of the rule: specs/assembly.md, « The secret ballot, stated honestly ».
"""

import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from ..database import db, lock, transaction
from ..errors import NotFound
from ..people.models import Person
from .ballot_models import Ballot, BallotKind, BallotLine, BallotState
from .ballot_pauses import tell
from .ballot_rolls import lines_of
from .ballots import open_ballot
from .parameters import Parameter
from .rules.urn import board, boxes, is_paper, opening_hash, repeats_itself
from .sittings import profile_of
from .tellers import demand_ready
from .urn_models import OpenPaper, OpenVoted, Paper, Urn, Voted
from .urn_refusals import (
    CopiedPaper,
    NotAPaper,
    NotYourLine,
    UrnClosed,
    UrnNotAllowed,
    UrnTooSmall,
    VotedAlready,
)
from .voting_devices import verify_cast

OPTIONS = ("for", "against", "abstention")
"""What the numbers of a paper mean, from 1; 0 is blank."""
LEAST = 5
"""Under so many votes a total says how somebody voted: none is published (point 4)."""


def open_sealed(
    ballot: Ballot, *, options: Sequence[str] = OPTIONS, chair_decided: bool = False, by: Person | None
) -> Urn:
    """Open a secret ballot with its sealed urn, for the public keys of its three tellers. The roll freezes once each pair has opened a trial.

    Args:
        options: what the numbers of a paper mean, from 1, in words of the code; they are frozen with the roll.

    Raises:
        UrnNotAllowed: the statutes know no such urn, or the ballot is not a secret one.
        NotReady: a teller's key is wanting, or a pair has not opened its trial.
        UrnTooSmall: fewer than five voices are on the roll.
        BallotMoved, QuorumWanting, QuorumForChair, NobodyOnRoll, SittingMoved: as `open_ballot`.
    """
    with transaction():
        if ballot.kind is not BallotKind.SECRET or not profile_of(ballot.item.sitting).flag(Parameter.SEALED_URN):
            raise UrnNotAllowed
        lock(ballot.item.sitting)
        lock(ballot)  # keys and trials do not move from here on
        keys = demand_ready(ballot)
        open_ballot(ballot, chair_decided=chair_decided, by=by)
        lines = lines_of(ballot)
        if len(lines) < LEAST:
            raise UrnTooSmall
        frozen = {
            "ballot": ballot.public_id,
            "question": ballot.question,
            "options": list(options),
            "mandates": sorted(line.mandate.public_id for line in lines),
            "majority": ballot.frozen.written()["majority"],
            "tellers": [key.hex() for key in keys],
        }
        urn = Urn(ballot_id=ballot.id, frozen=frozen, opening_hash=opening_hash(frozen))
        db.session.add(urn)
        db.session.flush()
        tell(ballot, "sealed", by=by, opening_hash=urn.opening_hash.hex())
        return urn


def cast_sealed(ballot: Ballot, line: BallotLine, paper: bytes, *, nonce: str, signature: bytes) -> bool:
    """Put a sealed paper into the urn for a line of the roll, signed by the device of who carries the voice; return whether it is new.

    The same paper again is harmless, also once the urn is closed: a telephone whose answer was lost asks again, and is told that it is there.

    Args:
        signature: of the vote (`voting_devices.signed_bytes`) with the paper as its content. It is not kept.

    Raises:
        NotAPaper: another length than every paper's.
        UrnClosed: the ballot is not open, or has no urn.
        NotYourLine: the line is another ballot's, or nobody carries it.
        NotEnrolled, VoteNotSigned: the device.
        VotedAlready: by the database's own word, in the urn or on paper.
        CopiedPaper: one of the boxes is there already, in the same place, or twice in this paper.
    """
    if not is_paper(paper):
        raise NotAPaper
    if repeats_itself(paper):
        raise CopiedPaper
    with transaction():
        is_open = _hold(ballot)
        if line.ballot_id != ballot.id or line.person_id is None:
            raise NotYourLine
        verify_cast(
            mandate_id=line.carrying_id,
            person_id=line.person_id,
            ballot=ballot.public_id,
            voice=line.mandate.public_id,
            content=paper,
            nonce=nonce,
            signature=signature,
        )
        if _is_in(ballot, line, paper):
            return False
        if not is_open:
            raise UrnClosed
        _mark(ballot, line, on_paper=False)
        first, second, third = boxes(paper)
        given = {"id": uuid.uuid4(), "ballot_id": ballot.id, "first": first, "second": second, "third": third}
        try:
            db.session.execute(insert(OpenPaper).values(given))
        except IntegrityError as error:
            raise CopiedPaper from error
        return True


def mark_on_paper(ballot: Ballot, line: BallotLine, *, by: Person | None) -> None:
    """Mark on the roll that a voice votes in the booth's paper urn: it then votes nowhere else. Not journalled: the roll says it.

    Raises:
        UrnClosed, NotYourLine, VotedAlready: as `cast_sealed`.
    """
    with transaction():
        if not _hold(ballot):
            raise UrnClosed
        if line.ballot_id != ballot.id:
            raise NotYourLine
        _mark(ballot, line, on_paper=True)


def urn_of(ballot: Ballot) -> Urn | None:
    """Return the sealed urn of a ballot, or None."""
    return db.session.get(Urn, ballot.id)


def sealed_ballot(public_id: str) -> Ballot:
    """Return the ballot of an urn, open or closed, by its public id.

    Raises:
        NotFound: no such ballot, or it has no sealed urn.
    """
    found = db.session.scalars(select(Ballot).join(Urn).where(Ballot.public_id == public_id)).first()
    if found is None:
        raise NotFound
    return found


def voted_of(ballot: Ballot) -> dict[int, bool]:
    """Return the lines that have voted, and whether on paper."""
    sides = (
        select(OpenVoted.line_id, OpenVoted.on_paper).filter_by(ballot_id=ballot.id),
        select(Voted.line_id, Voted.on_paper).filter_by(ballot_id=ballot.id),
    )
    return {line: on_paper for side in sides for line, on_paper in db.session.execute(side).tuples()}


def turnout_in(ballot: Ballot) -> tuple[int, int]:
    """Return how many lines of the roll have voted, sealed or on paper, and how many there are. It says nothing of what they chose."""
    lines = db.session.scalar(select(func.count()).select_from(BallotLine).filter_by(ballot_id=ballot.id)) or 0
    return len(voted_of(ballot)), lines


def closed_urns(ballots: Sequence[Ballot]) -> set[int]:
    """Return which of some ballots have an urn that is closed, by their keys. One query."""
    rows = select(Urn.ballot_id).where(Urn.ballot_id.in_([each.id for each in ballots]), Urn.closed_at.is_not(None))
    return set(db.session.scalars(rows))


def papers_of(ballot: Ballot) -> list[bytes]:
    """Return the sealed papers of a ballot, in the order of their random names."""
    sides = (
        select(OpenPaper.id, OpenPaper.first, OpenPaper.second, OpenPaper.third).filter_by(ballot_id=ballot.id),
        select(Paper.id, Paper.first, Paper.second, Paper.third).filter_by(ballot_id=ballot.id),
    )
    rows = [row for side in sides for row in db.session.execute(side).tuples()]
    return [b"".join(parts) for _name, *parts in sorted(rows)]


def board_of(ballot: Ballot) -> list[str]:
    """Return the trackers of all sealed papers, sorted: nothing of the order in which they came."""
    return board(papers_of(ballot))


def sealed_and_voted(ballot: Ballot) -> tuple[int, int]:
    """Return how many sealed papers lie in the urn, and how many lines of the roll put one there. They are the same, always."""
    counts = select(  # the tables in the order in which a vote and a closing take them
        _count(OpenVoted.ballot_id == ballot.id, OpenVoted.on_paper.is_(False))
        + _count(Voted.ballot_id == ballot.id, Voted.on_paper.is_(False)),
        _count(OpenPaper.ballot_id == ballot.id) + _count(Paper.ballot_id == ballot.id),
    )
    voted, papers = db.session.execute(counts).one()
    return papers, voted


def _hold(ballot: Ballot) -> bool:
    """Hold a ballot beside others who vote, against whoever closes it; return whether it takes votes."""
    rows = select(Ballot.state).filter_by(id=ballot.id).with_for_update(read=True)
    state = db.session.scalar(rows)
    urn = db.session.get(Urn, ballot.id, populate_existing=True)
    return state is BallotState.OPEN and urn is not None and not urn.is_closed


def _is_in(ballot: Ballot, line: BallotLine, paper: bytes) -> bool:
    """Return whether the line has voted sealed and exactly this paper lies in the urn. Which line put it there is written nowhere."""
    if voted_of(ballot).get(line.id) is not False:
        return False
    first, second, third = boxes(paper)
    same = {"ballot_id": ballot.id, "first": first, "second": second, "third": third}
    found = (db.session.scalar(select(kind.id).filter_by(**same)) for kind in (OpenPaper, Paper))
    return any(each is not None for each in found)


def _mark(ballot: Ballot, line: BallotLine, *, on_paper: bool) -> None:
    row = insert(OpenVoted).values(line_id=line.id, ballot_id=ballot.id, on_paper=on_paper)
    if db.session.scalar(row.on_conflict_do_nothing().returning(OpenVoted.line_id)) is None:
        raise VotedAlready


def _count(*where: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.count()).where(*where).scalar_subquery()
