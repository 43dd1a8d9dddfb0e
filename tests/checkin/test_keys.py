"""Signing keys: two from the first day, turned, withdrawn, sixteen at most."""

import threading
from contextlib import suppress
from typing import Any

import pytest

from aimf_events.checkin import keys
from aimf_events.checkin.badges import reissue_under_withdrawn_key
from aimf_events.checkin.keys import (
    KeysExhausted,
    ensure_keys,
    key_of,
    keys_of,
    rotate_key,
    signing_key,
    withdraw_key,
)
from aimf_events.checkin.models import ScanReason
from aimf_events.congress.models import Congress
from aimf_events.database import db
from tests.checkin.doors import make_badge, make_device, make_door, scan, today_congress


@pytest.fixture
def congress(app: Any) -> Any:
    return today_congress()


def test_two_keys_from_the_first_day_and_only_once(congress: Any, at_once: Any) -> None:
    at_once(*(lambda: ensure_keys(congress).kid for _ in range(3)))
    assert [(k.kid, k.is_current) for k in keys_of(congress)] == [(0, True), (1, False)]


def test_private_half_is_not_stored_in_clear(congress: Any) -> None:
    key = ensure_keys(congress)
    raw = signing_key(key).private_bytes_raw()
    assert raw not in key.private_key
    assert signing_key(key).public_key().public_bytes_raw() == key.public_key


def test_rotation_takes_the_reserve_and_old_badges_live_on(congress: Any) -> None:
    old = make_badge(congress)
    rotate_key(congress, by=None)
    new = make_badge(congress)
    door, device = make_door(congress), make_device(congress)
    assert (old.kid, new.kid, len(keys_of(congress))) == (0, 1, 3)
    assert [scan(door, device, b).reason for b in (old, new)] == [ScanReason.WELCOME, ScanReason.WELCOME]


def test_withdrawn_key_kills_its_badges_until_they_are_issued_again(congress: Any) -> None:
    badge, door, device = make_badge(congress), make_door(congress), make_device(congress)
    withdraw_key(ensure_keys(congress), by=None, reason="copie")
    token = badge.token
    assert scan(door, device, badge).reason is ScanReason.REPLACED
    assert scan(door, device, code=badge.short_code).reason is ScanReason.REPLACED
    assert (reissue_under_withdrawn_key(congress, by=None), reissue_under_withdrawn_key(congress, by=None)) == (1, 0)
    assert scan(door, device, token=token).reason is ScanReason.REPLACED
    assert scan(door, device, badge).reason is ScanReason.WELCOME


def test_sixteen_keys_and_no_more(congress: Any) -> None:
    for _ in range(15):
        rotate_key(congress, by=None)
    with pytest.raises(KeysExhausted):
        rotate_key(congress, by=None)
    assert [k.kid for k in keys_of(congress) if k.is_current] == [15]


def turned_and_withdrawn_at_once(congress: Any, at_once: Any) -> tuple[list[Any], int]:
    """Two supervisors turn the key, a third withdraws it, all at one moment: what they got, and how many keys are current."""
    ensure_keys(congress)
    held = congress.id

    def here() -> Congress:
        return db.session.get_one(Congress, held)

    told = at_once(
        lambda: rotate_key(here(), by=None).kid,
        lambda: rotate_key(here(), by=None).kid,
        lambda: withdraw_key(key_of(here(), 0), by=None, reason="copie").kid,
    )
    return told, sum(each.is_current for each in keys_of(congress))


def test_keys_turned_and_withdrawn_at_once_leave_one_that_signs(congress: Any, at_once: Any) -> None:
    for _ in range(3):
        fresh = today_congress()
        told, current = turned_and_withdrawn_at_once(fresh, at_once)
        assert [each for each in told if isinstance(each, Exception)] == []
        assert current == 1


def test_without_the_lock_they_run_into_each_other(congress: Any, at_once: Any, monkeypatch: Any) -> None:
    both = threading.Barrier(3)
    monkeypatch.setattr(keys, "_hold_keys", lambda _congress: None)
    real = keys.ensure_keys

    def together(congress: Any) -> Any:
        found = real(congress)
        with suppress(threading.BrokenBarrierError):
            both.wait(1)
        return found

    ensure_keys(congress)
    monkeypatch.setattr(keys, "ensure_keys", together)
    told, current = turned_and_withdrawn_at_once(congress, at_once)
    assert current != 1 or any(isinstance(each, Exception) for each in told)
