"""Every calendar object that leaves us, read by other people's engines: libical, ical.js, and vobject inside a CalDAV server."""

from datetime import UTC, date, datetime

import pytest

from aimf_events.accounts.models import Role
from aimf_events.database import db, transaction
from aimf_events.mail.attachments import parts_of
from aimf_events.mail.models import OutgoingMessage
from aimf_events.programme import choices, invitations, releases, sessions, speakers
from aimf_events.programme.feeds import own_feed, public_feed
from aimf_events.programme.models import SessionMode, SpeakerRole
from aimf_events.programme.public import Choice
from aimf_events.registration.accreditation import approve
from aimf_events.registration.registrations import withdraw_registration
from tests.factories import make_congress, make_delegation, make_person, make_registration, make_staff
from tests.factories.programme import make_session, publish
from tests.itip import obeys_itip, parse_errors, read_with_ical_js
from tests.private_radicale import start_radicale
from tests.programme.test_change_letters import arrive, change, posted, send

HARD = 'أحمد "l’Ancien"; N\'Djaména, « Huế »\\n 🏛 \u202e x'


@pytest.fixture
def everything(app):
    """A congress whose every letter and feed is worth reading: hard names, a move, a cancellation, a withdrawal."""
    with app.test_request_context():
        congress = make_congress(starts_on=date(2026, 12, 9))
        with transaction():
            congress.title = {"fr": HARD, "en": "Tunis; Congress, 2020"}
        person = make_person(HARD, "Ben Salah", email="o'neil+congres@example.org")
        registration = make_registration(make_delegation(congress), person=person)
        registration.email = person.email
        approve(registration, by=make_staff(Role.SECRETARIAT))
        kept = make_session(congress, HARD, text={"fr": HARD * 20}, mode=SessionMode.ONLINE, room=None)
        gone = make_session(congress, "Annulée", starts="14:00", place="Patio; côté cour, 1ᵉʳ", room=None)
        late = make_session(congress, "Jusqu’à demain", starts="23:00", minutes=180)
        for planned in (kept, gone, late):
            speakers.add_speaker(planned, person, role=SpeakerRole.SPEAKER, function=HARD[:40], by=None)
        publish(congress)
        send(congress)
        arrive(posted())
        choices.set_agenda(registration, releases.released_sessions(congress))
        change(kept, starts="11:00")
        sessions.cancel_session(gone, by=None)
        publish(congress)
        send(congress)
        feeds = {
            "public": public_feed(congress, Choice()),
            "own": own_feed(registration),
        }
        download = invitations.calendar_bytes(registration, "en")
        before, written = objects_after(0), len(letters())
        withdraw_registration(registration, by=make_staff(Role.SECRETARIAT))
        return [download, *before, *objects_after(written)], feeds


def letters():
    return arrive(list(db.session.scalars(db.select(OutgoingMessage).order_by(OutgoingMessage.id))))


def objects_after(number):
    """The calendar objects of the letters from one on, each as often as it is attached."""
    return [
        part.content for each in letters()[number:] for part in parts_of(each) if part.sub_type in ("calendar", "ics")
    ]


def facts(ics):
    """What an agenda would show of each entry, by its UID."""
    read = {}
    for event in read_with_ical_js(ics)["events"]:
        said = {each["name"]: each["values"] for each in event}
        names = ("dtstart", "dtend", "sequence", "status", "summary", "location", "description", "dtstamp")
        read[said["uid"][0]] = {name: said.get(name) for name in names}
    return read


def test_every_letter_obeys_itip_and_is_read_alike_by_two_engines(everything):
    letters, _feeds = everything
    methods = [ics.split(b"METHOD:")[1].split(b"\r\n")[0].decode() for ics in letters]
    assert (methods.count("REQUEST"), methods.count("CANCEL")) == (11, 4)
    for ics in letters:
        assert obeys_itip(ics)
        assert parse_errors(ics) == 0
        [entry] = facts(ics).values()
        assert entry["location"][0].strip()
        assert all(len(line) <= 75 for line in ics.split(b"\r\n"))
        assert b"\n" not in ics.replace(b"\r\n", b"")


def test_feeds_are_kept_by_a_caldav_server_and_come_back_the_same(everything, tmp_path):
    _letters, feeds = everything
    with start_radicale(tmp_path) as server:
        for name, ics in feeds.items():
            assert parse_errors(ics) == 0
            assert obeys_itip(ics.replace(b"CALSCALE:GREGORIAN\r\n", b"CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n"))
            server.store(name, ics)
            told = facts(ics)
            assert len(told) == 3
            assert facts(server.read(name)) == told
            entries = {uid: entry for each in server.entries(name) for uid, entry in facts(each).items()}
            assert entries == told


def test_each_entry_goes_through_the_client_that_other_programs_use_and_comes_back_the_same(everything, tmp_path):
    letters, feeds = everything
    with start_radicale(tmp_path) as server:
        server.store("public", feeds["public"])
        mine = server.calendar("agenda")
        for entry in server.entries("public"):
            mine.add_event(entry.decode())
        told = facts(feeds["public"])
        for each in told.values():
            each["sequence"] = [
                each["sequence"][0] + 1
            ]  # this client counts up at each saving, as an organiser's agenda does
        assert {uid: entry for each in mine.events() for uid, entry in facts(each.data.encode()).items()} == told
        [uid] = facts(letters[0])
        mine.add_event(letters[0].replace(b"METHOD:REQUEST\r\n", b"").decode())
        assert facts(mine.event_by_uid(uid).data.encode())[uid]["summary"] == facts(letters[0])[uid]["summary"]
        on_the_morrow = mine.search(
            start=datetime(2026, 12, 9, 23, 15, tzinfo=UTC), end=datetime(2026, 12, 10, 8, tzinfo=UTC), event=True
        )
        found = {str(each.icalendar_component["summary"]) for each in on_the_morrow}
        assert found == {"Jusqu’à demain", "Tunis; Congress, 2020"}


def test_caldav_server_finds_a_session_across_midnight_on_both_days(everything, tmp_path):
    _letters, feeds = everything
    with start_radicale(tmp_path) as server:
        server.store("public", feeds["public"])
        first = server.entries("public", between=("20261209T000000Z", "20261209T230000Z"))
        second = server.entries("public", between=("20261209T231500Z", "20261210T230000Z"))
        assert (len(first), len(second)) == (3, 1)
        assert server.entries("public", between=("20261211T000000Z", "20261212T000000Z")) == []


def test_caldav_server_keeps_an_accepted_invitation_in_somebodys_own_calendar(everything, tmp_path):
    letters, feeds = everything
    with start_radicale(tmp_path) as server:
        server.store("mine", feeds["own"])
        request = next(each for each in letters if b"METHOD:REQUEST" in each)
        server.store_entry("mine", "invitation", request.replace(b"METHOD:REQUEST\r\n", b""))
        kept = {uid: entry for each in server.entries("mine") for uid, entry in facts(each).items()}
        assert kept == facts(feeds["own"]) | facts(request)
