"""A mayor far away: heard by the page that they keep open, called, counted in the quorum, lost, and called again after a suspension."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest

from aimf_events.assembly.parameters import Parameter
from aimf_events.assembly.presence import enter_presence, said_of
from aimf_events.assembly.remote import Afar, followers_of
from aimf_events.assembly.roll_call_models import RollCall
from aimf_events.assembly.roll_calls import RollCallOver, answer, open_roll_call, part_of
from aimf_events.assembly.rolls import roll_of
from aimf_events.assembly.rules.roll import Carrier
from aimf_events.assembly.sitting_models import EntrySource
from aimf_events.assembly.sittings import SittingMoved, resume_sitting, suspend_sitting
from aimf_events.clock import now, set_for_tests
from aimf_events.database import db
from aimf_events.errors import NotAllowed, NotFound
from aimf_events.hybrid.joining import DoorClosed
from aimf_events.hybrid.links import join_link, join_token
from aimf_events.hybrid.models import Connection
from aimf_events.hybrid.presence import beat
from aimf_events.programme.models import SessionKind
from aimf_events.registration.models import Capacity, Mode, RegistrationState
from tests.factories import make_congress, make_delegation, make_member, make_registration, make_statutes
from tests.factories.assembly import make_mayor, make_open_sitting, seat_for
from tests.factories.programme import make_released
from tests.statements import statements_sent

DAY = date(2026, 12, 9)
START = datetime(2026, 12, 9, 8, 30, tzinfo=UTC)  # 9:30 in Tunis
KEY = "a-page-that-is-open"


class World:
    """An Assembly that is open, with two mayors at a distance."""

    def __init__(self, **statutes):
        set_for_tests(START - timedelta(days=60))
        make_statutes(values={Parameter.REMOTE_PARTICIPATION: True, **statutes})
        self.congress = make_congress("tunis", starts_on=DAY)
        self.links = []
        session = make_released(self.congress, "Assemblée générale", kind=SessionKind.GENERAL_ASSEMBLY)
        for name in ("Huế", "N’Djaména"):
            member = make_member(name)
            mayor = make_mayor(member)
            delegation = make_delegation(self.congress, name, member=member)
            given = {"person": mayor, "capacity": Capacity.TITULAR, "mode": Mode.ONLINE}
            registration = make_registration(delegation, state=RegistrationState.APPROVED, **given)
            self.links.append(join_link(registration, session))
        self.sitting = make_open_sitting(congress=self.congress, session=session)
        set_for_tests(START)

    def hears(self, who=0, key=KEY):
        link = self.links[who]
        return beat(link, key, by=link.registration.person)

    def answers(self, who=0):
        call = open_roll_call(self.sitting, by=None)
        part = part_of(self.sitting, self.links[who].registration)
        return answer(self.sitting, call.public_id, part)

    def remote(self):
        return roll_of(self.sitting).hall.remote

    def states(self):
        seats = roll_of(self.sitting).seats
        found = followers_of(self.sitting, seats, now(), said_of(self.sitting, seats))
        return [each.state for each in found]


@pytest.fixture
def world(app):
    return World()


def later(**duration):
    set_for_tests(now() + timedelta(**duration))


def test_a_mayor_far_away_counts_once_called_and_no_longer_a_minute_after_the_page_is_closed(world):
    world.hears()
    assert (world.remote(), world.states()) == (0, [Afar.UNANSWERED])
    world.answers()
    assert (world.remote(), world.states()) == (1, [Afar.COUNTED])
    later(seconds=60)
    assert world.remote() == 1
    later(seconds=1)
    assert (world.remote(), world.states()) == (0, [Afar.UNCERTAIN])
    later(seconds=90)
    assert world.states() == [Afar.LOST]
    world.hears()  # the line is back: the answer holds
    assert (world.remote(), world.states()) == (1, [Afar.COUNTED])
    assert db.session.query(Connection).count() == 2  # what lies between is never filled in


def test_a_suspension_asks_for_another_answer(world):
    world.hears()
    world.answers()
    suspend_sitting(world.sitting, by=None)
    assert world.remote() == 0
    with pytest.raises(SittingMoved):
        open_roll_call(world.sitting, by=None)
    later(seconds=30)
    resume_sitting(world.sitting, by=None)
    later(seconds=125)
    world.hears()
    assert (world.remote(), world.states()) == (0, [Afar.UNANSWERED])
    world.answers()
    assert world.remote() == 1


def test_an_exit_that_an_officer_noted_holds_until_the_next_answer(world):
    world.hears()
    world.answers()
    later(seconds=5)
    seat = seat_for(world.sitting, world.links[0].registration.delegation.member)
    given = {"carrier": Carrier.TITULAR, "source": EntrySource.OPERATOR, "by": None}
    enter_presence(world.sitting, seat, how=None, **given)
    later(seconds=5)
    world.hears()
    assert world.remote() == 0
    later(seconds=120)
    world.hears()
    world.answers()
    assert world.remote() == 1


def test_where_the_statutes_do_not_count_a_remote_presence_nobody_counts(app):
    world = World(**{Parameter.REMOTE_PARTICIPATION: False})
    world.hears()
    world.answers()
    assert world.remote() == 0


def test_an_answer_after_the_two_minutes_is_refused_and_one_given_twice_is_one(world):
    world.hears()
    first = world.answers()
    assert world.answers().id == first.id
    call = open_roll_call(world.sitting, by=None)
    later(seconds=120)
    world.hears()
    with pytest.raises(RollCallOver):
        answer(world.sitting, call.public_id, part_of(world.sitting, world.links[0].registration))
    with pytest.raises(NotFound):
        answer(world.sitting, "A" * 22, part_of(world.sitting, world.links[0].registration))


def test_two_secretaries_open_one_roll_call_and_two_heartbeats_at_once_are_one_connection(world, at_once):
    sitting_id, link_id = world.sitting.id, world.links[0].id

    def call():
        return open_roll_call(db.session.get(type(world.sitting), sitting_id), by=None).id

    def hear():
        link = db.session.get(type(world.links[0]), link_id)
        return beat(link, KEY, by=link.registration.person).id

    first, second, third = at_once(call, call, call)
    assert first == second == third
    assert len(set(at_once(hear, hear, hear))) == 1
    assert db.session.query(RollCall).count() == db.session.query(Connection).count() == 1


def test_control_without_the_lock_two_heartbeats_at_once_are_two_connections(world, at_once, monkeypatch):
    together = threading.Barrier(2)
    monkeypatch.setattr("aimf_events.hybrid.presence.lock_name", lambda _name: together.wait(10))
    link_id = world.links[0].id

    def hear():
        link = db.session.get(type(world.links[0]), link_id)
        return beat(link, KEY, by=link.registration.person).id

    assert len(set(at_once(hear, hear))) == 2


def test_nobody_is_heard_by_the_link_of_another_nor_outside_of_the_hours(world):
    link, other = world.links
    with pytest.raises(NotAllowed):
        beat(link, KEY, by=other.registration.person)
    with pytest.raises(NotAllowed):
        beat(link, "short", by=link.registration.person)
    later(hours=9)
    with pytest.raises(DoorClosed):
        world.hears()
    beat(link, KEY, by=link.registration.person, is_held=True)  # the sitting goes on after the programme's hour


def test_a_minute_of_silence_in_which_nobody_counted_is_never_filled_in(world):
    world.hears()
    world.answers()
    silent = now() + timedelta(seconds=90)
    set_for_tests(silent)
    assert world.remote() == 0
    later(seconds=20)
    world.hears()
    assert world.remote() == 1
    assert roll_of(world.sitting, at=silent).hall.remote == 0


def test_the_roll_asks_the_same_number_of_questions_whoever_follows(world):
    world.hears()
    world.answers()
    with statements_sent() as one:
        world.remote()
    world.hears(1)
    world.answers(1)
    with statements_sent() as two:
        world.remote()
    assert (len(one), world.remote()) == (len(two), 2)


def test_the_page_of_a_mayor_far_away_opens_and_says_that_the_roll_was_not_called(world, browser_of):
    link = world.links[0]
    page = browser_of(link.registration.person).get(f"/r/{join_token(link)}/presence")
    assert "n’est pas encore comptée" in page.text
