"""A recommendation with its amendments: deposited, voted one by one, the text that they make; and two at once."""

import threading
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from aimf_events.assembly import motions
from aimf_events.assembly.ballot_counts import Hands, close_by_totals, publish_ballot
from aimf_events.assembly.ballots import annul_ballot, open_ballot, remove_ballot, run_again
from aimf_events.assembly.mandates import seats_of
from aimf_events.assembly.motion_models import Amendment, Motion
from aimf_events.assembly.motion_paper import motion_pdf
from aimf_events.assembly.motion_refusals import (
    AmendmentNotNext,
    AmendmentsWait,
    MotionAmended,
    MotionRewritten,
    NoSuchParagraph,
    ParagraphSettled,
    TextVotedAlready,
)
from aimf_events.assembly.motion_state import AmendmentState, motion_of, reading_of
from aimf_events.assembly.motions import (
    deposit_amendment,
    put_amendment,
    put_text,
    withdraw_amendment,
    write_motion,
)
from aimf_events.assembly.rules.amendments import Act
from aimf_events.assembly.sitting_models import Mandate
from aimf_events.assembly.sittings import SittingMoved, close_sitting
from aimf_events.clock import set_for_tests
from aimf_events.database import db
from tests.factories import make_statutes
from tests.factories.assembly import come_in, make_cities, make_open_sitting

TEXT = ["Les villes partagent leurs données.", "Elles forment leurs agents.", "Un fonds est créé."]


@pytest.fixture
def sitting(app: Flask):
    set_for_tests(datetime(2027, 3, 1, 9, 0, tzinfo=UTC))
    make_statutes()
    make_cities(5)
    made = make_open_sitting(day=date(2027, 5, 20))
    come_in(made, seats_of(made))
    return made


@pytest.fixture
def motion(sitting):
    return write_motion(sitting.items[0], TEXT, seen=0, by=None)


def deposit(motion, place, act, paragraph, words=""):
    mandate = seats_of(motion.item.sitting)[place].mandate
    return deposit_amendment(motion, mandate, act=act, paragraph=paragraph, words=words, by=None)


def vote(ballot, in_favour, against):
    open_ballot(ballot, by=None)
    return publish_ballot(close_by_totals(ballot, Hands(in_favour, against, 0), by=None), by=None)


def states(motion):
    lines = reading_of(motion_of(motion.item)).lines
    return [(line.amendment.number, line.state.value) for line in lines]


def test_amendments_are_voted_in_their_order_and_make_the_text(motion):
    slight = deposit(motion, 0, Act.REPLACE, 2, "Elles forment tous leurs agents.")
    far = deposit(motion, 1, Act.REPLACE, 2, "Le Bureau propose un plan de formation.")
    added = deposit(motion, 2, Act.ADD, 3, "Un bilan est publié chaque année.")
    assert states(motion) == [(2, "deposited"), (1, "deposited"), (3, "deposited")]
    for early in (slight, added):
        with pytest.raises(AmendmentNotNext):
            put_amendment(early, by=None)
    with pytest.raises(AmendmentsWait):
        put_text(motion, by=None)
    ballot = put_amendment(far, by=None)
    assert (
        ballot.question["fr"] == "Adoptez-vous l’amendement n°\u00a02 (Cité 001), qui remplace le paragraphe 2\u202f?"
    )
    assert states(motion)[0] == (2, "in_vote")
    with pytest.raises(AmendmentNotNext):
        put_amendment(slight, by=None)
    vote(ballot, 2, 3)
    vote(put_amendment(slight, by=None), 5, 0)
    assert states(motion) == [(2, "rejected"), (1, "adopted"), (3, "deposited")]
    vote(put_amendment(added, by=None), 4, 1)
    whole = put_text(motion, by=None)
    assert put_text(motion, by=None).id == whole.id
    assert "ainsi amendé" in whole.question["fr"]
    with pytest.raises(TextVotedAlready):
        deposit(motion, 3, Act.DELETE, 1)
    vote(whole, 5, 0)
    reading = reading_of(motion_of(motion.item))
    assert reading.is_adopted is True
    assert [part.after for part in reading.parts if part.number] == [
        TEXT[0],
        "Elles forment tous leurs agents.",
        TEXT[2],
        "Un bilan est publié chaque année.",
    ]
    assert motion_pdf(motion.item, reading).startswith(b"%PDF")


def test_what_is_adopted_makes_its_rival_fall_and_that_one_is_never_voted(motion):
    deletion = deposit(motion, 0, Act.DELETE, 2)
    other = deposit(motion, 1, Act.REPLACE, 2, "Elles forment tous leurs agents.")
    lines = {line.amendment.number: line for line in reading_of(motion_of(motion.item)).lines}
    assert (lines[1].rivals, lines[2].rivals) == ([2], [1])
    vote(put_amendment(deletion, by=None), 4, 1)
    assert states(motion) == [(1, "adopted"), (2, "fallen")]
    with pytest.raises(AmendmentNotNext):
        put_amendment(other, by=None)
    assert reading_of(motion_of(motion.item)).waiting == 0


def test_an_adopted_wording_is_not_undone_by_a_later_deposit(motion):
    first = deposit(motion, 0, Act.REPLACE, 2, "Elles forment tous leurs agents.")
    late = deposit(motion, 1, Act.REPLACE, 2, "Elles forment chacun de leurs agents et de leurs élus.")
    ballot = put_amendment(late, by=None)
    vote(ballot, 1, 4)
    vote(put_amendment(first, by=None), 4, 1)
    assert sorted(states(motion)) == [(1, "adopted"), (2, "rejected")]
    for act in (Act.DELETE, Act.REPLACE):
        with pytest.raises(ParagraphSettled):
            deposit(motion, 2, act, 2, "Elles ne forment personne.")
    deposit(motion, 2, Act.ADD, 2, "Un bilan est publié.")
    assert [part.after for part in reading_of(motion_of(motion.item)).parts][1] == "Elles forment tous leurs agents."


def test_an_annulled_vote_is_run_again_and_a_draft_thrown_away_gives_the_amendment_back(motion):
    amendment = deposit(motion, 0, Act.DELETE, 3)
    remove_ballot(put_amendment(amendment, by=None), by=None)
    assert states(motion) == [(1, "deposited")]
    db.session.expire_all()
    first = open_ballot(put_amendment(amendment, by=None), by=None)
    annul_ballot(first, reason="Comptage contesté", by=None)
    assert states(motion) == [(1, "in_vote")]
    vote(run_again(first, by=None), 5, 0)
    assert states(motion) == [(1, "adopted")]


def test_a_text_is_written_again_until_it_is_amended(motion, sitting):
    item = sitting.items[0]
    with pytest.raises(MotionRewritten):
        write_motion(item, ["Autre"], seen=0, by=None)
    assert write_motion(item, ["Un", "Deux"], seen=1, by=None).revision == 2
    for act, paragraph in ((Act.DELETE, 0), (Act.REPLACE, 3), (Act.ADD, 9), (Act.ADD, -1)):
        with pytest.raises(NoSuchParagraph):
            deposit(motion, 0, act, paragraph, "x")
    first = deposit(motion, 0, Act.ADD, 0, "Considérant")
    assert deposit(motion, 0, Act.ADD, 0, "Considérant").id == first.id
    with pytest.raises(MotionAmended):
        write_motion(item, ["Trois"], seen=2, by=None)
    withdraw_amendment(first, by=None)
    withdraw_amendment(first, by=None)
    assert states(motion) == [(1, AmendmentState.WITHDRAWN.value)]
    assert deposit(motion, 0, Act.ADD, 0, "Considérant").number == 2
    for nothing in ([], [""], ["x"] * 201):
        with pytest.raises(ValueError, match="a text has"):
            write_motion(item, nothing, seen=2, by=None)
    close_sitting(sitting, by=None)
    with pytest.raises(SittingMoved):
        deposit(motion, 1, Act.DELETE, 1)


def depositing(motion):
    """Two members deposit at once."""
    ident, mandates = motion.id, [seat.mandate.id for seat in seats_of(motion.item.sitting)[:2]]

    def sent(mandate):
        return lambda: (
            deposit_amendment(
                db.session.get(Motion, ident), db.session.get(Mandate, mandate), act=Act.DELETE, paragraph=1, by=None
            ).number
        )

    return [sent(mandate) for mandate in mandates]


def test_two_amendments_at_once_have_two_numbers(motion, at_once):
    assert sorted(at_once(*depositing(motion))) == [1, 2]


def test_without_the_lock_both_would_be_number_one(motion, at_once, monkeypatch):
    """The control: both count none before them; the unique number refuses the second."""
    both = threading.Barrier(2)
    monkeypatch.setattr(motions, "lock_in", lambda sitting, *states: sitting)
    monkeypatch.setattr(motions, "lock", lambda thing: thing)
    real = motions.now

    def at_together():
        both.wait(10)
        return real()

    monkeypatch.setattr(motions, "now", at_together)
    found = at_once(*depositing(motion))
    assert sorted(type(one).__name__ for one in found) == ["IntegrityError", "int"]
    assert db.session.query(Amendment).count() == 1
