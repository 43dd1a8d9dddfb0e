"""A request is a device's only under its own signature, over all of it, within five minutes of the server's hour."""

from datetime import timedelta
from typing import Any

import pytest

from aimf_events.checkin.signed_requests import NotSigned, SignedRequest, WrongHour, signed_gate, signer_of
from tests.checkin.doors import make_device, make_door, today_congress
from tests.checkin.phones import PairedPhone
from tests.factories import make_congress
from tests.statements import statements_sent

TARGET = "/api/v1/devices/me/snapshot?since=7"


@pytest.fixture
def phone(app: Any, client: Any) -> PairedPhone:
    return PairedPhone(client, today_congress())


def signed(phone: PairedPhone, **changed: Any) -> SignedRequest:
    """A sound request, of which something may be changed after it was signed."""
    skew = changed.pop("skew", None)
    header = phone.header("POST", TARGET, b"{}", skew=skew)["Authorization"]
    return SignedRequest(**{"header": header, "method": "POST", "target": TARGET, "body": b"{}", **changed})


def test_sound_request_names_its_device(phone: PairedPhone) -> None:
    assert signer_of(signed(phone)).id == phone.device.id


@pytest.mark.parametrize("changed", [{"method": "GET"}, {"target": TARGET + "0"}, {"body": b"{ }"}])
def test_nothing_of_it_may_change(phone: PairedPhone, changed: dict[str, Any]) -> None:
    with pytest.raises(NotSigned):
        signer_of(signed(phone, **changed))


def test_hour_and_name_are_signed_too(phone: PairedPhone, client: Any) -> None:
    scheme, name, sent_at, signature = signed(phone).header.split(" ")
    other = PairedPhone(client, phone.device.congress)
    later = str(int(sent_at) + 1)
    for header in (f"{scheme} {name} {later} {signature}", f"{scheme} {other.device.public_id} {sent_at} {signature}"):
        with pytest.raises(NotSigned):
            signer_of(signed(phone, header=header))


@pytest.mark.parametrize("header", ["", "AIMF-Device", "AIMF-Device a b c", "Bearer x", "AIMF-Device " + "x" * 500])
def test_what_is_not_a_signature_is_refused(phone: PairedPhone, header: str) -> None:
    with pytest.raises(NotSigned):
        signer_of(signed(phone, header=header))


def test_telephone_of_a_volunteer_has_no_key_to_sign_with(phone: PairedPhone) -> None:
    name = make_device(phone.device.congress).public_id
    header = signed(phone).header.replace(phone.device.public_id, name)
    with pytest.raises(NotSigned):
        signer_of(signed(phone, header=header))


@pytest.mark.parametrize("minutes, sound", [(-6, False), (-4, True), (0, True), (4, True), (6, False)])
def test_five_minutes_either_way(phone: PairedPhone, minutes: int, sound: bool) -> None:
    request = signed(phone, skew=timedelta(minutes=minutes))
    if sound:
        assert signer_of(request).id == phone.device.id
    else:
        with pytest.raises(WrongHour):
            signer_of(request)


def test_gate_has_the_doors_of_its_congress_only_in_one_query(phone: PairedPhone) -> None:
    here, elsewhere = make_door(phone.device.congress), make_door(make_congress())
    with statements_sent() as sent:
        found = signed_gate(signed(phone), checkpoint=here.public_id)
    assert len(sent) == 1, sent
    assert (found.device_id, found.door and found.door.id) == (phone.device.id, here.id)
    assert signed_gate(signed(phone), checkpoint=elsewhere.public_id).door is None
