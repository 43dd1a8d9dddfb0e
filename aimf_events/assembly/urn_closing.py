"""The closing of a sealed urn: roll and urn are written anew, in the order of their keys, and the tellers' totals close the ballot.

Before: each vote is a transaction of its own, whose number (xmin) and place (ctid) stand on both its rows. After: all rows of both sides
bear the number of the closing, and lie by key: a line's on one side, a random one on the other. The files that held the open
sides are thrown away with TRUNCATE, not marked deleted. What a backup or a write-ahead log of before the closing kept is beyond this:
secrecy rests on the tellers' mix, and the page says so.

The open sides of all urns lie in the same two tables: they are locked before they are first read, so that no vote in another urn comes between
the copy and the TRUNCATE, and two closings wait for each other. Before the urn's own row: writing back what remains points to every open urn.
"""

import base64
import json
from dataclasses import asdict, dataclass

from sqlalchemy import text

from ..clock import now
from ..database import db, lock, transaction
from ..people.models import Person
from .ballot_counts import close_counted, lock_to_close
from .ballot_models import RUNNING, Ballot, BallotKind, BallotState
from .ballot_pauses import tell
from .ballots import annul_ballot, lock_ballot
from .rules.majority import Tally
from .rules.urn import fingerprint, root_hash
from .urn_models import Urn
from .urn_refusals import CountIncomplete, UrnClosed, UrnDiffers
from .urns import papers_of, sealed_and_voted, urn_of, voted_of

REWRITE = (
    """INSERT INTO urn_voted (line_id, ballot_id, on_paper)
       SELECT line_id, ballot_id, on_paper FROM urn_open_voted WHERE ballot_id = :ballot ORDER BY line_id""",
    """INSERT INTO urn_paper (id, ballot_id, first, second, third)
       SELECT id, ballot_id, first, second, third FROM urn_open_paper WHERE ballot_id = :ballot ORDER BY id""",
    "CREATE TEMPORARY TABLE rest_voted ON COMMIT DROP AS SELECT * FROM urn_open_voted WHERE ballot_id <> :ballot",
    "CREATE TEMPORARY TABLE rest_paper ON COMMIT DROP AS SELECT * FROM urn_open_paper WHERE ballot_id <> :ballot",
    "TRUNCATE urn_open_voted, urn_open_paper",
    "INSERT INTO urn_open_voted SELECT * FROM rest_voted ORDER BY line_id",
    "INSERT INTO urn_open_paper SELECT * FROM rest_paper ORDER BY id",
)


@dataclass(frozen=True, slots=True)
class Totals:
    """What was counted of one urn, sealed or of paper. `unreadable`: papers that open to nothing; they are counted as blank."""

    in_favour: int = 0
    against: int = 0
    abstentions: int = 0
    blanks: int = 0
    unreadable: int = 0

    @property
    def papers(self) -> int:
        """How many papers that makes."""
        return self.in_favour + self.against + self.abstentions + self.blanks + self.unreadable

    def __add__(self, other: "Totals") -> "Totals":
        """Return the totals of two urns together."""
        said, more = asdict(self), asdict(other)
        return Totals(**{name: said[name] + more[name] for name in said})


def close_urn(ballot: Ballot, *, by: Person | None) -> Urn:
    """Close the urn: no vote is taken any more, both sides are written anew, the board's root is fixed. Twice is harmless.

    Raises:
        SittingMoved, BallotMoved, TooSoonToClose, NoLastCall: it may not close now.
        UrnClosed: the ballot has no urn.
        UrnDiffers: the roll and the urn do not count the same.
    """
    with transaction():
        lock_to_close(ballot, BallotKind.SECRET, None)
        urn = urn_of(ballot)
        if urn is None:
            raise UrnClosed
        hold_open_sides()
        if lock(urn).is_closed:
            return urn
        papers, voted = sealed_and_voted(ballot)
        if papers != voted:
            raise UrnDiffers(voted, papers)
        _write_anew(urn, papers)
        assert urn.root is not None, "it has just been fixed"
        tell(ballot, "urn_closed", by=by, papers=papers, root=urn.root.hex())
        return urn


def annul_sealed(ballot: Ballot, *, reason: str, by: Person | None) -> Ballot:
    """Annul a ballot on the chair's word; its urn, if it has one, is written anew like one that closes, so that nothing joins its two sides.

    Raises:
        BallotMoved: it is a draft, published, or annulled.
    """
    with transaction():
        lock_ballot(ballot, *RUNNING, BallotState.CLOSED)
        urn = urn_of(ballot)
        if urn is not None:
            hold_open_sides()
            if not lock(urn).is_closed:
                _write_anew(urn, sealed_and_voted(ballot)[0])
        return annul_ballot(ballot, reason=reason, by=by)


def close_sealed(ballot: Ballot, *, sealed: Totals, on_paper: Totals, by: Person | None) -> Ballot:
    """Close the ballot with the tellers' totals of the sealed urn and of the paper one, added: how each way voted is told to nobody.

    Raises:
        UrnClosed: the urn is not closed yet.
        CountIncomplete: totals of another number than the papers.
    """
    with transaction():
        lock_to_close(ballot, BallotKind.SECRET, None)
        urn = urn_of(ballot)
        if urn is None or urn.papers is None:
            raise UrnClosed
        paper_votes = sum(voted_of(ballot).values())
        for said, expected in ((sealed.papers, urn.papers), (on_paper.papers, paper_votes)):
            if said != expected:
                raise CountIncomplete(said, expected)
        return close_totals(ballot, sealed + on_paper, by=by)


def close_totals(ballot: Ballot, totals: Totals, *, by: Person | None) -> Ballot:
    """Close the ballot with the totals of the sealed urn and of the paper one together.

    Raises:
        UrnClosed: the urn is not closed yet.
        CountIncomplete: totals of another number than the papers of both.
    """
    with transaction():
        lock_to_close(ballot, BallotKind.SECRET, None)
        urn = urn_of(ballot)
        if urn is None or urn.papers is None:
            raise UrnClosed
        papers = urn.papers + sum(voted_of(ballot).values())
        if totals.papers != papers:
            raise CountIncomplete(totals.papers, papers)
        tally = Tally(
            totals.in_favour,
            totals.against,
            totals.abstentions,
            totals.blanks + totals.unreadable,
            ballot.frozen.voices - papers,
        )
        return close_counted(ballot, tally, {}, by=by)


def urn_file(ballot: Ballot) -> str:
    """Return the file of a closed urn that the tellers count from, without a network (`static/js/ballot/tally.js`): papers by fingerprint.

    Raises:
        UrnClosed: it is still open, there is none, or its papers are destroyed.
    """
    urn = urn_of(ballot)
    if urn is None or urn.root is None:
        raise UrnClosed
    if urn.destroyed_at is not None:
        raise UrnClosed
    papers = sorted(papers_of(ballot), key=fingerprint)
    told = {
        "format": "aimf-urn-1",
        "frozen": urn.frozen,
        "opening": urn.opening_hash.hex(),
        "root": urn.root.hex(),
        "on_paper": sum(voted_of(ballot).values()),
        "papers": [base64.b64encode(each).decode() for each in papers],
    }
    return json.dumps(told, ensure_ascii=False)


def hold_open_sides() -> None:
    """Let nobody else read or write the open sides of any urn until the transaction ends: TRUNCATE takes this lock, too late for what was copied."""
    db.session.execute(text("LOCK TABLE urn_open_voted, urn_open_paper IN ACCESS EXCLUSIVE MODE"))


def _write_anew(urn: Urn, papers: int) -> None:
    urn.root, urn.papers, urn.closed_at = root_hash(papers_of(urn.ballot)), papers, now()
    db.session.flush()
    for statement in REWRITE:
        db.session.execute(text(statement), {"ballot": urn.ballot_id} if ":ballot" in statement else {})
