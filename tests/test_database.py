"""`transaction()` nests, and what follows a commit follows only a commit."""

from typing import Any

import psycopg
import pytest

from aimf_events.database import after_commit, db, lock, straight, transaction
from aimf_events.people.models import Person
from tests.factories import make_person
from tests.statements import statements_sent


def names():
    return sorted(db.session.scalars(db.select(Person.family_name)))


def test_outermost_transaction_commits_for_other_connections(app, at_once):
    make_person(family_name="Dossou")
    assert at_once(names) == [["Dossou"]]


def test_refused_transaction_leaves_nothing(app):
    with pytest.raises(ValueError, match="no"), transaction():
        make_person(family_name="Dossou")
        raise ValueError("no")
    assert names() == []


def test_inner_transaction_that_refuses_leaves_the_outer_whole(app):
    ran = []
    with transaction():
        make_person(family_name="Dossou")
        with pytest.raises(ValueError, match="no"), transaction():
            make_person(family_name="Yérima")
            after_commit(lambda: ran.append("inner"))
            raise ValueError("no")
        after_commit(lambda: ran.append("outer"))
    assert names() == ["Dossou"]
    assert ran == ["outer"]


def test_after_commit_runs_after_the_outermost_commit_only(app):
    ran = []
    with transaction():
        with transaction():
            after_commit(lambda: ran.append("inner"))
        assert ran == []
    assert ran == ["inner"]


def test_after_commit_outside_a_transaction_is_an_error(app):
    with pytest.raises(RuntimeError):
        after_commit(lambda: None)


def _rename(person_id, suffix, with_lock):
    """Read, think, write: the classic lost update when nothing is locked."""
    import time

    with transaction():
        person = db.session.get(Person, person_id)
        if with_lock:
            lock(person)
        name = person.family_name
        time.sleep(0.2)
        person.family_name = name + suffix


def test_lock_makes_the_second_writer_read_what_the_first_wrote(app, at_once):
    person = make_person(family_name="A")
    at_once(lambda: _rename(person.id, "b", True), lambda: _rename(person.id, "b", True))
    assert names() == ["Abb"]


def test_control_without_the_lock_an_update_is_lost(app, at_once):
    person = make_person(family_name="A")
    at_once(lambda: _rename(person.id, "b", False), lambda: _rename(person.id, "b", False))
    assert names() == ["Ab"]


def backends_ended(connection: Any) -> int:
    """End all other connections of this database, as a restart of the server does."""
    others = (
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> %s"
    )
    return len(connection.execute(others, [connection.info.backend_pid]).fetchall())


def test_connection_that_the_server_ended_is_replaced_before_it_is_used(app):
    db.session.execute(db.text("SELECT 1"))
    db.session.remove()
    address = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as outside:
        assert backends_ended(outside) >= 1
    assert db.session.scalar(db.text("SELECT 1")) == 1
    db.session.remove()
    assert straight(db.text("SELECT :n + 1 AS n"), {"n": 1}).fetchone().n == 2


def test_connection_that_breaks_under_a_straight_statement_is_thrown_away(app):
    address = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with pytest.raises(psycopg.OperationalError), transaction():
        straight(db.text("SELECT :n"), {"n": 1})
        with psycopg.connect(address, autocommit=True) as outside:
            backends_ended(outside)
        straight(db.text("SELECT :n"), {"n": 1})
    assert straight(db.text("SELECT CAST(:n AS int) AS n"), {"n": 1}).fetchone().n == 1


def test_quiet_connection_costs_no_question(app):
    db.session.execute(db.text("SELECT 1"))
    db.session.remove()
    with statements_sent() as sent:
        db.session.execute(db.text("SELECT 2"))
    assert sent == ["SELECT 2"]
    db.session.remove()
