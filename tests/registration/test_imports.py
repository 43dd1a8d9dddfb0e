"""The secretariat's spreadsheet: shown before it is written, written once, resumed after a kill."""

import time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from aimf_events import demo, jobs
from aimf_events.congress.models import Congress
from aimf_events.database import db
from aimf_events.members.models import LocalOffice, Member
from aimf_events.people.models import Person
from aimf_events.registration import imports
from aimf_events.registration.imports import (
    NothingToImport,
    confirm_import,
    counts_of,
    preview_import,
    run_import,
    said_of,
)
from aimf_events.registration.models import ContactRole, Delegation, DelegationContact, Quota, SpreadsheetImport
from tests.factories import make_congress, make_delegation, make_registration

TUNIS = Path(demo.__file__).parent / "data" / "delegations.csv"
HEAD = "Organisation;Pays;Catégorie;Code;Civilité;Prénom;Nom;Fonction;Courriel;Correspondant;Courriel du correspondant;Places Délégué\n"
ROW = "Parakou;Bénin;Ville membre;BJ-7;Mme;Aïchatou;Soumanou Bio;Maire;maire@parakou.example;Rachid Dossou;cab@parakou.example;3\n"


def _count(model: Any) -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(model)) or 0


def _import(congress: Congress, text: str | bytes) -> SpreadsheetImport:
    data = text.encode() if isinstance(text, str) else text
    started = preview_import(congress, data, "liste.csv", by=None)
    confirm_import(started, by=None)
    jobs.drain()
    db.session.expire_all()
    return started


def _many(count: int) -> str:
    return HEAD + "".join(
        f"Ville {n};BJ;ville;C{n};M.;Jean;Nom {n};Maire;m{n}@x.example;Ana {n};f{n}@x.example;2\n" for n in range(count)
    )


def test_the_list_of_tunis_is_imported_as_it_is(app: Flask) -> None:
    congress = make_congress()
    started = preview_import(congress, TUNIS.read_bytes(), "delegations.csv", by=None)
    assert counts_of(started) == {"new": 130, "updated": 0, "unchanged": 0, "refused": 0}
    assert said_of(started) == []
    assert (_count(Member), _count(Delegation)) == (0, 0)
    confirm_import(started, by=None)
    jobs.drain()
    assert (_count(Member), _count(Delegation)) == (130, 130)
    again = preview_import(congress, TUNIS.read_bytes(), "delegations.csv", by=None)
    assert counts_of(again) == {"new": 0, "updated": 0, "unchanged": 130, "refused": 0}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "mac_roman"])
def test_one_row_becomes_a_member_a_delegation_places_and_correspondents(app: Flask, encoding: str) -> None:
    congress = make_congress()
    _import(congress, (HEAD + ROW).encode(encoding))
    delegation = db.session.scalars(db.select(Delegation)).one()
    assert (delegation.name, delegation.country, delegation.time_zone) == ("Parakou", "BJ", "Africa/Porto-Novo")
    assert delegation.member.code == "BJ-7"
    assert {q.category.code: q.places for q in delegation.quotas} == {"head": 1, "delegate": 3}
    assert [(c.role, c.person.full_name, c.email) for c in delegation.contacts] == [
        (ContactRole.HEAD, "Aïchatou Soumanou Bio", "maire@parakou.example"),
        (ContactRole.FOCAL_POINT, "Rachid Dossou", "cab@parakou.example"),
    ]
    [office] = db.session.scalars(db.select(LocalOffice))
    assert (office.title, office.is_executive) == ({"fr": "Maire"}, False)


def test_the_same_file_again_changes_nothing_and_a_correction_changes_one_thing(app: Flask) -> None:
    congress = make_congress()
    _import(congress, HEAD + ROW)
    with pytest.raises(NothingToImport):
        _import(congress, HEAD + ROW)
    _import(congress, HEAD + ROW.replace("maire@", "mairie@").replace("Parakou;", "Ville de Parakou;"))
    member = db.session.scalars(db.select(Member)).one()
    assert member.name == "Ville de Parakou"
    assert (_count(Person), _count(DelegationContact), _count(Quota)) == (2, 2, 2)
    assert {c.email for c in db.session.scalars(db.select(DelegationContact))} == {
        "mairie@parakou.example",
        "cab@parakou.example",
    }


def test_another_head_takes_the_place_of_the_former(app: Flask) -> None:
    congress = make_congress()
    _import(congress, HEAD + ROW)
    _import(congress, HEAD + ROW.replace("Aïchatou", "Charles"))
    heads = db.session.scalars(db.select(DelegationContact).filter_by(role=ContactRole.HEAD))
    assert [c.person.full_name for c in heads] == ["Charles Soumanou Bio"]
    assert _count(Person) == 3


def test_one_assistant_for_two_cities_is_one_person(app: Flask) -> None:
    _import(make_congress(), HEAD + ROW + ROW.replace("Parakou;", "Djougou;").replace("BJ-7", "BJ-8"))
    assert (
        len(set(db.session.scalars(db.select(DelegationContact.person_id).filter_by(role=ContactRole.FOCAL_POINT))))
        == 1
    )


def test_each_wrong_cell_is_said_and_its_row_left_aside(app: Flask) -> None:
    bad = "Bad;Nullepart;ville;;Docteur;x;y;;pas une adresse;;;-3\n"
    started = preview_import(make_congress(), (HEAD + ROW + bad + ROW).encode(), "x.csv", by=None)
    assert counts_of(started) == {"new": 1, "updated": 0, "unchanged": 0, "refused": 2}
    assert [(s.row, s.column, s.code) for s in said_of(started) if s.is_error] == [
        (3, "country", "country_unknown"),
        (3, "head_email", "email_wrong"),
        (3, "head_civility", "civility_unknown"),
        (3, "places_delegate", "places_wrong"),
        (4, "organisation", "row_twice"),
    ]


def test_formulas_markup_and_long_names_stay_text_or_are_refused(app: Flask) -> None:
    congress = make_congress()
    text = (
        HEAD
        + "=HYPERLINK(1);BJ;ville;;;;;;;;;\n<script>alert(1)</script>;BJ;ville;;;;;;;;;\n"
        + "x" * 300
        + ";BJ;ville;;;;;;;;;\n"
    )
    started = _import(congress, text)
    assert counts_of(started)["refused"] == 1
    assert sorted(db.session.scalars(db.select(Member.name))) == ["<script>alert(1)</script>", "=HYPERLINK(1)"]


def test_places_do_not_go_below_the_persons_registered(app: Flask) -> None:
    congress = make_congress()
    _import(congress, HEAD + ROW)
    delegation = db.session.scalars(db.select(Delegation)).one()
    make_registration(delegation)
    started = preview_import(congress, (HEAD + ROW.replace(";3\n", ";0\n")).encode(), "x.csv", by=None)
    assert [s.code for s in said_of(started) if s.is_error] == ["places_taken"]


def test_a_confirmation_repeated_by_two_writes_once(app: Flask, at_once: Any) -> None:
    started = preview_import(make_congress(), (HEAD + ROW).encode(), "x.csv", by=None)
    ident = started.id

    def confirm() -> None:
        confirm_import(db.session.get_one(SpreadsheetImport, ident), by=None)
        run_import(ident)

    assert at_once(confirm, confirm) == [None, None]
    assert db.session.scalar(db.select(db.func.count(jobs.QueuedJob.id))) == 1
    jobs.drain()
    assert (_count(Member), _count(Delegation), _count(Person)) == (1, 1, 2)


def test_a_worker_killed_between_two_batches_loses_nothing_and_writes_nothing_twice(app: Flask) -> None:
    congress = make_congress()
    started = preview_import(congress, _many(250).encode(), "x.csv", by=None)
    confirm_import(started, by=None)
    ident = started.id
    assert imports._write_next_batch(ident)
    db.session.remove()  # the process is gone: one batch is committed, the next has not begun
    assert _count(Delegation) == 100
    run_import(ident)
    run_import(ident)
    done = db.session.get_one(SpreadsheetImport, ident)
    assert (done.done, done.total, done.finished_at is not None) == (250, 250, True)
    assert (_count(Member), _count(Delegation), _count(Person)) == (250, 250, 500)


def test_a_batch_that_fails_is_rolled_back_whole_and_done_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    started = preview_import(make_congress(), _many(150).encode(), "x.csv", by=None)
    confirm_import(started, by=None)
    whole, calls = imports.write_row, []

    def fail_in_the_second_batch(*args: Any, **values: Any) -> None:
        calls.append(1)
        if len(calls) == 120:
            raise ConnectionError
        whole(*args, **values)

    monkeypatch.setattr(imports, "write_row", fail_in_the_second_batch)
    with pytest.raises(ConnectionError):
        run_import(started.id)
    assert _count(Delegation) == 100
    run_import(started.id)
    assert (_count(Member), _count(Delegation)) == (150, 150)


def test_a_thousand_rows_are_read_in_three_seconds_with_as_many_queries_as_ten(app: Flask) -> None:
    congress, counts = make_congress(), []
    for size in (10, 1000):
        seen: list[str] = []
        listener = lambda *args, seen=seen: seen.append(args[2])  # noqa: E731
        db.event.listen(db.engine, "before_cursor_execute", listener)
        begun = time.perf_counter()
        started = preview_import(congress, _many(size).encode(), "x.csv", by=None)
        took = time.perf_counter() - begun
        db.event.remove(db.engine, "before_cursor_execute", listener)
        counts.append(len(seen))
    assert counts_of(started)["new"] == 1000
    assert took < 3
    assert counts[0] == counts[1]


def test_a_member_known_from_another_congress_is_not_added_again(app: Flask) -> None:
    make_delegation(make_congress(), "Parakou")
    second = make_congress()
    started = preview_import(second, b"organisation,country,category\nPARAKOU,BJ,member_city\n", "x.csv", by=None)
    assert counts_of(started)["new"] == 1
    confirm_import(started, by=None)
    jobs.drain()
    assert (_count(Member), _count(Delegation)) == (1, 2)
