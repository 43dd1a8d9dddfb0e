"""Signing up by the pages: the participant's, the organiser's; who may not; the list as a file."""

import io
from datetime import date

import openpyxl
import pytest

from aimf_events.congress.models import CongressRole
from aimf_events.database import db
from aimf_events.programme import sign_up
from aimf_events.programme.sign_up_models import PlaceKind, SignUp, SignUpSheet
from aimf_events.registration.links import ticket_token
from aimf_events.registration.models import Mode, RegistrationState
from tests.factories import make_congress, make_delegation, make_person, make_registration, make_staff
from tests.factories.programme import make_session, publish


@pytest.fixture
def congress(app):
    return make_congress(starts_on=date(2026, 12, 9))


@pytest.fixture
def workshop(congress):
    planned = make_session(congress, "Atelier des données")
    publish(congress)
    return planned


@pytest.fixture
def desk(congress, browser_of):
    return browser_of(make_staff(CongressRole.PROGRAMME, congress=congress))


def participant(congress, name="Rose", **values):
    person = make_person(name, "Adjovi", email=f"{name.casefold()}@example.org")
    given = {"person": person, "state": RegistrationState.APPROVED, **values}
    return make_registration(make_delegation(congress, places={"delegate": 9}), **given)


def open_sheet(planned, room=1, online=0):
    sign_up.open_sheet(planned, room_places=room, online_places=online, closes_at=planned.starts_at, by=None)


def own(registration):
    return f"/{registration.congress.name}/billet/{ticket_token(registration)}"


def test_organiser_opens_a_sheet_adds_places_and_takes_the_list_away(congress, workshop, desk):
    base = f"/{congress.name}/programme-desk/"
    assert "Aucune séance ne demande d’inscription" in desk.get(base + "sign-ups").text
    sheet = f"{base}sessions/{workshop.public_id}/sign-ups"
    desk.get(sheet)
    form = {"room_places": "1", "online_places": "0", "day": workshop.day.isoformat(), "hour": "9h"}
    assert "Écrivez un nombre" in desk.post(sheet, {**form, "room_places": "-1"}, 422).text
    assert "sont réglées" in desk.post(sheet, form).text
    rose, ali = participant(congress, "Rose"), participant(congress, "Ali")
    sign_up.sign_up(rose, workshop, kind=PlaceKind.ROOM)
    sign_up.sign_up(ali, workshop, kind=PlaceKind.ROOM, or_wait=True)
    page = desk.get(sheet)
    assert "1 personne a une place, 1 attend." in page.text
    assert "personne a déjà une place" in desk.post(sheet, {**form, "room_places": "0"}, 422).text
    book = openpyxl.load_workbook(io.BytesIO(desk.client.get(sheet + ".xlsx").data)).worksheets[0]
    cells = [str(cell) for row in book.iter_rows(values_only=True) for cell in row if cell is not None]
    assert any("Adjovi" in cell for cell in cells)
    assert "rose@example.org" in cells
    desk.get(sheet)
    desk.post(f"{sheet}/{rose.public_id}/removal")
    assert db.session.scalars(db.select(SignUp)).one().registration_id == ali.id
    assert "1 / 1" in desk.get(base + "sign-ups").text


def test_participant_signs_up_waits_and_gives_back(congress, workshop, browser_of):
    open_sheet(workshop)
    rose, ali = participant(congress, "Rose"), participant(congress, "Ali")
    first, second = browser_of(rose.person), browser_of(ali.person)
    assert "M’inscrire aux séances à places limitées" in first.get(own(rose)).text
    assert "Dans la salle : 1 place libre." in plain(first.get(own(rose) + "/places"))
    second.get(own(ali) + "/places")
    seat = f"/places/{workshop.public_id}/room"
    assert "une place dans la salle est à vous" in first.post(own(rose) + seat).text
    assert "La dernière place vient d’être prise." in second.post(own(ali) + seat, status=409).text
    second.get(own(ali) + "/places")
    assert "liste d’attente, rang 1" in second.post(own(ali) + seat + "/waiting").text
    first.get(own(rose) + "/places")
    first.post(own(rose) + f"/places/{workshop.public_id}/return")
    assert "une place dans la salle est à vous" in second.get(own(ali) + "/places").text


def test_overlap_is_said(congress, workshop, browser_of):
    other = make_session(congress, "Autre atelier", starts="10:00")
    publish(congress)
    open_sheet(workshop)
    open_sheet(other)
    rose = participant(congress)
    sign_up.sign_up(rose, workshop, kind=PlaceKind.ROOM)
    browser = browser_of(rose.person)
    assert "À la même heure, vous êtes attendu à « Atelier des données »" in plain(browser.get(own(rose) + "/places"))
    page = browser.post(own(rose) + f"/places/{other.public_id}/room")
    assert "vous êtes aussi attendu à : Atelier des données." in plain(page)


def test_what_is_not_offered_is_not_there(congress, workshop, browser_of):
    open_sheet(workshop, room=3, online=0)
    afar = participant(congress, mode=Mode.ONLINE)
    browser = browser_of(afar.person)
    assert "à distance" in browser.get(own(afar) + "/places").text
    for path in ("room", "online", "cellar", "room/waiting"):
        browser.post(own(afar) + f"/places/{workshop.public_id}/{path}", status=404)
    hidden = make_session(congress, "Fermée", is_public=False)
    publish(congress)
    open_sheet(hidden)
    browser.get(own(afar) + "/places")
    browser.post(own(afar) + f"/places/{hidden.public_id}/room", status=404)
    other = make_congress()
    stranger = participant(other, "Ali")
    theirs = browser_of(stranger.person)
    theirs.get(own(stranger) + "/places")
    theirs.post(own(stranger) + f"/places/{workshop.public_id}/room", status=404)
    theirs.get(own(afar) + "/places", 403)
    assert db.session.scalars(db.select(SignUp)).all() == []


def test_desk_is_of_this_congress_alone(congress, workshop, browser_of):
    open_sheet(workshop)
    other = make_congress()
    stranger = browser_of(make_staff(CongressRole.PROGRAMME, congress=other))
    stranger.get(f"/{other.name}/programme-desk/sessions/{workshop.public_id}/sign-ups", 404)
    stranger.get(f"/{congress.name}/programme-desk/sign-ups", 403)
    assert db.session.scalars(db.select(SignUpSheet)).one().session.room_places == 1


def plain(page):
    return page.text.replace("\u00a0", " ").replace("\u202f", " ")
