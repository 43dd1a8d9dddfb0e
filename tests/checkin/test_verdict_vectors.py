"""The rules of a door on the vectors that the devices' own rules (static/js/paired/judge.js) are held to as well."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from aimf_events.checkin.models import Direction, ScanReason, Way
from aimf_events.checkin.presence import next_reason
from aimf_events.checkin.verdicts import Carried, Door, Read, rule_out, verdict_of
from tests.checkin.in_javascript import run_in_javascript

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "verdicts.json").read_text())
USUAL = VECTORS["usual"]


@pytest.mark.parametrize("case", VECTORS["rules"], ids=[case["name"] for case in VECTORS["rules"]])
def test_rules(case: dict[str, Any]) -> None:
    congress = case.get("congress", USUAL["congress"])
    door = Door(
        id=1,
        congress_id=1,
        congress_number=1,
        name="",
        limit=None,
        starts_on=date.fromisoformat(congress["starts_on"]),
        time_zone=congress["time_zone"],
        **{**USUAL["door"], **case.get("door", {}), "way": Way(case.get("door", {}).get("way", "both"))},
    )
    carried = case.get("badge", {})
    badge = None if carried is None else Carried(id=1, number=1, **{**USUAL["badge"], **carried})
    read = case.get("read", {})
    trouble = ScanReason(read["trouble"]) if "trouble" in read else None
    at = datetime.fromisoformat(case.get("at", USUAL["at"]))
    direction = Direction(case.get("direction", "in"))
    assert rule_out(Read(issue=read.get("issue"), trouble=trouble), badge, door, at, direction) == case["reason"]


@pytest.mark.parametrize("case", VECTORS["standings"], ids=lambda case: json.dumps(case))
def test_standings(case: dict[str, Any]) -> None:
    how = {name: case[name] for name in ("is_in", "admits_once", "let_in")}
    assert next_reason(Direction(case["direction"]), **how) == case["reason"]


def test_colours() -> None:
    told = [(reason.value, verdict_of(reason), verdict_of(reason, typed=True)) for reason in ScanReason]
    assert told == [(case["reason"], case["verdict"], case["typed"]) for case in VECTORS["colours"]]


def test_devices_judge_the_same_in_javascript() -> None:
    run_in_javascript("judge.test.mjs")


def test_devices_sign_the_same_in_javascript() -> None:
    run_in_javascript("identity.test.mjs")


def test_facts_leave_whole_and_in_order_in_javascript() -> None:
    run_in_javascript("courier.test.mjs")


def test_a_device_judges_by_the_latest_rules_and_keys_that_it_has() -> None:
    run_in_javascript("door_judge.test.mjs")
