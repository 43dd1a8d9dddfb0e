"""Who attended a session: the rule against a clock that ticks minute by minute, then sessions, doors and late scans."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aimf_events.checkin.attendance import Attended, Passage, attendance, attendance_at
from aimf_events.checkin.models import Direction
from aimf_events.clock import now, set_for_tests
from aimf_events.congress.venues import add_room, add_venue
from aimf_events.database import db
from aimf_events.programme.sessions import cancel_session
from tests.checkin.doors import make_badge, make_device, make_door, scan, today_congress
from tests.checkin.phones import shown
from tests.factories.programme import make_session

NINE = datetime(2026, 12, 9, 9, 0, tzinfo=UTC)
TEN = NINE + timedelta(hours=1)
IN, OUT = Direction.IN, Direction.OUT


def passed(*told: tuple[int, Direction], badge: int = 1) -> list[Passage]:
    """Passages at so many minutes after nine."""
    return [
        Passage(badge=badge, at=NINE + timedelta(minutes=m), direction=way, order=n) for n, (m, way) in enumerate(told)
    ]


def minute(number: int) -> datetime:
    return NINE + timedelta(minutes=number)


@pytest.mark.parametrize(
    "told, attended",
    [
        ([(-10, IN), (50, OUT)], Attended(came_at=minute(-10), left_at=minute(50), minutes=50, stays=1)),
        ([(-300, IN), (20, OUT)], Attended(came_at=minute(-300), left_at=minute(20), minutes=20, stays=1)),
        (
            [(10, IN), (20, OUT), (40, IN), (90, OUT)],
            Attended(came_at=minute(10), left_at=minute(90), minutes=30, stays=2),
        ),
        ([(-30, IN)], Attended(came_at=minute(-30), left_at=None, minutes=60, stays=1)),
        ([(45, IN)], Attended(came_at=minute(45), left_at=None, minutes=15, stays=1)),
        ([(-31, IN)], None),
        ([(60, IN)], None),
        ([(-20, IN), (0, OUT)], None),
        ([(-20, OUT), (5, OUT)], None),
        ([(-200, IN), (10, IN), (30, OUT)], Attended(came_at=minute(10), left_at=minute(30), minutes=20, stays=1)),
    ],
)
def test_one_person(told: list[tuple[int, Direction]], attended: Attended | None) -> None:
    assert attendance(passed(*told), NINE, TEN) == ({1: attended} if attended else {})


PASSAGES = st.lists(st.tuples(st.integers(-120, 120), st.sampled_from([IN, OUT])), max_size=8)


@settings(max_examples=300, deadline=None)
@given(people=st.lists(PASSAGES, min_size=1, max_size=3), seed=st.integers(0, 2**32))
def test_it_is_what_a_clock_would_count_whatever_the_order_of_arrival(people: Any, seed: int) -> None:
    told = [passage for badge, each in enumerate(people) for passage in passed(*each, badge=badge)]
    again = told + told[: len(told) // 2]
    random.Random(seed).shuffle(again)
    found = attendance(again, NINE, TEN)
    assert found == attendance(told, NINE, TEN)
    for badge, each in enumerate(people):
        expected = minutes_by_the_clock(each)
        assert (found[badge].minutes if badge in found else 0) == expected
        if badge in found:
            assert found[badge].stays >= 1
            assert found[badge].minutes <= 60


def minutes_by_the_clock(told: list[tuple[int, Direction]]) -> int:
    """Minute after minute: whether the person is inside; an entry that no exit follows counts if it was made for this session."""
    events = sorted(enumerate(told), key=lambda each: (each[1][0], each[0]))
    count = 0
    for tick in range(60):
        before = [each for _n, each in events if each[0] <= tick]
        after = [way for _n, (at, way) in events if at > tick]
        if before and before[-1][1] is IN:
            count += after[:1] == [OUT] or before[-1][0] >= -30
    return count


# -- sessions and doors --------------------------------------------------------------------------------------------------


class Morning:
    """A session of an hour that begins now, in a room with two doors."""

    def __init__(self) -> None:
        self.congress = today_congress()
        self.starts = now().replace(second=0, microsecond=0)
        set_for_tests(self.starts)
        self.room = add_room(add_venue(self.congress, name="Palais"), name="Salle plénière", capacity=50)
        self.doors = [make_door(self.congress, name, room=self.room) for name in ("Porte A", "Porte B")]
        self.device = make_device(self.congress)
        self.session = self.plan(0)

    def plan(self, minutes: int, **values: Any) -> Any:
        at = (self.starts + timedelta(minutes=minutes)).astimezone(ZoneInfo(self.congress.time_zone))
        given = {"day": at.date(), "starts": f"{at:%H:%M}", "minutes": 60, "room": self.room, **values}
        return make_session(self.congress, **given)

    def scan(self, minutes: int, door: int, badge: Any, way: str = "in", **values: Any) -> None:
        set_for_tests(self.starts + timedelta(minutes=minutes))
        scan(self.doors[door], self.device, badge, direction=way, **values)

    def attended(self, *sessions: Any) -> list[dict[int, int]]:
        """By session: the minutes of each badge, when all is over."""
        set_for_tests(self.starts + timedelta(hours=5))
        told = attendance_at(self.congress, sessions or [self.session])
        return [{badge: how.minutes for badge, how in each.people.items()} for each in told]


@pytest.fixture
def morning(app: Any) -> Morning:
    return Morning()


def test_in_by_one_door_and_out_by_the_other(morning: Morning) -> None:
    one, two = make_badge(morning.congress), make_badge(morning.congress)
    morning.scan(0, 0, one)
    morning.scan(5, 1, two)
    morning.scan(20, 1, one, "out")
    assert morning.attended() == [{one.id: 20, two.id: 55}]


def test_who_is_refused_did_not_attend_and_who_is_already_in_did(morning: Morning) -> None:
    badge, refused = make_badge(morning.congress), make_badge(morning.congress)
    morning.scan(-90, 0, badge)
    morning.scan(10, 0, badge)  # « déjà entré »: the exit was not noted
    morning.doors[1].is_open = False
    db.session.commit()
    morning.scan(12, 1, refused)
    assert morning.attended() == [{badge.id: 50}]


def test_a_session_that_is_cancelled_or_elsewhere_has_nobody(morning: Morning) -> None:
    badge, cancelled, elsewhere = make_badge(morning.congress), morning.plan(0), morning.plan(0, room=None)
    cancel_session(cancelled, by=None)
    morning.scan(1, 0, badge)
    assert morning.attended(morning.session, cancelled, elsewhere) == [{badge.id: 59}, {}, {}]


def test_passages_that_arrive_late_count_as_if_they_had_not(morning: Morning) -> None:
    badge = make_badge(morning.congress)
    morning.scan(30, 0, badge, "out")
    set_for_tests(morning.starts + timedelta(minutes=200))
    late = shown(badge, 1, device_time=(morning.starts + timedelta(minutes=10)).isoformat())
    other = make_device(morning.congress, "porte B")
    scan(morning.doors[1], other, **late)
    assert morning.attended() == [{badge.id: 20}]


def test_of_a_session_under_way_the_minutes_so_far_are_counted(morning: Morning) -> None:
    badge, later = make_badge(morning.congress), morning.plan(60)
    morning.scan(10, 0, badge)
    set_for_tests(morning.starts + timedelta(minutes=35))
    under_way, to_come = attendance_at(morning.congress, [morning.session, later])
    assert (under_way.people[badge.id].minutes, to_come.people) == (25, {})


def test_a_session_that_moves_is_read_anew(morning: Morning) -> None:
    badge, later = make_badge(morning.congress), morning.plan(60)
    morning.scan(70, 0, badge)
    assert morning.attended(morning.session, later) == [{}, {badge.id: 50}]
