"""The tellers of a sealed urn once it is open: two of them close it with the chair, a pair counts and attests, another may count again.

    agree_to_close(teller)                 from each teller's own page
    close_with_tellers(ballot, by=...)     the chair's word at the desk, two tellers, five votes at least on each side that has any
    enter_count(teller, totals)            by the second of the pair, as the offline page gave them
    attest_count(teller, seen)             by the first, of what the page showed
    close_attested(ballot, first, by=...)  those totals close the ballot
    destroy_urn(ballot, ...)               after the contest period

What a pair enters is of both urns together, sealed and of paper. But whoever counts knows the sides apart (they read the papers, and the sum less
the papers is the sealed side), so a side with one to four papers would say how somebody voted: with such a side no urn closes.
"""

from dataclasses import asdict
from datetime import date

from sqlalchemy import select, text

from .. import journal
from ..clock import now
from ..database import db, lock, transaction
from ..people.models import Person
from .ballot_models import Ballot, BallotState
from .ballots import lock_ballot
from .sitting_models import SittingState
from .sittings import lock_in
from .teller_models import Teller, UrnCount
from .teller_refusals import (
    CountAttested,
    CountMoved,
    NoSuchCount,
    NotTheTellersTurn,
    StillContestable,
    TellersToClose,
    TooFewOnPaper,
    TooFewSealed,
    TooFewVotes,
)
from .tellers import first_for, note_step, tellers_of
from .urn_closing import Totals, close_totals, close_urn
from .urn_models import Urn
from .urn_refusals import CountIncomplete, UrnClosed
from .urns import LEAST, urn_of, voted_of

COUNTING = (BallotState.OPEN, BallotState.SUSPENDED, BallotState.CLOSED, BallotState.PUBLISHED)
DESTROYED = (
    "CREATE TEMPORARY TABLE rest_paper ON COMMIT DROP AS SELECT * FROM urn_paper WHERE ballot_id <> :ballot",
    "TRUNCATE urn_paper",
    "INSERT INTO urn_paper SELECT * FROM rest_paper ORDER BY id",
)
"""As at the closing: a deleted row would stay in the file until a vacuum."""


def agree_to_close(teller: Teller) -> Teller:
    """Note that a teller is there and ready to close the urn. Twice is harmless.

    Raises:
        NotTheTellersTurn: the ballot is not open, or its urn is closed.
    """
    with transaction():
        lock(teller.ballot.item.sitting)
        lock(teller.ballot)
        urn = urn_of(teller.ballot)
        if teller.ballot.state is not BallotState.OPEN or urn is None or urn.is_closed:
            raise NotTheTellersTurn
        if teller.agrees_at is None:
            teller.agrees_at = now()
            note_step("teller_agrees_to_close", teller)
        return teller


def close_with_tellers(ballot: Ballot, *, by: Person | None) -> Urn:
    """Close the urn on the chair's word, which whoever presses brings, with two tellers. Nothing of the open urn is read before it is held.

    Raises:
        TellersToClose: fewer than two tellers agreed.
        TooFewVotes, TooFewOnPaper, TooFewSealed: fewer than five votes, in all or on one side; the urn stays open.
        SittingMoved, BallotMoved, TooSoonToClose, NoLastCall, UrnClosed, UrnDiffers: as `close_urn`.
    """
    with transaction():
        lock_in(ballot.item.sitting, SittingState.OPEN)
        lock_ballot(ballot, BallotState.OPEN)
        if sum(each.agrees_at is not None for each in tellers_of(ballot)) < 2:
            raise TellersToClose
        urn = close_urn(ballot, by=by)
        _demand_sides(urn.papers or 0, papers_to_count(ballot, urn))
        return urn


def papers_to_count(ballot: Ballot, urn: Urn) -> int:
    """Return how many papers a closed urn and its paper urn have together."""
    return (urn.papers or 0) + sum(voted_of(ballot).values())


def enter_count(teller: Teller, totals: Totals) -> UrnCount:
    """Keep what the second of a pair counted; until the first attests it, it may be written again.

    Raises:
        UrnClosed: the urn is still open.
        NotTheTellersTurn: the ballot was annulled, or the urn is destroyed.
        CountIncomplete: another number than the papers of both urns.
        CountAttested: the first has attested other totals.
    """
    with transaction():
        urn = _closed_urn(teller.ballot)
        expected = papers_to_count(teller.ballot, urn)
        if totals.papers != expected:
            raise CountIncomplete(totals.papers, expected)
        first = first_for(teller, tellers_of(teller.ballot))
        assert first is not None, "an urn that was opened has three tellers"
        count, told = db.session.get(UrnCount, (urn.ballot_id, first.place)), asdict(totals)
        if count is not None and count.is_attested and count.totals != told:
            raise CountAttested
        if count is None:
            count = UrnCount(ballot_id=urn.ballot_id, first=first.place)
            db.session.add(count)
        if count.is_attested:
            return count
        count.totals, count.entered_at = told, now()
        db.session.flush()
        note_step("urn_counted", teller, first=first.place)
        return count


def attest_count(teller: Teller, seen: Totals) -> UrnCount:
    """Note that the first of a pair stands by the totals that the second entered, as the page showed them. Twice is harmless.

    Raises:
        UrnClosed, NotTheTellersTurn: as `enter_count`.
        NoSuchCount: the second has entered nothing yet.
        CountMoved: the second has written other totals since.
    """
    with transaction():
        urn = _closed_urn(teller.ballot)
        count = db.session.get(UrnCount, (urn.ballot_id, teller.place))
        if count is None:
            raise NoSuchCount
        if count.totals != asdict(seen):
            raise CountMoved
        if not count.is_attested:
            count.attested_at = now()
            note_step("urn_count_attested", teller)
        return count


def close_attested(ballot: Ballot, first: int, *, by: Person | None) -> Ballot:
    """Close the ballot with the totals that a pair attested.

    Raises:
        NoSuchCount: that pair has attested nothing.
        UrnClosed, CountIncomplete, SittingMoved, BallotMoved, TooSoonToClose, NoLastCall: as `close_sealed`.
    """
    with transaction():
        count = db.session.get(UrnCount, (ballot.id, first))
        if count is None or not count.is_attested:
            raise NoSuchCount
        return close_totals(ballot, Totals(**count.totals), by=by)


def counts_of(ballot: Ballot) -> list[UrnCount]:
    """Return what the pairs counted, in the order of their first tellers. One query."""
    return list(db.session.scalars(select(UrnCount).filter_by(ballot_id=ballot.id).order_by(UrnCount.first)))


def declare_destroyed(teller: Teller) -> Teller:
    """Note that a teller has destroyed both copies of the key. Twice is harmless.

    Raises:
        NotTheTellersTurn: the ballot is neither published nor annulled.
    """
    with transaction():
        lock(teller.ballot.item.sitting)
        lock(teller.ballot)
        if teller.ballot.state not in (BallotState.PUBLISHED, BallotState.ANNULLED):
            raise NotTheTellersTurn
        if teller.destroyed_at is None:
            teller.destroyed_at = now()
            note_step("teller_key_destroyed", teller)
        return teller


def destroy_urn(ballot: Ballot, *, contest_ended_on: date, by: Person | None) -> Urn:
    """Destroy the sealed papers once the contest period has run out; hashes, totals and the roll stay. Twice is harmless.

    Raises:
        UrnClosed: the ballot has no urn, or it is open.
        StillContestable: the day is not past, or the ballot is neither published nor annulled.
    """
    with transaction():
        lock(ballot.item.sitting)
        lock(ballot)
        hold_closed_papers()
        urn = urn_of(ballot)
        if urn is None or not lock(urn).is_closed:
            raise UrnClosed
        if urn.destroyed_at is not None:
            return urn
        ended = ballot.published_at or ballot.annulled_at
        if ballot.state not in (BallotState.PUBLISHED, BallotState.ANNULLED) or ended is None:
            raise StillContestable
        if not ended.date() <= contest_ended_on < now().date():
            raise StillContestable
        urn.contest_ended_on, urn.destroyed_at, urn.destroyed_by_id = contest_ended_on, now(), by.id if by else None
        db.session.flush()
        for statement in DESTROYED:
            db.session.execute(text(statement), {"ballot": ballot.id} if ":ballot" in statement else {})
        journal.record("urn_destroyed", ballot, by=by, congress_id=ballot.item.sitting.congress_id, papers=urn.papers)
        return urn


def hold_closed_papers() -> None:
    """Let nobody else read or write the papers of closed urns until the transaction ends.

    Before the urn's own row: writing back what remains points to every other closed urn, and two destructions that held theirs would each wait
    for the other's. A closing cannot wait in that circle: its urn is open, and no paper of an open urn lies in this table.
    """
    db.session.execute(text("LOCK TABLE urn_paper IN ACCESS EXCLUSIVE MODE"))


def _demand_sides(sealed: int, papers: int) -> None:
    if papers < LEAST:
        raise TooFewVotes
    if 0 < papers - sealed < LEAST:
        raise TooFewOnPaper
    if 0 < sealed < LEAST:
        raise TooFewSealed


def _closed_urn(ballot: Ballot) -> Urn:
    lock(ballot.item.sitting)
    lock(ballot)
    urn = urn_of(ballot)
    if urn is None or not lock(urn).is_closed:
        raise UrnClosed
    if ballot.state not in COUNTING or urn.destroyed_at is not None:
        raise NotTheTellersTurn
    return urn
