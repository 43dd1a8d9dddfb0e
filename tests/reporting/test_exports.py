"""Lists that leave: each value as what it is, nothing that runs on the reader's desk, and the journal knows."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from aimf_events.database import db
from aimf_events.journal import JournalEntry
from aimf_events.registration.spreadsheets import read_table
from aimf_events.reporting.exports import About, Column, FileKind, record_export, table_file
from tests.factories import make_congress, make_person

DANGEROUS = ["=cmd|'/C calc'!A0", "+1+cmd", "-2+3", "@SUM(1)", "\t=1", "  =1", "＝1", "<r><t>x</t></r>"]
NAMES = ["Nguyễn Thị Hồng Hạnh", "N’Djaména", "أحمد بن صالح", "\u200fمحمد\u200e", "Անի", "ប៊ុន ណារិទ្ធ", "😀"]
ABOUT = About("Inscriptions: A/B [1]", [("Congrès", "Congrès de Tunis"), ("Choix", "=toute la liste")])


def _made(values: Any, kind: str, label: str = "Nom", zone: str = "Africa/Tunis") -> bytes:
    made = table_file(([v] for v in values), [Column(label, lambda r: r[0])], kind=kind, about=ABOUT, zone=zone)
    assert made.rows == len(values)
    return made.content.read()


def _cells(data: bytes) -> list[Any]:
    return [row[0].value for row in load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(min_row=2)]


def _lines(data: bytes) -> list[str]:
    return [line[0] for line in csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";")][1:]


def test_a_workbook_holds_text_where_text_was_meant(app: Flask) -> None:
    sheet = load_workbook(io.BytesIO(_made(DANGEROUS, "xlsx"))).worksheets[0]
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value.strip() for cell in cells] == [value.strip() for value in DANGEROUS]
    assert [bool(cell.quotePrefix) for cell in cells][:5] == [True] * 5


def test_csv_quotes_what_begins_like_a_formula_and_the_import_takes_it_back(app: Flask) -> None:
    data = _made(DANGEROUS[:-1], "csv")
    assert all(line.startswith("'") for line in _lines(data))
    table = read_table(_made(DANGEROUS[1:4], "csv"), "liste.csv", columns={"name": ["Nom"]}, required={"name"})
    assert [row.values["name"] for row in table.rows] == DANGEROUS[1:4]


def test_a_telephone_stays_one(app: Flask) -> None:
    telephones = ["+21671123456", "+2290197000000", "+33 1 44 88 22 88"]
    assert _cells(_made(telephones, "xlsx")) == telephones
    assert _lines(_made(telephones, "csv")) == ["+216 71 123 456", "+229 01 97 00 00 00", "+33 1 44 88 22 88"]


@pytest.mark.parametrize("kind", list(FileKind))
def test_names_keep_their_script_and_direction(app: Flask, kind: FileKind) -> None:
    data = _made(NAMES, kind)
    assert (_cells(data) if kind is FileKind.XLSX else _lines(data)) == NAMES


@pytest.mark.parametrize("kind", list(FileKind))
def test_controls_that_no_sheet_can_hold_are_left_out(app: Flask, kind: FileKind) -> None:
    data = _made(["A\x00B\x0b\ud800C", "x" * 40_000], kind)
    values = _cells(data) if kind is FileKind.XLSX else _lines(data)
    assert (values[0], len(values[1])) == ("ABC", 32_767)


def test_dates_are_dates_and_moments_are_on_the_clock_of_the_city(app: Flask) -> None:
    values = [date(2026, 12, 9), datetime(2026, 12, 9, 23, 30, tzinfo=UTC), 3, 1.5, True, None, ["fr", "en"]]
    expected = [datetime(2026, 12, 9), datetime(2026, 12, 10, 0, 30), 3, 1.5, "oui", None, "fr, en"]
    assert _cells(_made(values, "xlsx")) == expected
    assert _lines(_made(values[:5], "csv")) == ["2026-12-09", "2026-12-10 00:30", "3", "1.5", "oui"]


def test_a_birth_before_excel_counts_days_is_written_all_the_same(app: Flask) -> None:
    assert _cells(_made([date(1899, 5, 1)], "xlsx")) == ["1899-05-01"]


def test_csv_opens_in_a_french_excel(app: Flask) -> None:
    data = _made(["Évian; « ville »"], "csv", label="Délégation")
    assert data == '\ufeffDélégation\r\n"Évian; « ville »"\r\n'.encode()


def test_the_workbook_says_what_it_is_and_keeps_its_headings_in_sight(app: Flask) -> None:
    book = load_workbook(io.BytesIO(_made(["Parakou " * 5], "xlsx")))
    assert book.sheetnames == ["Inscriptions AB 1", "À propos"]
    sheet, about = book.worksheets
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:A2")
    assert sheet["A1"].font.bold
    assert 40 <= sheet.column_dimensions["A"].width <= 60
    assert [(row[0].value, row[1].value, row[1].data_type) for row in about.iter_rows(min_row=2)] == [
        ("Congrès", "Congrès de Tunis", "s"),
        ("Choix", "=toute la liste", "s"),
    ]


def test_an_empty_list_is_a_file_with_its_headings(app: Flask) -> None:
    assert _cells(_made([], "xlsx")) == []
    assert _lines(_made([], "csv")) == []


def test_rows_are_written_as_they_come(app: Flask) -> None:
    """The list is never held: when row n is asked for, at most the file knows row n - 1."""
    alive: list[int] = []

    class Row:
        def __init__(self) -> None:
            alive.append(1)

        def __del__(self) -> None:
            alive.pop()

    def rows() -> Iterator[Row]:
        for _n in range(2_000):
            yield Row()
            assert len(alive) <= 3

    made = table_file(rows(), [Column("Nom", lambda r: "x")], kind="xlsx", about=ABOUT)
    assert made.rows == 2_000
    assert zipfile.ZipFile(made.content).testzip() is None


def test_an_export_is_journalled(app: Flask) -> None:
    congress, person = make_congress(), make_person()
    record_export(congress, table="registrations", kind="xlsx", rows=7, filters={"q": "bio", "state": ""}, by=person)
    entry = db.session.scalars(db.select(JournalEntry).filter_by(verb="table_exported")).one()
    assert (entry.congress_id, entry.person_id) == (congress.id, person.id)
    assert entry.details == {"table": "registrations", "kind": "xlsx", "rows": 7, "filters": {"q": "bio"}}
