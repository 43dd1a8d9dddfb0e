"""Runs all migrations on an empty database and says where the result differs from the models; exits with 1 then.

With a sentence (`make migration MESSAGE="add ..."`) it writes the difference as a new migration instead.
"""

import sys
import tempfile
from pathlib import Path

from tests.private_postgres import start_postgres

SETTINGS = {
    "AIMF_DEMO": "1",
    "PUBLIC_URL": "http://127.0.0.1",
    "SECRET_KEY": "only for the check of the migrations",
    "DATA_KEY": "only for the check of the migrations",
    "DISPATCHER": "0",
}


def differences(folder: Path, url: str, message: str) -> list[str]:
    """What separates a database that was migrated from nothing from the models; written down when there is a message."""
    from aimf_events import create_app, migrating
    from aimf_events.config import Config
    from aimf_events.database import db

    app = create_app(Config.from_env({**SETTINGS, "DATABASE_URL": url, "AIMF_VAR": str(folder / "var")}))
    with app.app_context():
        migrating.upgrade_database()
        found = [migrating.write_migration(message)] if message else migrating.differences()
        db.session.remove()
        db.engine.dispose()
    return found


def main(message: str = "") -> int:
    with tempfile.TemporaryDirectory(prefix="aimf-migrations-") as name:
        url, stop = start_postgres(Path(name))
        try:
            found = differences(Path(name), url, message)
        finally:
            stop()
    for line in found:
        print(line, file=sys.stderr)
    if message:
        return 0
    print(f"Migrations: {len(found)} differences from the models.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
