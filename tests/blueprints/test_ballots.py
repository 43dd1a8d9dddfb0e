"""The desk of the ballots: prepared under an item, opened, closed by hands, settled, published, annulled; and who may not."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from aimf_events.accounts.models import Role
from aimf_events.assembly.ballot_models import Ballot, BallotKind, BallotState, Choice, HandsCount, Vote
from aimf_events.assembly.ballots import suspend_ballot
from aimf_events.assembly.mandates import seats_of
from aimf_events.assembly.parameters import Parameter
from aimf_events.assembly.rules.roll import How
from aimf_events.assembly.sittings import suspend_sitting
from aimf_events.clock import now, set_for_tests
from aimf_events.congress.models import CongressRole
from aimf_events.database import db
from tests.factories import make_congress, make_member, make_staff, make_statutes
from tests.factories.assembly import come_in, make_ballot, make_cities, make_mayor, make_open_ballot, make_open_sitting
from tests.statements import statements_sent

MARCH = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
MAY = date(2026, 5, 20)
QUESTION = {"question_fr": "Approuvez-vous le rapport moral ?", "question_en": "Do you approve the moral report?"}


@pytest.fixture
def congress(app: Flask):
    set_for_tests(MARCH)
    return make_congress("tunis", starts_on=MAY)


@pytest.fixture
def desk(congress, browser_of):
    return browser_of(make_staff(Role.SITTING_SECRETARY))


def hall(congress, count=5, there=None, how=How.IN_ROOM, **values):
    """An open sitting of the congress and where its pages are."""
    make_statutes(values=values)
    make_cities(count)
    sitting = make_open_sitting(day=MAY, congress=congress)
    come_in(sitting, seats_of(sitting)[:there], how)
    return sitting, f"/tunis/assembly/sittings/{sitting.public_id}"


def test_from_a_question_to_a_published_result(desk, congress):
    sitting, here = hall(congress)
    page = desk.get(here + "/ballots")
    assert "Aucun scrutin n’est préparé." in page.text
    item = sitting.items[0].public_id
    new = f"{here}/agenda/{item}/ballots/new"
    assert "plus de la moitié des suffrages exprimés" in desk.get(new).text
    page = desk.post(new, {"question_fr": "", "way": "totals", "majority": "majority_ordinary"}, 422)
    assert "Écrivez la question en français." in page.text
    page = desk.post(new, {**QUESTION, "way": "totals", "majority": "majority_ordinary"})
    assert page.h1 == ["Approuvez-vous le rapport moral ?"]
    assert "Qui est pour ? Qui est contre ? Qui s’abstient ?" in page.text
    one = f"{here}/ballots/{db.session.query(Ballot).one().public_id}"
    page = desk.get(one + "/opening")
    assert "Le quorum est atteint : 5 voix, il en faut 2 sur 5." in page.text
    page = desk.post(one + "/opening")
    assert "Le scrutin est ouvert : 5 voix inscrites." in page.text
    assert desk.get(one + "/opening").h1 == page.h1, "opened once: the page leads back"
    page = desk.post(one + "/closing", {"in_favour": "4", "against": "2", "abstentions": "0"}, 422)
    assert "6 mains pour 5 voix" in page.text
    page = desk.post(one + "/closing", {"in_favour": "3", "against": "1", "abstentions": "1"})
    assert "La proposition est adoptée. 3 voix pour, 1 voix contre et 1 abstention." in page.text
    assert "Il fallait 3 voix pour, sur 4." in page.text
    page = desk.post(one + "/steps/publication")
    assert "Le résultat est publié." in page.text
    assert "publié" in desk.get(here + "/ballots").text
    assert "5 voix inscrites à l’ouverture." in desk.get(one + "/roll").text
    assert "Do you approve the moral report?" in desk.get(one + "?lang=en").text


def test_a_draft_is_changed_and_thrown_away_and_an_open_one_is_not(desk, congress):
    sitting, here = hall(congress)
    one = f"{here}/ballots/{make_ballot(sitting).public_id}"
    assert "Do you approve the report?" in desk.get(one + "/question").body
    desk.post(one + "/question", {**QUESTION, "way": "unanimity", "majority": "majority_statutes"})
    ballot = db.session.query(Ballot).one()
    assert (ballot.counted_by, ballot.majority) == (HandsCount.UNANIMITY, Parameter.MAJORITY_STATUTES)
    desk.get(one + "/removal")
    desk.post(one + "/removal")
    assert db.session.query(Ballot).count() == 0
    opened = f"{here}/ballots/{make_open_ballot(sitting).public_id}"
    desk.get(opened + "/question", 404)
    desk.post(opened + "/removal", status=409)
    desk.post(opened + "/question", {**QUESTION, "way": "totals", "majority": "majority_ordinary"}, 409)


def test_without_the_quorum_the_page_says_what_is_missing_and_the_post_too(desk, congress):
    sitting, here = hall(congress, 9, there=2)
    one = f"{here}/ballots/{make_ballot(sitting).public_id}"
    page = desk.get(one + "/opening")
    assert "Il en manque 1." in page.text
    assert [form["action"] for form in page.forms if form["action"].endswith("/opening")] == []
    page = desk.post(one + "/opening", status=422)
    assert "il manque 1 voix" in page.text


def test_the_chair_goes_on_without_the_quorum_where_the_statutes_let_it(desk, congress):
    sitting, here = hall(congress, 9, there=2, **{Parameter.QUORUM_LOST: "chair_decides"})
    one = f"{here}/ballots/{make_ballot(sitting).public_id}"
    assert "malgré le quorum manquant" in desk.get(one + "/opening").text
    assert "La présidence doit dire" in desk.post(one + "/opening", status=422).text
    page = desk.post(one + "/opening", {"chair_decides": "y"})
    assert "la présidence a décidé de poursuivre" in page.text


def test_dissenters_are_written_by_name_and_an_unknown_name_is_said(desk, congress):
    sitting, here = hall(congress)
    one = f"{here}/ballots/{make_open_ballot(sitting, counted_by=HandsCount.DISSENTERS).public_id}"
    page = desk.post(one + "/closing", {"against": "Cité 001, Atlantis", "abstaining": "Cité 001"}, 422)
    assert "ne porte ce nom : Atlantis." in page.text
    assert "Le même membre est écrit des deux côtés." in page.text
    assert "Cité 001, Atlantis" in page.body, "what was typed is kept"
    page = desk.post(one + "/closing", {"against": "cite 001", "abstaining": "Cité 002\nCité 003"})
    assert "2 voix pour, 1 voix contre et 2 abstentions." in page.text
    roll = desk.get(one + "/roll?q=001").text
    assert "contre" in roll


def test_of_two_cities_of_one_name_neither_is_taken_for_the_other(desk, congress):
    make_statutes()
    for country in ("LB", "LY"):
        make_mayor(make_member("Tripoli", country))
    sitting = make_open_sitting(day=MAY, congress=congress)
    come_in(sitting, seats_of(sitting))
    there = f"/tunis/assembly/sittings/{sitting.public_id}/ballots/"
    quiet = there + make_open_ballot(sitting, counted_by=HandsCount.UNANIMITY).public_id
    page = desk.post(quiet + "/objection", {"member": "Tripoli"}, 422)
    assert "le pays, entre parenthèses : Tripoli (Liban) et Tripoli (Libye)." in page.text
    desk.post(quiet + "/objection", {"member": "Tripoli (Libye)"})
    one = make_open_ballot(sitting, counted_by=HandsCount.DISSENTERS)
    page = desk.post(f"{there}{one.public_id}/closing", {"against": "Tripoli", "abstaining": "tripoli"}, 422)
    assert page.text.count("Plusieurs membres inscrits portent ce nom") >= 2
    desk.post(f"{there}{one.public_id}/closing", {"against": "tripoli (lebanon)"})
    [vote] = db.session.query(Vote).all()
    assert (vote.line.mandate.member.country, vote.choice) == ("LB", Choice.AGAINST)


def test_an_odd_character_in_a_question_falls(desk, congress):
    sitting, here = hall(congress)
    one = f"{here}/ballots/{make_ballot(sitting).public_id}"
    odd = {"question_fr": "Qui\x00 approuve ?", "question_en": " Who approves?\x00\x07"}
    desk.post(one + "/question", {**odd, "way": "open", "majority": "majority_ordinary"})
    assert db.session.query(Ballot).one().question == {"fr": "Qui approuve ?", "en": "Who approves?"}


def test_an_objection_leads_to_the_vote_itself(desk, congress):
    sitting, here = hall(congress)
    one = f"{here}/ballots/{make_open_ballot(sitting, counted_by=HandsCount.UNANIMITY).public_id}"
    assert "Il peut se fermer dans 60 secondes." in desk.get(one).text
    assert "encore 60 s" in desk.post(one + "/closing", status=422).text
    assert "ne porte ce nom" in desk.post(one + "/objection", {"member": "Atlantis"}, 422).text
    page = desk.post(one + "/objection", {"member": "Cité 002"})
    assert "Tour 2" in page.text
    assert "Objection : Cité 002" in desk.get(one).text
    set_for_tests(now() + timedelta(minutes=1))
    calm = f"{here}/ballots/{make_open_ballot(sitting, counted_by=HandsCount.UNANIMITY).public_id}"
    set_for_tests(now() + timedelta(minutes=1))
    desk.get(calm + "/closing")
    assert "5 voix pour" in desk.post(calm + "/closing").text


def test_a_tie_waits_for_the_chair_and_an_annulled_ballot_is_run_again(desk, congress):
    sitting, here = hall(congress, 4, **{Parameter.CASTING_VOTE: True})
    one = f"{here}/ballots/{make_open_ballot(sitting).public_id}"
    page = desk.post(one + "/closing", {"in_favour": "2", "against": "2", "abstentions": "0"})
    assert "Les voix sont à égalité" in page.text
    page = desk.post(one + "/casting/for")
    assert "la voix prépondérante de la présidence adopte la proposition (article 1)" in page.text
    assert "Écrivez le motif" in desk.post(one + "/annulment", {"reason": " "}, 422).text
    page = desk.post(one + "/annulment", {"reason": "Un rang compté deux fois"})
    assert "Motif : Un rang compté deux fois" in page.text
    desk.post(one + "/steps/publication", status=409)
    page = desk.post(one + "/again")
    assert "Tour 2" in page.text
    desk.post(one + "/again", status=409)


def test_remote_voices_are_called_a_last_time_and_a_suspension_is_resumed(desk, congress):
    sitting, here = hall(
        congress, 3, how=How.REMOTE, **{Parameter.REMOTE_PARTICIPATION: True, Parameter.REMOTE_VOTING: True}
    )
    one = f"{here}/ballots/{make_open_ballot(sitting).public_id}"
    assert "Faire le dernier appel" in desk.get(one).text
    counted = {"in_favour": "3", "against": "0", "abstentions": "0"}
    page = desk.post(one + "/closing", counted, 422)
    assert "encore 180 s" in page.text
    assert page.value("in_favour") == "3", "what was counted is kept"
    page = desk.post(one + "/steps/last-call")
    assert "Dernier appel." in page.text
    page = desk.post(one + "/steps/suspension")
    assert "Reprendre le scrutin" in page.text
    assert "Faire le dernier appel" in desk.post(one + "/steps/resumption").text
    suspend_sitting(sitting, by=None)
    assert "Reprenez-la, puis reprenez le scrutin." in desk.get(one).text
    desk.post(one + "/steps/dancing", status=404)


def test_nobody_else_and_no_other_sitting(desk, congress, browser_of):
    sitting, here = hall(congress)
    other = make_open_sitting(day=MAY)
    foreign = make_congress("dakar", starts_on=date(2026, 6, 1))
    one, theirs = make_open_ballot(sitting), make_ballot(other)
    desk.get(f"{here}/ballots/{theirs.public_id}", 404)
    desk.post(f"{here}/ballots/{theirs.public_id}/opening", status=404)
    desk.get(f"/{foreign.name}/assembly/sittings/{sitting.public_id}/ballots/{one.public_id}", 404)
    door = browser_of(make_staff(CongressRole.DOOR, congress=congress))
    for path in ("ballots", f"ballots/{one.public_id}", f"ballots/{one.public_id}/roll"):
        door.get(f"{here}/{path}", 403)
    door.post(f"{here}/ballots/{one.public_id}/closing", {"in_favour": "5", "against": "0", "abstentions": "0"}, 403)
    auditor = browser_of(make_staff(Role.AUDITOR))
    auditor.get(f"{here}/ballots/{one.public_id}")
    auditor.post(f"{here}/ballots/{one.public_id}/steps/suspension", status=403)
    page = desk.post(f"{here}/ballots/{one.public_id}/annulment", {"reason": "x" * 301}, 422)
    assert "300 caractères au plus" in page.text
    page = desk.post(
        f"{here}/ballots/{one.public_id}/closing", {"in_favour": "-1", "against": "9" * 40, "abstentions": "½"}, 422
    )
    assert "Écrivez un nombre de 0 à 100000." in page.text
    assert db.session.get(Ballot, one.id).state is BallotState.OPEN


def test_a_list_of_ballots_takes_the_same_number_of_questions_whatever_its_length(desk, congress):
    sitting, here = hall(congress)
    counts = []
    for more in (1, 6):
        for _number in range(more):
            suspend_ballot(make_open_ballot(sitting, kind=BallotKind.HANDS), by=None)
        with statements_sent() as sent:
            desk.get(here + "/ballots")
        counts.append(len(sent))
    assert counts[0] == counts[1], counts
