"""A sitting: planned, convened with its notice and its proofs, opened; who is there, and the quorum that follows."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from aimf_events.assembly import convocation
from aimf_events.assembly.agenda import (
    ItemConvened,
    add_item,
    answer_request,
    change_item,
    last_days,
    move_item,
    record_request,
    remove_item,
)
from aimf_events.assembly.convocation import (
    AgendaEmpty,
    ChangedSinceRead,
    Proof,
    Way,
    convene,
    notice_of,
    recipients_of,
    record_posted,
    register_of,
)
from aimf_events.assembly.convocation_letter import convocation_by_link, papers_url
from aimf_events.assembly.mandates import admit_voice, seat_members, seats_of
from aimf_events.assembly.models import Body
from aimf_events.assembly.parameters import Parameter
from aimf_events.assembly.presence import NobodySpeaks, enter_presence
from aimf_events.assembly.rolls import quorum_of, roll_of
from aimf_events.assembly.rules.roll import Carrier, How
from aimf_events.assembly.sitting_models import Convocation, EntrySource, ItemKind, Sitting, SittingState
from aimf_events.assembly.sittings import (
    NoStatutes,
    SecondCallKnown,
    SecondCallTooSoon,
    SessionTaken,
    SittingMoved,
    close_sitting,
    open_sitting,
    plan_second_call,
    resume_sitting,
    suspend_sitting,
)
from aimf_events.clock import set_for_tests
from aimf_events.database import db, transaction
from aimf_events.mail.models import MessageState, OutgoingMessage
from aimf_events.members.dues import call_dues
from aimf_events.members.models import MemberCategory
from aimf_events.members.suspensions import suspend
from aimf_events.programme.immovable import ConvenedSession
from aimf_events.programme.models import SessionKind
from aimf_events.programme.sessions import as_plan, change_session
from aimf_events.registration.models import DelegationState
from tests.factories import make_congress, make_delegation, make_member, make_statutes
from tests.factories.assembly import come_in, make_cities, make_mayor, make_open_sitting, make_sitting, seat_for
from tests.factories.programme import make_session
from tests.statements import statements_sent

MARCH = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
MAY = date(2027, 5, 20)


@pytest.fixture
def statutes(app: Flask):
    set_for_tests(MARCH)
    make_statutes()
    return make_statutes(Body.BUREAU)


@pytest.mark.parametrize(
    "sent, proof",
    [
        (datetime(2027, 4, 20, 21, 30, tzinfo=UTC), Proof.IN_TIME),  # 23:30 in Paris, still the 20th
        (datetime(2027, 4, 20, 22, 30, tzinfo=UTC), Proof.LATE),  # 00:30 in Paris: the 21st
        (datetime(2027, 4, 21, 10, 0, tzinfo=UTC), Proof.LATE),
    ],
)
def test_a_sitting_on_20_may_is_convened_in_time_until_20_april_at_the_seat(statutes, sent, proof):
    make_cities(1)
    sitting = make_sitting(day=MAY)
    set_for_tests(sent)
    [made] = convene(sitting, by=None)
    assert notice_of(sitting).last == date(2027, 4, 20)
    with transaction():
        made.message.state, made.message.ended_at = MessageState.ACCEPTED, sent
    assert [line.proof for line in register_of(sitting)] == [proof]
    assert notice_of(sitting).is_late is (proof is Proof.LATE)


def test_a_letter_proves_nothing_before_a_server_took_it_nor_once_it_came_back(statutes):
    make_cities(1)
    sitting = make_sitting(day=MAY)
    [made] = convene(sitting, by=None)
    letter = made.message
    assert register_of(sitting)[0].proof is Proof.LEAVING
    with transaction():
        letter.state, letter.ended_at = MessageState.BOUNCED, MARCH
    assert [(line.proof, line.at) for line in register_of(sitting)] == [(Proof.FAILED, None)]


def test_who_is_convened_and_by_which_way(statutes):
    congress = make_congress("tunis", starts_on=MAY)
    good, alone, out, torn = (make_member(name) for name in ("Abomey", "Bohicon", "Cotonou", "Djougou"))
    for member in (good, out, torn):
        make_mayor(member)
    make_mayor(alone, email=None)
    honorary = make_member("Ouidah", category=MemberCategory.HONORARY)
    make_mayor(honorary)
    make_member("Banque", category=MemberCategory.PARTNER)
    suspend(out, decision="Bureau", by=None)
    make_delegation(congress, member=torn, state=DelegationState.CONTESTED)
    sitting = make_sitting(day=MAY, congress=congress)
    assert [(each.member.name, each.way) for each in recipients_of(sitting)] == [
        ("Abomey", Way.LETTER),
        ("Bohicon", Way.POST),
        ("Cotonou", Way.SUSPENDED),
        ("Djougou", Way.CONTESTED),
        ("Ouidah", Way.LETTER),
    ]
    with pytest.raises(ChangedSinceRead):
        convene(sitting, seen=1, by=None)
    convene(sitting, seen=2, by=None)
    convene(sitting, by=None)
    assert db.session.query(OutgoingMessage).filter_by(fact="sitting_convened").count() == 2
    record_posted(sitting, alone, posted_on=date(2027, 4, 2), proof="RK 12 345", by=None)
    assert [(line.convocation.member.name, line.proof) for line in register_of(sitting)] == [
        ("Abomey", Proof.LEAVING),
        ("Bohicon", Proof.IN_TIME),
        ("Ouidah", Proof.LEAVING),
    ]
    assert [each.member.name for each in recipients_of(sitting)] == ["Cotonou", "Djougou"]
    assert {seat.member.name: seat.mandate.votes_from is None for seat in seats_of(sitting)} == {
        **dict.fromkeys(("Abomey", "Bohicon", "Cotonou", "Djougou"), False),
        "Ouidah": True,
    }


def test_what_a_convocation_needs(app: Flask):
    set_for_tests(MARCH)
    make_cities(1)
    sitting = make_sitting(day=MAY, items=0)
    with pytest.raises(NoStatutes):
        convene(sitting, by=None)
    make_statutes()
    with pytest.raises(AgendaEmpty):
        convene(sitting, by=None)
    assert sitting.state is SittingState.DRAFT


def test_a_convened_sitting_keeps_its_statutes(statutes):
    make_cities(3)
    sitting = make_sitting(day=MAY)
    convene(sitting, by=None)
    make_statutes(values={Parameter.NOTICE_DAYS: 60}, in_force_on=date(2027, 4, 1))
    assert notice_of(sitting).days == 30
    assert notice_of(make_sitting(day=MAY)).days == 60


def test_two_secretaries_convene_at_once_and_each_member_has_one_letter(statutes, at_once):
    make_cities(4)
    sitting = make_sitting(day=MAY)

    def again():
        return len(convene(db.session.get(Sitting, sitting.id), by=None))

    assert sorted(at_once(again, again)) == [0, 4]
    assert db.session.query(Convocation).count() == 4


def test_without_the_lock_the_two_would_meet(statutes, at_once, monkeypatch):
    """The control: the database's own key refuses the second letter, and one of the two ends in an error."""
    make_cities(4)
    sitting = make_sitting(day=MAY)
    monkeypatch.setattr(convocation, "lock_in", lambda sitting, *states: sitting)

    def again():
        return len(convene(db.session.get(Sitting, sitting.id), by=None))

    found = at_once(again, again)
    assert [type(one).__name__ for one in found if not isinstance(one, int)] == ["IntegrityError"]


def test_an_agenda_that_members_have_read_keeps_its_items(statutes):
    make_cities(1)
    sitting = make_sitting(day=MAY, items=3)
    first, second, third = sitting.items
    move_item(third, up=True, by=None)
    assert [item.title for item in sitting.items] == ["Rapport 1", "Rapport 3", "Rapport 2"]
    remove_item(second, by=None)
    convene(sitting, by=None)
    set_for_tests(MARCH + timedelta(hours=1))
    with pytest.raises(ItemConvened):
        remove_item(first, by=None)
    with pytest.raises(ItemConvened):
        change_item(first, kind=ItemKind.OTHER, title="Autre", text="", by=None)
    with pytest.raises(SittingMoved):
        move_item(first, up=False, by=None)
    late = add_item(sitting, kind=ItemKind.OTHER, title="Divers", by=None)
    remove_item(late, by=None)


def test_a_request_is_in_time_until_its_last_day_and_is_answered_once(statutes):
    city = make_cities(1)[0]
    sitting = make_sitting(day=MAY)
    assert last_days(sitting).requests == date(2027, 5, 13)
    asked = record_request(sitting, city, title="Eau", received_on=date(2027, 5, 13), by=None)
    late = record_request(sitting, city, title="Sel", received_on=date(2027, 5, 14), by=None)
    assert (asked.is_late, late.is_late) == (False, True)
    answer_request(asked, sitting, accepts=True, reason="", by=None)
    answer_request(late, sitting, accepts=False, reason="Trop tard", by=None)
    assert [item.title for item in sitting.items] == ["Rapport 1", "Eau"]


def test_a_second_call_waits_for_its_days_and_asks_no_quorum(statutes):
    make_cities(4)
    sitting = make_sitting(day=MAY)
    with pytest.raises(SittingMoved):
        plan_second_call(sitting, day=date(2027, 6, 4), starts="09:30", by=None)
    convene(sitting, by=None)
    with pytest.raises(SecondCallTooSoon):
        plan_second_call(sitting, day=date(2027, 6, 3), starts="09:30", by=None)
    again = plan_second_call(sitting, day=date(2027, 6, 4), starts="09:30", by=None)
    with pytest.raises(SecondCallKnown):
        plan_second_call(sitting, day=date(2027, 6, 5), starts="09:30", by=None)
    convene(again, by=None)
    assert (quorum_of(sitting).is_reached, quorum_of(again).is_reached) == (False, True)


def test_a_session_of_the_programme_has_one_sitting_which_follows_it_until_convened(statutes):
    congress = make_congress("tunis", starts_on=MAY)
    session = make_session(congress, kind=SessionKind.GENERAL_ASSEMBLY, starts="10:00")
    sitting = make_sitting(congress=congress, session=session)
    assert (sitting.day, sitting.starts, sitting.place) == (MAY, "10:00", "Grande salle")
    with pytest.raises(SessionTaken):
        make_sitting(congress=congress, session=session)
    change_session(session, by=None, **{**as_plan(session), "starts": "11:00"})
    make_cities(1)
    convene(sitting, by=None)
    assert sitting.starts == "11:00"
    with pytest.raises(ConvenedSession):
        change_session(session, by=None, **{**as_plan(session), "starts": "12:00"})


def test_a_link_opens_the_papers_until_it_is_withdrawn(statutes):
    make_cities(1)
    sitting = make_sitting(day=MAY)
    [made] = convene(sitting, by=None)
    token = papers_url(made).rsplit("/", 1)[1]
    assert convocation_by_link(token) is made
    assert convocation_by_link(token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    with transaction():
        made.link_generation += 1
    assert convocation_by_link(token) is None


# -- presence and quorum --------------------------------------------------------------------------------------------------


def test_the_quorum_is_a_third_of_those_in_good_standing_wherever_they_are(statutes):
    make_cities(7)
    sitting = make_open_sitting(day=MAY)
    seats = seats_of(sitting)
    come_in(sitting, seats[:2])
    assert (quorum_of(sitting).base, quorum_of(sitting).needed, quorum_of(sitting).missing) == (7, 3, 1)
    come_in(sitting, seats[2:3])
    assert roll_of(sitting).may_vote
    come_in(sitting, seats[2:3], None)
    assert not roll_of(sitting).may_vote
    assert len(roll_of(sitting).absent) == 5


def test_a_suspension_closes_all_presence_and_each_comes_back(statutes):
    make_cities(3)
    sitting = make_open_sitting(day=MAY)
    seats = seats_of(sitting)
    come_in(sitting, seats)
    set_for_tests(MARCH + timedelta(minutes=10))
    suspend_sitting(sitting, by=None)
    assert quorum_of(sitting).counted == 0
    with pytest.raises(SittingMoved):
        come_in(sitting, seats)
    set_for_tests(MARCH + timedelta(minutes=20))
    resume_sitting(sitting, by=None)
    assert quorum_of(sitting).counted == 0
    set_for_tests(MARCH + timedelta(minutes=21))
    come_in(sitting, seats[:1])
    assert quorum_of(sitting).counted == 1
    assert quorum_of(sitting, MARCH + timedelta(minutes=5)).counted == 3, "the log keeps what was"
    close_sitting(sitting, by=None)
    with pytest.raises(SittingMoved):
        open_sitting(sitting, by=None)


def test_who_leaves_the_base_and_who_joins_it(statutes):
    cities = make_cities(3)
    sitting = make_open_sitting(day=MAY)
    come_in(sitting, seats_of(sitting))
    set_for_tests(MARCH + timedelta(minutes=1))
    suspend(cities[0], decision="Bureau", by=None)
    assert (quorum_of(sitting).base, quorum_of(sitting).counted) == (2, 2)
    set_for_tests(MARCH + timedelta(minutes=2))
    call_dues(2026, {MemberCategory.MEMBER_CITY: 100}, decision="AG", by=None)
    assert quorum_of(sitting).base == 0
    assert quorum_of(sitting, MARCH).base == 3
    admitted = make_member("Zinder")
    make_mayor(admitted)
    admit_voice(sitting, admitted, votes_from=MARCH + timedelta(minutes=3), by=None)
    assert quorum_of(sitting).base == 0
    assert quorum_of(sitting, MARCH + timedelta(minutes=3)).base == 1


def test_a_contested_voice_is_out_of_a_secret_ballot_and_provisional_in_an_open_one(statutes):
    congress = make_congress("tunis", starts_on=MAY)
    cities = make_cities(2)
    delegation = make_delegation(congress, member=cities[0])
    sitting = make_open_sitting(day=MAY, congress=congress)
    come_in(sitting, seats_of(sitting))
    with transaction():
        delegation.state = DelegationState.CONTESTED
    lines = {line.seat.member.name: line.is_provisional for line in roll_of(sitting).lines}
    assert lines == {"Cité 000": True, "Cité 001": False}
    assert [line.seat.member.name for line in roll_of(sitting, is_secret=True).lines] == ["Cité 001"]


def test_nobody_is_entered_for_a_voice_that_nobody_holds_and_a_form_sent_twice_is_one_entry(statutes):
    make_member("Sans maire")
    city = make_cities(1)[0]
    sitting = make_open_sitting(day=MAY)
    how = {"carrier": Carrier.TITULAR, "how": How.IN_ROOM, "source": EntrySource.OPERATOR, "by": None}
    with pytest.raises(NobodySpeaks):
        enter_presence(sitting, next(s for s in seats_of(sitting) if s.member.name == "Sans maire"), **how)
    seat = seat_for(sitting, city)
    assert enter_presence(sitting, seat, form_key="once", **how) is not None
    assert enter_presence(sitting, seat, form_key="once", **how) is None


def test_the_bureau_is_those_seated_in_it(statutes):
    cities = make_cities(5)
    sitting = make_sitting(Body.BUREAU, day=MAY)
    seat_members(sitting, cities[:3], by=None)
    convene(sitting, by=None)
    open_sitting(sitting, by=None)
    come_in(sitting, seats_of(sitting)[:1])
    assert (quorum_of(sitting).base, quorum_of(sitting).needed, quorum_of(sitting).is_reached) == (3, 1, True)


def test_a_roll_takes_the_same_number_of_questions_whatever_its_size(statutes):
    make_cities(2)
    idents = [make_open_sitting(day=MAY).id]
    for number in range(8):
        make_mayor(make_member(f"Ville {number}"))
    idents.append(make_open_sitting(day=MAY).id)
    counts = []
    for ident in idents:
        sitting = db.session.get(Sitting, ident)
        come_in(sitting, seats_of(sitting))
        db.session.expunge_all()
        again = db.session.get(Sitting, ident)
        with statements_sent() as sent:
            roll_of(again)
        counts.append(len(sent))
    assert counts[0] == counts[1], counts
