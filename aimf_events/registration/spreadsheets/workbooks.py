"""XLSX: what a person sees in the cells, as text; never what a hostile archive would like us to unpack."""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from .problems import Problem, SpreadsheetProblem
from .raw import BLANK_ROWS_READ, COLUMNS_READ, Faults, RawTable

UNPACKED_LIMIT = 50 * 1024 * 1024
PARTS_LIMIT = 2_000
RATIO_LIMIT = 200
RATIO_FROM = 10 * 1024 * 1024
_DECORATION = re.compile(r'"[^"]*"|\\.|[\s/()-]|_.')
_PADDED = re.compile(r"#*(0[0#]*)")
_ESCAPED_CONTROL = re.compile(r"_x00[01][0-9A-Fa-f]_")


def read_workbook(data: bytes, *, max_rows: int) -> RawTable:
    """The first visible sheet.

    Args:
        data: the file.
        max_rows: rows with text, the header not counted.

    Raises:
        SpreadsheetProblem: archive, zip_bomb, old_workbook (a password), workbook_broken, no_sheet, too_many_rows.
    """
    has_formulas = _inspect(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of styles and extensions it does not keep
            return _read(data, max_rows=max_rows, has_formulas=has_formulas)
    except SpreadsheetProblem:
        raise
    except Exception as error:  # a parser fed with anything may raise anything; the reader gets one sentence
        raise SpreadsheetProblem("workbook_broken") from error


def _inspect(data: bytes) -> bool:
    """Refuse before unpacking; the sizes an archive declares are the most that zipfile will ever give.

    Returns whether a sheet holds formulas.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise SpreadsheetProblem("archive")
            if any(part.flag_bits & 1 for part in parts):
                raise SpreadsheetProblem("old_workbook")
            unpacked = sum(part.file_size for part in parts)
            dense = unpacked > RATIO_FROM and unpacked > RATIO_LIMIT * len(data)
            if unpacked > UNPACKED_LIMIT or dense or len(parts) > PARTS_LIMIT:
                raise SpreadsheetProblem("zip_bomb")
            return _look_into_parts(archive)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, ValueError, zlib.error):
        raise SpreadsheetProblem("workbook_broken") from None


def _look_into_parts(archive: zipfile.ZipFile) -> bool:
    has_formulas = False
    for name in archive.namelist():
        part = archive.read(name)
        # No spreadsheet program writes any: an entity bomb. A part may bear any name, and its letters two bytes each.
        plain = part.replace(b"\x00", b"")
        if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
            raise SpreadsheetProblem("zip_bomb")
        has_formulas |= name.startswith("xl/worksheets/") and (b"<f>" in plain or b"<f " in plain)
    return has_formulas


def _read(data: bytes, *, max_rows: int, has_formulas: bool) -> RawTable:
    workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    visible = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    if not visible:
        raise SpreadsheetProblem("no_sheet")
    title = visible[0].title
    lines: list[tuple[int, list[str]]] = []
    faults: Faults = {}
    for number, cells in _rows(workbook, title, max_rows=max_rows):
        texts = [_shown(cell) for cell in cells]
        wrong = {(number, index): _error(cell) for index, cell in enumerate(cells) if cell.data_type == "e"}
        if any(text.strip() for text in texts) or wrong:
            lines.append((number, texts))
            faults |= wrong
        if len(lines) > max_rows + 1:
            raise SpreadsheetProblem("too_many_rows", limit=max_rows)
    if has_formulas:
        faults |= _formulas_without_value(data, title, dict(lines), max_rows=max_rows)
    return RawTable(lines, faults=faults, problems=_sheets_ignored(title, visible[1:]))


def _rows(workbook: Workbook, title: str, *, max_rows: int) -> Iterator[tuple[int, tuple[Any, ...]]]:
    sheet = workbook[title]
    sheet.reset_dimensions()  # what the file declares may be one cell, or a billion
    for number, cells in enumerate(sheet.iter_rows(max_col=COLUMNS_READ), start=1):
        if number > max_rows + BLANK_ROWS_READ:
            raise SpreadsheetProblem("too_many_rows", limit=max_rows)
        yield number, cells


def _shown(cell: Any) -> str:
    """As a person reads it: 33 not 33.0, a telephone with its leading zero, a date as 2020-12-09."""
    value = cell.value
    if value is None or cell.data_type == "e":
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int | float):
        return _number(value, cell.number_format or "")
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat(timespec="minutes")
    return _ESCAPED_CONTROL.sub(" ", str(value))


def _number(value: int | float, number_format: str) -> str:
    if isinstance(value, float) and not value.is_integer():
        return repr(value)
    padded = _PADDED.fullmatch(_DECORATION.sub("", number_format))
    return str(int(value)).zfill(len(padded[1]) if padded and value >= 0 else 0)


def _error(cell: Any) -> tuple[str, dict[str, Any]]:
    return "cell_error", {"value": str(cell.value)}


def _formulas_without_value(data: bytes, title: str, read: dict[int, list[str]], *, max_rows: int) -> Faults:
    """A file made by a program that does not calculate keeps formulas without results: they must not vanish in silence."""
    workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    return {
        (number, index): ("formula_without_value", {})
        for number, cells in _rows(workbook, title, max_rows=max_rows)
        if number in read
        for index, cell in enumerate(cells)
        if cell.data_type == "f" and index < len(read[number]) and not read[number][index]
    }


def _sheets_ignored(title: str, others: list[Any]) -> list[Problem]:
    names = ", ".join(sheet.title for sheet in others)
    return [Problem(None, None, "sheets_ignored", {"read": title, "names": names})] if others else []
