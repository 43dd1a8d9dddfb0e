"""Five thousand registrations with all their fields, journeys and rooms as a file: by the address that a browser fetches."""

import io
import re
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

from openpyxl import load_workbook

from bench.house import House, WebServer, serving
from bench.results import FEW, MANY, Measure, median_of

COUNT = 5_000
PATH = "/tunis/accreditation/registrations"


def measure(house: House) -> Iterator[Measure]:
    """From the request until the last byte; then how much the peak of a worker's memory grew from a short list to this one."""
    name, cookie = _prepare(house, among=FEW)
    with serving(house, name) as server:
        for _ in range(8):  # both workers
            _fetch(server, cookie, "xlsx?q=personne")
        before = _peak_mb(server)
        yield Measure("export_5000_xlsx_s", median_of(lambda: _timed(server, cookie, "xlsx")), "s")
        yield Measure("export_5000_csv_s", median_of(lambda: _timed(server, cookie, "csv")), "s")
        yield Measure("export_peak_growth_mb", _peak_mb(server) - before, "MB (peak RSS of a worker, 0 → 5,000 rows)")
    name, cookie = _prepare(house, among=MANY)
    with serving(house, name) as server:
        yield Measure("export_5000_xlsx_s_1000d", median_of(lambda: _timed(server, cookie, "xlsx")), "s")


def _prepare(house: House, *, among: int) -> tuple[str, str]:
    """A database with everyone in so many delegations; its name, and the cookie of a colleague."""
    from aimf_events.accounts.models import Role
    from bench.field import make_colleague, make_congress, make_registrations, signed_in

    name = house.fresh(f"exports_{among}")
    with house.application(name):
        congress = make_congress()
        _answer_fields(congress, make_registrations(congress, COUNT, among=among))
        cookie = signed_in(make_colleague(Role.SECRETARIAT)).cookie
    house.analyse(name)
    return name, cookie


def _answer_fields(congress: object, registration_ids: list[int]) -> None:
    """Everyone answers the usual questions that are no secret."""
    from sqlalchemy import insert, select

    from aimf_events.clock import now
    from aimf_events.database import db, transaction
    from aimf_events.registration.default_fields import add_default_fields
    from aimf_events.registration.models import Field, FieldAnswer

    with transaction():
        add_default_fields(congress)  # type: ignore[arg-type]
        fields = list(db.session.scalars(select(Field).filter_by(is_secret=False)))
    for field in fields:
        rows = [
            {"registration_id": each, "field_id": field.id, "value": {"is": "halal"}, "answered_at": now()}
            for each in registration_ids
        ]
        with transaction() as session:
            session.execute(insert(FieldAnswer), rows)


def _timed(server: WebServer, cookie: str, kind: str) -> float:
    begun = time.perf_counter()
    content = _fetch(server, cookie, kind)
    seconds = time.perf_counter() - begun
    rows = _rows(content, kind)
    if rows != COUNT:
        raise RuntimeError(f"{rows} rows were written, not {COUNT}")
    return seconds


def _fetch(server: WebServer, cookie: str, rest: str) -> bytes:
    line = HTTPConnection("127.0.0.1", server.port, timeout=60)
    line.request("GET", f"{PATH}.{rest}", headers={"Cookie": cookie})
    answer = line.getresponse()
    content = answer.read()
    line.close()
    if answer.status != 200:
        raise RuntimeError(f"{PATH}.{rest}: {answer.status}")
    return content


def _rows(content: bytes, kind: str) -> int:
    if kind == "csv":
        return content.count(b"\r\n") - 1
    sheet = load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
    return sum(1 for _row in sheet.iter_rows()) - 1


def _peak_mb(server: WebServer) -> float:
    """The highest peak among the processes of the server."""
    peaks = []
    for process in server.processes():
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
        peaks.append(int(found[1]) / 1024 if found else 0.0)
    return max(peaks)
