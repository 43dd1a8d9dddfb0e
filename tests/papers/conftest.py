"""Somebody accredited who asked for a letter and gave a passport."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from aimf_events import jobs
from aimf_events.accounts.models import Role
from aimf_events.clock import set_for_tests
from aimf_events.registration.accreditation import approve
from aimf_events.registration.default_fields import add_default_fields
from aimf_events.registration.field_answers import save_answers
from aimf_events.registration.models import FieldPhase
from tests.factories import make_congress, make_delegation, make_person, make_registration, make_staff

PASSPORT = {
    "visa_letter": "yes",
    "nationality": "VN",
    "birth_date": "1979-03-04",
    "birth_place": "Huế",
    "passport_number": "C9876543",
    "passport_issued_on": "2024-01-15",
    "passport_expires_on": "2034-01-14",
}


def asks_for_visa(delegation, desk, *, accredited=True, **person):
    """A registration with a passport; its letter is issued when it is accredited."""
    registration = make_registration(delegation, person=make_person(**person))
    save_answers(registration, FieldPhase.VISA, PASSPORT, by=desk)
    if accredited:
        approve(registration, by=desk)
        jobs.drain()
    return registration


@pytest.fixture
def told(app):
    """A congress in twelve days, its desk, one delegation."""
    set_for_tests(datetime(2026, 11, 27, 9, tzinfo=UTC))
    desk = make_staff(Role.SECRETARIAT)
    congress = make_congress("tunis-2026", number=41, starts_on=date(2026, 12, 9))
    add_default_fields(congress)
    return SimpleNamespace(congress=congress, desk=desk, delegation=make_delegation(congress, "Huế"))
