"""Which rows were written since a list was read, without a column that says so (docs/decisions/0020, « Exact deltas »).

PostgreSQL keeps on each row the transaction that wrote it, and a list bears as its version the oldest transaction still
under way when it was read. Rows written since by that one or a later one come with the next delta, also where a lower one
commits after a higher one; what comes twice is harmless.
"""

from typing import Any, NamedTuple

from sqlalchemy import text

from ..database import straight

_VERSION = text("""
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest,
       pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next
""")
# A row's xmin has 32 bits of the 64: its age against the next transaction has the same meaning for four billion of them.
_AGE = "((:next & 4294967295) - {row}.xmin::text::bigint + 4294967296) & 4294967295"


class Since(NamedTuple):
    """What a question is put with: `version` to give the next time, `given` for `written_since`, and whether all is asked for."""

    version: int
    is_whole: bool
    given: dict[str, Any]


def written_since(*rows: str) -> str:
    """Return the condition that one of some rows, named by their aliases, was written since; its values are `Since.given`."""
    ages = ", ".join(_AGE.format(row=row) for row in rows)
    return f"LEAST({ages}) <= :next - :since"


def read_since(version: int | None) -> Since:
    """Return what to ask with, before the rows are read: what commits in between comes, and comes again.

    A version that this database has not reached yet (it was restored from a copy) asks for all.
    """
    seen = straight(_VERSION, {}).fetchone()
    is_whole = version is None or not 0 < version <= seen.next
    return Since(seen.oldest, is_whole, {"next": seen.next, "since": 0 if is_whole else version})
