"""A scan is a fact: never refused, judged under lock, answered the same way again, whatever the order of arrival."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from aimf_events.checkin import presence, scan_queries, scans
from aimf_events.checkin.badges import badge_face, issue_badge, reissue_badge, revoke_badge
from aimf_events.checkin.devices import door_of
from aimf_events.checkin.models import DeadScan, Direction, Presence, Scan, ScanReason, Verdict
from aimf_events.checkin.presence import Fact, derive_presence
from aimf_events.clock import now
from aimf_events.congress.categories import change_category
from aimf_events.database import db, transaction
from aimf_events.people.models import Civility
from tests.checkin.doors import fact, make_badge, make_device, make_door, scan, today_congress
from tests.factories import make_congress, make_person


@pytest.fixture
def congress(app: Any) -> Any:
    return today_congress()


def test_first_entry_is_welcome_and_the_second_points_to_it(congress: Any) -> None:
    badge, door = make_badge(congress), make_door(congress)
    first = scan(door, make_device(congress, "porte B"), badge)
    second = scan(door, make_device(congress, "porte C"), badge)
    assert (first.status, first.verdict, first.reason) == ("recorded", Verdict.ADMITTED, ScanReason.WELCOME)
    assert first.bearer is not None
    assert first.bearer.name == badge.registration.person.badge_name
    assert (second.verdict, second.reason, second.first_door) == (Verdict.LOOK, ScanReason.ALREADY_IN, "porte B")
    assert second.since is not None


def test_the_door_names_the_category_as_the_badge_does(congress: Any) -> None:
    woman = make_badge(congress)
    man = make_badge(congress, person=make_person("Koffi", "Dossou", civility=Civility.SIR))
    door, device = make_door(congress), make_device(congress)
    said = [scan(door, device, badge).bearer for badge in (woman, man)]
    assert [each.category_label for each in said if each] == [
        {"fr": "Déléguée", "en": "Delegate"},
        {"fr": "Délégué", "en": "Delegate"},
    ]
    assert [badge_face(badge, "fr").category for badge in (woman, man)] == ["Déléguée", "Délégué"]


def test_after_going_out_one_may_come_in_again(congress: Any) -> None:
    badge, door, device = make_badge(congress), make_door(congress), make_device(congress)
    reasons = [scan(door, device, badge, direction=way).reason for way in ("in", "out", "in")]
    assert reasons == [ScanReason.WELCOME, ScanReason.GOODBYE, ScanReason.WELCOME]


def test_change_of_a_zone_needs_no_reprint(congress: Any) -> None:
    badge, device = make_badge(congress), make_device(congress)
    lounge = make_door(congress, zones=0b100)
    assert scan(lounge, device, badge).reason is ScanReason.OTHER_ZONE
    delegate = badge.registration.category
    same = {n: getattr(delegate, n) for n in ("letter", "colour", "label", "feminine", "default_places")}
    change_category(delegate, **same, zones=0b111, by=None)
    assert scan(lounge, device, badge).reason is ScanReason.WELCOME


def test_door_without_once_lets_in_each_time(congress: Any) -> None:
    badge, door, device = make_badge(congress), make_door(congress, admits_once=False), make_device(congress)
    assert [scan(door, device, badge).reason for _ in range(2)] == [ScanReason.WELCOME, ScanReason.WELCOME]


def test_short_code_typed_with_dashes_and_small_letters(congress: Any) -> None:
    badge, door = make_badge(congress), make_door(congress)
    typed = f"{badge.short_code[:4]}-{badge.short_code[4:8]}-{badge.short_code[8]}".lower()
    assert scan(door, make_device(congress), code=typed).reason is ScanReason.WELCOME


def test_azerty_keyboard_scanner_is_understood(congress: Any) -> None:
    badge, door = make_badge(congress), make_door(congress)
    typed = badge.token.translate(str.maketrans("1234567890", "&é\"'(-è_çà"))
    assert scan(door, make_device(congress), token=typed).reason is ScanReason.WELCOME


def test_mistyped_code_is_unreadable_and_one_that_names_nobody_is_refused(congress: Any) -> None:
    door, device = make_door(congress), make_device(congress)
    mistyped = scan(door, device, code="ABCD-EFGH-J")
    nobody = scan(door, device, code="00000000" + "0")
    assert (mistyped.verdict, mistyped.reason) == (Verdict.LOOK, ScanReason.UNREADABLE)
    assert (nobody.verdict, nobody.reason) == (Verdict.REFUSED, ScanReason.NOT_IN_LIST)


def test_flipped_digits_are_forged_and_stored_without_a_bearer(congress: Any) -> None:
    badge, door, device = make_badge(congress), make_door(congress), make_device(congress)
    flipped = badge.token[:-1] + str((int(badge.token[-1]) + 1) % 10)
    outcome = scan(door, device, token=flipped)
    assert (outcome.verdict, outcome.reason, outcome.bearer) == (Verdict.REFUSED, ScanReason.FORGED, None)
    assert db.session.scalar(select(Scan.badge_id)) is None


def test_badge_of_another_congress(congress: Any) -> None:
    stranger = make_badge(make_congress())
    assert scan(make_door(congress), make_device(congress), stranger).reason is ScanReason.OTHER_CONGRESS


def test_revoked_badge_is_refused(congress: Any) -> None:
    badge, door = make_badge(congress), make_door(congress)
    revoke_badge(badge, by=None)
    assert scan(door, make_device(congress), badge).reason is ScanReason.REVOKED


def test_lower_issue_and_its_short_code_are_dead(congress: Any) -> None:
    badge, door, device = make_badge(congress), make_door(congress), make_device(congress)
    token, code = badge.token, badge.short_code
    reissue_badge(badge, by=None, reason="perdu")
    assert scan(door, device, token=token).reason is ScanReason.REPLACED
    assert scan(door, device, code=code).reason is ScanReason.NOT_IN_LIST
    assert scan(door, device, badge).reason is ScanReason.WELCOME


def test_full_room_refuses_until_somebody_leaves(congress: Any) -> None:
    one, two = make_badge(congress), make_badge(congress)
    door, device = make_door(congress, limit=1), make_device(congress)
    assert scan(door, device, one).reason is ScanReason.WELCOME
    assert scan(door, device, two).reason is ScanReason.FULL
    assert scan(door, device, one).reason is ScanReason.ALREADY_IN
    scan(door, device, one, direction="out")
    assert scan(door, device, two).reason is ScanReason.WELCOME


def test_same_nonce_gets_the_same_answer_and_is_one_fact(congress: Any) -> None:
    badge, door, device = make_badge(congress), make_door(congress), make_device(congress)
    sent = fact(badge)
    first = scans.record_item(door_of(door), device.id, sent)
    again = scans.record_item(door_of(door), device.id, sent)
    assert (again.status, again.verdict, again.reason, again.bearer) == (
        "replayed",
        first.verdict,
        first.reason,
        first.bearer,
    )
    assert db.session.scalar(select(func.count()).select_from(Scan)) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"nonce": "short"},
        {"nonce": None},
        {"seq": 0},
        {"seq": "1"},
        {"seq": True},
        {"device_time": "yesterday"},
        {"device_time": "2026-12-09T08:52:00"},
        {"device_time": "9999-12-31T23:59:59+00:00"},
        {"device_time": "9999-12-31T23:59:59+00:00", "clock_offset_ms": 86_400_000},
        {"direction": "up"},
        {"code": "ABCD"},
        {"token": None},
        {"token": "1" * 2000},
        {"clock_offset_ms": 10**15},
    ],
)
def test_item_that_cannot_be_a_fact_is_kept_aside(congress: Any, change: dict[str, Any]) -> None:
    badge, door, device = make_badge(congress), make_door(congress), make_device(congress)
    outcome = scan(door, device, **{"token": badge.token, **change})
    assert outcome.status == "dead"
    assert outcome.why
    assert db.session.scalar(select(func.count()).select_from(DeadScan)) == 1


def test_a_clock_that_was_far_ahead_does_not_put_later_scans_on_the_next_day(congress: Any) -> None:
    door, device = make_door(congress), make_device(congress)
    badges = [make_badge(congress) for _ in range(3)]
    sent_at = [now() + timedelta(hours=20), now(), now()]
    items = [
        fact(badge, device_time=at.isoformat(), online=False, seq=seq)
        for seq, (badge, at) in enumerate(zip(badges, sent_at, strict=True), 1)
    ]
    outcomes = [scans.record_item(door_of(door), device.id, items[which]) for which in (0, 2, 1)]  # one comes late, too
    assert [outcome.reason for outcome in outcomes] == [ScanReason.WELCOME] * 3
    kept = db.session.scalars(select(Scan).order_by(Scan.seq)).all()
    assert [each.reason for each in kept] == [ScanReason.WELCOME] * 3
    assert max(each.effective_at for each in kept) <= now()
    assert kept[0].device_time > now()  # what the telephone said is kept


def test_two_tabs_of_one_telephone_lose_nothing(congress: Any) -> None:
    badges, door, device = [make_badge(congress) for _ in range(4)], make_door(congress), make_device(congress)
    items = [fact(badge, seq=seq) for badge, seq in zip(badges, (1, 1, 2, 2), strict=True)]
    outcomes = scans.record_scans(door_of(door), device.id, items)
    assert [(o.reason, o.seq) for o in outcomes] == [(ScanReason.WELCOME, seq) for seq in (1, 2, 3, 4)]
    again = scans.record_scans(door_of(door), device.id, items)
    assert [(o.status, o.reason, o.seq) for o in again] == [
        ("replayed", ScanReason.WELCOME, seq) for seq in (1, 2, 3, 4)
    ]
    assert list(db.session.scalars(select(Scan.seq).order_by(Scan.seq))) == [1, 2, 3, 4]


def test_two_tabs_at_the_same_moment(congress: Any, at_once: Any) -> None:
    one, two, door = make_badge(congress), make_badge(congress), door_of(make_door(congress))
    device = make_device(congress).id
    items = [fact(one, seq=1), fact(two, seq=1)]
    outcomes = at_once(*(lambda i=i: scans.record_item(door, device, i) for i in items))
    assert sorted((o.status, o.seq) for o in outcomes) == [("recorded", 1), ("recorded", 2)]


def test_nonce_used_by_another_badge_is_kept_aside(congress: Any) -> None:
    one, two, door, device = make_badge(congress), make_badge(congress), make_door(congress), make_device(congress)
    nonce = "ab" * 16
    assert scan(door, device, one, nonce=nonce, seq=1).status == "recorded"
    assert scan(door, device, two, nonce=nonce, seq=2).status == "dead"


def test_other_offline_fact_under_a_used_number_is_kept_aside_and_the_next_goes_on(congress: Any) -> None:
    one, two, three = (make_badge(congress) for _ in range(3))
    door, device = make_door(congress), make_device(congress)
    items = [fact(one, seq=1), fact(two, seq=1, online=False), "not an object", fact(three, seq=2)]
    outcomes = scans.record_scans(door_of(door), device.id, items)
    assert [o.status for o in outcomes] == ["recorded", "dead", "dead", "recorded"]
    assert db.session.scalar(select(func.count()).select_from(DeadScan)) == 2


def test_two_doors_one_badge_one_admission(congress: Any, at_once: Any) -> None:
    badge, door = make_badge(congress), door_of(make_door(congress))
    devices = [make_device(congress).id, make_device(congress).id]
    items = [fact(badge), fact(badge)]
    outcomes = at_once(*(lambda d=d, i=i: scans.record_item(door, d, i) for d, i in zip(devices, items, strict=True)))
    assert sorted(o.reason for o in outcomes) == [ScanReason.ALREADY_IN, ScanReason.WELCOME]


def test_without_the_lock_two_doors_admit_twice(congress: Any, at_once: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: both doors read before either writes, as nothing holds the second one back."""
    unlocked = str(scan_queries.HOLD_BY_NUMBER).replace("pg_advisory_xact_lock(hashtextextended(", "length(concat(")
    monkeypatch.setattr(scan_queries, "HOLD_BY_NUMBER", text(unlocked))
    both_have_read = threading.Barrier(2, timeout=10)
    among_others = scans._among_others

    def wait_for_the_other(*given: Any) -> Any:
        reason = among_others(*given)
        both_have_read.wait()
        return reason

    monkeypatch.setattr(scans, "_among_others", wait_for_the_other)
    badge, door = make_badge(congress), door_of(make_door(congress))
    devices = [make_device(congress).id, make_device(congress).id]
    items = [fact(badge), fact(badge)]
    outcomes = at_once(*(lambda d=d, i=i: scans.record_item(door, d, i) for d, i in zip(devices, items, strict=True)))
    assert [o.reason for o in outcomes] == [ScanReason.WELCOME, ScanReason.WELCOME]


def test_last_place_of_a_room_taken_by_two(congress: Any, at_once: Any) -> None:
    badges, door = [make_badge(congress), make_badge(congress)], door_of(make_door(congress, limit=1))
    devices = [make_device(congress).id, make_device(congress).id]
    items = [fact(b) for b in badges]
    outcomes = at_once(*(lambda d=d, i=i: scans.record_item(door, d, i) for d, i in zip(devices, items, strict=True)))
    assert sorted(o.reason for o in outcomes) == [ScanReason.FULL, ScanReason.WELCOME]


# -- any order of arrival, any repetition --------------------------------------------------------------------------------

_FACTS = st.lists(
    st.tuples(
        st.integers(0, 2),  # device
        st.integers(0, 2),  # badge
        st.integers(0, 1),  # door
        st.sampled_from(list(Direction)),
        st.integers(-600, 600),  # seconds of clock skew and time
        st.sampled_from([False, False, False, True]),  # let in against the rules
    ),
    min_size=1,
    max_size=14,
)


def _facts(drawn: Any) -> list[Fact]:
    seqs: dict[int, int] = {}
    facts = []
    for key, (device, badge, door, direction, seconds, let_in) in enumerate(drawn):
        seqs[device] = seq = seqs.get(device, 0) + 1
        at = now().replace(microsecond=0) + timedelta(seconds=seconds)
        given = {"device": device, "badge": badge, "checkpoint": door, "direction": direction}
        facts.append(Fact(key=key, seq=seq, at=at, let_in=let_in and direction is Direction.IN, **given))
    return facts


@given(drawn=_FACTS, data=st.data())
@settings(max_examples=150, deadline=None)
def test_state_is_the_same_in_any_order_and_with_repetitions(drawn: Any, data: st.DataObject) -> None:
    facts = _facts(drawn)
    shuffled = data.draw(st.permutations([*facts, *data.draw(st.lists(st.sampled_from(facts), max_size=5))]))
    once = {0: True, 1: False}
    state = derive_presence(facts, once=once)
    assert derive_presence(shuffled, once=once) == state
    assert sorted(key for standing in state.values() for key in standing.reasons) == [f.key for f in facts]
    times = presence.effective_times(facts)
    for (_badge, door), standing in state.items():
        kept = sorted((f for f in facts if f.key in standing.reasons), key=lambda f: (times[f.key], f.device, f.seq))
        inside = False
        for each in kept:
            reason = standing.reasons[each.key]
            assert not (reason is ScanReason.WELCOME and inside and once[door])
            assert (reason is ScanReason.LET_IN) == each.let_in
            inside = reason in (ScanReason.WELCOME, ScanReason.LET_IN) or (reason is ScanReason.ALREADY_IN and inside)


@given(drawn=_FACTS, data=st.data())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_decided_one_by_one_under_lock_gives_the_pure_state(congress: Any, drawn: Any, data: st.DataObject) -> None:
    badges, devices = [make_badge(congress) for _ in range(3)], [make_device(congress) for _ in range(3)]
    doors = [make_door(congress), make_door(congress, admits_once=False)]
    facts = _facts(drawn)
    items = {
        f.key: fact(
            badges[f.badge],
            nonce=f"{f.key:032x}",
            seq=f.seq,
            device_time=f.at.isoformat(),
            direction=f.direction,
            let_in=f.let_in,
        )
        for f in facts
    }
    for each in data.draw(st.permutations([*facts, *facts[:3]])):
        scans.record_item(door_of(doors[each.checkpoint]), devices[each.device].id, items[each.key])
    expected = derive_presence(facts, once={0: True, 1: False})
    nonces = {nonce: int(nonce, 16) for nonce in db.session.scalars(select(Scan.nonce))}
    assert sorted(nonces.values()) == [f.key for f in facts]
    stored = {
        (p.badge_id, p.checkpoint_id): (p.is_in, int(nonce, 16), p.since)
        for p, nonce in db.session.execute(select(Presence, Scan.nonce).join(Scan, Scan.id == Presence.scan_id))
    }
    assert stored == {
        (badges[b].id, doors[d].id): (s.is_in, s.by, s.since) for (b, d), s in expected.items() if s.by is not None
    }
    reasons = {int(n, 16): r for n, r in db.session.execute(select(Scan.nonce, Scan.reason)).tuples()}
    assert reasons == {key: reason for s in expected.values() for key, reason in s.reasons.items()}
    with transaction():
        db.session.execute(text("DELETE FROM presence"))
        db.session.execute(text("DELETE FROM scan"))
    db.session.expire_all()


def test_issuing_again_what_has_not_changed_is_the_same_badge(congress: Any) -> None:
    badge = make_badge(congress)
    assert issue_badge(badge.registration).token == badge.token
