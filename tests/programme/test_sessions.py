"""Sessions: planned, changed by two at once, cancelled; hours of the wall clock; rooms; the sealed address."""

from datetime import date

import pytest
from sqlalchemy import event

from aimf_events.database import db
from aimf_events.errors import NotFound
from aimf_events.journal import history
from aimf_events.programme import sessions, speakers
from aimf_events.programme.models import ProgrammeSession, SessionMode, SpeakerRole
from aimf_events.programme.sessions import ChangedMeanwhile, DurationImpossible, HourNotOnTheClock
from tests.factories import make_congress, make_delegation, make_person, make_registration
from tests.factories.programme import make_programme, make_session, room_of


def test_session_starts_when_the_clock_of_the_city_says_so(app):
    planned = make_session(make_congress(starts_on=date(2026, 12, 9)), starts="09:30", minutes=90)
    assert planned.starts_at.isoformat() == "2026-12-09T08:30:00+00:00"
    assert planned.ends_at.isoformat() == "2026-12-09T10:00:00+00:00"


def test_online_address_is_sealed_at_rest_and_written_nowhere(app):
    planned = make_session(make_congress(), online_address="https://room.example.org/j/1?pwd=secret")
    assert b"room.example.org" not in planned.online_address
    assert sessions.online_address(planned) == "https://room.example.org/j/1?pwd=secret"
    assert "room.example.org" not in str([entry.payload for entry in history(planned)])


def test_second_editor_is_told_and_overwrites_nothing(app):
    planned, person = make_session(make_congress(), "Ouverture"), make_person("Rachidi", "Gounou")
    plan = sessions.as_plan(planned)
    sessions.change_session(planned, by=person, revision=1, **{**plan, "title": {"fr": "Ouverture solennelle"}})
    with pytest.raises(ChangedMeanwhile):
        sessions.change_session(planned, by=None, revision=1, **{**plan, "minutes": 30})
    assert (planned.title["fr"], planned.minutes, planned.revision) == ("Ouverture solennelle", 90, 2)
    assert sessions.changes_since(planned, 1) == [(person, ["title"])]


def test_two_editors_at_the_same_moment_one_is_refused(app, at_once):
    planned = make_session(make_congress())
    ident, plan = planned.id, sessions.as_plan(planned)
    plan["room"] = None

    def save(minutes):
        def run():
            mine = db.session.get(ProgrammeSession, ident)
            return sessions.change_session(mine, by=None, revision=1, **{**plan, "minutes": minutes}).minutes

        return run

    results = at_once(save(30), save(45))
    refused = [each for each in results if isinstance(each, ChangedMeanwhile)]
    kept = [each for each in results if isinstance(each, int)]
    assert (len(refused), len(kept)) == (1, 1)
    assert db.session.get(ProgrammeSession, ident).minutes == kept[0]


def test_saving_without_a_change_is_no_revision(app):
    planned = make_session(make_congress())
    sessions.change_session(planned, by=None, revision=1, **sessions.as_plan(planned))
    assert planned.revision == 1


def test_end_before_the_start_is_on_the_next_day(app):
    congress = make_congress()
    assert sessions.minutes_between(congress, congress.starts_on, "20:00", "00:30") == 270


def test_end_equal_to_the_start_would_be_a_whole_day(app):
    congress = make_congress()
    with pytest.raises(DurationImpossible):
        sessions.minutes_between(congress, congress.starts_on, "09:00", "09:00")


def test_duration_across_the_change_of_clocks_is_the_real_one(app):
    congress = make_congress()
    congress.time_zone = "Europe/Paris"
    assert sessions.minutes_between(congress, date(2026, 3, 28), "23:00", "04:00") == 240
    assert sessions.minutes_between(congress, date(2026, 10, 24), "23:00", "04:00") == 360


def test_hour_that_the_clocks_jump_over_is_refused(app):
    congress = make_congress()
    congress.time_zone = "Europe/Paris"
    with pytest.raises(HourNotOnTheClock):
        make_session(congress, day=date(2026, 3, 29), starts="02:30")


def test_room_taken_is_known_and_a_cancelled_session_holds_nothing(app):
    congress = make_congress()
    first = make_session(congress, starts="09:30", minutes=90)
    asked = {"day": congress.starts_on, "starts": "10:30", "minutes": 30}
    room = room_of(congress)
    assert sessions.sessions_in_room(congress, room, **asked) == [first]
    assert sessions.sessions_in_room(congress, room, **{**asked, "starts": "11:00"}) == []
    assert sessions.sessions_in_room(congress, room, **asked, besides=first) == []
    sessions.cancel_session(first, by=None)
    assert sessions.sessions_in_room(congress, room, **asked) == []


def test_session_that_ends_after_midnight_still_holds_its_room(app):
    congress = make_congress()
    late = make_session(congress, starts="22:00", minutes=300)
    next_day = congress.ends_on
    assert sessions.sessions_in_room(congress, room_of(congress), day=next_day, starts="01:00", minutes=60) == [late]


def test_cancelled_twice_is_cancelled_once_and_can_be_restored(app):
    planned = make_session(make_congress())
    sessions.cancel_session(planned, by=None)
    sessions.cancel_session(planned, by=None)
    assert [entry.verb for entry in history(planned)] == ["session_planned", "session_cancelled"]
    sessions.restore_session(planned, by=None)
    assert planned.cancelled_at is None


def test_session_of_another_congress_does_not_exist_here(app):
    planned = make_session(make_congress())
    with pytest.raises(NotFound):
        sessions.session_of(make_congress(), planned.public_id)


def test_programme_is_read_in_a_constant_number_of_queries(app):
    counts = []
    for size in (3, 30):
        congress = make_congress()
        make_programme(congress, sessions=size, speakers=size)
        db.session.expire_all()
        db.session.refresh(congress)
        seen = []
        count = lambda *args, seen=seen: seen.append(args[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", count)
        for planned in sessions.sessions_of(congress):
            assert planned.room.venue.name
            assert [each.person.badge_name for each in planned.speakers]
        event.remove(db.engine, "before_cursor_execute", count)
        counts.append(len(seen))
    assert counts == [counts[0], counts[0]]


def test_speakers_stand_in_their_order_and_are_removed(app):
    planned = make_session(make_congress(), mode=SessionMode.ONLINE)
    chair, guest = make_person("A", "Un"), make_person("B", "Deux")
    speakers.add_speaker(planned, chair, role=SpeakerRole.CHAIR, by=None)
    speakers.add_speaker(planned, guest, role=SpeakerRole.SPEAKER, function="Maire de Parakou", by=None)
    assert [each.person for each in speakers.speakers_of(planned)] == [chair, guest]
    speakers.remove_speaker(planned, person=chair.public_id, role=SpeakerRole.CHAIR, by=None)
    assert [each.person for each in speakers.speakers_of(planned)] == [guest]
    assert planned.revision == 4


def test_same_person_in_the_same_role_is_refused_in_another_is_not(app):
    planned, person = make_session(make_congress()), make_person()
    speakers.add_speaker(planned, person, role=SpeakerRole.CHAIR, by=None)
    with pytest.raises(speakers.AlreadySpeaks):
        speakers.add_speaker(planned, person, role=SpeakerRole.CHAIR, by=None)
    speakers.add_speaker(planned, person, role=SpeakerRole.SPEAKER, by=None)
    assert len(speakers.speakers_of(planned)) == 2


def test_people_are_found_without_accents_and_told_apart_by_their_delegation(app):
    congress = make_congress()
    here = make_person("Aïchatou", "Soumanou Bio")
    make_person("Aïchatou", "Soumanou Bio")
    make_registration(make_delegation(congress, "Parakou"), person=here)
    found = speakers.find_people(congress, "soumanou aichatou")
    assert [(each.person == here, each.delegation) for each in found] == [(True, "Parakou"), (False, "")]


def test_signs_of_a_search_pattern_are_only_signs(app):
    make_person("Jean", "Dupont")
    assert speakers.find_people(make_congress(), "%") == []
    assert speakers.find_people(make_congress(), "_____") == []
