"""A congress that is made longer, or moved, after its badges were printed: they open its days, and no paper is done again."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from aimf_events.checkin.day_passes import give_day_pass
from aimf_events.checkin.issuing import claim_of_registration, claim_on
from aimf_events.checkin.models import Badge
from aimf_events.checkin.snapshot import snapshot_of
from aimf_events.clock import set_for_tests
from aimf_events.congress.congresses import change_congress
from aimf_events.congress.models import Congress
from aimf_events.database import db
from tests.checkin.doors import make_badge, make_device, make_door, scan
from tests.factories import make_congress

_SETTINGS = ("title", "theme", "city", "country", "time_zone", "starts_on", "ends_on", "languages")


@pytest.fixture
def congress(app: Any) -> Congress:
    set_for_tests(datetime(2026, 12, 9, 9, tzinfo=UTC))
    return make_congress(starts_on=date(2026, 12, 9))


def dated(congress: Congress, starts_on: date, ends_on: date) -> None:
    """Change the dates of a congress, and nothing else."""
    settings: dict[str, Any] = {name: getattr(congress, name) for name in _SETTINGS}
    settings.update(starts_on=starts_on, ends_on=ends_on, registration_closes_at=congress.registration_closes_at)
    change_congress(congress, by=None, **settings)


def test_badges_printed_before_open_the_day_that_is_added(congress: Congress) -> None:
    badge, door, device = make_badge(congress), make_door(congress, checks_day=True), make_device(congress)
    token, version = badge.token, snapshot_of(congress).version
    set_for_tests(datetime(2026, 12, 11, 9, tzinfo=UTC))
    assert scan(door, device, badge).reason == "other_day"
    dated(congress, congress.starts_on, date(2026, 12, 11))
    assert scan(door, device, badge).reason == "welcome"
    delta = snapshot_of(congress, since=version)
    assert (delta.head["congress"]["days"], len(delta.records)) == (3, 1)
    badge = db.session.get_one(Badge, badge.id)
    assert (badge.token, badge.issue) == (token, 1)
    assert claim_on(badge) == claim_of_registration(badge.registration)  # type: ignore[arg-type]  # nothing to issue again


def test_a_day_pass_keeps_its_own_day_where_the_first_day_moves(congress: Congress) -> None:
    badge, door, device = make_badge(congress), make_door(congress), make_device(congress)
    held = give_day_pass(badge, by=None)
    dated(congress, date(2026, 12, 8), date(2026, 12, 12))
    assert (held.days, badge.days) == (0b10, 0b11111)
    assert scan(door, device, held).reason == "welcome"
    set_for_tests(datetime(2026, 12, 10, 9, tzinfo=UTC))
    assert scan(door, device, held).reason == "other_day"
    dated(congress, date(2026, 12, 10), date(2026, 12, 12))
    assert held.days == 0
