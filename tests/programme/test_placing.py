"""Putting sessions into the grid: judged, refused, taken on oneself; and what publishing says of it."""

import contextlib

import pytest
from sqlalchemy import event

from aimf_events.congress.venues import RoomInUse, remove_room
from aimf_events.database import db
from aimf_events.errors import NotFound
from aimf_events.journal import history
from aimf_events.programme import immovable, judgement, overrides, placing, releases, sessions, speakers
from aimf_events.programme.conflict_models import ConflictRules, Rule, Severity
from aimf_events.programme.conflict_rules import CHOSEN, USUAL, rules_of, set_rules, severity_of
from aimf_events.programme.immovable import ConvenedSession
from aimf_events.programme.models import ProgrammeSession, SpeakerRole
from aimf_events.programme.placing import DropBlocked, place_session, unplace_session
from aimf_events.programme.release_checks import DraftNotReady
from aimf_events.programme.sessions import ChangedMeanwhile, DurationImpossible
from tests.factories import make_congress, make_person
from tests.factories.programme import make_programme, make_session, publish, room_of


def choose(congress, **severities):
    chosen = {
        **dict.fromkeys(CHOSEN, Severity.OFF),
        **{Rule(name): Severity(word) for name, word in severities.items()},
    }
    return set_rules(congress, chosen, minutes_between_rooms=5, minutes_between_venues=20, by=None)


def put(planned, **values):
    stood = {"day": planned.day, "starts": planned.starts, "minutes": planned.minutes, "room": planned.room}
    return place_session(planned, by=values.pop("by", None), **{**stood, **values})


def two(congress):
    return make_session(congress, "Ouverture", starts="09:30"), make_session(congress, "Clôture", starts="14:00")


def test_what_conflicts_there_is_returned_and_written_all_the_same(app):
    congress = make_congress()
    _first, second = two(congress)
    choose(congress, room_twice="release")
    [found] = put(second, starts="10:00")
    assert (found.conflict.rule, found.blocks_release, found.blocks_drop) == (Rule.ROOM_TWICE, True, False)
    assert second.starts == "10:00"


def test_drop_that_the_congress_forbids_leaves_the_session_where_it_was(app):
    congress = make_congress()
    _first, second = two(congress)
    choose(congress, room_twice="drop")
    with pytest.raises(DropBlocked) as refused:
        put(second, starts="10:00")
    assert "prise deux fois" in str(refused.value.reason)
    assert (second.starts, second.revision) == ("14:00", 1)
    for change in (placing.change_judged, lambda planned, **plan: placing.plan_judged(congress, **plan)):
        with pytest.raises(DropBlocked):
            change(second, by=None, **{**sessions.as_plan(second), "starts": "10:00"})
    assert len(sessions.sessions_of(congress)) == 2


def test_with_a_reason_it_is_dropped_and_the_journal_keeps_who_and_why(app):
    congress, camille = make_congress(), make_person("Camille", "Roux")
    _first, second = two(congress)
    choose(congress, room_twice="drop")
    [found] = put(second, starts="10:00", reason="La salle est séparée par une cloison.", by=camille)
    assert (found.override.reason, found.override.made_by) == ("La salle est séparée par une cloison.", camille)
    [entry] = history(found.override)
    assert (entry.verb, entry.person_id) == ("conflict_overridden", camille.id)
    assert entry.details["reason"] == "La salle est séparée par une cloison."


def test_override_lifts_the_conflict_until_its_facts_change(app):
    congress = make_congress()
    _first, second = two(congress)
    choose(congress, room_twice="release")
    [found] = put(second, starts="10:00")
    with pytest.raises(DraftNotReady):
        publish(congress)
    override = overrides.override_conflict(congress, found.conflict, reason="Cloison", by=None)
    assert overrides.override_conflict(congress, found.conflict, reason="Autre", by=None) is override
    publish(congress)
    put(second, starts="10:15")
    with pytest.raises(DraftNotReady):
        publish(congress)
    put(second, starts="10:00")
    assert [each.override for each in judgement.conflicts_of(congress)] == [override]
    overrides.withdraw_override(override, by=None)
    assert [each.override for each in judgement.conflicts_of(congress)] == [None]


def test_override_without_a_reason_is_none(app):
    congress = make_congress()
    two(congress)
    choose(congress, room_twice="release")
    [found] = put(sessions.sessions_of(congress)[1], starts="10:00")
    with pytest.raises(overrides.NotOverridden):
        overrides.override_conflict(congress, found.conflict, reason="  ", by=None)


def test_override_of_another_congress_does_not_exist_here(app):
    congress = make_congress()
    two(congress)
    choose(congress, room_twice="release")
    [found] = put(sessions.sessions_of(congress)[1], starts="10:00")
    override = overrides.override_conflict(congress, found.conflict, reason="Cloison", by=None)
    with pytest.raises(NotFound):
        overrides.override_of(make_congress(), override.public_id)


def test_release_is_refused_with_a_sentence_and_the_session_to_open(app):
    congress, mayor = make_congress(), make_person("Lydie", "Polfer")
    first, second = two(congress)
    for each, role in ((first, SpeakerRole.SPEAKER), (second, SpeakerRole.INTERPRETER)):
        speakers.add_speaker(each, mayor, role=role, by=None)
    choose(congress, person_twice="release")
    put(second, starts="10:00", room=None)
    [finding] = judgement.check_release(congress)
    assert finding.blocks
    assert finding.session == second.public_id
    assert "Lydie Polfer" in finding.sentence
    assert "«\u00a0Ouverture\u00a0»" in finding.sentence


def test_severities_are_the_usual_until_a_congress_chooses_and_a_convened_sitting_is_never_chosen(app):
    congress = make_congress()
    assert severity_of(rules_of(congress), Rule.ROOM_TWICE) is Severity.RELEASE
    set_rules(
        congress,
        {**USUAL, Rule.ROOM_TWICE: Severity.DROP, Rule.CONVENED: Severity.OFF},
        minutes_between_rooms=8,
        minutes_between_venues=30,
        by=None,
    )
    kept = db.session.get(ConflictRules, congress.id)
    assert (kept.severities, kept.minutes_between_rooms) == ({"room_twice": "drop"}, 8)
    assert severity_of(kept, Rule.CONVENED) is Severity.DROP


def test_rule_that_is_off_says_nothing(app):
    congress = make_congress()
    two(congress)
    choose(congress)
    assert put(sessions.sessions_of(congress)[1], starts="10:00") == []


def test_session_of_a_convened_sitting_is_not_moved_nor_cancelled_here_but_its_title_may_change(app, monkeypatch):
    congress = make_congress()
    planned = make_session(congress)
    monkeypatch.setattr(immovable, "_finders", [])
    immovable.register(lambda where: {planned.id: "Le Bureau est convoqué."} if where is congress else {})
    assert immovable.is_convened(planned)
    for move in (
        lambda: put(planned, starts="15:00"),
        lambda: unplace_session(planned, by=None),
        lambda: sessions.cancel_session(planned, by=None),
        lambda: sessions.change_session(planned, by=None, **{**sessions.as_plan(planned), "room": None}),
    ):
        with pytest.raises(ConvenedSession):
            move()
    sessions.change_session(planned, by=None, **{**sessions.as_plan(planned), "title": {"fr": "Bureau"}})
    assert (planned.title["fr"], planned.starts) == ("Bureau", "09:30")


def test_session_taken_out_of_the_grid_is_in_no_programme_and_holds_no_room(app):
    congress = make_congress()
    first, second = two(congress)
    publish(congress)
    unplace_session(first, by=None)
    assert (first.is_placed, first.room) == (False, None)
    assert sessions.sessions_of(congress) == [second]
    assert sessions.sessions_of(congress, unplaced_too=True) == [first, second]
    publish(congress)
    assert [each.id for each in releases.released_sessions(congress)] == [second.id]
    put(first, starts="11:00", room=room_of(congress))
    publish(congress)
    assert len(releases.released_sessions(congress)) == 2


@pytest.mark.parametrize("minutes", [-5, 0, 4, 1440, 10**9])
def test_session_lasts_less_than_a_day(app, minutes):
    planned = make_session(make_congress())
    with pytest.raises(DurationImpossible):
        put(planned, minutes=minutes)


def test_room_in_use_is_not_removed(app):
    congress = make_congress()
    make_session(congress)
    with pytest.raises(RoomInUse):
        remove_room(room_of(congress), by=None)


def test_second_editor_is_told(app):
    planned = make_session(make_congress())
    put(planned, starts="11:00", revision=1)
    with pytest.raises(ChangedMeanwhile):
        put(planned, starts="12:00", revision=1)


def drops(congress, at_once):
    """Two editors put two sessions into one room at the same hour."""
    choose(congress, room_twice="drop")
    ids = [each.id for each in two(congress)]
    hall = room_of(congress).id

    def drop(ident):
        def run():
            planned = db.session.get(ProgrammeSession, ident)
            room = db.session.get(type(planned.room), hall)
            put(planned, starts="18:00", room=room)
            return ident

        return run

    return at_once(*(drop(ident) for ident in ids))


def test_two_editors_do_not_put_two_sessions_into_one_room_at_once(app, at_once):
    results = drops(make_congress(), at_once)
    assert sorted(type(each).__name__ for each in results) == ["DropBlocked", "int"]


def test_without_the_lock_both_would(app, at_once, monkeypatch):
    """The control: each judges a draft in which the other has not arrived yet."""
    import threading

    both = threading.Barrier(2)

    def judged_at_the_same_moment(*args, **kwargs):
        found = find(*args, **kwargs)
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(5)
        return found

    find = placing.find_conflicts
    monkeypatch.setattr(placing, "hold_draft", lambda _congress: None)
    monkeypatch.setattr(placing, "find_conflicts", judged_at_the_same_moment)
    results = drops(make_congress(), at_once)
    assert [type(each) for each in results] == [int, int]


def test_draft_is_judged_in_a_constant_number_of_queries(app):
    counts = []
    for size in (3, 40):
        congress = make_congress()
        make_programme(congress, sessions=size, speakers=size)
        publish(congress)
        db.session.expire_all()
        db.session.refresh(congress)
        seen = []
        count = lambda *args, seen=seen: seen.append(args[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", count)
        judgement.conflicts_of(congress)
        event.remove(db.engine, "before_cursor_execute", count)
        counts.append(len(seen))
    assert counts == [counts[0], counts[0]]
