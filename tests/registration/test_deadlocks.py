"""Many registrations decided at one moment by two: the quotas first, so that neither waits for the other for ever."""

import threading

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from aimf_events.accounts.models import Role
from aimf_events.clock import now
from aimf_events.database import db, once_more_after_deadlock, transaction
from aimf_events.people.models import Person
from aimf_events.registration import accreditation, answers, quotas
from aimf_events.registration.accreditation import decide_many
from aimf_events.registration.answers import decline_invitation
from aimf_events.registration.models import Delegation, DelegationState, Registration, RegistrationState
from tests.factories import make_congress, make_delegation, make_registration, make_staff

R = RegistrationState


@pytest.fixture
def scene(app):
    """Somebody waits (the lower key) for the place of somebody who has it."""
    delegation = make_delegation(make_congress(), places={"delegate": 1}, state=DelegationState.COMPOSING)
    waiting = make_registration(delegation, state=R.WAITING, waiting_since=now())
    placed = make_registration(delegation)
    return delegation.id, waiting.id, placed.id, make_staff(Role.SECRETARIAT).id


def cross(scene, at_once, monkeypatch):
    """The desk refuses who has the place and calls up who waits, while the delegation declines for both."""
    delegation, _waiting, placed, desk = scene
    holds_placed, holds_waiting, first = threading.Event(), threading.Event(), [True]
    call_up = quotas.call_up

    def slowly(quota, free):
        if first:
            first.clear()
            holds_placed.set()
            holds_waiting.wait(5)
        return call_up(quota, free)

    monkeypatch.setattr(quotas, "call_up", slowly)

    def refuse():
        by = db.session.get_one(Person, desk)
        return decide_many([placed], "refuse", by=by, reason="La salle est pleine.")

    def decline():
        holds_placed.wait(5)
        mine = db.session.get_one(Delegation, delegation)
        threading.Timer(0.3, holds_waiting.set).start()  # by then it has locked who waits, and wants who has the place
        return decline_invitation(mine, by=None)

    return at_once(refuse, decline)


def test_a_refusal_and_a_delegation_that_declines_at_the_same_moment_both_end_well(scene, at_once, monkeypatch):
    results = cross(scene, at_once, monkeypatch)
    assert [result for result in results if isinstance(result, Exception)] == []
    delegation, waiting, placed, _desk = scene
    assert db.session.get_one(Delegation, delegation).state is DelegationState.DECLINED
    states = [db.session.get_one(Registration, each).state for each in (waiting, placed)]
    assert states[0] is R.WITHDRAWN
    assert states[1] in (R.REFUSED, R.WITHDRAWN)


def test_the_order_of_the_locks_is_enough_without_a_second_run(scene, at_once, monkeypatch):
    once_only(monkeypatch)
    assert [result for result in cross(scene, at_once, monkeypatch) if isinstance(result, Exception)] == []


def test_the_second_run_is_enough_where_the_order_is_lost(scene, at_once, monkeypatch):
    monkeypatch.setattr(answers, "hold_quotas_of", lambda delegation: None)
    assert [result for result in cross(scene, at_once, monkeypatch) if isinstance(result, Exception)] == []


def test_control_without_the_order_nor_the_second_run_one_of_the_two_is_lost(scene, at_once, monkeypatch):
    """The deadlock is real: PostgreSQL ends one of the two transactions, and what it did is gone."""
    monkeypatch.setattr(answers, "hold_quotas_of", lambda delegation: None)
    once_only(monkeypatch)
    results = cross(scene, at_once, monkeypatch)
    assert [type(result) for result in results if isinstance(result, Exception)] == [OperationalError]


def once_only(monkeypatch):
    """Both verbs without their second run."""
    monkeypatch.setitem(globals(), "decide_many", decide_many.__wrapped__)
    monkeypatch.setitem(globals(), "decline_invitation", decline_invitation.__wrapped__)


def test_every_decision_on_many_holds_the_quotas_first(scene, monkeypatch):
    held, lock = [], accreditation.hold_quotas
    monkeypatch.setattr(accreditation, "hold_quotas", lambda places: held.append(1) or lock(places))
    by = db.session.get_one(Person, scene[3])
    for decision in ("approve", "hold", "refuse"):
        decide_many([scene[2]], decision, by=by, reason="Complet.")
    assert len(held) == 3


def test_inside_another_transaction_the_deadlock_goes_up(app):
    runs = []

    @once_more_after_deadlock
    def verb():
        runs.append(1)
        raise OperationalError("x", {}, psycopg.errors.DeadlockDetected())

    with pytest.raises(OperationalError), transaction():
        verb()
    assert len(runs) == 1
    with pytest.raises(OperationalError):
        verb()
    assert len(runs) == 3
