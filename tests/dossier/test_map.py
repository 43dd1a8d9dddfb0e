"""The map of personal data is whole: every table and column of the database stands on it, once, with its reason."""

from aimf_events.database import db
from aimf_events.dossier.merging import LOOSE, PAST, references
from aimf_events.dossier.tables import ACTED, FREE_TEXT, HELD, NOT_ABOUT_A_PERSON, held_tables
from tests.dossier.rows import holds_words

TABLES = db.metadata.tables


def columns_that_hold_a_person():
    """Each column with a foreign key to a person, and those whose name says that they hold one."""
    person = TABLES["person"]
    return {
        f"{table.name}.{column.name}"
        for table in TABLES.values()
        for column in table.columns
        if any(key.column.table is person for key in column.foreign_keys)
        or column.name in ("person_id", "held_for_id")
        or column.name.endswith("_by_id")
    }


def test_every_table_is_exported_or_the_reason_why_not_is_written(app):
    assert set(TABLES) - set(HELD) - set(NOT_ABOUT_A_PERSON) == set()
    assert not set(HELD) & set(NOT_ABOUT_A_PERSON)
    assert all(NOT_ABOUT_A_PERSON.values())


def test_every_column_that_points_to_a_person_is_followed_or_is_an_act_on_another_file(app):
    followed = {f"{name}.person_id" for name in held_tables() if "person_id" in TABLES[name].c}
    assert columns_that_hold_a_person() - {"person.merged_into_id"} == followed | {
        place for place in ACTED if place.split(".")[0] in TABLES
    }


def test_every_table_that_hangs_on_somebody_who_is_held_is_held_too(app):
    hung = {
        table.name
        for table in TABLES.values()
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name in ("registration", "badge", "head_claim", "outgoing_message")
        and column.name != "claim_id"
    }
    assert hung - set(HELD) == set()


def test_an_erasure_says_of_every_column_with_words_what_becomes_of_it(app):
    silent = [
        f"{name}.{column.name}"
        for name, held in held_tables().items()
        if held.blanks is not None
        for column in TABLES[name].columns
        if holds_words(column) and column.name not in {*held.blanks, *held.stays}
    ]
    assert silent == []


def test_the_map_names_nothing_that_does_not_exist(app):
    named = [
        f"{name}.{column}"
        for name, held in held_tables().items()
        for column in {*(held.blanks or {}), *held.stays, *held.withheld}
    ]
    for place in (*named, *ACTED, *FREE_TEXT, *LOOSE, *PAST):
        table, column = place.split(".")
        assert table not in TABLES or column in TABLES[table].c, place


def test_a_merge_moves_every_column_that_holds_a_person(app):
    moved = {f"{table.name}.{column.name}" for table, column in references()}
    assert columns_that_hold_a_person() - moved == {"person.merged_into_id", *PAST}
