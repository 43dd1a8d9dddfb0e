"""The interface does what its document says: schemathesis makes requests from it, good and bad, and checks each answer.

Whatever is asked, by whomever: no error of the server, no status, type or content that the document does not announce.
"""

import contextvars
from collections.abc import Callable, Iterable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from aimf_events.api.description import DOCUMENT
from aimf_events.checkin.models import DeviceRole
from aimf_events.congress.models import CongressRole
from aimf_events.congress.venues import add_room, add_venue
from tests.api.test_scans_api import Phone
from tests.checkin.doors import fact, make_badge, make_device, make_door, scan, today_congress
from tests.checkin.phones import PairedPhone
from tests.factories import make_staff
from tests.factories.programme import make_session

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
OPERATIONS = [(path, method) for path, ways in DOCUMENT["paths"].items() for method in ways]
EXAMPLES = 8
Signing = Callable[[dict[str, Any], bytes], dict[str, str]]


class As:
    """The application as somebody asks it: their headers upon each request, which comes from outside."""

    def __init__(self, app: Any, signing: Signing) -> None:
        self.app, self.signing = app, signing

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = BytesIO(body)
        for name in ("HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_X_CSRFTOKEN", "HTTP_ACCEPT_ENCODING"):
            environ.pop(name, None)
        environ.update(self.signing(environ, body))
        return contextvars.Context().run(lambda: list(self.app(environ, start_response)))


class Field:
    """A congress under way, with a door, a session, a badge that came in; who asks, and what exists here."""

    def __init__(self, app: Any, browser_of: Any) -> None:
        self.app, self.congress = app, today_congress()
        room = add_room(add_venue(self.congress, name="Palais"), name="Salle plénière", capacity=3)
        self.door = make_door(self.congress, room=room)
        self.badge = make_badge(self.congress)
        self.session = make_session(self.congress, room=room)
        scan(self.door, make_device(self.congress), self.badge)
        self.supervisor = make_staff(CongressRole.DOOR_SUPERVISOR, congress=self.congress)
        self.phone = Phone(browser_of(self.supervisor), self.congress, self.supervisor)
        self.paired = PairedPhone(app.test_client(), self.congress, role=DeviceRole.SUPERVISOR)

    def by_volunteer(self, _environ: dict[str, Any], _body: bytes) -> dict[str, str]:
        cookie = self.phone.client.get_cookie("aimf")
        assert cookie is not None
        return {"HTTP_COOKIE": f"aimf={cookie.value}", "HTTP_X_CSRFTOKEN": self.phone.csrf}

    def by_device(self, environ: dict[str, Any], body: bytes) -> dict[str, str]:
        query = environ.get("QUERY_STRING", "")
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
        target = path + (f"?{query}" if query else "")
        return {"HTTP_AUTHORIZATION": self.paired.header(environ["REQUEST_METHOD"], target, body)["Authorization"]}

    def by_nobody(self, _environ: dict[str, Any], _body: bytes) -> dict[str, str]:
        return {}

    def names(self, path: str) -> dict[str, str]:
        """What the names in a path stand for here."""
        public_id = self.session.public_id if "/sessions/" in path else self.door.public_id
        known = {"congress": self.congress.name, "public_id": public_id}
        return {name: value for name, value in known.items() if f"{{{name}}}" in path}


@pytest.fixture
def field(app: Any, browser_of: Any) -> Field:
    return Field(app, browser_of)


@pytest.mark.parametrize("who", ["by_volunteer", "by_device", "by_nobody"])
@pytest.mark.parametrize("path, method", OPERATIONS, ids=[f"{method} {path}" for path, method in OPERATIONS])
def test_every_answer_is_one_that_the_document_announces(field: Field, path: str, method: str, who: str) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", As(field.app, getattr(field, who)))
    operation = schema[path][method.upper()]
    named = field.names(path)
    given_ways = [operation.as_strategy(mode) for mode in GenerationMode]
    if named:
        given_ways += [operation.as_strategy(mode, path_parameters=named) for mode in GenerationMode]

    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=st.one_of(given_ways))
    def asked(case: Any) -> None:
        case.validate_response(case.call(), checks=CHECKS)

    asked()


def test_scans_of_this_congress_are_answered_as_announced(field: Field) -> None:
    """What no generator finds: real badges, typed codes, exits, repeats, many at once."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", As(field.app, field.by_volunteer))
    operation = schema["/checkpoints/{public_id}/scans"]["POST"]
    other = make_badge(field.congress)
    first = fact(other)
    later = (field.session.starts_at + timedelta(days=400)).isoformat()
    told = [first, first, fact(other), fact(code=other.short_code, direction="out"), fact(code="?"), {"nonce": "x"}]
    told += [
        fact(make_badge(field.congress)),
        fact(make_badge(field.congress)),
        fact(other, device_time=later),
        5,
        None,
    ]
    single = [{"device": field.phone.device.public_id, **item} for item in told if isinstance(item, dict)]
    for sent in [*single, {"device": field.phone.device.public_id, "scans": told}]:
        case = operation.Case(path_parameters=field.names(operation.path), body=sent, media_type="application/json")
        answer = case.call()
        assert answer.status_code == 200
        case.validate_response(answer, checks=CHECKS)


# -- conditional requests ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["occupancy", "attendance", "sessions/{session}/attendance"])
def test_what_has_not_changed_is_not_sent_again(field: Field, what: str) -> None:
    address = f"/api/v1/congresses/{field.congress.name}/{what.format(session=field.session.public_id)}"
    if what == "attendance":
        address += f"?day={field.session.day}"
    first = field.phone.client.get(address)
    held = {"If-None-Match": first.headers["ETag"]}
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = field.phone.client.get(address, headers=held)
    assert (again.status_code, again.get_data(), again.headers["ETag"]) == (304, b"", first.headers["ETag"])


def test_a_passage_changes_the_mark_of_the_occupancy(field: Field) -> None:
    address = f"/api/v1/congresses/{field.congress.name}/occupancy"
    first = field.phone.client.get(address)
    scan(field.door, make_device(field.congress), make_badge(field.congress))
    then = field.phone.client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert then.status_code == 200
    assert (first.get_json()["inside"], then.get_json()["inside"]) == (1, 2)
    assert then.get_json()["checkpoints"][0] == {
        **first.get_json()["checkpoints"][0],
        "inside": 2,
        "entered_today": 2,
        "last_at": then.get_json()["checkpoints"][0]["last_at"],
    }


def test_who_may_read_the_doors(field: Field, browser_of: Any, client: Any) -> None:
    base = f"/api/v1/congresses/{field.congress.name}"
    addresses = [f"{base}/occupancy", f"{base}/attendance", f"{base}/sessions/{field.session.public_id}/attendance"]
    volunteer = browser_of(make_staff(CongressRole.DOOR, congress=field.congress)).client
    elsewhere = today_congress()
    stranger = browser_of(make_staff(CongressRole.DOOR_SUPERVISOR, congress=elsewhere)).client
    for address in addresses:
        told = [who.get(address).status_code for who in (client, volunteer, stranger, field.phone.client)]
        assert told == [401, 403, 403, 200]
    assert [field.paired.get(address).status_code for address in addresses] == [200, 401, 401]
    door = PairedPhone(client, field.congress)
    assert door.get(addresses[0]).status_code == 403
    assert field.paired.get(f"/api/v1/congresses/{elsewhere.name}/occupancy").status_code == 403
    foreign = make_session(elsewhere)
    assert field.phone.client.get(f"{base}/sessions/{foreign.public_id}/attendance").status_code == 404
