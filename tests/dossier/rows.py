"""A row in any table, with a mark in every column that can hold words: what an erasure must not leave behind."""

import secrets
import uuid
from datetime import date
from typing import Any

from sqlalchemy import Boolean, Column, Date, DateTime, Enum, Integer, LargeBinary, String, Table, Uuid, inspect, text
from sqlalchemy.dialects.postgresql import JSONB

from aimf_events.clock import now
from aimf_events.database import db
from aimf_events.dossier.tables import HELD

MARK = "zq7mark"
MAILBOX = f"{MARK}@example.org"


def holds_words(column: Column[Any]) -> bool:
    """Whether a column can hold what somebody is called, wrote or sent."""
    kind = column.type
    return isinstance(kind, LargeBinary | JSONB) or (isinstance(kind, String) and not isinstance(kind, Enum))


def insert(table: Table, **given: Any) -> dict[str, Any]:
    """Insert a row, a mark in every column that an erasure blanks or deletes; parents are given."""
    values = {
        column.name: given.get(column.name, _value(table, column))
        for column in table.columns
        if column.name in given or not (column.primary_key and column.autoincrement is not False and column.identity)
    }
    return dict(db.session.execute(table.insert().values(**values).returning(*table.columns)).mappings().one())


def _value(table: Table, column: Column[Any]) -> Any:  # noqa: C901 -- one line a kind
    held, kind = HELD.get(table.name), column.type
    if column.foreign_keys:
        return None
    if isinstance(kind, Enum):
        return kind.enums[0] if not kind.enum_class else next(iter(kind.enum_class))
    if column.name in ("ended_at", "withdrawn_at", "removed_at", "merged_into_id", "failed_at", "held_until"):
        return None
    if isinstance(kind, Uuid):
        return uuid.uuid4()
    if isinstance(kind, DateTime):
        return now()
    if isinstance(kind, Date):
        return date(2020, 12, 9)
    if isinstance(kind, Boolean):
        return True
    if isinstance(kind, Integer):
        return secrets.randbelow(30000) + 1
    stays = held is not None and column.name in held.stays
    if isinstance(kind, LargeBinary):
        return None if stays and column.nullable else (b"x" if stays else MARK.encode())
    if isinstance(kind, JSONB):
        return {"is": "x" if stays else MARK}
    room = kind.length or 200
    word = secrets.token_hex(room // 2)[:room] if stays or column.unique else MARK
    return word[:room]


def whole_database() -> str:
    """Every row of every table as text; bytes as PostgreSQL writes them, in hexadecimal."""
    tables = inspect(db.engine).get_table_names()
    rows = [f"{name}: {row}" for name in tables for row in db.session.scalars(text(f'SELECT t::text FROM "{name}" t'))]
    return "\n".join(rows).casefold()


def lines_with(word: str) -> list[str]:
    """The rows in which a word stands, in letters or in bytes."""
    wanted = (word.casefold(), word.encode().hex())
    return [line for line in whole_database().split("\n") if any(each in line for each in wanted)]
