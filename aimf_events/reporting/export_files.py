"""The bytes of a list: XLSX by XlsxWriter, CSV by the standard library; both row by row, both without a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import IO, Any

import xlsxwriter
from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, parse
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_TELEPHONE = re.compile(r"\+\d[\d\s\u00a0().-]{5,22}")
_E164 = re.compile(r"\+\d{7,15}")
_MEASURED, _NARROWEST, _WIDEST = 200, 9, 60
_FIRST_YEAR = 1900  # Excel's calendar begins there


def write_csv(file: IO[bytes], headings: Sequence[Any], lines: Iterable[Sequence[Any]]) -> int:
    """Write CSV that a French Excel opens by a double click: UTF-8 with its mark, `;`, CRLF. Returns the number of lines.

    Text that begins like a formula gets an apostrophe before it, which the import takes off again. A telephone does not:
    it is grouped as people read it (« +216 71 123 456 »), so that no program takes it for a number.
    """
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([_harmless(heading) for heading in headings])
    count = 0
    for line in lines:
        writer.writerow([_harmless(value) for value in line])
        count += 1
    text.flush()
    text.detach()
    return count


def write_workbook(
    file: IO[bytes],
    headings: Sequence[Any],
    lines: Iterable[Sequence[Any]],
    *,
    title: str,
    heading: str,
    facts: Sequence[tuple[str, str]],
) -> int:
    """Write a workbook of two sheets, the list and what it is. Returns the number of lines.

    Args:
        title: of the list and its sheet; what Excel forbids in the name of a sheet is left out.
        heading: the name of the second sheet.
        facts: its lines, a label and a text each.
    """
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    book.set_properties({"title": title})
    sheet = book.add_worksheet(_sheet_name(title))
    pen = _Pen(book, sheet, len(headings))
    pen.head(headings)
    count = 0
    for count, line in enumerate(lines, start=1):
        pen.line(count, line)
    pen.finish(count)
    _write_facts(book, book.add_worksheet(_sheet_name(heading)), [("", title), *facts])
    book.close()
    return count


class _Pen:
    """Writes one sheet from top to bottom, each cell by its type, and remembers how wide the columns must be."""

    def __init__(self, book: Any, sheet: Worksheet, columns: int) -> None:
        self.sheet = sheet
        self.widths = [_NARROWEST] * columns
        self.bold = book.add_format({"bold": True, "bg_color": "#E9E6DD", "bottom": 1, "valign": "vcenter"})
        self.quoted = book.add_format({"quote_prefix": True})
        # The reader's own way to write dates: Excel's built-in formats 14 and 22 follow the language of the desk.
        self.dates: dict[type, Format] = {
            date: book.add_format({"num_format": 14}),
            datetime: book.add_format({"num_format": 22}),
            time: book.add_format({"num_format": 20}),
        }

    def head(self, headings: Sequence[Any]) -> None:
        """Write the headings: bold, kept in sight, repeated on every printed page."""
        self.sheet.freeze_panes(1, 0)
        self.sheet.repeat_rows(0)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)  # A4
        self.sheet.fit_to_pages(1, 0)
        for column, text in enumerate(headings):
            self.sheet.write_string(0, column, _text(str(text or "")), self.bold)
            self.widths[column] = max(self.widths[column], min(_WIDEST, len(str(text or "")) + 4))

    def line(self, row: int, values: Sequence[Any]) -> None:
        """Write one row; what is empty is not written."""
        for column, value in enumerate(values):
            if value is None:
                continue
            if isinstance(value, str):
                cell_format = self.quoted if value.startswith(_STARTS_FORMULA) else None
                self.sheet.write_string(row, column, _text(value), cell_format)
            elif isinstance(value, int | float):
                self.sheet.write_number(row, column, value)
            elif isinstance(value, date) and value.year < _FIRST_YEAR:
                self.sheet.write_string(row, column, value.isoformat())
            else:
                self.sheet.write_datetime(row, column, value, self.dates[type(value)])
            if row <= _MEASURED:
                self.widths[column] = max(self.widths[column], _width(value))

    def finish(self, rows: int) -> None:
        """Set the widths, and the arrows that filter."""
        for column, width in enumerate(self.widths):
            self.sheet.set_column(column, column, width)
        if self.widths:
            self.sheet.autofilter(0, 0, rows, len(self.widths) - 1)


def _write_facts(book: Any, sheet: Worksheet, facts: Sequence[tuple[str, str]]) -> None:
    bold, wrapped = book.add_format({"bold": True, "valign": "top"}), book.add_format({"text_wrap": True})
    quoted = book.add_format({"text_wrap": True, "quote_prefix": True})
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 80)
    for row, (label, text) in enumerate(facts):
        sheet.write_string(row, 0, _text(label), bold)
        sheet.write_string(row, 1, _text(text), quoted if text.startswith(_STARTS_FORMULA) else wrapped)


def _text(value: str) -> str:
    """XlsxWriter takes what lies between these marks for XML of its own; a name must not become any."""
    return f" {value}" if value.startswith("<r>") else value


def _width(value: Any) -> int:
    if isinstance(value, str):
        return min(_WIDEST, len(value) + 2)
    return 17 if isinstance(value, datetime) else 11


def _sheet_name(title: str) -> str:
    return "".join(char for char in title if char not in r"[]:*?/\'")[:31].strip() or "Liste"


def _harmless(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if not isinstance(value, str):
        return value
    if value.startswith("+") and _TELEPHONE.fullmatch(value):
        return _grouped(value) if _E164.fullmatch(value) else value
    starts = value.startswith(_STARTS_FORMULA) or value.lstrip().startswith(_STARTS_FORMULA)
    return f"'{value}" if starts else value


def _grouped(telephone: str) -> str:
    try:
        return format_number(parse(telephone), PhoneNumberFormat.INTERNATIONAL)
    except NumberParseException:
        return telephone
