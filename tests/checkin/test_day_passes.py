"""A day pass: a second key to one presence, for today, that leaves the badge alive."""

import itertools
from datetime import timedelta
from typing import Any

import pytest

from aimf_events.checkin.badges import badge_of, badges_to_print, missing_badges, reissue_badge, revoke_badge
from aimf_events.checkin.checkpoints import counts_at
from aimf_events.checkin.day_passes import NothingForgotten, NotToday, give_day_pass
from aimf_events.checkin.models import Badge, BadgeState, Presence, Scan, ScanReason, Verdict
from aimf_events.checkin.scans import outcome_of
from aimf_events.checkin.sealing import index_of, unseal
from aimf_events.checkin.snapshot import snapshot_of
from aimf_events.checkin.token import read, to_bytes
from aimf_events.clock import now, set_for_tests
from aimf_events.database import db
from aimf_events.reporting.came import has_come
from tests.checkin.doors import make_badge, make_device, make_door, scan, today_congress
from tests.factories import make_congress


@pytest.fixture
def congress(app: Any) -> Any:
    return today_congress()


@pytest.fixture
def badge(congress: Any) -> Badge:
    return make_badge(congress)


def test_pass_is_a_badge_of_its_own_for_today_and_the_badge_lives_on(congress: Any, badge: Badge) -> None:
    held = give_day_pass(badge, by=None)
    assert give_day_pass(badge, by=None) is held
    claims = read(held.token)[0]
    assert (claims.days, claims.zones, claims.category) == (1, badge.zones, badge.category_number)
    assert (held.number == badge.number, badge.state, badge_of(badge.registration)) == (False, BadgeState.ISSUED, badge)
    assert badges_to_print(congress) == [badge]


def test_both_shown_at_one_door_are_one_person(congress: Any, badge: Badge) -> None:
    door, device, held = make_door(congress), make_device(congress), give_day_pass(badge, by=None)
    outcome = scan(door, device, held)
    assert (outcome.reason, outcome.bearer.is_pass) == (ScanReason.WELCOME, True)
    again = scan(door, device, badge)
    assert (again.reason, again.bearer.is_pass) == (ScanReason.ALREADY_IN, False)
    assert (counts_at(door.id).in_now, counts_at(door.id).entered) == (1, 1)
    assert scan(door, device, badge, direction="out").reason is ScanReason.GOODBYE
    assert scan(door, device, code=held.short_code).reason is ScanReason.WELCOME
    assert db.session.scalars(db.select(Presence.badge_id)).all() == [badge.id]
    numbers = db.session.scalars(db.select(Scan.badge_number).order_by(Scan.id)).all()
    assert numbers == [held.number, badge.number, badge.number, held.number]  # what was read is kept as it was


def test_pass_takes_one_place_of_a_room_with_a_limit(congress: Any, badge: Badge) -> None:
    door, device = make_door(congress, limit=2, admits_once=False), make_device(congress)
    for shown in (badge, give_day_pass(badge, by=None)):
        assert scan(door, device, shown).verdict is Verdict.ADMITTED
    assert scan(door, device, make_badge(congress)).verdict is Verdict.ADMITTED
    assert scan(door, device, make_badge(congress)).reason is ScanReason.FULL


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_facts_of_both_merge_to_the_same_state_in_any_order(
    congress: Any, badge: Badge, order: tuple[int, ...]
) -> None:
    door, held, start = make_door(congress), give_day_pass(badge, by=None), now() - timedelta(minutes=30)
    told = [(badge, "in", 0), (held, "in", 5), (badge, "out", 9)]
    devices = [make_device(congress) for _ in told]
    for place in order:
        shown, direction, minutes = told[place]
        at = (start + timedelta(minutes=minutes)).isoformat()
        scan(door, devices[place], shown, direction=direction, device_time=at, online=False)
    reasons = db.session.execute(db.select(Scan.device_id, Scan.reason).order_by(Scan.device_id)).all()
    assert [reason for _device, reason in reasons] == ["welcome", "already_in", "goodbye"]
    assert counts_at(door.id).in_now == 0


def test_pass_ends_tonight_at_every_door(congress: Any, badge: Badge) -> None:
    door, held = make_door(congress, checks_day=False), give_day_pass(badge, by=None)
    set_for_tests(now() + timedelta(days=1))
    device = make_device(congress)
    assert scan(door, device, held).reason is ScanReason.OTHER_DAY
    assert scan(door, device, badge).reason is ScanReason.WELCOME
    assert give_day_pass(badge, by=None).id != held.id


def test_badge_that_dies_takes_its_pass_along_and_a_lost_one_does_not(congress: Any, badge: Badge) -> None:
    door, device, held = make_door(congress), make_device(congress), give_day_pass(badge, by=None)
    reissue_badge(badge, by=None, reason="lost")
    assert scan(door, device, held).reason is ScanReason.WELCOME
    revoke_badge(badge, by=None)
    assert scan(door, device, held).reason is ScanReason.REVOKED
    with pytest.raises(NothingForgotten):
        give_day_pass(badge, by=None)
    assert [r.id for r in missing_badges(congress)] == [badge.registration_id]


def test_no_pass_outside_the_days_of_the_congress(app: Any) -> None:
    with pytest.raises(NotToday):
        give_day_pass(make_badge(make_congress()), by=None)


def test_two_tables_at_once_issue_one_pass(badge: Badge, at_once: Any) -> None:
    ident = badge.id
    results = at_once(*[lambda: give_day_pass(db.session.get_one(Badge, ident), by=None).id] * 2)
    assert results[0] == results[1]


def test_without_the_lock_one_table_runs_into_the_index(badge: Badge, at_once: Any, monkeypatch: Any) -> None:
    import threading

    from aimf_events.checkin import day_passes

    meet, ident, asked = threading.Barrier(2), badge.id, day_passes.day_pass_of

    def both_see_none(registration: Any) -> Any:
        found = asked(registration)
        meet.wait(10)
        return found

    monkeypatch.setattr(day_passes, "lock", lambda thing: thing)
    monkeypatch.setattr(day_passes, "day_pass_of", both_see_none)
    results = at_once(*[lambda: give_day_pass(db.session.get_one(Badge, ident), by=None).id] * 2)
    assert sorted(type(each).__name__ for each in results) == ["IntegrityError", "int"]


def opened(badge: Badge, records: dict[str, str]) -> list[Any]:
    """What a device finds of a badge that is shown to it."""
    token = to_bytes(badge.token)
    return unseal(token, records[index_of(token)])


def test_devices_learn_for_which_badge_it_stands(congress: Any, badge: Badge) -> None:
    held = give_day_pass(badge, by=None)
    records = snapshot_of(congress).records
    assert opened(held, records)[6:] == [None, None, f"{badge.number:012x}"]
    assert len(opened(badge, records)) == 6


def test_verdict_shown_again_still_says_that_it_was_a_pass(congress: Any, badge: Badge) -> None:
    device = make_device(congress)
    outcome = scan(make_door(congress), device, give_day_pass(badge, by=None))
    again = outcome_of(outcome.nonce, congress.id, device.person_id)
    assert (again.bearer.is_pass, again.bearer.name) == (True, badge.registration.person.badge_name)


def test_who_came_with_a_pass_came_once(congress: Any, badge: Badge) -> None:
    scan(make_door(congress), make_device(congress), give_day_pass(badge, by=None))
    from aimf_events.registration.models import Registration

    assert db.session.scalars(db.select(Registration.id).where(has_come())).all() == [badge.registration_id]
