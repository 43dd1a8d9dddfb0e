"""An import asks the rules of conflict as the builder does: what it would break is shown row by row, and what forbids it is not written."""

from typing import Any

import pytest

from aimf_events.congress.models import Congress, CongressRole
from aimf_events.congress.venues import add_room, add_venue
from aimf_events.database import db
from aimf_events.programme.conflict_models import ConflictOverride, Rule, Severity
from aimf_events.programme.conflict_rules import set_rules
from aimf_events.programme.imports import blocked_of, confirm_programme, left_of, preview_programme
from aimf_events.programme.models import ProgrammeSession, SpeakerRole
from aimf_events.programme.sessions import sessions_of
from aimf_events.programme.speakers import add_speaker
from aimf_events.registration.models import SpreadsheetImport
from tests.factories import make_congress, make_person, make_staff
from tests.factories.programme import make_session, room_of

HEAD = "Jour;Début;Fin;Titre;Salle;Intervenants\n"
HALL = "Grande salle"


@pytest.fixture
def congress(app: Any) -> Congress:
    congress = make_congress()
    add_room(add_venue(congress, name="Annexe"), name="Salle B", capacity=60)
    return congress


def preview(congress: Congress, *rows: str) -> SpreadsheetImport:
    lines = "".join(f"{congress.starts_on.isoformat()};{row}\n" for row in rows)
    return preview_programme(congress, (HEAD + lines).encode(), "programme.csv", by=None)


def told(started: SpreadsheetImport) -> dict[int, list[str]]:
    return {row["number"]: [each["sentence"]["fr"] for each in row["conflicts"]] for row in started.rows["rows"]}


def forbid(congress: Congress, rule: Rule) -> None:
    set_rules(congress, {rule: Severity.DROP}, minutes_between_rooms=5, minutes_between_venues=20, by=None)


def titles(congress: Congress) -> list[str]:
    return sorted(each.title["fr"] for each in sessions_of(congress))


def test_each_row_says_what_it_would_break_in_the_draft_and_among_the_other_rows(congress: Congress) -> None:
    speaker = make_person("Aïcha", "N’Guessan")
    there = make_session(congress, "Ouverture")
    add_speaker(there, speaker, role=SpeakerRole.SPEAKER, by=None)
    started = preview(
        congress,
        f"09:30;10:00;Accueil;{HALL};",
        "10:00;11:00;Atelier;Salle B;Aïcha N’Guessan",
        "10:30;11:30;Autre atelier;Salle B;",
        "15:00;16:00;Clôture;Salle B;",
    )
    sentences = told(started)
    assert [len(sentences[number]) for number in (2, 3, 4, 5)] == [1, 2, 1, 0]
    assert "est prise deux fois" in sentences[2][0]
    assert any("Aïcha N’Guessan" in each for each in sentences[3])
    assert all("Salle B" in each for each in sentences[4])
    english = started.rows["rows"][0]["conflicts"][0]["sentence"]["en"]
    assert english != sentences[2][0]
    assert titles(congress) == ["Ouverture"]
    assert blocked_of(started) == []


def test_sessions_that_change_places_with_each_other_are_in_nobodys_way(congress: Congress) -> None:
    forbid(congress, Rule.ROOM_TWICE)
    make_session(congress, "Un", room=room_of(congress))
    make_session(congress, "Deux", room=room_of(congress, "Salle B"))
    started = preview(congress, "09:30;11:00;Un;Salle B;", f"09:30;11:00;Deux;{HALL};")
    assert told(started) == {2: [], 3: []}
    assert confirm_programme(started, by=None).done == 2


def test_what_the_rules_forbid_is_left_aside_with_its_sentence_and_the_rest_is_written(congress: Congress) -> None:
    forbid(congress, Rule.ROOM_TWICE)
    make_session(congress, "Ouverture")
    started = preview(
        congress,
        f"09:30;10:00;Accueil;{HALL};",
        "09:30;10:00;Atelier;Salle B;",
        "09:45;10:15;Autre atelier;Salle B;",
    )
    assert [row["number"] for row in blocked_of(started)] == [2, 3, 4]
    confirm_programme(started, by=None)
    assert [(row["number"], "est prise deux fois" in row["reason"]) for row in left_of(started)] == [
        (2, True),
        (4, True),
    ]
    assert titles(congress) == ["Atelier", "Ouverture"]


def test_with_a_reason_all_is_written_and_each_conflict_is_kept_under_it(congress: Congress) -> None:
    forbid(congress, Rule.ROOM_TWICE)
    make_session(congress, "Ouverture")
    started = preview(congress, f"09:30;10:00;Accueil;{HALL};", f"09:40;10:10;Café;{HALL};")
    confirm_programme(started, by=None, reason="Une cloison les sépare.")
    assert left_of(started) == []
    assert titles(congress) == ["Accueil", "Café", "Ouverture"]
    kept = db.session.scalars(db.select(ConflictOverride)).all()
    assert {each.reason for each in kept} == {"Une cloison les sépare."}
    assert len(kept) == 3


def test_conflict_that_was_there_before_stops_no_row(congress: Congress) -> None:
    forbid(congress, Rule.ROOM_TWICE)
    first = make_session(congress, "Ouverture")
    db.session.add(
        ProgrammeSession(
            **{
                name: getattr(first, name)
                for name in ("congress_id", "kind", "mode", "text", "day", "starts", "minutes")
            },
            title={"fr": "Doublon"},
            room_id=first.room_id,
            languages=["fr"],
            changed_at=first.changed_at,
        )
    )
    db.session.commit()
    started = preview(congress, "15:00;16:00;Clôture;Salle B;")
    assert told(started) == {2: []}
    assert confirm_programme(started, by=None).done == 1


def test_the_page_shows_the_conflicts_and_asks_why(congress: Congress, browser_of: Any) -> None:
    forbid(congress, Rule.ROOM_TWICE)
    make_session(congress, "Ouverture")
    started = preview(congress, f"09:30;10:00;Accueil;{HALL};", "15:00;16:00;Clôture;Salle B;")
    desk = browser_of(make_staff(CongressRole.PROGRAMME, congress=congress))
    address = f"/{congress.name}/programme-desk/imports/{started.public_id}"
    page = desk.get(address)
    text = page.text.replace("\u00a0", " ").replace("\u202f", " ")
    assert "1 ligne créerait un conflit avec le programme." in text
    assert "Empêche de placer la séance" in text
    assert "Grande salle est prise deux fois" in text
    assert "Clôture" not in desk.get(address + "?action=conflict").text
    desk.get(address)
    desk.post(f"{address}/confirmation", {"reason": "x" * 301}, 422)
    assert titles(congress) == ["Ouverture"]
    desk.post(f"{address}/confirmation", {"reason": "La salle est double."})
    assert titles(congress) == ["Accueil", "Clôture", "Ouverture"]
