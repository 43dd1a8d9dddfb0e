"""Elections on the page of a convocation: a member stands, is sponsored, withdraws, reads the list and the result; and who may not."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from aimf_events.assembly.candidacies import admit_candidacy, particulars_of, refuse_candidacy
from aimf_events.assembly.convocation import convene
from aimf_events.assembly.convocation_letter import papers_url
from aimf_events.assembly.election_counts import proclaim_round
from aimf_events.assembly.election_models import Candidacy, CandidacyState
from aimf_events.assembly.election_rounds import open_round
from aimf_events.assembly.elections import call_candidacies, prepare_election, publish_list
from aimf_events.assembly.mandates import seats_of
from aimf_events.assembly.parameters import Parameter
from aimf_events.assembly.sitting_models import Convocation
from aimf_events.assembly.sittings import open_sitting
from aimf_events.clock import set_for_tests
from aimf_events.database import db
from aimf_events.demo.sittings import blank_pages
from tests.factories import make_congress, make_member, make_statutes
from tests.factories.assembly import come_in, make_candidates, make_election, make_mayor, make_sitting, vote_on_paper

MARCH = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
MAY = date(2026, 5, 20)
SAID = {
    "profession": "Architecte",
    "domicile": "8 rue du Lac, Dakar",
    "nationality": "sénégalaise",
    "statement": "Des villes qui se parlent.",
    "sponsors": "",
}


@pytest.fixture
def election(app: Flask):
    """An election that was called for, at a sitting to which three cities were convened."""
    set_for_tests(MARCH)
    congress = make_congress("tunis", starts_on=MAY)
    make_statutes(values={Parameter.SPONSORS: 1})
    for name in ("Dakar", "Mons", "Rabat"):
        city = make_member(name)
        make_mayor(city, email=f"maire@{name.lower()}.example")
    sitting = make_sitting(day=MAY, congress=congress)
    election = make_election(sitting)
    convene(sitting, by=None)
    return election


def at(election, name: str) -> str:
    found = db.session.query(Convocation).join(Convocation.member).filter_by(name=name).one()
    return papers_url(found).removeprefix("http://localhost") + f"/elections/{election.public_id}"


def test_a_member_stands_is_sponsored_and_reads_the_answer(election, browse):
    here = at(election, "Dakar")
    home = browse.get(here.rsplit("/elections", 1)[0])
    assert "Présidence candidatures ouvertes" in home.text
    page = browse.get(here)
    assert "Les candidatures se déposent jusqu’au mardi 19 mai 2026." in page.text
    assert "Mme Aïchatou Maire de Dakar peut se porter candidat" in page.text
    page = browse.post(here + "/candidacy", {**SAID, "domicile": "", "sponsors": "Nulle part"}, 422)
    assert "la préfecture le demande" in page.text
    assert "Aucun membre, ou plusieurs, portent ce nom : Nulle part." in page.text
    page = browse.post(here + "/candidacy", {**SAID, "sponsors": "Mons"})
    assert "Il manque des parrainages confirmés" in page.text
    mine = db.session.query(Candidacy).one()
    assert particulars_of(mine).domicile == "8 rue du Lac, Dakar"
    form = browse.get(here + "/candidacy")
    assert "8 rue du Lac" not in form.body, "the link lies in a mailbox that several people read"
    assert "Des villes qui se parlent." in form.body
    sponsor = at(election, "Mons")
    assert "On vous cite comme parrain" in browse.get(sponsor).text
    browse.post(f"{at(election, 'Rabat')}/sponsoring/{mine.public_id}", status=404)
    assert "votre parrainage est confirmé" in browse.post(f"{sponsor}/sponsoring/{mine.public_id}").text
    assert "Le Secrétariat permanent l’examine" in browse.get(here).text
    admit_candidacy(mine, by=None)
    assert "recevable" in browse.get(here).text
    assert "La liste paraît ici" in browse.get(sponsor).text
    assert "state that" in browse.get(here + "?lang=en").text or "admitted" in browse.get(here + "?lang=en").text
    browse.post(here + "/candidacy", SAID, status=409)


def test_a_member_withdraws_and_may_stand_again(election, browse):
    here = at(election, "Dakar")
    browse.post(here + "/candidacy", SAID)
    browse.get(here + "/withdrawal")
    assert "Votre candidature est retirée." in browse.post(here + "/withdrawal").text
    assert "Votre candidature est retirée." in browse.post(here + "/withdrawal").text, "twice is harmless"
    browse.post(here + "/candidacy", SAID)
    assert sorted(each.state for each in db.session.query(Candidacy)) == [
        CandidacyState.RECEIVED,
        CandidacyState.WITHDRAWN,
    ]


def test_after_the_last_day_the_link_withdraws_nobody(election, browse):
    here = at(election, "Dakar")
    browse.post(here + "/candidacy", SAID)
    assert "Retirer la candidature" in browse.get(here).text
    browse.get(here + "/withdrawal")
    call_candidacies(election, until=MARCH.date() - timedelta(days=1), by=None)
    assert "il enregistre le retrait" in browse.post(here + "/withdrawal", status=409).text
    assert "Retirer la candidature" not in browse.get(here).text
    assert db.session.query(Candidacy).one().state is CandidacyState.RECEIVED


def test_a_refused_member_reads_why(election, browse):
    here = at(election, "Dakar")
    browse.post(here + "/candidacy", SAID)
    refuse_candidacy(db.session.query(Candidacy).one(), reason="Parrainage non confirmé", by=None)
    assert "Motif : Parrainage non confirmé" in browse.get(here).text


def test_members_read_the_list_once_it_is_published_and_the_result_once_proclaimed(app, browse):
    set_for_tests(MARCH)
    congress = make_congress("tunis", starts_on=MAY)
    make_statutes()
    cities = [make_member(name) for name in ("Dakar", "Mons", "Rabat")]
    for city in cities:
        make_mayor(city, email=f"maire@{city.name.lower()}.example")
    sitting = make_sitting(day=MAY, congress=congress)
    election = make_election(sitting)
    convene(sitting, by=None)
    here = at(election, "Mons")
    file = {"file": (io.BytesIO(blank_pages(1)), "profession.pdf")}
    browse.post(here + "/candidacy", {**SAID, **file})
    own = admit_candidacy(db.session.query(Candidacy).one(), by=None)
    make_candidates(election, cities[:1])
    paper = f"{at(election, 'Rabat')}/candidates/{own.public_id}/document"
    assert browse.client.get(paper).status_code == 404, "not before the list is published"
    publish_list(election, by=None)
    assert browse.client.get(paper).status_code == 200
    page = browse.get(at(election, "Rabat"))
    assert "Des villes qui se parlent." in page.text
    assert "8 rue du Lac" not in page.body
    open_sitting(sitting, by=None)
    come_in(sitting, seats_of(sitting))
    round_ = open_round(election, by=None)
    browse.get(here + "/candidacy", status=404)
    browse.post(here + "/withdrawal", status=409)
    vote_on_paper(round_, [1, 2])
    assert "2 voix" not in browse.get(here).text, "nothing before the chair has said it"
    proclaim_round(round_, by=None)
    page = browse.get(here)
    assert "Est élue : Mme Aïchatou Maire de Mons (Mons)." in page.text
    assert "Il fallait 2 voix, sur 3." in page.text


def test_what_was_not_called_for_or_is_another_sittings_is_nowhere(election, browse):
    here = at(election, "Dakar")
    quiet = prepare_election(election.item, office=election.office, title=election.title, seats=1, by=None)
    browse.get(at(quiet, "Dakar"), status=404)
    other = make_election(make_sitting(day=MAY))
    browse.get(at(other, "Dakar"), status=404)
    browse.get(here.replace("/convocation/", "/convocation/x"), status=404)
    set_for_tests(datetime(2026, 5, 25, 9, tzinfo=UTC))
    browse.get(here + "/candidacy", status=404)
    browse.post(here + "/candidacy", SAID, status=409)
    assert "Le dépôt des candidatures est clos." in browse.get(here).text
