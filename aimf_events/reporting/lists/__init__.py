"""The rows of the tables that leave as files: one statement each, read row by row through a cursor of the database."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select

from ...database import db

AT_A_TIME = 500
"""Rows fetched together: memory does not grow with the list."""


def streamed(statement: Select[Any]) -> Iterator[Any]:
    """Yield the rows of a statement as named tuples, through a server-side cursor."""
    yield from db.session.execute(statement, execution_options={"yield_per": AT_A_TIME})
