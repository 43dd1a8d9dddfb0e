"""Letters about a release: exactly those concerned, once, each with the entry of an agenda."""

import re

import pytest

from aimf_events.accounts.models import Role
from aimf_events.database import db, transaction
from aimf_events.mail import outbox
from aimf_events.mail.models import MessageState, OutgoingMessage
from aimf_events.programme import change_letters, choices, releases, sessions, speakers
from aimf_events.programme.change_letters import LettersChangedMeanwhile
from aimf_events.programme.models import SessionMode, SpeakerRole
from aimf_events.registration.accreditation import approve
from aimf_events.registration.models import Mode
from tests.factories import make_congress, make_delegation, make_person, make_registration, make_staff
from tests.factories.programme import make_session, publish
from tests.itip import obeys_itip, read_with_ical_js
from tests.programme.agenda import ics_of, value


def change(planned, **values):
    return sessions.change_session(planned, by=None, **{**sessions.as_plan(planned), **values})


def speaker(planned, name="Désiré", role=SpeakerRole.SPEAKER):
    person = make_person(name, "Kouadio", email=f"{name.casefold()}@example.org")
    speakers.add_speaker(planned, person, role=role, function="Maire", by=None)
    return person


def participant(congress, *, mode=Mode.IN_PERSON, name="Rose"):
    registration = make_registration(make_delegation(congress), person=make_person(name, "Adjovi"), mode=mode)
    registration.email = f"{name.casefold()}@example.org"
    approve(registration, by=make_staff(Role.SECRETARIAT))
    return registration


def send(congress, **values):
    return change_letters.send_letters(congress, seen=change_letters.letters_to_send(congress).seen, by=None, **values)


def posted(since=0):
    facts = ("speaker_asked", "speaker_informed", "speaker_released", "programme_changed")
    wanted = db.select(OutgoingMessage).where(OutgoingMessage.fact.in_(facts), OutgoingMessage.id > since)
    return list(db.session.scalars(wanted.order_by(OutgoingMessage.id)))


def arrive(letters):
    with transaction():
        for each in letters:
            if each.state is MessageState.PENDING:
                each.state = MessageState.ACCEPTED
    return letters


def test_speaker_is_invited_to_the_session_and_a_resend_is_the_same_bytes(app):
    congress = make_congress()
    speaker(make_session(congress, "Ville et numérique"))
    publish(congress)
    assert send(congress) == 1
    [letter] = posted()
    body, attached = ics_of(letter)
    assert body == attached
    assert obeys_itip(body)
    assert (value(body, b"METHOD"), value(body, b"SEQUENCE")) == (b"REQUEST", b"0")
    assert "Ville et numérique" in [
        p["values"][0] for p in read_with_ical_js(body)["events"][0] if p["name"] == "summary"
    ]
    change_later = ics_of(outbox.resend(arrive([letter])[0], by=None))
    assert change_later == [body, attached]


def test_move_is_the_same_uid_of_a_higher_sequence_and_a_cancellation_follows(app):
    congress = make_congress()
    planned = make_session(congress, starts="09:30")
    speaker(planned)
    told = []
    for act in (
        lambda: None,
        lambda: change(planned, starts="11:00"),
        lambda: sessions.cancel_session(planned, by=None),
    ):
        act()
        publish(congress)
        last = max([each.id for each in posted()], default=0)
        send(congress)
        [letter] = arrive(posted(last))
        ics = ics_of(letter)[0]
        told.append((value(ics, b"METHOD"), int(value(ics, b"SEQUENCE")), value(ics, b"UID")))
    assert [each[:2] for each in told] == [(b"REQUEST", 0), (b"REQUEST", 1), (b"CANCEL", 2)]
    assert len({each[2] for each in told}) == 1
    sessions.restore_session(planned, by=None)
    publish(congress)
    send(congress)
    again = ics_of(posted()[-1])[0]
    assert (value(again, b"SEQUENCE"), value(again, b"UID") != told[0][2]) == (b"0", True)


def test_who_never_had_the_invitation_gets_no_cancellation(app):
    congress = make_congress()
    planned = make_session(congress)
    speaker(planned)
    publish(congress)
    send(congress)
    [waiting] = posted()
    sessions.cancel_session(planned, by=None)
    publish(congress)
    send(congress)
    db.session.refresh(waiting)
    assert waiting.state is MessageState.SUPERSEDED
    assert posted() == [waiting]


def test_words_better_said_bring_a_letter_without_a_new_entry(app):
    congress = make_congress()
    planned = make_session(congress)
    speaker(planned)
    publish(congress)
    send(congress)
    arrive(posted())
    change(planned, text={"fr": "Mieux dit"})
    publish(congress)
    send(congress)
    assert [len(ics_of(each)) for each in posted()] == [2, 0]


def test_places_and_other_people_are_no_news_to_a_speaker(app):
    congress = make_congress()
    planned = make_session(congress)
    speaker(planned)
    publish(congress)
    send(congress)
    change(planned, room_places=12)  # it holds at once, and is no part of a release
    assert change_letters.letters_to_send(congress).letters == []
    other = speaker(planned, "Aminata", SpeakerRole.INTERPRETER)
    publish(congress)
    assert [each.person for each in change_letters.letters_to_send(congress).letters] == [other]


def test_participants_are_told_of_what_they_chose_and_remote_ones_of_what_is_online(app):
    congress = make_congress()
    kept, other = make_session(congress, "Choisie"), make_session(congress, "Autre", starts="14:00")
    hall = make_session(congress, "Dans la salle", starts="16:00", mode=SessionMode.IN_PERSON)
    publish(congress)
    chooser, afar = participant(congress), participant(congress, mode=Mode.ONLINE, name="Afi")
    participant(congress, name="Koffi")
    [shown] = [each for each in releases.released_sessions(congress) if each.id == kept.id]
    choices.choose_session(chooser, shown)
    choices.choose_session(chooser, shown)
    send(congress)
    for planned in (kept, other, hall):
        change(planned, minutes=45)
    publish(congress)
    found = change_letters.letters_to_send(congress).letters
    assert [(each.person.given_name, [c.session.id for c in each.changes]) for each in found] == [
        ("Afi", [kept.id, other.id]),
        ("Rose", [kept.id]),
    ]
    assert send(congress) == 2
    letter = next(each for each in posted() if each.recipient == afar.email)
    assert "«\u00a0Autre\u00a0»".replace("\u00a0", " ") in letter.data["changes_text"].replace("\u00a0", " ")
    assert ics_of(letter) == []


def test_other_room_is_no_news_to_who_follows_from_afar(app):
    congress = make_congress()
    planned = make_session(congress)
    publish(congress)
    participant(congress, mode=Mode.ONLINE)
    send(congress)
    change(planned, room=None, place="Patio")
    publish(congress)
    assert change_letters.letters_to_send(congress).letters == []


def test_moved_and_moved_back_before_anything_was_sent_tells_nobody(app):
    congress = make_congress()
    planned = make_session(congress, starts="09:30")
    speaker(planned)
    publish(congress)
    send(congress)
    for hour in ("11:00", "09:30"):
        change(planned, starts=hour)
        publish(congress)
    assert change_letters.letters_to_send(congress).letters == []


def test_nobody_is_told_twice(app):
    congress = make_congress()
    speaker(make_session(congress))
    publish(congress)
    seen = change_letters.letters_to_send(congress).seen
    change_letters.send_letters(congress, seen=seen, by=None)
    with pytest.raises(LettersChangedMeanwhile):
        change_letters.send_letters(congress, seen=seen, by=None)
    assert len(posted()) == 1


def test_two_who_send_at_once_send_once(app, at_once):
    congress = make_congress()
    speaker(make_session(congress))
    publish(congress)
    ident, kind, seen = congress.id, type(congress), change_letters.letters_to_send(congress).seen

    def run():
        return change_letters.send_letters(db.session.get(kind, ident), seen=seen, by=None)

    results = at_once(run, run)
    assert sorted(type(each).__name__ for each in results) == ["LettersChangedMeanwhile", "int"]
    assert len(posted()) == 1


def test_control_without_the_lock_both_think_that_they_send(app, at_once, monkeypatch):
    import threading

    congress = make_congress()
    speaker(make_session(congress))
    publish(congress)
    ident, kind, seen = congress.id, type(congress), change_letters.letters_to_send(congress).seen
    both, drafted = threading.Barrier(2), change_letters.letters_to_send
    monkeypatch.setattr(change_letters, "lock_name", lambda _name: None)
    monkeypatch.setattr(change_letters, "letters_to_send", lambda c: (drafted(c), both.wait(10))[0])

    def run():
        return change_letters.send_letters(db.session.get(kind, ident), seen=seen, by=None)

    assert at_once(run, run) == [1, 1]


def test_left_out_is_not_told_and_who_has_no_address_is_named(app):
    congress = make_congress()
    planned = make_session(congress)
    speaker(planned)
    silent = make_person("Sans", "Adresse", email=None)
    speakers.add_speaker(planned, silent, role=SpeakerRole.CHAIR, by=None)
    publish(congress)
    found = change_letters.letters_to_send(congress)
    assert [each.person for each in found.unreachable] == [silent]
    assert send(congress, left_out=[each.key for each in found.letters]) == 0
    assert change_letters.letters_to_send(congress).letters == []


def test_name_that_would_add_a_property_stays_a_name(app):
    congress = make_congress()
    person = make_person('Jean "le Grand"', "L'Or\r\nATTENDEE:mailto:x@y.z", email="jean@example.org")
    speakers.add_speaker(make_session(congress, "Titre\r\nSTATUS:X"), person, role=SpeakerRole.SPEAKER, by=None)
    publish(congress)
    send(congress)
    ics = ics_of(posted()[0])[0]
    assert obeys_itip(ics)
    assert len(re.findall(rb"^ATTENDEE", ics, re.M)) == 1
