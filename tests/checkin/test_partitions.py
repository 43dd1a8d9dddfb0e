"""Devices cut off from the server, clocks ten minutes wrong, uploads lost, repeated and reordered: the state is the same.

Source of the rule: shared/specs/badges-checkin.md, "Facts and merging". A machine of two to six devices acts on the real
verbs and the real database; at the end all is sent, in two orders, and compared with the pure function over what happened.
"""

import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from aimf_events.checkin.badges import reissue_badge, revoke_badge
from aimf_events.checkin.devices import door_of
from aimf_events.checkin.models import Badge, Checkpoint, Direction, Presence, Scan, ScanReason
from aimf_events.checkin.presence import PASSES, Fact, derive_presence
from aimf_events.checkin.scans import record_item, record_scans
from aimf_events.clock import now, set_for_tests
from aimf_events.database import db, transaction
from tests.checkin.doors import make_badge, make_door, today_congress
from tests.checkin.phones import pair_device

SKEWS = st.integers(-600, 600)  # seconds by which a device's clock is wrong
DEVICES = st.lists(SKEWS, min_size=2, max_size=6)
DOOR = st.integers(0, 1)


class Device:
    """A paired device as the server's rules see it: a clock of its own, numbers without gaps, facts kept until answered."""

    def __init__(self, congress: Any, skew: int) -> None:
        self.id = pair_device(congress, f"porte {secrets.token_hex(2)}").id
        self.skew, self.seq = timedelta(seconds=skew), 0
        self.kept: list[tuple[Checkpoint, dict[str, Any]]] = []

    def read(self, door: Checkpoint, token: str, direction: str, at: datetime) -> dict[str, Any]:
        """Judge a badge alone; the clock is wrong, and the device has measured by how much."""
        self.seq += 1
        fact = {
            "nonce": secrets.token_hex(16),
            "seq": self.seq,
            "token": token,
            "direction": direction,
            "device_time": (at + self.skew).isoformat(),
            "clock_offset_ms": round(-self.skew.total_seconds() * 1000),
            "online": False,
            "verdict_shown": "admitted",
            "reason_shown": "welcome",
        }
        self.kept.append((door, fact))
        return fact


class World:
    """A congress with two doors and three badges, and what truly happened there, second after second."""

    def __init__(self, skews: list[int]) -> None:
        empty()  # what an example before has sent
        self.congress = today_congress()
        self.doors = [make_door(self.congress, "Hall"), make_door(self.congress, "Salle", admits_once=False)]
        self.badges = [make_badge(self.congress) for _ in range(3)]
        self.printed = [badge.token for badge in self.badges]
        self.devices = [Device(self.congress, skew) for skew in skews]
        self.begun = now().replace(microsecond=0)
        self.seconds = 0
        self.happened: list[str] = []

    def step(self, what: str, which: int, badge: int, door: int) -> None:
        """One thing happens."""
        device = self.devices[which % len(self.devices)]
        self.seconds += 1
        if what in ("in", "out"):
            at = self.begun + timedelta(seconds=self.seconds)
            self.happened.append(device.read(self.doors[door], self.printed[badge], what, at)["nonce"])
        elif what == "upload":
            send(device, device.kept)
            device.kept = []
        elif what == "lose":  # the server has it, the answer is lost: the device keeps it, and sends it again
            send(device, device.kept)
        elif what == "revoke":
            revoke_badge(self.badges[badge], by=None)
        else:
            reissue_badge(self.badges[badge], by=None, reason="perdu")
            self.printed[badge] = self.badges[badge].token


def send(device: Device, facts: list[tuple[Checkpoint, dict[str, Any]]]) -> None:
    """Upload facts, door by door."""
    for door in {door.id: door for door, _fact in facts}.values():
        record_scans(door_of(door), device.id, [fact for where, fact in facts if where.id == door.id])


@contextmanager
def later(seconds: int) -> Iterator[None]:
    """The day goes on: nothing that happened lies in the future."""
    set_for_tests(now() + timedelta(seconds=seconds))
    yield
    set_for_tests(None)


def send_the_rest(world: World, chance: random.Random) -> None:
    """All come back, in any order, each upload cut in pieces, shuffled, and sent more than once."""
    rest = [(device, door, fact) for device in world.devices for door, fact in device.kept]
    chance.shuffle(rest)
    for device, door, fact in rest + chance.sample(rest, len(rest) // 2):
        record_item(door_of(door), device.id, fact)


def rows() -> list[Scan]:
    db.session.expire_all()
    return list(db.session.scalars(db.select(Scan).order_by(Scan.effective_at, Scan.device_id, Scan.seq)))


def by_the_pure_function(world: World) -> tuple[dict[str, ScanReason], dict[tuple[int, int], tuple[bool, int]]]:
    """What each fact means and where each badge stands, from the set of facts alone."""
    facts = [
        Fact(
            key=scan.id,
            device=scan.device_id,
            seq=scan.seq,
            badge=scan.badge_id or 0,
            checkpoint=scan.checkpoint_id,
            direction=Direction(scan.direction),
            at=scan.device_time + timedelta(milliseconds=scan.clock_offset_ms),
            passes=scan.reason in PASSES,
        )
        for scan in rows()
    ]
    derived = derive_presence(facts, once={door.id: door.admits_once for door in world.doors})
    reasons = {key: reason for standing in derived.values() for key, reason in standing.reasons.items()}
    told = {scan.nonce: reasons.get(scan.id, ScanReason(scan.reason)) for scan in rows()}
    return told, {pair: (s.is_in, s.by) for pair, s in derived.items() if s.by is not None}


def standing() -> dict[tuple[int, int], tuple[bool, int]]:
    return {(p.badge_id, p.checkpoint_id): (p.is_in, p.scan_id) for p in db.session.scalars(db.select(Presence))}


def entries_twice(world: World) -> list[str]:
    """Entries that were accepted while the badge was in already, at a door that admits once."""
    inside: set[tuple[int | None, int]] = set()
    twice = []
    once = {door.id for door in world.doors if door.admits_once}
    for scan in rows():
        pair = (scan.badge_id, scan.checkpoint_id)
        if scan.reason == ScanReason.GOODBYE:
            inside.discard(pair)
        elif scan.reason == ScanReason.WELCOME and scan.checkpoint_id in once:
            twice += [scan.nonce] if pair in inside else []
            inside.add(pair)
    return twice


def empty() -> None:
    """Forget what was sent, and only that: the same day can be told again in another order."""
    with transaction():
        db.session.execute(db.delete(Presence))
        db.session.execute(db.delete(Scan))


class CutOff(RuleBasedStateMachine):
    """Two to six devices at two doors, each with a clock of its own, mostly cut off; what holds, holds after every step."""

    @initialize(skews=DEVICES)
    def open_the_doors(self, skews: list[int]) -> None:
        self.world = World(skews)
        self.sent: set[str] = set()
        set_for_tests(now() + timedelta(seconds=120))  # nothing that happens lies in the future

    @rule(what=st.sampled_from(["in", "in", "in", "out"]), device=st.integers(0, 5), badge=st.integers(0, 2), door=DOOR)
    def somebody_passes(self, what: str, device: int, badge: int, door: int) -> None:
        self.world.step(what, device, badge, door)

    @rule(badge=st.integers(0, 2), what=st.sampled_from(["revoke", "reissue"]))
    def a_badge_dies(self, badge: int, what: str) -> None:
        self.world.step(what, 0, badge, 0)

    @rule(device=st.integers(0, 5), chance=st.randoms(use_true_random=False), is_answered=st.booleans())
    def some_facts_are_sent(self, device: int, chance: random.Random, is_answered: bool) -> None:
        """In any order, some of them twice; where the answer is lost the device keeps them, and sends them again."""
        the_device = self.world.devices[device % len(self.world.devices)]
        part = chance.sample(the_device.kept, chance.randint(0, len(the_device.kept)))
        send(the_device, part + part[: len(part) // 2])
        self.sent |= {fact["nonce"] for _door, fact in part}
        if is_answered:
            the_device.kept = [each for each in the_device.kept if each not in part]

    @invariant()
    def nothing_that_was_sent_is_lost_and_nothing_is_there_twice(self) -> None:
        assert sorted(scan.nonce for scan in rows()) == sorted(self.sent)

    @invariant()
    def the_state_is_that_of_the_set_of_scans(self) -> None:
        told, stands = by_the_pure_function(self.world)
        assert {scan.nonce: scan.reason for scan in rows()} == told
        assert standing() == stands

    @invariant()
    def a_badge_is_accepted_once_between_two_exits(self) -> None:
        assert entries_twice(self.world) == []

    def teardown(self) -> None:
        """All come back."""
        if hasattr(self, "world"):
            send_the_rest(self.world, random.Random(1))
            self.sent = set(self.world.happened)
            self.nothing_that_was_sent_is_lost_and_nothing_is_there_twice()
            self.the_state_is_that_of_the_set_of_scans()
            self.a_badge_is_accepted_once_between_two_exits()
            for device in self.world.devices:
                numbers = [scan.seq for scan in rows() if scan.device_id == device.id]
                assert sorted(numbers) == list(range(1, device.seq + 1))
        set_for_tests(None)


def test_whatever_happens_no_scan_is_lost_and_the_state_is_that_of_the_set_of_scans(app: Any) -> None:
    how = settings(max_examples=20, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(CutOff, settings=how)


def test_control_the_machine_finds_a_state_that_goes_by_arrival(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the second derivation off it must fail: it looks where the errors are."""
    from aimf_events.checkin import scans

    monkeypatch.setattr(scans, "derive_again", lambda *args, **how: None)
    how = settings(
        max_examples=200,
        stateful_step_count=14,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    with pytest.raises(AssertionError):
        run_state_machine_as_test(CutOff, settings=how)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    skews=DEVICES,
    steps=st.lists(
        st.tuples(st.sampled_from(["in", "out"]), st.integers(0, 5), st.integers(0, 2), st.integers(0, 1)), max_size=14
    ),
    seeds=st.tuples(st.integers(0, 2**32), st.integers(0, 2**32)),
)
def test_two_orders_of_return_give_the_same_state(
    app: Any, skews: list[int], steps: list[Any], seeds: tuple[int, int]
) -> None:
    world = World(skews)
    told = []
    with later(60):
        for step in steps:
            world.step(*step)
        for seed in seeds:
            send_the_rest(world, random.Random(seed))
            by_id = {scan.id: scan.nonce for scan in rows()}
            stands = {pair: (is_in, by_id[scan]) for pair, (is_in, scan) in standing().items()}
            told.append(([(scan.nonce, scan.reason) for scan in rows()], stands))
            empty()
    assert told[0] == told[1]


def test_of_two_clocks_ten_minutes_apart_the_first_in_truth_is_the_first(app: Any) -> None:
    world = World([600, -600])
    with later(60):
        world.step("in", 0, 0, 0)  # its clock says ten minutes later
        world.step("in", 1, 0, 0)
        send_the_rest(world, random.Random(1))
    first, second = rows()
    assert (first.device_id, first.reason) == (world.devices[0].id, ScanReason.WELCOME)
    assert (second.device_id, second.reason) == (world.devices[1].id, ScanReason.ALREADY_IN)


def test_control_without_judging_again_the_order_of_arrival_would_be_the_state(
    app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same day with the second derivation off: what the tests above hold is not a truism."""
    from aimf_events.checkin import scans

    world = World([0, 0])
    world.step("in", 0, 0, 0)
    world.step("in", 1, 0, 0)
    monkeypatch.setattr(scans, "derive_again", lambda *args, **how: None)
    with later(60):
        for device in reversed(world.devices):
            send(device, device.kept)
    told, _stands = by_the_pure_function(world)
    assert {scan.nonce: scan.reason for scan in rows()} != told


def test_control_a_clock_that_is_not_set_right_would_put_the_last_first(app: Any) -> None:
    world = World([600, 0])
    with later(700):
        world.step("in", 0, 0, 0)
        world.step("in", 1, 0, 0)
        for _door, fact in world.devices[0].kept:
            fact["clock_offset_ms"] = 0
        send_the_rest(world, random.Random(1))
    assert [scan.device_id for scan in rows()] == [world.devices[1].id, world.devices[0].id]


def test_badges_are_known_by_their_numbers(app: Any) -> None:
    """What was read of a badge since issued again is still that badge's, and says that it was replaced."""
    world = World([0, 0])
    with later(60):
        world.step("in", 0, 0, 0)
        world.step("reissue", 0, 0, 0)
        world.step("in", 1, 0, 0)
        send_the_rest(world, random.Random(1))
    badge = db.session.get_one(Badge, world.badges[0].id)
    assert [(scan.badge_id, scan.issue, scan.reason) for scan in rows()] == [
        (badge.id, 1, ScanReason.REPLACED),
        (badge.id, 2, ScanReason.WELCOME),
    ]
