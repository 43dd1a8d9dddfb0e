"""The operator's desk, and the page of whoever follows a session from afar."""

import re
from datetime import UTC, date, datetime

import pytest

from aimf_events.accounts.models import Role
from aimf_events.clock import set_for_tests
from aimf_events.congress.models import CongressRole
from aimf_events.database import db
from aimf_events.hybrid import room_order, rooms
from aimf_events.hybrid.links import join_link, join_token
from aimf_events.hybrid.models import Connection
from aimf_events.hybrid.room_models import OnlineRoom, RoomKind
from aimf_events.programme.models import ProgrammeSession
from aimf_events.registration.models import Mode, RegistrationState
from tests.factories import make_congress, make_delegation, make_person, make_registration, make_staff
from tests.factories.programme import make_released
from tests.statements import statements_sent

START = datetime(2026, 12, 9, 8, 30, tzinfo=UTC)
STREAM = "https://stream.example.org/seance/master.m3u8?key=s3cret"


@pytest.fixture
def link(app):
    set_for_tests(START)
    congress = make_congress("tunis", starts_on=date(2026, 12, 9))
    delegation = make_delegation(congress)
    registration = make_registration(delegation, state=RegistrationState.APPROVED, mode=Mode.ONLINE)
    return join_link(registration, make_released(congress, "Ville et numérique", online_address=None))


@pytest.fixture
def operator(link, browser_of):
    return browser_of(make_staff(CongressRole.ONLINE_OPERATOR, congress=link.session.congress))


def desk(link, rest=""):
    return f"/tunis/online/sessions/{link.session.public_id}{rest}"


def add(link, kind, **settings):
    return room_order.add_room(db.session.get(ProgrammeSession, link.session_id), kind, settings, by=None)


def words(page):
    return re.sub(r"[\u00a0\u202f]", " ", page.text)


def test_operator_gives_a_session_its_rooms_and_switches_in_one_press(link, operator):
    page = operator.get("/tunis/online/")
    assert "1 séance en ligne n’a encore ni adresse ni salle." in words(page)
    assert "Aucune salle en ligne" in operator.get(desk(link)).text
    page = operator.post(desk(link, "/rooms/new/hls"), {"address": "ftp://x"}, status=422)
    assert "https://" in page.text
    operator.post(desk(link, "/rooms/new/hls"), {"address": STREAM})
    page = operator.post(desk(link, "/rooms/new/telephone"), {"number": "+216 71 123 456", "code": "42#"})
    assert "Tout le monde est dirigé vers « Flux vidéo » (pas encore vérifiée). Pages ouvertes : 0." in words(page)
    assert "s3cret" not in page.body
    assert "stream.example" not in page.body
    stream, telephone = rooms.rooms_of(link.session)
    assert "s3cret" not in operator.get(desk(link, f"/rooms/{stream.public_id}")).body
    page = operator.post(desk(link, f"/rooms/{telephone.public_id}/switch"), {"seen": stream.public_id})
    assert "Tout le monde est dirigé vers « Téléphone »" in words(page)
    page = operator.post(desk(link, f"/rooms/{stream.public_id}/switch"), {"seen": stream.public_id}, status=409)
    assert "Une autre personne de la régie a basculé entre-temps." in page.text
    assert (
        "Tout le monde est dirigé"
        in operator.post(desk(link, f"/rooms/{telephone.public_id}/removal"), status=409).text
    )
    operator.get(desk(link, f"/rooms/{stream.public_id}/removal"))
    operator.post(desk(link, f"/rooms/{stream.public_id}/removal"))
    assert rooms.rooms_of(link.session) == [telephone]


def test_the_desk_is_for_its_team_and_a_room_of_another_session_does_not_exist(link, operator, browser_of):
    room = add(link, RoomKind.HLS, address=STREAM)
    other = make_released(link.session.congress)
    operator.get(f"/tunis/online/sessions/{other.public_id}/rooms/{room.public_id}", status=404)
    elsewhere = make_congress("elsewhere", starts_on=date(2027, 5, 1))
    operator.get(f"/{elsewhere.name}/online/", status=403)
    secretary = browser_of(make_staff(Role.SECRETARIAT, email="secretaire@example.org"))
    secretary.get(f"/{elsewhere.name}/online/sessions/{link.session.public_id}", status=404)
    for kind in ("janus2", "link%2F", "HLS"):
        operator.get(desk(link, f"/rooms/new/{kind}"), status=404)
    browser_of(make_person(email="autre@example.org")).get(desk(link), status=403)


def test_a_list_of_sessions_asks_the_same_number_of_questions_for_three_as_for_one(link, operator):
    add(link, RoomKind.HLS, address=STREAM)
    with statements_sent() as one:
        operator.get("/tunis/online/")
    for _ in range(2):
        room_order.add_room(
            make_released(link.session.congress), RoomKind.TELEPHONE, {"number": "+21671123456"}, by=None
        )
    with statements_sent() as three:
        operator.get("/tunis/online/")
    assert len(one) == len(three)


def test_participant_watches_in_our_page_whose_policy_names_the_stream_alone(link, browser_of):
    add(link, RoomKind.HLS, address=STREAM)
    phone = add(link, RoomKind.TELEPHONE, number="+21671123456", code="42#")
    reader, path = browser_of(link.registration.person), f"/r/{join_token(link)}"
    reader.get(path)
    page = reader.post(path)
    assert page.path == f"{path}/presence"
    assert page.h1 == ["Ville et numérique"]
    assert "s3cret" not in page.body
    policy = page.headers["Content-Security-Policy"]
    assert "connect-src 'self' https://stream.example.org;" in policy
    assert "media-src 'self' blob: https://stream.example.org" in policy
    assert "stream.example" not in reader.get(path).headers["Content-Security-Policy"]
    given = reader.client.post(f"{path}/ticket", data={"csrf_token": page.csrf, "language": "en"}).get_json()
    way = reader.client.get(f"{path}/room?ticket={given['ticket']}", headers={"Accept": "application/json"}).get_json()
    assert way == {"kind": "hls", "address": STREAM, "name": "", "credential": ""}
    page = reader.get(f"{path}/room?ticket={given['ticket']}", status=409)
    assert "Ce billet d’entrée a déjà servi" in page.text
    assert "+21671123456" in words(reader.get(f"{path}/presence?by={phone.public_id}"))
    assert "stream.example" not in reader.get(f"{path}/presence?by=nothing").body


def test_the_page_is_heard_without_a_sitting_and_shows_what_the_operator_says(link, browser_of, operator):
    add(link, RoomKind.TELEPHONE, number="+21671123456")
    reader, path = browser_of(link.registration.person), f"/r/{join_token(link)}"
    page = reader.get(f"{path}/presence")
    answer = reader.client.post(f"{path}/heartbeat", data={"csrf_token": page.csrf, "key": "a-page-that-is-open"})
    assert answer.get_json() == {"mark": "", "is_called": False}
    assert db.session.query(Connection).count() == 1
    assert "Pages ouvertes : 1" in words(operator.get(desk(link)))
    operator.post(desk(link, "/notice"), {"text": "Le son revient <b>dans</b> deux minutes."})
    assert "Le son revient <b>dans</b> deux minutes." in reader.get(f"{path}/presence").text
    operator.post(desk(link, "/notice"), {"text": "x" * 401}, status=422)
    operator.post(desk(link, "/notice"), {"text": ""})
    assert "deux minutes" not in reader.get(f"{path}/presence").text


def test_the_page_is_for_its_own_person(link, browse, browser_of):
    room = add(link, RoomKind.HLS, address=STREAM)
    path = f"/r/{join_token(link)}"
    stranger = browser_of(make_person("Rachidi", "Autre"))
    assert stranger.get(f"{path}/presence", status=403).path == path
    assert browse.get(f"{path}/presence").path == path
    token = stranger.get("/sign-in").csrf
    for rest in ("/ticket", "/language", "/heartbeat"):
        data = {"csrf_token": token, "key": "a-page-that-is-open", "language": "en", "room": room.public_id}
        assert stranger.client.post(path + rest, data=data).status_code == 403
    assert db.session.query(OnlineRoom).count() == 1
