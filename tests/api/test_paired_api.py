"""The interface for paired devices: pairing, signed facts and lists, a wrong clock, and what becomes of a revoked one."""

from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select

from aimf_events.checkin.devices import revoke_device
from aimf_events.checkin.models import DeadScan, DeviceRole, QuarantinedScan, Scan, ScanDevice
from aimf_events.checkin.pairing import confirm_pairing, link_of, open_pairing, refuse_pairing
from aimf_events.checkin.quarantine import release, waiting_by_device
from aimf_events.congress.models import Congress, CongressRole
from aimf_events.database import db
from tests.checkin.doors import fact, make_badge, make_device, make_door, today_congress
from tests.checkin.doors import scan as scan_at
from tests.checkin.phones import PairedPhone, claim_body, shown
from tests.factories import make_congress, make_staff

SNAPSHOT = "/api/v1/devices/me/snapshot"
LEFTOVERS = "/api/v1/devices/me/leftovers"


@pytest.fixture
def congress(app: Any) -> Congress:
    return today_congress()


@pytest.fixture
def phone(congress: Congress, client: Any) -> PairedPhone:
    return PairedPhone(client, congress)


def how_many(model: Any) -> int:
    db.session.expire_all()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


# -- pairing -------------------------------------------------------------------------------------------------------------


def test_a_telephone_pairs_through_the_interface(congress: Congress, client: Any) -> None:
    supervisor = make_staff(CongressRole.DOOR_SUPERVISOR, congress=congress)
    pairing, key = open_pairing(congress, by=supervisor), Ed25519PrivateKey.generate()
    answer = client.post("/api/v1/pairings", json=claim_body(link_of(pairing), key))
    told = answer.get_json()
    assert answer.status_code == 201
    assert (told["pairing"], len(told["number"])) == (pairing.public_id, 6)
    follow = f"/api/v1/pairings/{told['pairing']}"
    assert client.get(follow).get_json()["state"] == "claimed"
    db.session.expire_all()
    confirm_pairing(pairing, label="porte B", role=DeviceRole.DOOR, by=supervisor)
    assert client.get(follow).get_json()["state"] == "paired"
    assert client.post("/api/v1/pairings", json=claim_body(link_of(pairing), key)).status_code == 409


def test_a_refused_telephone_is_told(congress: Congress, client: Any) -> None:
    supervisor = make_staff(CongressRole.DOOR_SUPERVISOR, congress=congress)
    pairing = open_pairing(congress, by=supervisor)
    refuse_pairing(pairing, by=supervisor)
    assert client.get(f"/api/v1/pairings/{pairing.public_id}").get_json()["state"] == "refused"
    assert client.get("/api/v1/pairings/nothing-of-that-name").status_code == 404


@pytest.mark.parametrize("body", [None, [], {}, {"secret": 5}, {"secret": "x", "public_key": "é", "signature": "A"}])
def test_what_is_not_a_claim_is_a_400(congress: Congress, client: Any, body: Any) -> None:
    assert client.post("/api/v1/pairings", json=body).status_code == 400


# -- facts and lists -----------------------------------------------------------------------------------------------------


def test_signed_facts_need_no_cookie_and_no_account(congress: Congress, phone: PairedPhone) -> None:
    badge, door = make_badge(congress), make_door(congress)
    first = phone.post(door, {"scans": [fact(badge, seq=1), shown(badge, 2)]})
    assert first.status_code == 200
    assert [r["reason"] for r in first.get_json()["results"]] == ["welcome", "already_in"]
    assert first.get_json()["revoked"] is False
    single = phone.post(door, shown(badge, 3, direction="out"))
    assert single.get_json()["reason"] == "goodbye"


def test_a_cookie_does_not_help_an_unsigned_request(congress: Congress, browser_of: Any) -> None:
    volunteer = browser_of(make_staff(CongressRole.DOOR, congress=congress))
    door = make_door(congress)
    forged = {"Authorization": "AIMF-Device x 1 y"}
    answer = volunteer.client.post(f"/api/v1/checkpoints/{door.public_id}/scans", json=fact(code="x"), headers=forged)
    assert (answer.status_code, answer.get_json()["error"]) == (401, "not_signed")
    assert how_many(Scan) == how_many(DeadScan) == 0


def test_what_the_device_knew_is_kept_with_the_fact(congress: Congress, phone: PairedPhone) -> None:
    badge, door = make_badge(congress), make_door(congress)
    phone.post(door, shown(badge, 1, snapshot_version=812, revocation_seq=3))
    kept = db.session.scalars(select(Scan)).one()
    assert (kept.snapshot_version, kept.revocation_seq, kept.is_online) == (812, 3, False)


def test_door_of_another_congress_is_not_there(phone: PairedPhone) -> None:
    assert phone.post(make_door(make_congress()), fact(code="x")).status_code == 404


def test_a_wrong_clock_is_told_the_hour_and_signs_again(congress: Congress, client: Any) -> None:
    phone = PairedPhone(client, congress, skew=timedelta(minutes=7))
    answer = phone.get(SNAPSHOT)
    assert (answer.status_code, answer.get_json()["error"]) == (401, "wrong_hour")
    assert answer.get_json()["server_time"]
    phone.skew = timedelta()
    assert phone.get(SNAPSHOT).status_code == 200


def test_list_says_what_the_device_is(congress: Congress, phone: PairedPhone) -> None:
    make_badge(congress)
    first = phone.get(SNAPSHOT)
    assert first.get_json()["device"] == {"label": "porte A", "role": "door"}
    assert len(first.get_json()["records"]) == 1
    again = phone.get(f"{SNAPSHOT}?since={first.get_json()['version']}")
    same = phone.get(
        f"{SNAPSHOT}?since={first.get_json()['version']}", headers={"If-None-Match": again.headers["ETag"]}
    )
    assert (again.status_code, same.status_code) == (200, 304)


def test_answer_that_came_too_late_gives_way_to_what_was_shown(congress: Congress, phone: PairedPhone) -> None:
    """The server had judged « déjà entré »; the device, having no answer in time, let the person in."""
    badge, door = make_badge(congress), make_door(congress)
    scan_at(door, make_device(congress), badge)
    asked = fact(badge, seq=1)
    assert phone.post(door, asked).get_json()["reason"] == "already_in"
    told = {**asked, "online": False, "verdict_shown": "admitted", "reason_shown": "welcome"}
    answers = [phone.post(door, told).get_json() for _ in range(2)]
    assert [(a["status"], a["verdict"]) for a in answers] == [("replayed", "admitted")] * 2
    kept = db.session.scalars(select(Scan).filter_by(nonce=asked["nonce"])).one()
    assert (kept.verdict_shown, kept.reason, kept.is_online) == ("admitted", "already_in", False)


# -- revoked -------------------------------------------------------------------------------------------------------------


def test_facts_of_a_revoked_device_wait_for_a_supervisor(congress: Congress, phone: PairedPhone) -> None:
    badge, door = make_badge(congress), make_door(congress)
    supervisor = make_staff(CongressRole.DOOR_SUPERVISOR, congress=congress)
    facts = [shown(badge, 2, direction="out"), shown(badge, 1), {"nonce": "?"}]
    revoke_device(phone.device, by=None)
    for _ in range(2):  # sent again, they are the same
        answer = phone.post(door, {"scans": facts}).get_json()
        assert answer["revoked"] is True
        assert [r["status"] for r in answer["results"]] == ["quarantined", "quarantined", "dead"]
    assert (how_many(Scan), how_many(QuarantinedScan)) == (0, 2)
    assert waiting_by_device(congress) == {phone.device.id: 2}
    assert release(db.session.get_one(ScanDevice, phone.device.id), by=supervisor) == 2
    assert [(s.seq, s.reason) for s in db.session.scalars(select(Scan).order_by(Scan.seq))] == [
        (1, "welcome"),
        (2, "goodbye"),
    ]
    assert release(phone.device, by=supervisor) == 0
    assert waiting_by_device(congress) == {}


def test_revoked_device_is_told_and_that_is_noted(congress: Congress, phone: PairedPhone) -> None:
    assert phone.get(SNAPSHOT).status_code == 200
    revoke_device(phone.device, by=None)
    answer = phone.get(SNAPSHOT)
    assert (answer.status_code, answer.get_json()["error"]) == (403, "revoked")
    db.session.expire_all()
    assert db.session.get_one(ScanDevice, phone.device.id).told_revoked_at is not None


@pytest.mark.parametrize("revoked", [False, True])
def test_what_no_door_takes_is_kept_once_for_the_supervisor(
    congress: Congress, phone: PairedPhone, revoked: bool
) -> None:
    if revoked:
        revoke_device(phone.device, by=None)
    left = [{"seq": 4, "token": "1\x00", "door": "gone", "unusable": 404}, "not even an object", {"x": "y" * 5000}]
    answers = [phone.send(LEFTOVERS, {"items": left}).get_json() for _ in range(2)]
    assert [(a["taken"], a["revoked"]) for a in answers] == [(3, revoked), (0, revoked)]
    kept = db.session.scalars(select(DeadScan).order_by(DeadScan.id)).all()
    assert [(k.device_id, k.congress_id) for k in kept] == [(phone.device.id, congress.id)] * 3
    assert '"door": "gone"' in kept[0].content
    assert phone.send(LEFTOVERS, {"items": []}).get_json()["revoked"] is revoked


def test_leftovers_come_from_a_device_that_signs(congress: Congress, phone: PairedPhone, client: Any) -> None:
    for body, status in (({"items": "x"}, 400), ([], 400), ({"items": [0] * 201}, 422)):
        assert phone.send(LEFTOVERS, body).status_code == status
    assert phone.send(LEFTOVERS, {"items": ["x" * 400_000]}).status_code == 413
    stranger = PairedPhone(client, make_congress())
    stranger.device.public_id = "A" * 22
    assert stranger.send(LEFTOVERS, {"items": [1]}).status_code == 401
    assert (
        client.post(LEFTOVERS, json={"items": [1]}).status_code == 400
    )  # no signature: the token against forgery is asked for
    assert how_many(DeadScan) == 0


# -- the protection against forgery --------------------------------------------------------------------------------------


def test_few_views_prove_themselves_and_each_says_how(app: Any) -> None:
    proofs = {name: view.proof for name, view in app.view_functions.items() if hasattr(view, "proof")}
    assert {name: scheme for name, (_how, scheme) in proofs.items()} == {
        "api.post_scans": "AIMF-Device",
        "api.post_leftovers": "AIMF-Device",
        "api.lock_desk": "AIMF-Device",
        "api.post_bindings": "AIMF-Device",
        "api.post_pairing": "",
        "providers.take_events": "Basic",
    }
    assert all(how for how, _scheme in proofs.values())


def test_without_a_signature_the_token_is_still_asked_for(congress: Congress, client: Any) -> None:
    door = make_door(congress)
    for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": "AIMF-Device"}):
        answer = client.post(f"/api/v1/checkpoints/{door.public_id}/scans", json=fact(code="x"), headers=headers)
        assert answer.status_code == 400


@pytest.mark.parametrize("address", ["/api/v1/pairings", LEFTOVERS, "/api/v1/checkpoints/{door}/scans"])
def test_a_body_nested_without_end_is_refused_before_anybody_is_asked(
    congress: Congress, client: Any, phone: PairedPhone, address: str
) -> None:
    target, body = address.format(door=make_door(congress).public_id), b"[" * 100_000
    told = client.post(
        target, data=body, headers={**phone.header("POST", target, body), "Content-Type": "application/json"}
    )
    assert (told.status_code, told.json["error"]) == (400, "unreadable")


def test_another_fact_of_another_revoked_device_under_a_used_nonce_is_not_dropped(
    congress: Congress, client: Any, phone: PairedPhone
) -> None:
    other, door, badge = PairedPhone(client, congress, "porte B"), make_door(congress), make_badge(congress)
    for each in (phone, other):
        revoke_device(each.device, by=None)
    sent = shown(badge, 1)
    told = [each.post(door, {"scans": [sent]}).json["results"][0]["status"] for each in (phone, phone, other)]
    assert told == ["quarantined", "quarantined", "dead"]
    assert (how_many(QuarantinedScan), how_many(DeadScan)) == (1, 1)
