"""POST /api/v1/checkpoints/<id>/scans, the published keys, and the document that describes them."""

import re
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from flask.testing import FlaskClient
from sqlalchemy import func, select

from aimf_events.checkin.devices import open_device, revoke_device
from aimf_events.checkin.models import DeadScan, Scan
from aimf_events.checkin.quarantine import release, waiting_by_device
from aimf_events.congress.models import CongressRole
from aimf_events.database import db
from tests.checkin.doors import fact, make_badge, make_door, today_congress
from tests.factories import make_congress, make_staff


class Phone:
    """A signed-in volunteer's telephone, with its device and its CSRF token."""

    def __init__(self, browser: Any, congress: Any, person: Any) -> None:
        self.client: FlaskClient = browser.client
        self.device = open_device(congress, label="porte A", by=person)
        self.csrf = browser.get("/account/sessions").csrf or browser.get("/sign-in").csrf

    def post(self, door: Any, sent: Any, **more: Any) -> Any:
        """Post JSON; dicts get the device."""
        body = {"device": self.device.public_id, **sent} if isinstance(sent, dict) else sent
        headers = {"X-CSRFToken": self.csrf, **more.pop("headers", {})}
        return self.client.post(f"/api/v1/checkpoints/{door.public_id}/scans", json=body, headers=headers, **more)


@pytest.fixture
def congress(app: Any) -> Any:
    return today_congress()


@pytest.fixture
def phone(congress: Any, browser_of: Any) -> Phone:
    person = make_staff(CongressRole.DOOR, congress=congress)
    return Phone(browser_of(person), congress, person)


def test_one_scan_and_its_replay(congress: Any, phone: Phone) -> None:
    badge, door = make_badge(congress), make_door(congress)
    sent = fact(badge)
    first, again = phone.post(door, sent), phone.post(door, sent)
    assert first.status_code == 200
    answer = first.get_json()
    assert (answer["status"], answer["verdict"], answer["reason"]) == ("recorded", "admitted", "welcome")
    assert answer["bearer"]["name"] == badge.registration.person.badge_name
    assert again.get_json() == {**answer, "status": "replayed"}


def test_many_scans_one_result_each_in_order(congress: Any, phone: Phone) -> None:
    one, two, door = make_badge(congress), make_badge(congress), make_door(congress)
    answer = phone.post(door, {"scans": [fact(one), {"nonce": "?"}, fact(two), fact(one)]}).get_json()
    assert [r["status"] for r in answer["results"]] == ["recorded", "dead", "recorded", "recorded"]
    assert [r.get("reason") for r in answer["results"]] == ["welcome", None, "welcome", "already_in"]


def test_more_than_200_scans_and_2_mb_are_refused_whole(congress: Any, phone: Phone) -> None:
    door = make_door(congress)
    many = phone.post(door, {"scans": [fact(code="x") for _ in range(201)]})
    heavy = phone.post(door, {"scans": [{"token": "1" * 2_000_000}]})
    assert (many.status_code, heavy.status_code) == (422, 413)
    assert many.get_json()["reason"]
    assert db.session.scalar(select(func.count()).select_from(Scan)) == 0


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b'"text"',
        b"null",
        b"",
        b'{"device": 5}',
        b'{"device": "x", "scans": {}}',
        b'{"device": "x", "scans": []}',
    ],
)
def test_what_is_not_an_upload_is_a_400(congress: Any, phone: Phone, body: bytes) -> None:
    address = f"/api/v1/checkpoints/{make_door(congress).public_id}/scans"
    answer = phone.client.post(address, data=body, content_type="application/json", headers={"X-CSRFToken": phone.csrf})
    assert answer.status_code == 400
    assert answer.get_json()["reason"]


def test_without_the_csrf_token_nothing_is_stored(congress: Any, phone: Phone) -> None:
    assert phone.post(make_door(congress), fact(code="x"), headers={"X-CSRFToken": ""}).status_code == 400
    assert db.session.scalar(select(func.count()).select_from(Scan)) == 0


def test_who_may_post(congress: Any, phone: Phone, browser_of: Any) -> None:
    door, elsewhere = make_door(congress), make_door(make_congress())
    reader = make_staff(CongressRole.PROGRAMME, congress=congress)
    stranger = Phone(browser_of(reader), congress, reader)
    assert phone.post(elsewhere, fact(code="x")).status_code == 403  # no role there
    assert stranger.post(door, fact(code="x")).status_code == 403
    stranger.client.post("/sign-out", data={"csrf_token": stranger.csrf})
    assert phone.post(door, {**fact(code="x"), "device": "somebody else's"}).status_code == 404
    phone.client.post("/sign-out", data={"csrf_token": phone.csrf})
    phone.csrf = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', phone.client.get("/sign-in").text)[1]  # type: ignore[index]
    assert phone.post(door, fact(code="x")).status_code == 401


def test_another_volunteers_device_is_not_mine(congress: Any, phone: Phone, browser_of: Any) -> None:
    person = make_staff(CongressRole.DOOR, congress=congress)
    other = Phone(browser_of(person), congress, person)
    assert phone.post(make_door(congress), {**fact(code="x"), "device": other.device.public_id}).status_code == 404


def test_facts_of_a_revoked_device_are_put_aside(congress: Any, phone: Phone) -> None:
    badge, door = make_badge(congress), make_door(congress)
    revoke_device(phone.device, by=None)
    answer = phone.post(door, fact(badge)).get_json()
    assert answer["status"] == "quarantined"
    assert db.session.scalar(select(func.count()).select_from(DeadScan)) == 0
    assert db.session.scalar(select(func.count()).select_from(Scan)) == 0
    assert waiting_by_device(congress) == {phone.device.id: 1}
    assert release(phone.device, by=make_staff(CongressRole.DOOR_SUPERVISOR, congress=congress)) == 1
    assert db.session.scalars(select(Scan.reason)).all() == ["welcome"]


def test_withdrawn_role_closes_the_door_at_once(congress: Any, phone: Phone) -> None:
    from aimf_events.congress.roles import grants_of, withdraw_congress_role

    door = make_door(congress)
    for grant in grants_of(congress):
        withdraw_congress_role(grant, by=None)
    assert phone.post(door, fact(code="x")).status_code == 403


def test_published_keys_can_be_loaded(congress: Any, client: FlaskClient) -> None:
    make_badge(congress)
    answer = client.get(f"/api/v1/congresses/{congress.name}/badge-keys").get_json()
    assert [key["kid"] for key in answer["keys"]] == [0, 1]
    assert client.get("/api/v1/congresses/nowhere/badge-keys").status_code == 404
    from base64 import urlsafe_b64decode

    for key in answer["keys"]:
        Ed25519PublicKey.from_public_bytes(urlsafe_b64decode(key["public_key"] + "="))


def test_document_describes_every_route_and_no_other(app: Any, client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").get_json()
    described = {
        (method.upper(), re.sub(r"\{(\w+)\}", r"<\1>", path))
        for path, ways in document["paths"].items()
        for method in ways
    }
    served = {
        (method, rule.rule.removeprefix("/api/v1"))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.") and not rule.rule.endswith("openapi.json")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert described == served
