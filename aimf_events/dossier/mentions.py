"""Where somebody wrote a person's family name alone, in a note about others.

A family name by itself names nobody for certain (Traoré, Nguyễn): whoever erases a person looks at each of these notes, and
says which of them speak of this person. The full name, which is blanked everywhere, needs no such look.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from sqlalchemy import Table, Text, cast, select, update

from ..database import db
from .tables import GONE, free_text

SHORTEST = 2  # letters: « Ly » is a name, an initial is not
SHOWN_AROUND = 60  # characters on each side of the name
AT_MOST = 500
_BY_MACHINE = frozenset({"outgoing_message", "mailing", "queued_job", "dead_scan", "quarantined_scan"})
"""Tables whose words the application composes: with the full name, which is blanked anyway."""


@dataclass(frozen=True)
class Mention:
    """A family name in a note: which table and column, which row, which of its texts, and the words around it."""

    table: str
    column: str
    key: int
    part: int
    said: str

    @property
    def ident(self) -> str:
        """How a form names it."""
        return f"{self.table}.{self.column}.{self.key}.{self.part}"


def mentions_of(name: str) -> list[Mention]:
    """Return the notes in which a family name stands as a whole word; `AT_MOST` at most."""
    if len(name.strip()) < SHORTEST:
        return []
    found: list[Mention] = []
    for table, column in free_text():
        if table.name not in _BY_MACHINE:
            cell = table.c[column]
            rows = select(_key(table), cell).where(cast(cell, Text).op("~*")(_pattern(name)))
            for key, value in db.session.execute(rows.order_by(_key(table)).limit(AT_MOST)):
                said = [(n, _around(text, name)) for n, text in enumerate(_texts(value))]
                found += [Mention(table.name, column, key, n, words) for n, words in said if words]
    return found[:AT_MOST]


def blank_mentions(name: str, chosen: Collection[str]) -> tuple[int, int]:
    """Blank a family name in the chosen notes, inside the caller's transaction; return how many, out of how many found."""
    found = mentions_of(name)
    blanked = [mention for mention in found if mention.ident in chosen]
    for mention in blanked:
        table = db.metadata.tables[mention.table]
        cell, here = table.c[mention.column], _key(table) == mention.key
        value = db.session.scalar(select(cell).where(here).with_for_update())
        changed = _blanked(value, mention.part, name)
        db.session.execute(update(table).where(here).values({mention.column: changed}))
    return len(blanked), len(found)


def _key(table: Table):  # type: ignore[no-untyped-def]
    [key] = table.primary_key.columns
    return key


def _pattern(name: str) -> str:
    """The name where no letter stands before or after it, for PostgreSQL and for Python alike."""
    return r"(?<!\w)" + r"\s+".join(re.sub(r"(\W)", r"\\\1", word) for word in name.split()) + r"(?!\w)"


def _texts(value: Any) -> Iterator[str]:
    """The texts of a cell in their order: itself, or those inside a JSON value; never the names of its fields."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


def _blanked(value: Any, part: int, name: str) -> Any:
    """The same cell with the name blanked in one of its texts."""
    numbers = count()

    def rebuilt(each: Any) -> Any:
        if isinstance(each, str):
            return re.sub(_pattern(name), GONE, each, flags=re.IGNORECASE) if next(numbers) == part else each
        if isinstance(each, dict):
            return {field: rebuilt(inner) for field, inner in each.items()}
        return [rebuilt(inner) for inner in each] if isinstance(each, list) else each

    return rebuilt(value)


def _around(text: str, name: str) -> str:
    """The words before and after the first time that the name is said; empty where it is not."""
    said = re.search(_pattern(name), text, flags=re.IGNORECASE)
    if said is None:
        return ""
    begin, end = max(0, said.start() - SHOWN_AROUND), said.end() + SHOWN_AROUND
    return ("…" if begin else "") + text[begin:end].strip() + ("…" if end < len(text) else "")
