"""GET /api/v1/devices/me/snapshot: for whoever holds a door, whole or since a version, 304 where nothing is new."""

from typing import Any

import pytest

from aimf_events.checkin.devices import revoke_device
from aimf_events.congress.models import CongressRole
from aimf_events.congress.roles import grants_of, withdraw_congress_role
from tests.checkin.doors import make_badge, make_door, today_congress
from tests.factories import make_congress, make_staff

SNAPSHOT = "/api/v1/devices/me/snapshot"


@pytest.fixture
def congress(app: Any) -> Any:
    return today_congress()


@pytest.fixture
def volunteer(congress: Any, browser_of: Any) -> Any:
    """Signed in, and holding a door."""
    browser = browser_of(make_staff(CongressRole.DOOR, congress=congress))
    address = f"/{congress.name}/door/checkpoints/{make_door(congress).public_id}/hold"
    browser.get(address)
    browser.post(address, {"label": "porte B"})
    return browser


def test_whoever_holds_a_door_is_given_its_list(congress: Any, volunteer: Any) -> None:
    make_badge(congress)
    answer = volunteer.client.get(SNAPSHOT)
    told = answer.get_json()
    assert answer.status_code == 200
    assert (told["whole"], len(told["records"]), told["congress"]["name"]) == (True, 1, congress.name)
    delta = volunteer.client.get(f"{SNAPSHOT}?since={told['version']}").get_json()
    assert delta["whole"] is False


def test_the_same_list_is_not_sent_twice(congress: Any, volunteer: Any) -> None:
    make_badge(congress)
    first = volunteer.client.get(SNAPSHOT)
    again = volunteer.client.get(SNAPSHOT, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    make_badge(congress)
    assert volunteer.client.get(SNAPSHOT, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_who_may_not_have_it(congress: Any, volunteer: Any, client: Any, browser_of: Any) -> None:
    assert client.get(SNAPSHOT).status_code == 401
    without_device = browser_of(make_staff(CongressRole.DOOR, congress=congress))
    assert without_device.client.get(SNAPSHOT).status_code == 404
    for grant in grants_of(congress):
        withdraw_congress_role(grant, by=None)
    assert volunteer.client.get(SNAPSHOT).status_code == 403


def test_revoked_device_has_no_list(congress: Any, volunteer: Any) -> None:
    from aimf_events.checkin.models import ScanDevice
    from aimf_events.database import db

    revoke_device(db.session.scalars(db.select(ScanDevice)).one(), by=None)
    assert volunteer.client.get(SNAPSHOT).status_code == 404


@pytest.mark.parametrize("since", ["", "x", "-5", "0", "9" * 30, "１２"])
def test_an_odd_version_gives_the_whole_list(congress: Any, volunteer: Any, since: str) -> None:
    make_badge(make_congress())
    answer = volunteer.client.get(SNAPSHOT, query_string={"since": since})
    assert (answer.status_code, answer.get_json()["whole"]) == (200, True)
