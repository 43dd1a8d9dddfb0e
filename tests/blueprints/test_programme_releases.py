"""Versions of the programme at the desk: what would change, publishing it, and who publishes meanwhile."""

import pytest

from aimf_events.congress.models import CongressRole
from aimf_events.programme import release_checks, releases, sessions
from aimf_events.programme.release_checks import Finding
from tests.factories import make_congress, make_staff
from tests.factories.programme import make_released, make_session, publish


@pytest.fixture
def congress(app):
    return make_congress()


@pytest.fixture
def desk(congress, browser_of):
    return browser_of(make_staff(CongressRole.PROGRAMME, congress=congress))


def base(congress):
    return f"/{congress.name}/programme-desk/releases"


def test_first_version_is_published_and_everyone_reads_it(desk, browse, congress):
    make_session(congress, "Ouverture")
    assert "Aucune version publiée" in desk.get(base(congress)).text
    page = desk.get(base(congress) + "/new")
    assert "Les lecteurs verront changer 1 séance : 1 nouvelle." in page.text
    assert "n’est pas encore publié" in browse.get(f"/{congress.name}/programme").text
    page = desk.post(base(congress) + "/new", {**hidden(desk, congress), "name": "Version du 12 mars"})
    assert "La version 1 est publiée" in page.text
    assert "Ouverture" in browse.get(f"/{congress.name}/programme").text


def hidden(desk, congress):
    _changes, key = releases.pending_changes(congress)
    last = releases.latest_release(congress)
    return {"seen": str(last.number if last else 0), "draft": key}


def test_what_changes_is_said_before_it_is_published(desk, congress):
    planned = make_released(congress, "Ouverture", starts="09:30")
    sessions.change_session(planned, by=None, **{**sessions.as_plan(planned), "starts": "11:00"})
    page = desk.get(base(congress) + "/new")
    assert "11 h – 12 h 30 (heure de Tunis), au lieu de" in page.text
    assert "nouvelle heure" in page.text


def test_second_publisher_reads_that_another_was_quicker(desk, congress):
    planned = make_released(congress)
    sessions.change_session(planned, by=None, **{**sessions.as_plan(planned), "starts": "11:00"})
    read = hidden(desk, congress)
    publish(congress, "La plus rapide")
    page = desk.post(base(congress) + "/new", {**read, "name": "La mienne"}, status=409)
    assert "vient de publier la version 2, « La plus rapide »" in page.text


def test_version_without_a_name_comes_back(desk, congress):
    make_session(congress)
    page = desk.post(base(congress) + "/new", {**hidden(desk, congress), "name": " "}, status=422)
    assert "Écrivez le nom." in page.text


def test_nothing_to_publish_is_said(desk, congress):
    make_released(congress)
    assert "Rien à publier" in desk.get(base(congress) + "/new").text
    desk.post(base(congress) + "/new", {**hidden(desk, congress), "name": "Encore"}, status=409)


def test_what_blocks_is_shown_in_place_of_the_form(desk, congress, monkeypatch):
    make_session(congress)
    monkeypatch.setattr(release_checks, "_checks", [lambda _c: [Finding("Salle prise deux fois", blocks=True)]])
    page = desk.get(base(congress) + "/new")
    assert "Salle prise deux fois" in page.text
    assert "Publier cette version" not in page.text
    desk.post(base(congress) + "/new", {**hidden(desk, congress), "name": "Malgré tout"}, status=409)


def test_other_desks_publish_nothing(browser_of, congress):
    browser_of(make_staff(CongressRole.ACCREDITATION, congress=congress)).get(base(congress), status=403)
