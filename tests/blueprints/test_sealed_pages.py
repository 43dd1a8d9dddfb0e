"""The screens of a sealed urn: the desk, the voter's paper and its receipt, the tellers' own page, the board; and whoever tries what is not theirs."""

import os
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from aimf_events.accounts.models import Role
from aimf_events.assembly.agenda_live import open_item
from aimf_events.assembly.ballot_counts import publish_ballot
from aimf_events.assembly.ballot_models import Ballot, BallotKind, BallotState
from aimf_events.assembly.ballot_rolls import lines_of
from aimf_events.assembly.ballots import resume_ballot, suspend_ballot
from aimf_events.assembly.emargement import make_code
from aimf_events.assembly.mandates import seats_of
from aimf_events.assembly.parameters import Parameter
from aimf_events.assembly.rules.urn import PAPER, tracker
from aimf_events.assembly.teller_counts import (
    agree_to_close,
    attest_count,
    close_attested,
    close_with_tellers,
    enter_count,
)
from aimf_events.assembly.teller_models import Teller
from aimf_events.assembly.tellers import name_tellers, tellers_of
from aimf_events.assembly.urn_closing import Totals
from aimf_events.assembly.urns import mark_on_paper, open_sealed, sealed_and_voted, urn_of, voted_of
from aimf_events.assembly.voters import voters_of
from aimf_events.assembly.voting_devices import Act
from aimf_events.clock import set_for_tests
from aimf_events.congress.models import CongressRole
from aimf_events.database import db
from aimf_events.web.urn_words import hash_words
from tests.assembly.test_tellers import ready
from tests.factories import make_congress, make_person, make_staff, make_statutes
from tests.factories.assembly import come_in, give_proxy, make_ballot, make_cities, make_open_sitting
from tests.factories.voting import Phone, base64url, handed_code
from tests.statements import statements_sent

MARCH = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
MAY = date(2026, 5, 20)
COUNTED = ("in_favour", "against", "abstentions", "blanks", "unreadable")
BOARD_WORDS = "Tous les reçus, par ordre alphabétique"


@pytest.fixture
def hall(app: Flask):
    """An open sitting of eight cities that are all there, whose statutes know the sealed urn."""
    set_for_tests(MARCH)
    congress = make_congress("tunis", starts_on=MAY)
    make_statutes(values={Parameter.SEALED_URN: True})
    make_cities(8)
    sitting = make_open_sitting(day=MAY, congress=congress)
    come_in(sitting, seats_of(sitting))
    return sitting


@pytest.fixture
def desk(hall, browser_of):
    return browser_of(make_staff(Role.SITTING_SECRETARY))


@pytest.fixture
def urn(hall):
    """A secret ballot whose urn is open."""
    ballot = make_ballot(hall, kind=BallotKind.SECRET)
    ready(ballot)
    open_sealed(ballot, by=None)
    return ballot


def page_of(ballot):
    return f"/tunis/assembly/sittings/{ballot.item.sitting.public_id}/ballots/{ballot.public_id}"


class Voter:
    """A device that is bound, its sheet, and what its page sends."""

    def __init__(self, ballot, place=0):
        made = handed_code(ballot.item.sitting, place)
        self.phone, self.ballot = Phone(), ballot
        self.sheet = self.phone.bind(made.credential, made.code)
        self.line = next(each for each in lines_of(ballot) if each.mandate_id == self.sheet.mandate_id)
        self.address = f"/voting/{self.sheet.reference}/voices/{self.line.public_id}"

    def form(self, paper, *, signed=None):
        subject = (self.ballot.public_id, self.line.mandate.public_id)
        proof = self.phone.sign(Act.VOTE, self.sheet.reference, subject, signed or paper)
        return {"paper": base64url(paper), "nonce": proof["nonce"], "signature": base64url(proof["signature"])}


def send(browse, voter, form, *, to=None):
    """What the urn answers to the page's script: (status, words)."""
    token = browse.get("/voting/").csrf
    address = (to or voter).address + "/paper"
    answer = browse.client.post(address, data={"csrf_token": token, **form}, headers={"Accept": "application/json"})
    db.session.rollback()
    db.session.expire_all()
    said = answer.get_json()
    return answer.status_code, (said.get("state") or said["reason"]).replace("\u00a0", " ")


def test_a_sealed_paper_goes_in_once_and_the_page_says_so_in_eight_sentences(urn, browse):
    voter, paper = Voter(urn), os.urandom(PAPER)
    page = browse.get(f"/voting/{voter.sheet.reference}/ballots")
    assert "1 voix attend votre choix." in page.text
    page = browse.get(voter.address)
    assert "votez à l’isoloir ou sur papier" in page.text
    assert urn_of(urn).opening_hash.hex()[:8] in page.text
    assert {f["name"] for f in page.fields} - {"choice"} == {"csrf_token"}
    assert all("method" not in form for form in page.forms)
    assert send(browse, voter, voter.form(paper)) == (200, "in")
    assert send(browse, voter, voter.form(paper)) == (200, "in")
    assert sealed_and_voted(urn) == (1, 1)
    status, said = send(browse, voter, voter.form(os.urandom(PAPER)))
    assert (status, said) == (409, "Cette voix a déjà voté à ce scrutin.")
    page = browse.get(voter.address)
    assert "Votre bulletin scellé est dans l’urne." in page.text
    assert tracker(paper) not in page.body
    for words in (
        "attesté par les scrutateurs",
        "deux scrutateurs d’une même paire",
        "peut être observée",
        "modifierait la page",
    ):
        assert words in page.text
    assert "inviolable" not in page.text
    assert "dans l’urne" in browse.get(f"/voting/{voter.sheet.reference}/ballots").text


def test_what_is_altered_too_long_unsigned_or_anothers_is_refused(urn, browse):
    voter, other, paper = Voter(urn), Voter(urn, 1), os.urandom(PAPER)
    form = voter.form(paper)
    altered = os.urandom(PAPER)
    for wrong, status in (
        ({**form, "paper": base64url(altered)}, 403),
        ({**form, "paper": base64url(paper + b"x")}, 422),
        ({**form, "paper": "A" * 2_000_000}, 422),
        ({**form, "paper": "é" * 704}, 422),
        ({**form, "paper": ""}, 422),
        ({**form, "signature": ""}, 403),
        ({**form, "nonce": "x"}, 403),
        ({}, 422),
        (other.form(paper), 403),
    ):
        assert send(browse, voter, wrong)[0] == status
    assert send(browse, other, form, to=other)[0] == 403
    voter.address = f"/voting/{other.sheet.reference}/voices/{voter.line.public_id}"
    assert send(browse, voter, form)[0] == 404
    assert sealed_and_voted(urn) == (0, 0)


def test_somebody_at_the_mailbox_with_a_reference_and_no_device_votes_nothing(urn, browse):
    sitting = urn.item.sitting
    made = make_code(sitting, voters_of(sitting)[0], seen=0, by=None)
    line = next(each for each in lines_of(urn) if each.mandate_id == made.credential.mandate_id)
    address, phone = f"/voting/{made.credential.reference}/voices/{line.public_id}", Phone()
    paper = os.urandom(PAPER)
    proof = phone.sign(Act.VOTE, made.credential.reference, (urn.public_id, line.mandate.public_id), paper)
    token = browse.get("/voting/").csrf
    form = {"paper": base64url(paper), "nonce": proof["nonce"], "signature": base64url(proof["signature"])}
    assert browse.client.post(address + "/paper", data={"csrf_token": token, **form}).status_code == 404
    assert browse.client.get(address).status_code == 302
    assert sealed_and_voted(urn) == (0, 0)


def test_suspended_closed_and_annulled_say_which_and_a_lost_answer_is_given_again(urn, browse):
    voters = [Voter(urn, place) for place in range(7)]
    papers = [os.urandom(PAPER) for _ in voters]
    for voter, paper in zip(voters[:5], papers, strict=False):
        assert send(browse, voter, voter.form(paper)) == (200, "in")
    late = voters[5]
    suspend_ballot(urn, by=None)
    assert send(browse, late, late.form(papers[5])) == (
        409,
        "Le scrutin est suspendu : votez quand la présidence le reprend.",
    )
    assert send(browse, voters[0], voters[0].form(papers[0])) == (200, "in")
    assert "Le scrutin est suspendu" in browse.get(late.address).text
    resume_ballot(urn, by=None)
    for each in tellers_of(urn)[:2]:
        agree_to_close(each)
    close_with_tellers(urn, by=None)
    status, said = send(browse, late, late.form(papers[5]))
    assert (status, "trop tard" in said) == (409, True)
    assert send(browse, voters[0], voters[0].form(papers[0])) == (200, "in")
    assert "trop tard" in browse.get(late.address).text
    assert "L’urne est close" in browse.get(f"/voting/{late.sheet.reference}/ballots").text
    assert sealed_and_voted(urn) == (5, 5)


def test_a_holder_votes_once_for_each_voice(hall, browse):
    seats = seats_of(hall)
    come_in(hall, seats[1:2], None)
    give_proxy(hall, seats[1], seats[0])
    ballot = make_ballot(hall, kind=BallotKind.SECRET)
    ready(ballot)
    open_sealed(ballot, by=None)
    voter = Voter(ballot)
    assert "2 voix attendent votre choix." in browse.get(f"/voting/{voter.sheet.reference}/ballots").text
    assert send(browse, voter, voter.form(os.urandom(PAPER))) == (200, "in")
    voter.line = next(each for each in lines_of(ballot) if each.mandate_id == seats[1].mandate.id)
    voter.address = f"/voting/{voter.sheet.reference}/voices/{voter.line.public_id}"
    assert "par pouvoir" in browse.get(voter.address).text
    assert send(browse, voter, voter.form(os.urandom(PAPER))) == (200, "in")
    assert sealed_and_voted(ballot) == (2, 2)


def test_the_board_is_public_sorted_and_searched_and_names_nobody(urn, browse):
    voters = [Voter(urn, place) for place in range(5)]
    trackers = []
    for voter in voters:
        paper = os.urandom(PAPER)
        send(browse, voter, voter.form(paper))
        trackers.append(tracker(paper))
    mark_on_paper(urn, lines_of(urn)[-1], by=None)
    here = f"/voting/urns/{urn.public_id}"
    page = browse.get(here)
    assert "6 voix sur 8 ont voté." in page.text
    shown = page.text.partition(BOARD_WORDS)[2]
    assert [each for each in shown.split() if each in trackers] == sorted(trackers)
    assert "Cité" not in page.text
    assert "Ce reçu est au tableau" in browse.get(f"{here}?q={trackers[2].lower()}").text
    assert "Aucun reçu ne commence ainsi" in browse.get(f"{here}?q=AAAAA-AAAAA-AAAAA-AAAAA").text
    browse.get("/voting/urns/nothing", 404)
    by_hands = make_ballot(urn.item.sitting)
    browse.get(f"/voting/urns/{by_hands.public_id}", 404)


def test_the_desk_prepares_an_urn_and_opens_it_once_it_is_ready(desk, hall):
    new = f"/tunis/assembly/sittings/{hall.public_id}/agenda/{hall.items[0].public_id}/ballots/new"
    desk.get(new)
    written = {"question_fr": "Approuvez-vous ?", "question_en": "Do you approve?", "majority": "majority_ordinary"}
    page = desk.post(new, {**written, "way": "secret"})
    assert "Préparer l’urne et ses scrutateurs" in page.text
    ballot = db.session.query(Ballot).one()
    here = page_of(ballot)
    assert "Les trois scrutateurs ne sont pas encore désignés." in desk.get(here + "/urn").text
    for place in (1, 2):
        make_person(family_name=f"S{place}", email=f"s{place}@example.org")
    for place in range(2):
        make_person(family_name=f"P{place}", email="mairie@example.org")
    desk.get(here + "/urn/tellers")
    addresses = {"teller_1": "s1@example.org", "teller_2": "mairie@example.org", "teller_3": "nobody@example.org"}
    page = desk.post(here + "/urn/tellers", addresses, 422)
    assert "une boîte partagée ne peut pas tenir une clé" in page.text
    assert "Personne n’est connu à cette adresse" in page.text
    page = desk.post(
        here + "/urn/tellers", {**addresses, "teller_2": "s2@example.org", "teller_3": "s2@example.org"}, 422
    )
    assert "Il faut trois personnes différentes" in page.text
    name_tellers(ballot, [make_person(family_name=f"T{n}") for n in range(3)], by=None)
    assert "Aucune clé n’est encore remise." in desk.get(here + "/urn").text
    desk.post(here + "/opening", {"keys_read": "y"}, 409)
    for each in ready(ballot):
        db.session.refresh(each)
    page = desk.get(here + "/opening")
    assert tracker(tellers_of(ballot)[0].public_key) in page.text
    page = desk.post(here + "/opening", {}, 422)
    assert "Faites lire les trois empreintes" in page.text
    page = desk.post(here + "/opening", {"keys_read": "y"})
    assert ballot.state is BallotState.OPEN
    assert "Aucune ne s’est encore exprimée." in page.text
    assert "chacun vote sur son appareil, à l’isoloir ou sur papier" in page.text


def test_a_vote_on_paper_is_noted_on_the_same_roll(desk, urn, browse):
    voter = Voter(urn)
    here = f"{page_of(urn)}/voices/{voter.line.public_id}/paper"
    assert "Noter un vote sur papier" in desk.get(page_of(urn) + "/roll").text
    assert "Avec celui-ci, il y en aurait 1." in desk.get(here).text
    desk.post(here)
    assert voted_of(urn) == {voter.line.id: True}
    assert "Un seul vote sur papier : pour clore, il en faut cinq au moins" in desk.get(page_of(urn) + "/urn").text
    status, said = send(browse, voter, voter.form(os.urandom(PAPER)))
    assert (status, said) == (409, "Cette voix a déjà voté à ce scrutin.")
    assert "a voté sur papier" in browse.get(voter.address).text
    desk.post(here, {}, 409)


def test_the_closing_reads_nothing_of_the_open_urn_before_it_holds_it(desk, urn):
    for place in range(5):
        mark_on_paper(urn, lines_of(urn)[place], by=None)
    here = page_of(urn) + "/urn/closing"
    desk.get(here)
    page = desk.post(here, {}, 422)
    assert "Attendez que la présidence prononce la clôture." in page.text
    page = desk.post(here, {"chair_closes": "y"}, 422)
    assert "il en manque" in page.text
    for each in tellers_of(urn)[1:]:
        agree_to_close(each)
    with statements_sent() as sent:
        desk.post(here, {"chair_closes": "y"}, follow=False, status=302)
    touching = [each for each in sent if "urn_open" in each]
    assert touching[0].startswith("LOCK TABLE urn_open_voted, urn_open_paper IN ACCESS EXCLUSIVE MODE")
    assert "L’urne est close" in desk.get(page_of(urn) + "/urn").text
    assert desk.client.get(page_of(urn) + "/urn/file").get_json()["on_paper"] == 5


def test_one_vote_on_paper_beside_the_sealed_ones_is_refused_with_what_to_do(desk, urn, browse):
    for voter in (Voter(urn, place) for place in range(5)):
        send(browse, voter, voter.form(os.urandom(PAPER)))
    lines = [line for line in lines_of(urn) if line.id not in voted_of(urn)]
    mark_on_paper(urn, lines[0], by=None)
    for each in tellers_of(urn)[1:]:
        agree_to_close(each)
    here = page_of(urn) + "/urn/closing"
    desk.get(here)
    page = desk.post(here, {"chair_closes": "y"}, 422)
    assert "Moins de cinq votes sur papier" in page.text
    assert "la présidence annule ce scrutin et le refasse" in page.text
    assert not urn_of(urn).is_closed


def counted(urn):
    """The urn closed with five votes on paper, counted by the first pair."""
    for place in range(5):
        mark_on_paper(urn, lines_of(urn)[place], by=None)
    tellers = tellers_of(urn)
    for each in tellers:
        agree_to_close(each)
    close_with_tellers(urn, by=None)
    enter_count(tellers[1], Totals(4, 1))
    attest_count(tellers[0], Totals(4, 1))
    return tellers


def test_the_attested_totals_close_the_ballot_and_a_second_count_is_compared(desk, urn):
    tellers = counted(urn)
    here = page_of(urn)
    desk.get(here + "/urn")
    desk.post(here + "/urn/result/1", {}, 409)
    page = desk.post(here + "/urn/result/0")
    assert "4 voix pour, 1 voix contre" in page.text
    enter_count(tellers[2], Totals(3, 2))
    attest_count(tellers[1], Totals(3, 2))
    assert "Deux paires trouvent des totaux différents." in desk.get(here + "/urn").text


def test_the_urn_is_destroyed_after_the_contest_period_with_a_record_to_sign(desk, urn, browser_of):
    counted(urn)
    close_attested(urn, 0, by=None)
    publish_ballot(urn, by=None)
    here = page_of(urn) + "/urn/destruction"
    desk.get(here)
    desk.post(here, {}, 422)
    page = desk.post(here, {"ended_on": "2026-03-31"}, 422)
    assert "Le délai de contestation n’est pas écoulé" in page.text
    set_for_tests(MARCH + timedelta(days=40))
    desk = browser_of(make_staff(Role.SITTING_SECRETARY))
    desk.get(here)
    page = desk.post(here, {"ended_on": "2026-03-31"})
    assert page.h1 == ["Procès-verbal de destruction"]
    assert "31 mars 2026" in page.text
    assert "Les bulletins scellés sont détruits" in desk.get(f"/voting/urns/{urn.public_id}").text


def test_a_tellers_page_is_that_tellers_own(hall, browser_of, browse):
    ballot = make_ballot(hall, kind=BallotKind.SECRET)
    persons = [make_person(family_name=f"T{n}", email=f"t{n}@example.org") for n in range(3)]
    first, second, _third = name_tellers(ballot, persons, by=None)
    one, two = browser_of(persons[0]), browser_of(persons[1])
    assert browse.client.get(f"/tellers/{first.public_id}").status_code == 302
    assert "Vous êtes scrutateur ou scrutatrice de 1 scrutin secret." in one.get("/tellers/").text
    assert "fabriquez votre clé" in one.get(f"/tellers/{first.public_id}").text
    two.get(f"/tellers/{first.public_id}", 404)
    two.post(f"/tellers/{first.public_id}/key", {"public_key": os.urandom(32).hex()}, 404)
    for wrong in ("", "zz" * 32, "00" * 32, "ab" * 5000):
        one.post(f"/tellers/{first.public_id}/key", {"public_key": wrong}, 422)
    page = one.post(f"/tellers/{first.public_id}/key", {"public_key": os.urandom(32).hex()})
    assert "Rien n’est attendu de vous pour le moment." in page.text
    for wrong in (
        {},
        {"peeled": "[1]"},
        {"peeled": '{"inner": 3, "totals": [8,0,0,0]}'},
        {"opened": "[1.5]"},
        {"peeled": "x" * 100_000},
    ):
        one.post(f"/tellers/{first.public_id}/trial", wrong, 422)
    one.post(f"/tellers/{first.public_id}/closing", {}, 409)
    one.post(f"/tellers/{first.public_id}/attestation", dict.fromkeys(COUNTED, "0"), 409)
    assert "fabriquez votre clé" in one.get(f"/tellers/{first.public_id}?key=new").text
    assert db.session.get_one(Teller, second.id).public_key is None
    stranger = browser_of(make_person(family_name="Autre", email="autre@example.org"))
    assert "Vous n’êtes désigné pour compter aucun scrutin secret." in stranger.get("/tellers/").text


def test_a_teller_counts_from_their_page(urn, browser_of):
    for place in range(5):
        mark_on_paper(urn, lines_of(urn)[place], by=None)
    tellers = tellers_of(urn)
    pages = [f"/tellers/{each.public_id}" for each in tellers]
    browsers = [browser_of(each.person) for each in tellers]
    assert browsers[0].client.get(pages[0] + "/urn").status_code == 409
    for here, someone in zip(pages[:2], browsers, strict=False):
        someone.get(here)
        assert "Votre accord pour clore est noté." in someone.post(here + "/closing").text
    close_with_tellers(urn, by=None)
    page = browsers[1].get(pages[1])
    assert "5 bulletins à compter" in page.text
    totals = {"in_favour": "3", "against": "1", "abstentions": "1", "blanks": "0", "unreadable": "0"}
    browsers[1].post(pages[1] + "/count", {}, 422)
    page = browsers[1].post(pages[1] + "/count", {**totals, "in_favour": "9"}, 422)
    assert "Les totaux font 11 bulletins, et il y en a 5" in page.text
    browsers[1].post(pages[1] + "/count", totals)
    assert "pour 3, contre 1, abstentions 1" in browsers[0].get(pages[0]).text
    browsers[1].post(pages[1] + "/count", {**totals, "in_favour": "2", "against": "2"})
    browsers[0].post(pages[0] + "/attestation", totals, 409)
    browsers[1].post(pages[1] + "/count", totals)
    assert "Vous avez attesté ces totaux." in browsers[0].post(pages[0] + "/attestation", totals).text
    close_attested(urn, 0, by=None)
    publish_ballot(urn, by=None)
    assert "puis détruisez-la" in browsers[2].get(pages[2]).text
    assert "Vous avez déclaré avoir détruit votre clé." in browsers[2].post(pages[2] + "/destruction").text


def test_the_hall_sees_how_many_voted_and_nothing_of_what(desk, urn):
    screen = f"/tunis/assembly/sittings/{urn.item.sitting.public_id}/screen"
    open_item(urn.item, by=None)
    assert "0 sur 8 se sont exprimées" in desk.get(screen).text
    mark_on_paper(urn, lines_of(urn)[0], by=None)
    page = desk.get(screen)
    assert "1 sur 8 se sont exprimées" in page.text
    assert hash_words(urn_of(urn).opening_hash) in page.text
    assert 'data-live-every="20"' in page.body
    assert not any(f" {words} " in page.text.partition("1 sur 8")[2] for words in ("pour", "contre"))


def test_wrong_roles_and_other_congresses_see_no_urn(urn, browser_of, browse):
    here = page_of(urn)
    porter = browser_of(make_staff(CongressRole.DOOR, congress=urn.item.sitting.congress))
    for part in ("/urn", "/urn/closing", "/urn/file"):
        porter.get(here + part, 403)
    make_congress("kigali", starts_on=date(2027, 5, 20))
    secretary = browser_of(make_staff(Role.SITTING_SECRETARY))
    secretary.get(here.replace("/tunis/", "/kigali/") + "/urn", 404)
    by_hands = make_ballot(urn.item.sitting)
    secretary.get(page_of(by_hands) + "/urn", 404)
    assert browse.client.get("/voting/tally").data.startswith(b"<!doctype html>")
