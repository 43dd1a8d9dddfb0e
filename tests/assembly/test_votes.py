"""Voices given by name: once each, signed by the bound device, counted or refused and never lost; and nobody sees them before the closing."""

import threading
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from aimf_events.assembly import votes
from aimf_events.assembly.ballot_counts import choices_of, close_open, close_unopposed, turnout_of
from aimf_events.assembly.ballot_models import Ballot, BallotKind, BallotLine, BallotState, Choice, HandsCount, Vote
from aimf_events.assembly.ballot_refusals import BallotMoved, BallotNotTaking, VoteGiven
from aimf_events.assembly.ballot_rolls import lines_of
from aimf_events.assembly.ballots import annul_ballot, open_ballot, resume_ballot, run_again, suspend_ballot
from aimf_events.assembly.mandates import seats_of
from aimf_events.assembly.rules.majority import Outcome
from aimf_events.assembly.votes import cast_vote, object_from_screen, say_aloud, voices_of
from aimf_events.assembly.voting_devices import Act, NotEnrolled, VoteNotSigned
from aimf_events.clock import set_for_tests
from aimf_events.database import db
from aimf_events.live.models import LiveEvent
from tests.factories import make_person, make_statutes
from tests.factories.assembly import come_in, make_ballot, make_cities, make_open_ballot, make_open_sitting
from tests.factories.voting import Phone, handed_code

MARCH = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
MAY = date(2027, 5, 20)


@pytest.fixture
def hall(app: Flask):
    """An open sitting of four cities that are all there."""
    set_for_tests(MARCH)
    make_statutes()
    make_cities(4)
    sitting = make_open_sitting(day=MAY)
    come_in(sitting, seats_of(sitting))
    return sitting


def bound(sitting, place: int = 0):
    """A device and the sheet that it is bound to, of the voter at that place."""
    made, device = handed_code(sitting, place), Phone()
    return device, device.bind(made.credential, made.code)


def proof(device, sheet, line, content: bytes, **changes):
    """What a form brings: a nonce and a signature of this choice for this voice of this ballot."""
    subject = (changes.get("ballot", line.ballot.public_id), changes.get("voice", line.mandate.public_id))
    return device.sign(Act.VOTE, sheet.reference, subject, content)


def own_line(ballot, sheet) -> BallotLine:
    """The line of the voice that a sheet is for."""
    return next(line for line in lines_of(ballot) if line.mandate_id == sheet.mandate_id)


def test_a_signed_voice_is_counted_once_whatever_is_sent_again(hall):
    ballot, (device, sheet) = make_open_ballot(hall, kind=BallotKind.OPEN), bound(hall)
    line = own_line(ballot, sheet)
    cast_vote(line, Choice.FOR, **proof(device, sheet, line, b"for"))
    cast_vote(line, Choice.FOR, **proof(device, sheet, line, b"for"))
    with pytest.raises(VoteGiven):
        cast_vote(line, Choice.AGAINST, **proof(device, sheet, line, b"against"))
    assert turnout_of(ballot) == (1, 4)
    close_open(ballot, by=None)
    assert (ballot.in_favour, ballot.against, ballot.not_voted, ballot.decision) == (1, 0, 3, Outcome.ADOPTED)
    cast_vote(line, Choice.FOR, **proof(device, sheet, line, b"for"))
    with pytest.raises(BallotNotTaking):
        other = next(each for each in lines_of(ballot) if each.id != line.id)
        say_aloud(other, Choice.AGAINST, by=None)
    assert db.session.query(Vote).count() == 1


def test_a_voice_altered_for_another_ballot_or_another_voice_is_not_counted(hall):
    ballot, (device, sheet) = make_open_ballot(hall, kind=BallotKind.OPEN), bound(hall)
    line, elsewhere = own_line(ballot, sheet), make_ballot(hall)
    others = next(each for each in lines_of(ballot) if each.id != line.id)
    with pytest.raises(VoteNotSigned):
        cast_vote(line, Choice.AGAINST, **proof(device, sheet, line, b"for"))
    with pytest.raises(VoteNotSigned):
        cast_vote(line, Choice.FOR, **proof(device, sheet, line, b"for", ballot=elsewhere.public_id))
    with pytest.raises(VoteNotSigned):
        cast_vote(line, Choice.FOR, **proof(Phone(), sheet, line, b"for"))
    with pytest.raises(NotEnrolled):
        cast_vote(others, Choice.FOR, **proof(device, sheet, others, b"for"))
    assert db.session.query(Vote).count() == 0


def test_a_suspended_or_annulled_ballot_takes_nothing_and_keeps_what_was_given(hall):
    ballot, (device, sheet) = make_open_ballot(hall, kind=BallotKind.OPEN), bound(hall)
    line = own_line(ballot, sheet)
    signed = proof(device, sheet, line, b"abstention")
    suspend_ballot(ballot, by=None)
    with pytest.raises(BallotNotTaking):
        cast_vote(line, Choice.ABSTENTION, **signed)
    resume_ballot(ballot, by=None)
    cast_vote(line, Choice.ABSTENTION, **signed)
    annul_ballot(ballot, reason="Coupure de courant", by=None)
    again = open_ballot(run_again(ballot, by=None), by=None)
    assert (turnout_of(ballot), turnout_of(again)) == ((1, 4), (0, 4))
    with pytest.raises(VoteNotSigned):
        cast_vote(own_line(again, sheet), Choice.ABSTENTION, **signed)


def test_said_aloud_it_counts_as_much_and_says_so(hall):
    ballot = make_open_ballot(hall, kind=BallotKind.OPEN)
    for line in lines_of(ballot):
        say_aloud(line, Choice.AGAINST, by=None)
    close_open(ballot, by=None)
    assert {vote.channel.value for vote in choices_of(ballot).values()} == {"desk"}
    assert (ballot.against, ballot.decision) == (4, Outcome.REJECTED)
    by_hands = make_open_ballot(hall)
    with pytest.raises(BallotNotTaking):
        say_aloud(lines_of(by_hands)[0], Choice.FOR, by=None)


def test_what_was_voted_is_not_read_by_writing_it_again_at_the_desk(hall):
    ballot, (device, sheet) = make_open_ballot(hall, kind=BallotKind.OPEN), bound(hall)
    line, clerk, rival = own_line(ballot, sheet), make_person(), make_person()
    cast_vote(line, Choice.FOR, **proof(device, sheet, line, b"for"))
    spoken = next(each for each in lines_of(ballot) if each.id != line.id)
    assert say_aloud(spoken, Choice.AGAINST, by=clerk)
    assert not say_aloud(spoken, Choice.AGAINST, by=clerk), "a form sent twice"
    answers = set()
    for one, by in ((line, clerk), (line, line.person), (spoken, rival)):
        for choice in Choice:
            with pytest.raises(VoteGiven) as refusal:
                say_aloud(one, choice, by=by)
            answers.add(str(refusal.value.reason))
    assert len(answers) == 1


def test_an_objection_is_signed_too_and_comes_too_late_once_it_is_closed(hall):
    ballot, (device, sheet) = make_open_ballot(hall, counted_by=HandsCount.UNANIMITY), bound(hall)
    line = own_line(ballot, sheet)
    with pytest.raises(VoteNotSigned):
        object_from_screen(line, **proof(device, sheet, line, b"for"))
    again = object_from_screen(line, **proof(device, sheet, line, b"objection"))
    assert (ballot.state, again.round) == (BallotState.ANNULLED, 2)
    with pytest.raises(BallotNotTaking):
        object_from_screen(line, **proof(device, sheet, line, b"objection"))
    with pytest.raises(BallotMoved):
        close_unopposed(ballot, by=None)


def test_a_sheet_lists_its_own_voices_and_nothing_of_what_they_said(hall):
    ballot, (device, sheet) = make_open_ballot(hall, kind=BallotKind.OPEN), bound(hall)
    line = own_line(ballot, sheet)
    assert [(each.line.id, each.is_given) for each in voices_of(sheet)] == [(line.id, False)]
    cast_vote(line, Choice.AGAINST, **proof(device, sheet, line, b"against"))
    assert [each.is_given for each in voices_of(sheet)] == [True]
    assert choices_of(ballot) == {}
    told = [(one.kind, one.data) for one in db.session.scalars(select(LiveEvent).order_by(LiveEvent.seq.desc()))]
    assert told[0] == ("ballot_opened", {"ballot": ballot.public_id}), "a vote announces nothing"


def test_one_voice_sent_twice_at_once_from_two_screens_is_one_vote(hall, at_once):
    ballot, (device, sheet) = make_open_ballot(hall, kind=BallotKind.OPEN), bound(hall)
    line = own_line(ballot, sheet)
    proofs = {choice: proof(device, sheet, line, choice.value.encode()) for choice in (Choice.FOR, Choice.AGAINST)}
    ident = line.id

    def send(choice):
        return lambda: cast_vote(db.session.get(BallotLine, ident), choice, **proofs[choice])

    found = at_once(send(Choice.FOR), send(Choice.AGAINST))
    assert sorted(type(one).__name__ for one in found) == ["VoteGiven", "bool"]
    assert db.session.query(Vote).count() == 1


def vote_while_it_closes(hall, at_once, monkeypatch, hold):
    """A voice is on its way when the ballot is closed; return how many voices there are and how many were counted."""
    ballot, (device, sheet) = make_open_ballot(hall, kind=BallotKind.OPEN), bound(hall)
    line = own_line(ballot, sheet)
    signed, ident, line_id = proof(device, sheet, line, b"for"), ballot.id, line.id
    held, closed = threading.Event(), threading.Event()

    def slowly(ballot):
        found = hold(ballot)
        held.set()
        closed.wait(1)
        return found

    def close():
        held.wait(10)
        close_open(db.session.get(Ballot, ident), by=None)
        closed.set()

    monkeypatch.setattr(votes, "hold", slowly)
    at_once(lambda: cast_vote(db.session.get(BallotLine, line_id), Choice.FOR, **signed), close)
    return db.session.scalar(select(func.count()).select_from(Vote)), db.session.get(Ballot, ident).in_favour


def test_a_voice_on_its_way_is_counted_before_the_ballot_closes(hall, at_once, monkeypatch):
    assert vote_while_it_closes(hall, at_once, monkeypatch, votes.hold) == (1, 1)


def test_without_the_hold_it_would_be_there_and_not_counted(hall, at_once, monkeypatch):
    """The control."""

    def read(ballot):
        db.session.refresh(ballot)
        return ballot

    assert vote_while_it_closes(hall, at_once, monkeypatch, read) == (1, 0)
