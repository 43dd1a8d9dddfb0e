"""What the association pays: on a decision with its source, one at a time, withdrawn with a reason."""

from dataclasses import replace
from datetime import date

import pytest

from aimf_events.accounts.models import Role
from aimf_events.database import db
from aimf_events.errors import NotAllowed
from aimf_events.journal import history
from aimf_events.registration.models import Registration, RegistrationState, Support
from aimf_events.registration.support import (
    REPLACED,
    Grant,
    NothingGranted,
    grant_support,
    past_supports,
    support_of,
    supports_of,
    withdraw_support,
)
from aimf_events.registration.transitions import StepRefused
from tests.factories import make_congress, make_delegation, make_person, make_registration, make_staff

GRANT = Grant(True, 3, 1200, "EUR", "le Bureau", date(2026, 6, 2), "relevé du Bureau, point 4")


@pytest.fixture
def registration(app):
    return make_registration(make_delegation(make_congress()))


@pytest.fixture
def desk(app):
    return make_staff(Role.SECRETARIAT)


def test_one_support_at_a_time_the_former_stays_in_the_past(registration, desk):
    first = grant_support(registration, GRANT, by=desk)
    assert grant_support(registration, GRANT, by=desk).id == first.id
    second = grant_support(registration, replace(GRANT, nights=4), by=desk)
    assert support_of(registration).id == second.id
    assert [(s.id, s.withdrawal_reason) for s in past_supports(registration)] == [(first.id, REPLACED)]
    assert supports_of([registration]) == {registration.id: second}


def test_withdrawn_with_a_reason_once(registration, desk):
    made = grant_support(registration, GRANT, by=desk)
    withdraw_support(made, reason="Vient par ses propres moyens", by=desk)
    withdraw_support(made, reason="une autre", by=desk)
    assert support_of(registration) is None
    assert (made.withdrawal_reason, made.withdrawn_by_id) == ("Vient par ses propres moyens", desk.id)
    assert [e.verb for e in history(registration)] == ["support_granted", "support_withdrawn"]


def test_nothing_is_no_support(registration, desk):
    with pytest.raises(NothingGranted):
        grant_support(registration, replace(GRANT, pays_ticket=False, nights=0, ceiling=None), by=desk)


def test_only_the_desk_grants(registration):
    with pytest.raises(NotAllowed):
        grant_support(registration, GRANT, by=make_person())


def test_who_no_longer_comes_is_granted_nothing(registration, desk):
    gone = make_registration(registration.delegation, state=RegistrationState.WITHDRAWN)
    with pytest.raises(StepRefused):
        grant_support(gone, GRANT, by=desk)


def test_two_decisions_at_once_leave_one(registration, desk, at_once):
    def grant(nights):
        by = db.session.get(type(desk), desk.id)
        here = db.session.get(Registration, registration.id)
        return grant_support(here, replace(GRANT, nights=nights), by=by).id

    results = at_once(lambda: grant(1), lambda: grant(2))
    assert all(isinstance(each, int) for each in results)
    assert db.session.query(Support).filter_by(withdrawn_at=None).count() == 1
