"""The participant's calendar entry: one UID, a sequence that only grows, CANCEL to whoever had the REQUEST."""

import re
from datetime import date, timedelta

import pytest

from aimf_events.accounts.models import Role
from aimf_events.database import db, transaction
from aimf_events.mail.attachments import parts_of
from aimf_events.mail.models import MessageState, OutgoingMessage
from aimf_events.programme import invitations
from aimf_events.programme.models import CalendarInvitation
from aimf_events.registration.accreditation import approve
from aimf_events.registration.models import Mode, RegistrationState
from aimf_events.registration.registrations import withdraw_registration
from tests.factories import make_congress, make_delegation, make_registration, make_staff
from tests.itip import obeys_itip, parse_errors, read_with_ical_js


@pytest.fixture
def staff(app):
    return make_staff(Role.SECRETARIAT)


@pytest.fixture
def registration(app):
    congress = make_congress(starts_on=date(2026, 12, 9))
    return make_registration(make_delegation(congress, "Parakou"))


def approved(registration, staff):
    approve(registration, by=staff)
    return letter("registration_confirmed")


def letter(fact):
    wanted = db.select(OutgoingMessage).filter_by(fact=fact).order_by(OutgoingMessage.id.desc())
    return db.session.scalars(wanted).first()


def mark(message, state):
    with transaction():
        message.state = state


def ics_of(message):
    return [part.content for part in parts_of(message) if part.sub_type in ("calendar", "ics")]


def value(ics, name):
    return re.search(rb"^%s[;:]([^\r]*)" % name, ics, re.M)[1]


def test_confirmation_brings_an_invitation_that_agendas_accept(registration, staff):
    body, attached = ics_of(approved(registration, staff))
    assert body == attached
    assert obeys_itip(body)
    assert parse_errors(body) == 0
    names = [each["name"] for each in read_with_ical_js(body)["calendar"]]
    assert "method" in names
    assert value(body, b"METHOD") == b"REQUEST"
    assert value(body, b"SEQUENCE") == b"0"


def test_resend_and_download_are_the_same_bytes(registration, staff):
    message = approved(registration, staff)
    first, again = ics_of(message), ics_of(message)
    assert first == again
    assert invitations.calendar_bytes(registration, registration.person.language) == first[0]


def test_english_reader_has_the_same_uid_and_english_words(registration):
    french = invitations.calendar_bytes(registration, "fr")
    english = invitations.calendar_bytes(registration, "en")
    assert value(french, b"UID") == value(english, b"UID")
    assert b"Tunis Congress" in english
    assert b"Congr\xc3\xa8s de Tunis" in french


def test_no_address_of_a_room_stands_in_an_invitation_only_the_personal_page(registration):
    ics = invitations.calendar_bytes(registration, "fr").replace(b"\r\n ", b"")
    assert f"/{registration.congress.name}/billet/".encode() in ics


def test_other_dates_are_another_sequence_never_another_uid(registration):
    first = invitations.calendar_invitation_of(registration)
    uid = first.uid
    for expected in (1, 2, 3):
        with transaction():
            registration.congress.ends_on += timedelta(days=1)
        assert invitations.calendar_invitation_of(registration).sequence == expected
    assert invitations.calendar_invitation_of(registration).uid == uid


def test_nothing_changed_is_no_revision(registration):
    first = invitations.calendar_invitation_of(registration)
    assert invitations.calendar_invitation_of(registration).revised_at == first.revised_at
    assert first.sequence == 0


def test_two_requests_at_once_make_one_entry(registration, app, at_once):
    ident = registration.id

    def ask():
        from aimf_events.registration.models import Registration

        return invitations.calendar_invitation_of(db.session.get(Registration, ident)).uid

    one, two = at_once(ask, ask)
    assert one == two
    assert db.session.scalar(db.select(db.func.count()).select_from(CalendarInvitation)) == 1


@pytest.mark.parametrize("state", [MessageState.ACCEPTED, MessageState.UNCERTAIN, MessageState.CLAIMED])
def test_withdrawal_cancels_the_entry_of_whoever_had_it(registration, staff, state):
    request = approved(registration, staff)
    sent = ics_of(request)[0]
    mark(request, state)
    withdraw_registration(registration, by=staff, reason="Empêchée")
    cancel = letter("congress_invitation_cancelled")
    assert cancel.recipient == request.recipient
    body, attached = ics_of(cancel)
    assert body == attached
    assert obeys_itip(body)
    assert value(body, b"METHOD") == b"CANCEL"
    assert value(body, b"STATUS") == b"CANCELLED"
    assert value(body, b"SEQUENCE") == b"1"
    for same in (b"UID", b"ORGANIZER", b"DTSTART"):
        assert value(body, same) == value(sent, same)


@pytest.mark.parametrize("state", [MessageState.PENDING, MessageState.RETRY])
def test_letter_that_never_left_is_withheld_and_nothing_is_cancelled_by_mail(registration, staff, state):
    request = approved(registration, staff)
    mark(request, state)
    withdraw_registration(registration, by=staff, reason="")
    db.session.refresh(request)
    assert request.state is MessageState.SUPERSEDED
    assert letter("congress_invitation_cancelled") is None


def test_who_was_never_accredited_is_told_no_cancellation(registration, staff):
    withdraw_registration(registration, by=staff, reason="")
    assert letter("congress_invitation_cancelled") is None
    assert db.session.scalars(db.select(CalendarInvitation)).all() == []


def test_after_a_cancellation_another_uid_begins(registration, staff):
    request = approved(registration, staff)
    mark(request, MessageState.ACCEPTED)
    first = value(ics_of(request)[0], b"UID")
    invitations.cancel_invitation(registration)
    invitations.cancel_invitation(registration)
    assert value(invitations.calendar_bytes(registration, "fr"), b"UID") != first
    letters = db.select(OutgoingMessage).filter_by(fact="congress_invitation_cancelled")
    assert len(db.session.scalars(letters).all()) == 1


def test_second_cancellation_does_not_go_to_who_had_only_the_first_entry(registration, staff):
    mark(approved(registration, staff), MessageState.ACCEPTED)
    invitations.cancel_invitation(registration)
    invitations.calendar_invitation_of(registration)
    invitations.cancel_invitation(registration)
    letters = db.select(OutgoingMessage).filter_by(fact="congress_invitation_cancelled")
    assert len(db.session.scalars(letters).all()) == 1


def test_letter_to_a_correspondent_puts_nothing_into_the_wrong_agenda(registration, staff):
    message = approved(registration, staff)
    message.data = {**message.data, "own": False}
    assert ics_of(message) == []


def test_remote_participant_is_expected_online(registration):
    registration.mode = Mode.ONLINE
    assert b"LOCATION;LANGUAGE=fr:En ligne" in invitations.calendar_bytes(registration, "fr")


def test_name_with_signs_of_the_grammar_stays_a_name(registration):
    registration.person.given_name, registration.person.family_name = 'Jean "le Grand"', "L'Or\r\nATTENDEE:mailto:x@y.z"
    ics = invitations.calendar_bytes(registration, "fr")
    assert obeys_itip(ics)
    assert len(re.findall(rb"^ATTENDEE", ics, re.M)) == 1
    assert registration.state is RegistrationState.SUBMITTED
