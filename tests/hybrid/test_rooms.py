"""Rooms online one after the other, the switch, tickets, and what the pages are told."""

from datetime import UTC, date, datetime, timedelta

import pytest

from aimf_events.clock import set_for_tests
from aimf_events.database import db
from aimf_events.errors import NotAllowed, NotFound
from aimf_events.hybrid import health, links, room_order, rooms, tickets
from aimf_events.hybrid.joining import Door, DoorClosed, door_of
from aimf_events.hybrid.room_models import JoinTicket, OnlineRoom, RoomHealth, RoomKind, RoomSwitch
from aimf_events.hybrid.tickets import TicketSpent
from aimf_events.live.pages import changes_since, watcher
from aimf_events.programme.models import ProgrammeSession
from aimf_events.registration.models import Mode, RegistrationState
from tests.factories import make_congress, make_delegation, make_person, make_registration
from tests.factories.programme import make_released
from tests.hybrid.stream import Origin

START = datetime(2026, 12, 9, 8, 30, tzinfo=UTC)
STREAM = "https://stream.example.org/seance/master.m3u8?key=s3cret"


@pytest.fixture
def link(app):
    set_for_tests(START)
    congress = make_congress(starts_on=date(2026, 12, 9))
    registration = make_registration(make_delegation(congress), state=RegistrationState.APPROVED, mode=Mode.ONLINE)
    return links.join_link(registration, make_released(congress, online_address=None))


@pytest.fixture
def two(link):
    """A stream, and the telephone behind it."""
    stream = room_order.add_room(link.session, RoomKind.HLS, {"address": STREAM}, by=None)
    return stream, room_order.add_room(
        link.session, RoomKind.TELEPHONE, {"number": "+21671123456", "code": "42#"}, by=None
    )


def ticket_for(link, room):
    return tickets.issue_ticket(link, by=link.registration.person, room=room)


def uses(link, secret):
    return tickets.use_ticket(link, secret, by=link.registration.person)


def test_a_room_is_a_way_in_and_its_settings_are_sealed_at_rest(link):
    assert door_of(link) is Door.NO_ROOM
    room = room_order.add_room(link.session, RoomKind.HLS, {"address": STREAM}, by=None)
    assert door_of(link) is Door.OPEN
    assert b"s3cret" not in room.settings
    assert b"stream.example" not in room.settings
    assert rooms.settings_of(room) == {"address": STREAM}
    room_order.remove_room(room, by=None)
    assert (door_of(link), room.settings) == (Door.NO_ROOM, None)


def test_the_address_that_a_session_had_comes_first_when_a_room_is_added(link):
    planned = make_released(link.session.congress)
    room_order.add_room(planned, RoomKind.TELEPHONE, {"number": "+21671123456"}, by=None)
    assert [each.kind for each in rooms.rooms_of(planned)] == [RoomKind.LINK, RoomKind.TELEPHONE]
    assert rooms.settings_of(rooms.current_room(planned)) == {"address": "https://room.example.org/j/4711?pwd=sesame"}


def test_everyone_is_in_the_first_room_until_the_operator_switches(link, two):
    stream, telephone = two
    assert rooms.current_room(link.session) is stream
    rooms.switch_room(telephone, seen=stream.public_id, by=None)
    assert rooms.current_room(link.session) is telephone
    assert rooms.switch_room(telephone, seen=stream.public_id, by=None) is None  # pressed again
    with pytest.raises(rooms.SwitchedMeanwhile):
        rooms.switch_room(stream, seen="another", by=None)
    with pytest.raises(room_order.RoomIsLive):
        room_order.remove_room(telephone, by=None)
    room_order.remove_room(stream, by=None)
    with pytest.raises(NotFound):
        rooms.switch_room(stream, seen=telephone.public_id, by=None)


def test_the_order_of_fail_over_is_changed_one_step_at_a_time(link, two):
    stream, telephone = two
    room_order.bring_forward(telephone, by=None)
    assert rooms.rooms_of(link.session) == [telephone, stream]
    room_order.bring_forward(telephone, by=None)
    assert rooms.rooms_of(link.session) == [telephone, stream]


def test_two_operators_who_switch_at_once_switch_once(link, two, at_once):
    stream, telephone = (each.public_id for each in two)
    session = link.session_id

    def press():
        planned = db.session.get(ProgrammeSession, session)
        rooms.switch_room(rooms.room_by_public_id(planned, telephone), seen=stream, by=None)

    assert at_once(press, press) == [None, None]
    assert db.session.query(RoomSwitch).count() == 1


def test_two_operators_who_switch_at_once_without_the_lock_write_two_switches(link, two, at_once, monkeypatch):
    import threading

    stream, telephone = (each.public_id for each in two)
    session, together = link.session_id, threading.Barrier(2)
    monkeypatch.setattr(rooms, "lock", lambda thing, **_given: thing)
    read = rooms.last_switch

    def read_together(planned):
        found = read(planned)
        together.wait(5)
        return found

    monkeypatch.setattr(rooms, "last_switch", read_together)

    def press():
        planned = db.session.get(ProgrammeSession, session)
        rooms.switch_room(rooms.room_by_public_id(planned, telephone), seen=stream, by=None)

    at_once(press, press)
    assert db.session.query(RoomSwitch).count() == 2


def test_the_pages_are_told_of_a_switch_and_of_a_word_within_five_seconds(link, two):
    def asked(since=0):
        watcher.forget()
        return changes_since(rooms.topic_of(link.session), since)

    first = asked()
    assert 2400 <= first.next_poll_ms <= 3600  # and half a second for the snapshot
    rooms.switch_room(two[1], seen=two[0].public_id, by=None)
    second = asked(first.seq)
    assert [event["data"]["mark"] for event in second.events] == [rooms.mark_of(link.session)]
    rooms.say_to_all(link.session, "Le son revient.", by=None)
    assert len(asked(second.seq).events) == 1
    rooms.say_to_all(link.session, "", by=None)
    assert rooms.last_notice(link.session) is None
    set_for_tests(START + timedelta(hours=8))
    assert asked(0).next_poll_ms > 40_000


def test_a_ticket_opens_once_and_for_five_minutes(link, two):
    kind, way = uses(link, ticket := ticket_for(link, two[0]))
    assert (kind, way.address) == (RoomKind.HLS, STREAM)
    with pytest.raises(TicketSpent):
        uses(link, ticket)
    late = ticket_for(link, two[1])
    set_for_tests(START + timedelta(minutes=5))
    with pytest.raises(TicketSpent):
        uses(link, late)
    assert uses(link, ticket_for(link, two[1]))[1].number == "+21671123456"
    assert ticket not in [each.secret_hash for each in db.session.query(JoinTicket)]


def test_a_ticket_is_of_one_person_and_one_session(link, two):
    other_session = make_released(link.session.congress)
    elsewhere = links.join_link(link.registration, other_session)
    neighbour = make_registration(link.registration.delegation, state=RegistrationState.APPROVED, mode=Mode.ONLINE)
    theirs = links.join_link(neighbour, link.session)
    ticket = ticket_for(link, two[0])
    with pytest.raises(TicketSpent):
        uses(elsewhere, ticket)
    with pytest.raises(TicketSpent):
        uses(theirs, ticket)
    with pytest.raises(NotAllowed):
        tickets.use_ticket(link, ticket, by=make_person())
    with pytest.raises(NotAllowed):
        ticket_for(elsewhere, two[0])
    assert uses(link, ticket)[1].address == STREAM


def test_of_two_devices_that_use_one_ticket_at_once_one_gets_in(link, two, at_once):
    ticket, ident = ticket_for(link, two[0]), link.id

    def use():
        from aimf_events.hybrid.models import JoinLink

        again = db.session.get(JoinLink, ident)
        return uses(again, ticket)[0]

    answers = at_once(use, use)
    assert sorted(type(each).__name__ for each in answers) == ["RoomKind", "TicketSpent"]


def test_who_is_withdrawn_uses_no_ticket_any_more(link, two):
    ticket = ticket_for(link, two[0])
    link.registration.state = RegistrationState.WITHDRAWN
    with pytest.raises(DoorClosed):
        uses(link, ticket)


def test_a_provider_knows_an_opaque_id_that_opens_nothing_and_that_we_read_back(link):
    opaque = tickets.opaque_of(link)
    assert tickets.link_of_opaque(opaque) is link
    assert links.link_by_token(opaque) is None
    assert tickets.link_of_opaque(opaque[:-1]) is None
    assert tickets.link_of_opaque("") is None
    links.withdraw_links(link.registration)
    db.session.expire_all()
    assert tickets.link_of_opaque(opaque) is None


def test_the_language_is_remembered_from_session_to_session(link, two):
    planned = link.session
    assert tickets.language_of(link, planned) == "fr"
    tickets.choose_language(link, "en", by=link.registration.person)
    tickets.choose_language(link, "vi", by=link.registration.person)  # not of this session
    other = links.join_link(link.registration, make_released(planned.congress))
    assert (tickets.language_of(link, planned), tickets.language_of(other, other.session)) == ("en", "en")
    with pytest.raises(NotAllowed):
        tickets.choose_language(link, "fr", by=make_person())


def test_a_killed_stream_is_seen_by_the_look_of_every_half_minute(link, tmp_path):
    (tmp_path / "live.m3u8").write_text("#EXTM3U\n#EXTINF:2,\nfirst.ts\n")
    origin = Origin(tmp_path)
    room = room_order.add_room(link.session, RoomKind.HLS, {"address": f"{origin.address}/live.m3u8"}, by=None)
    health.look_at_rooms()
    assert (room.health, room.checked_at) == (RoomHealth.UP, START)
    origin.kill()
    set_for_tests(START + timedelta(hours=12))
    health.look_at_rooms()  # long over: nobody looks
    assert room.health is RoomHealth.UP
    set_for_tests(START + timedelta(seconds=30))
    health.look_at_rooms()
    assert room.health is RoomHealth.DOWN
    assert db.session.query(OnlineRoom).count() == 1
