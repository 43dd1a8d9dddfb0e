"""The application in a process of its own, for the tests of two processes and of one that dies: `python -m tests.checkin.served`.

It serves on a free port of loopback, which it writes on its standard output. A request may ask for harm (`X-Harm`):
`die`: kill -9 strikes when the scan is committed and not yet answered; `unlocked`: no lock is held, and time passes between
reading where a badge stands and writing the scan.
"""

import os
import signal
import sys
import time
from typing import Any

from flask import Flask, request
from werkzeug.serving import make_server

from aimf_events import create_app
from aimf_events.checkin import scan_queries, scans
from aimf_events.config import Config
from aimf_events.database import straight

WITHOUT_LOCKS = scan_queries.text(scan_queries._BEARER.format(locks="", which="b.number = :badge"))
A_WHILE = 0.5  # seconds


def die_before_answering(app: Flask) -> None:
    """The view has returned, so the scan is committed; nothing of the answer has left."""

    @app.after_request
    def strike(response: Any) -> Any:
        if request.headers.get("X-Harm") == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        return response


def hold_nothing() -> None:
    """Where it is asked for: the same questions without the locks."""

    def asked(statement: Any, values: dict[str, Any]) -> Any:
        if request.headers.get("X-Harm") != "unlocked":
            return straight(statement, values)
        answer = straight(WITHOUT_LOCKS if statement is scan_queries.HOLD_BY_NUMBER else statement, values)
        if statement is scan_queries.STANDING:
            time.sleep(A_WHILE)
        return answer

    scans.straight = asked  # type: ignore[attr-defined]


def main() -> None:
    """Serve until killed."""
    app = create_app(Config.from_env(dict(os.environ)))
    die_before_answering(app)
    hold_nothing()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
