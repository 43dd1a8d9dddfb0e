import csv
import io
import re
import time
import zipfile
from datetime import UTC, date, datetime

import pytest
from openpyxl import Workbook, load_workbook

from aimf_events.registration.spreadsheets import (
    Problem,
    Row,
    SpreadsheetProblem,
    read_table,
    write_csv_safe,
    write_xlsx,
)

COLUMNS = {
    "organisation": ["Organisation", "Ville ou organisation", "Organization"],
    "country": ["Pays", "Country"],
    "category": ["Catégorie", "Category"],
    "head_email": ["Courriel du chef de délégation", "Head of delegation e-mail"],
    "phone": ["Téléphone", "Phone"],
    "name": ["Nom sur le badge", "Name on the badge"],
}
REQUIRED = {"organisation", "country"}


def read(data: bytes, filename: str = "liste.csv", **options):
    return read_table(data, filename, columns=COLUMNS, required=REQUIRED, **options)


def workbook(*rows, fill=None) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if fill:
        fill(book)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def repacked(data: bytes, **parts: bytes) -> bytes:
    """The same archive with parts replaced or added (double underscore for a slash, single for a dot)."""
    named = {name.replace("__", "/").replace("_", "."): content for name, content in parts.items()}
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, named.pop(name) if name in named else old.read(name))
        for name, content in named.items():
            new.writestr(name, content)
    return written.getvalue()


def one_name(value: str, **options):
    """(value kept, codes) of one name in a CSV."""
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=";").writerows([["Organisation", "Pays", "Nom sur le badge"], ["Hué", "VN", value]])
    table = read(written.getvalue().encode(), **options)
    assert {problem.column for problem in table.problems} <= {"name"}
    return table.rows[0].values["name"], [problem.code for problem in table.problems]


SIMPLE = "Organisation;Pays;Catégorie\r\nVille de N'Djaména;Tchad;Délégué\r\nÎle « Maurice »;Maurice;Invité\r\n"
SIMPLE_ROWS = [
    Row(2, {"organisation": "Ville de N'Djaména", "country": "Tchad", "category": "Délégué"}),
    Row(3, {"organisation": "Île « Maurice »", "country": "Maurice", "category": "Invité"}),
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
def test_every_usual_encoding_and_delimiter_gives_the_same_rows(encoding, delimiter, newline):
    table = read(SIMPLE.replace(";", delimiter).replace("\r\n", newline).encode(encoding))
    assert table.rows == SIMPLE_ROWS
    assert table.delimiter == delimiter
    assert table.encoding == {"utf-8-sig": "utf-8"}.get(encoding, encoding)
    guessed = {"cp1252": "Windows-1252", "mac_roman": "Mac OS Roman"}.get(encoding)
    assert table.problems == ([Problem(None, None, "encoding_guessed", {"encoding": guessed})] if guessed else [])


def test_big_endian_utf_16_is_read():
    assert read(b"\xfe\xff" + SIMPLE.encode("utf-16-be")).rows == SIMPLE_ROWS


def test_excel_s_announcement_of_the_delimiter_is_not_a_row_of_data():
    table = read(("sep=,\r\n" + SIMPLE.replace(";", ",")).encode())
    assert [row.values for row in table.rows] == [row.values for row in SIMPLE_ROWS]
    assert [row.number for row in table.rows] == [3, 4]


def test_names_of_the_whole_world_are_read_as_they_are_written():
    names = ["Nguyễn Thị Hồng Hạnh", "أحمد بن صالح", "សុខ សុភា", "Արամ Խաչատրյան", "N'Djaména", "d’Œuvre-Smith"]
    text = "Organisation;Pays;Nom sur le badge\n" + "".join(f"X;Y;{name}\n" for name in names)
    table = read(text.encode())
    assert [row.values["name"] for row in table.rows] == names
    assert table.problems == []


def test_decomposed_accents_are_composed():
    assert one_name("Nguye\u0302\u0303n") == ("Nguyễn", [])


def test_a_broken_letter_in_a_good_file_is_shown_in_its_cell():
    text = "Organisation;Pays\n" + "Thị Hồng Hạnh Nguyễn;Việt Nam\n" * 3 + "Orl?ans;France\n"
    table = read(text.encode().replace(b"Orl?ans", b"Orl\xe9ans"))
    assert table.encoding == "utf-8"
    assert [(problem.row, problem.column, problem.code) for problem in table.problems] == [
        (5, "organisation", "unreadable_characters")
    ]
    assert table.has_errors


@pytest.mark.parametrize("name", ["HÃ©lÃ¨ne", "Nguyá»…n", "Lâ€™Hay", "FranÃ§ois"])
def test_accents_broken_by_another_program_are_flagged(name):
    assert one_name(name) == (name, ["looks_garbled"])


@pytest.mark.parametrize("name", ["João Ângelo", "São Tomé", "ÂNGELA", "Ãnia"])
def test_portuguese_names_are_not_taken_for_broken_accents(name):
    assert one_name(name) == (name, [])


def test_headings_match_whatever_their_case_accents_and_punctuation():
    header = " ORGANISATION * ;pays;Categorie :;COURRIEL DU CHEF DE DELEGATION;N° de dossier\n"
    table = read((header + "Tunis;Tunisie;Délégué;maire@tunis.example;12\n").encode())
    assert table.rows == [
        Row(
            2,
            {
                "organisation": "Tunis",
                "country": "Tunisie",
                "category": "Délégué",
                "head_email": "maire@tunis.example",
            },
        )
    ]
    assert table.headings["head_email"] == "COURRIEL DU CHEF DE DELEGATION"
    assert table.problems == [Problem(1, "N° de dossier", "column_ignored", {"header": "N° de dossier"})]


def test_english_and_canonical_headings_are_accepted():
    assert read(b"Organization,Country,head_email\nTunis,Tunisia,a@b.example\n").rows == [
        Row(2, {"organisation": "Tunis", "country": "Tunisia", "head_email": "a@b.example"})
    ]


def test_a_title_above_the_headings_is_passed_over():
    table = read(b"Congres de Tunis; decembre 2020\n\nliste provisoire\nOrganisation;Pays\nTunis;Tunisie\n")
    assert table.rows == [Row(5, {"organisation": "Tunis", "country": "Tunisie"})]
    assert table.problems == []


def test_a_missing_column_is_one_clear_problem_and_no_row():
    table = read(b"Ville;Pays\nTunis;Tunisie\nParis;France\n")
    assert table.rows == []
    assert [problem.code for problem in table.problems] == ["columns_missing", "column_ignored"]
    assert table.problems[0].message == (
        "Colonnes obligatoires introuvables\u00a0: «\u00a0Organisation\u00a0». "
        "Intitulés lus\u00a0: «\u00a0Ville\u00a0», «\u00a0Pays\u00a0»."
    )
    assert table.has_errors


def test_a_column_that_stands_twice_is_an_error_and_the_first_is_read():
    table = read(b"Organisation;Pays;Country\nTunis;Tunisie;France\n")
    assert table.problems == [Problem(1, "country", "column_twice", {"header": "Country"})]
    assert table.rows[0].values["country"] == "Tunisie"


def test_text_under_no_heading_is_told_once():
    table = read(b"Organisation;;Pays\nTunis;note;Tunisie\nParis;note;France;reste\n")
    assert table.problems == [
        Problem(None, None, "column_without_header", {"letter": "B"}),
        Problem(None, None, "column_without_header", {"letter": "D"}),
    ]
    assert len(table.rows) == 2


def test_blank_rows_are_skipped_and_numbers_stay_those_of_the_spreadsheet():
    table = read(b'Organisation;Pays\n;\n"Ville\nde Tunis";Tunisie\n\n ; \nParis;France\n')
    assert table.rows == [
        Row(3, {"organisation": "Ville de Tunis", "country": "Tunisie"}),
        Row(6, {"organisation": "Paris", "country": "France"}),
    ]


def test_line_breaks_are_kept_only_where_they_are_wanted():
    data = b'Organisation;Pays;Nom sur le badge\nTunis;TN;"un\r\n deux\n\ntrois"\n'
    assert read(data).rows[0].values["name"] == "un deux trois"
    assert read(data, multiline=frozenset({"name"})).rows[0].values["name"] == "un\ndeux\ntrois"


def test_an_empty_required_cell_is_an_error_there_and_the_row_is_kept_for_the_preview():
    table = read(b"Organisation;Pays\nTunis;-\n")
    assert table.rows == [Row(2, {"organisation": "Tunis", "country": ""})]
    assert table.problems == [Problem(2, "country", "value_missing")]
    assert table.problems_of(2) == table.problems


def test_headings_alone_are_a_table_without_rows():
    assert read(b"Organisation;Pays\n").problems == [Problem(None, None, "no_rows")]


def test_quotes_in_the_middle_of_a_name_are_kept():
    assert read(b'Organisation;Pays\nVille "de" Tunis;5"\n').rows == [
        Row(2, {"organisation": 'Ville "de" Tunis', "country": '5"'})
    ]


# What one cell may hold


def test_300_characters_in_a_name_are_an_error_and_cut():
    assert one_name("ễ" * 300) == ("ễ" * 255, ["too_long"])
    assert one_name("ễ" * 80, max_lengths={"name": 80}) == ("ễ" * 80, [])
    assert one_name("ễ" * 81, max_lengths={"name": 80}) == ("ễ" * 80, ["too_long"])


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "<b>Ali", "Ali &lt;b&gt;", "<!-- x", "</td>"])
def test_html_in_a_name_is_kept_as_text_and_flagged(name):
    assert one_name(name) == (name, ["looks_like_html"])


@pytest.mark.parametrize("name", ["Ali < Baba", "R & D", "Ville <3", "a&b; c"])
def test_ordinary_signs_are_not_html(name):
    assert one_name(name) == (name, [])


@pytest.mark.parametrize(
    "value", ["=1+1", "=HYPERLINK(0)", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd|x!A0", "＝1+1", "\t=1+1"]
)
def test_a_formula_in_a_csv_stays_text_and_is_flagged(value):
    assert one_name(value) == (value.strip(), ["looks_like_formula"])


@pytest.mark.parametrize("value", ["+216 71 123 456", "+33 (0)1-42.76.40.40", "-12", "+1 418 poste 12", "- adjoint"])
def test_telephones_and_dashes_are_plausible(value):
    assert one_name(value) == (value, [])


def test_controls_and_reordering_marks_are_removed_and_flagged():
    assert one_name("A\u202eli\x07 Ben\u2066") == ("Ali Ben", ["hidden_characters"])
    assert one_name("می\u200cخواهم\u200f") == ("می\u200cخواهم\u200f", [])


def test_a_long_run_of_digits_costs_no_time():
    started = time.monotonic()
    assert one_name("+" + "1" * 100_000 + "!")[1] == ["too_long"]
    assert time.monotonic() - started < 1


# Workbooks


def test_a_workbook_gives_what_a_person_sees():
    def fill(book):
        sheet = book.active
        sheet["E3"].number_format = "0000000000"
        sheet["F3"].number_format = '0#" "##" "##" "##" "##'
        sheet["G3"].number_format = "0.00"

    columns = COLUMNS | {"fax": ["Fax"], "number": ["Nombre"], "day": ["Jour"], "hour": ["Heure"], "yes": ["Oui"]}
    data = workbook(
        ["Organisation", "Pays", "Catégorie", "Nom sur le badge", "Téléphone", "Fax", "Nombre", "Jour", "Heure", "Oui"],
        [33.0, 21671123456, 33.5, "Hồng", "+216 71", None, 5, date(2020, 12, 9), datetime(2020, 12, 9, 14, 30), True],
        ["x", "y", None, None, 612345678, 612345678, 5, None, None, False],
        fill=fill,
    )
    table = read_table(data, "liste.xlsx", columns=columns, required=REQUIRED)
    assert table.problems == []
    assert [list(row.values.values()) for row in table.rows] == [
        ["33", "21671123456", "33.5", "Hồng", "+216 71", "", "5", "2020-12-09", "2020-12-09 14:30", "oui"],
        ["x", "y", "", "", "0612345678", "0612345678", "5", "", "", "non"],
    ]


def test_a_workbook_is_recognised_by_its_content_whatever_its_name():
    data = workbook(["Organisation", "Pays"], ["Tunis", "Tunisie"])
    for name in ("liste.csv", "liste.xls", "liste", "../../etc/passwd\x00.pdf"):
        assert read(data, name).rows == [Row(2, {"organisation": "Tunis", "country": "Tunisie"})]


def test_row_numbers_of_a_workbook_are_excel_s():
    data = workbook(["Liste"], [], ["Organisation", "Pays"], [], ["Tunis", "Tunisie"])
    assert read(data).rows == [Row(5, {"organisation": "Tunis", "country": "Tunisie"})]


def test_only_the_first_visible_sheet_is_read_and_the_preview_says_so():
    def fill(book):
        book.active.title = "Délégations"
        book.create_sheet("Notes").append(["rien"])
        book.create_sheet("Caché", 0).sheet_state = "hidden"

    table = read(workbook(["Organisation", "Pays"], ["Tunis", "Tunisie"], fill=fill))
    assert len(table.rows) == 1
    assert table.problems == [Problem(None, None, "sheets_ignored", {"read": "Délégations", "names": "Notes"})]


def test_a_formula_without_a_stored_result_does_not_vanish_in_silence():
    table = read(workbook(["Organisation", "Pays", "Nom sur le badge"], ["Tunis", "Tunisie", "=A2&B2"]))
    assert table.rows[0].values["name"] == ""
    assert table.problems == [Problem(2, "name", "formula_without_value")]


def test_a_formula_is_read_by_its_stored_result():
    data = workbook(["Organisation", "Pays"], ["Tunis", "=1+1"])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    stored = re.sub(rb"(<f>1\+1</f>)<v ?(/>|></v>)", rb"\1<v>2</v>", sheet)  # with lxml and without
    assert stored != sheet
    table = read(repacked(data, xl__worksheets__sheet1_xml=stored))
    assert (table.rows[0].values["country"], table.problems) == ("2", [])


def test_an_error_of_calculation_is_an_error_of_its_cell():
    table = read(workbook(["Organisation", "Pays", "Téléphone"], ["Tunis", "Tunisie", "#N/A"]))
    assert table.rows[0].values["phone"] == ""
    assert table.problems == [Problem(2, "phone", "cell_error", {"value": "#N/A"})]
    assert table.problems[0].message == "Cette case contient une erreur de calcul (#N/A)."


def test_a_text_that_looks_like_a_formula_in_a_workbook_stays_text():
    def fill(book):
        book.active["C2"].value = "=1+1"
        book.active["C2"].data_type = "s"

    table = read(workbook(["Organisation", "Pays", "Nom sur le badge"], ["Tunis", "Tunisie"], fill=fill))
    assert table.rows[0].values["name"] == "=1+1"
    assert table.problems == [Problem(2, "name", "looks_like_formula")]


# What is refused as a whole


def refusal(data: bytes, **options) -> SpreadsheetProblem:
    with pytest.raises(SpreadsheetProblem) as caught:
        read(data, **options)
    assert str(caught.value.reason)
    assert str(caught.value.advice)
    return caught.value


@pytest.mark.parametrize(
    "data, code, kind",
    [
        (b"", "empty", None),
        (b" \r\n\r\n", "empty", None),
        (b";;;\n;;\n", "empty", None),
        (b"%PDF-1.7\nOrganisation;Pays\n", "fake_type", "pdf"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "fake_type", "image"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "fake_type", "image"),
        (b"RIFF\x00\x00\x00\x00WEBP", "fake_type", "image"),
        (b"{\\rtf1 Organisation;Pays}", "fake_type", "document"),
        (b"\xef\xbb\xbf <!DOCTYPE html><table><tr><td>Organisation", "fake_type", "html"),
        (b"<html xmlns:x='urn:schemas-microsoft-com:office:excel'>", "fake_type", "html"),
        (b"Organisation;Pays\nTunis\x00;Tunisie\n", "fake_type", "binary"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_workbook", None),
        (b"\x1f\x8b\x08" + bytes(30), "archive", None),
        (b"PK\x03\x04 not really", "workbook_broken", None),
        (b"\xff\xfea", "encoding_unreadable", None),
    ],
)
def test_another_kind_of_file_is_refused_in_its_own_words(data, code, kind):
    refused = refusal(data)
    assert (refused.code, refused.params.get("kind")) == (code, kind)


def test_the_sentence_names_what_the_file_is():
    refused = refusal(b"%PDF-1.7")
    assert str(refused.reason) == "Ce fichier n’est pas un tableau\u00a0: c’est un PDF, quel que soit son nom."


def test_a_bmp_magic_alone_does_not_refuse_a_city():
    assert len(read(b"BM;Organisation;Pays\n1;Bamako;Mali\n").rows) == 1


def test_50_megabytes_are_refused_before_anything_is_parsed():
    for start in (b"PK\x03\x04", b"Organisation;Pays\n"):
        data = start + b"x" * (50 * 1024 * 1024)
        started = time.monotonic()
        assert refusal(data).code == "too_big"
        assert time.monotonic() - started < 0.05


def test_another_office_document_is_not_a_workbook():
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refusal(written.getvalue()).code == "archive"


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    data = repacked(workbook(["Organisation", "Pays"]), xl__media__a_xml=bytes(60 * 1024 * 1024))
    assert len(data) < 100_000
    assert refusal(data).code == "zip_bomb"
    dense = repacked(workbook(["Organisation", "Pays"]), xl__media__a_xml=bytes(12 * 1024 * 1024))
    assert refusal(dense).code == "zip_bomb"


@pytest.mark.parametrize("part", ["xl__sharedStrings_xml", "xl__other_dat"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_in_a_workbook_are_refused(part, encoding):
    bomb = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY b "c">]><sst>&b;</sst>'.encode(encoding)
    assert refusal(repacked(workbook(["Organisation"]), **{part: bomb})).code == "zip_bomb"


@pytest.mark.parametrize("cut", [100, 1000, 3000])
def test_a_truncated_workbook_is_broken(cut):
    assert refusal(workbook(["Organisation", "Pays"], ["Tunis", "Tunisie"])[:cut]).code == "workbook_broken"


def test_a_workbook_with_a_broken_sheet_is_broken():
    data = repacked(workbook(["Organisation", "Pays"]), xl__worksheets__sheet1_xml=b"<worksheet><sheetData><row>")
    assert refusal(data).code == "workbook_broken"


@pytest.mark.parametrize("rows", [1, 20_000])
def test_a_quote_that_is_never_closed_is_told(rows):
    assert refusal(('Organisation;Pays\n"Tunis;Tunisie\n' + "Paris;France\n" * rows).encode()).code == "csv_broken"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_more_rows_than_allowed_are_refused_and_as_many_are_read(kind):
    rows = [["Organisation", "Pays"], *([f"Ville {n}", "France"] for n in range(11))]
    data = workbook(*rows) if kind == "xlsx" else "\n".join(map(";".join, rows)).encode()
    assert len(read(data, max_rows=11).rows) == 11
    assert refusal(data, max_rows=10).code == "too_many_rows"


def test_rows_and_columns_far_away_cost_nothing():
    def fill(book):
        book.active["XFD40000"].value = "loin"

    table = read(workbook(["Organisation", "Pays"], ["Tunis", "Tunisie"], fill=fill))
    assert [row.number for row in table.rows] == [2]


def test_1000_rows_are_read_in_seconds():
    rows = [["Organisation", "Pays", "Catégorie", "Nom sur le badge"]]
    rows += [[f"Ville {n}", "Việt Nam", "Délégué", "Nguyễn Thị Hồng Hạnh"] for n in range(1000)]
    started = time.monotonic()
    assert len(read(workbook(*rows)).rows) == 1000
    assert time.monotonic() - started < 5


def test_a_heading_that_names_two_columns_is_a_mistake_of_the_programme():
    with pytest.raises(ValueError, match="two columns"):
        read_table(b"a;b\n", "a.csv", columns={"a": ["Nom"], "b": ["NOM"]}, required=set())


# Exports

DANGEROUS = ["=1+1", "+216 71 123", "-1", "@x", "\t=1", "\r=1", " =1", "＝1", 'Nguyễn; "Hồng"\nHạnh', "'=déjà"]


def test_an_exported_csv_runs_no_formula_and_opens_in_excel():
    data = write_csv_safe(["Nom", "=Nombre"], [[value, -3] for value in DANGEROUS])
    assert data.startswith(b"\xef\xbb\xbfNom;'=Nombre\r\n")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))[1:]
    assert [row[0] for row in rows] == [
        "'=1+1",
        "'+216 71 123",
        "'-1",
        "'@x",
        "'\t=1",
        "'\r=1",
        "' =1",
        "'＝1",
        'Nguyễn; "Hồng"\nHạnh',
        "'=déjà",
    ]
    assert {row[1] for row in rows} == {"-3"}


@pytest.mark.parametrize("write", [write_csv_safe, write_xlsx])
def test_an_export_reads_back_the_same(write):
    table = read(write(["Organisation", "Pays", "Téléphone"], [["Hué", "Việt Nam", "+84 234"], ["Tunis", "TN", None]]))
    assert [row.values for row in table.rows] == [
        {"organisation": "Hué", "country": "Việt Nam", "phone": "+84 234"},
        {"organisation": "Tunis", "country": "TN", "phone": ""},
    ]
    assert table.problems == []


def test_an_exported_workbook_types_text_as_text():
    at = datetime(2020, 12, 9, 14, 30, tzinfo=UTC)
    book = load_workbook(io.BytesIO(write_xlsx(["=Nom", "Le"], [[value, at] for value in DANGEROUS], title="A/B[1]")))
    cells = [row[0] for row in book["AB1"].iter_rows()]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells[:5]] == ["=Nom", "=1+1", "+216 71 123", "-1", "@x"]
    assert cells[1].quotePrefix
    assert book["AB1"]["B2"].value == datetime(2020, 12, 9, 14, 30)
    assert (book["AB1"].freeze_panes, book["AB1"].auto_filter.ref) == ("A2", "A1:B11")


def test_controls_and_very_long_texts_do_not_break_an_export():
    data = write_xlsx(["Nom"], [["A\x00B\x0b"], ["x" * 40_000], [None], [True]])
    assert [cell.value for cell in load_workbook(io.BytesIO(data)).active["A"]][1:] == ["AB", "x" * 32_767, None, True]
    assert write_csv_safe(["Nom"], [["A\x00B"], [None]]) == b'\xef\xbb\xbfNom\r\nAB\r\n""\r\n'
    assert write_xlsx([], [])
