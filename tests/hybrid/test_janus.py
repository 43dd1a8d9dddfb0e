"""A Janus for real: tokens for one entry, who is inside, what its events are worth."""

import base64
import json
import urllib.request
from datetime import UTC, date, datetime, timedelta

import pytest

from aimf_events.accounts.models import Role
from aimf_events.clock import now, set_for_tests
from aimf_events.database import db
from aimf_events.hybrid import health, links, provider_events, room_order, rooms, tickets
from aimf_events.hybrid.models import EvidenceSource, PresenceEvidence
from aimf_events.hybrid.providers import provider_of
from aimf_events.hybrid.room_models import JoinTicket, RoomHealth, RoomKind
from aimf_events.hybrid.tickets import RoomSilent
from aimf_events.jobs import drain_jobs
from aimf_events.registration.models import Mode, RegistrationState
from aimf_events.registration.registrations import withdraw_registration
from tests.factories import make_congress, make_delegation, make_registration, make_staff
from tests.factories.programme import make_released
from tests.hybrid.janus_server import EVENTS_KEY, JanusServer

START = datetime(2026, 12, 9, 8, 30, tzinfo=UTC)
UNAUTHORISED, TAKEN = 433, 436


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    started = JanusServer(tmp_path_factory.mktemp("janus") / "conf")
    yield started
    started.kill()


@pytest.fixture
def link(app):
    set_for_tests(START)
    congress = make_congress(starts_on=date(2026, 12, 9))
    registration = make_registration(make_delegation(congress), state=RegistrationState.APPROVED, mode=Mode.ONLINE)
    return links.join_link(registration, make_released(congress, online_address=None))


def room_on(server, link):
    return room_order.add_room(link.session, RoomKind.JANUS, server.settings, by=None)


def way_of(link, room):
    ticket = tickets.issue_ticket(link, by=link.registration.person, room=room)
    return tickets.use_ticket(link, ticket, by=link.registration.person)[1]


def enters(server, room, way, *, name=None):
    """Somebody joins as a browser does; returns the code of Janus's refusal, or None."""
    api = server.settings["api"]

    def ask(path, body=None):
        data = None if body is None else json.dumps({"transaction": "t", **body}).encode()
        with urllib.request.urlopen(api + path, data=data, timeout=5) as answer:
            return json.load(answer)

    session = ask("", {"janus": "create"})["data"]["id"]
    handle = ask(f"/{session}", {"janus": "attach", "plugin": "janus.plugin.videoroom"})["data"]["id"]
    join = {
        "request": "join",
        "ptype": "publisher",
        "room": room.public_id,
        "id": name or way.name,
        "token": way.credential,
    }
    ask(f"/{session}/{handle}", {"janus": "message", "body": join})
    return ask(f"/{session}")["plugindata"]["data"].get("error_code")


def inside(room):
    return provider_of(RoomKind.JANUS).list_present(rooms.place_of(room))


def test_a_ticket_lets_in_and_once_retired_nobody_enters_by_it(server, link):
    room = room_on(server, link)
    way = way_of(link, room)
    assert enters(server, room, way) is None
    assert inside(room) == {way.name}
    assert enters(server, room, way) == TAKEN
    provider_events.retire_ticket(db.session.query(JoinTicket).one().id)
    assert enters(server, room, way, name="somebody else") == UNAUTHORISED
    assert inside(room) == {way.name}  # who is in stays in
    assert link.registration.person.family_name not in way.name + way.credential


def test_a_ticket_that_nobody_used_in_time_is_worthless_at_the_server_too(server, link):
    room = room_on(server, link)
    way = way_of(link, room)
    set_for_tests(START + timedelta(minutes=6))
    provider_events.retire_expired_tickets()
    assert enters(server, room, way) == UNAUTHORISED


def test_who_is_withdrawn_is_put_out(server, link):
    room = room_on(server, link)
    way = way_of(link, room)
    enters(server, room, way)
    withdraw_registration(link.registration, by=make_staff(Role.SECRETARIAT), reason="")
    drain_jobs()
    assert inside(room) == set()
    assert enters(server, room, way) == UNAUTHORISED


def test_the_operator_sees_how_many_are_inside_and_a_killed_server(link, tmp_path):
    own = JanusServer(tmp_path / "conf")
    room = room_on(own, link)
    enters(own, room, way_of(link, room))
    health.look_at([room])
    assert (room.health, room.present) == (RoomHealth.UP, 1)
    own.kill()
    health.look_at([room])
    assert (room.health, room.present) == (RoomHealth.DOWN, None)
    with pytest.raises(RoomSilent):
        way_of(link, room)


class Told:
    """What Janus's event handler would post, as we saw it post."""

    def __init__(self, room, way):
        self.room, self.way = room, way

    def event(self, what="joined", *, at=None, **data):
        given = {"event": what, "room": self.room.public_id, "id": self.way.name, **data}
        if what == "joined":
            given.setdefault("token", self.way.credential)
        stamp = int((at or now()).timestamp() * 1_000_000)
        return {"type": 64, "timestamp": stamp, "event": {"plugin": "janus.plugin.videoroom", "data": given}}


def post(client, *events, key=EVENTS_KEY):
    who = base64.b64encode(f"janus:{key}".encode()).decode()
    answer = client.post("/providers/events", json=list(events), headers={"Authorization": f"Basic {who}"})
    assert answer.status_code == 204
    db.session.rollback()
    return [each.detail for each in facts()]


def facts():
    rows = db.select(PresenceEvidence).filter_by(source=EvidenceSource.PROVIDER)
    return db.session.scalars(rows.order_by(PresenceEvidence.at_source, PresenceEvidence.id)).all()


@pytest.fixture
def told(server, link):
    room = room_on(server, link)
    return Told(room, way_of(link, room))


def test_events_repeated_late_and_out_of_order_are_each_kept_once_by_the_hour_of_their_source(client, told):
    left = told.event("leaving", at=START + timedelta(seconds=50))
    joined = told.event(at=START - timedelta(hours=3))
    assert post(client, left) == ["left"]
    assert post(client, joined, left, joined) == ["joined", "left"]
    assert post(client, joined) == ["joined", "left"]
    assert [each.at_source for each in facts()] == [START - timedelta(hours=3), START + timedelta(seconds=50)]


def test_events_forged_too_old_of_the_future_or_odd_are_not_believed(client, told, server, link):
    other = Told(room_on(server, links.join_link(link.registration, make_released(link.session.congress))), told.way)
    assert post(client, told.event(), key="guessed") == []
    assert post(client, told.event(token="")) == []
    assert post(client, told.event(id="somebody")) == []
    assert post(client, other.event()) == []
    assert post(client, told.event(at=START - timedelta(days=2)), told.event(at=START + timedelta(hours=1))) == []
    assert post(client, {}, 7, None, {"event": {"data": {"room": told.room.public_id}}}, told.event(id=[1])) == []
    assert client.post("/providers/events", data="{" * 900, headers={"Authorization": "Basic x"}).status_code == 204
    assert client.post("/providers/events", json=[told.event()]).status_code == 400  # without the proof
    assert post(client, told.event()) == ["joined"]


def test_one_event_told_twice_at_once_is_kept_once(told, at_once):
    body = json.dumps([told.event()]).encode()
    who = {"Authorization": "Basic " + base64.b64encode(f"janus:{EVENTS_KEY}".encode()).decode()}

    def take():
        return provider_events.take_message(body, who)

    assert sorted(at_once(take, take)) == [0, 1]
