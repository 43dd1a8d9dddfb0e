"""What an election on paper leaves: a declaration to the prefecture, and its rounds in the archive; nothing of a rehearsal."""

import json
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from aimf_events.assembly.election_counts import proclaim_round
from aimf_events.assembly.election_models import Office
from aimf_events.assembly.election_round_models import RoundOutcome
from aimf_events.assembly.election_rounds import annul_round, open_round
from aimf_events.assembly.mandates import seats_of
from aimf_events.assembly.rehearsals import plan_rehearsal
from aimf_events.assembly.sittings import open_sitting
from aimf_events.clock import set_for_tests
from aimf_events.minutes.archive_files import files_of
from aimf_events.minutes.declaration_models import Declared
from aimf_events.minutes.declarations import declarations
from tests.factories import make_congress, make_statutes
from tests.factories.assembly import (
    come_in,
    make_candidates,
    make_cities,
    make_election,
    make_open_sitting,
    vote_on_paper,
)

MAY = date(2026, 5, 20)


@pytest.fixture
def sitting(app: Flask):
    set_for_tests(datetime(2026, 3, 1, 9, 0, tzinfo=UTC))
    make_statutes()
    make_cities(5)
    return make_open_sitting(day=MAY, congress=make_congress("tunis", starts_on=MAY))


def election_in(sitting, candidates: int, seats: int):
    come_in(sitting, seats_of(sitting))
    election = make_election(sitting, seats=seats, office=Office.MEMBER, title={"fr": "Bureau", "en": "Bureau"})
    make_candidates(election, [seat.member for seat in seats_of(sitting)][:candidates])
    return election


def test_those_elected_on_paper_are_to_be_declared_once_for_an_election(sitting):
    election = election_in(sitting, 3, 2)
    round_ = open_round(election, by=None)
    vote_on_paper(round_, [4, 2, 2])
    assert declarations() == [], "nothing holds before the chair has said it"
    proclaim_round(round_, by=None)
    again = open_round(election, by=None)
    vote_on_paper(again, [3, 2])
    proclaim_round(again, by=None)
    assert [(each.what, each.due_on, each.text) for each in declarations()] == [
        (Declared.OFFICERS, date(2026, 8, 20), "Bureau : élection par l’Assemblée générale, au scrutin sur papier.")
    ]


def test_the_archive_has_rolls_counts_and_the_elected_and_no_figure_of_an_annulled_round(sitting):
    election = election_in(sitting, 2, 1)
    first = open_round(election, by=None)
    vote_on_paper(first, [5, 0])
    annul_round(first, reason="Une enveloppe ouverte", by=None)
    round_ = open_round(election, by=None)
    vote_on_paper(round_, [4, 1])
    proclaim_round(round_, by=None)
    files = files_of(sitting)
    told = json.loads(files["elections.json"])[0]
    annulled, held = told["rounds"]
    assert (annulled["state"], annulled["reason"], annulled["result"]) == ("annulled", "Une enveloppe ouverte", None)
    assert sum(each["voted"] for each in held["roll"]) == 5
    assert [each["votes"] for each in held["result"]["candidates"].values()] == [4, 1]
    assert len(held["result"]["counts"]) == 2
    assert [each["elected_at"] is not None for each in told["candidacies"]] == [True, False]
    assert "Kasbah" not in files["elections.json"].decode(), "what is sealed is not archived"
    verbs = [each["verb"] for each in json.loads(files["journal.json"])]
    assert verbs.count("election_round_proclaimed") == 1


def test_a_rehearsal_goes_to_its_end_and_elects_nobody(sitting):
    rehearsal = open_sitting(plan_rehearsal(sitting, by=None), by=None)
    election = election_in(rehearsal, 3, 2)
    round_ = open_round(election, by=None)
    vote_on_paper(round_, [4, 2, 2])
    proclaim_round(round_, by=None)
    again = open_round(election, by=None)
    assert len(again.candidates) == 2, "whom the first round elected does not stand again"
    vote_on_paper(again, [3, 2])
    proclaim_round(again, by=None)
    assert election.ended_at is not None
    said = [each for one in (round_, again) for each in one.candidates if each.outcome is RoundOutcome.ELECTED]
    assert len(said) == 2
    assert [each.candidacy.elected_at for each in said] == [None, None]
    assert declarations() == []
