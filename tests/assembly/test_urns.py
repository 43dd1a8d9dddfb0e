"""The sealed urn: one vote per voice by the database's own word, roll = urn at every moment, and nothing that joins them once it is closed."""

import contextlib
import math
import os
import random
import runpy
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from psycopg.errors import DeadlockDetected, LockNotAvailable
from sqlalchemy import event, insert, inspect, text
from sqlalchemy.exc import IntegrityError, OperationalError

from aimf_events.accounts.models import Role
from aimf_events.assembly import teller_counts, urn_closing, urn_models
from aimf_events.assembly.ballot_models import Ballot, BallotKind, BallotLine, BallotState
from aimf_events.assembly.ballot_refusals import BallotMoved
from aimf_events.assembly.ballot_rolls import lines_of
from aimf_events.assembly.ballots import annul_ballot, resume_ballot, suspend_ballot
from aimf_events.assembly.emargement_models import VotingCredential, VotingWay
from aimf_events.assembly.mandates import seats_of
from aimf_events.assembly.parameters import Parameter
from aimf_events.assembly.rules.majority import Outcome, Tally
from aimf_events.assembly.rules.roll import Carrier, How
from aimf_events.assembly.rules.urn import PAPER, opening_hash, root_hash, tracker
from aimf_events.assembly.sitting_models import EntrySource, PresenceEntry
from aimf_events.assembly.teller_counts import destroy_urn
from aimf_events.assembly.tellers import run_sealed_again
from aimf_events.assembly.urn_closing import Totals, annul_sealed, close_sealed, close_urn
from aimf_events.assembly.urn_models import OpenPaper, OpenVoted
from aimf_events.assembly.urn_refusals import (
    CopiedPaper,
    CountIncomplete,
    NotAPaper,
    NotYourLine,
    UrnClosed,
    UrnDiffers,
    UrnNotAllowed,
    UrnTooSmall,
    VotedAlready,
)
from aimf_events.assembly.urns import (
    board_of,
    cast_sealed,
    mark_on_paper,
    open_sealed,
    papers_of,
    sealed_and_voted,
    urn_of,
    voted_of,
)
from aimf_events.assembly.voting_devices import Act, NotEnrolled, VoteNotSigned
from aimf_events.checkin.short_code import new_short_code
from aimf_events.clock import set_for_tests
from aimf_events.database import db, transaction
from aimf_events.journal import JournalEntry
from aimf_events.live.models import LiveEvent
from tests.factories import make_congress, make_member, make_staff, make_statutes
from tests.factories.assembly import come_in, make_ballot, make_cities, make_mayor, make_open_sitting
from tests.factories.tellers import name_ready
from tests.factories.voting import Phone

MARCH = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
TELLERS = [os.urandom(32) for _ in range(3)]
URN = {Parameter.SEALED_URN: True}
VOTERS = 325


def voting(count, *, keys=TELLERS):
    """A secret ballot with its urn open for three tellers' keys; a phone for each line, bound."""
    set_for_tests(MARCH)
    make_statutes(values=URN)
    with transaction():
        for number in range(count):
            make_mayor(make_member(f"Cité {number:03d}"), email=None)
    ballot = secret_ballot(date(2027, 5, 20))
    name_ready(ballot, keys)
    open_sealed(ballot, by=None)
    return ballot, bound_phones(ballot)


def bound_phones(ballot):
    phones = {line.id: Phone() for line in lines_of(ballot)}
    with transaction():
        db.session.execute(insert(VotingCredential), [_bound(line, phones[line.id]) for line in lines_of(ballot)])
    return phones


def secret_ballot(day):
    """A secret ballot of a sitting of that day, at which everybody is in the room."""
    sitting = make_open_sitting(day=day)
    with transaction():
        there = {"carrier": Carrier.TITULAR, "how": How.IN_ROOM, "source": EntrySource.ROLL_CALL, "at": MARCH}
        db.session.execute(
            insert(PresenceEntry), [{"mandate_id": seat.mandate.id, **there} for seat in seats_of(sitting)]
        )
    return make_ballot(sitting, kind=BallotKind.SECRET)


def _bound(line, phone):
    given = dict.fromkeys(("made_at", "handed_at", "bound_at"), MARCH)
    whose = {"mandate_id": line.carrying_id, "person_id": line.person_id, "number": 1, "way": VotingWay.DESK}
    return {
        **given,
        **whose,
        "reference": new_short_code(),
        "code_hash": "",
        "tries": 0,
        "public_key": phone.public_key,
    }


@pytest.fixture
def vote(app):
    return voting(6)


def cast(ballot, line, phone, paper=None, *, signed=None, person=None):
    """A vote as the page sends it: a paper, and the device's signature over it."""
    paper = paper or os.urandom(PAPER)
    sheet = db.session.query(VotingCredential).filter_by(mandate_id=line.carrying_id).one()
    proof = phone.sign(Act.VOTE, sheet.reference, (ballot.public_id, line.mandate.public_id), signed or paper)
    cast_sealed(ballot, line, paper, **proof)
    return paper


def test_no_column_could_tell_who_when_or_in_which_order(app):
    for model in (urn_models.OpenPaper, urn_models.Paper):
        kinds = {column.key: type(column.type).__name__ for column in inspect(model).columns}
        assert kinds == {
            "id": "Uuid",
            "ballot_id": "BigInteger",
            **dict.fromkeys(("first", "second", "third"), "LargeBinary"),
        }
        assert [key.target_fullname for column in inspect(model).columns for key in column.foreign_keys] == [
            "urn.ballot_id"
        ]
    for model in (urn_models.OpenVoted, urn_models.Voted):
        assert {column.key for column in inspect(model).columns} == {"line_id", "ballot_id", "on_paper"}


def test_a_vote_leaves_a_line_and_a_paper_and_no_other_trace(vote):
    ballot, phones = vote
    before = db.session.query(JournalEntry).count(), db.session.query(LiveEvent).count()
    line = lines_of(ballot)[0]
    paper = cast(ballot, line, phones[line.id])
    assert voted_of(ballot) == {line.id: False}
    assert board_of(ballot) == [tracker(paper)]
    assert (db.session.query(JournalEntry).count(), db.session.query(LiveEvent).count()) == before
    everything = db.session.execute(text("SELECT string_agg(v::text, '') FROM voting_credential v")).scalar()
    assert paper.hex() not in everything


def test_a_second_vote_is_refused_in_the_urn_and_on_paper(vote):
    ballot, phones = vote
    one, other = lines_of(ballot)[:2]
    cast(ballot, one, phones[one.id])
    mark_on_paper(ballot, other, by=None)
    for line in (one, other):
        with pytest.raises(VotedAlready):
            cast(ballot, line, phones[line.id])
        with pytest.raises(VotedAlready):
            mark_on_paper(ballot, line, by=None)
    assert sealed_and_voted(ballot) == (1, 1)
    assert voted_of(ballot) == {one.id: False, other.id: True}


def test_two_connections_at_once_give_one_vote(vote, at_once):
    ballot, phones = vote
    line = lines_of(ballot)[0]
    ids, phone = (ballot.id, line.id), phones[line.id]

    def again():
        cast(db.session.get_one(Ballot, ids[0]), db.session.get_one(BallotLine, ids[1]), phone)

    results = at_once(again, again, again)
    assert sorted(type(each).__name__ for each in results) == ["NoneType", "VotedAlready", "VotedAlready"]
    assert sealed_and_voted(ballot) == (1, 1)


def test_the_database_itself_refuses_the_second_line(vote, at_once):
    """Control: without a word of ours between, two connections that write the same line get one row and one refusal."""
    ballot, _phones = vote
    row = {"line_id": lines_of(ballot)[0].id, "ballot_id": ballot.id, "on_paper": False}

    def write():
        with transaction():
            db.session.execute(insert(OpenVoted).values(row))

    results = at_once(write, write)
    assert sorted(type(each).__name__ for each in results) == ["IntegrityError", "NoneType"]


def test_whoever_copies_one_box_of_another_paper_is_refused_and_has_not_voted(vote):
    ballot, phones = vote
    one, other = lines_of(ballot)[:2]
    paper = cast(ballot, one, phones[one.id])
    for at in (0, 176, 352):
        copied = bytearray(os.urandom(PAPER))
        copied[at : at + 176] = paper[at : at + 176]
        with pytest.raises(CopiedPaper):
            cast(ballot, other, phones[other.id], bytes(copied))
    assert sealed_and_voted(ballot) == (1, 1)
    cast(ballot, other, phones[other.id])
    assert sealed_and_voted(ballot) == (2, 2)


@pytest.mark.parametrize("size", [0, 1, PAPER - 1, PAPER + 1, 1_000_000])
def test_a_paper_of_another_length_is_refused(vote, size):
    ballot, _phones = vote
    line = lines_of(ballot)[0]
    with pytest.raises(NotAPaper):
        cast_sealed(ballot, line, os.urandom(size), nonce="", signature=b"")
    with pytest.raises(IntegrityError), transaction():
        parts = {"first": b"x", "second": os.urandom(176), "third": os.urandom(176)}
        db.session.execute(insert(OpenPaper).values(id="0" * 32, ballot_id=ballot.id, **parts))


def test_an_altered_paper_another_device_and_another_ballots_line_are_refused(vote):
    ballot, phones = vote
    one, other = lines_of(ballot)[:2]
    with pytest.raises(VoteNotSigned):
        cast(ballot, one, phones[one.id], signed=os.urandom(PAPER))
    with pytest.raises(VoteNotSigned):
        cast(ballot, one, phones[other.id])
    annul_sealed(ballot, reason="erreur", by=None)
    again = run_sealed_again(ballot, by=None)
    open_sealed(again, by=None)
    with pytest.raises(NotYourLine):
        cast(again, one, phones[one.id])
    with transaction():
        db.session.query(VotingCredential).filter_by(mandate_id=one.carrying_id).update({"ended_at": MARCH})
    mine = next(line for line in lines_of(again) if line.mandate_id == one.mandate_id)
    with pytest.raises(NotEnrolled):
        cast(again, mine, phones[one.id])
    assert sealed_and_voted(again) == (0, 0)


def test_suspended_resumed_and_annulled_keep_roll_and_urn_alike(vote):
    ballot, phones = vote
    lines = lines_of(ballot)
    cast(ballot, lines[0], phones[lines[0].id])
    suspend_ballot(ballot, by=None)
    with pytest.raises(UrnClosed):
        cast(ballot, lines[1], phones[lines[1].id])
    assert sealed_and_voted(ballot) == (1, 1)
    resume_ballot(ballot, by=None)
    cast(ballot, lines[1], phones[lines[1].id])
    assert sealed_and_voted(ballot) == (2, 2)
    papers = papers_of(ballot)
    annul_sealed(ballot, reason="L’urne a été ouverte trop tôt", by=None)
    assert (sealed_and_voted(ballot), papers_of(ballot)) == ((2, 2), papers)
    assert db.session.query(OpenPaper).count() == db.session.query(OpenVoted).count() == 0
    with pytest.raises(UrnClosed):
        cast(ballot, lines[2], phones[lines[2].id])


def test_closing_fixes_the_root_and_the_totals_must_make_the_papers(vote):
    ballot, phones = vote
    lines = lines_of(ballot)
    for line in lines[:4]:
        cast(ballot, line, phones[line.id])
    mark_on_paper(ballot, lines[4], by=None)
    assert db.session.get(type(urn_of(ballot)), ballot.id).root is None
    with pytest.raises(UrnClosed):
        close_sealed(ballot, sealed=Totals(4), on_paper=Totals(1), by=None)
    papers = papers_of(ballot)
    urn = close_urn(ballot, by=None)
    assert (urn.root, urn.papers) == (root_hash(papers), 4)
    assert close_urn(ballot, by=None).closed_at == urn.closed_at
    with pytest.raises(UrnClosed):
        cast(ballot, lines[5], phones[lines[5].id])
    for sealed, on_paper in ((Totals(5), Totals(1)), (Totals(3), Totals(2)), (Totals(4), Totals())):
        with pytest.raises(CountIncomplete):
            close_sealed(ballot, sealed=sealed, on_paper=on_paper, by=None)
    close_sealed(ballot, sealed=Totals(2, 1, unreadable=1), on_paper=Totals(1), by=None)
    assert ballot.tally == Tally(3, 1, 0, 1, 1)
    assert (ballot.state, ballot.decision) == (BallotState.CLOSED, Outcome.ADOPTED)
    with pytest.raises(BallotMoved):
        close_urn(ballot, by=None)


def test_an_urn_that_somebody_wrote_into_does_not_close(vote):
    ballot, phones = vote
    line = lines_of(ballot)[0]
    cast(ballot, line, phones[line.id])
    with transaction():
        db.session.execute(
            insert(OpenVoted).values(line_id=lines_of(ballot)[1].id, ballot_id=ballot.id, on_paper=False)
        )
    with pytest.raises(UrnDiffers):
        close_urn(ballot, by=None)


def test_closing_one_urn_leaves_another_as_it_was(vote):
    ballot, phones = vote
    other = make_ballot(ballot.item.sitting, kind=BallotKind.SECRET)
    name_ready(other, TELLERS)
    open_sealed(other, by=None)
    theirs = {line.mandate_id: phones[line.id] for line in lines_of(ballot)}
    for line in lines_of(other)[:3]:
        cast(other, line, theirs[line.mandate_id])
    papers = papers_of(other)
    line = lines_of(ballot)[0]
    cast(ballot, line, phones[line.id])
    close_urn(ballot, by=None)
    assert (papers_of(other), sealed_and_voted(other)) == (papers, (3, 3))
    fourth = lines_of(other)[3]
    cast(other, fourth, theirs[fourth.mandate_id])
    assert sealed_and_voted(other) == (4, 4)


def test_votes_at_the_moment_of_closing_are_in_or_refused(vote, at_once):
    ballot, phones = vote
    ident, lines = ballot.id, [line.id for line in lines_of(ballot)]

    def voter(line):
        return lambda: cast(db.session.get_one(Ballot, ident), db.session.get_one(BallotLine, line), phones[line])

    results = at_once(
        *(voter(line) for line in lines), lambda: close_urn(db.session.get_one(Ballot, ident), by=None).papers
    )
    refused = [each for each in results[:-1] if isinstance(each, UrnClosed)]
    taken = [each for each in results[:-1] if isinstance(each, bytes)]
    assert len(refused) + len(taken) == 6
    assert sealed_and_voted(ballot) == (len(taken), len(taken))
    assert results[-1] == len(taken)


@pytest.fixture
def other_urn(vote):
    """A second urn, open at another sitting, with one vote; the phones that vote there."""
    ballot, phones = vote
    other = secret_ballot(date(2027, 5, 21))
    name_ready(other, TELLERS)
    open_sealed(other, by=None)
    theirs = bound_phones(other)
    for each, line, phone in ((ballot, lines_of(ballot)[0], phones), (other, lines_of(other)[0], theirs)):
        cast(each, line, phone[line.id])
    return other, theirs


def vote_before_the_truncate(app, ballot, other, phones):
    """Close an urn; when what remains has been copied, somebody votes in another by a connection of their own, and waits 200 ms at most."""
    ident, line, results = other.id, lines_of(other)[1].id, []

    def elsewhere(_connection, _cursor, statement, *_others):
        if statement.startswith("TRUNCATE urn_open") and not results:
            results.append(None)
            with app.app_context():
                try:
                    with transaction():
                        db.session.execute(text("SET LOCAL lock_timeout = '200ms'"))
                        cast(db.session.get_one(Ballot, ident), db.session.get_one(BallotLine, line), phones[line])
                except OperationalError as error:
                    results[0] = type(error.orig)
                finally:
                    db.session.remove()

    event.listen(db.engine, "before_cursor_execute", elsewhere)
    try:
        close_urn(ballot, by=None)
    finally:
        event.remove(db.engine, "before_cursor_execute", elsewhere)
    db.session.expire_all()
    return results, sealed_and_voted(other)


def test_a_vote_in_another_urn_waits_for_the_closing_and_is_not_lost(app, vote, other_urn):
    other, phones = other_urn
    assert vote_before_the_truncate(app, vote[0], other, phones) == ([LockNotAvailable], (1, 1))
    again = lines_of(other)[1]
    cast(other, again, phones[again.id])
    assert sealed_and_voted(other) == (2, 2)


def test_without_the_lock_of_the_open_sides_it_would_be_lost(app, vote, other_urn, monkeypatch):
    monkeypatch.setattr(urn_closing, "hold_open_sides", lambda: None)
    assert vote_before_the_truncate(app, vote[0], *other_urn) == ([None], (1, 1))  # accepted, and gone


def close_two(vote, other_urn, at_once, monkeypatch):
    """Close two urns of two sittings at the same moment; off the lock, both read theirs before either writes."""
    both, count = threading.Barrier(2), urn_closing.sealed_and_voted

    def counted(ballot):
        found = count(ballot)
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(0.5)
        return found

    monkeypatch.setattr(urn_closing, "sealed_and_voted", counted)
    idents = [vote[0].id, other_urn[0].id]
    db.session.rollback()
    return at_once(*(lambda n=n: close_urn(db.session.get_one(Ballot, n), by=None).papers for n in idents))


def test_two_urns_close_at_once(vote, other_urn, at_once, monkeypatch):
    assert close_two(vote, other_urn, at_once, monkeypatch) == [1, 1]
    assert [sealed_and_voted(each) for each in (vote[0], other_urn[0])] == [(1, 1), (1, 1)]


def test_without_the_lock_of_the_open_sides_they_would_wait_for_each_other(vote, other_urn, at_once, monkeypatch):
    monkeypatch.setattr(urn_closing, "hold_open_sides", lambda: None)
    results = close_two(vote, other_urn, at_once, monkeypatch)
    assert [type(each.orig) for each in results if isinstance(each, OperationalError)] == [DeadlockDetected]


def destroy_two(vote, other_urn, at_once):
    """Destroy two annulled urns of two sittings at the same moment: neither takes the table before both stand before it."""
    for each in (vote[0], other_urn[0]):
        annul_sealed(each, reason="erreur", by=None)
    set_for_tests(MARCH + timedelta(days=40))
    both, idents = threading.Barrier(2), [vote[0].id, other_urn[0].id]

    def meet(_connection, _cursor, statement, *_others):
        if statement.startswith("LOCK TABLE urn_paper"):
            both.wait(10)

    def destroyed(ident):
        return destroy_urn(db.session.get_one(Ballot, ident), contest_ended_on=date(2027, 3, 31), by=None).ballot_id

    event.listen(db.engine, "before_cursor_execute", meet)
    db.session.rollback()
    try:
        return idents, at_once(*(lambda n=n: destroyed(n) for n in idents))
    finally:
        event.remove(db.engine, "before_cursor_execute", meet)


def test_two_urns_are_destroyed_at_once(vote, other_urn, at_once):
    idents, results = destroy_two(vote, other_urn, at_once)
    assert results == idents
    db.session.expire_all()
    assert [papers_of(each) for each in (vote[0], other_urn[0])] == [[], []]


def test_with_the_table_taken_after_their_own_rows_they_would_wait_for_each_other(
    vote, other_urn, at_once, monkeypatch
):
    monkeypatch.setattr(teller_counts, "hold_closed_papers", lambda: None)
    first = "LOCK TABLE urn_paper IN ACCESS EXCLUSIVE MODE"
    monkeypatch.setattr(teller_counts, "DESTROYED", (first, *teller_counts.DESTROYED))
    _idents, results = destroy_two(vote, other_urn, at_once)
    assert [type(each.orig) for each in results if isinstance(each, OperationalError)] == [DeadlockDetected]


def test_an_open_urn_is_never_left_behind_by_an_annulment(vote, browser_of):
    ballot, phones = vote
    make_congress("tunis", starts_on=date(2027, 5, 20))
    set_for_tests(datetime(2026, 3, 1, 9, 0, tzinfo=UTC))  # a form signed in the future has expired
    desk = browser_of(make_staff(Role.SITTING_SECRETARY))
    line = lines_of(ballot)[0]
    cast(ballot, line, phones[line.id])
    with pytest.raises(BallotMoved):
        annul_ballot(ballot, reason="erreur", by=None)
    assert ballot.state is BallotState.OPEN
    page = f"/tunis/assembly/sittings/{ballot.item.sitting.public_id}/ballots/{ballot.public_id}"
    desk.get(f"{page}/annulment")
    desk.post(f"{page}/annulment", {"reason": "L’urne a été ouverte trop tôt"})
    assert (ballot.state, urn_of(ballot).papers) == (BallotState.ANNULLED, 1)
    assert db.session.query(OpenPaper).count() == 0


def test_what_opens_no_urn(app):
    set_for_tests(MARCH)
    make_statutes()
    make_cities(5)
    sitting = make_open_sitting(day=date(2027, 5, 20))
    come_in(sitting, seats_of(sitting)[:4])
    ballot = make_ballot(sitting, kind=BallotKind.SECRET)
    name_ready(ballot, TELLERS)
    with pytest.raises(UrnNotAllowed):
        open_sealed(ballot, by=None)


def test_a_roll_of_four_opens_no_urn_and_five_do(app):
    with pytest.raises(UrnTooSmall):
        voting(4)
    ballot = db.session.query(Ballot).one()
    assert (ballot.state, urn_of(ballot)) == (BallotState.DRAFT, None)


def test_the_opening_hash_says_question_voices_majority_and_tellers(vote):
    ballot, _phones = vote
    urn = urn_of(ballot)
    assert urn.opening_hash == opening_hash(urn.frozen)
    assert urn.frozen["tellers"] == [key.hex() for key in TELLERS]
    assert urn.frozen["mandates"] == sorted(line.mandate.public_id for line in lines_of(ballot))
    assert opening_hash({**urn.frozen, "mandates": urn.frozen["mandates"][1:]}) != urn.opening_hash


# -- the linkage attack ----------------------------------------------------------------------------------------------------


BY_NUMBER = "xmin::text::bigint, ctid"


def dumped(table):
    """What a dump says, row after row."""
    cursor = db.session.connection().connection.driver_connection.cursor()
    with cursor.copy(f"COPY {table} TO STDOUT") as copy:
        return [row.split("\t")[0] for row in b"".join(bytes(part) for part in copy).decode().splitlines()]


def listed(table, key, order):
    """The keys of a table in an order that PostgreSQL keeps beside the columns."""
    return [str(row[0]) for row in db.session.execute(text(f"SELECT {key} FROM {table} ORDER BY {order}"))]


def attacks(voted, papers, arrivals):
    """Each way to guess which paper is whose: {way: {line: paper}}. `arrivals`: the lines in the order seen at the door and in a log."""
    same = text(f"SELECT v.line_id, p.id FROM {voted} v JOIN {papers} p ON v.xmin::text = p.xmin::text")
    by_transaction = db.session.execute(same).all()
    guesses = {"xmin": {str(line): str(paper) for line, paper in by_transaction}}
    lies = {order: (listed(voted, "line_id", order), listed(papers, "id", order)) for order in ("ctid", BY_NUMBER)}
    lies["dump"] = dumped(voted), dumped(papers)
    for way, (lines, found) in lies.items():
        guesses[way] = dict(zip(lines, found, strict=True))
        guesses[f"arrival, {way}"] = dict(zip(arrivals, found, strict=True))
    return guesses


def test_who_cast_which_paper_is_plain_before_the_closing_and_chance_after_it(app):
    """325 votes in a random order. Before: every one is found by the number of its transaction (the control: the attack works).

    After: guesses are a random permutation, of which k are right with the chance of at most 1/k!. More than nine right in any of six
    ways would come once in 500,000 runs.
    """
    ballot, phones = voting(VOTERS)
    lines = lines_of(ballot)
    random.shuffle(lines)
    truth, arrivals = {}, []
    for line in lines:
        paper = cast(ballot, line, phones[line.id])
        truth[str(line.id)], _ = paper, arrivals.append(str(line.id))
    named = {str(row.id): row.first + row.second + row.third for row in db.session.query(OpenPaper)}

    def right(guesses):
        return {way: sum(truth[line] == named[paper] for line, paper in said.items()) for way, said in guesses.items()}

    before = right(attacks("urn_open_voted", "urn_open_paper", arrivals))
    assert {before["xmin"], before[BY_NUMBER], before[f"arrival, {BY_NUMBER}"]} == {VOTERS}
    db.session.rollback()
    close_urn(ballot, by=None)
    transactions = "SELECT count(DISTINCT x) FROM (SELECT xmin::text x FROM urn_voted UNION ALL SELECT xmin::text FROM urn_paper) rows"
    assert db.session.scalar(text(transactions)) == 1
    found = attacks("urn_voted", "urn_paper", arrivals)
    del found["xmin"]  # every line stands beside every paper: it says nothing
    after = right(found)
    assert max(after.values()) <= 9, after
    assert len(after) == 6
    assert len(after) / math.factorial(10) < 1 / 500_000
    left = "SELECT pg_relation_size('urn_open_voted') + pg_relation_size('urn_open_paper')"
    assert db.session.scalar(text(left)) == 0
    assert papers_of(ballot) == [paper for _name, paper in sorted(named.items())]


def test_the_server_writes_no_log_of_requests():
    """With an address and a second, a log would say who voted when."""
    settings = runpy.run_path(str(Path(__file__).parent.parent.parent / "gunicorn.conf.py"))
    assert settings["accesslog"] is None
