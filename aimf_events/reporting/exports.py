"""Lists that leave: any table as a workbook or as CSV, row by row, harmless on the desk of whoever opens it, and journalled.

Rows are written as they come, so that the memory taken does not grow with the list (XlsxWriter's `constant_memory`,
which also writes three times faster than openpyxl). shared/specs/registration.md, "Privacy": every export is journalled.
"""

import enum
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from .. import journal
from ..congress.models import Congress
from ..database import transaction
from ..people.models import Person
from .export_files import write_csv, write_workbook

_KEPT_IN_MEMORY = 2 * 1024 * 1024
_LONGEST_TEXT = 32_767  # of a cell, in Excel's own limits
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class FileKind(enum.StrEnum):
    """How a list leaves."""

    XLSX = "xlsx"
    CSV = "csv"


MEDIA_TYPES = {
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.CSV: "text/csv; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, and what it shows of a row.

    `value` may return text, a number, a boolean, a date, an aware moment (written on the clock of the city), a list of
    texts, or None. Words of closed lists are the caller's to translate.
    """

    label: Any
    value: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class About:
    """What the sheet « À propos » says: the name of the list, and facts in order, each a label and a text."""

    title: str
    facts: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file ready to be read from its beginning, and how many rows of the list it holds."""

    content: IO[bytes]
    rows: int


def table_file(
    rows: Iterable[Any],
    columns: Sequence[Column],
    *,
    kind: FileKind | str,
    about: About,
    zone: str = "UTC",
) -> TableFile:
    """Write a list as a file: XLSX with its sheet « À propos », or CSV (UTF-8 with its mark, `;`) that Excel opens right.

    Text that begins like a formula stays text in both; a telephone stays readable; names keep their script and direction.

    Args:
        rows: anything, read once, in order; a generator over a cursor of the database keeps memory flat.
        columns: at least one.
        kind: a word of FileKind.
        about: goes into the workbook; a CSV file has no place for it.
        zone: IANA name of the city whose clock the moments are written on.
    """
    content: Any = SpooledTemporaryFile(max_size=_KEPT_IN_MEMORY, mode="w+b")  # noqa: SIM115 (the answer closes it)
    headings = [_plain(column.label, None, {}) for column in columns]
    lines = _lines(rows, [column.value for column in columns], ZoneInfo(zone))
    if FileKind(kind) is FileKind.CSV:
        count = write_csv(content, headings, lines)
    else:
        count = write_workbook(content, headings, lines, title=about.title, heading=_("À propos"), facts=about.facts)
    content.seek(0)
    return TableFile(content, count)


def record_export(
    congress: Congress | None,
    *,
    table: str,
    kind: FileKind | str,
    rows: int,
    filters: dict[str, str],
    by: Person | None,
) -> None:
    """Journal that somebody took a list away: which, how many rows, narrowed how."""
    with transaction():
        thing = congress if congress is not None else "Table"
        kept = {name: value for name, value in filters.items() if value}
        where = congress.id if congress is not None else None
        journal.record(
            "table_exported", thing, by=by, congress_id=where, table=table, kind=str(kind), rows=rows, filters=kept
        )


def _lines(rows: Iterable[Any], values: list[Callable[[Any], Any]], zone: ZoneInfo) -> Iterator[list[Any]]:
    words = {True: _("oui"), False: _("non")}
    for row in rows:
        yield [_plain(value(row), zone, words) for value in values]


def _plain(value: Any, zone: ZoneInfo | None, words: dict[bool, str]) -> Any:
    """What a cell holds: text without controls, a number, a date, or a moment on the wall's clock."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return _CONTROLS.sub("", value)[:_LONGEST_TEXT]
    if isinstance(value, bool):
        return words[value]
    if isinstance(value, datetime):
        return value.astimezone(zone or UTC).replace(tzinfo=None, microsecond=0)
    if isinstance(value, int | float | date | time):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        value = ", ".join(str(part) for part in value)
    return _CONTROLS.sub("", str(value))[:_LONGEST_TEXT]
