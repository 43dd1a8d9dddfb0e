"""The builder: a day as rooms and hours, the routes that its script calls, and the form that does the same without."""

import re

import pytest
from sqlalchemy import event

from aimf_events.congress.models import CongressRole
from aimf_events.congress.venues import add_room
from aimf_events.database import db
from aimf_events.programme import placing, sessions
from aimf_events.programme.conflict_models import ConflictOverride, Rule, Severity
from aimf_events.programme.conflict_rules import CHOSEN, set_rules
from aimf_events.programme.models import ProgrammeSession
from tests.factories import make_congress, make_person, make_staff
from tests.factories.programme import make_programme, make_session, room_of


@pytest.fixture
def congress(app):
    return make_congress()


@pytest.fixture
def desk(congress, browser_of):
    return browser_of(make_staff(CongressRole.PROGRAMME, congress=congress))


def base(congress):
    return f"/{congress.name}/programme-desk/"


def choose(congress, **severities):
    chosen = {
        **dict.fromkeys(CHOSEN, Severity.OFF),
        **{Rule(name): Severity(word) for name, word in severities.items()},
    }
    set_rules(congress, chosen, minutes_between_rooms=5, minutes_between_venues=20, by=None)


def two(congress):
    return make_session(congress, "Ouverture"), make_session(congress, "Clôture", starts="14:00")


def token_of(desk):
    """The protection against forgery that the builder's page gives to its script."""
    found = re.search(r'data-csrf="([^"]+)"', desk.page.body if desk.page else "")
    return found[1] if found else ""


def dropped(desk, planned, *, status=200, act="place", **values):
    """What the script would be answered."""
    given = {
        "day": planned.day.isoformat(),
        "starts": planned.starts,
        "minutes": planned.minutes,
        "room": planned.room.public_id if planned.room else "",
        "revision": planned.revision,
        "csrf_token": token_of(desk),
        **values,
    }
    address = base(planned.congress) + f"builder/sessions/{planned.public_id}/{act}?day={planned.day}"
    answer = desk.client.post(address, data=given, headers={"Accept": "application/json"})
    assert answer.status_code == status, answer.text
    db.session.expire_all()
    return answer.get_json()


def shown(state, planned):
    return next(each for each in state["sessions"] if each["id"] == planned.public_id)


def test_day_shows_rooms_their_sessions_and_what_waits(desk, congress):
    first, second = two(congress)
    placing.unplace_session(second, by=None)
    page = desk.get(base(congress) + "builder")
    assert "1 séance placée, 1 à placer" in page.text
    assert page.link("Ouverture") == base(congress) + f"sessions/{first.public_id}/place"
    assert page.link("Clôture") == base(congress) + f"sessions/{second.public_id}/place"
    other = desk.get(base(congress) + f"builder?day={congress.ends_on}")
    assert "aucune séance encore" in other.text


def test_day_that_is_none_is_the_first(desk, congress):
    two(congress)
    assert "2 séances placées" in desk.get(base(congress) + "builder?day=0000-99-99").text


def test_dropped_session_is_judged_and_the_answer_says_what_conflicts(desk, congress):
    choose(congress, room_twice="release")
    first, second = two(congress)
    desk.get(base(congress) + "builder")
    state = dropped(desk, second, starts="10:00")
    assert (second.starts, second.revision) == ("10:00", 2)
    assert (shown(state, second)["conflict"], shown(state, first)["conflict"]) == ("no", "no")
    assert "prise deux fois" in shown(state, second)["said"][0]
    assert "prise deux fois" in state["conflicts"]
    state = dropped(desk, second, starts="15:00")
    assert (shown(state, second)["conflict"], shown(state, second)["said"]) == ("", [])


def test_session_carried_to_another_room_is_judged_there(desk, congress):
    choose(congress, room_twice="release")
    first, second = two(congress)
    other = add_room(first.room.venue, name="Salle A", capacity=40, by=None)
    desk.get(base(congress) + "builder")
    state = dropped(desk, second, starts="10:00", room=other.public_id)
    assert (shown(state, second)["room"], shown(state, second)["conflict"]) == (other.public_id, "")
    state = dropped(desk, first, room=other.public_id)
    assert "Salle A est prise deux fois" in shown(state, first)["said"][0]


def test_drop_that_is_forbidden_answers_the_reason_and_moves_nothing(desk, congress):
    choose(congress, room_twice="drop")
    _first, second = two(congress)
    desk.get(base(congress) + "builder")
    answer = dropped(desk, second, starts="10:00", status=409)
    assert answer["error"] == "drop_blocked"
    assert "prise deux fois" in answer["reason"]
    assert (second.starts, second.revision) == ("14:00", 1)


def test_second_editor_is_told_who_changed_what_and_overwrites_nothing(desk, congress):
    choose(congress)
    _first, second = two(congress)
    desk.get(base(congress) + "builder")
    placing.place_session(
        second, day=second.day, starts="16:00", minutes=90, room=second.room, by=make_person("Camille", "Roux")
    )
    answer = dropped(desk, second, starts="10:00", revision=1, status=409)
    assert answer["error"] == "changed_meanwhile"
    assert answer["reason"] == "Mme\u00a0Camille Roux a changé l’heure de début."
    assert shown(answer["state"], second)["starts"] == 16 * 60
    assert second.starts == "16:00"
    dropped(desk, second, starts="10:00", revision=2)
    assert second.starts == "10:00"


def test_session_is_lifted_and_placed_again(desk, congress):
    choose(congress)
    first, _second = two(congress)
    desk.get(base(congress) + "builder")
    state = dropped(desk, first, act="removal")
    assert (shown(state, first)["placed"], first.is_placed) == (False, False)
    dropped(desk, first, room=room_of(congress).public_id)
    assert first.is_placed


@pytest.mark.parametrize(
    "wrong",
    [
        {"starts": "25:00"},
        {"starts": ""},
        {"minutes": "0"},
        {"minutes": "1440"},
        {"minutes": "99999999999999999999"},
        {"day": "hier"},
        {"room": "AAAAAAAAAAAAAAAAAAAAAA"},
    ],
)
def test_odd_drop_is_refused_and_moves_nothing(desk, congress, wrong):
    choose(congress)
    first, _second = two(congress)
    desk.get(base(congress) + "builder")
    assert dropped(desk, first, status=422, **wrong)["reason"]
    assert (first.starts, first.minutes, first.revision) == ("09:30", 90, 1)


def test_drop_without_the_token_of_the_page_is_refused(desk, congress):
    first, _second = two(congress)
    dropped(desk, first, starts="11:00", csrf_token="", status=400)
    assert first.starts == "09:30"


def test_room_of_another_congress_is_no_room_here(desk, congress):
    choose(congress)
    first, _second = two(congress)
    desk.get(base(congress) + "builder")
    dropped(desk, first, room=room_of(make_congress()).public_id, status=422)


def test_session_of_another_congress_is_not_found(desk, congress):
    theirs = make_session(make_congress())
    for path in ("place", "place/removal"):
        desk.post(base(congress) + f"sessions/{theirs.public_id}/{path}", {}, status=404)
    desk.get(base(congress) + f"sessions/{theirs.public_id}/place", status=404)


def test_state_is_not_sent_twice_while_nothing_changes(desk, congress):
    choose(congress)
    first, _second = two(congress)
    address = base(congress) + f"builder/state?day={first.day}"
    answer = desk.client.get(address)
    again = desk.client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (answer.status_code, again.status_code) == (200, 304)
    desk.get(base(congress) + "builder")
    dropped(desk, first, starts="11:00")
    assert desk.client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 200


def answers(planned, **values):
    given = {"day": planned.day.isoformat(), "starts": planned.starts, "minutes": str(planned.minutes)}
    return {**given, "room": planned.room.public_id if planned.room else "", "revision": "1", **values}


def test_form_shows_the_conflicts_before_it_saves(desk, congress):
    choose(congress, room_twice="release")
    _first, second = two(congress)
    address = base(congress) + f"sessions/{second.public_id}/place"
    desk.get(address)
    page = desk.post(address, answers(second, starts="10:00"), status=422)
    assert "prise deux fois" in page.text
    db.session.expire_all()
    assert second.starts == "14:00"
    page = desk.post(address, answers(second, starts="10:00", seen=page.value("seen")))
    assert "est placée" in page.text
    db.session.expire_all()
    assert second.starts == "10:00"


def test_form_asks_why_where_the_drop_is_forbidden(desk, congress):
    choose(congress, room_twice="drop")
    _first, second = two(congress)
    address = base(congress) + f"sessions/{second.public_id}/place"
    page = desk.get(address + f"?day={second.day}&starts=10:00&minutes=60&room={second.room.public_id}")
    assert "interdit ici" in page.text
    page = desk.post(address, answers(second, starts="10:00"), status=422)
    again = answers(second, starts="10:00", seen=page.value("seen"))
    desk.post(address, again, status=422)
    desk.post(address, {**again, "reason": "Une cloison les sépare."})
    db.session.expire_all()
    assert second.starts == "10:00"
    assert db.session.scalars(db.select(ConflictOverride.reason)).all() == ["Une cloison les sépare."]


@pytest.mark.parametrize("query", ["?starts=zz", "?minutes=-1", "?minutes=9e9", "?room=zz", "?day=zz&starts=%00"])
def test_form_bears_an_odd_address(desk, congress, query):
    first, _second = two(congress)
    desk.get(base(congress) + f"sessions/{first.public_id}/place{query}")


def test_second_editor_of_the_form_is_shown_what_the_first_did(desk, congress):
    choose(congress)
    first, _second = two(congress)
    address = base(congress) + f"sessions/{first.public_id}/place"
    desk.get(address)
    sessions.change_session(first, by=None, **{**sessions.as_plan(first), "minutes": 45})
    page = desk.post(address, answers(first, starts="11:00"), status=409)
    assert "la durée" in page.text
    desk.post(address, answers(first, starts="11:00", revision=page.value("revision")))
    db.session.expire_all()
    assert first.starts == "11:00"


def test_builder_is_the_programme_desks_alone(congress, browser_of):
    make_session(congress)
    browser_of(make_staff(CongressRole.DOOR, congress=congress)).get(base(congress) + "builder", status=403)


def test_builder_is_read_in_a_constant_number_of_queries(desk, congress):
    counts = []
    for size in (4, 40):
        db.session.execute(db.delete(ProgrammeSession))
        db.session.commit()
        make_programme(congress, sessions=size, speakers=size, days=2)
        seen = []
        count = lambda *args, seen=seen: seen.append(args[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", count)
        desk.get(base(congress) + "builder")
        event.remove(db.engine, "before_cursor_execute", count)
        counts.append(len(seen))
    assert counts == [counts[0], counts[0]]
