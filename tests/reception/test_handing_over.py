"""A badge is handed over once for each issue, and the sentence says when and by whom where another table was quicker."""

from typing import Any

import pytest

from aimf_events.checkin.badges import reissue_badge, revoke_badge
from aimf_events.checkin.models import Badge, BadgeState
from aimf_events.congress.models import CongressRole
from aimf_events.database import db, transaction
from aimf_events.people.models import Person
from aimf_events.reception import handing_over
from aimf_events.reception.handing_over import (
    AlreadyHandedOver,
    BadgeDead,
    hand_over_badge,
    handover_of,
    take_back_badge,
)
from aimf_events.reception.models import BadgeHandover
from tests.checkin.doors import make_badge, today_congress
from tests.factories import make_staff


@pytest.fixture
def badge(app: Any) -> Badge:
    return make_badge(today_congress())


@pytest.fixture
def table(badge: Badge) -> Person:
    return make_staff(CongressRole.DESK, congress=badge.delegation.congress, given_name="Inès", family_name="Trabelsi")


def test_handed_over_again_is_refused_with_the_hour_the_colleague_and_the_receiver(badge: Badge, table: Person) -> None:
    hand_over_badge(badge, by=table, taken_by="M. Dossou, chef de cabinet")
    assert badge.state is BadgeState.COLLECTED
    with pytest.raises(AlreadyHandedOver) as refusal:
        hand_over_badge(badge, by=table)
    assert "par Inès Trabelsi, à M. Dossou, chef de cabinet." in str(refusal.value.reason)


def test_slip_is_undone_and_the_badge_can_be_given_again(badge: Badge, table: Person) -> None:
    hand_over_badge(badge, by=table)
    for _ in range(2):
        take_back_badge(badge, by=table)
    assert badge.state is BadgeState.ISSUED
    hand_over_badge(badge, by=table)
    kept = db.session.scalars(db.select(BadgeHandover).order_by(BadgeHandover.id)).all()
    assert [each.undone_at is None for each in kept] == [False, True]


def test_lost_badge_dies_and_the_new_issue_is_handed_over(badge: Badge, table: Person) -> None:
    hand_over_badge(badge, by=table)
    reissue_badge(badge, by=table, reason="lost")
    assert handover_of(badge) is None
    assert hand_over_badge(badge, by=table).issue == 2


def test_revoked_badge_is_given_to_nobody(badge: Badge, table: Person) -> None:
    revoke_badge(badge, by=None)
    with pytest.raises(BadgeDead):
        hand_over_badge(badge, by=table)


def both_tables(badge: Badge, table: Person, at_once: Any) -> list[Any]:
    ids = badge.id, table.id

    def give() -> Any:
        return hand_over_badge(db.session.get_one(Badge, ids[0]), by=db.session.get_one(Person, ids[1])).issue

    return at_once(give, give)


def test_two_tables_at_once_hand_over_one_badge_once(badge: Badge, table: Person, at_once: Any) -> None:
    results = both_tables(badge, table, at_once)
    assert sorted(type(each).__name__ for each in results) == ["AlreadyHandedOver", "int"]
    assert db.session.scalar(db.select(db.func.count()).select_from(BadgeHandover)) == 1


def test_without_the_lock_both_tables_believe_that_they_gave_it(
    badge: Badge, table: Person, at_once: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the race is there, and then the index alone stands in the way, with a fault in place of a sentence."""
    import threading

    meet = threading.Barrier(2)

    def unlocked(thing: Any) -> Any:
        db.session.refresh(thing)
        meet.wait(10)
        return thing

    monkeypatch.setattr(handing_over, "lock", unlocked)
    results = both_tables(badge, table, at_once)
    assert sorted(type(each).__name__ for each in results) == ["IntegrityError", "int"]
    with transaction():
        assert db.session.get_one(Badge, badge.id).state is BadgeState.COLLECTED
