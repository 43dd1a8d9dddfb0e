"""Which way a door notes, the seats of a room and of a delegation, and which session is on behind it."""

import threading
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from aimf_events.checkin import places, scans
from aimf_events.checkin import scan_queries as sql
from aimf_events.checkin.badges import issue_badge
from aimf_events.checkin.checkpoints import change_checkpoint
from aimf_events.checkin.devices import door_of
from aimf_events.checkin.door_sessions import doors_by_session, sessions_at, what_is_on
from aimf_events.checkin.models import Badge, Checkpoint, Presence, ScanReason, Way
from aimf_events.checkin.places import has_seat, is_nearly_full
from aimf_events.clock import now
from aimf_events.congress.models import Congress, CongressRole, Room
from aimf_events.congress.venues import add_room, add_venue
from aimf_events.database import db, straight
from aimf_events.programme.sessions import cancel_session, wall_clock
from aimf_events.registration.correspondents import add_correspondent
from aimf_events.registration.models import Capacity, ContactRole, Delegation, RegistrationState
from tests.checkin.doors import fact, make_badge, make_device, make_door, scan, today_congress
from tests.factories import make_delegation, make_registration, make_staff
from tests.factories.programme import make_session


@pytest.fixture
def congress(app: Any) -> Congress:
    return today_congress()


def make_room(congress: Congress, capacity: int) -> Room:
    return add_room(add_venue(congress, name="Palais"), name="Salle plénière", capacity=capacity)


def badges_of(delegation: Delegation, count: int, **values: Any) -> list[Badge]:
    how = {"state": RegistrationState.APPROVED, "category": "delegate", **values}
    return [issue_badge(make_registration(delegation, **how)) for _ in range(count)]


def make_head(delegation: Delegation, badge: Badge) -> None:
    assert badge.registration is not None
    add_correspondent(delegation, badge.registration.person, ContactRole.HEAD, "maire@example.org", by=None)


# -- ways ----------------------------------------------------------------------------------------------------------------


def test_a_door_that_notes_entries_lets_each_badge_in_once_for_all(congress: Congress) -> None:
    door, device, badge = make_door(congress, way=Way.IN), make_device(congress), make_badge(congress)
    answers = [scan(door, device, badge, direction=way).reason for way in ("in", "out", "in")]
    assert answers == [ScanReason.WELCOME, ScanReason.WRONG_WAY, ScanReason.ALREADY_IN]


def test_a_door_that_notes_exits_lets_nobody_in(congress: Congress) -> None:
    door, device, badge = make_door(congress, way=Way.OUT), make_device(congress), make_badge(congress)
    assert scan(door, device, badge).reason is ScanReason.WRONG_WAY
    assert scan(door, device, badge, direction="out").reason is ScanReason.GOODBYE


# -- the room ------------------------------------------------------------------------------------------------------------


def test_seats_of_a_room_are_counted_over_all_its_doors(congress: Congress) -> None:
    room, device = make_room(congress, 2), make_device(congress)
    left, right = make_door(congress, "Porte A", room=room), make_door(congress, "Porte B", room=room)
    one, two, three = (make_badge(congress) for _ in range(3))
    assert scan(left, device, one).places_left == 1
    assert scan(right, device, two).places_left == 0
    assert scan(left, device, three).reason is ScanReason.FULL
    assert scan(left, device, two).reason is ScanReason.WELCOME  # already in the room, by its other door
    scan(right, device, one, direction="out")  # in by one door, out by the other
    assert scan(right, device, three).reason is ScanReason.WELCOME


def test_a_limit_of_its_own_counts_one_door_alone(congress: Congress) -> None:
    room, device = make_room(congress, 1), make_device(congress)
    gallery, floor = make_door(congress, "Tribune", room=room, limit=40), make_door(congress, "Parterre", room=room)
    assert scan(gallery, device, make_badge(congress)).places_left is None
    assert scan(floor, device, make_badge(congress)).reason is ScanReason.FULL


@pytest.mark.parametrize("left, places, warned", [(40, 400, True), (41, 400, False), (3, 5, True), (4, 5, False)])
def test_a_room_is_nearly_full_by_a_tenth_or_three_places(left: int, places: int, warned: bool) -> None:
    assert is_nearly_full(left, places) is warned


def test_two_doors_never_give_the_last_seat_of_their_room_twice(congress: Congress, at_once: Any) -> None:
    assert entered_at_once(congress, at_once) == 1


def test_control_without_holding_the_doors_the_last_seat_is_given_twice(
    congress: Congress, at_once: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_have_counted = threading.Barrier(2)

    def without_lock(statement: Any, values: dict[str, Any]) -> Any:
        if statement is sql.HOLD_PLACES:
            return None
        answer = straight(statement, values)
        if statement is sql.OTHERS_IN_ROOM:
            both_have_counted.wait(20)
        return answer

    monkeypatch.setattr(places, "straight", without_lock)
    assert entered_at_once(congress, at_once) == 2


def entered_at_once(congress: Congress, at_once: Any) -> int:
    """Two people, two devices, two doors of one room with one seat, at the same moment: how many come in."""
    room = make_room(congress, 1)
    ids = []
    for name in ("Porte A", "Porte B"):
        door, device, badge = make_door(congress, name, room=room), make_device(congress), make_badge(congress)
        ids.append((door.id, device.id, badge.token))
    db.session.commit()

    def pass_through(door_id: int, device_id: int, token: str) -> Any:
        door = door_of(db.session.get_one(Checkpoint, door_id))
        return scans.record_item(door, device_id, fact(token=token))

    answers = at_once(*(lambda each=each: pass_through(*each) for each in ids))
    assert all(not isinstance(answer, Exception) for answer in answers), answers
    db.session.expire_all()
    return db.session.scalar(db.select(db.func.count()).select_from(Presence).where(Presence.is_in)) or 0


# -- a delegation at a statutory sitting ---------------------------------------------------------------------------------


def test_one_seat_of_a_delegation_is_kept_for_its_head(congress: Congress) -> None:
    door, device = make_door(congress, "Assemblée générale", delegation_seats=2), make_device(congress)
    delegation = make_delegation(congress)
    mayor, adviser, other = badges_of(delegation, 3)
    make_head(delegation, mayor)
    assert scan(door, device, adviser).reason is ScanReason.WELCOME
    assert scan(door, device, other).reason is ScanReason.DELEGATION_FULL
    assert scan(door, device, mayor).reason is ScanReason.WELCOME
    assert scan(door, device, other).reason is ScanReason.DELEGATION_FULL
    scan(door, device, adviser, direction="out")
    assert scan(door, device, other).reason is ScanReason.WELCOME


def test_a_door_of_a_sitting_admits_the_capacities_that_sit(congress: Congress) -> None:
    door, device = (
        make_door(congress, "Vote", capacities=[Capacity.TITULAR, Capacity.SUBSTITUTE]),
        make_device(congress),
    )
    answers = [scan(door, device, make_badge(congress, capacity=each)).reason for each in Capacity]
    assert answers == [ScanReason.WELCOME] * 2 + [ScanReason.OTHER_CAPACITY] * 2


def test_a_titular_has_the_kept_seat_whoever_writes_for_the_delegation(congress: Congress) -> None:
    door, device, delegation = make_door(congress, delegation_seats=1), make_device(congress), make_delegation(congress)
    [adviser] = badges_of(delegation, 1)
    [titular] = badges_of(delegation, 1, capacity=Capacity.TITULAR)
    assert scan(door, device, adviser).reason is ScanReason.DELEGATION_FULL
    assert scan(door, device, titular).reason is ScanReason.WELCOME


def test_without_a_head_who_comes_all_seats_are_for_the_others(congress: Congress) -> None:
    door, device = make_door(congress, delegation_seats=2), make_device(congress)
    answers = [scan(door, device, badge).reason for badge in badges_of(make_delegation(congress), 3)]
    assert answers == [ScanReason.WELCOME, ScanReason.WELCOME, ScanReason.DELEGATION_FULL]


def test_each_delegation_has_its_own_seats(congress: Congress) -> None:
    door, device = make_door(congress, delegation_seats=1), make_device(congress)
    assert [scan(door, device, make_badge(congress)).reason for _ in range(3)] == [ScanReason.WELCOME] * 3


@pytest.mark.parametrize(
    "inside, is_head, head_awaited, seated",
    [
        (0, False, True, True),
        (1, False, True, True),
        (2, False, True, False),
        (2, False, False, True),
        (3, True, False, True),
    ],
)
def test_three_seats(inside: int, is_head: bool, head_awaited: bool, seated: bool) -> None:
    assert has_seat(3, inside, is_head=is_head, head_awaited=head_awaited) is seated


# -- sessions ------------------------------------------------------------------------------------------------------------


def session_at(congress: Congress, hours: float, **values: Any) -> Any:
    """A session of an hour that begins in so many hours."""
    starts, zone = now() + timedelta(hours=hours), congress.time_zone
    day = starts.astimezone(ZoneInfo(zone)).date()
    return make_session(congress, day=day, starts=wall_clock(starts, zone), minutes=60, **values)


def test_which_session_is_on_behind_a_door(congress: Congress) -> None:
    room = make_room(congress, 10)
    door = make_door(congress, room=room)
    past, on, later = (session_at(congress, hours, room=room) for hours in (-2, -0.5, 3))
    session_at(congress, -0.5, room=None)
    cancelled = session_at(congress, -0.2, room=room)
    cancel_session(cancelled, by=None)
    assert sessions_at(door) == [past, on, later]
    told = what_is_on(sessions_at(door), now())
    assert (told.now, told.then) == (on, later)
    assert what_is_on([past], now()).now is None


def test_a_door_bound_to_a_session_serves_it_alone(congress: Congress) -> None:
    room = make_room(congress, 10)
    usual, bound = make_door(congress, "Salle", room=room), make_door(congress, "Vote", room=room)
    morning, evening = session_at(congress, 0, room=room), session_at(congress, 3, room=room)
    change_checkpoint(bound, name="Vote", by=None, room=room, sessions=[evening])
    assert (sessions_at(usual), sessions_at(bound)) == ([morning, evening], [evening])
    assert doors_by_session(congress, [morning, evening]) == {morning.id: [usual], evening.id: [bound]}


# -- the form ------------------------------------------------------------------------------------------------------------


def test_the_supervisor_sets_the_rules_and_reads_them(congress: Congress, browser_of: Any) -> None:
    room = make_room(congress, 120)
    sitting = session_at(congress, 1, room=room)
    browser = browser_of(make_staff(CongressRole.DOOR_SUPERVISOR, congress=congress))
    given = {"name": "Assemblée", "room": room.public_id, "sessions": [sitting.public_id], "way": "in"}
    browser.post(
        f"/{congress.name}/door/checkpoints/new",
        {**given, "delegation_seats": "3", "is_open": "y", "capacities": ["titular"]},
    )
    [door] = db.session.scalars(db.select(Checkpoint))
    assert (door.way, door.delegation_seats, door.sessions, door.places) == (Way.IN, 3, [sitting], 120)
    page = browser.get(f"/{congress.name}/door/checkpoints/{door.public_id}")
    assert "entrée seulement" in page.text
    assert "3, dont un gardé au titulaire" in page.text
    wrong = {**given, "delegation_seats": "0", "way": "sideways"}
    browser.post(f"/{congress.name}/door/checkpoints/new", wrong, 422)


def test_the_scan_page_of_a_one_way_door_asks_nothing(congress: Congress, browser_of: Any) -> None:
    door = make_door(congress, way=Way.OUT)
    browser = browser_of(make_staff(CongressRole.DOOR, congress=congress))
    browser.post(f"/{congress.name}/door/checkpoints/{door.public_id}/hold", {"label": "porte A"})
    page = browser.get(f"/{congress.name}/door/scan/{door.public_id}")
    assert "Cette porte note les sorties." in page.text
    assert 'type="radio"' not in page.body
