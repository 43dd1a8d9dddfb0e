"""A dump is restored for real into a database of its own: a whole one is good, a torn or a foreign one is not."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from aimf_events.database import db, transaction
from aimf_events.people.models import Person
from aimf_events.reception.backup import connection_settings, last_check, program, verify_backup
from tests.checkin.doors import make_badge, today_congress


@pytest.fixture
def filled(app: Any) -> Any:
    make_badge(today_congress())
    return app


def dump(folder: Path, *options: str) -> Path:
    """A dump of the database of this test."""
    to = folder / "dump"
    command = [program("pg_dump"), "--file", str(to), *options]
    subprocess.run(command, env=connection_settings(), check=True, capture_output=True)
    return to


def scratch_databases() -> list[str]:
    return list(db.session.scalars(db.text("SELECT datname FROM pg_database WHERE datname LIKE 'aimf_check_%'")))


@pytest.mark.parametrize("options", [("--format=custom",), ()], ids=["custom", "plain"])
def test_whole_dump_is_restored_and_compared(filled: Any, tmp_path: Path, options: tuple[str, ...]) -> None:
    check = verify_backup(dump(tmp_path, *options))
    assert check.is_good, check.told
    assert "DATA_KEY opens what is sealed" in check.told
    assert (check.tables > 60, check.rows > 10, last_check() is check) == (True, True, True)
    assert scratch_databases() == []


def test_torn_dump_is_no_backup(filled: Any, tmp_path: Path) -> None:
    torn = dump(tmp_path, "--format=custom")
    torn.write_bytes(torn.read_bytes()[:-20_000])
    check = verify_backup(torn)
    assert (check.is_good, "the restore failed" in check.told, scratch_databases()) == (False, True, [])


def test_dump_without_its_rows_is_no_backup(filled: Any, tmp_path: Path) -> None:
    check = verify_backup(
        dump(tmp_path, "--format=custom", "--exclude-table-data=person", "--exclude-table-data=badge")
    )
    assert not check.is_good
    assert "the restore failed" in check.told or "empty: badge" in check.told


def test_dump_of_something_else_is_no_backup(filled: Any, tmp_path: Path) -> None:
    (tmp_path / "other.sql").write_text("CREATE TABLE person (id int);")
    assert "not of this application" in verify_backup(tmp_path / "other.sql").told


def test_dump_under_another_data_key_is_no_backup(filled: Any, tmp_path: Path) -> None:
    with transaction():
        db.session.execute(db.text("UPDATE badge_key SET private_key = 'nothing that this key sealed'::bytea"))
    assert "DATA_KEY does not open" in verify_backup(dump(tmp_path, "--format=custom")).told


def test_command_says_what_was_found(filled: Any, tmp_path: Path) -> None:
    runner = filled.test_cli_runner()
    done = runner.invoke(args=["verify-backup", str(dump(tmp_path, "--format=custom"))])
    assert (done.exit_code, "The backup is good" in done.output) == (0, True)
    (tmp_path / "empty").write_bytes(b"")
    done = runner.invoke(args=["verify-backup", str(tmp_path / "empty")])
    assert (done.exit_code, "The backup cannot be trusted" in done.output) == (1, True)
    assert db.session.scalar(db.select(db.func.count()).select_from(Person)) > 0
