"""The list of a door: rules in clear, people sealed; a delta brings all that changed, whatever the order of commits."""

import json
import random
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from aimf_events.checkin.badges import reissue_badge, revoke_badge
from aimf_events.checkin.floaters import set_floaters
from aimf_events.checkin.keys import key_of, withdraw_key
from aimf_events.checkin.models import Badge
from aimf_events.checkin.sealing import index_of, unseal
from aimf_events.checkin.snapshot import Snapshot, snapshot_of
from aimf_events.checkin.token import to_bytes
from aimf_events.congress.categories import categories_of, change_category, zones_of
from aimf_events.congress.models import Congress
from aimf_events.database import db, transaction
from aimf_events.people.models import Civility
from tests.checkin.doors import make_badge, make_door, today_congress
from tests.factories import make_congress, make_delegation, make_person


@pytest.fixture
def congress(app: Any) -> Congress:
    return today_congress()


def settled(congress: Congress) -> Snapshot:
    """A whole list after which nothing comes twice: no transaction, of any database of this server, is under way from before."""
    for _ in range(200):
        whole = snapshot_of(congress)
        db.session.commit()
        if not snapshot_of(congress, since=whole.version).records:
            return whole
        time.sleep(0.05)
        with transaction():  # the count moves on where nobody else does anything
            db.session.execute(text("SELECT pg_current_xact_id()"))
    raise AssertionError("the database does not come to rest")


def read(snapshot: Snapshot, badge: Badge) -> list[Any] | None:
    """The record of a badge, as whoever holds it reads it."""
    token = to_bytes(badge.token)
    sealed = snapshot.records.get(index_of(token))
    return unseal(token, sealed) if sealed else None


def test_a_record_says_what_the_door_shows(congress: Congress) -> None:
    person = make_person("Thị Thuỳ Dương", "Phạm Nguyễn", civility=Civility.MADAM, honorific="S.E.")
    badge = make_badge(congress, person=person)
    delegation = badge.registration.delegation.name
    assert read(snapshot_of(congress), badge) == [2, 0, "madam", "S.E.", person.badge_name, delegation]


def test_nothing_in_clear_names_a_person_a_city_or_a_badge(congress: Congress) -> None:
    badge = make_badge(congress, person=make_person("Soumanou", "Bio"))
    told = json.dumps(snapshot_of(congress).as_json(), ensure_ascii=False)
    for secret in ("Soumanou", "Bio", badge.registration.delegation.name, badge.short_code, badge.token):
        assert secret not in told
    assert f"{badge.number:012x}" not in told


def test_head_has_the_rules_of_the_congress_its_doors_categories_and_keys(congress: Congress) -> None:
    make_badge(congress)
    door = make_door(congress, "Grande salle", zones=0b10, limit=400)
    head = snapshot_of(congress).head
    assert head["congress"] == {
        "number": congress.number,
        "name": congress.name,
        "starts_on": congress.starts_on.isoformat(),
        "time_zone": congress.time_zone,
        "days": len(congress.days),
    }
    assert [(d["id"], d["zones"], d["limit"], d["is_open"]) for d in head["checkpoints"]] == [
        (door.public_id, 0b10, 400, True)
    ]
    assert [(c["number"], c["letter"], c["zones"]) for c in head["categories"]] == [
        (c.number, c.letter, c.zones) for c in categories_of(congress)
    ]
    assert [(k["kid"], k["withdrawn"]) for k in head["keys"]] == [(0, False), (1, False)]
    withdraw_key(key_of(congress, 0), by=None, reason="perdue")
    assert [k["withdrawn"] for k in snapshot_of(congress).head["keys"]][:2] == [True, False]


def test_a_transferable_card_has_its_number_in_the_place_of_a_name(congress: Congress) -> None:
    delegation = make_delegation(congress)
    zone = zones_of(congress)[0]
    (card,) = set_floaters(delegation, {zone: 1}, by=None)
    whole = snapshot_of(congress)
    assert read(whole, card) == [255, 0, None, "", "", delegation.name, 1]
    assert whole.head["cards"]["number"] == 255
    with transaction():
        delegation.name = "N'Djaména"
    delta = read(snapshot_of(congress, since=whole.version), card)
    assert delta is not None
    assert delta[5] == "N'Djaména"


def test_another_congress_is_not_in_the_list(congress: Congress) -> None:
    stranger = make_badge(make_congress())
    assert read(snapshot_of(congress), stranger) is None


def test_delta_of_a_quiet_hour_is_empty(congress: Congress) -> None:
    make_badge(congress)
    whole = settled(congress)
    delta = snapshot_of(congress, since=whole.version)
    assert (whole.is_whole, len(whole.records)) == (True, 1)
    assert (delta.is_whole, delta.records) == (False, {})


def _rename(badge: Badge) -> None:
    badge.registration.person.badge_name = "Un autre nom"


def _address(badge: Badge) -> None:
    badge.registration.person.civility = Civility.SIR


def _rename_delegation(badge: Badge) -> None:
    badge.registration.delegation.name = "N'Djaména"


def _another_category(badge: Badge) -> None:
    badge.category_number = 3


@pytest.mark.parametrize("change", [_rename, _address, _rename_delegation, _another_category])
def test_whatever_a_record_shows_brings_it_again(congress: Congress, change: Callable[[Badge], None]) -> None:
    badge, other = make_badge(congress), make_badge(congress)
    before = settled(congress)
    with transaction():
        change(badge)
    delta = snapshot_of(congress, since=before.version)
    shown = read(delta, badge)
    assert shown is not None
    assert shown != read(before, badge)
    assert read(delta, other) is None


def test_change_of_a_zone_travels_without_any_badge(congress: Congress) -> None:
    badge = make_badge(congress)
    before = settled(congress)
    delegate = next(c for c in categories_of(congress) if c.number == 2)
    same = {n: getattr(delegate, n) for n in ("letter", "colour", "label", "feminine", "default_places")}
    change_category(delegate, **same, zones=0b100, by=None)
    delta = snapshot_of(congress, since=before.version)
    assert next(c["zones"] for c in delta.head["categories"] if c["number"] == 2) == 0b100
    assert read(delta, badge) is None


def test_revoked_and_reissued_badges_are_told_by_their_least_issue(congress: Congress) -> None:
    kept, lost, dead = make_badge(congress), make_badge(congress), make_badge(congress)
    reissue_badge(lost, by=None, reason="perdu")
    revoke_badge(dead, by=None)
    whole = snapshot_of(congress)
    told = {number: (least, revoked) for number, least, revoked in whole.head["revocations"]}
    assert told == {f"{lost.number:012x}": (2, False), f"{dead.number:012x}": (2, True)}
    assert [read(whole, badge) is None for badge in (kept, lost, dead)] == [False, False, True]


def test_revocations_only_ever_count_up(congress: Congress) -> None:
    badges = [make_badge(congress) for _ in range(3)]
    chance, seen = random.Random(7), [snapshot_of(congress).head["revocation_seq"]]
    for _ in range(12):
        badge = chance.choice(badges)
        chance.choice([lambda b: reissue_badge(b, by=None, reason=""), lambda b: revoke_badge(b, by=None)])(badge)
        seen.append(snapshot_of(congress).head["revocation_seq"])
    assert seen == sorted(seen)
    assert seen[-1] > seen[0] == 0


def test_version_from_another_database_gives_the_whole_list(congress: Congress) -> None:
    badge = make_badge(congress)
    for since in (0, 2**62):
        assert snapshot_of(congress, since=since).is_whole
        assert read(snapshot_of(congress, since=since), badge) is not None


def test_same_content_bears_the_same_mark(congress: Congress) -> None:
    badge = make_badge(congress)
    first, again = snapshot_of(congress), snapshot_of(congress)
    assert first.etag == again.etag
    reissue_badge(badge, by=None, reason="perdu")
    assert snapshot_of(congress).etag != first.etag


# -- the order of commits ------------------------------------------------------------------------------------------------


def test_a_lower_transaction_that_commits_after_a_higher_one_is_not_missed(app: Any, congress: Congress) -> None:
    """The slow one begins first and commits last; a list is read in between. A control shows what a clock would miss."""
    slow, quick = make_badge(congress), make_badge(congress)
    db.session.commit()
    number, begun, go_on = slow.id, threading.Event(), threading.Event()

    def write_slowly() -> None:
        with app.app_context(), transaction():
            db.session.execute(text("UPDATE badge SET state = 'collected' WHERE id = :id"), {"id": number})
            begun.set()
            go_on.wait(10)

    thread = threading.Thread(target=write_slowly)
    thread.start()
    begun.wait(10)
    with transaction():
        quick.registration.person.badge_name = "Un autre nom"
    between = snapshot_of(congress)
    newest = db.session.scalar(text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"))
    db.session.commit()
    go_on.set()
    thread.join(10)
    db.session.expire_all()
    shown = read(snapshot_of(congress, since=between.version), slow)
    assert shown is not None
    assert shown[1] == 1
    assert (
        read(snapshot_of(congress, since=newest), slow) is None
    )  # the control: the newest number as a version loses it


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["rename", "revoke", "reissue", "ask"])), max_size=14)
)
def test_a_list_kept_by_deltas_is_the_whole_list(app: Any, steps: list[tuple[int, str]]) -> None:
    congress = today_congress()
    badges = [make_badge(congress) for _ in range(6)]
    held = snapshot_of(congress)
    records, version = dict(held.records), held.version
    for step, (which, what) in enumerate([*steps, (0, "ask")]):
        badge = badges[which]
        if what == "rename":
            with transaction():
                badge.registration.person.badge_name = f"Nom {step}"
        elif what == "revoke":
            revoke_badge(badge, by=None)
        elif what == "reissue":
            reissue_badge(badge, by=None, reason="perdu")
        else:
            delta = snapshot_of(congress, since=version)
            records.update(delta.records)
            version = delta.version
    whole = snapshot_of(congress)
    assert {index: sealed for index, sealed in records.items() if index in whole.records} == whole.records
