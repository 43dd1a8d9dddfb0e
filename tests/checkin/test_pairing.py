"""Pairing: a link used once within two minutes, a number on both screens, and nothing without the supervisor's word."""

from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from aimf_events.accounts.limits import TooOften
from aimf_events.checkin import pairing as pairings
from aimf_events.checkin.models import DevicePairing, DeviceRole, ScanDevice
from aimf_events.checkin.pairing import KeyNotProved, PairingOver, PairingState, state_of
from aimf_events.clock import now, set_for_tests
from aimf_events.congress.models import Congress, CongressRole
from aimf_events.database import db
from tests.checkin.doors import today_congress
from tests.checkin.phones import PAIRING, pair_device
from tests.factories import make_congress, make_staff


@pytest.fixture
def congress(app: Any) -> Congress:
    return today_congress()


@pytest.fixture
def supervisor(congress: Congress) -> Any:
    return make_staff(CongressRole.DOOR_SUPERVISOR, congress=congress)


def claim(pairing: DevicePairing, key: Ed25519PrivateKey | None = None, secret: str | None = None) -> DevicePairing:
    """A telephone uses the link."""
    key, secret = key or Ed25519PrivateKey.generate(), secret or pairings.link_of(pairing)
    public = key.public_key().public_bytes_raw()
    signature = key.sign(PAIRING + secret.encode() + public)
    return pairings.claim_pairing(secret, public_key=public, signature=signature, place="tests")


def confirm(pairing: DevicePairing, by: Any) -> ScanDevice:
    return pairings.confirm_pairing(pairing, label="porte B", role=DeviceRole.DOOR, by=by)


def test_link_number_and_word_make_a_device_without_an_account(congress: Congress, supervisor: Any) -> None:
    key = Ed25519PrivateKey.generate()
    pairing = pairings.open_pairing(congress, by=supervisor)
    assert state_of(pairing) is PairingState.WAITING
    claim(pairing, key)
    assert state_of(pairing) is PairingState.CLAIMED
    public = key.public_key().public_bytes_raw()
    assert pairing.number == pairings.number_of(pairings.link_of(pairing), public)
    assert len(pairing.number) == 6
    device = confirm(pairing, supervisor)
    assert (device.public_key, device.person_id, device.label) == (public, None, "porte B")
    assert (device.public_id, state_of(pairing)) == (pairing.public_id, PairingState.PAIRED)


def test_the_link_alone_gives_nothing(congress: Congress, supervisor: Any) -> None:
    claim(pairings.open_pairing(congress, by=supervisor))
    assert db.session.scalars(db.select(ScanDevice)).all() == []


def test_link_is_used_once(congress: Congress, supervisor: Any) -> None:
    pairing = pairings.open_pairing(congress, by=supervisor)
    claim(pairing)
    number = pairing.number
    with pytest.raises(PairingOver):
        claim(pairing)
    assert pairing.number == number


def test_of_two_telephones_at_once_one_is_the_first(congress: Congress, supervisor: Any, at_once: Any) -> None:
    pairing = pairings.open_pairing(congress, by=supervisor)
    secret = pairings.link_of(pairing)
    results = at_once(*[lambda: claim(pairing, secret=secret) and "claimed"] * 2)
    assert sorted(type(each).__name__ for each in results) == ["PairingOver", "str"]


@pytest.mark.parametrize("secret", ["", "x", "A" * 35, "é" * 35])
def test_another_text_is_not_a_link(congress: Congress, supervisor: Any, secret: str) -> None:
    pairing = pairings.open_pairing(congress, by=supervisor)
    with pytest.raises(PairingOver):
        claim(pairing, secret=secret or "nothing")


def test_a_key_that_is_not_proved_is_refused(congress: Congress, supervisor: Any) -> None:
    pairing = pairings.open_pairing(congress, by=supervisor)
    secret, public = pairings.link_of(pairing), Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    other = Ed25519PrivateKey.generate().sign(PAIRING + secret.encode() + public)
    with pytest.raises(KeyNotProved):
        pairings.claim_pairing(secret, public_key=public, signature=other, place="tests")
    with pytest.raises(KeyNotProved):  # of small order: one signature would fit every message
        pairings.claim_pairing(secret, public_key=bytes([1]) + bytes(31), signature=other, place="tests")
    assert state_of(pairing) is PairingState.WAITING


def test_two_minutes_for_the_link_then_two_for_the_number(congress: Congress, supervisor: Any) -> None:
    moment = now()
    set_for_tests(moment)
    late, in_time = (pairings.open_pairing(congress, by=supervisor) for _ in range(2))
    set_for_tests(moment + timedelta(seconds=119))
    claim(in_time)
    set_for_tests(moment + timedelta(seconds=121))
    with pytest.raises(PairingOver):
        claim(late)
    assert state_of(late) is PairingState.OVER
    set_for_tests(moment + timedelta(seconds=240))
    with pytest.raises(PairingOver):
        confirm(in_time, supervisor)
    assert db.session.scalars(db.select(ScanDevice)).all() == []


def test_refused_is_refused(congress: Congress, supervisor: Any) -> None:
    pairing = claim(pairings.open_pairing(congress, by=supervisor))
    pairings.refuse_pairing(pairing, by=supervisor)
    with pytest.raises(PairingOver):
        confirm(pairing, supervisor)
    assert state_of(pairing) is PairingState.REFUSED


def test_confirmed_twice_is_one_device(congress: Congress, supervisor: Any) -> None:
    pairing = claim(pairings.open_pairing(congress, by=supervisor))
    assert confirm(pairing, supervisor).id == confirm(pairing, supervisor).id
    pairings.refuse_pairing(pairing, by=supervisor)
    assert state_of(pairing) is PairingState.PAIRED


def test_nobody_tries_links_without_end(congress: Congress, supervisor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairings, "CLAIMS_AN_HOUR", 3)
    pairing = pairings.open_pairing(congress, by=supervisor)
    for _ in range(3):
        with pytest.raises(KeyNotProved):
            pairings.claim_pairing(pairings.link_of(pairing), public_key=bytes(32), signature=bytes(64), place="tests")
    with pytest.raises(TooOften):
        claim(pairing)


def test_invented_and_used_links_use_up_nobodys_pairings(
    congress: Congress, supervisor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pairings, "CLAIMS_AN_HOUR", 2)
    used, fresh = (pairings.open_pairing(congress, by=supervisor) for _ in range(2))
    claim(used)
    for secret in ("A" * 35, pairings.link_of(used)) * 3:
        with pytest.raises(PairingOver):
            claim(used, secret=secret)
    assert state_of(claim(fresh)) is PairingState.CLAIMED


def test_pairing_of_another_congress_does_not_exist_here(congress: Congress, supervisor: Any) -> None:
    from aimf_events.errors import NotFound

    pairing = pairings.open_pairing(congress, by=supervisor)
    with pytest.raises(NotFound):
        pairings.pairing_by_public_id(pairing.public_id, make_congress())


def test_pairing_is_forgotten_in_a_day_and_its_device_stays(congress: Congress, supervisor: Any) -> None:
    pairing = pairings.open_pairing(congress, by=supervisor)
    claim(pairing)
    device = confirm(pairing, supervisor)
    pairings.forget_pairings()
    assert db.session.scalars(db.select(DevicePairing)).all() == [pairing]
    set_for_tests(now() + timedelta(days=1, minutes=5))
    pairings.forget_pairings()
    assert db.session.scalars(db.select(DevicePairing)).all() == []
    assert db.session.scalars(db.select(ScanDevice)).all() == [device]


def test_role_is_kept(congress: Congress) -> None:
    assert pair_device(congress, role=DeviceRole.SUPERVISOR).role is DeviceRole.SUPERVISOR
