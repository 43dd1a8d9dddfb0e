"""The print queue: asked once per badge and issue, taken by one desk, remembered when the paper came out."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from aimf_events.checkin import print_queue
from aimf_events.checkin.badges import reissue_badge, revoke_badge
from aimf_events.checkin.floaters import set_floaters
from aimf_events.checkin.models import Badge, Direction
from aimf_events.checkin.print_models import BadgePrint, PrintReason, PrintRequest, PrintState
from aimf_events.checkin.print_queue import (
    HOLD,
    BadgeIsRevoked,
    TakenOver,
    ask_for_arrivals,
    confirm_printed,
    due_requests,
    enqueue_print,
    give_back,
    how_many_are_due,
    live_queue,
    report_trouble,
    take_next,
)
from aimf_events.clock import now, telling
from aimf_events.congress.categories import zones_of
from aimf_events.congress.models import Congress
from aimf_events.database import db, transaction
from tests.checkin.doors import make_badge, make_device, make_door, scan, today_congress
from tests.factories import make_congress, make_delegation, make_staff


@pytest.fixture
def congress(app: Any) -> Any:
    return today_congress()


def printed(badge: Badge) -> list[tuple[int, str]]:
    """Each print of a badge: its issue and why."""
    rows = select(BadgePrint).filter_by(badge_id=badge.id).order_by(BadgePrint.id)
    return [(each.issue, each.reason.value) for each in db.session.scalars(rows)]


def print_one(congress: Any, kiosk: str = "a") -> PrintRequest:
    """A desk takes the next badge and confirms it."""
    taken = take_next(congress, kiosk=kiosk)
    assert taken is not None
    return confirm_printed(taken, kiosk=kiosk, by=None)


def test_a_badge_asked_twice_waits_once(congress: Any) -> None:
    badge, colleague = make_badge(congress), make_staff()
    first = enqueue_print(badge, by=colleague, reason=PrintReason.WALK_IN)
    again = enqueue_print(badge, by=None, reason=PrintReason.FIRST)
    assert (first.id, first.asked_by_id, first.reason) == (again.id, colleague.id, PrintReason.WALK_IN)
    assert how_many_are_due(congress) == 1


def test_what_was_printed_comes_again_only_for_a_reason_that_needs_paper(congress: Any) -> None:
    badge = make_badge(congress)
    enqueue_print(badge, by=None, reason=PrintReason.FIRST)
    print_one(congress)
    enqueue_print(badge, by=None, reason=PrintReason.FIRST)
    enqueue_print(badge, by=None, reason=PrintReason.ARRIVAL)
    assert how_many_are_due(congress) == 0
    enqueue_print(badge, by=None, reason=PrintReason.DAMAGED)
    print_one(congress)
    assert printed(badge) == [(1, "first"), (1, "damaged")]


def test_a_wish_follows_the_badge_to_its_new_issue(congress: Any) -> None:
    badge = make_badge(congress)
    enqueue_print(badge, by=None, reason=PrintReason.FIRST)
    reissue_badge(badge, by=None, reason="identity_changed")
    enqueue_print(badge, by=None, reason=PrintReason.CHANGED)
    reissue_badge(badge, by=None, reason="lost")
    assert how_many_are_due(congress) == 0
    assert print_one(congress).issue == 3
    assert take_next(congress, kiosk="a") is None
    assert printed(badge) == [(3, "changed")]


def test_a_revoked_badge_is_neither_asked_nor_taken(congress: Any) -> None:
    badge = make_badge(congress)
    enqueue_print(badge, by=None, reason=PrintReason.FIRST)
    revoke_badge(badge, by=None)
    assert take_next(congress, kiosk="a") is None
    with pytest.raises(BadgeIsRevoked):
        enqueue_print(badge, by=None, reason=PrintReason.LOST)


def test_badges_come_in_the_order_in_which_they_were_asked_cards_too(congress: Any) -> None:
    delegation = make_delegation(congress)
    card = set_floaters(delegation, {zones_of(congress)[0]: 1}, by=None)[0]
    badges = [make_badge(congress), card, make_badge(congress)]
    for badge in badges:
        enqueue_print(badge, by=None, reason=PrintReason.FIRST)
    taken = [take_next(congress, kiosk="a") for _badge in badges]
    assert [each.badge_id for each in taken if each] == [badge.id for badge in badges]


def test_another_congress_prints_its_own(congress: Any) -> None:
    enqueue_print(make_badge(congress), by=None, reason=PrintReason.FIRST)
    assert take_next(make_congress(), kiosk="a") is None


def test_a_desk_that_falls_silent_gives_its_badge_back(congress: Any) -> None:
    enqueue_print(make_badge(congress), by=None, reason=PrintReason.FIRST)
    mine = take_next(congress, kiosk="a")
    assert mine is not None
    assert take_next(congress, kiosk="b") is None
    with telling(now() + HOLD + timedelta(seconds=1)):
        confirm_printed(mine, kiosk="a", by=None)  # nobody else began meanwhile: its paper counts
        assert take_next(congress, kiosk="b") is None


def test_a_desk_that_another_has_overtaken_may_not_confirm(congress: Any) -> None:
    badge = make_badge(congress)
    enqueue_print(badge, by=None, reason=PrintReason.FIRST)
    mine = take_next(congress, kiosk="a")
    with telling(now() + HOLD + timedelta(seconds=1)):
        theirs = take_next(congress, kiosk="b")
        assert mine is not None
        assert theirs is not None
        with pytest.raises(TakenOver):
            confirm_printed(mine, kiosk="a", by=None)
        confirm_printed(theirs, kiosk="b", by=None)
        confirm_printed(theirs, kiosk="b", by=None)  # the button pressed twice
    assert printed(badge) == [(1, "first")]


def test_a_badge_that_failed_waits_for_somebody_to_ask_again(congress: Any) -> None:
    badge = make_badge(congress)
    enqueue_print(badge, by=None, reason=PrintReason.FIRST)
    taken = take_next(congress, kiosk="a")
    assert taken is not None
    report_trouble(taken, kiosk="a", trouble="plus d’étiquettes")
    assert take_next(congress, kiosk="a") is None
    enqueue_print(badge, by=None, reason=PrintReason.FIRST)
    given = take_next(congress, kiosk="a")
    assert given is not None
    give_back(given, kiosk="a")
    assert print_one(congress, "b").kiosk == "b"


def test_a_door_that_prints_asks_for_each_badge_at_its_first_entry(congress: Any) -> None:
    desk, other, device = make_door(congress, prints_on_entry=True), make_door(congress), make_device(congress)
    first, elsewhere, out_only, had_one = (make_badge(congress) for _ in range(4))
    enqueue_print(had_one, by=None, reason=PrintReason.FIRST)
    print_one(congress)
    scan(desk, device, first)
    scan(desk, device, first)
    scan(other, device, elsewhere)
    scan(desk, device, out_only, direction=Direction.OUT.value)
    scan(desk, device, had_one)
    assert [ask_for_arrivals(congress), ask_for_arrivals(congress)] == [1, 0]
    assert [(each.badge_id, each.reason) for each in due_requests(congress)] == [(first.id, PrintReason.ARRIVAL)]


def test_a_refused_badge_is_not_printed_at_the_door(congress: Any) -> None:
    desk = make_door(congress, prints_on_entry=True, category_numbers=[3])
    scan(desk, make_device(congress), make_badge(congress))
    assert ask_for_arrivals(congress) == 0


def test_the_live_topic_says_figures_only(congress: Any) -> None:
    enqueue_print(make_badge(congress), by=None, reason=PrintReason.FIRST)
    state = live_queue(congress.name)
    assert state is not None
    assert state.data == {"due": 1, "held": 0, "asked": 1, "ended": ""}
    assert live_queue("nulle-part") is None


def test_two_desks_never_print_the_same_badge(congress: Any, at_once: Any) -> None:
    badges = [make_badge(congress) for _ in range(6)]
    for badge in badges:
        enqueue_print(badge, by=None, reason=PrintReason.FIRST)

    def desk(kiosk: str) -> Any:
        def work() -> list[int]:
            taken = []
            while request := take_next(db.session.get_one(Congress, congress.id), kiosk=kiosk):
                confirm_printed(request, kiosk=kiosk, by=None)
                taken.append(request.badge_id)
            return taken

        return work

    first, second = at_once(desk("a"), desk("b"))
    assert sorted(first + second) == sorted(badge.id for badge in badges)
    assert [printed(badge) for badge in badges] == [[(1, "first")]] * 6


def test_without_the_lock_two_desks_would_take_the_same_badge(congress: Any, at_once: Any) -> None:
    """The control: two desks that read what waits, both before either has written, have the same badge."""
    import threading

    enqueue_print(make_badge(congress), by=None, reason=PrintReason.FIRST)
    both_have_read = threading.Barrier(2)
    ident = congress.id

    def careless() -> int:
        with transaction():
            waiting = select(PrintRequest).filter_by(congress_id=ident, state=PrintState.WAITING).limit(1)
            request = db.session.scalars(waiting).one()
            both_have_read.wait(10)
            request.state, request.held_until = PrintState.PRINTING, now() + HOLD
            return request.id

    first, second = at_once(careless, careless)
    assert first == second


def test_two_who_ask_at_once_for_a_badge_ask_once(congress: Any, at_once: Any) -> None:
    ident = make_badge(congress).id

    def ask() -> int:
        badge = db.session.get_one(Badge, ident)
        return print_queue.enqueue_print(badge, by=None, reason=PrintReason.FIRST).id

    first, second = at_once(ask, ask)
    assert first == second
