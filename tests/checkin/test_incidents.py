"""What the supervisor must know: read from the scans, whatever their order, and settled once."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from aimf_events.checkin.badges import revoke_badge
from aimf_events.checkin.checkpoints import counts_at
from aimf_events.checkin.incidents import (
    IncidentKind,
    NotExplained,
    how_many_wait,
    incidents_of,
    review_incident,
)
from aimf_events.checkin.models import ScanReason, ScanReview, Verdict
from aimf_events.clock import now
from aimf_events.congress.models import CongressRole
from aimf_events.database import db
from aimf_events.errors import NotFound
from aimf_events.journal import JournalEntry
from tests.checkin.doors import make_badge, make_device, make_door, scan, today_congress
from tests.factories import make_congress, make_staff


@pytest.fixture
def congress(app: Any) -> Any:
    return today_congress()


def kinds(congress: Any) -> list[IncidentKind]:
    return [incident.kind for incident in incidents_of(congress)]


def test_a_laissez_passer_admits_whom_the_door_refuses_and_waits_for_an_explanation(congress: Any) -> None:
    badge, device = make_badge(congress), make_device(congress)
    door = make_door(congress, category_numbers=[99])
    assert scan(door, device, badge).reason is ScanReason.OTHER_CATEGORY
    let_in = scan(door, device, badge, let_in=True)
    assert (let_in.verdict, let_in.reason) == (Verdict.ADMITTED, ScanReason.LET_IN)
    assert counts_at(door.id).in_now == 1
    [incident] = incidents_of(congress)
    assert (incident.kind, incident.bearer, incident.door) == (
        IncidentKind.LET_IN,
        badge.registration.person,
        door.name,
    )


def test_a_personality_without_a_badge_is_let_in_and_nobody_is_counted_inside_twice(congress: Any) -> None:
    door, device = make_door(congress), make_device(congress)
    assert scan(door, device, code="", let_in=True).verdict is Verdict.ADMITTED
    assert (counts_at(door.id).entered, counts_at(door.id).in_now) == (1, 0)
    assert [incident.bearer for incident in incidents_of(congress)] == [None]


def test_on_the_way_out_there_is_nothing_to_let_pass(congress: Any) -> None:
    badge, door, device = make_badge(congress), make_door(congress), make_device(congress)
    assert scan(door, device, badge, direction="out", let_in=True).reason is ScanReason.GOODBYE
    assert kinds(congress) == []


def test_let_in_again_while_inside_stays_one_person_inside(congress: Any) -> None:
    badge, door, device = make_badge(congress), make_door(congress), make_device(congress)
    for _ in range(2):
        scan(door, device, badge)
    scan(door, device, badge, let_in=True)
    assert counts_at(door.id).in_now == 1
    assert kinds(congress) == [IncidentKind.LET_IN]


def test_two_doors_without_network_that_let_in_one_badge_are_an_incident_once_both_are_known(congress: Any) -> None:
    badge, door = make_badge(congress), make_door(congress)
    shown = {"online": False, "verdict_shown": "admitted", "reason_shown": "welcome"}
    early, late = (now() - timedelta(minutes=minutes) for minutes in (9, 4))
    scan(door, make_device(congress, "porte B"), badge, device_time=late.isoformat(), **shown)
    assert kinds(congress) == []
    scan(door, make_device(congress, "porte A"), badge, device_time=early.isoformat(), **shown)
    [incident] = incidents_of(congress)
    assert (incident.kind, incident.device.label) == (IncidentKind.TWICE, "porte B")


def test_a_badge_revoked_before_it_came_in_without_network_and_a_forged_one_are_incidents(congress: Any) -> None:
    badge, door, device = make_badge(congress), make_door(congress), make_device(congress)
    token = badge.token
    revoke_badge(badge, reason="perdu", by=None)
    scan(door, device, badge, online=False, verdict_shown="admitted", reason_shown="welcome")
    scan(door, device, token=str(int(token) + 1))
    assert kinds(congress) == [IncidentKind.FORGED, IncidentKind.WRONGLY_IN]


def test_an_ordinary_refusal_is_no_incident(congress: Any) -> None:
    badge, device = make_badge(congress), make_device(congress)
    scan(make_door(congress, category_numbers=[99]), device, badge)
    scan(make_door(congress), device, badge)
    scan(make_door(congress), device, badge)
    assert (kinds(congress), how_many_wait(congress)) == ([], 0)


def test_an_incident_is_settled_once_and_a_laissez_passer_not_without_a_word(congress: Any) -> None:
    door, device = make_door(congress), make_device(congress)
    by = make_staff(CongressRole.DOOR_SUPERVISOR, congress=congress)
    another = make_staff(CongressRole.DOOR_SUPERVISOR, congress=congress)
    outcome = scan(door, device, code="", let_in=True)
    assert outcome.nonce is not None
    with pytest.raises(NotExplained):
        review_incident(congress, outcome.nonce, note="  ", by=by)
    review_incident(congress, outcome.nonce, note="Mme la ministre", by=by)
    kept = review_incident(congress, outcome.nonce, note="autre chose", by=another)
    assert (kept.note, kept.reviewed_by_id, how_many_wait(congress)) == ("Mme la ministre", by.id, 0)
    assert [each.reviewed_by for each in incidents_of(congress, reviewed=True)] == [by]
    [entry] = db.session.scalars(db.select(JournalEntry).filter_by(verb="incident_reviewed"))
    assert "ministre" not in entry.payload  # the note is personal; the journal is for ever


def test_two_supervisors_at_once_keep_one_note(congress: Any, at_once: Any) -> None:
    nonce = scan(make_door(congress), make_device(congress), code="", let_in=True).nonce
    supervisors = [make_staff(CongressRole.DOOR_SUPERVISOR, congress=congress) for _ in range(2)]
    kept = at_once(
        *(lambda by=by: review_incident(congress, nonce, note=f"vu {by.id}", by=by).note for by in supervisors)
    )
    assert kept[0] == kept[1]
    assert len(db.session.scalars(db.select(ScanReview)).all()) == 1


def test_an_incident_of_another_congress_does_not_exist_here(congress: Any) -> None:
    nonce = scan(make_door(congress), make_device(congress), code="", let_in=True).nonce
    elsewhere = make_congress()
    assert nonce is not None
    with pytest.raises(NotFound):
        review_incident(elsewhere, nonce, note="vu", by=make_staff(CongressRole.DOOR_SUPERVISOR, congress=elsewhere))


def test_the_list_costs_one_query_however_long(congress: Any) -> None:
    door, device = make_door(congress), make_device(congress)
    for _ in range(3):
        scan(door, device, make_badge(congress), let_in=True)
    db.session.expire_all()
    counted: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *given: counted.append(given[2]))
    found = incidents_of(db.session.merge(congress))
    said = [(each.bearer.badge_name if each.bearer else "", each.device.person.badge_name) for each in found]
    assert (len(said), len([each for each in counted if "FROM scan" in each or "JOIN" in each])) == (3, 1)
