"""active(delegation, category) ≤ places, whoever comes at the same moment."""

import threading

import pytest

from aimf_events.accounts.models import Role
from aimf_events.congress.models import Category
from aimf_events.database import db
from aimf_events.people.models import Person
from aimf_events.registration import quotas
from aimf_events.registration.models import ACTIVE, Delegation, DelegationState, Quota, Registration, RegistrationState
from aimf_events.registration.quotas import QuotaBelowTaken, QuotaFull, places_left, set_places
from aimf_events.registration.registrations import save_identity, start_registration, withdraw_registration
from tests.factories import category_of, make_congress, make_delegation, make_person, make_registration, make_staff


@pytest.fixture(autouse=True)
def correspondent(app):
    """Signed in: those who hold the link alone are counted under a lock of their own, and never meet at the quota."""
    return make_person("Rose", "Adjovi")


def _start(delegation_id, name):
    delegation = db.session.get(Delegation, delegation_id)
    category = category_of(delegation.congress, "delegate")
    by = db.session.scalars(db.select(Person).filter_by(given_name="Rose")).one()
    return start_registration(delegation, category=category, given_name=name, family_name="Dossou", by=by).id


def _active(delegation_id):
    held = db.select(Registration).where(Registration.delegation_id == delegation_id, Registration.state.in_(ACTIVE))
    return len(db.session.scalars(held).all())


def test_last_place_goes_to_one_of_two_who_come_at_once(app, at_once):
    delegation = make_delegation(make_congress(), places={"delegate": 1}, state=DelegationState.COMPOSING)
    first, second = at_once(lambda: _start(delegation.id, "Koffi"), lambda: _start(delegation.id, "Afi"))
    assert [isinstance(r, QuotaFull) for r in (first, second)].count(True) == 1
    assert _active(delegation.id) == 1


def test_control_without_the_lock_both_get_the_last_place(app, at_once, monkeypatch):
    """The race is real: where the row is not locked, two connections both count zero and both write."""
    delegation = make_delegation(make_congress(), places={"delegate": 1}, state=DelegationState.COMPOSING)
    both_have_counted = threading.Barrier(2)
    count = quotas.taken_in

    def unlocked(delegation, category):
        return db.session.scalars(
            db.select(Quota).filter_by(delegation_id=delegation.id, category_id=category.id)
        ).first()

    def counted(delegation, category):
        taken = count(delegation, category)
        both_have_counted.wait(10)
        return taken

    monkeypatch.setattr(quotas, "locked_quota", unlocked)
    monkeypatch.setattr(quotas, "taken_in", counted)
    results = at_once(lambda: _start(delegation.id, "Koffi"), lambda: _start(delegation.id, "Afi"))
    assert [type(r) for r in results] == [int, int]
    assert _active(delegation.id) == 2


def test_ten_who_come_at_once_share_three_places(app, at_once):
    delegation = make_delegation(make_congress(), places={"delegate": 3})
    results = at_once(*(lambda n=n: _start(delegation.id, f"Prénom {n}") for n in "ABCDEFGHIJ"))
    assert sum(isinstance(r, QuotaFull) for r in results) == 7
    assert _active(delegation.id) == 3


def test_withdrawal_frees_the_place(app):
    delegation = make_delegation(make_congress(), places={"delegate": 1})
    first = start_registration(
        delegation, category=category_of(delegation.congress, "delegate"), given_name="Koffi", family_name="Dossou"
    )
    with pytest.raises(QuotaFull):
        _start(delegation.id, "Afi")
    withdraw_registration(first, by=None)
    assert places_left(delegation) == {category_of(delegation.congress, "delegate").id: 1}
    _start(delegation.id, "Afi")
    assert _active(delegation.id) == 1


def test_category_without_places_is_full(app):
    delegation = make_delegation(make_congress(), places={"delegate": 2})
    with pytest.raises(QuotaFull):
        start_registration(
            delegation, category=category_of(delegation.congress, "press"), given_name="Koffi", family_name="Dossou"
        )


def test_change_of_category_needs_a_place_there_and_frees_one_here(app):
    delegation = make_delegation(make_congress(), places={"delegate": 2, "head": 1})
    head, delegate = category_of(delegation.congress, "head"), category_of(delegation.congress, "delegate")
    make_registration(delegation, category="head")
    moved = start_registration(delegation, category=delegate, given_name="Koffi", family_name="Dossou")
    with pytest.raises(QuotaFull):
        save_identity(moved, given_name="Koffi", family_name="Dossou", category=head)
    set_places(delegation, head, 2, by=None)
    save_identity(moved, given_name="Koffi", family_name="Dossou", category=head)
    assert places_left(delegation) == {head.id: 0, delegate.id: 2}


def test_places_cannot_be_fewer_than_taken(app):
    delegation = make_delegation(make_congress(), places={"delegate": 3})
    secretary = make_staff(Role.SECRETARIAT)
    make_registration(delegation)
    make_registration(delegation, state=RegistrationState.APPROVED)
    make_registration(delegation, state=RegistrationState.WITHDRAWN)
    with pytest.raises(QuotaBelowTaken):
        set_places(delegation, category_of(delegation.congress, "delegate"), 1, by=secretary)
    assert set_places(delegation, category_of(delegation.congress, "delegate"), 2, by=secretary).places == 2


def test_two_first_settings_of_a_category_at_once_are_one_quota(app, at_once):
    congress = make_congress()
    delegation, press = make_delegation(congress), category_of(congress, "press")

    def give(places):
        return set_places(
            db.session.get(Delegation, delegation.id), db.session.get(Category, press.id), places, by=None
        ).id

    first, second = at_once(lambda: give(3), lambda: give(5))
    assert first == second
