"""Where somebody wrote a person's family name alone, in a note about others.

A family name by itself names nobody for certain (Traoré, Nguyễn): whoever erases a person looks at each of these notes, and
says which of them speak of this person. The full name, which is blanked everywhere, needs no such look.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Table, Text, cast, func, select, update
from sqlalchemy.dialects.postgresql import JSONB

from ..database import db
from ..people.models import Person
from .tables import GONE, free_text

SHORTEST = 2  # letters: « Ly » is a name, an initial is not
SHOWN_AROUND = 60  # characters on each side of the name
AT_MOST = 200
_BY_MACHINE = frozenset({"outgoing_message", "mailing", "queued_job", "dead_scan", "quarantined_scan"})
"""Tables whose words the application composes: with the full name, which is blanked anyway."""


@dataclass(frozen=True)
class Mention:
    """A family name in a note: which table and column, which row, and the words around it."""

    table: str
    column: str
    key: int
    said: str

    @property
    def ident(self) -> str:
        """How a form names it."""
        return f"{self.table}.{self.column}.{self.key}"


def mentions_of(person: Person) -> list[Mention]:
    """Return the notes in which the family name of a person stands as a whole word, two hundred at most."""
    name = " ".join(person.family_name.split())
    if len(name) < SHORTEST:
        return []
    found: list[Mention] = []
    for table, column in free_text():
        if table.name in _BY_MACHINE:
            continue
        text = cast(table.c[column], Text)
        rows = select(_key(table), text).where(text.op("~*")(_pattern(name))).order_by(_key(table)).limit(AT_MOST)
        found += [Mention(table.name, column, key, _around(said, name)) for key, said in db.session.execute(rows)]
    return found[:AT_MOST]


def blank_mentions(person: Person, chosen: Collection[str]) -> tuple[int, int]:
    """Blank the family name in the chosen notes, inside the caller's transaction; return how many, out of how many found."""
    found = mentions_of(person)
    blanked = [mention for mention in found if mention.ident in chosen]
    for mention in blanked:
        table = db.metadata.tables[mention.table]
        cell = table.c[mention.column]
        put = func.regexp_replace(cast(cell, Text), _pattern(person.family_name), GONE, "gi")
        is_json = isinstance(cell.type, JSONB)
        values = {mention.column: cast(put, JSONB) if is_json else put}
        db.session.execute(update(table).where(_key(table) == mention.key).values(values))
    return len(blanked), len(found)


def _key(table: Table):  # type: ignore[no-untyped-def]
    [key] = table.primary_key.columns
    return key


def _pattern(name: str) -> str:
    """The name between the ends of a word, in PostgreSQL's regular expressions."""
    return r"\m" + r"\s+".join(re.sub(r"(\W)", r"\\\1", word) for word in name.split()) + r"\M"


def _around(said: str, name: str) -> str:
    """The words before and after the first time that the name is said."""
    at = max(0, said.casefold().find(name.casefold()))
    begin, end = max(0, at - SHOWN_AROUND), at + len(name) + SHOWN_AROUND
    return ("…" if begin else "") + said[begin:end].strip() + ("…" if end < len(said) else "")
