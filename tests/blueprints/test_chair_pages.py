"""The chair's page, the hall's screen and the mayor's own link, as people use them."""

from datetime import timedelta

import pytest

from aimf_events.accounts.models import Role
from aimf_events.assembly.agenda import add_item
from aimf_events.assembly.ballot_counts import Hands, close_by_totals
from aimf_events.assembly.ballot_models import Ballot, BallotKind, BallotState, HandsCount
from aimf_events.assembly.ballot_rolls import OBJECTION_TIME
from aimf_events.assembly.floor_models import Speech, SpeechState
from aimf_events.assembly.mandates import seats_of
from aimf_events.assembly.parameters import Parameter
from aimf_events.assembly.sitting_models import ItemKind
from aimf_events.assembly.sittings import suspend_sitting
from aimf_events.clock import now, set_for_tests
from aimf_events.congress.models import CongressRole
from aimf_events.database import db, transaction
from aimf_events.hybrid.links import join_token
from aimf_events.registration.links import ticket_token
from aimf_events.registration.models import Mode
from tests.assembly.test_remote import World
from tests.factories import make_congress, make_person, make_staff
from tests.factories.assembly import come_in, make_ballot, make_open_ballot, make_sitting
from tests.statements import statements_sent


@pytest.fixture
def world(app):
    made = World(**{Parameter.REMOTE_VOTING: True})
    add_item(made.sitting, kind=ItemKind.BUDGET, title="Budget", by=None)
    come_in(made.sitting, seats_of(made.sitting))
    return made


@pytest.fixture
def desk(browser_of, world):
    return Desk(browser_of(make_staff(Role.SITTING_SECRETARY)), world.sitting)


class Desk:
    """The secretary beside the chair."""

    def __init__(self, browser, sitting):
        self.browser, self.sitting = browser, sitting
        self.base = f"/tunis/assembly/sittings/{sitting.public_id}"

    def chair(self):
        return self.browser.get(self.base + "/chair")

    def post(self, path, data=None, status=200):
        self.chair()
        return self.browser.post(f"{self.base}/chair/{path}", data or {}, status=status)

    def open_item(self, place=0):
        return self.post(f"items/{self.sitting.items[place].public_id}/opening")

    def ask(self, name, kind="speech", status=200):
        return self.post("speeches", {"member": name, "kind": kind}, status)

    def screen(self):
        return self.browser.get(self.base + "/screen").text


def plain(page):
    return page.text.replace("\u00a0", " ").replace("\u202f", " ")


def test_the_chair_reads_the_next_sentence_from_the_quorum_to_the_speaker(desk):
    assert "Le quorum est atteint : 2 voix, il en faut 1 sur 2. Nous abordons le point : Rapport 1." in plain(
        desk.chair()
    )
    desk.open_item()
    page = desk.ask("hue")
    assert "La parole est à" in page.text
    assert "(Maire, Huế), pour 3 minutes." in plain(page)
    speech = db.session.query(Speech).one()
    page = desk.post(f"speeches/{speech.public_id}/giving")
    assert "Je vous remercie de conclure" in page.text
    assert "3:00" in page.text
    assert "Huế" in desk.screen()
    set_for_tests(now() + timedelta(seconds=200))
    assert "+0:20" in desk.screen()
    desk.post(f"speeches/{speech.public_id}/more", {"seen": "180"})
    desk.post(f"speeches/{speech.public_id}/more", {"seen": "180"})
    assert "0:40" in desk.screen()
    page = desk.post(f"speeches/{speech.public_id}/end")
    assert "3 minutes 20 secondes" in plain(page)


@pytest.mark.parametrize("name", ["Atlantide", "", "x" * 5000, "<script>"])
def test_a_name_that_nobody_bears_comes_back_with_what_was_typed(name, desk):
    desk.open_item()
    page = desk.ask(name, status=422)
    assert db.session.query(Speech).count() == 0
    assert "Aucun membre de cette séance" in page.text or "Écrivez le nom" in page.text


def test_a_list_is_ruled_and_its_odd_values_are_refused(desk):
    desk.open_item()
    item = desk.sitting.items[0].public_id
    page = desk.post(f"items/{item}/floor", {"minutes": "120", "is_closed": "y"})
    assert "liste close" in page.text
    refused = desk.ask("hue", status=409)
    assert "La présidence a clos la liste des orateurs sur ce point." in refused.text
    desk.post(f"items/{item}/floor", {"minutes": "31"}, status=422)
    desk.post("items/unknown/floor", {"minutes": "120"}, status=404)
    desk.post(f"items/{item}/dancing", status=404)
    desk.post("speeches/unknown/giving", status=404)


def test_the_next_vote_opens_in_one_gesture_and_its_result_is_told_to_the_hall_once_proclaimed(desk):
    desk.open_item()
    ballot = make_ballot(desk.sitting)
    assert "Je mets aux voix" in desk.chair().text
    where = f"{desk.base}/ballots/{ballot.public_id}"
    page = desk.browser.post(where + "/opening", {"back": "chair"})
    assert page.path == desk.base + "/chair"
    assert "Approuvez-vous le rapport" in desk.screen()
    refused = desk.post(f"items/{desk.sitting.items[1].public_id}/opening", status=409)
    assert "Un scrutin est en cours sur ce point." in refused.text
    close_by_totals(ballot, Hands(1, 0, 1), by=None)
    assert "va proclamer le résultat" in desk.screen()
    assert "adoptée" not in desk.screen()
    desk.chair()
    page = desk.browser.post(where + "/steps/publication", {"back": "chair"})
    assert page.path == desk.base + "/chair"
    assert "La proposition est adoptée." in desk.screen()


def test_the_turnout_is_shown_while_a_vote_by_name_runs_and_nothing_of_the_choices(desk):
    desk.open_item()
    make_open_ballot(desk.sitting, kind=BallotKind.OPEN)
    assert "0 sur 2 se sont exprimées" in desk.screen()
    assert "Participation 0 sur 2" in " ".join(desk.chair().text.split())


def test_a_member_objects_from_the_room_or_from_afar_and_the_vote_is_ready(desk, world, browser_of):
    desk.open_item()
    ballot = make_open_ballot(desk.sitting, counted_by=HandsCount.UNANIMITY)
    assert "Y a-t-il une objection" in desk.screen()
    link = world.links[0]
    mayor, path = browser_of(link.registration.person), f"/r/{join_token(link)}/floor"
    page = mayor.get(path)
    assert "Je m’y oppose" in page.text
    page = mayor.post(f"{path}/objections/{ballot.public_id}")
    assert "Votre objection est notée : la question sera mise aux voix." in plain(page)
    states = [each.state for each in db.session.query(Ballot).order_by(Ballot.id)]
    assert states == [BallotState.ANNULLED, BallotState.DRAFT]
    assert "Je mets aux voix" in desk.chair().text
    mayor.post(f"{path}/objections/{ballot.public_id}", status=409)
    mayor.post(f"{path}/objections/unknown", status=404)


def test_after_the_window_nobody_objects_any_more_and_the_chair_closes(desk, world):
    desk.open_item()
    make_open_ballot(desk.sitting, counted_by=HandsCount.UNANIMITY)
    page = desk.chair()
    assert "1:00" in page.text
    set_for_tests(now() + OBJECTION_TIME)
    assert "Personne ne s’oppose : fermer" in plain(desk.chair())


def test_a_mayor_raises_a_hand_sees_the_place_speaks_and_a_stranger_does_nothing(desk, world, browser_of):
    link = world.links[0]
    mayor, path = browser_of(link.registration.person), f"/r/{join_token(link)}/floor"
    assert "Aucun point n’est ouvert" in mayor.get(path).text
    mayor.post(path + "/hand", status=409)
    desk.open_item()
    desk.ask("ndjamena")
    mayor.get(path)
    page = mayor.post(path + "/hand")
    assert "1 personne parle avant vous" in plain(page)
    mayor.post(path + "/hand")
    speech = db.session.query(Speech).order_by(Speech.id.desc()).first()
    assert (db.session.query(Speech).count(), speech.asked_by_id) == (2, link.registration.person_id)
    other = db.session.query(Speech).order_by(Speech.id).first()
    mayor.post(f"{path}/{other.public_id}/withdrawal", status=404)
    stranger = browser_of(make_person(email="autre@example.org"))
    assert stranger.get(path, status=403).path != path
    stranger.post(path + "/hand", status=404)
    desk.post(f"speeches/{speech.public_id}/giving")
    assert "Vous avez la parole" in mayor.get(path).text
    mayor.get(path)
    mayor.post(f"{path}/{speech.public_id}/withdrawal", status=409)
    page = mayor.post(path + "/order")
    assert "passe avant la liste" in page.text
    assert "motion d’ordre" in desk.chair().text
    order = db.session.query(Speech).order_by(Speech.id.desc()).first()
    mayor.get(path)
    mayor.post(f"{path}/{order.public_id}/withdrawal")
    assert db.session.query(Speech).filter_by(state=SpeechState.WITHDRAWN).count() == 1
    suspend_sitting(desk.sitting, by=None)
    assert "La séance n’est pas ouverte" in mayor.get(path).text


def test_a_mayor_in_the_room_asks_for_the_floor_from_the_billet(desk, world, browser_of):
    registration = world.links[0].registration
    with transaction():
        registration.mode = Mode.IN_PERSON
    mayor, billet = browser_of(registration.person), f"/tunis/billet/{ticket_token(registration)}"
    desk.open_item()
    page = mayor.get(mayor.get(billet).link("Demander la parole"))
    assert "Revenir à votre billet" in page.text
    page = mayor.post(page.path + "/hand")
    assert "Vous êtes le prochain." in page.text
    suspend_sitting(desk.sitting, by=None)
    assert "Demander la parole" not in mayor.get(billet).text


def test_the_page_takes_the_same_number_of_questions_with_one_hand_or_two(desk):
    desk.open_item()
    counts = []
    for name in ("hue", "ndjamena"):
        desk.ask(name)
        db.session.expire_all()
        with statements_sent() as sent:
            desk.chair()
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_other_roles_other_congresses_and_drafts(desk, browser_of):
    kigali = make_congress("kigali", starts_on=desk.sitting.day)
    browser_of(make_staff(CongressRole.PROGRAMME, congress=kigali)).get(
        f"{desk.base}/chair".replace("tunis", "kigali"), 403
    )
    desk.browser.get(f"/kigali/assembly/sittings/{desk.sitting.public_id}/chair", 404)
    draft = make_sitting(day=desk.sitting.day)
    desk.browser.get(f"/tunis/assembly/sittings/{draft.public_id}/chair", 404)
