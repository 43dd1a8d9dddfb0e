"""A private Radicale (a CalDAV server that reads every object with vobject) on a loopback port, its collections in a folder."""

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import caldav
import requests
from lxml import etree

_DAV = {"d": "DAV:", "c": "urn:ietf:params:xml:ns:caldav"}
_QUERY = """<c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop><d:getetag/><c:calendar-data/></d:prop>
<c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">{range}</c:comp-filter></c:comp-filter></c:filter></c:calendar-query>"""


class _Silent(WSGIRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@dataclass(frozen=True)
class CalDAV:
    """A client of the server: collections stored whole, single entries, and what a query by time answers (RFC 4791)."""

    base: str

    def store(self, name: str, ics: bytes) -> None:
        """PUT a whole calendar as a collection, in the place of one of that name."""
        self._demand("PUT", name + "/", ics, 201)

    def store_entry(self, collection: str, name: str, ics: bytes) -> None:
        """PUT one entry into a collection."""
        self._demand("PUT", f"{collection}/{name}.ics", ics, 201)

    def read(self, name: str) -> bytes:
        """GET a collection as one calendar."""
        return self._demand("GET", name + "/", None, 200).content

    def entries(self, name: str, *, between: tuple[str, str] | None = None) -> list[bytes]:
        """REPORT calendar-query: the entries of a collection, between two moments "20201209T000000Z" if given."""
        asked = '<c:time-range start="{}" end="{}"/>'.format(*between) if between else ""
        answer = self._demand("REPORT", name + "/", _QUERY.format(range=asked).encode(), 207)
        return [each.text.encode() for each in etree.fromstring(answer.content).iterfind(".//c:calendar-data", _DAV)]

    def calendar(self, name: str) -> caldav.Calendar:
        """A new calendar of the user, made by the client that other programs use (the package `caldav`)."""
        client = caldav.DAVClient(url=self.base.removesuffix("aimf/"), username="aimf", password="unused", timeout=20)
        return client.principal().make_calendar(name=name, cal_id=name)

    def _demand(self, method: str, path: str, body: bytes | None, status: int) -> requests.Response:
        headers = {
            "Content-Type": "text/calendar; charset=utf-8" if method == "PUT" else "application/xml",
            "Depth": "1",
        }
        answer = requests.request(method, self.base + path, data=body, headers=headers, auth=("aimf", ""), timeout=20)
        if answer.status_code != status:
            raise AssertionError(f"{method} {path}: {answer.status_code}, not {status}: {answer.text[:300]}")
        return answer


@contextlib.contextmanager
def start_radicale(folder: Path) -> Iterator[CalDAV]:
    """Start one whose collections lie in `folder`, and stop it."""
    from radicale import Application
    from radicale.config import load

    settings = load()
    settings.update(
        {"storage": {"filesystem_folder": str(folder)}, "auth": {"type": "none"}, "logging": {"level": "critical"}},
        "tests",
        privileged=True,
    )
    server = make_server("127.0.0.1", 0, Application(settings), handler_class=_Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield CalDAV(f"http://127.0.0.1:{server.server_port}/aimf/")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
