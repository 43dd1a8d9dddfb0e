"""The secretariat's spreadsheet: read and shown, then written in the background once someone has confirmed what they saw."""

from collections import Counter
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from .. import journal
from ..clock import now
from ..congress.categories import categories_of
from ..congress.models import Category, Congress
from ..database import db, lock, transaction
from ..errors import NotFound, Refusal
from ..i18n import LANGUAGES
from ..jobs import job
from ..people.models import Person
from .import_columns import LENGTHS, NAME_LENGTH, REQUIRED, Said, column_words, headings_for, places_column, read_values
from .import_known import Known, name_key, read_known
from .import_writing import changes_of, write_row
from .models import SpreadsheetImport
from .spreadsheets import Said as SaidOfCell
from .spreadsheets import read_table, write_xlsx

DELEGATIONS = "delegations"
BATCH = 100
"""Rows written in one transaction: what a killed worker can lose is rolled back, and the next one takes it up."""

NEW, UPDATED, UNCHANGED, REFUSED = ACTIONS = ("new", "updated", "unchanged", "refused")


class NothingToImport(Refusal):
    """No row of the file can be written."""

    code = "nothing_to_import"

    def __init__(self) -> None:
        super().__init__(
            _l("Ce fichier ne contient aucune ligne à enregistrer."),
            advice=_l("Corrigez les cases signalées dans votre tableur, puis déposez le fichier de nouveau."),
        )


def preview_import(congress: Congress, data: bytes, file_name: str, *, by: Person | None) -> SpreadsheetImport:
    """Read a file and keep what it would do, cell by cell. Members and delegations are not touched.

    Raises:
        SpreadsheetProblem: the file as a whole cannot be read.
    """
    categories = categories_of(congress)
    headings = headings_for(categories)
    lengths = LENGTHS | {column: NAME_LENGTH for column in headings if column.endswith("_name")}
    table = read_table(data, file_name, columns=headings, required=REQUIRED, max_lengths=lengths)
    said = [Said.of(problem) for problem in table.problems]
    values = []
    for row in table.rows:
        read, found = read_values(row.number, row.values, categories)
        values.append((row.number, read))
        said += found
    rows = _judge(values, said, read_known(congress, [read for _, read in values]), categories)
    with transaction():
        found_rows = {"rows": rows, "said": [each.frozen() for each in said], "headings": table.headings}
        started = SpreadsheetImport(
            congress_id=congress.id,
            file_name=file_name[:200],
            rows=found_rows,
            total=sum(row["action"] in (NEW, UPDATED) for row in rows),
            uploaded_at=now(),
            uploaded_by_id=by.id if by else None,
        )
        db.session.add(started)
        journal.record("import_uploaded", started, by=by, rows=len(rows), counts=counts_of(started))
        return started


def confirm_import(started: SpreadsheetImport, *, by: Person | None) -> SpreadsheetImport:
    """Write what the preview showed, in the background. A second confirmation finds the first and changes nothing.

    Raises:
        NothingToImport: every row is refused or unchanged.
    """
    with transaction():
        lock(started)
        if started.confirmed_at is None:
            if not started.total:
                raise NothingToImport
            started.confirmed_at = now()
            journal.record("import_confirmed", started, by=by, total=started.total)
            run_import.later(started.id)
        return started


@job
def run_import(import_id: int) -> None:
    """Write a confirmed import, a batch per transaction; `done` says where to go on, whoever goes on."""
    while _write_next_batch(import_id):
        db.session.expunge_all()


def _write_next_batch(import_id: int) -> bool:
    with transaction():
        started = db.session.get(SpreadsheetImport, import_id, with_for_update=True, populate_existing=True)
        if started is None or started.confirmed_at is None or started.finished_at is not None:
            return False
        todo = [row["values"] for row in started.rows["rows"] if row["action"] in (NEW, UPDATED)]
        batch = todo[started.done : started.done + BATCH]
        congress = db.session.get_one(Congress, started.congress_id)
        _write(congress, batch)
        started.done += len(batch)
        by = db.session.get(Person, started.uploaded_by_id) if started.uploaded_by_id else None
        journal.record("import_written", started, by=by, done=started.done, total=started.total)
        if started.done >= len(todo):
            started.finished_at = now()
        return started.finished_at is None


def _write(congress: Congress, batch: list[dict[str, Any]]) -> None:
    categories = categories_of(congress)
    known = read_known(congress, batch)
    with db.session.no_autoflush:
        for values in batch:
            write_row(values, known, congress=congress, categories=categories)
    db.session.flush()


def _judge(
    values: list[tuple[int, dict[str, Any]]], said: list[Said], known: Known, categories: list[Category]
) -> list[dict[str, Any]]:
    """Say of each row what it would do. A row with an error does nothing; the second of two equal ones is refused."""
    first_of: dict[Any, int] = {}
    wrong = {each.row for each in said if each.is_error}
    rows = []
    for number, read in values:
        found = [] if number in wrong else _conflicts(number, read, known, categories, first_of)
        said += found
        changed = None if number in wrong or found else changes_of(read, known, categories)
        action = REFUSED if number in wrong or found else NEW if changed is None else UPDATED if changed else UNCHANGED
        rows.append({"number": number, "action": action, "values": read, "changed": changed or []})
    return rows


def _conflicts(
    number: int, read: dict[str, Any], known: Known, categories: list[Category], first_of: dict[Any, int]
) -> list[Said]:
    keys = [("name", name_key(read))] + ([("code", read["code"])] if read["code"] else [])
    earlier = min((first_of[key] for key in keys if key in first_of), default=None)
    if earlier is not None:
        return [Said(number, "organisation", "row_twice", {"first": earlier})]
    first_of.update(dict.fromkeys(keys, number))
    member = known.member_of(read)
    namesake = known.by_name.get(name_key(read))
    if member is not None and namesake is not None and namesake is not member:
        return [Said(number, "organisation", "name_taken", {"code": namesake.code})]
    delegation = known.delegation_of(member)
    if delegation is None:
        return []
    below = [(c, known.taken.get((delegation.id, c.id), 0)) for c in categories if c.code in read["places"]]
    return [
        Said(number, places_column(c), "places_taken", {"taken": taken})
        for c, taken in below
        if read["places"][c.code] < taken
    ]


def import_of(congress: Congress, public_id: str, *, subject: str = DELEGATIONS) -> SpreadsheetImport:
    """Return one import of a congress, of what it brings.

    Raises:
        NotFound: it is another congress's, or does not exist.
    """
    found = db.session.scalars(
        select(SpreadsheetImport).filter_by(congress_id=congress.id, public_id=public_id, subject=subject)
    ).first()
    if found is None:
        raise NotFound
    return found


def latest_imports(congress: Congress, *, subject: str = DELEGATIONS, most: int = 5) -> list[SpreadsheetImport]:
    """Return the last imports that were confirmed, the latest first."""
    confirmed = select(SpreadsheetImport).where(
        SpreadsheetImport.congress_id == congress.id,
        SpreadsheetImport.subject == subject,
        SpreadsheetImport.confirmed_at.is_not(None),
    )
    return list(db.session.scalars(confirmed.order_by(SpreadsheetImport.confirmed_at.desc()).limit(most)))


def counts_of(started: SpreadsheetImport) -> dict[str, int]:
    """Return how many rows are new, updated, unchanged, refused."""
    counted = Counter(row["action"] for row in started.rows["rows"])
    return {action: counted[action] for action in ACTIONS}


def said_of(started: SpreadsheetImport, kind: type[SaidOfCell] = Said) -> list[SaidOfCell]:
    """Return what is to be known about each cell, the whole file first, then row by row."""
    said = [kind(each["row"], each["column"], each["code"], each["params"]) for each in started.rows["said"]]
    return sorted(said, key=lambda each: (each.row is not None, not each.is_error, each.row or 0))


def model_file(congress: Congress, language: str) -> bytes:
    """Return an empty workbook whose headings the import knows, with one row to show how to fill it."""
    categories = categories_of(congress)
    headings = headings_for(categories)
    at = LANGUAGES.index("fr") if language == "fr" else -1
    names = [
        column_words(column, categories) if at == 0 else _english(column, titles) for column, titles in headings.items()
    ]
    example = {
        "organisation": "Parakou",
        "country": "Bénin",
        "category": "Ville membre",
        "language": "fr",
        "time_zone": "Africa/Porto-Novo",
        "head_civility": "Mme",
        "head_given_name": "Aïchatou",
        "head_family_name": "Soumanou Bio",
        "head_function": "Maire de Parakou",
        "head_email": "maire@exemple.org",
        "focal_given_name": "Rachid",
        "focal_family_name": "Dossou",
        "focal_email": "cabinet@exemple.org",
    }
    return write_xlsx(names, [[example.get(column, "") for column in headings]], title="Délégations")


def _english(column: str, titles: tuple[str, ...]) -> str:
    words = {"organisation": "Organisation", "head_civility": "Head civility", "head_given_name": "Head given name"}
    return words.get(column) or column.replace("_", " ").capitalize()
