"""An erasure leaves nothing of the person, in no table, file or letter; the record and the journal stay."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from aimf_events import jobs, journal
from aimf_events.accounts.models import Role
from aimf_events.accounts.roles import grant_role
from aimf_events.clock import set_for_tests
from aimf_events.database import db, transaction
from aimf_events.dossier.erasure import StillNeeded, erase_person
from aimf_events.dossier.export import rows_of
from aimf_events.dossier.reach import reach_of
from aimf_events.dossier.tables import held_tables
from aimf_events.mail.models import MessageState, OutgoingMessage
from aimf_events.members.offices import set_office
from aimf_events.registration.models import Decision, RegistrationState, SpreadsheetImport
from tests.dossier.rows import MARK, lines_with
from tests.factories import make_congress, make_delegation, make_member, make_person, make_registration


def test_every_table_of_the_map_has_a_row_of_this_person(held):
    reach = reach_of(held.person)
    assert [name for name in held_tables() if not rows_of(name, reach)] == []


def test_nothing_of_the_person_is_left_anywhere(held, app):
    other = make_registration(held.registration.delegation)
    with transaction():
        db.session.add(
            Decision(
                registration_id=other.id,
                from_state=RegistrationState.DRAFT,
                to_state=RegistrationState.DRAFT,
                reason=f"Avec {held.person.full_name.upper()}, « la suite »",
                decided_at=other.created_at,
            )
        )
        db.session.add(
            SpreadsheetImport(
                congress_id=held.congress.id,
                file_name="a.csv",
                rows={"rows": [[held.person.full_name, held.person.email, "Autre"]]},
                total=1,
                uploaded_at=other.created_at,
            )
        )
        journal.record("registration_refused", other, by=None, reason=f"{held.person.full_name} l’a demandé")
    journal.seal_journal()
    assert len(lines_with(MARK)) > 25
    erase_person(held.person, by=held.desk, reason="demande écrite")
    assert lines_with(MARK) == []
    assert lines_with("22997000000") == []
    left = db.session.scalars(db.select(SpreadsheetImport)).one()
    assert left.rows == {"rows": [["(effacé)", "(effacé)", "Autre"]]}


def test_letters_leave_the_outbox_and_its_folder(held, app):
    jobs.drain()
    folder: Path = app.config["AIMF"].mail_folder
    before = set(folder.glob("*.eml"))
    with transaction():
        letter = db.session.scalars(db.select(OutgoingMessage).filter_by(person_id=held.person.id)).one()
        (folder / f"20261127T090000000000-{letter.public_id}.eml").parent.mkdir(parents=True, exist_ok=True)
        (folder / f"20261127T090000000000-{letter.public_id}.eml").write_text(MARK)
        letter.state, letter.ended_at = MessageState.RETRY, None
    erase_person(held.person, by=held.desk, reason="demande écrite")
    db.session.refresh(letter)
    assert letter.state is MessageState.SUPPRESSED
    assert not [path for path in set(folder.glob("*.eml")) - before if MARK in path.read_text()]
    assert not any(MARK in path.read_text(errors="replace") for path in folder.parent.rglob("*") if path.is_file())


def test_attendance_and_the_sealed_journal_stay(held):
    scans = len(rows_of("scan", reach_of(held.person)))
    erase_person(held.person, by=held.desk, reason="demande écrite")
    journal.seal_journal()
    assert len(rows_of("scan", reach_of(held.person))) == scans == 1
    assert held.registration.person_id == held.person.id
    assert journal.verify_journal() == []
    entry = db.session.scalars(db.select(journal.JournalEntry).filter_by(verb="person_erased")).one()
    assert entry.details == {"reason": "demande écrite", "mentions": 1, "blanked": 0}


def test_twice_is_once(held):
    erase_person(held.person, by=held.desk, reason="demande écrite")
    erase_person(held.person, by=held.desk, reason="demande écrite")
    assert len(db.session.scalars(db.select(journal.JournalEntry).filter_by(verb="person_erased")).all()) == 1


def test_another_of_the_same_mailbox_and_name_keeps_everything(held):
    twin = make_person(held.person.given_name, held.person.family_name, email=held.person.email)
    erase_person(held.person, by=held.desk, reason="demande écrite")
    db.session.refresh(twin)
    assert (twin.full_name, twin.email) == (f"{MARK} Given {MARK} Family", f"{MARK}@example.org")
    assert rows_of("account", reach_of(twin)) != []


def test_erasure_waits_while_the_law_needs_the_name(held):
    set_for_tests(datetime(2026, 11, 27, 9, tzinfo=UTC))
    colleague = make_person("Awa", "Diallo")
    grant_role(colleague, Role.TREASURY, by=None)
    mayor = make_person("Rachidi", "Gbadamassi")
    set_office(make_member("Parakou"), mayor, title={"fr": "Maire"}, is_executive=True, by=None)
    coming = make_registration(make_delegation(make_congress())).person
    for person in (colleague, mayor, coming):
        with pytest.raises(StillNeeded) as refusal:
            erase_person(person, by=held.desk, reason="demande écrite")
        assert refusal.value.advice
        assert person.erased_at is None
