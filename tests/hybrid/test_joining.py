"""Links into sessions, and the door behind them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from aimf_events.accounts.models import Role
from aimf_events.clock import set_for_tests
from aimf_events.database import db
from aimf_events.errors import NotAllowed
from aimf_events.hybrid import joining, links, tickets
from aimf_events.hybrid.joining import Door, DoorClosed
from aimf_events.hybrid.models import JoinLink, PresenceEvidence
from aimf_events.programme.models import ProgrammeSession, SessionMode
from aimf_events.programme.sessions import as_plan, cancel_session, change_session
from aimf_events.registration.models import Mode, Registration, RegistrationState
from aimf_events.registration.registrations import withdraw_registration
from tests.factories import make_congress, make_delegation, make_person, make_registration, make_staff
from tests.factories.programme import make_released, make_session, publish

START = datetime(2026, 12, 9, 8, 30, tzinfo=UTC)


@pytest.fixture
def link(app):
    set_for_tests(START)
    congress = make_congress(starts_on=date(2026, 12, 9))
    registration = make_registration(make_delegation(congress), state=RegistrationState.APPROVED, mode=Mode.ONLINE)
    return links.join_link(registration, make_released(congress))


def evidence():
    return db.session.scalars(db.select(PresenceEvidence)).all()


def test_link_is_permanent_and_one_per_session(link):
    again = links.join_link(link.registration, link.session)
    assert again.id == link.id
    assert links.link_by_token(links.join_token(link)).id == link.id


def test_two_requests_at_once_make_one_link(link, at_once):
    registration, planned = link.registration.id, make_released(link.session.congress).id

    def ask():
        found = links.join_link(db.session.get(Registration, registration), db.session.get(ProgrammeSession, planned))
        return found.id

    one, two = at_once(ask, ask)
    assert one == two


def test_token_of_another_purpose_or_generation_opens_nothing(link):
    from aimf_events import crypto

    assert links.link_by_token(crypto.link_token("ticket", link.id, 1)) is None
    assert links.link_by_token(crypto.link_token("join", link.id, 2)) is None
    assert links.link_by_token("") is None


@pytest.mark.parametrize(
    "shift, door",
    [
        (timedelta(minutes=-16), Door.EARLY),
        (timedelta(minutes=-15), Door.OPEN),
        (timedelta(minutes=119), Door.OPEN),
        (timedelta(minutes=121), Door.OVER),
    ],
)
def test_door_opens_a_quarter_of_an_hour_before_and_closes_after_a_late_end(link, shift, door):
    set_for_tests(START + shift)
    assert joining.door_of(link) is door


def test_door_says_each_reason(link):
    planned, registration = link.session, link.registration
    planned.online_address = None
    assert joining.door_of(link) is Door.NO_ROOM
    change_session(planned, by=None, **{**as_plan(planned), "mode": SessionMode.IN_PERSON})
    assert joining.door_of(link) is Door.NO_ROOM  # the draft is nobody's
    publish(planned.congress)
    assert joining.door_of(link) is Door.IN_PERSON
    registration.state = RegistrationState.SUBMITTED
    assert joining.door_of(link) is Door.NOT_ADMITTED


def test_entering_keeps_evidence_and_a_double_click_is_one_coming(link):
    person = link.registration.person
    tickets.enter_session(link, by=person)
    secret = tickets.enter_session(link, by=person)
    assert len(evidence()) == 1
    assert tickets.use_ticket(link, secret, by=person)[1].address == "https://room.example.org/j/4711?pwd=sesame"
    set_for_tests(START + timedelta(minutes=6))
    tickets.enter_session(link, by=person)
    assert len(evidence()) == 2


def test_another_person_neither_enters_nor_reads_the_address(link):
    secret = tickets.enter_session(link, by=link.registration.person)
    stranger = make_person()
    with pytest.raises(NotAllowed):
        tickets.enter_session(link, by=stranger)
    with pytest.raises(NotAllowed):
        tickets.use_ticket(link, secret, by=stranger)
    assert len(evidence()) == 1


def test_cancelled_session_lets_nobody_in(link):
    cancel_session(link.session, by=None)
    publish(link.session.congress)
    with pytest.raises(DoorClosed) as refused:
        tickets.enter_session(link, by=link.registration.person)
    assert refused.value.door is Door.CANCELLED
    assert evidence() == []


def test_withdrawal_kills_the_links_and_a_new_one_is_another_generation(link):
    token = links.join_token(link)
    withdraw_registration(link.registration, by=make_staff(Role.SECRETARIAT), reason="")
    db.session.expire_all()
    assert links.link_by_token(token) is None
    assert db.session.scalars(db.select(JoinLink)).one().generation == 2


def test_session_not_public_admits_those_named_in_it(link):
    from aimf_events.programme.models import SpeakerRole
    from aimf_events.programme.speakers import add_speaker

    change_session(link.session, by=None, **{**as_plan(link.session), "is_public": False})
    publish(link.session.congress)
    assert joining.door_of(link) is Door.NOT_ADMITTED
    add_speaker(link.session, link.registration.person, role=SpeakerRole.CHAIR, by=None)
    publish(link.session.congress)
    assert joining.door_of(link) is Door.OPEN


def test_link_into_a_session_of_the_draft_opens_nothing_before_its_release(link):
    planned = make_session(link.session.congress, "Ajoutée", starts="09:30")
    early = links.join_link(link.registration, planned)
    assert joining.door_of(early) is Door.NOT_RELEASED
    publish(planned.congress)
    assert joining.door_of(early) is Door.OPEN
