"""Lists that leave: a name that begins with = must not run as a formula on the desk of whoever opens the file."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_WIDEST = 60
_XLSX_CELL = 32_767


def write_csv_safe(headers: Sequence[str], rows: Iterable[Sequence[Any]], *, delimiter: str = ";") -> bytes:
    """CSV that Excel opens by a double click: UTF-8 with its mark, `;`, CRLF.

    Text that begins like a formula gets an apostrophe before it, which `read_table` takes off again; numbers do not.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([_harmless(header) for header in headers])
    writer.writerows([_harmless(value) for value in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def write_xlsx(headers: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str = "Liste") -> bytes:
    """A workbook of one sheet: headings in bold, frozen and filterable; text is typed as text, whatever it begins with.

    Args:
        headers, rows: values are text, numbers, booleans, dates (an aware time keeps its hour and loses its zone).
        title: of the sheet; what Excel forbids in it is left out.
    """
    table = [[_typed(value) for value in row] for row in rows]
    names = [_typed(header) for header in headers]
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(title="".join(char for char in title if char not in r"[]:*?/\'")[:31] or "Liste")
    sheet.freeze_panes = "A2"
    for index, column in enumerate(zip(names, *table, strict=True), start=1):
        longest = max(len(str(value)) for value in column if value is not None)
        sheet.column_dimensions[get_column_letter(index)].width = min(_WIDEST, longest + 3)
    if names:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(names))}{len(table) + 1}"
    sheet.append([_cell(sheet, name, bold=True) for name in names])
    for row in table:
        sheet.append([_cell(sheet, value) for value in row])
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def _harmless(value: Any) -> Any:
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    value = _without_controls(value)
    return f"'{value}" if value.startswith(_STARTS_FORMULA) or value.lstrip().startswith(_STARTS_FORMULA) else value


def _typed(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if value is None or isinstance(value, bool | int | float | date | time):
        return value
    return _without_controls(str(value))[:_XLSX_CELL]


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"  # openpyxl makes a formula of all that begins with =
        cell.quotePrefix = value.startswith(_STARTS_FORMULA)  # and it stays text once edited in Excel
    if bold:
        cell.font = Font(bold=True)
    return cell


def _without_controls(text: str) -> str:
    return "".join(char for char in text if char in "\n\t\r" or unicodedata.category(char) not in ("Cc", "Cs"))
