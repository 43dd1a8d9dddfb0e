"""`transaction()` nests, and what follows a commit follows only a commit."""

import pytest

from aimf_events.database import after_commit, db, lock, transaction
from aimf_events.people.models import Person
from tests.factories import make_person


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
