"""Releases: frozen, numbered, published by one at a time; the draft is nobody's; an erasure reaches every one of them."""

from datetime import date

import pytest
from sqlalchemy import event

from aimf_events.congress.venues import change_room
from aimf_events.database import db, transaction
from aimf_events.dossier.erasure import erase_person
from aimf_events.errors import NotFound
from aimf_events.live.models import LiveEvent
from aimf_events.people.people import name_person
from aimf_events.programme import public, release_checks, releases, sessions, speakers
from aimf_events.programme.models import ProgrammeRelease, SpeakerRole
from aimf_events.programme.release_checks import DraftNotReady, Finding
from aimf_events.programme.releases import DraftChangedMeanwhile, NothingToPublish, ReleasedMeanwhile
from tests.factories import make_congress, make_person
from tests.factories.programme import make_programme, make_released, make_session, publish, room_of


def change(planned, **values):
    return sessions.change_session(planned, by=None, **{**sessions.as_plan(planned), **values})


def only(congress):
    [found] = releases.released_sessions(congress)
    return found


def test_before_the_first_release_nobody_reads_anything(app):
    congress = make_congress()
    make_session(congress)
    assert releases.released_sessions(congress) == []
    assert public.public_programme(congress, public.Choice()).total == 0


def test_release_is_frozen_whatever_the_draft_and_the_rooms_become(app):
    congress = make_congress(starts_on=date(2026, 12, 9))
    planned = make_released(congress, "Ouverture", starts="09:30")
    change(planned, starts="11:00", title={"fr": "Autre"})
    change_room(room_of(congress), name="Salle des fêtes", capacity=400, is_streamed=True, by=None)
    shown = only(congress)
    assert (shown.title["fr"], shown.starts, shown.room.name) == ("Ouverture", "09:30", "Grande salle")
    assert shown.starts_at.isoformat() == "2026-12-09T08:30:00+00:00"
    publish(congress)
    assert (only(congress).title["fr"], only(congress).room.name) == ("Autre", "Salle des fêtes")
    [first] = releases.sessions_in(releases.release_numbered(congress, 1))
    assert first.title["fr"] == "Ouverture"


def test_releases_are_numbered_in_each_congress(app):
    one, two = make_congress(), make_congress()
    make_released(one)
    make_released(one)
    make_released(two)
    assert [each.number for each in releases.releases_of(one)] == [2, 1]
    assert [each.number for each in releases.releases_of(two)] == [1]
    with pytest.raises(NotFound):
        releases.release_numbered(two, 2)


def test_nothing_changed_is_no_release(app):
    congress = make_congress()
    make_released(congress)
    with pytest.raises(NothingToPublish):
        publish(congress)


def test_release_is_announced_to_live_pages_and_a_change_in_the_draft_is_not(app):
    congress = make_congress()
    planned = make_released(congress)
    change(planned, starts="11:00")
    wanted = db.select(LiveEvent.data).filter_by(topic=f"programme:{congress.name}")
    assert db.session.scalars(wanted).all() == [{"number": 1}]


def test_number_of_a_session_never_changes_and_its_sequence_grows_with_time_place_and_end_alone(app):
    congress = make_congress()
    planned = make_released(congress)
    make_released(congress, "Deuxième", starts="14:00")
    told = []
    for values in ({"text": {"fr": "Mieux dit"}}, {"starts": "10:00"}, {"room": None, "place": "Patio"}):
        change(planned, **values)
        publish(congress)
        shown = next(each for each in releases.released_sessions(congress) if each.id == planned.id)
        told.append((shown.number, shown.sequence))
    sessions.cancel_session(planned, by=None)
    publish(congress)
    shown = next(each for each in releases.released_sessions(congress) if each.id == planned.id)
    assert [*told, (shown.number, shown.sequence)] == [(1, 0), (1, 1), (1, 2), (1, 3)]


def test_second_publisher_is_told_and_publishes_nothing(app):
    congress = make_congress()
    planned = make_released(congress)
    change(planned, starts="11:00")
    publish(congress, "La première", seen=1)
    with pytest.raises(ReleasedMeanwhile) as refused:
        publish(congress, "La seconde", seen=1)
    assert "La première" in str(refused.value.reason)
    assert len(releases.releases_of(congress)) == 2


def test_draft_that_changed_since_the_page_was_opened_is_shown_again_first(app):
    congress = make_congress()
    planned = make_session(congress)
    _changes, key = releases.pending_changes(congress)
    change(planned, starts="11:00")
    with pytest.raises(DraftChangedMeanwhile):
        publish(congress, draft=key)
    publish(congress, draft=releases.pending_changes(congress)[1])


def publishers(congress, at_once):
    ident, by = congress.id, type(congress)

    def run(name):
        return lambda: publish(db.session.get(by, ident), name, seen=1).number

    return at_once(run("Une"), run("Deux"))


def test_two_who_publish_at_once_one_is_told(app, at_once):
    congress = make_congress()
    change(make_released(congress), starts="11:00")
    results = publishers(congress, at_once)
    assert sorted(type(each).__name__ for each in results) == ["ReleasedMeanwhile", "int"]
    assert len(releases.releases_of(congress)) == 2


def test_control_without_the_lock_the_second_falls_on_the_number_of_the_first(app, at_once, monkeypatch):
    congress = make_congress()
    change(make_released(congress), starts="11:00")
    import threading

    both = threading.Barrier(2)
    monkeypatch.setattr(releases, "lock_name", lambda _name: None)
    check = releases._check_seen
    monkeypatch.setattr(releases, "_check_seen", lambda *given: (check(*given), both.wait(10)))
    results = publishers(congress, at_once)
    assert sorted(type(each).__name__ for each in results) == ["IntegrityError", "int"]


def test_finding_that_blocks_stops_the_release_another_does_not(app, monkeypatch):
    congress = make_congress()
    make_session(congress)
    monkeypatch.setattr(release_checks, "_checks", [lambda _congress: [Finding("À savoir", blocks=False)]])
    publish(congress)
    make_session(congress)
    release_checks.register(lambda _congress: [Finding("Salle prise deux fois", blocks=True)])
    assert [each.blocks for each in release_checks.findings_of(congress)] == [True, False]
    with pytest.raises(DraftNotReady):
        publish(congress)
    assert len(releases.releases_of(congress)) == 1


def test_person_called_otherwise_or_erased_is_so_in_every_release(app):
    congress, person = make_congress(), make_person("Ali", "Ben Salah")
    planned = make_session(congress)
    speakers.add_speaker(planned, person, role=SpeakerRole.SPEAKER, function="Maire de Parakou", by=None)
    publish(congress)
    change(planned, starts="11:00")
    publish(congress)
    with transaction():
        name_person(person, given_name="Ali", family_name="Ben Salem")
    people = public.people_in(releases.released_sessions(congress))
    assert [each.full_name for each in people.values()] == ["Ali Ben Salem"]
    before = [each.renderings for each in releases.releases_of(congress)]
    erase_person(person, by=None, reason="À sa demande")
    db.session.expire_all()
    for release in (1, 2):
        [shown] = releases.sessions_in(releases.release_numbered(congress, release))
        assert shown.speakers == ()
    assert [each.renderings - was for each, was in zip(releases.releases_of(congress), before, strict=True)] == [1, 1]
    kept = db.session.scalars(db.select(ProgrammeRelease.content)).all()
    assert "Parakou" not in str(kept)


def test_large_programme_is_published_and_read_in_a_constant_number_of_queries(app):
    counts = []
    for size in (3, 30):
        congress = make_congress()
        make_programme(congress, sessions=size, speakers=size)
        db.session.expire_all()
        db.session.refresh(congress)
        seen = []
        count = lambda *args, seen=seen: seen.append(args[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", count)
        publish(congress)
        found = public.public_programme(congress, public.Choice())
        event.remove(db.engine, "before_cursor_execute", count)
        assert found.total == size
        counts.append(len(seen))
    assert counts == [counts[0], counts[0]]
