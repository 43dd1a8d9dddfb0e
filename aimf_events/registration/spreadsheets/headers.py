"""Which column is which: by its heading in French or English, whatever its case, accents and punctuation."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from .problems import Problem

HEADER_AMONG = 10


class Vocabulary:
    """The accepted headings of each canonical column; the canonical name itself is always one of them.

    Raises:
        ValueError: a heading that names two columns.
    """

    def __init__(self, columns: Mapping[str, Iterable[str]]) -> None:
        self.first_heading = {name: _first(headings) or name for name, headings in columns.items()}
        self._columns: dict[str, str] = {}
        for name, headings in columns.items():
            for heading in (name, *headings):
                if self._columns.setdefault(heading_key(heading), name) != name:
                    raise ValueError(f"the heading {heading!r} names two columns")

    def column(self, heading: str) -> str | None:
        return self._columns.get(heading_key(heading))

    def score(self, cells: list[str]) -> int:
        """How many different columns a row names."""
        return len({column for cell in cells if cell and (column := self.column(cell))})


@dataclass(frozen=True)
class Heading:
    """The heading row: `columns` is {canonical name: index}, `headings` {canonical name: as written}."""

    position: int
    columns: dict[str, int] = field(default_factory=dict)
    headings: dict[str, str] = field(default_factory=dict)
    unnamed: frozenset[int] = frozenset()
    problems: list[Problem] = field(default_factory=list)


def _first(headings: Iterable[str]) -> str:
    """The one to show: the first where the caller gave an order."""
    return next(iter(headings if isinstance(headings, Sequence) else sorted(headings)), "")


def heading_key(heading: str) -> str:
    """« Catégorie * » and "CATEGORIE" are one heading."""
    letters = unicodedata.normalize("NFKD", heading).casefold().replace("œ", "oe").replace("æ", "ae")
    kept = "".join(char if char.isalnum() else " " for char in letters if not unicodedata.combining(char))
    return " ".join(kept.split())


def find_heading(lines: list[tuple[int, list[str]]], *, vocabulary: Vocabulary, required: set[str]) -> Heading:
    """The row that names most columns among the first ones: lists often begin with a title."""
    scores = [vocabulary.score(cells) for _, cells in lines[:HEADER_AMONG]]
    position = scores.index(max(scores))
    number, cells = lines[position]
    columns: dict[str, int] = {}
    headings: dict[str, str] = {}
    problems: list[Problem] = []
    for index, written in enumerate(" ".join(cell.split()) for cell in cells):
        column = vocabulary.column(written) if written else None
        if column in columns:
            problems.append(Problem(number, column, "column_twice", {"header": written}))
        elif column:
            columns[column], headings[column] = index, written
        elif written:
            problems.append(Problem(number, written, "column_ignored", {"header": written}))
    missing = sorted(vocabulary.first_heading[name] for name in required - columns.keys())
    if missing:
        found = ", ".join(f"«\u00a0{' '.join(cell.split())[:40]}\u00a0»" for cell in cells if cell.strip()) or "—"
        params = {"columns": ", ".join(f"«\u00a0{name}\u00a0»" for name in missing), "found": found}
        problems.insert(0, Problem(number, None, "columns_missing", params))
    unnamed = frozenset(index for index, cell in enumerate(cells) if not cell.strip())
    return Heading(position, columns, headings, unnamed, problems)


def columns_without_heading(lines: list[tuple[int, list[str]]], heading: Heading) -> list[Problem]:
    """Columns that hold text under no heading, each told once."""
    width = len(lines[heading.position][1])
    found = {
        index
        for _, cells in lines[heading.position + 1 :]
        for index, cell in enumerate(cells)
        if (index >= width or index in heading.unnamed) and cell.strip()
    }
    return [
        Problem(None, None, "column_without_header", {"letter": get_column_letter(index + 1)})
        for index in sorted(found)
    ]
