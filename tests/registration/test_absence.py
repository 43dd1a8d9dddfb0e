"""« Je ne peux pas venir »: online instead, or not at all; twice is once; and back until the desk has acted."""

import pytest

from aimf_events.accounts.models import Role
from aimf_events.checkin.badges import badge_of
from aimf_events.checkin.models import BadgeState
from aimf_events.clock import now
from aimf_events.database import db, transaction
from aimf_events.registration.absence import change_presence, may_take_back, take_back_withdrawal
from aimf_events.registration.accreditation import approve, refuse
from aimf_events.registration.answers import decline_invitation
from aimf_events.registration.models import DelegationState, Mode, Registration, RegistrationState
from aimf_events.registration.quotas import QuotaFull
from aimf_events.registration.registrations import restore_registration, withdraw_registration
from aimf_events.registration.transitions import StepRefused
from tests.factories import make_congress, make_delegation, make_person, make_registration, make_staff

R = RegistrationState


@pytest.fixture
def delegation(app):
    return make_delegation(make_congress(), places={"delegate": 1})


def test_online_instead_keeps_place_and_accreditation_after_the_deadline_too(delegation):
    made = make_registration(delegation, state=R.APPROVED)
    with transaction():
        delegation.congress.registration_closes_at = now()
    change_presence(made, Mode.ONLINE, by=None)
    assert (made.state, made.mode) == (R.APPROVED, Mode.ONLINE)
    change_presence(made, Mode.IN_PERSON, by=made.person)
    assert made.mode is Mode.IN_PERSON


def test_who_was_accredited_comes_back_accredited_with_a_living_badge(delegation):
    made = approve(make_registration(delegation), by=make_staff(Role.SECRETARIAT))
    withdraw_registration(made, by=made.person, reason="Vol annulé")
    assert badge_of(made).state is BadgeState.REVOKED
    assert may_take_back([made]) == {made.id}
    take_back_withdrawal(made, by=made.person)
    take_back_withdrawal(made, by=made.person)
    assert made.state is R.APPROVED
    assert badge_of(made).state is not BadgeState.REVOKED


@pytest.mark.parametrize("state", [R.SUBMITTED, R.ON_HOLD])
def test_who_was_under_review_goes_back_to_the_desk(delegation, state):
    made = make_registration(delegation, state=state)
    withdraw_registration(made, by=None)
    assert take_back_withdrawal(made, by=None).state is R.SUBMITTED


def test_once_the_desk_has_acted_only_the_desk_brings_back(delegation):
    desk = make_staff(Role.SECRETARIAT)
    made = make_registration(delegation)
    withdraw_registration(made, by=None)
    restore_registration(made, by=desk)
    refuse(made, by=desk, reason="Sans mandat")
    assert may_take_back([made]) == set()
    with pytest.raises(StepRefused):
        take_back_withdrawal(made, by=None)


def test_what_the_desk_withdrew_stays_withdrawn(delegation):
    made = make_registration(delegation)
    withdraw_registration(made, by=make_staff(Role.SECRETARIAT))
    with pytest.raises(StepRefused):
        take_back_withdrawal(made, by=make_person())


def test_a_place_that_somebody_took_meanwhile_is_not_given_twice(delegation):
    made = make_registration(delegation)
    withdraw_registration(made, by=None)
    make_registration(delegation)
    with pytest.raises(QuotaFull):
        take_back_withdrawal(made, by=None)


def test_coming_back_undoes_the_refusal_of_a_whole_delegation(delegation):
    made = make_registration(delegation)
    decline_invitation(delegation, by=None)
    take_back_withdrawal(made, by=None)
    assert delegation.state is DelegationState.COMPOSING


def test_two_come_back_at_once_for_one_place(delegation, at_once):
    one, other = make_registration(delegation), make_registration(delegation, state=R.WITHDRAWN)
    withdraw_registration(one, by=None)
    with transaction():
        other.state = R.SUBMITTED
    withdraw_registration(other, by=None)

    def back(ident):
        return take_back_withdrawal(db.session.get(Registration, ident), by=None).state

    results = at_once(lambda: back(one.id), lambda: back(other.id))
    assert sorted(type(r).__name__ for r in results) == ["QuotaFull", "RegistrationState"]
