"""The archive of a sitting: one file, whole or not, and nobody alters it unseen."""

import io
import json
import subprocess
import sys
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from aimf_events import jobs
from aimf_events.accounts.models import Role
from aimf_events.assembly.ballot_counts import Hands, close_by_totals, publish_ballot
from aimf_events.assembly.mandates import seats_of
from aimf_events.assembly.sittings import SittingMoved, close_sitting
from aimf_events.cli import check_archive
from aimf_events.clock import set_for_tests
from aimf_events.congress.models import CongressRole
from aimf_events.database import db
from aimf_events.journal import history, seal_journal
from aimf_events.minutes import archive_verify
from aimf_events.minutes.archive_models import SittingArchive
from aimf_events.minutes.archive_verify import verify_archive
from aimf_events.minutes.archiving import archives_of, ask_archive, content_of, make_archive, pack
from aimf_events.minutes.writing import begin_minutes, file_signed, settle_minutes
from aimf_events.registration.document_files import prepare_document
from tests.factories import make_congress, make_staff, make_statutes
from tests.factories.assembly import come_in, make_cities, make_open_ballot, make_open_sitting
from tests.minutes.test_minutes import SIGNERS, one_page

MARCH = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
MAY = date(2026, 5, 20)


@pytest.fixture
def congress(app: Flask):
    set_for_tests(MARCH)
    make_statutes()
    make_cities(3)
    return make_congress("tunis", starts_on=MAY)


def held(congress):
    """A sitting that is over: a published ballot, a counted one that was not published is not among them, signed minutes."""
    sitting = make_open_sitting(day=MAY, congress=congress)
    come_in(sitting, seats_of(sitting))
    publish_ballot(close_by_totals(make_open_ballot(sitting), Hands(2, 1, 0), by=None), by=None)
    set_for_tests(MARCH + timedelta(minutes=30))
    return close_sitting(sitting, by=None)


@pytest.fixture
def packed(congress, tmp_path):
    """An archive on disk, its path and what it holds."""
    sitting = held(congress)
    minutes = settle_minutes(begin_minutes(sitting, by=None), **SIGNERS, by=None)
    file_signed(minutes, prepare_document(one_page(), "pv.pdf"), by=None)
    seal_journal()
    ask_archive(sitting, by=None)
    jobs.drain()
    db.session.expire_all()
    archive = archives_of(sitting)[0]
    path = tmp_path / "archive.zip"
    path.write_bytes(content_of(archive))
    return sitting, archive, path


def rewritten(path: Path, change) -> Path:
    """The archive again, with its entries changed by `change(entries)`."""
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    change(entries)
    other = path.with_name("altered.zip")
    with zipfile.ZipFile(other, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return other


def test_an_archive_holds_the_sitting_and_is_whole(packed):
    sitting, archive, path = packed
    verdict = verify_archive(path, root=archive.root)
    assert (verdict.problems, verdict.root) == ([], archive.root)
    with zipfile.ZipFile(path) as made:
        names = set(made.namelist())
        ballot = json.loads(made.read("ballots/01.json"))
        signed = made.read("minutes/signed.pdf")
        chained = json.loads(made.read("journal.json"))
    assert {
        "manifest.json",
        "SHA256SUMS",
        "minutes/minutes.pdf",
        "minutes/minutes.docx",
        "minutes/signed.pdf",
        "attendance.pdf",
        "convocations.json",
        "decisions.json",
        "decisions/AG-2026-01.pdf",
    } <= names
    assert verdict.files == len(names) - 2 == archive.files
    assert signed == one_page()
    assert (ballot["result"]["for"], ballot["result"]["decision"], len(ballot["roll"])) == (2, "adopted", 3)
    assert {entry["verb"] for entry in chained} >= {"sitting_opened", "ballot_published", "minutes_signed"}
    assert all(entry["chain"] for entry in chained)
    assert history(sitting)[-1].details["root"] == archive.root
    assert b"PK" not in (archive.content or b"")[:4], "sealed at rest"


def alter(entries):
    entries["ballots/01.json"] = entries["ballots/01.json"].replace(b'"for": 2', b'"for": 3')


def remove(entries):
    del entries["minutes/signed.pdf"]


def add(entries):
    entries["minutes/other.pdf"] = b"%PDF-1.4"


def truncate(entries):
    entries["manifest.json"] = entries["manifest.json"][:-20]


def other_sums(entries):
    entries["SHA256SUMS"] = entries["SHA256SUMS"].replace(b"attendance", b"presence")


ALTERED = (
    (alter, "ballots/01.json is not the file that the manifest names"),
    (remove, "minutes/signed.pdf is missing"),
    (add, "minutes/other.pdf is not in the manifest"),
    (truncate, "manifest.json cannot be read"),
    (other_sums, "SHA256SUMS does not say what the manifest says"),
)


def test_what_was_altered_is_named_and_the_root_betrays_who_alters_the_manifest_too(packed):
    sitting, archive, path = packed
    for change, problem in ALTERED:
        assert problem in verify_archive(rewritten(path, change)).problems, problem
    with zipfile.ZipFile(path) as made:
        files = {name: made.read(name) for name in made.namelist() if name not in ("manifest.json", "SHA256SUMS")}
    alter(files)
    forged, _root = pack(sitting, files)
    path.write_bytes(forged)
    assert verify_archive(path).problems == [], "the control: the files alone agree with the forged manifest"
    problems = verify_archive(path, root=archive.root).problems
    assert len(problems) == 1
    assert "another archive, or an altered one" in problems[0]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<html>", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_archive_is_said_to_be_none(tmp_path, content):
    path = tmp_path / "odd.zip"
    path.write_bytes(content)
    assert not verify_archive(path).is_whole
    assert not verify_archive(tmp_path / "nowhere.zip").is_whole


def test_damaged_bytes_and_an_entry_twice_are_found(packed):
    path = packed[2]
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 0xFF
    path.with_name("damaged.zip").write_bytes(raw)
    assert not verify_archive(path.with_name("damaged.zip")).is_whole
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as made:
        made.writestr("attendance.pdf", b"%PDF-1.4")
    assert "attendance.pdf is there twice" in verify_archive(path).problems


def test_the_command_works_and_so_does_the_file_alone_without_the_platform(app, packed):
    _sitting, archive, path = packed
    answer = app.test_cli_runner().invoke(check_archive, [str(path), "--root", archive.root])
    assert (answer.exit_code, "The archive is whole" in answer.output) == (0, True)
    answer = app.test_cli_runner().invoke(check_archive, [str(rewritten(path, alter))])
    assert (answer.exit_code, "cannot be trusted" in answer.output) == (1, True)
    alone = [sys.executable, "-I", archive_verify.__file__, str(path), archive.root]
    assert subprocess.run(alone, capture_output=True, check=False, timeout=20).returncode == 0


def test_it_is_asked_once_made_once_and_only_of_a_sitting_that_is_over(congress):
    sitting = make_open_sitting(day=MAY, congress=congress)
    with pytest.raises(SittingMoved):
        ask_archive(sitting, by=None)
    close_sitting(sitting, by=None)
    first = ask_archive(sitting, by=None)
    assert ask_archive(sitting, by=None).id == first.id
    make_archive(first.id)
    root = first.root
    make_archive(first.id)
    make_archive(0)
    assert db.session.get(SittingArchive, first.id).root == root
    assert ask_archive(sitting, by=None).id != first.id


def test_the_desk_asks_waits_and_takes_it(congress, browser_of, client):
    desk = browser_of(make_staff(Role.SITTING_SECRETARY))
    sitting = held(congress)
    here = f"/tunis/assembly/sittings/{sitting.public_id}/archive"
    assert "Cette séance n’est pas encore archivée." in desk.get(here).text
    page = desk.post(here)
    assert "en préparation" in page.text
    archive = archives_of(sitting)[0]
    desk.get(f"{here}/{archive.public_id}.zip", 404)
    jobs.drain()
    db.session.expire_all()
    page = desk.get(here)
    assert "1 archive de cette séance." in page.text
    assert archives_of(sitting)[0].root in page.text
    taken = desk.client.get(f"{here}/{archive.public_id}.zip")
    assert zipfile.is_zipfile(io.BytesIO(taken.data))
    other = make_open_sitting(day=MAY, congress=congress)
    desk.get(f"/tunis/assembly/sittings/{other.public_id}/archive", 404)
    close_sitting(other, by=None)
    desk.get(f"/tunis/assembly/sittings/{other.public_id}/archive/{archive.public_id}.zip", 404)
    browser_of(make_staff(CongressRole.DOOR, congress=congress)).get(here, 403)
