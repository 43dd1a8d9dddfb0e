"""Emergency badges: bound by facts in any order, one key more to a badge's presence, and nobody is shown red for one."""

import itertools
import json
import secrets
import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from aimf_events.checkin import bindings, blanks
from aimf_events.checkin.badges import revoke_badge
from aimf_events.checkin.bindings import record_binding, release_bindings
from aimf_events.checkin.blank_models import BlankBadge, BlankBinding, BlankState
from aimf_events.checkin.blank_state import Bound, Stands, stands_for
from aimf_events.checkin.devices import revoke_device
from aimf_events.checkin.models import Badge, BadgeState, DeadScan, DeviceRole, ScanDevice
from aimf_events.checkin.sealing import index_of, unseal
from aimf_events.checkin.snapshot import snapshot_of
from aimf_events.checkin.token import to_bytes
from aimf_events.clock import now
from aimf_events.congress.models import Congress, CongressRole
from aimf_events.database import db
from tests.checkin.doors import make_badge, make_device, make_door, scan, today_congress
from tests.checkin.phones import PairedPhone, pair_device
from tests.factories import make_congress, make_person, make_staff

BINDINGS = "/api/v1/devices/me/bindings"


@pytest.fixture
def congress(app: Any) -> Congress:
    return today_congress()


@pytest.fixture
def supervisor(congress: Congress) -> Any:
    return make_staff(CongressRole.DOOR_SUPERVISOR, congress=congress)


@pytest.fixture
def blank(congress: Congress, supervisor: Any) -> BlankBadge:
    return blanks.make_blanks(congress, 1, by=supervisor)[0]


@pytest.fixture
def desk(congress: Congress) -> ScanDevice:
    return pair_device(congress, "accueil", role=DeviceRole.DESK)


def said(blank: BlankBadge, badge: Badge | None = None, **values: Any) -> dict[str, Any]:
    """A binding as a desk sends it."""
    whom = {"badge": f"{badge.number:012x}"} if badge is not None else {}
    return {"nonce": secrets.token_hex(16), "token": blank.token, "device_time": now().isoformat(), **whom, **values}


def how_many(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


# -- for whom it stands, by the facts alone ------------------------------------------------------------------------------


def test_any_order_of_arrival_and_any_repetition_give_the_same() -> None:
    at = now()
    facts = [
        Bound(key=1, at=at, badge=7),
        Bound(key=2, at=at - timedelta(minutes=9), badge=8),
        Bound(key=3, at=at, name="Aïcha", delegation="Huế"),
        Bound(key=4, at=at - timedelta(hours=1), badge=9, by_supervisor=True),
        Bound(key=5, at=at - timedelta(minutes=1), badge=8, by_supervisor=True),
    ]
    for some in (facts[:1], facts[:2], facts[:3], facts[:4], facts):
        told = {stands_for(order) for order in itertools.permutations([*some, some[0]])}
        assert len(told) == 1
    assert stands_for([]) == Stands()
    assert stands_for(facts[:1]) == Stands(BlankState.BOUND, 7)
    assert stands_for(facts[:2]).state is BlankState.CONTESTED
    assert stands_for(facts) == Stands(BlankState.BOUND, 8)


def test_the_same_name_written_twice_is_one_person() -> None:
    told = [Bound(key=key, at=now(), name=name, delegation="Huế") for key, name in enumerate(("Vo Thi", "VO  THI"))]
    assert stands_for(told) == Stands(BlankState.HANDWRITTEN, None, "Vo Thi", "Huế")


# -- at a desk -----------------------------------------------------------------------------------------------------------


def test_bound_it_is_one_more_key_to_the_same_presence(congress: Congress, blank: BlankBadge, desk: ScanDevice) -> None:
    badge, door, phone = make_badge(congress), make_door(congress), make_device(congress)
    first = scan(door, phone, token=blank.token)
    assert (first.verdict, first.reason, first.bearer) == ("look", "not_in_list", None)
    item = said(blank, badge)
    assert [record_binding(desk, item).status for _ in range(2)] == ["recorded", "replayed"]
    entered = scan(door, phone, token=blank.token)
    assert (entered.verdict, entered.bearer and entered.bearer.name) == (
        "admitted",
        badge.registration.person.badge_name,
    )
    assert scan(door, phone, badge).reason == "already_in"
    assert scan(door, phone, badge, direction="out").reason == "goodbye"
    assert scan(door, phone, code=blank.short_code).reason == "welcome"
    revoke_badge(badge, by=None)
    assert scan(door, phone, token=blank.token).reason == "revoked"


def test_a_lost_badge_dies_where_it_is_said_and_a_forgotten_one_lives(
    congress: Congress, supervisor: Any, desk: ScanDevice
) -> None:
    one, other = blanks.make_blanks(congress, 2, by=supervisor)
    lost, forgotten, door, phone = (
        make_badge(congress),
        make_badge(congress),
        make_door(congress),
        make_device(congress),
    )
    printed = lost.token
    record_binding(desk, said(one, lost, is_lost=True))
    record_binding(desk, said(other, forgotten))
    assert scan(door, phone, token=printed).reason == "replaced"
    assert scan(door, phone, forgotten).reason == "welcome"
    assert scan(door, phone, token=one.token).reason == "welcome"


def test_two_desks_that_differ_and_one_person_with_two_wait_for_a_supervisor(
    congress: Congress, supervisor: Any, desk: ScanDevice
) -> None:
    first, second, third, fourth = blanks.make_blanks(congress, 4, by=supervisor)
    koffi, awa, door, phone = make_badge(congress), make_badge(congress), make_door(congress), make_device(congress)
    other = pair_device(congress, "accueil bis", role=DeviceRole.DESK)
    record_binding(desk, said(first, koffi))
    record_binding(other, said(first, awa))
    for each in (second, third):
        record_binding(desk, said(each, koffi))
    record_binding(desk, said(fourth, name=" Vo  Thi Sau ", delegation="Hô Chi Minh-Ville"))
    told = {each.blank.serial: each for each in blanks.blanks_of(congress)}
    assert {serial: (each.blank.state, each.is_open) for serial, each in told.items()} == {
        1: (BlankState.CONTESTED, True),
        2: (BlankState.BOUND, True),
        3: (BlankState.BOUND, True),
        4: (BlankState.HANDWRITTEN, True),
    }
    assert (fourth.hand_name, fourth.hand_delegation) == ("Vo Thi Sau", "Hô Chi Minh-Ville")
    assert scan(door, phone, token=first.token).verdict == "look"
    blanks.settle_blank(first, short_code=awa.short_code, by=supervisor)
    blanks.withdraw_blank(third, by=supervisor)
    assert scan(door, phone, token=first.token).bearer.name == awa.registration.person.badge_name  # type: ignore[union-attr]
    assert scan(door, phone, token=third.token).verdict == "look"
    record_binding(desk, said(third, awa))  # a fact that comes late does not bring it back
    assert third.state is BlankState.WITHDRAWN
    assert {each.blank.serial: each.is_open for each in blanks.blanks_of(congress)} == {
        1: False,
        2: False,
        3: False,
        4: True,
    }


def test_a_lost_badge_dies_once_however_many_desks_say_so_and_a_revoked_one_stays_dead(
    congress: Congress, supervisor: Any, desk: ScanDevice
) -> None:
    one, other = blanks.make_blanks(congress, 2, by=supervisor)
    lost, gone = make_badge(congress), make_badge(congress)
    second = pair_device(congress, "accueil bis", role=DeviceRole.DESK)
    for table in (desk, second, desk):
        record_binding(table, said(one, lost, is_lost=True))
    assert lost.issue == 2
    blanks.settle_blank(one, short_code=lost.short_code, by=supervisor)
    assert lost.issue == 2
    revoke_badge(gone, by=None)
    record_binding(desk, said(other, gone, is_lost=True))
    assert (gone.state, gone.issue) == (BadgeState.REVOKED, 1)


def test_a_contested_loss_ends_the_badge_for_which_the_supervisor_settles(
    congress: Congress, supervisor: Any, blank: BlankBadge, desk: ScanDevice
) -> None:
    koffi, awa = make_badge(congress), make_badge(congress)
    record_binding(desk, said(blank, koffi, is_lost=True))
    assert koffi.issue == 2
    record_binding(desk, said(blank, awa, is_lost=True))
    assert awa.issue == 1
    blanks.settle_blank(blank, short_code=awa.short_code, by=supervisor)
    assert (koffi.issue, awa.issue) == (2, 2)


def test_what_a_desk_no_longer_heard_says_waits_for_a_supervisor(
    congress: Congress, supervisor: Any, blank: BlankBadge, desk: ScanDevice, browser_of: Any
) -> None:
    badge, item = make_badge(congress), None
    revoke_device(desk, by=supervisor)
    item = said(blank, badge, is_lost=True)
    assert [record_binding(desk, item).status for _ in range(2)] == ["quarantined", "replayed"]
    assert (blank.state, badge.issue) == (BlankState.FREE, 1)
    browser, page = browser_of(supervisor), f"/{congress.name}/door/devices"
    assert "Ils sont gardés, et ne comptent pas." in browser.get(page).text
    browser.post(f"{page}/{desk.public_id}/release")
    db.session.expire_all()
    assert (blank.badge_id, badge.issue) == (badge.id, 2)
    assert release_bindings(desk, by=supervisor) == 0


def two_desks(blank: BlankBadge, badges: list[Badge], desks: list[ScanDevice], at_once: Any) -> list[Any]:
    facts = [(table.id, said(blank, badge)) for table, badge in zip(desks, badges, strict=True)]

    def bind(device_id: int, item: dict[str, Any]) -> str:
        return record_binding(db.session.get_one(ScanDevice, device_id), item).status

    return at_once(*(lambda fact=fact: bind(*fact) for fact in facts))


def test_two_desks_at_once_that_differ_bind_it_to_nobody(congress: Congress, blank: BlankBadge, at_once: Any) -> None:
    badges = [make_badge(congress), make_badge(congress)]
    desks = [pair_device(congress, label, role=DeviceRole.DESK) for label in ("accueil", "accueil bis")]
    assert two_desks(blank, badges, desks, at_once) == ["recorded", "recorded"]
    db.session.expire_all()
    assert blank.state is BlankState.CONTESTED


def test_without_the_lock_two_desks_at_once_would_both_be_believed(
    congress: Congress, blank: BlankBadge, at_once: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: each desk then reads only what it wrote itself, and the blank stands for one of two people."""
    meet = threading.Barrier(2)
    derive = bindings.derive

    def together(blank: BlankBadge, *, by: Any) -> None:
        meet.wait(10)
        derive(blank, by=by)

    monkeypatch.setattr(bindings, "lock", lambda thing: thing)
    monkeypatch.setattr(bindings, "derive", together)
    badges = [make_badge(congress), make_badge(congress)]
    desks = [pair_device(congress, label, role=DeviceRole.DESK) for label in ("accueil", "accueil bis")]
    assert two_desks(blank, badges, desks, at_once) == ["recorded", "recorded"]
    db.session.expire_all()
    assert blank.state is BlankState.BOUND


@pytest.mark.parametrize(
    "change, why",
    [
        ({"nonce": "x"}, "nonce"),
        ({"token": "1" + "0" * 188}, "token"),
        ({"token": None}, "token"),
        ({"token": "\x00"}, "token"),
        ({"device_time": "9999-12-31T23:59:59+00:00", "clock_offset_ms": 86_400_000}, "device_time"),
        ({"device_time": "2999-12-31T23:59:59+00:00"}, "device_time"),
        ({"device_time": "yesterday"}, "device_time"),
        ({"badge": "zz"}, "badge"),
        ({"badge": "0" * 12}, "badge"),
        ({"badge": None, "name": "  "}, "badge or name"),
        ({"badge": None, "name": "x" * 121}, "name"),
        ({"badge": None, "name": 5}, "name"),
        ({"clock_offset_ms": "x"}, "clock_offset_ms"),
    ],
)
def test_what_nobody_can_use_is_kept_aside(
    congress: Congress, blank: BlankBadge, desk: ScanDevice, change: dict[str, Any], why: str
) -> None:
    outcome = record_binding(desk, {**said(blank, make_badge(congress)), **change})
    assert outcome.status == "dead"
    assert outcome.why.startswith(why)
    assert (how_many(BlankBinding), how_many(DeadScan)) == (0, 1)


def test_a_blank_or_a_person_of_another_congress_is_nobodys(
    congress: Congress, blank: BlankBadge, desk: ScanDevice
) -> None:
    elsewhere = make_congress()
    stranger = pair_device(elsewhere, role=DeviceRole.DESK)
    assert record_binding(stranger, said(blank, make_badge(elsewhere))).status == "dead"
    assert record_binding(desk, said(blank, make_badge(elsewhere))).status == "dead"
    assert scan(make_door(elsewhere), make_device(elsewhere), token=blank.token).reason == "other_congress"


def test_over_the_line_only_a_desk_that_is_heard_binds(congress: Congress, blank: BlankBadge, client: Any) -> None:
    badge = make_badge(congress)
    door, phone = (PairedPhone(client, congress, role=role) for role in (DeviceRole.DOOR, DeviceRole.DESK))
    assert door.send(BINDINGS, {"scans": [said(blank, badge)]}).get_json()["results"][0]["status"] == "dead"
    answer = phone.send(BINDINGS, {"scans": [said(blank, badge), "?"]}).get_json()
    assert [each["status"] for each in answer["results"]] == ["recorded", "dead"]
    for body, status in (
        ({}, 400),
        ({"scans": []}, 400),
        ({"scans": [0] * 201}, 422),
        ({"scans": ["x" * 400_000]}, 413),
    ):
        assert phone.send(BINDINGS, body).status_code == status
    assert client.post(BINDINGS, json={"scans": [said(blank, badge)]}).status_code == 400
    revoke_device(phone.device, by=None)
    late = phone.send(BINDINGS, {"scans": [said(blank, make_badge(congress))]}).get_json()
    assert (late["revoked"], late["results"][0]["status"]) == (True, "quarantined")
    db.session.refresh(blank)
    assert blank.badge_id == badge.id


def test_doors_without_the_network_are_told_whom_it_stands_for(
    congress: Congress, blank: BlankBadge, desk: ScanDevice
) -> None:
    badge = make_badge(congress, person=make_person("Soumanou", "Bio"))

    def record() -> list[Any]:
        token = to_bytes(blank.token)
        return unseal(token, snapshot_of(congress).records[index_of(token)])

    assert record()[0] == snapshot_of(congress).head["blanks"]["number"]
    record_binding(desk, said(blank, badge))
    assert record()[:5] == [
        badge.category_number,
        0,
        str(badge.registration.person.civility),
        "",
        badge.registration.person.badge_name,
    ]
    assert record()[8] == f"{badge.number:012x}"
    assert blank.token not in json.dumps(snapshot_of(congress).as_json())
    revoke_badge(badge, by=None)
    assert record()[0] == snapshot_of(congress).head["blanks"]["number"]


# -- the supervisor's page -----------------------------------------------------------------------------------------------


def test_a_supervisor_prints_settles_and_withdraws(
    congress: Congress, supervisor: Any, browser_of: Any, desk: ScanDevice
) -> None:
    browser, page = browser_of(supervisor), f"/{congress.name}/door/blanks"
    assert "Aucun badge de secours n’est en réserve." in browser.get(page).text
    browser.post(page, {"count": "3"})
    pdf = browser.client.get(f"/{congress.name}/door/blanks.pdf?first=1&last=3")
    assert (pdf.status_code, pdf.data[:5]) == (200, b"%PDF-")
    blank = db.session.scalars(select(BlankBadge).filter_by(serial=2)).one()
    badge = make_badge(congress)
    record_binding(desk, said(blank, name="Koffi"))
    assert "écrit à la main" in browser.get(page).text
    wrong = browser.post(f"{page}/{blank.public_id}/settlement", {"code": "000"}, status=422)
    assert "n’est celui d’aucun badge" in wrong.text
    browser.post(f"{page}/{blank.public_id}/settlement", {"code": badge.short_code.lower()})
    db.session.expire_all()
    assert (blank.state, blank.badge_id) == (BlankState.BOUND, badge.id)
    browser.post(f"{page}/{blank.public_id}/withdrawal")
    db.session.expire_all()
    assert blank.state is BlankState.WITHDRAWN
    for odd in ("first=1&last=x", "first=²&last=3", "first=2&last=2", "first=1&last=99999", ""):
        assert browser.client.get(f"/{congress.name}/door/blanks.pdf?{odd}").status_code == 404
    assert "Entre 1 et 200 à la fois." in browser.post(page, {"count": "999"}, status=422).text


def test_no_more_than_a_house_can_watch(congress: Congress, supervisor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blanks, "MOST", 3)
    blanks.make_blanks(congress, 3, by=supervisor)
    with pytest.raises(blanks.TooManyBlanks):
        blanks.make_blanks(congress, 1, by=supervisor)


def test_volunteers_and_other_congresses_have_no_blanks(congress: Congress, blank: BlankBadge, browser_of: Any) -> None:
    volunteer = browser_of(make_staff(CongressRole.DOOR, congress=congress))
    elsewhere = make_congress()
    stranger = browser_of(make_staff(CongressRole.DOOR_SUPERVISOR, congress=elsewhere))
    assert volunteer.client.get(f"/{congress.name}/door/blanks").status_code == 403
    assert volunteer.client.get(f"/{congress.name}/door/blanks.pdf?first=1&last=1").status_code == 403
    assert stranger.client.get(f"/{elsewhere.name}/door/blanks.pdf?first=1&last=1").status_code == 404


def test_another_fact_under_a_used_nonce_is_put_aside_not_dropped(
    congress: Congress, supervisor: Any, desk: ScanDevice
) -> None:
    one, other = blanks.make_blanks(congress, 2, by=supervisor)
    first = said(one, make_badge(congress))
    assert record_binding(desk, first).status == "recorded"
    for sender, second in [
        (desk, {**first, "token": other.token}),
        (pair_device(congress, "accueil bis", role=DeviceRole.DESK), first),
    ]:
        assert record_binding(sender, second).status == "dead"
    assert (how_many(BlankBinding), how_many(DeadScan), other.state) == (1, 2, BlankState.FREE)


def test_a_name_whose_letters_come_apart_is_put_aside_and_holds_back_nothing(
    client: Any, congress: Congress, blank: BlankBadge
) -> None:
    phone = PairedPhone(client, congress, role=DeviceRole.DESK)
    long, right = (
        said(blank, name="\u0958" * 120),
        said(blank, name=" " * 100 + "Vo Thi Sau"),
    )  # क़ composed is two signs
    results = phone.send(BINDINGS, {"scans": [long, right]}).json["results"]
    assert [each["status"] for each in results] == ["dead", "recorded"]
    assert db.session.scalar(select(BlankBadge.hand_name)) == "Vo Thi Sau"
