"""The delegation's first page costs the same for two people and for a full house, whatever is granted, lacking or over."""

from datetime import date

import pytest

from aimf_events.accounts.models import Role
from aimf_events.registration.delegations import add_correspondent, invitation_token
from aimf_events.registration.models import ContactRole, RegistrationState
from aimf_events.registration.support import Grant, grant_support
from tests.factories import make_congress, make_delegation, make_person, make_registration, make_staff
from tests.statements import statements_sent

TICKET = Grant(
    pays_ticket=True,
    nights=0,
    ceiling=None,
    currency="EUR",
    decided_by="le Bureau",
    decided_on=date(2026, 3, 3),
    source="relevé du Bureau, point 4",
)


@pytest.fixture
def delegation(app):
    return make_delegation(make_congress("tunis"), "N'Djaména", places={"delegate": 40})


def test_page_takes_a_constant_number_of_queries(delegation, browser_of):
    head, desk = make_person("Rose", "Adjovi"), make_staff(Role.SECRETARIAT)
    add_correspondent(delegation, head, ContactRole.HEAD, head.email, by=None)
    browser, path = browser_of(head), f"/tunis/delegation/{invitation_token(delegation)}"
    one_of_each(delegation, desk)
    browser.get(path)
    with statements_sent() as few:
        assert browser.get(path).text.count("Ne peut pas venir") == 3
    for _ in range(4):
        one_of_each(delegation, desk)
    with statements_sent() as many:
        assert browser.get(path).text.count("Ne peut pas venir") == 15
    assert len(few) == len(many)


def one_of_each(delegation, desk):
    """Somebody accredited with a ticket paid, somebody examined, somebody on hold, one who waits and one who left."""
    helped = make_registration(delegation, state=RegistrationState.APPROVED)
    grant_support(helped, TICKET, by=desk)
    for state in (
        RegistrationState.SUBMITTED,
        RegistrationState.ON_HOLD,
        RegistrationState.WAITING,
        RegistrationState.WITHDRAWN,
    ):
        make_registration(delegation, state=state)
