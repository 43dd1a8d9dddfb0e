"""One number of places for a session and its sheet, and what everyone reads of a sign-up: pages, calendar, formats, lobby."""

from datetime import date, timedelta

import pytest

from aimf_events.accounts.models import Role
from aimf_events.clock import set_for_tests
from aimf_events.congress.models import CongressRole
from aimf_events.hybrid import joining, links
from aimf_events.hybrid.joining import Door
from aimf_events.hybrid.tickets import enter_session
from aimf_events.programme import sessions, sign_up, sign_up_list, speakers
from aimf_events.programme.imports import confirm_programme, left_of, preview_programme
from aimf_events.programme.models import SessionMode, SpeakerRole
from aimf_events.programme.sign_up_models import PlaceKind
from aimf_events.programme.version import programme_version
from aimf_events.registration.models import Mode, RegistrationState
from tests.factories import make_congress, make_delegation, make_person, make_registration, make_staff
from tests.factories.programme import make_session, publish

ROOM, ONLINE = PlaceKind.ROOM, PlaceKind.ONLINE


@pytest.fixture
def congress(app):
    return make_congress(starts_on=date(2026, 12, 9))


@pytest.fixture
def workshop(congress):
    planned = make_session(congress, "Atelier", starts="14:00", mode=SessionMode.IN_PERSON)
    publish(congress)
    sheet(planned, 2, 0)
    return planned


def sheet(planned, room, online):
    closes_at = planned.starts_at - timedelta(hours=2)
    return sign_up.open_sheet(planned, room_places=room, online_places=online, closes_at=closes_at, by=None)


def participant(congress, name, **values):
    person = make_person(name, "Adjovi", email=f"{name.casefold()}@example.org")
    delegation = make_delegation(congress, places={"delegate": 9})
    return make_registration(delegation, person=person, state=RegistrationState.APPROVED, **values)


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_places_of_a_session_are_those_of_its_sheet_and_added_ones_go_to_who_waits(congress, workshop, browser_of):
    names = ("Rose", "Ali", "Luc")
    for name in names:
        sign_up.sign_up(participant(congress, name), workshop, kind=ROOM, or_wait=True)
    desk = browser_of(make_staff(CongressRole.PROGRAMME, congress=congress))
    address = f"/{congress.name}/programme-desk/sessions/{workshop.public_id}"
    page = desk.get(address)
    given = {"title_fr": "Atelier", "kind": "colloquium", "day": "2026-12-09", "starts": "14:00", "ends": "15:30"}
    given |= {"mode": "in_person", "room": workshop.room.public_id, "languages": ["fr"], "is_public": "y"}
    given["revision"] = page.value("revision")
    assert "2 personnes ont déjà une place" in plain(desk.post(address, {**given, "room_places": "1"}, 422).text)
    desk.post(address, {**given, "room_places": "3"})
    held = [line.sign_up.registration.person.given_name for line in sign_up_list.lines_of(workshop) if not line.rank]
    assert sorted(held) == sorted(names)
    assert desk.get(address + "/sign-ups").value("room_places") == "3"


def test_sheet_without_any_place_is_refused_and_zero_means_that_one_does_not_sign_up(congress):
    both = make_session(congress, "Atelier", starts="14:00", online_places=90)
    with pytest.raises(sign_up.NothingToSignUpFor):
        sheet(both, 0, 0)
    made = sheet(both, 12, 0)
    assert (both.room_places, both.online_places) == (12, 90)
    assert sign_up.kinds_of(made) == [ROOM]


def test_public_pages_say_how_many_places_are_left_when_few_are(client, congress, workshop):
    page = f"/{congress.name}/programme"
    assert "Sur inscription : plus que 2 places." in plain(client.get(page).text)
    one = f"{page}/{workshop.public_id}"
    for name, said in (("Rose", "plus qu’une place"), ("Ali", "complet, liste d’attente ouverte")):
        before = client.get(page).headers["ETag"]
        sign_up.sign_up(participant(congress, name), workshop, kind=ROOM)
        assert client.get(page).headers["ETag"] != before
        assert f"Sur inscription : {said}." in plain(client.get(one).text)
    set_for_tests(workshop.starts_at - timedelta(hours=1))
    assert "les inscriptions sont closes" in plain(client.get(one).text)


def test_a_signature_that_changes_nothing_for_readers_leaves_the_kept_pages(congress, workshop):
    sheet(workshop, 40, 0)
    before = programme_version(congress.name)
    sign_up.sign_up(participant(congress, "Rose"), workshop, kind=ROOM)
    assert programme_version(congress.name) == before
    sheet(workshop, 11, 0)
    few = programme_version(congress.name)
    assert few != before


def test_both_kinds_of_a_hybrid_session_are_said_apart(client, congress):
    both = make_session(congress, "Table ronde")
    publish(congress)
    sheet(both, 1, 50)
    sign_up.sign_up(participant(congress, "Rose"), both, kind=ROOM)
    said = plain(client.get(f"/{congress.name}/programme/{both.public_id}").text)
    assert "Dans la salle, sur inscription : complet, liste d’attente ouverte." in said
    assert "À distance, sur inscription : des places sont libres." in said
    [told] = [e["sign_up"] for e in client.get(f"/api/v1/congresses/{congress.name}/programme").json["sessions"]]
    assert told == {
        "open": True,
        "for": [{"place": "room", "full": True, "left": 0}, {"place": "online", "full": False, "left": None}],
    }


def test_calendar_says_that_one_signs_up_and_stays_the_same_while_people_do(client, congress, workshop):
    feed = f"/{congress.name}/programme.ics"
    before = client.get(feed)
    assert "Sur inscription." in before.text.replace("\r\n ", "")
    assert workshop.public_id in before.text.replace("\r\n ", "")
    sign_up.sign_up(participant(congress, "Rose"), workshop, kind=ROOM)
    assert client.get(feed).data == before.data


def test_online_room_opens_to_whoever_has_a_place_or_speaks(congress):
    planned = make_session(congress, "Atelier en ligne", mode=SessionMode.ONLINE, room=None)
    speaker = participant(congress, "Awa", mode=Mode.ONLINE)
    speakers.add_speaker(planned, speaker.person, role=SpeakerRole.SPEAKER, by=None)
    publish(congress)
    rose, ali = (participant(congress, name, mode=Mode.ONLINE) for name in ("Rose", "Ali"))
    doors = [links.join_link(each, planned) for each in (rose, ali, speaker)]
    set_for_tests(planned.starts_at - timedelta(hours=3))
    assert {joining.door_of(each) for each in doors} == {Door.EARLY}
    sheet(planned, 0, 1)
    sign_up.sign_up(rose, planned, kind=ONLINE)
    assert [joining.door_of(each) for each in doors] == [Door.EARLY, Door.NOT_SIGNED_UP, Door.EARLY]
    set_for_tests(planned.starts_at)
    assert [joining.door_of(each) for each in doors] == [Door.OPEN, Door.NOT_SIGNED_UP, Door.OPEN]
    with pytest.raises(joining.DoorClosed):
        enter_session(doors[1], by=ali.person)


def test_lobby_leads_whoever_has_no_place_to_where_one_takes_one(congress, browser_of):
    planned = make_session(congress, "Atelier en ligne", mode=SessionMode.ONLINE, room=None)
    publish(congress)
    rose = participant(congress, "Rose", mode=Mode.ONLINE)
    sheet(planned, 0, 5)
    page = browser_of(rose.person).get(f"/r/{links.join_token(links.join_link(rose, planned))}")
    assert "Cette séance est sur inscription" in page.text
    assert page.link("Prendre une place").endswith("/places")


def test_places_set_at_the_desk_and_taken_at_the_same_moment_never_exceed_each_other(congress, workshop, at_once):
    from aimf_events.database import db
    from aimf_events.errors import Refusal
    from aimf_events.programme.models import ProgrammeSession
    from aimf_events.registration.models import Registration

    sign_up.sign_up(participant(congress, "Rose"), workshop, kind=ROOM)
    ali, ident = participant(congress, "Ali").id, workshop.id
    make_staff(Role.SECRETARIAT)

    def fewer():
        planned = db.session.get(ProgrammeSession, ident)
        return sessions.change_session(planned, by=None, **{**sessions.as_plan(planned), "room_places": 1}).room_places

    def ask():
        return sign_up.sign_up(db.session.get(Registration, ali), db.session.get(ProgrammeSession, ident), kind=ROOM).id

    answers = at_once(fewer, ask)
    assert sum(isinstance(each, Refusal) for each in answers) == 1
    db.session.expire_all()
    assert sign_up.held_count(ident, ROOM) <= db.session.get(ProgrammeSession, ident).room_places


def test_import_that_leaves_fewer_places_than_are_held_leaves_its_row_aside(congress, workshop):
    for name in ("Rose", "Ali"):
        sign_up.sign_up(participant(congress, name), workshop, kind=ROOM)
    head, hours = "Jour;Début;Fin;Code;Titre;Places", "2026-12-09;14:00;15:30"
    table = f"{head}\n{hours};{workshop.public_id};Atelier;1\n".encode()
    started = confirm_programme(preview_programme(congress, table, "programme.csv", by=None), by=None)
    [left] = left_of(started)
    assert plain(left["reason"]) == "2 personnes ont déjà une place."
    assert workshop.room_places == 2


def test_pages_say_that_sign_up_is_closed_once_the_session_has_begun(client, congress, workshop):
    sign_up.open_sheet(
        workshop, room_places=2, online_places=0, closes_at=workshop.starts_at + timedelta(hours=5), by=None
    )
    page = f"/{congress.name}/programme/{workshop.public_id}"
    assert "plus que 2 places" in plain(client.get(page).text)
    set_for_tests(workshop.starts_at)
    assert "les inscriptions sont closes" in plain(client.get(page).text)
