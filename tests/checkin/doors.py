"""Doors, badges and facts for the tests of check-in."""

import itertools
import secrets
from datetime import timedelta
from typing import Any

from aimf_events.checkin.badges import issue_badge
from aimf_events.checkin.checkpoints import open_checkpoint
from aimf_events.checkin.devices import door_of, open_device
from aimf_events.checkin.models import Badge, Checkpoint, ScanDevice
from aimf_events.checkin.outcomes import Outcome
from aimf_events.checkin.scans import record_item
from aimf_events.clock import now
from aimf_events.congress.models import Congress, CongressRole
from aimf_events.registration.models import RegistrationState
from tests.factories import make_congress, make_delegation, make_registration, make_staff

_seq = itertools.count(1)


def make_badge(congress: Congress, *, category: str = "delegate", **values: Any) -> Badge:
    """The badge of an accredited delegate."""
    delegation = make_delegation(congress)
    return issue_badge(make_registration(delegation, state=RegistrationState.APPROVED, category=category, **values))


def make_door(congress: Congress, name: str = "Grande salle", **rules: Any) -> Checkpoint:
    """A door that admits everyone on any day, unless told otherwise."""
    return open_checkpoint(congress, name=name, by=None, **{"checks_day": False, **rules})


def make_device(congress: Congress, label: str = "porte A") -> ScanDevice:
    """The telephone of a new volunteer."""
    return open_device(congress, label=label, by=make_staff(CongressRole.DOOR, congress=congress))


def fact(badge: Badge | None = None, **values: Any) -> dict[str, Any]:
    """A fact as a device sends it."""
    given: dict[str, Any] = {"nonce": secrets.token_hex(16), "seq": next(_seq), "device_time": now().isoformat()}
    if badge is not None and "code" not in values and "token" not in values:
        given["token"] = badge.token
    return {**given, **values}


def scan(door: Checkpoint, device: ScanDevice, badge: Badge | None = None, **values: Any) -> Outcome:
    """Send one fact and return the answer."""
    return record_item(door_of(door), device.id, fact(badge, **values))


def today_congress(**values: Any) -> Congress:
    """A congress whose first day is today."""
    return make_congress(starts_on=now().date(), **values)


__all__ = ["fact", "make_badge", "make_device", "make_door", "scan", "timedelta", "today_congress"]
