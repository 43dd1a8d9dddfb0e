"""The page that a mayor far away keeps open, and the secretary's list with its roll call."""

from datetime import timedelta

import pytest

from aimf_events.accounts.models import Role
from aimf_events.assembly.sittings import close_sitting, suspend_sitting
from aimf_events.clock import now, set_for_tests
from aimf_events.database import db
from aimf_events.hybrid.links import join_token
from aimf_events.hybrid.models import Connection
from tests.assembly.test_remote import KEY, World
from tests.factories import make_person, make_staff


@pytest.fixture
def world(app):
    return World()


def path_of(link, rest=""):
    return f"/r/{join_token(link)}{rest}"


def heartbeat(browser, link):
    """What the page is told when it says that it is open."""
    sent = {"key": KEY, "csrf_token": browser.page.csrf}
    return browser.client.post(path_of(link, "/heartbeat"), data=sent).get_json()


def desk_path(world):
    return f"/tunis/assembly/sittings/{world.sitting.public_id}/remote"


def test_a_mayor_enters_keeps_the_page_is_called_and_answers(browser_of, world):
    link = world.links[0]
    mayor, secretary = browser_of(link.registration.person), browser_of(make_staff(Role.SECRETARIAT))
    mayor.get(path_of(link))
    page = mayor.post(path_of(link))
    assert page.path == path_of(link, "/presence")
    assert "Votre présence n’est pas encore comptée" in page.text
    mark = heartbeat(mayor, link)
    assert mark["is_called"] is False
    secretary.get(desk_path(world))
    called = secretary.post(desk_path(world))
    assert "en ligne, n’a pas répondu à l’appel" in called.text
    assert "Un appel est ouvert jusqu’à 9 h 32 (heure de Tunis)." in called.text.replace("\u00a0", " ")
    heard = heartbeat(mayor, link)
    assert heard["is_called"] is True
    assert heard["mark"] != mark["mark"]
    page = mayor.get(path_of(link, "/presence"))
    assert "Le secrétariat de séance fait l’appel" in page.text
    answered = mayor.post(path_of(link, "/roll-call"), {"key": KEY, "call": page.value("call") or ""})
    assert "Votre présence est comptée pour" in answered.text
    assert "1 voix comptée à distance" in secretary.get(desk_path(world)).text.replace("\u00a0", " ")


def test_beside_the_page_the_room_opens(browser_of, world):
    mayor = browser_of(world.links[0].registration.person)
    mayor.get(path_of(world.links[0]))
    page = mayor.post(path_of(world.links[0]), {"beside": "1"})
    assert page.headers["Refresh"].startswith("0; url=https://room.example.org/")


def test_a_sitting_that_goes_on_after_the_hour_of_the_programme_is_still_joined_and_heard(browser_of, world):
    link = world.links[0]
    mayor = browser_of(link.registration.person)
    set_for_tests(now() + timedelta(hours=5))
    mayor.get(path_of(link))
    assert mayor.post(path_of(link)).path == path_of(link, "/presence")
    assert heartbeat(mayor, link)["is_called"] is False


def test_a_suspension_and_an_end_are_said(browser_of, world):
    mayor = browser_of(world.links[0].registration.person)
    suspend_sitting(world.sitting, by=None)
    assert "La séance est suspendue" in mayor.get(path_of(world.links[0], "/presence")).text
    close_sitting(world.sitting, by=None)
    page = mayor.get(path_of(world.links[0], "/presence"))
    assert "La séance est levée" in page.text
    assert "Ouvrir la salle" not in page.text


def test_a_roll_call_that_is_over_is_said_and_nothing_is_counted(browser_of, world):
    link = world.links[0]
    mayor, secretary = browser_of(link.registration.person), browser_of(make_staff(Role.SECRETARIAT))
    secretary.get(desk_path(world))
    secretary.post(desk_path(world))
    call = mayor.get(path_of(link, "/presence")).value("call") or ""
    set_for_tests(now() + timedelta(seconds=121))
    page = mayor.post(path_of(link, "/roll-call"), {"key": KEY, "call": call}, status=409)
    assert "Cet appel est terminé." in page.text


@pytest.mark.parametrize(
    "rest, form, status", [("/heartbeat", {"key": KEY}, 403), ("/roll-call", {"key": KEY, "call": "x"}, 404)]
)
def test_the_link_of_another_opens_nothing(rest, form, status, browser_of, world):
    stranger = browser_of(make_person(email="autre@example.org"))
    stranger.get(path_of(world.links[0]), status=403)
    stranger.post(path_of(world.links[0], rest), form, status=status)
    assert db.session.query(Connection).count() == 0


@pytest.mark.parametrize("form", [{"key": ""}, {"key": "x" * 5000}, {}])
def test_a_heartbeat_without_a_key_is_none(form, browser_of, world):
    mayor = browser_of(world.links[0].registration.person)
    mayor.get(path_of(world.links[0]))
    mayor.post(path_of(world.links[0], "/heartbeat"), form, status=404)


def test_only_the_secretary_of_the_sitting_calls(browser_of, world):
    browser_of(make_staff(Role.TREASURY)).get(desk_path(world), status=403)
    browser_of(make_staff(Role.SECRETARIAT)).get("/tunis/assembly/sittings/unknown/remote", status=404)
