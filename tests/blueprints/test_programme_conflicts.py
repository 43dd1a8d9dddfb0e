"""The pages of conflicts: what is listed, taken on with a reason, chosen; and who may not."""

import pytest

from aimf_events.congress.models import CongressRole
from aimf_events.database import db
from aimf_events.programme import judgement, sessions
from aimf_events.programme.conflict_models import ConflictOverride, Rule, Severity
from aimf_events.programme.conflict_rules import CHOSEN, rules_of, set_rules, severity_of
from tests.factories import make_congress, make_staff
from tests.factories.programme import make_session, room_of


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


def in_conflict(congress, severity="release"):
    """Two sessions in the great hall at once."""
    choose(congress, room_twice=severity)
    made = make_session(congress, "Ouverture"), make_session(congress, "Clôture", starts="10:00")
    return made, judgement.conflicts_of(congress)[0].conflict.key


def test_without_a_conflict_the_page_says_what_to_do_next(desk, congress):
    choose(congress)
    page = desk.get(base(congress) + "conflicts")
    assert page.link("Publier une version") == base(congress) + "releases/new"


def test_conflict_is_said_in_the_list_on_its_page_and_where_one_publishes(desk, congress):
    (_first, second), _key = in_conflict(congress)
    assert "1 empêche de publier" in desk.get(base(congress)).text
    page = desk.get(base(congress) + "conflicts")
    assert "Grande salle est prise deux fois" in page.text
    assert page.link("Déplacer « Clôture »") == base(congress) + f"sessions/{second.public_id}/place"
    page = desk.get(base(congress) + "releases/new")
    assert "ne peut pas encore être publiée" in page.text
    assert page.link("Voir les conflits, et passer outre s’il le faut") == base(congress) + "conflicts"
    assert "is booked twice" in desk.get(base(congress) + "conflicts?lang=en").text


def test_conflict_is_taken_on_with_a_reason_and_given_back(desk, congress):
    _sessions, key = in_conflict(congress)
    address = base(congress) + f"conflicts/{key}"
    desk.get(address)
    page = desk.post(address, {"reason": "  "}, status=422)
    assert "Écrivez pourquoi" in page.text
    page = desk.post(address, {"reason": "Une cloison les sépare."})
    assert "Motif : Une cloison les sépare." in page.text
    assert "Rien n’empêche de publier" in page.text
    override = db.session.scalars(db.select(ConflictOverride)).one()
    page = desk.post(base(congress) + f"conflicts/overrides/{override.public_id}/withdrawal", {})
    assert "1 conflit empêche de publier" in page.text


def test_conflict_that_is_no_more_is_not_taken_on(desk, congress):
    (_first, second), key = in_conflict(congress)
    desk.get(base(congress) + f"conflicts/{key}")
    sessions.change_session(second, by=None, **{**sessions.as_plan(second), "starts": "16:00"})
    desk.post(base(congress) + f"conflicts/{key}", {"reason": "Cloison"}, status=404)
    assert db.session.scalars(db.select(ConflictOverride)).all() == []


def test_drop_that_is_forbidden_is_said_beside_the_hour_of_the_form(desk, congress):
    choose(congress, room_twice="drop")
    make_session(congress, "Ouverture")
    second = make_session(congress, "Clôture", starts="16:00")
    address = base(congress) + f"sessions/{second.public_id}"
    desk.get(address)
    answers = {"title_fr": "Clôture", "kind": "ceremony", "day": congress.starts_on.isoformat(), "revision": "1"}
    answers |= {"starts": "10:00", "ends": "11:00", "mode": "in_person", "languages": ["fr"], "room_shared": "y"}
    page = desk.post(address, {**answers, "room": room_of(congress).public_id}, status=422)
    assert "prise deux fois" in page.text
    assert second.starts == "16:00"


def test_rules_are_chosen(desk, congress):
    page = desk.get(base(congress) + "conflicts/rules")
    answers = {rule.value: page.value(rule.value) or "warn" for rule in CHOSEN}
    answers |= {"minutes_between_rooms": "10", "minutes_between_venues": "45", "room_twice": "drop"}
    wrong = desk.post(base(congress) + "conflicts/rules", {**answers, "minutes_between_rooms": "999"}, status=422)
    assert "de 0 à 240" in wrong.text
    desk.post(base(congress) + "conflicts/rules", {**answers, "convened": "off"})
    db.session.expire_all()
    kept = rules_of(congress)
    assert (severity_of(kept, Rule.ROOM_TWICE), severity_of(kept, Rule.CONVENED)) == (Severity.DROP, Severity.DROP)
    assert (kept.minutes_between_rooms, kept.minutes_between_venues) == (10, 45)


@pytest.mark.parametrize("path", ["conflicts", "conflicts/rules"])
def test_doors_and_others_do_not_judge_the_programme(congress, browser_of, path):
    door = browser_of(make_staff(CongressRole.DOOR, congress=congress))
    door.get(base(congress) + path, status=403)


def test_override_of_another_congress_is_not_found(desk, congress):
    other = make_congress()
    _sessions, key = in_conflict(other)
    desk.get(base(congress) + f"conflicts/{key}", status=404)
