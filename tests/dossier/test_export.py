"""An export holds every row about the person, their secrets opened, their pictures and papers beside."""

import io
import json
import zipfile

from aimf_events import jobs, journal
from aimf_events.dossier.export import export_person
from aimf_events.dossier.tables import HELD, held_tables
from tests.dossier.rows import MARK
from tests.papers.conftest import asks_for_visa, told  # noqa: F401


def opened(content):
    return zipfile.ZipFile(io.BytesIO(content))


def test_export_has_a_row_of_every_table_to_read_and_as_json(held):
    folder = opened(export_person(held.person, by=held.desk, reason="demande écrite"))
    told_again = json.loads(folder.read("donnees.json"))
    assert [name for name in held_tables() if not told_again["tables"][name]] == []
    assert told_again["tables"]["person"][0]["given_name"] == f"{MARK} Given"
    document = next(name for name in folder.namelist() if name.startswith("document-"))
    assert folder.read(document) == MARK.encode()
    page = folder.read("donnees.html").decode()
    assert f"{MARK} Family" in page
    entry = journal.history(held.person)[-1]
    assert (entry.verb, entry.person_id, entry.details["reason"]) == ("person_exported", held.desk.id, "demande écrite")


def test_withheld_columns_are_in_neither_file(held):
    folder = opened(export_person(held.person, by=held.desk, reason="demande écrite"))
    tables = json.loads(folder.read("donnees.json"))["tables"]
    shown = {f"{name}.{column}" for name, rows in tables.items() for row in rows for column in row}
    assert shown & {f"{name}.{column}" for name, held_ in HELD.items() for column in held_.withheld} == set()


def test_passport_is_opened_and_the_letter_is_there(told):  # noqa: F811
    registration = asks_for_visa(told.delegation, told.desk)
    jobs.drain()
    folder = opened(export_person(registration.person, by=registration.person, reason="own"))
    assert ["Numéro du passeport", "C9876543"] in json.loads(folder.read("donnees.json"))["answers"]
    assert "C9876543" in folder.read("donnees.html").decode()
    assert folder.read("LI-41-0001.pdf").startswith(b"%PDF")
