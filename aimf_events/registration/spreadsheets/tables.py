"""A spreadsheet as a table of clean text, whatever its format, with a list of what is wrong and where."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .cells import clean_cell
from .headers import Heading, Vocabulary, columns_without_heading, find_heading
from .problems import Problem, SpreadsheetProblem
from .raw import RawTable
from .text_files import read_text
from .workbooks import read_workbook

MEBIBYTE = 1024 * 1024
_MAGIC = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"RIFF", "image"),
    (b"BM", "image"),
    (b"{\\rtf", "document"),
)
_ARCHIVES = (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0"
_MARKUP = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<svg", b"<head", b"<meta")


@dataclass(frozen=True)
class Row:
    """One row: its number in the spreadsheet, and text by canonical column ("" where the cell is empty).

    A column that the file does not have is not in `values`: absent is not the same as emptied.
    """

    number: int
    values: dict[str, str]


@dataclass(frozen=True)
class Table:
    """What was read. `headings` gives for each canonical column how the file writes it."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    headings: dict[str, str] = field(default_factory=dict)
    encoding: str = ""
    delimiter: str = ""

    @property
    def has_errors(self) -> bool:
        return any(problem.is_error for problem in self.problems)

    def problems_of(self, row: int) -> list[Problem]:
        return [problem for problem in self.problems if problem.row == row]


def read_table(
    data: bytes,
    filename: str,
    *,
    columns: Mapping[str, Iterable[str]],
    required: set[str],
    max_rows: int = 5000,
    max_bytes: int = 10 * MEBIBYTE,
    max_length: int = 255,
    max_lengths: Mapping[str, int] | None = None,
    multiline: frozenset[str] = frozenset(),
) -> Table:
    """Read XLSX or CSV, recognised by content: the name of the file only says what someone believed.

    Args:
        data: the upload.
        filename: kept for symmetry with the upload; never trusted, never used to choose the format.
        columns: canonical name → accepted headings (fr and en; case, accents and punctuation do not matter).
        required: columns that must exist, with a value in each row. If one is missing, no row is given.
        max_rows: rows with text under the headings.
        max_bytes: checked before anything is parsed.
        max_length, max_lengths: characters per cell, in general and by column; longer ones are cut and an error.
        multiline: columns whose line breaks are kept.

    Raises:
        SpreadsheetProblem: the file as a whole cannot be read; codes in `problems.WHOLE`.
        ValueError: a heading that names two columns.
    """
    vocabulary = Vocabulary(columns)
    raw = _open(data, vocabulary=vocabulary, max_rows=max_rows, max_bytes=max_bytes)
    if not raw.lines:
        raise SpreadsheetProblem("empty")
    heading = find_heading(raw.lines, vocabulary=vocabulary, required=required)
    problems = raw.problems + heading.problems + columns_without_heading(raw.lines, heading)
    rows: list[Row] = []
    if required <= heading.columns.keys():
        limits = {column: (max_lengths or {}).get(column, max_length) for column in heading.columns}
        for number, cells in raw.lines[heading.position + 1 :]:
            row, found = _row(number, cells, raw=raw, heading=heading, limits=limits, multiline=multiline)
            found += [Problem(number, name, "value_missing") for name in sorted(required) if not row.values[name]]
            if any(row.values.values()) or any(problem.code != "value_missing" for problem in found):
                rows.append(row)
                problems += found
        if not rows:
            problems.append(Problem(None, None, "no_rows"))
    return Table(rows, problems, heading.headings, raw.encoding, raw.delimiter)


def _open(data: bytes, *, vocabulary: Vocabulary, max_rows: int, max_bytes: int) -> RawTable:
    if len(data) > max_bytes:
        raise SpreadsheetProblem("too_big", limit=max_bytes // MEBIBYTE)
    if not data.strip():
        raise SpreadsheetProblem("empty")
    if data.startswith(b"PK\x03\x04"):
        return read_workbook(data, max_rows=max_rows)
    _refuse_other_types(data)
    return read_text(data, score=vocabulary.score, max_rows=max_rows)


def _refuse_other_types(data: bytes) -> None:
    if data.startswith(_OLE):
        raise SpreadsheetProblem("old_workbook")
    if data.startswith(_ARCHIVES):
        raise SpreadsheetProblem("archive")
    for magic, kind in _MAGIC:
        if data.startswith(magic) and (len(magic) > 2 or b"\0" in data):
            raise SpreadsheetProblem("fake_type", kind=kind)
    head = data[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith(_MARKUP):
        raise SpreadsheetProblem("fake_type", kind="html")
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise SpreadsheetProblem("fake_type", kind="binary")


def _row(
    number: int,
    cells: list[str],
    *,
    raw: RawTable,
    heading: Heading,
    limits: Mapping[str, int],
    multiline: frozenset[str],
) -> tuple[Row, list[Problem]]:
    values: dict[str, str] = {}
    problems: list[Problem] = []
    for column, index in heading.columns.items():
        text, codes = clean_cell(cells[index] if index < len(cells) else "", multiline=column in multiline)
        problems += [Problem(number, column, code) for code in codes]
        if (number, index) in raw.faults:
            problems.append(Problem(number, column, *raw.faults[number, index]))
        if len(text) > limits[column]:
            params = {"length": len(text), "limit": limits[column]}
            problems.append(Problem(number, column, "too_long", params))
        values[column] = text[: limits[column]]
    return Row(number, values), problems
