"""What the public reads: the version of the programme, hours in two cities, choices."""

from datetime import date

import pytest

from aimf_events.congress.venues import change_room
from aimf_events.database import db, transaction
from aimf_events.people.people import name_person
from aimf_events.programme import public, releases, sessions, speakers
from aimf_events.programme.models import SessionKind, SessionMode, SpeakerRole
from aimf_events.programme.public import Choice
from aimf_events.programme.tracks import add_track
from aimf_events.programme.version import programme_version
from tests.factories import make_congress, make_person
from tests.factories.programme import make_released, make_session, publish, room_of


def version(congress):
    db.session.commit()
    return programme_version(congress.name)


def changes_of_version():
    def rename_room(congress, planned):
        change_room(room_of(congress), name="Salle des fêtes", capacity=400, is_streamed=True, by=None)

    def release(congress, planned):
        sessions.cancel_session(planned, by=None)
        publish(congress)

    def retitle_congress(congress, planned):
        with transaction():
            congress.title = {"fr": "Congrès de Carthage"}

    return {
        "released": release,
        "room": rename_room,
        "congress": retitle_congress,
    }


@pytest.mark.parametrize("what", list(changes_of_version()))
def test_whatever_readers_can_see_is_another_version(app, what):
    congress = make_congress()
    planned = make_released(congress)
    before = version(congress)
    changes_of_version()[what](congress, planned)
    assert version(congress) != before


def test_new_name_of_a_speaker_is_another_version(app):
    congress, person = make_congress(), make_person("Ali", "Ben Salah")
    planned = make_session(congress)
    speakers.add_speaker(planned, person, role=SpeakerRole.SPEAKER, by=None)
    publish(congress)
    before = version(congress)
    with transaction():
        name_person(person, given_name="Ali", family_name="Ben Salem")
        releases.show_anew(person)
    assert version(congress) != before


def test_nothing_changed_is_the_same_version(app):
    congress = make_congress()
    make_released(congress)
    assert version(congress) == version(congress)
    other = make_congress()
    before = version(congress)
    make_released(other)
    make_session(congress)
    assert version(congress) == before


def test_connection_that_the_server_closed_is_opened_again(app):
    from aimf_events.programme import version as module

    congress = make_congress()
    before = version(congress)
    module._own.lent.dbapi_connection.close()
    assert version(congress) == before


def test_unknown_congress_has_no_version(app):
    assert programme_version("nowhere") is None


@pytest.mark.parametrize(
    "day, zone, expected",
    [
        (date(2026, 12, 9), "Africa/Tunis", ""),
        (date(2026, 12, 9), "Africa/Porto-Novo", ""),
        (date(2026, 12, 9), "America/Port-au-Prince", "3 h 30 – 5 h"),
        (date(2026, 7, 9), "Europe/Paris", "10 h 30 – 12 h"),
        (date(2026, 12, 9), "Europe/Paris", ""),
        (date(2026, 12, 9), "Asia/Kathmandu", "14 h 15 – 15 h 45"),
    ],
)
def test_reader_elsewhere_has_the_hour_of_that_day(app, day, zone, expected):
    planned = make_session(make_congress(), day=day, starts="09:30", minutes=90)
    assert public.hours_of(planned, zone).yours.replace("\u00a0", " ") == expected


def test_other_day_of_the_reader_is_said(app):
    planned = make_session(make_congress(), day=date(2026, 12, 9), starts="23:00", minutes=60)
    assert public.hours_of(planned, "Asia/Ho_Chi_Minh").your_day == date(2026, 12, 10)
    assert public.hours_of(planned, "America/Montreal").your_day is None


def test_zone_that_nobody_knows_is_none(app):
    assert [public.reader_zone(each) for each in ("Mars/Olympus", "../../etc/passwd", "", None)] == [None] * 4
    assert public.reader_zone("Asia/Saigon") == "Asia/Saigon"


def test_choices_add_up_and_unseen_sessions_are_not_there(app):
    congress = make_congress()
    kept = make_session(congress, kind=SessionKind.BUREAU, languages=["fr", "ar"])
    make_session(congress, kind=SessionKind.BUREAU, languages=["fr"])
    make_session(congress, languages=["ar"])
    make_session(congress, kind=SessionKind.BUREAU, languages=["ar"], is_public=False)
    publish(congress)
    found = public.public_programme(congress, Choice(kind=SessionKind.BUREAU, spoken="ar"))
    assert [(day, [each.id for each in found]) for day, found in found.days] == [(congress.starts_on, [kept.id])]
    assert (found.shown, found.total) == (1, 3)


def test_interpreters_are_not_named(app):
    congress = make_congress()
    speakers.add_speaker(make_session(congress), make_person(), role=SpeakerRole.INTERPRETER, by=None)
    publish(congress)
    [shown] = releases.released_sessions(congress)
    assert len(shown.speakers) == 1
    assert public.named_speakers(shown, public.people_in([shown])) == []


@pytest.mark.parametrize(
    "choice, titles",
    [
        (Choice(words="EAU potable"), ["L’eau potable"]),
        (Choice(words="desire"), ["Mobilités"]),
        (Choice(words="grande salle"), ["L’eau potable", "Mobilités"]),
        (Choice(words="rien de tel"), []),
        (Choice(mode=SessionMode.ONLINE), ["Mobilités"]),
    ],
)
def test_session_is_found_by_its_words_its_people_its_room_without_accents(app, choice, titles):
    congress = make_congress()
    make_session(congress, "L’eau potable", mode=SessionMode.IN_PERSON)
    spoken = make_session(congress, "Mobilités", starts="14:00", mode=SessionMode.ONLINE)
    speakers.add_speaker(spoken, make_person("Désiré", "Kouadio"), role=SpeakerRole.SPEAKER, by=None)
    publish(congress)
    found = public.public_programme(congress, choice)
    assert [each.title["fr"] for _day, sessions in found.days for each in sessions] == titles


def test_sessions_of_a_theme_and_of_a_person_are_found(app):
    congress, person = make_congress(), make_person()
    track = add_track(congress, name={"fr": "Eau"}, by=None)
    make_session(congress, "Autre")
    kept = make_session(congress, "Ici", track=track)
    speakers.add_speaker(kept, person, role=SpeakerRole.SPEAKER, by=None)
    publish(congress)
    for choice in (Choice(track=track.public_id), Choice(person=person.public_id)):
        found = public.public_programme(congress, choice)
        assert [each.id for _day, sessions in found.days for each in sessions] == [kept.id]
    assert found.person == person
