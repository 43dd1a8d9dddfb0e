"""The desk of the elections, from the call to the proclaimed result; the papers; and who may not."""

import io
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from pypdf import PdfReader

from aimf_events.accounts.models import Role
from aimf_events.assembly.agenda import add_item
from aimf_events.assembly.candidacies import declare_candidacy
from aimf_events.assembly.election_counts import proclaim_round
from aimf_events.assembly.election_models import Candidacy, Election
from aimf_events.assembly.election_round_models import ElectionRound, RoundState
from aimf_events.assembly.election_rounds import close_round, lines_of, mark_voted, open_round
from aimf_events.assembly.mandates import seats_of
from aimf_events.assembly.parameters import Parameter
from aimf_events.assembly.sitting_models import ItemKind
from aimf_events.clock import set_for_tests
from aimf_events.database import db, transaction
from aimf_events.journal import history
from tests.assembly.test_elections import SAID
from tests.factories import make_congress, make_staff, make_statutes
from tests.factories.assembly import (
    come_in,
    make_candidates,
    make_cities,
    make_election,
    make_open_sitting,
    make_sitting,
    vote_on_paper,
)
from tests.statements import statements_sent

MARCH = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
MAY = date(2026, 5, 20)
NEW = {
    "office": "president",
    "title_fr": "Présidence",
    "title_en": "Presidency",
    "seats": "1",
    "africa": "",
    "europe": "",
}


@pytest.fixture
def congress(app: Flask):
    set_for_tests(MARCH)
    return make_congress("tunis", starts_on=MAY)


@pytest.fixture
def desk(congress, browser_of):
    return browser_of(make_staff(Role.SITTING_SECRETARY))


def hall(congress, count=5, **values):
    """An open sitting of the congress, its cities, and where its pages are."""
    make_statutes(values=values)
    cities = make_cities(count)
    sitting = make_open_sitting(day=MAY, congress=congress)
    come_in(sitting, seats_of(sitting))
    return sitting, cities, f"/tunis/assembly/sittings/{sitting.public_id}"


def at(election: Election) -> str:
    return f"/tunis/assembly/sittings/{election.item.sitting.public_id}/elections/{election.public_id}"


def round_at(round_: ElectionRound) -> str:
    return f"{at(round_.election)}/rounds/{round_.public_id}"


def test_an_election_is_prepared_called_for_and_its_list_published(desk, congress):
    make_statutes()
    cities = make_cities(3)
    sitting = make_sitting(day=MAY, congress=congress)
    here = f"/tunis/assembly/sittings/{sitting.public_id}"
    assert "Aucun point de l’ordre du jour n’est une élection" in desk.get(here + "/elections").text
    item = add_item(sitting, kind=ItemKind.ELECTION, title="Élection du Bureau", by=None)
    assert "Aucune élection n’est préparée." in desk.get(here + "/elections").text
    new = f"{here}/agenda/{item.public_id}/elections/new"
    assert "Écrivez le nombre de sièges." in desk.post(new, {**NEW, "seats": ""}, 422).text
    page = desk.post(new, {**NEW, "office": "member", "seats": "2", "africa": "1", "europe": "1"})
    assert "L’appel à candidatures n’est pas lancé." in page.text
    election = db.session.query(Election).one()
    assert "au mardi 5 mai 2026, compté au siège" in desk.get(at(election) + "/call").text
    assert "Ce jour est déjà passé." in desk.post(at(election) + "/call", {"until": "2026-02-01"}, 422).text
    assert "ne vient pas après la séance" in desk.post(at(election) + "/call", {"until": "2026-06-01"}, 422).text
    page = desk.post(at(election) + "/call", {"until": "2026-05-05"})
    assert "Candidatures jusqu’au mardi 5 mai 2026. 0 recevable, 0 à examiner." in page.text
    entered = at(election) + "/candidacies/new"
    page = desk.post(entered, {"member": "", "received_on": "2026-03-01"}, 422)
    assert "Choisissez le membre." in page.text
    values = {
        "member": cities[0].public_id,
        "received_on": "2026-03-01",
        "profession": "Médecin",
        "sponsors": "Nulle part",
    }
    assert "Aucun membre, ou plusieurs, portent ce nom : Nulle part." in desk.post(entered, values, 422).text
    page = desk.post(entered, {**values, "sponsors": "Cité 001"})
    assert "Les conditions des statuts sont remplies." in page.text
    assert "Ce membre est déjà candidat" in desk.post(entered, {**values, "sponsors": ""}, 422).text
    one = f"{at(election)}/candidacies/{db.session.query(Candidacy).one().public_id}"
    assert "Médecin" not in desk.get(one).text
    assert "Médecin" in desk.post(one + "/particulars").text
    assert "candidacy_particulars_read" in [each.verb for each in history(db.session.query(Candidacy).one())]
    page = desk.post(one + "/admission")
    assert "1 recevable, 0 à examiner." in page.text
    assert "Les membres lisent la liste des candidats." in desk.post(at(election) + "/publication").text
    assert "Équilibre entre les régions" in page.text
    assert "Presidency" in desk.get(at(election) + "?lang=en").text


def test_what_is_late_is_refused_with_a_reason_ready_to_read(congress, browser_of):
    make_statutes()
    cities = make_cities(2)
    election = make_election(make_sitting(day=MAY, congress=congress))
    set_for_tests(datetime(2026, 5, 20, 9, tzinfo=UTC))
    desk = browser_of(make_staff(Role.SITTING_SECRETARY))
    values = {"member": cities[0].public_id, "received_on": "2026-05-20"}
    page = desk.post(at(election) + "/candidacies/new", values)
    assert "La candidature est arrivée après le dernier jour du dépôt." in page.text
    assert "Déclarer recevable" not in page.text
    one = f"{at(election)}/candidacies/{db.session.query(Candidacy).one().public_id}"
    assert (
        "Candidature reçue le mercredi 20 mai 2026, après le dernier jour du dépôt" in desk.get(one + "/refusal").body
    )
    assert "Écrivez le motif" in desk.post(one + "/refusal", {"reason": ""}, 422).text
    assert "écartée" in desk.post(one + "/refusal", {"reason": "Tardive"}).text
    assert "Tardive" in desk.get(one).text


def test_a_sponsor_that_the_statutes_ask_for_is_confirmed_at_the_desk(desk, congress):
    make_statutes(values={Parameter.SPONSORS: 1})
    cities = make_cities(2)
    election = make_election(make_sitting(day=MAY, congress=congress))
    said = type(SAID)(SAID.particulars, sponsors=[cities[1]])
    candidacy = declare_candidacy(election, cities[0], said, by=None)
    one = f"{at(election)}/candidacies/{candidacy.public_id}"
    assert "Il manque des parrainages confirmés" in desk.get(one).text
    desk.post(f"{one}/sponsors/{cities[0].public_id}/confirmation", status=404)
    page = desk.post(f"{one}/sponsors/{cities[1].public_id}/confirmation")
    assert "Les conditions des statuts sont remplies." in page.text


def test_a_round_from_its_opening_to_the_proclaimed_result(desk, congress, browser_of):
    sitting, cities, here = hall(congress)
    election = make_election(sitting)
    make_candidates(election, cities[:2])
    page = desk.get(at(election) + "/opening")
    assert "Le quorum est atteint" in page.text
    assert "Maire de Cité 000 (Cité 000)" in page.text
    page = desk.post(at(election) + "/opening")
    assert "Le tour 1 est ouvert : 0 voix ont émargé sur 5." in page.text
    round_ = db.session.query(ElectionRound).one()
    roll = round_at(round_) + "/roll"
    assert "0 voix ont émargé sur 5." in desk.get(roll).text
    for line in lines_of(round_):
        page = desk.post(f"{roll}/{line.public_id}/mark")
    assert "5 voix ont émargé sur 5." in page.text
    assert "déjà émargé" in desk.post(f"{roll}/{lines_of(round_)[0].public_id}/mark", status=409).text
    assert "Aucune voix ne répond à ce choix" in desk.get(roll + "?only=waiting").text
    assert "L’urne du tour 1 est close." in desk.post(round_at(round_) + "/closing").text
    count, first = (
        round_at(round_) + "/count",
        {"papers": "5", "blanks": "1", "spoiled": "0", "votes_1": "3", "votes_2": "1"},
    )
    assert "Écrivez un nombre, zéro compris." in desk.post(count, {**first, "blanks": ""}, 422).text
    page = desk.post(count, {**first, "papers": "4"}, 422)
    assert "L’urne contient 4 bulletins et 5 voix ont émargé" in page.text
    assert "Une autre personne saisit à son tour" in desk.post(count, first).text
    other = browser_of(make_staff(Role.SITTING_SECRETARY))
    assert 'value="3"' not in other.get(count).body, "the second does not read what the first wrote"
    page = other.post(count, {**first, "blanks": "0", "votes_2": "2"})
    assert "Les deux saisies diffèrent." in page.text
    differing = page.text.partition("Ce qui diffère ")[2].partition(" Bulletins trouvés")[0]
    assert differing.startswith("Bulletins blancs ")
    assert "Cité 001" in differing
    assert "Cité 000" not in differing
    assert "2" not in differing, "what differs, not by how much"
    assert 'value="3"' in page.body, "one's own count, to correct it"
    assert "Ce qui diffère" not in browser_of(make_staff(Role.SITTING_SECRETARY)).get(count).text, (
        "the two who count alone"
    )
    assert "deux autres personnes" in browser_of(make_staff(Role.SITTING_SECRETARY)).get(count).text.lower()
    page = other.post(count, first)
    assert "Les deux saisies sont identiques : le tour est dépouillé." in page.text
    assert "Il fallait 3 voix, sur 4." in page.text
    screen = desk.get(at(election) + "/screen").text
    assert "3 voix" not in screen, "the hall reads nothing before the chair has said it"
    page = desk.post(round_at(round_) + "/proclamation")
    assert "Est élue : Mme Aïchatou Maire de Cité 000 (Cité 000)." in page.text
    assert "L’élection est terminée : tous les sièges sont pourvus." in desk.get(at(election)).text
    assert "3 voix" in desk.get(at(election) + "/screen").text
    assert "terminée" in desk.get(here + "/elections").text
    assert "Élections" in desk.get(here).text
    for page in ("", "/candidacies/new"):
        desk.get(f"{at(election)}{page}?lang=en")


def test_a_round_is_annulled_with_a_reason_and_opened_again(desk, congress):
    sitting, cities, _here = hall(congress)
    election = make_election(sitting)
    make_candidates(election, cities[:2])
    round_ = open_round(election, by=None)
    assert "Écrivez le motif de la présidence" in desk.post(round_at(round_) + "/annulment", {"reason": ""}, 422).text
    page = desk.post(round_at(round_) + "/annulment", {"reason": "Urne renversée"})
    assert "La présidence a annulé le tour 1. Motif : Urne renversée" in page.text
    assert "Le tour 1 est ouvert" in desk.post(at(election) + "/opening").text


def test_a_tie_that_remains_is_settled_by_dates_or_by_lot(desk, congress):
    sitting, cities, _here = hall(congress, 4)
    election = make_election(sitting)
    make_candidates(election, cities[:2])
    for votes in ([2, 2], [2, 2], [2, 2]):
        round_ = open_round(election, by=None)
        vote_on_paper(round_, votes)
        if round_.number < 3:
            proclaim_round(round_, by=None)
    tie = round_at(round_) + "/tie"
    assert "Des candidats restent à égalité" in desk.get(round_at(round_)).text
    assert "Des candidats restent à égalité" in desk.post(round_at(round_) + "/proclamation", status=409).text
    same = {"date_1": "1990-01-01", "date_2": "1990-01-01", "note": "Actes d’adhésion"}
    assert "Procéder au tirage au sort" in desk.post(tie, same, 422).text
    assert "Cochez autant de noms" in desk.post(tie + "?by=lot", {"note": "urne"}, 422).text
    drawn = {"drawn": round_.candidates[1].candidacy.public_id, "note": "Tiré par l’huissier devant l’Assemblée"}
    assert "Égalité départagée par tirage au sort" in desk.post(tie + "?by=lot", drawn).text
    assert "Est élue : Mme Aïchatou Maire de Cité 001 (Cité 001)." in desk.post(round_at(round_) + "/proclamation").text


def test_nobody_stands_any_more_and_the_vacancy_is_noted(desk, congress):
    sitting, cities, _here = hall(congress)
    election = make_election(sitting)
    one = make_candidates(election, cities[:1])[0]
    page = desk.post(f"{at(election)}/candidacies/{one.public_id}/withdrawal", {"reason": "À sa demande"})
    assert "retirée" in page.text
    assert "Constater la vacance" in desk.get(at(election)).text
    assert "1 siège reste vacant" in desk.post(at(election) + "/vacancy").text


def test_the_paper_names_everybody_in_their_own_script_too(desk, congress):
    sitting, cities, _here = hall(congress)
    election = make_election(sitting, seats=2, title={"fr": "Sièges du Bureau", "en": "Seats of the Bureau"})
    candidates = make_candidates(election, cities[:3])
    with transaction():
        candidates[0].person.original_name = "رئيس البلدية"
        candidates[1].person.badge_name = "Marie-Antoinette Ravelomanantsoa Rakotoarimanana-Andriamihaja"
    for name, word in (("papers", "Cochez 2 noms au plus."), ("tally", "Bulletins dans l’urne")):
        answer = desk.client.get(f"{at(election)}/{name}.pdf")
        assert answer.status_code == 200
        text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
        assert word in text
        assert "Rakotoarimanana" in text


def test_the_pages_ask_a_constant_number_of_questions(desk, congress):
    def asks(page: str) -> int:
        with statements_sent() as sent:
            desk.get(page)
        return len(sent)

    sitting, cities, here = hall(congress, 8)
    election = make_election(sitting)
    make_candidates(election, cities[:2])
    pages = (here + "/elections", at(election), at(election) + "/opening")
    few = [asks(page) for page in pages]
    make_candidates(election, cities[2:7])
    assert [asks(page) for page in pages] == few
    round_ = open_round(election, by=None)
    vote_on_paper(round_, [5, 1, 1, 1, 0, 0, 0])
    few = [asks(page) for page in (round_at(round_), round_at(round_) + "/roll", at(election))]
    assert max(few) < 40, few


def test_other_desks_and_other_congresses_have_no_part_in_it(desk, congress, browser_of):
    sitting, cities, _here = hall(congress)
    election, other = make_election(sitting), make_election(sitting)
    one = make_candidates(election, cities[:1])[0]
    round_ = open_round(election, by=None)
    make_congress("dakar")
    wrong = at(other)
    desk.get(f"{wrong}/candidacies/{one.public_id}", status=404)
    desk.get(f"{wrong}/rounds/{round_.public_id}", status=404)
    desk.get(at(election).replace("/tunis/", "/dakar/"), status=404)
    desk.get(wrong + "/papers.pdf", status=404)
    desk.post(f"{round_at(round_)}/roll/{lines_of(round_)[0].public_id}/unmark")
    mark_voted(round_, lines_of(round_)[0], by=None)
    close_round(round_, by=None)
    huge = {"papers": "9" * 40, "blanks": "0", "spoiled": "0", "votes_1": "-1"}
    assert "Écrivez un nombre de 0 à 100000." in desk.post(round_at(round_) + "/count", huge, 422).text
    treasurer = browser_of(make_staff(Role.TREASURY))
    for page in ("", "/call", "/opening", "/papers.pdf", "/screen", f"/candidacies/{one.public_id}"):
        treasurer.get(at(election) + page, status=403)
    assert round_.state is RoundState.CLOSED
