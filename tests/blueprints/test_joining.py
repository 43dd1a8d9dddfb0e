"""The lobby as a participant sees it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from aimf_events.clock import set_for_tests
from aimf_events.database import db
from aimf_events.hybrid.links import join_link, join_token
from aimf_events.hybrid.models import PresenceEvidence
from aimf_events.programme.sessions import cancel_session
from aimf_events.registration.models import Mode, RegistrationState
from tests.factories import make_congress, make_delegation, make_person, make_registration
from tests.factories.programme import make_released, publish

START = datetime(2026, 12, 9, 8, 30, tzinfo=UTC)
ROOM = "https://room.example.org/j/4711?pwd=sesame"


@pytest.fixture
def link(app):
    set_for_tests(START)
    congress = make_congress(starts_on=date(2026, 12, 9))
    delegation = make_delegation(congress)
    registration = make_registration(delegation, state=RegistrationState.APPROVED, mode=Mode.ONLINE)
    return join_link(registration, make_released(congress, "Assemblée générale"))


def path_of(link):
    return f"/r/{join_token(link)}"


def test_lobby_shows_the_session_and_asks_who_you_are(browse, link):
    page = browse.get(path_of(link))
    assert page.h1 == ["Assemblée générale"]
    assert "9 h 30 – 11 h à Tunis" in page.text.replace("\u00a0", " ")
    assert page.link("Dire qui je suis") == f"/sign-in?next={path_of(link)}"
    assert link.registration.person.family_name not in page.body


def test_person_joins_and_the_room_opens_without_telling_where_from(browser_of, link):
    reader = browser_of(link.registration.person)
    page = reader.get(path_of(link))
    assert "room.example.org" not in page.body
    page = reader.post(path_of(link))
    assert page.link("Ouvrir la salle") == ROOM
    assert 'rel="noreferrer noopener"' in page.body
    assert page.headers["Refresh"] == f"0; url={ROOM}"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert db.session.scalar(db.select(db.func.count()).select_from(PresenceEvidence)) == 1


def test_room_without_the_click_leads_back_to_the_lobby(browser_of, link):
    page = browser_of(link.registration.person).get(path_of(link) + "/room")
    assert page.h1 == ["Assemblée générale"]
    assert "room.example.org" not in page.body


def test_room_is_not_for_who_has_not_said_who_they_are(browse, link):
    assert "room.example.org" not in browse.get(path_of(link) + "/room").body


def test_early_reader_is_told_when_and_the_page_wakes_up(browser_of, link):
    set_for_tests(START - timedelta(minutes=35))
    reader = browser_of(link.registration.person)
    page = reader.get(path_of(link))
    assert "pas encore ouverte" in page.text
    assert page.headers["Refresh"] == "1201"
    reader.post(path_of(link), status=409)


def test_wrong_person_is_told_so(browser_of, link):
    page = browser_of(make_person("Rachidi", "Autre")).get(path_of(link), status=403)
    assert "celui d’une autre personne" in page.text
    assert link.registration.person.family_name not in page.body


def test_cancelled_session_says_what_to_do(browse, link):
    cancel_session(link.session, by=None)
    publish(link.session.congress)
    page = browse.get(path_of(link))
    assert "Cette séance est annulée" in page.text
    assert page.link("Voir le programme") == f"/{link.session.congress.name}/programme"


def test_forged_link_is_said_in_a_sentence(browse):
    for bad in ("x", "A" * 35, "%C3%A9"):
        assert browse.get(f"/r/{bad}", status=404).h1 == ["Ce lien n’ouvre aucune séance"]


def test_entering_without_the_form_is_refused(browser_of, link):
    reader = browser_of(link.registration.person)
    reader.client.post(path_of(link))
    assert db.session.scalar(db.select(db.func.count()).select_from(PresenceEvidence)) == 0
