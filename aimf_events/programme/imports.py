"""A programme in a spreadsheet: read and shown, cell by cell; then written into the draft, once, by whoever has read what it does.

Nothing that it writes is public before a release. A session that somebody saved between the preview and the confirmation is left
as they saved it, and said so. The rules of conflict are asked as the builder asks them: see `import_writing`.
"""

from typing import Any

from .. import journal
from ..clock import now
from ..congress.models import Congress
from ..congress.venues import rooms_of
from ..database import db, lock, transaction
from ..people.models import Person
from ..registration.imports import NEW, REFUSED, UNCHANGED, UPDATED, NothingToImport, counts_of
from ..registration.models import SpreadsheetImport
from ..registration.spreadsheets import read_table, write_xlsx
from .import_columns import HEADINGS, LENGTHS, MULTILINE, PEOPLE, REQUIRED, CellSaid, read_values
from .import_matching import Draft, frozen_plan, people_of, plan_of, read_draft
from .import_writing import LEFT, is_blocked, try_rows, write_rows

PROGRAMME = "programme"
MOST_ROWS = 1000


def preview_programme(congress: Congress, data: bytes, file_name: str, *, by: Person | None) -> SpreadsheetImport:
    """Read a file and keep what it would do to the draft. No session is touched.

    Raises:
        SpreadsheetProblem: the file as a whole cannot be read.
    """
    table = read_table(
        data,
        file_name,
        columns=HEADINGS,
        required=REQUIRED,
        max_rows=MOST_ROWS,
        max_length=2000,
        max_lengths=LENGTHS,
        multiline=MULTILINE,
    )
    # A code is ours, whatever it begins with: nobody is warned that it looks like a formula.
    said = [CellSaid.of(problem) for problem in table.problems if problem.is_error or problem.column != "code"]
    values = []
    for row in table.rows:
        read, found = read_values(row.number, row.values)
        values.append((row.number, read))
        said += found
    draft = read_draft(congress, [name for _number, read in values for _column, name in read["people"]])
    rows = try_rows(congress, _judge(values, said, draft))
    with transaction():
        started = SpreadsheetImport(
            congress_id=congress.id,
            subject=PROGRAMME,
            file_name=file_name[:200],
            rows={"rows": rows, "said": [each.frozen() for each in said], "headings": table.headings},
            total=sum(row["action"] in (NEW, UPDATED) for row in rows),
            uploaded_at=now(),
            uploaded_by_id=by.id if by else None,
        )
        db.session.add(started)
        journal.record("import_uploaded", started, by=by, rows=len(rows), counts=counts_of(started))
        return started


def confirm_programme(started: SpreadsheetImport, *, by: Person | None, reason: str = "") -> SpreadsheetImport:
    """Write what the preview showed. A second confirmation finds the first and changes nothing.

    Args:
        reason: why the conflicts that forbid to place a session are accepted; without one, these rows are left aside.

    Raises:
        NothingToImport: every row is refused or unchanged.
    """
    with transaction():
        lock(started)
        if started.confirmed_at is not None:
            return started
        if not started.total:
            raise NothingToImport
        congress = db.session.get_one(Congress, started.congress_id)
        rows = write_rows(congress, started.rows["rows"], by=by, reason=reason)
        started.rows = {**started.rows, "rows": rows}
        started.done = sum(row["action"] in (NEW, UPDATED) for row in rows)
        started.confirmed_at = started.finished_at = now()
        journal.record("import_confirmed", started, by=by, total=started.total, done=started.done)
        return started


def blocked_of(started: SpreadsheetImport) -> list[dict[str, Any]]:
    """Return the rows that a conflict forbids to place as they say, unless somebody takes it on themselves."""
    return [row for row in started.rows["rows"] if is_blocked(row)]


def left_of(started: SpreadsheetImport) -> list[dict[str, Any]]:
    """Return the rows that the confirmation left aside, each with its `reason`."""
    return [row for row in started.rows["rows"] if row["action"] == LEFT]


def programme_model(congress: Congress) -> bytes:
    """Return an empty workbook whose headings the import knows, with one row to show how to fill it."""
    example = {
        "day": congress.starts_on,
        "starts": "09:30",
        "ends": "11:00",
        "kind": "Colloque",
        "mode": "sur place et en ligne",
        "title": "La ville et le numérique",
        "title_en": "The city and the digital age",
        "room": next((room.name for room in rooms_of(congress)), ""),
        "languages": "français, anglais",
        "is_public": "oui",
    }
    shown = [column for column in HEADINGS if column not in ("minutes", "code", "cancelled_at", "changed_at")]
    return write_xlsx(
        [HEADINGS[column][0] for column in shown], [[example.get(column, "") for column in shown]], title="Programme"
    )


# -- the preview ---------------------------------------------------------------------------------------------------------


def _judge(values: list[tuple[int, dict[str, Any]]], said: list[CellSaid], draft: Draft) -> list[dict[str, Any]]:
    """Say of each row what it would do. A row with an error does nothing; the second of two for one session is refused."""
    wrong = {each.row for each in said if each.is_error}
    first_of: dict[int, int] = {}
    rows = []
    for number, read in values:
        row, found = ({}, []) if number in wrong else _row(number, read, draft, first_of)
        said += found
        if any(each.is_error for each in found) or not row:
            row = {
                "action": REFUSED,
                "plan": {"title": {"fr": read.get("title", "")}, "day": "", "starts": ""},
                "changes": {},
                "people": [],
            }
        rows.append({"number": number, **row})
    return rows


def _row(
    number: int, read: dict[str, Any], draft: Draft, first_of: dict[int, int]
) -> tuple[dict[str, Any], list[CellSaid]]:
    meant = draft.session_meant(read)
    if isinstance(meant, str):
        return {}, [CellSaid(number, "code" if meant == "code_unknown" else "title", meant)]
    if meant is not None and first_of.setdefault(meant.id, number) != number:
        return {}, [CellSaid(number, "title", "row_twice", {"first": first_of[meant.id]})]
    plan, said = plan_of(number, read, meant, draft)
    people, unknown = people_of(number, read, meant, draft)
    said += unknown
    if meant is None:
        return {"action": NEW, "plan": plan, "changes": {}, "people": people}, said
    if meant.cancelled_at is not None:
        said.append(CellSaid(number, "title", "session_cancelled"))
    before = frozen_plan(meant)
    changes = {name: [before[name], plan[name]] for name in plan if before[name] != plan[name]}
    known = {"session": meant.public_id, "revision": meant.revision}
    action = UPDATED if changes or people else UNCHANGED
    return {"action": action, "plan": plan, "changes": changes, "people": people, **known}, said


__all__ = ["PEOPLE", "PROGRAMME", "blocked_of", "confirm_programme", "left_of", "preview_programme", "programme_model"]
