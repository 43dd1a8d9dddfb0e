"""The gate of a scan answers in one query what the sessions, the roles and the devices say one by one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from aimf_events.accounts.models import Account, Role, RoleGrant
from aimf_events.accounts.roles import grant_role, roles_of, withdraw_role
from aimf_events.accounts.sessions import end_session, open_session, session_by_secret
from aimf_events.checkin.devices import DOOR_ROLES, gate, open_device, revoke_device
from aimf_events.checkin.models import Checkpoint, ScanDevice
from aimf_events.clock import now
from aimf_events.congress.models import CongressGrant, CongressRole
from aimf_events.congress.roles import congress_roles_of, grant_congress_role, withdraw_congress_role
from aimf_events.database import db, transaction
from aimf_events.people.contacts import mailbox_key
from aimf_events.people.models import Person
from tests.checkin.doors import make_door, today_congress
from tests.factories import make_congress, make_staff
from tests.statements import statements_sent

MAILBOX = "porte@example.org"


class Shift:
    """A volunteer who is signed in and holds a telephone at a door."""

    def __init__(self, role: Role | CongressRole = CongressRole.DOOR) -> None:
        self.congress = today_congress()
        here = self.congress if isinstance(role, CongressRole) else None
        self.person: Person = make_staff(role, congress=here, email=MAILBOX)
        self.door: Checkpoint = make_door(self.congress)
        self.device: ScanDevice = open_device(self.congress, label="porte A", by=self.person)
        self.account = _account(MAILBOX)
        self.secret, self.session = open_session(self.account, browser="tests")

    def asks(self, *, door: Checkpoint | None = None, device: ScanDevice | None = None) -> Any:
        """What the gate answers."""
        at, held = door or self.door, device or self.device
        return gate(self.secret, device=held.public_id, checkpoint=at.public_id)

    def signed_in(self) -> bool:
        """What the accounts answer."""
        opened = session_by_secret(self.secret)
        return opened is not None and opened.person_id is not None

    def allowed(self) -> bool:
        """What the roles answer."""
        here = congress_roles_of(self.person, self.congress)
        return bool(here & set(DOOR_ROLES)) or Role.SECRETARIAT in roles_of(self.person)


def _account(address: str) -> Account:
    with transaction():
        account = Account(address=address, key=mailbox_key(address), created_at=now())
        db.session.add(account)
    return account


@pytest.fixture
def shift(app: Any) -> Shift:
    return Shift()


@pytest.mark.parametrize("role", [*CongressRole, *Role])
def test_gate_and_roles_agree(app: Any, role: Role | CongressRole) -> None:
    shift = Shift(role)
    answer = shift.asks()
    assert answer.signed_in
    assert answer.allowed == shift.allowed() == (role in {*DOOR_ROLES, Role.SECRETARIAT})
    assert (answer.device_id, answer.door.id) == (shift.device.id, shift.door.id)


def _end(shift: Shift) -> None:
    end_session(shift.session, by=shift.person)


def _expire(shift: Shift) -> None:
    with transaction():
        shift.session.expires_at = now() - timedelta(seconds=1)


def _block(shift: Shift) -> None:
    with transaction():
        shift.account.blocked_at = now()


def _choose_nobody(shift: Shift) -> None:
    with transaction():
        shift.session.person_id = None


@pytest.mark.parametrize("change", [_end, _expire, _block, _choose_nobody])
def test_gate_and_sessions_agree(shift: Shift, change: Callable[[Shift], None]) -> None:
    assert shift.asks().signed_in is shift.signed_in() is True
    change(shift)
    assert shift.asks().signed_in is shift.signed_in() is False


def test_unknown_cookie_is_not_signed_in(shift: Shift) -> None:
    assert not gate("somebody", device=shift.device.public_id, checkpoint=shift.door.public_id).signed_in


def test_role_withdrawn_closes_the_gate(shift: Shift) -> None:
    withdraw_congress_role(db.session.scalars(db.select(CongressGrant)).one(), by=None)
    assert shift.asks().allowed is shift.allowed() is False


def test_role_in_another_congress_opens_nothing_here(shift: Shift) -> None:
    withdraw_congress_role(db.session.scalars(db.select(CongressGrant)).one(), by=None)
    grant_congress_role(shift.person, CongressRole.DOOR, make_congress(), by=None)
    assert shift.asks().allowed is shift.allowed() is False


@pytest.mark.parametrize("days, open_today", [(-1, False), (0, True), (1, True)])
def test_last_day_of_a_role_is_included(app: Any, days: int, open_today: bool) -> None:
    shift = Shift(Role.SECRETARIAT)
    grant_role(shift.person, Role.SECRETARIAT, by=None, until_on=now().date() + timedelta(days=days))
    assert shift.asks().allowed is shift.allowed() is open_today


def test_secretariat_withdrawn_closes_the_gate(app: Any) -> None:
    shift = Shift(Role.SECRETARIAT)
    withdraw_role(db.session.scalars(db.select(RoleGrant)).one(), by=None)
    assert shift.asks().allowed is shift.allowed() is False


def test_telephone_of_somebody_else_is_not_ones_own(shift: Shift) -> None:
    other = make_staff(CongressRole.DOOR, congress=shift.congress, email="autre@example.org")
    assert shift.asks(device=open_device(shift.congress, label="porte B", by=other)).device_id is None


def test_telephone_of_another_congress_does_not_scan_here(shift: Shift) -> None:
    elsewhere = make_congress()
    assert shift.asks(device=open_device(elsewhere, label="porte B", by=shift.person)).device_id is None
    assert shift.asks(door=make_door(elsewhere)).device_id is None


def test_revoked_telephone_is_known_as_such(shift: Shift) -> None:
    assert not shift.asks().device_revoked
    revoke_device(shift.device, by=None)
    answer = shift.asks()
    assert (answer.device_id, answer.device_revoked) == (shift.device.id, True)


def test_unknown_door_has_no_rules(shift: Shift) -> None:
    answer = gate(shift.secret, device=shift.device.public_id, checkpoint="nowhere")
    assert (answer.signed_in, answer.door, answer.allowed) == (True, None, False)


def test_gate_costs_one_query(shift: Shift) -> None:
    with statements_sent() as sent:
        shift.asks()
    assert len(sent) == 1, sent
