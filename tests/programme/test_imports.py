"""A programme in a spreadsheet: shown cell by cell, written once into the draft, and never over somebody else's change."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from aimf_events.congress.models import Congress, CongressRole
from aimf_events.database import db
from aimf_events.errors import NotFound
from aimf_events.programme.import_columns import CellSaid, read_day
from aimf_events.programme.imports import confirm_programme, left_of, preview_programme, programme_model
from aimf_events.programme.models import ProgrammeSession, SessionKind, SessionMode, SpeakerRole
from aimf_events.programme.sessions import as_plan, cancel_session, change_session, sessions_of
from aimf_events.programme.speakers import add_speaker
from aimf_events.programme.tracks import add_track
from aimf_events.registration.imports import NothingToImport, counts_of, import_of, latest_imports, said_of
from aimf_events.registration.models import SpreadsheetImport
from tests.factories import make_congress, make_delegation, make_person, make_registration, make_staff
from tests.factories.programme import make_session, room_of
from tests.statements import statements_sent

HEAD = "Jour;Début;Fin;Genre;Comment y assister;Titre;Titre en anglais;Salle;Thème;Langues;Intervenants;Modération;Au programme public\n"


@pytest.fixture
def congress(app: Any) -> Congress:
    return make_congress()


def preview(congress: Congress, text: str | bytes) -> SpreadsheetImport:
    return preview_programme(congress, text.encode() if isinstance(text, str) else text, "programme.csv", by=None)


def confirm(congress: Congress, text: str | bytes) -> SpreadsheetImport:
    started = confirm_programme(preview(congress, text), by=None)
    db.session.expire_all()
    return started


def said(started: SpreadsheetImport) -> list[tuple[int | None, str | None, str]]:
    return [(each.row, each.column, each.code) for each in said_of(started, CellSaid)]


def counts(started: SpreadsheetImport) -> tuple[int, ...]:
    return tuple(counts_of(started).values())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "mac_roman"])
def test_a_row_becomes_a_session_of_the_draft_with_the_people_that_are_known(congress: Congress, encoding: str) -> None:
    speaker, _namesake = make_person("Aïcha", "N’Guessan"), make_person("Koffi", "Bio")
    make_registration(make_delegation(congress), person=speaker)
    add_track(congress, name={"fr": "Ville et numérique"}, by=None)
    row = (
        f"{congress.starts_on:%d/%m/%Y};9h30;11 h;Atelier;hybride;L’été à Hué;Summer in Huế;{room_of(congress).name};ville et NUMÉRIQUE;"
        "français et anglais;Aïcha N'Guessan / Personne Inconnue;BIO Koffi;non\n"
    ).replace("Huế", "Hué")
    text = (HEAD + row).replace("’", "'").encode(encoding)
    assert {code for _row, _column, code in said(preview(congress, text))} <= {"person_unknown", "encoding_guessed"}
    started = confirm(congress, text)
    assert (started.done, started.finished_at is not None) == (1, True)
    [made] = sessions_of(congress)
    assert (made.day, made.starts, made.minutes) == (congress.starts_on, "09:30", 90)
    assert (made.kind, made.mode, made.is_public) == (SessionKind.WORKSHOP, SessionMode.HYBRID, False)
    assert (made.title, made.languages) == ({"fr": "L'été à Hué", "en": "Summer in Hué"}, ["fr", "en"])
    assert (made.room, made.track and made.track.name) == (room_of(congress), {"fr": "Ville et numérique"})
    assert [(each.person.full_name, each.role) for each in made.speakers] == [
        ("Aïcha N’Guessan", "speaker"),
        ("Koffi Bio", "moderator"),
    ]
    assert (2, "speaker", "person_unknown") in said(started)


def test_the_same_file_again_changes_nothing_and_a_correction_changes_one_thing(congress: Congress) -> None:
    rows = (
        "2020-12-09;09:00;10:00;;;Ouverture\n2020-12-09;10:00;10:30;pause;;Pause\n2020-12-09;15:00;15:30;pause;;Pause\n"
    )
    head = "Jour;Début;Fin;Genre;Langues;Titre\n"
    assert counts(confirm(congress, head + rows)) == (3, 0, 0, 0)
    assert counts(preview(congress, head + rows)) == (0, 0, 3, 0)
    moved = confirm(congress, head + "2020-12-10;09:00;10:15;;;ouverture\n")
    [row] = moved.rows["rows"]
    assert row["changes"] == {
        "day": ["2020-12-09", "2020-12-10"],
        "minutes": [60, 75],
        "title": [{"fr": "Ouverture"}, {"fr": "ouverture"}],
    }
    assert len(sessions_of(congress)) == 3
    assert (2, "title", "several_fit") in said(preview(congress, head + "2020-12-09;12:00;12:30;pause;;Pause\n"))


def test_an_empty_cell_changes_nothing_and_a_column_that_is_not_there_neither(congress: Congress) -> None:
    planned = make_session(congress, "Ouverture", day=congress.starts_on, text={"fr": "Présentation"})
    add_speaker(planned, make_person(), role=SpeakerRole.CHAIR, by=None)
    before = as_plan(planned)
    started = preview(congress, f"Code;Titre;Jour;Début;Salle\n{planned.public_id};Ouverture;{planned.day};09:30;\n")
    assert counts(started) == (0, 0, 1, 0)
    with pytest.raises(NothingToImport):
        confirm_programme(started, by=None)
    db.session.expire_all()
    assert as_plan(planned) == before


def test_what_was_saved_meanwhile_stays_and_is_said(congress: Congress) -> None:
    planned = make_session(congress, "Ouverture")
    started = preview(congress, f"Titre;Jour;Début\nOuverture;{planned.day};11:00\nClôture;{planned.day};18:00\n")
    assert said(started)[-1] == (3, "ends", "end_missing")
    started = preview(
        congress, f"Titre;Jour;Début;Durée\nOuverture;{planned.day};11:00;60\nClôture;{planned.day};18:00;60\n"
    )
    change_session(planned, by=None, **{**as_plan(planned), "starts": "12:00"})
    confirm_programme(started, by=None)
    db.session.expire_all()
    assert {each.title["fr"]: each.starts for each in sessions_of(congress)} == {
        "Ouverture": "12:00",
        "Clôture": "18:00",
    }
    [left] = left_of(started)
    assert (left["number"], "Une autre personne a enregistré" in left["reason"], started.done) == (2, True, 1)


def test_a_second_confirmation_writes_nothing_more(congress: Congress) -> None:
    started = preview(congress, "Titre;Jour;Début;Fin\nOuverture;2020-12-09;09:00;10:00\n")
    for _ in range(2):
        confirm_programme(started, by=None)
    assert len(sessions_of(congress)) == 1


def test_two_people_who_confirm_at_once_write_it_once(congress: Congress, at_once: Any) -> None:
    public_id = preview(congress, "Titre;Jour;Début;Fin\nOuverture;2020-12-09;09:00;10:00\n").public_id
    key = congress.id

    def again() -> Any:
        here = db.session.get_one(Congress, key)
        return confirm_programme(import_of(here, public_id, subject="programme"), by=None).done

    assert at_once(again, again) == [1, 1]
    db.session.expire_all()
    assert len(sessions_of(congress)) == 1


@pytest.mark.parametrize(
    "cells, column, code",
    [
        ({"Jour": "32/12/2020"}, "day", "day_wrong"),
        ({"Jour": "demain"}, "day", "day_wrong"),
        ({"Début": "25:00"}, "starts", "hour_wrong"),
        ({"Fin": "midi"}, "ends", "hour_wrong"),
        ({"Fin": "09:02"}, "ends", "end_wrong"),
        ({"Genre": "concert"}, "kind", "kind_unknown"),
        ({"Comment y assister": "télépathie"}, "mode", "mode_unknown"),
        ({"Salle": "Salle des pas perdus"}, "room", "room_unknown"),
        ({"Thème": "Rien"}, "track", "track_unknown"),
        ({"Langues": "klingon"}, "languages", "languages_unknown"),
        ({"Au programme public": "peut-être"}, "is_public", "public_unknown"),
        ({"Code": "x" * 22}, "code", "code_unknown"),
        ({"Places": "beaucoup"}, "room_places", "places_wrong"),
        ({"Titre": "x" * 201}, "title", "too_long"),
        ({"Titre": ""}, "title", "value_missing"),
    ],
)
def test_a_cell_that_is_wrong_refuses_its_row_and_no_other(
    congress: Congress, cells: dict[str, str], column: str, code: str
) -> None:
    row = {"Titre": "Ouverture", "Jour": "2020-12-09", "Début": "09:00", "Fin": "10:00", **cells}
    good = {**dict.fromkeys(row, ""), "Titre": "Clôture", "Jour": "2020-12-10", "Début": "17:00", "Fin": "18:00"}
    started = preview(congress, "\n".join(";".join(line) for line in (row, row.values(), good.values())))
    assert (2, column, code) in said(started)
    assert counts(started) == (1, 0, 0, 1)
    assert all(each.message for each in said_of(started, CellSaid))


def test_two_rows_for_one_session_are_one_too_many(congress: Congress) -> None:
    planned = make_session(congress, "Ouverture")
    line = f"{planned.public_id};Ouverture;{planned.day};"
    started = preview(congress, f"Code;Titre;Jour;Début\n{line}10:00\n{line}11:00\n")
    assert (counts(started), said(started)) == ((0, 1, 0, 1), [(3, "title", "row_twice")])


def test_a_session_of_another_congress_is_not_to_be_reached_by_its_code(congress: Congress) -> None:
    elsewhere = make_session(make_congress(), "Ailleurs")
    started = preview(congress, f"Code;Titre;Jour;Début\n{elsewhere.public_id};Ouverture;2020-12-09;10:00\n")
    assert (2, "code", "code_unknown") in said(started)


def test_a_cancelled_session_stays_cancelled_and_a_day_outside_the_congress_is_said(congress: Congress) -> None:
    planned = cancel_session(make_session(congress, "Ouverture"), by=None)
    started = confirm(congress, f"Code;Titre;Jour;Début\n{planned.public_id};Ouverture;2020-10-01;10:00\n")
    assert {code for _row, _column, code in said(started)} == {"session_cancelled", "day_outside"}
    assert (planned.day, planned.is_cancelled) == (date(2020, 10, 1), True)


def test_a_name_that_several_bear_is_that_of_whoever_comes_or_nobodys(congress: Congress) -> None:
    first, second = make_person("Awa", "Diallo"), make_person("Awa", "Diallo")
    head = "Titre;Jour;Début;Fin;Intervenants\n"
    row = "Ouverture;2020-12-09;09:00;10:00;Awa Diallo\n"
    assert (2, "speaker", "person_several") in said(preview(congress, head + row))
    make_registration(make_delegation(congress), person=second)
    confirm(congress, head + row)
    [made] = sessions_of(congress)
    assert [each.person for each in made.speakers] == [second]
    assert first is not second


def test_the_model_is_read_back_as_it_is(congress: Congress) -> None:
    room_of(congress)
    started = preview_programme(congress, programme_model(congress), "programme.xlsx", by=None)
    assert (counts(started), said(started)) == ((1, 0, 0, 0), [])
    headings = [cell.value for cell in next(load_workbook(BytesIO(programme_model(congress))).active.iter_rows())]  # type: ignore[union-attr]
    assert headings[:3] == ["Jour", "Début", "Fin"]


def test_what_leaves_comes_back_unchanged(congress: Congress, browser_of: Any) -> None:
    planned = make_session(congress, {"fr": "Ouverture", "en": "Opening"}, text={"fr": "Un mot.\nDeux mots."})
    add_speaker(planned, make_person("Phạm", "Thuỳ Dương"), role=SpeakerRole.SPEAKER, by=None)
    add_speaker(planned, make_person("Koffi", "Bio"), role=SpeakerRole.CHAIR, by=None)
    staff = browser_of(make_staff(CongressRole.PROGRAMME, congress=congress))
    for kind in ("xlsx", "csv"):
        data = staff.client.get(f"/{congress.name}/programme-desk/sessions.{kind}").data
        started = preview_programme(congress, data, f"programme.{kind}", by=None)
        assert counts(started) == (0, 0, 1, 0), kind
        assert {code for _row, _column, code in said(started)} <= {"sheets_ignored"}


def test_rows_and_sessions_cost_no_more_questions(congress: Congress) -> None:
    def questions(rows: int) -> int:
        text = HEAD + "".join(f"2020-12-09;09:00;10:00;;;Séance {n};;;;;Nom {n};;\n" for n in range(rows))
        with statements_sent() as sent:
            preview(congress, text)
        return len(sent)

    make_session(congress)
    few = questions(2)
    for each in range(5):
        make_session(congress, f"Autre {each}")
    assert questions(60) == few


@pytest.mark.parametrize("text, day", [("mercredi 9 décembre 2020", 9), ("1er août 2020", 1), ("9.12.2020", 9)])
def test_days_are_read_as_people_write_them(text: str, day: int) -> None:
    found = read_day(text)
    assert found is not None
    assert (found.day, found.year) == (day, 2020)


def test_delegations_and_programme_do_not_mix(congress: Congress) -> None:
    started = confirm(congress, "Titre;Jour;Début;Fin\nOuverture;2020-12-09;09:00;10:00\n")
    assert latest_imports(congress, subject="programme") == [started]
    assert latest_imports(congress) == []
    with pytest.raises(NotFound):
        import_of(congress, started.public_id)
    assert db.session.scalar(db.select(db.func.count()).select_from(ProgrammeSession)) == 1
