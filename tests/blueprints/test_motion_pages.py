"""The page of a text: written, amended, its order said, put to the vote, printed."""

import pytest

from aimf_events.accounts.models import Role
from aimf_events.assembly.agenda_live import open_item
from aimf_events.assembly.ballot_counts import Hands, close_by_totals, publish_ballot
from aimf_events.assembly.ballot_models import Ballot
from aimf_events.assembly.ballots import open_ballot
from aimf_events.assembly.mandates import seats_of
from aimf_events.assembly.motion_models import Amendment, Motion
from aimf_events.congress.models import CongressRole
from aimf_events.database import db
from tests.factories import make_congress, make_staff, make_statutes
from tests.factories.assembly import come_in, make_cities, make_open_sitting

TEXT = "Les villes partagent leurs données.\n\nElles forment\nleurs agents."


@pytest.fixture
def sitting(app):
    make_statutes()
    congress = make_congress("tunis")
    make_cities(4)
    made = make_open_sitting(congress=congress, items=2)
    come_in(made, seats_of(made))
    return made


@pytest.fixture
def desk(browser_of, sitting):
    return browser_of(make_staff(Role.SITTING_SECRETARY))


def path_of(sitting, rest=""):
    return f"/tunis/assembly/sittings/{sitting.public_id}/agenda/{sitting.items[0].public_id}/text{rest}"


def write(desk, sitting, text=TEXT, status=200):
    page = desk.get(path_of(sitting))
    return desk.post(path_of(sitting), {"text": text, "seen": page.value("seen") or ""}, status=status)


def amend(desk, sitting, status=200, **values):
    desk.get(path_of(sitting))
    given = {"member": "Cité 001", "act": "replace", "paragraph": "2", "words": "Elles forment tous leurs agents."}
    return desk.post(path_of(sitting, "/amendments"), {**given, **values}, status=status)


def plain(page):
    return page.text.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_text_is_written_amended_voted_and_printed(desk, sitting):
    assert "Le texte n’est pas encore écrit." in desk.get(path_of(sitting)).text
    page = write(desk, sitting)
    assert db.session.query(Motion).one().paragraphs[1] == "Elles forment leurs agents."
    assert "Aucun amendement n’est déposé." in page.text
    amend(desk, sitting)
    page = amend(desk, sitting, member="Cité 002", act="delete", words="")
    assert "Le prochain est le n° 2." in plain(page)
    assert "le plus éloigné du texte est voté d’abord" in page.text
    assert "<ins>tous </ins>" in page.body
    first = db.session.query(Amendment).filter_by(number=2).one()
    page = desk.post(path_of(sitting, f"/amendments/{first.public_id}/vote"), {"way": "totals"})
    assert "Adoptez-vous l’amendement n° 2 (Cité 002), qui supprime le paragraphe 2 ?" in plain(page)
    ballot = open_ballot(db.session.query(Ballot).one(), by=None)
    publish_ballot(close_by_totals(ballot, Hands(4, 0, 0), by=None), by=None)
    page = desk.get(path_of(sitting))
    assert "Il tombe : l’amendement n° 2, adopté, porte sur le même paragraphe." in plain(page)
    assert "<del>Elles forment leurs agents.</del>" in page.body
    assert "barré : ce qui s’en va" in plain(page)
    assert desk.client.get(path_of(sitting, ".pdf")).mimetype == "application/pdf"
    page = desk.post(path_of(sitting, "/vote"), {"way": "unanimity"})
    assert "ainsi amendé" in page.text
    assert "L’ensemble du texte est mis aux voix." in desk.get(path_of(sitting)).text


def test_the_chair_puts_the_next_amendment_to_the_vote_in_one_gesture(desk, sitting):
    write(desk, sitting)
    amend(desk, sitting)
    open_item(sitting.items[0], by=None)
    chair = f"/tunis/assembly/sittings/{sitting.public_id}/chair"
    assert "Mettre aux voix l’amendement n° 1" in plain(desk.get(chair))
    amendment = db.session.query(Amendment).one()
    given = {"way": "totals", "back": "chair"}
    page = desk.post(path_of(sitting, f"/amendments/{amendment.public_id}/vote"), given)
    assert page.path == chair
    assert "Ouvrir le scrutin" in page.text


@pytest.mark.parametrize(
    "values, said",
    [
        ({"words": ""}, "Écrivez le texte que l’amendement propose."),
        ({"paragraph": "0"}, "Choisissez le paragraphe à remplacer ou à supprimer."),
        ({"member": "Atlantide"}, "ne porte ce nom"),
        ({"member": "Cité"}, "ou plusieurs"),
        ({"paragraph": "99"}, "Déposer un amendement"),
        ({"act": "dance"}, "Déposer un amendement"),
        ({"words": "x" * 6000}, "5000 caractères"),
    ],
)
def test_an_odd_amendment_comes_back_with_what_was_typed(values, said, desk, sitting):
    write(desk, sitting)
    page = amend(desk, sitting, 422, **values)
    assert said in page.text
    assert db.session.query(Amendment).count() == 0


def test_a_text_is_not_written_over_another_nor_under_amendments(desk, sitting):
    write(desk, sitting)
    desk.post(path_of(sitting), {"text": "Autre", "seen": "0"}, status=409)
    desk.get(path_of(sitting))
    desk.post(path_of(sitting), {"text": " \n\n ", "seen": "1"}, status=422)
    amend(desk, sitting)
    desk.post(path_of(sitting), {"text": "Autre", "seen": "1"}, status=409)
    page = desk.get(path_of(sitting))
    assert "Récrire le texte" not in page.text
    amendment = db.session.query(Amendment).one()
    desk.post(path_of(sitting, f"/amendments/{amendment.public_id}/withdrawal"))
    assert "retiré" in desk.get(path_of(sitting)).text
    desk.post(path_of(sitting, f"/amendments/{amendment.public_id}/vote"), {"way": "totals"}, status=409)
    desk.post(path_of(sitting, "/amendments/unknown/vote"), {"way": "totals"}, status=404)


def test_other_roles_and_other_congresses(browser_of, desk, sitting):
    make_congress("kigali")
    other = path_of(sitting).replace("tunis", "kigali")
    desk.get(other, 404)
    stranger = browser_of(make_staff(CongressRole.PROGRAMME, congress=sitting.congress))
    stranger.get(path_of(sitting), 403)
    desk.get(path_of(sitting, ".pdf"), 404)
