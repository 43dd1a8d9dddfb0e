"""The journal: written with the act, sealed later, whole after an erasure, broken by a forgery."""

import pytest

from aimf_events import journal
from aimf_events.database import db, transaction
from aimf_events.journal import JournalEntry
from tests.factories import make_person


def write(count=3):
    person = make_person()
    with transaction():
        for _each in range(count):
            journal.record("person_greeted", person, by=person, way="bow")
    return person


def entries():
    return list(db.session.scalars(db.select(JournalEntry).order_by(JournalEntry.id)))


def test_entry_falls_with_its_transaction(app):
    person = make_person()
    with pytest.raises(ValueError, match="no"), transaction():
        journal.record("person_greeted", person, by=person)
        raise ValueError("no")
    assert entries() == []


def test_entry_says_who_did_what_to_what(app):
    person = write(1)
    entry = entries()[0]
    assert (entry.verb, entry.thing_kind, entry.thing_id, entry.person_id) == (
        "person_greeted",
        "Person",
        person.id,
        person.id,
    )
    assert entry.details == {"way": "bow"}


def test_sealed_journal_is_whole(app):
    write()
    journal.seal_journal()
    assert [e.position for e in entries()] == [1, 2, 3]
    assert journal.verify_journal() == []


def test_sealing_twice_changes_nothing(app):
    write()
    journal.seal_journal()
    before = [e.chain for e in entries()]
    journal.seal_journal()
    assert [e.chain for e in entries()] == before


def test_erased_entry_leaves_the_chain_whole(app):
    write()
    journal.seal_journal()
    with transaction():
        entries()[1].salt = entries()[1].payload = None
    assert journal.verify_journal() == []


def test_altered_entry_breaks_the_seal(app):
    write()
    journal.seal_journal()
    with transaction():
        entries()[1].payload = entries()[1].payload.replace("bow", "nod")
    assert journal.verify_journal() == [2]


def test_removed_entry_breaks_the_chain(app):
    write()
    journal.seal_journal()
    with transaction():
        db.session.delete(entries()[0])
    assert journal.verify_journal() != []


def test_two_sealers_at_once_number_each_entry_once(app, at_once):
    write(20)
    at_once(journal.seal_journal, journal.seal_journal)
    assert [e.position for e in entries()] == list(range(1, 21))
    assert journal.verify_journal() == []


def test_command_names_the_first_entry_that_somebody_changed_by_hand(app):
    write()
    runner = app.test_cli_runner()
    assert runner.invoke(args=["verify-journal"]).output == "The journal is whole.\n"
    tampered = entries()[1].id
    with transaction():
        db.session.execute(
            db.text("UPDATE journal_entry SET payload = replace(payload, 'bow', 'nod') WHERE id = :id"),
            {"id": tampered},
        )
    told = runner.invoke(args=["verify-journal"])
    assert told.exit_code == 1
    assert f"first at position 2: entry {tampered}, person_greeted of " in told.output
