"""Doors of sessions to which one signs up: who has a place, who is there for their work, and what a telephone knows of it."""

from datetime import timedelta
from typing import Any

import pytest

from aimf_events.checkin.checkpoints import change_checkpoint
from aimf_events.checkin.models import Badge, ScanReason, Verdict
from aimf_events.checkin.sign_up_doors import seats_of
from aimf_events.checkin.snapshot import snapshot_of
from aimf_events.clock import now, set_for_tests
from aimf_events.congress.models import Congress
from aimf_events.database import transaction
from aimf_events.programme import sign_up, speakers
from aimf_events.programme.models import ProgrammeSession, SpeakerRole
from aimf_events.programme.sessions import cancel_session
from aimf_events.programme.sign_up_models import PlaceKind
from tests.checkin.doors import make_badge, make_device, make_door, scan, today_congress
from tests.factories.programme import make_session, publish, room_of


@pytest.fixture
def congress(app: Any) -> Congress:
    return today_congress()


@pytest.fixture
def workshop(congress: Congress) -> ProgrammeSession:
    """A workshop of two places that begins in half an hour."""
    planned = make_session(congress, "Atelier", starts="14:00")
    publish(congress)
    set_for_tests(planned.starts_at - timedelta(hours=3))
    open_sheet(planned)
    set_for_tests(planned.starts_at - timedelta(minutes=30))
    return planned


def open_sheet(planned: ProgrammeSession, **values: Any) -> None:
    asked = {"room_places": 2, "online_places": 0, "closes_at": planned.starts_at, **values}
    sign_up.open_sheet(planned, by=None, **asked)


def signed_up(planned: ProgrammeSession, congress: Congress, *, or_wait: bool = False) -> Badge:
    badge = make_badge(congress)
    assert badge.registration is not None
    sign_up.sign_up(badge.registration, planned, kind=PlaceKind.ROOM, or_wait=or_wait)
    return badge


def test_the_door_of_a_session_with_sign_up_lets_in_who_has_a_place(
    congress: Congress, workshop: ProgrammeSession
) -> None:
    door, device = make_door(congress, room=room_of(congress)), make_device(congress)
    one, two, waits = (signed_up(workshop, congress, or_wait=True) for _ in range(3))
    speaker, nobody, work = make_badge(congress), make_badge(congress), make_badge(congress, category="head")
    assert speaker.registration is not None
    assert work.registration is not None
    with transaction():
        work.registration.category.code = "interpreter"
    speakers.add_speaker(workshop, speaker.registration.person, role=SpeakerRole.SPEAKER, by=None)
    answers = [scan(door, device, each).reason for each in (one, two, speaker, work)]
    assert answers == [ScanReason.WELCOME] * 4
    for each in (waits, nobody):
        refused = scan(door, device, each)
        assert (refused.verdict, refused.reason) == (Verdict.REFUSED, ScanReason.NOT_SIGNED_UP)
    assert scan(door, device, nobody, let_in=True).reason is ScanReason.LET_IN
    assert scan(door, device, nobody, direction="out").reason is ScanReason.GOODBYE


def test_the_rule_holds_while_the_session_is_on_and_at_its_own_doors(
    congress: Congress, workshop: ProgrammeSession
) -> None:
    door, elsewhere = make_door(congress, room=room_of(congress)), make_door(congress, "Entrée")
    device, nobody = make_device(congress), make_badge(congress)
    assert scan(elsewhere, device, nobody).reason is ScanReason.WELCOME
    change_checkpoint(elsewhere, name="Entrée", sessions=[workshop], checks_day=False, by=None)
    assert scan(elsewhere, device, make_badge(congress)).reason is ScanReason.NOT_SIGNED_UP
    set_for_tests(workshop.starts_at - timedelta(minutes=46))
    early = make_device(congress, "porte B")  # a device's clock never runs backwards
    assert scan(door, early, make_badge(congress)).reason is ScanReason.WELCOME
    set_for_tests(workshop.starts_at)
    assert scan(door, device, make_badge(congress)).reason is ScanReason.NOT_SIGNED_UP
    set_for_tests(workshop.ends_at)
    assert scan(door, device, make_badge(congress)).reason is ScanReason.WELCOME
    set_for_tests(workshop.starts_at)
    cancel_session(workshop, by=None)
    assert scan(door, make_device(congress, "porte C"), make_badge(congress)).reason is ScanReason.WELCOME


def test_when_two_sessions_follow_each_other_a_place_in_either_opens(
    congress: Congress, workshop: ProgrammeSession
) -> None:
    door, device = make_door(congress, room=room_of(congress)), make_device(congress)
    earlier = make_session(congress, "Avant", starts="12:15")
    assert scan(door, device, make_badge(congress)).reason is ScanReason.WELCOME  # the earlier one is open to all
    publish(congress)
    open_sheet(earlier, closes_at=earlier.starts_at)
    assert scan(door, device, make_badge(congress)).reason is ScanReason.NOT_SIGNED_UP
    assert scan(door, device, signed_up(workshop, congress)).reason is ScanReason.WELCOME


def test_a_telephone_carries_the_numbers_that_have_a_place_and_nothing_of_other_doors(
    congress: Congress, workshop: ProgrammeSession
) -> None:
    door, _elsewhere = make_door(congress, room=room_of(congress)), make_door(congress, "Entrée")
    badge = signed_up(workshop, congress)
    [told] = seats_of(congress)[door.id]
    assert told["badges"] == [f"{badge.number:012x}"]
    assert told["from"] < now().isoformat() < told["until"]
    heads = {each["name"]: each.get("sign_ups") for each in snapshot_of(congress).head["checkpoints"]}
    assert heads == {"Grande salle": [told], "Entrée": None}
    set_for_tests(workshop.ends_at)
    assert seats_of(congress) == {}
