"""Letters read at the desk before they leave, and the public page and feed of what changed."""

from xml.etree import ElementTree as ET

import pytest

from aimf_events.congress.models import CongressRole
from aimf_events.database import db
from aimf_events.mail.models import OutgoingMessage
from aimf_events.programme import change_letters, sessions, speakers
from aimf_events.programme.models import SpeakerRole
from tests.factories import make_congress, make_person, make_staff
from tests.factories.programme import make_released, make_session, publish


@pytest.fixture
def congress(app):
    return make_congress()


@pytest.fixture
def desk(congress, browser_of):
    return browser_of(make_staff(CongressRole.PROGRAMME, congress=congress))


def with_speaker(congress, name="Désiré"):
    planned = make_session(congress, "Ville et numérique", starts="09:30")
    person = make_person(name, "Kouadio", email="desire@example.org")
    speakers.add_speaker(planned, person, role=SpeakerRole.SPEAKER, function="Maire", by=None)
    return planned


def change(planned, **values):
    sessions.change_session(planned, by=None, **{**sessions.as_plan(planned), **values})


def test_letters_are_read_one_by_one_and_leave_once(desk, congress):
    with_speaker(congress)
    publish(congress)
    page = desk.get(f"/{congress.name}/programme-desk/letters")
    assert "1 lettre attend d’être relue pour 1 adresse, pour la première version publiée." in page.text
    letter = desk.get(page.link("Lire la lettre à Mme Désiré Kouadio"))
    assert "Nous avons l’honneur de vous annoncer votre participation à la séance « Ville et numérique »" in letter.text
    found = change_letters.letters_to_send(congress)
    sent = {"seen": found.seen, "tell": [each.key for each in found.letters]}
    assert "1 lettre part." in desk.post(f"/{congress.name}/programme-desk/letters", sent).text
    assert db.session.scalars(db.select(OutgoingMessage.recipient).filter_by(fact="speaker_asked")).all() == [
        "desire@example.org"
    ]
    page = desk.post(f"/{congress.name}/programme-desk/letters", sent, status=409)
    assert "Ces lettres ne sont plus celles que vous avez lues" in page.text
    assert "Aucune lettre à relire" in desk.get(f"/{congress.name}/programme-desk/letters").text


def test_letter_of_another_congress_is_not_here(desk, congress):
    other = make_congress()
    with_speaker(other)
    publish(other)
    [letter] = change_letters.letters_to_send(other).letters
    desk.get(f"/{congress.name}/programme-desk/letters/{letter.key}", status=404)


def test_anyone_reads_what_changed_since_any_version(browse, congress):
    assert "Rien n’a encore changé" in browse.get(f"/{congress.name}/programme/changes").text
    planned = make_released(congress, "Ouverture", starts="09:30")
    make_released(congress, "Deuxième", starts="14:00")
    change(planned, starts="11:00")
    publish(congress, "Définitive")
    page = browse.get(f"/{congress.name}/programme/changes")
    assert "1 séance a changé : 1 à une autre heure." in page.text
    page = browse.get(f"/{congress.name}/programme/changes?since=1")
    assert "2 séances ont changé" in page.text
    assert "Deuxième" in page.text
    for odd in ("since=9", "since=x&to=-1", "since=3&to=1"):
        assert browse.get(f"/{congress.name}/programme/changes?{odd}").status == 200


def test_what_is_not_public_is_in_no_change(browse, congress):
    make_released(congress, "Ouverte")
    hidden = make_released(congress, "À huis clos", is_public=False)
    change(hidden, starts="16:00")
    publish(congress)
    page = browse.get(f"/{congress.name}/programme/changes?since=1")
    assert "huis clos" not in page.text
    assert "Rien n’a changé pour le public" in page.text


def test_feed_of_changes_is_the_same_bytes_until_the_next_version(client, congress):
    planned = make_released(congress, "Ouverture & accueil", starts="09:30")
    change(planned, starts="11:00")
    publish(congress, "Définitive")
    path = f"/{congress.name}/programme/changes.atom"
    first = client.get(path)
    assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    feed = ET.fromstring(first.data)
    atom = {"a": "http://www.w3.org/2005/Atom"}
    assert [each.text for each in feed.findall("a:entry/a:title", atom)] == [
        "Version 2\u00a0: Définitive",
        "Version 1\u00a0: Version du jour",
    ]
    assert "Ouverture & accueil" in feed.find("a:entry/a:content", atom).text
    change(planned, starts="12:00")
    assert client.get(path).data == first.data
    publish(congress)
    assert client.get(path).data != first.data
