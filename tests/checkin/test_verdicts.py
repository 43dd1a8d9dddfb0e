"""The rules of badge and door, one by one, without a database."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from aimf_events.checkin.models import ScanReason as R
from aimf_events.checkin.models import Verdict
from aimf_events.checkin.verdicts import Carried, Door, Read, day_number, rule_out, verdict_of

AT = datetime(2026, 12, 9, 8, 52, tzinfo=UTC)
DOOR: dict[str, Any] = {
    "id": 1,
    "congress_id": 1,
    "congress_number": 1,
    "starts_on": date(2026, 12, 9),
    "time_zone": "Africa/Tunis",
    "name": "Grande salle",
    "category_numbers": [],
    "zones": 0,
    "checks_day": True,
    "admits_once": True,
    "limit": None,
    "is_open": True,
}
BADGE: dict[str, Any] = {
    "id": 1,
    "number": 1,
    "issue": 2,
    "state": "issued",
    "category_number": 2,
    "zones": 0b011,
    "days": 0b01,
    "key_withdrawn": False,
}


@pytest.mark.parametrize(
    "badge, door, read, reason",
    [
        ({}, {}, {}, None),
        ({}, {}, {"issue": 2}, None),
        ({}, {}, {"issue": 1}, R.REPLACED),
        ({}, {}, {"issue": 3}, R.NOT_IN_LIST),
        ({"key_withdrawn": True}, {}, {}, R.REPLACED),
        ({"state": "revoked"}, {}, {"issue": 1}, R.REVOKED),
        ({"state": "collected"}, {}, {}, None),
        ({}, {"is_open": False}, {}, R.CLOSED),
        ({}, {"category_numbers": [1, 3]}, {}, R.OTHER_CATEGORY),
        ({}, {"category_numbers": [1, 2]}, {}, None),
        ({}, {"zones": 0b100}, {}, R.OTHER_ZONE),
        ({}, {"zones": 0b110}, {}, None),
        ({"is_card": True}, {"zones": 0b110}, {}, None),
        ({"is_card": True}, {"zones": 0b110, "category_numbers": [1]}, {}, None),
        ({"is_card": True}, {"zones": 0b100}, {}, R.OTHER_ZONE),
        ({"is_card": True}, {"category_numbers": [2]}, {}, R.OTHER_ZONE),
        ({"is_card": True}, {}, {}, R.OTHER_ZONE),
        ({"is_card": True, "days": 0b10}, {"zones": 0b010}, {}, R.OTHER_DAY),
        ({"days": 0b10}, {}, {}, R.OTHER_DAY),
        ({"days": 0b10}, {"checks_day": False}, {}, None),
        ({}, {}, {"trouble": R.FORGED}, R.FORGED),
    ],
)
def test_rules(badge: Any, door: Any, read: Any, reason: R | None) -> None:
    assert rule_out(Read(**read), Carried(**{**BADGE, **badge}), Door(**{**DOOR, **door}), AT) is reason


def test_nobody_is_not_in_the_list() -> None:
    assert rule_out(Read(), None, Door(**DOOR), AT) is R.NOT_IN_LIST


@pytest.mark.parametrize(
    "moment, number",
    [
        (datetime(2026, 12, 8, 22, 59, tzinfo=UTC), 63),
        (datetime(2026, 12, 8, 23, 0, tzinfo=UTC), 0),
        (datetime(2026, 12, 9, 22, 59, tzinfo=UTC), 0),
        (datetime(2026, 12, 9, 23, 0, tzinfo=UTC), 1),
        (datetime(2026, 12, 18, 12, 0, tzinfo=UTC), 63),
    ],
)
def test_day_begins_at_midnight_of_the_congress_city(moment: datetime, number: int) -> None:
    assert day_number(Door(**DOOR), moment) == number


def test_every_reason_has_its_colour() -> None:
    colours = {reason: verdict_of(reason) for reason in R}
    assert {r for r, v in colours.items() if v is Verdict.ADMITTED} == {R.WELCOME, R.GOODBYE, R.LET_IN}
    assert {r for r, v in colours.items() if v is Verdict.LOOK} == {
        *(R.ALREADY_IN, R.UNREADABLE, R.NOT_IN_LIST),
        *(R.LIST_TOO_OLD, R.UNCHECKED, R.WRONG_WAY, R.NEARLY_FULL),
    }
    assert verdict_of(R.NOT_IN_LIST, typed=True) is Verdict.REFUSED
