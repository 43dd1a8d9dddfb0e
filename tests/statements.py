"""What is sent to PostgreSQL, by whichever way: SQLAlchemy's statements and those that go straight."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg


@contextmanager
def statements_sent() -> Iterator[list[str]]:
    """The statements that psycopg's cursors are given in this block."""
    sent: list[str] = []
    before = psycopg.Cursor.execute

    def execute(self: Any, query: Any, *args: Any, **kwargs: Any) -> Any:
        sent.append(str(query))
        return before(self, query, *args, **kwargs)

    psycopg.Cursor.execute = execute  # type: ignore[method-assign]
    try:
        yield sent
    finally:
        psycopg.Cursor.execute = before  # type: ignore[method-assign]
