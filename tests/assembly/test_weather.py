"""La météo du quorum: the range of voices, what it takes, and whom to call for which reason."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from aimf_events.accounts.models import Role
from aimf_events.assembly.convocation import convene
from aimf_events.assembly.parameters import Parameter
from aimf_events.assembly.weather import Want, forecast
from aimf_events.clock import set_for_tests
from aimf_events.members.dues import call_dues, record_entry
from aimf_events.members.models import EntryKind, MemberCategory
from aimf_events.members.suspensions import suspend
from aimf_events.registration.models import Capacity, DelegationState, Mode, RegistrationState
from tests.factories import make_congress, make_delegation, make_registration, make_staff, make_statutes
from tests.factories.assembly import make_cities, make_sitting

MARCH = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
MAY = date(2026, 5, 20)


@pytest.fixture
def hall(app: Flask):
    """Eight cities: two accredited, one announced, one online, one silent, one late with its dues, one contested, one suspended."""
    set_for_tests(MARCH)
    make_statutes(values={Parameter.REMOTE_PARTICIPATION: False})
    congress, cities = make_congress("tunis", starts_on=MAY), make_cities(8)
    call_dues(2025, {MemberCategory.MEMBER_CITY: 100}, decision="AG", by=None)
    for city in (*cities[:5], *cities[6:]):
        record_entry(
            city, year=2025, kind=EntryKind.PAYMENT, amount=100, reference="virement", needs_second=False, by=None
        )
    states = (RegistrationState.APPROVED, RegistrationState.APPROVED, RegistrationState.SUBMITTED)
    for city, state in zip(cities, states, strict=False):
        make_registration(make_delegation(congress, member=city), state=state, capacity=Capacity.TITULAR)
    online = make_delegation(congress, member=cities[3])
    make_registration(online, state=RegistrationState.APPROVED, capacity=Capacity.SUBSTITUTE, mode=Mode.ONLINE)
    make_delegation(congress, member=cities[6], state=DelegationState.CONTESTED)
    suspend(cities[7], decision="Bureau", by=None)
    sitting = make_sitting(day=MAY, congress=congress)
    convene(sitting, by=None)
    return sitting


def test_the_range_and_the_reasons(hall):
    found = forecast(hall)
    assert (found.low, found.high, found.needed, found.base, found.missing) == (2, 3, 2, 6, 0)
    assert [(call.seat.member.name, call.want) for call in found.calls] == [
        ("Cité 002", Want.NOT_ACCREDITED),
        ("Cité 003", Want.ONLINE_NOT_ALLOWED),
        ("Cité 004", Want.NO_ANSWER),
        ("Cité 005", Want.DUES),
        ("Cité 006", Want.CONTESTED),
    ]


def test_the_sentence_counts_the_calls(hall, browser_of):
    page = browser_of(make_staff(Role.SITTING_SECRETARY)).get(f"/tunis/assembly/sittings/{hall.public_id}/weather")
    assert "entre 2 et 3 voix, il en faut 2. Aucun appel n’est nécessaire." in page.text
    assert "annoncé, pas encore accrédité" in page.text
    assert "/dues/members/" in page.link("Enregistrer le paiement ou l’exemption. Cité 005")
