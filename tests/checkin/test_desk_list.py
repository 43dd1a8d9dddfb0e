"""The list of a desk: for a desk, for a shift, sealed under a key that lies nowhere; a delta brings all that changed."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import text

from aimf_events.checkin import desk_list
from aimf_events.checkin.badges import reissue_badge, revoke_badge
from aimf_events.checkin.desk_list import DeskClosed, DeskList, NotADesk, close_desk, desk_list_of, open_desk
from aimf_events.checkin.devices import revoke_device
from aimf_events.checkin.models import DeviceRole, ScanDevice
from aimf_events.clock import now, set_for_tests
from aimf_events.congress.models import Congress, CongressRole
from aimf_events.database import db
from aimf_events.i18n import search_key
from tests.checkin.doors import make_badge, today_congress
from tests.checkin.in_javascript import run_in_javascript
from tests.checkin.phones import PairedPhone, pair_device
from tests.factories import make_person, make_staff

VECTORS = Path(__file__).parents[1] / "vectors"
DESK = "/api/v1/devices/me/desk"


@pytest.fixture
def congress(app: Any) -> Congress:
    return today_congress()


@pytest.fixture
def desk(congress: Congress) -> ScanDevice:
    return pair_device(congress, "accueil", role=DeviceRole.DESK)


@pytest.fixture
def supervisor(congress: Congress) -> Any:
    return make_staff(CongressRole.DOOR_SUPERVISOR, congress=congress)


def opened(found: DeskList | dict[str, Any]) -> dict[str, list[Any]]:
    """The records of a list as a device opens them, by name."""
    told = found if isinstance(found, dict) else {"records": found.records, "key": found.key}
    key = told["key"] if isinstance(told["key"], bytes) else _bytes(told["key"])
    people = [
        json.loads(AESGCM(key).decrypt(_bytes(sealed)[:12], _bytes(sealed)[12:], _bytes(index)))
        for index, sealed in told["records"].items()
    ]
    return {record[9]: record for record in people}


def _bytes(told: str) -> bytes:
    return urlsafe_b64decode(told + "=" * (-len(told) % 4))


def test_a_desk_knows_names_codes_and_where_a_badge_stands(congress: Congress, desk: ScanDevice) -> None:
    person = make_person("Thuỳ Dương", "Phạm", honorific="S.E.")
    badge = make_badge(congress, person=person)
    record = opened(desk_list_of(desk))[person.badge_name]
    said = [f"{badge.number:012x}", 1, badge.short_code, badge.category_number, badge.zones, badge.days, 0]
    bearer = [person.civility, "S.E.", person.badge_name, badge.registration.delegation.name, None]
    assert record == [
        *said,
        *bearer,
        " ".join(filter(None, (person.given_name, person.family_name, person.original_name))),
        None,
        None,
    ]
    revoke_badge(badge, by=None)
    assert opened(desk_list_of(desk))[person.badge_name][6] == 2


def test_nothing_is_read_without_the_key(congress: Congress, desk: ScanDevice) -> None:
    badge = make_badge(congress, person=make_person("Soumanou", "Bio"))
    told = json.dumps(desk_list_of(desk).records)
    for secret in ("Soumanou", badge.short_code, f"{badge.number:012x}", badge.registration.delegation.name):
        assert secret not in told
    with pytest.raises(InvalidTag):
        AESGCM(hashlib.sha256(b"another").digest()).decrypt(*_first(desk_list_of(desk)))


def _first(found: DeskList) -> tuple[bytes, bytes, bytes]:
    index, sealed = next(iter(found.records.items()))
    return _bytes(sealed)[:12], _bytes(sealed)[12:], _bytes(index)


def test_each_shift_and_each_desk_has_its_own_key(congress: Congress, desk: ScanDevice, supervisor: Any) -> None:
    make_badge(congress)
    first = desk_list_of(desk)
    assert desk_list_of(desk).key == first.key
    set_for_tests(now() + timedelta(hours=1))
    open_desk(desk, by=supervisor)
    again, other = desk_list_of(desk), desk_list_of(pair_device(congress, "bis", role=DeviceRole.DESK))
    assert len({first.key, again.key, other.key}) == 3
    assert set(first.records) & set(again.records) == set()  # nor does an index say who is who from shift to shift


def test_delta_brings_what_changed_within_a_shift_only(congress: Congress, desk: ScanDevice, supervisor: Any) -> None:
    badge, other = make_badge(congress), make_badge(congress)
    whole = desk_list_of(desk)
    for _ in range(3):  # the count moves on where nobody else does anything
        db.session.execute(text("SELECT pg_current_xact_id()"))
        db.session.commit()
    whole = desk_list_of(desk)
    reissue_badge(badge, by=None, reason="perdu")
    delta = desk_list_of(desk, since=whole.version, shift=whole.shift)
    assert not delta.is_whole
    assert badge.short_code in {record[2] for record in opened(delta).values()}
    assert desk_list_of(desk, since=whole.version, shift="another").is_whole
    assert len(desk_list_of(desk, since=whole.version, shift="another").records) == 2
    assert other.short_code in {record[2] for record in opened(desk_list_of(desk)).values()}


def test_a_shift_ends_by_its_hour_by_the_desk_and_by_the_supervisor(
    congress: Congress, desk: ScanDevice, supervisor: Any
) -> None:
    assert desk_list.devices_with_names([desk]) == {desk.id}
    close_desk(desk, by=None)
    with pytest.raises(DeskClosed):
        desk_list_of(desk)
    open_desk(desk, by=supervisor)
    assert desk_list_of(desk).records == {}
    set_for_tests(now() + desk_list.SHIFT)
    with pytest.raises(DeskClosed):
        desk_list_of(desk)
    assert desk_list.devices_with_names([desk]) == set()


@pytest.mark.parametrize("role", [DeviceRole.DOOR, DeviceRole.SUPERVISOR])
def test_no_other_device_is_ever_given_the_names(
    congress: Congress, supervisor: Any, client: Any, role: DeviceRole
) -> None:
    phone = PairedPhone(client, congress, role=role)
    with pytest.raises(NotADesk):
        open_desk(phone.device, by=supervisor)
    phone.device.desk_opened_at, phone.device.desk_until = now(), now() + timedelta(hours=1)  # even then
    db.session.commit()
    answer = phone.get(DESK)
    assert (answer.status_code, answer.get_json()["error"]) == (403, "not_a_desk")


def test_over_the_line_a_desk_locks_itself_and_needs_a_supervisor(
    congress: Congress, client: Any, supervisor: Any
) -> None:
    badge = make_badge(congress, person=make_person("Soumanou", "Bio"))
    phone = PairedPhone(client, congress, "accueil", role=DeviceRole.DESK)
    first = phone.get(DESK)
    assert first.headers["Cache-Control"] == "no-store"
    told = first.get_json()
    assert list(opened(told).values())[0][2] == badge.short_code
    delta = phone.get(f"{DESK}?since={told['version']}&shift={told['shift'].replace('+', '%2B')}").get_json()
    assert delta["whole"] is False
    assert phone.send(f"{DESK}/lock", {}).status_code == 200
    assert (phone.get(DESK).status_code, phone.get(DESK).get_json()["error"]) == (403, "desk_closed")
    db.session.expire_all()
    open_desk(db.session.get_one(ScanDevice, phone.device.id), by=supervisor)
    assert phone.get(DESK).status_code == 200
    revoke_device(phone.device, by=None)
    assert phone.get(DESK).get_json()["error"] == "revoked"
    assert phone.send(f"{DESK}/lock", {}).status_code == 403
    assert client.get(DESK).status_code == 401
    assert client.get(DESK, headers={"Authorization": "AIMF-Device x"}).status_code == 401


def test_vectors_are_what_the_server_makes() -> None:
    for written, key in json.loads((VECTORS / "search_keys.json").read_text()):
        assert search_key(written) == key
    told = json.loads((VECTORS / "desk_records.json").read_text())
    assert [record[:-3] for record in _as_opened(told)] == [
        [*r[:6], ["issued", "collected", "revoked"].index(r[6]), *r[7:]] for r in told["opened"]
    ]


def _as_opened(told: dict[str, Any]) -> list[list[Any]]:
    key = _bytes(told["key"])
    return [
        json.loads(AESGCM(key).decrypt(_bytes(sealed)[:12], _bytes(sealed)[12:], _bytes(index)))
        for index, sealed in told["records"].items()
    ]


def test_a_desk_reads_and_finds_the_same_in_javascript() -> None:
    run_in_javascript("desk.test.mjs")


def make_vectors() -> dict[str, Any]:
    """What tests/vectors/desk_records.json was made of: invented people under an invented key."""

    class Row:
        def __init__(self, **values: Any) -> None:
            self.__dict__.update(values)

    root = hashlib.sha256(b"a shift of the tests").digest()
    key = hmac.digest(root, b"record", hashlib.sha256)
    usual = {
        "issue": 1,
        "category_number": 2,
        "zones": 3,
        "days": 3,
        "state": "issued",
        "card": None,
        "honorific": "",
        "civility": "sir",
        "capacity": "none",
        "stands_for": None,
    }
    people = [
        {"number": 0xA228214C5315, "short_code": "D2KDVWSQ4", "name": "Koffi Dossou", "delegation": "Cotonou"},
        {
            "number": 7,
            "short_code": "K7QF2M9XC",
            "name": "Aïcha N’Djaména",
            "delegation": "N’Djamena",
            "civility": "madam",
            "state": "collected",
        },
        {
            "number": 8,
            "short_code": "000000000",
            "name": "",
            "delegation": "Huế",
            "card": 2,
            "state": "revoked",
            "civility": None,
        },
    ]
    rows = [Row(**{**usual, **each, "names": each["name"].upper()}) for each in people]
    sealed = dict(desk_list._seal(root, key, row) for row in rows)
    states = ("issued", "collected", "revoked")
    shown = [[*record[:6], states[record[6]], *record[7:-3]] for record in (desk_list._record(row) for row in rows)]
    return {"key": desk_list._text(key), "records": sealed, "opened": shown}


def test_vectors_are_made_again_the_same() -> None:
    assert make_vectors() == json.loads((VECTORS / "desk_records.json").read_text())
