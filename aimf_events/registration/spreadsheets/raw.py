"""A table before anyone knows what its columns mean."""

from dataclasses import dataclass, field
from typing import Any

from .problems import Problem

COLUMNS_READ = 100
BLANK_ROWS_READ = 100_000

Faults = dict[tuple[int, int], tuple[str, dict[str, Any]]]


@dataclass(frozen=True)
class RawTable:
    """Rows of text with their numbers.

    Attributes:
        lines: (number shown by the spreadsheet program, cells); rows without any text are left out.
        faults: {(row number, index of the column): (code, params)} found while the cells were read.
        problems: what concerns the whole file.
        encoding: of a text file ("utf-8", "utf-16", "cp1252", "mac_roman"); "" for a workbook.
        delimiter: of a text file; "" for a workbook.
    """

    lines: list[tuple[int, list[str]]]
    faults: Faults = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    encoding: str = ""
    delimiter: str = ""
