"""Signing up to sessions: places, the waiting list in order, under lock; the letter and the agenda entry of each."""

import contextlib
from datetime import date, timedelta

import pytest

from aimf_events.accounts.models import Role
from aimf_events.clock import now, set_for_tests
from aimf_events.database import db, transaction
from aimf_events.errors import NotAllowed, NotFound, Refusal
from aimf_events.mail.attachments import parts_of
from aimf_events.mail.models import MessageState, OutgoingMessage
from aimf_events.programme import change_letters, sessions, sign_up, sign_up_list, speakers
from aimf_events.programme.draft import load_draft
from aimf_events.programme.feeds import public_feed
from aimf_events.programme.models import ProgrammeSession, SessionInvitation, SessionMode, SpeakerRole
from aimf_events.programme.public import Choice, public_programme
from aimf_events.programme.sign_up import PlacesBelowHeld, SessionFull, SignUpClosed
from aimf_events.programme.sign_up_models import PlaceKind, SignUp, SignUpState
from aimf_events.registration.models import Mode, Registration, RegistrationState
from aimf_events.registration.registrations import withdraw_registration
from tests.factories import make_congress, make_delegation, make_person, make_registration, make_staff
from tests.factories.programme import make_session, publish
from tests.itip import obeys_itip

ROOM, ONLINE = PlaceKind.ROOM, PlaceKind.ONLINE


@pytest.fixture
def congress(app):
    return make_congress(starts_on=date(2026, 12, 9))


@pytest.fixture
def workshop(congress):
    planned = make_session(congress, "Atelier", starts="14:00")
    publish(congress)
    sheet(planned, 1)
    return planned


def sheet(planned, room, online=0):
    return sign_up.open_sheet(
        planned, room_places=room, online_places=online, closes_at=planned.starts_at - timedelta(hours=2), by=None
    )


def participant(congress, name="Rose", **values):
    delegation = make_delegation(congress, places={"delegate": 9})
    person = make_person(name, "Adjovi", email=f"{name.casefold()}@example.org")
    return make_registration(delegation, person=person, state=RegistrationState.APPROVED, **values)


def states(planned):
    lines = sign_up_list.lines_of(planned)
    return {line.sign_up.registration.person.given_name: line.rank or line.sign_up.state.value for line in lines}


def test_places_held_count_in_the_conflicts_of_the_draft(congress):
    planned = make_session(congress, "Atelier", starts="14:00")
    publish(congress)
    sheet(planned, None, online=5)
    for name, kind in (("Rose", ROOM), ("Awa", ROOM), ("Koffi", ONLINE)):
        sign_up.sign_up(participant(congress, name), planned, kind=kind)
    assert load_draft(congress).sign_ups == {planned.id: 2}


def letters(fact):
    return list(db.session.scalars(db.select(OutgoingMessage).filter_by(fact=fact).order_by(OutgoingMessage.id)))


def arrive():
    with transaction():
        db.session.execute(db.update(OutgoingMessage).values(state=MessageState.ACCEPTED))
    db.session.expire_all()


def test_last_place_is_taken_then_the_list_is_joined_when_asked_and_promoted_in_order(congress, workshop):
    rose, ali, luc = (participant(congress, name) for name in ("Rose", "Ali", "Luc"))
    sign_up.sign_up(rose, workshop, kind=ROOM)
    sign_up.sign_up(rose, workshop, kind=ROOM)
    with pytest.raises(SessionFull):
        sign_up.sign_up(ali, workshop, kind=ROOM)
    sign_up.sign_up(ali, workshop, kind=ROOM, or_wait=True)
    sign_up.sign_up(luc, workshop, kind=ROOM, or_wait=True)
    assert states(workshop) == {"Rose": "held", "Ali": 1, "Luc": 2}
    assert sign_up_list.own_lines(luc)[workshop.id].rank == 2
    sign_up.withdraw_sign_up(rose, workshop)
    sign_up.withdraw_sign_up(rose, workshop)
    assert states(workshop) == {"Ali": "held", "Luc": 1}
    assert [each.data["from_list"] for each in letters("place_given")] == [False, True]


def test_room_and_online_are_counted_apart_and_one_can_move(congress, workshop):
    sheet(workshop, 1, 1)
    rose, ali = participant(congress, "Rose"), participant(congress, "Ali")
    sign_up.sign_up(rose, workshop, kind=ROOM)
    sign_up.sign_up(ali, workshop, kind=ROOM, or_wait=True)
    sign_up.sign_up(rose, workshop, kind=ONLINE)
    assert states(workshop) == {"Ali": "held", "Rose": "held"}
    assert {line.sign_up.kind for line in sign_up_list.lines_of(workshop)} == {ROOM, ONLINE}


def test_places_added_go_to_who_waits_and_fewer_than_held_are_refused(congress, workshop):
    for name in ("Rose", "Ali", "Luc"):
        sign_up.sign_up(participant(congress, name), workshop, kind=ROOM, or_wait=True)
    sheet(workshop, 2)
    assert states(workshop) == {"Ali": "held", "Rose": "held", "Luc": 1}
    with pytest.raises(PlacesBelowHeld):
        sheet(workshop, 1)
    sheet(workshop, None)
    assert states(workshop) == {"Ali": "held", "Rose": "held", "Luc": "held"}


def test_closed_cancelled_not_offered_and_not_accredited_are_refused(congress, workshop):
    rose = participant(congress)
    with pytest.raises(NotFound):
        sign_up.sign_up(rose, workshop, kind=ONLINE)
    with pytest.raises(NotFound):
        sign_up.sign_up(rose, make_session(congress), kind=ROOM)
    submitted = participant(congress, "Ali")
    submitted.state = RegistrationState.SUBMITTED
    db.session.commit()
    with pytest.raises(NotAllowed):
        sign_up.sign_up(submitted, workshop, kind=ROOM)
    set_for_tests(workshop.starts_at - timedelta(hours=1))
    with pytest.raises(SignUpClosed):
        sign_up.sign_up(rose, workshop, kind=ROOM)


def test_whoever_no_longer_comes_gives_the_place_to_the_next(congress, workshop):
    rose, ali = participant(congress, "Rose"), participant(congress, "Ali")
    sign_up.sign_up(rose, workshop, kind=ROOM)
    sign_up.sign_up(ali, workshop, kind=ROOM, or_wait=True)
    withdraw_registration(rose, by=make_staff(Role.SECRETARIAT))
    assert states(workshop) == {"Ali": "held"}


def test_nobody_is_called_up_once_the_session_has_begun(congress, workshop):
    rose, ali = participant(congress, "Rose"), participant(congress, "Ali")
    sign_up.sign_up(rose, workshop, kind=ROOM)
    sign_up.sign_up(ali, workshop, kind=ROOM, or_wait=True)
    set_for_tests(workshop.starts_at)
    sign_up.withdraw_sign_up(rose, workshop)
    assert states(workshop) == {"Ali": 1}


def test_place_comes_with_an_agenda_entry_and_goes_with_its_cancellation(congress, workshop):
    rose = participant(congress)
    sign_up.sign_up(rose, workshop, kind=ROOM)
    [given] = letters("place_given")
    request = parts_of(given)[0].content
    assert b"METHOD:REQUEST" in request
    assert obeys_itip(request)
    arrive()
    sign_up.withdraw_sign_up(rose, workshop)
    [returned] = letters("place_returned")
    cancel = parts_of(returned)[0].content
    assert b"METHOD:CANCEL" in cancel
    assert obeys_itip(cancel)
    sign_up.sign_up(rose, workshop, kind=ROOM)
    uids = db.session.scalars(db.select(SessionInvitation.uid).filter_by(person_id=rose.person_id)).all()
    assert len(set(uids)) == 2


def test_entry_that_never_left_is_withheld_and_nothing_is_cancelled(congress, workshop):
    rose = participant(congress)
    sign_up.sign_up(rose, workshop, kind=ROOM)
    sign_up.withdraw_sign_up(rose, workshop)
    db.session.expire_all()
    assert [each.state for each in letters("place_given")] == [MessageState.SUPERSEDED]
    assert letters("place_returned") == []


def test_whoever_holds_a_place_is_told_of_a_move_with_the_agenda_entry(congress, workshop):
    rose = participant(congress)
    sign_up.sign_up(rose, workshop, kind=ROOM)
    arrive()
    change_letters.send_letters(congress, seen=change_letters.letters_to_send(congress).seen, by=None)
    sessions.change_session(workshop, by=None, **{**sessions.as_plan(workshop), "starts": "15:00"})
    publish(congress)
    change_letters.send_letters(congress, seen=change_letters.letters_to_send(congress).seen, by=None)
    [told] = letters("speaker_informed")
    assert told.recipient == "rose@example.org"
    assert b"SEQUENCE:1" in parts_of(told)[0].content
    arrive()
    sessions.cancel_session(workshop, by=None)
    publish(congress)
    change_letters.send_letters(congress, seen=change_letters.letters_to_send(congress).seen, by=None)
    [off] = letters("speaker_released")
    assert b"METHOD:CANCEL" in parts_of(off)[0].content
    assert letters("programme_changed") == []


def test_overlap_with_another_engagement_is_said(congress, workshop):
    rose = participant(congress)
    other = make_session(congress, "Colloque", starts="15:00")
    speakers.add_speaker(other, rose.person, role=SpeakerRole.SPEAKER, by=None)
    publish(congress)
    found = {each.id: each for each in public_programme(congress, Choice()).days[0][1]}
    busy = [found[ident] for ident in sign_up_list.engaged_in(rose)]
    assert sign_up_list.overlapping(found[workshop.id], busy) == [found[other.id]]


def _two(congress, workshop, at_once):
    people = [participant(congress, name).id for name in ("Rose", "Ali")]
    session_id = workshop.id
    db.session.commit()

    def ask(ident):
        def run():
            planned = db.session.get(ProgrammeSession, session_id)
            return sign_up.sign_up(db.session.get(Registration, ident), planned, kind=ROOM).state

        return run

    return at_once(*(ask(ident) for ident in people))


def test_last_place_goes_to_one_of_two_at_once(congress, workshop, at_once):
    answers = _two(congress, workshop, at_once)
    assert sorted(isinstance(each, Refusal) for each in answers) == [False, True]
    assert sign_up.held_count(workshop.id, ROOM) == 1


def test_without_the_lock_both_would_get_it(congress, workshop, at_once, monkeypatch):
    import threading

    both = threading.Barrier(2, timeout=10)

    def unlocked(planned):
        return db.session.scalars(db.select(sign_up.SignUpSheet).filter_by(session_id=planned.id)).first()

    def counted(sheet, kind):
        free = sheet.places(kind) - sign_up.held_count(sheet.session_id, kind)
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait()
        return free

    monkeypatch.setattr(sign_up, "held_sheet", unlocked)
    monkeypatch.setattr(sign_up, "_free", counted)
    assert _two(congress, workshop, at_once) == [SignUpState.HELD, SignUpState.HELD]
    assert sign_up.held_count(workshop.id, ROOM) == 2


def test_a_place_given_back_while_somebody_asks_is_never_lost(congress, workshop, at_once):
    rose, ali = participant(congress, "Rose"), participant(congress, "Ali")
    sign_up.sign_up(rose, workshop, kind=ROOM)
    ids = rose.id, ali.id, workshop.id

    def give_back():
        sign_up.withdraw_sign_up(db.session.get(Registration, ids[0]), db.session.get(ProgrammeSession, ids[2]))

    def ask():
        planned = db.session.get(ProgrammeSession, ids[2])
        sign_up.sign_up(db.session.get(Registration, ids[1]), planned, kind=ROOM, or_wait=True)

    at_once(give_back, ask)
    assert states(workshop) == {"Ali": "held"}


def test_preparatory_workshop_weeks_before_goes_through_the_whole_chain(congress):
    early = make_session(
        congress,
        "Atelier préparatoire",
        day=congress.starts_on - timedelta(days=9),
        mode=SessionMode.ONLINE,
        room=None,
    )
    make_session(congress, "Ouverture")
    publish(congress)
    days = public_programme(congress, Choice()).days
    assert [day for day, _sessions in days] == [early.day, congress.starts_on]
    assert "Atelier préparatoire" in public_feed(congress, Choice()).decode()
    sign_up.open_sheet(early, room_places=0, online_places=1, closes_at=early.starts_at, by=None)
    afar = participant(congress, mode=Mode.ONLINE)
    assert sign_up.sign_up(afar, early, kind=ONLINE).state is SignUpState.HELD
    assert now() < early.starts_at
    assert db.session.scalar(db.select(db.func.count(SignUp.id))) == 1
