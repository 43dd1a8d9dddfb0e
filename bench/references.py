"""The two references, taken in the same run, so that figures mean something on a noisy machine."""

from collections.abc import Iterator

import psycopg

from bench.house import House, WebServer
from bench.load import request, run_load
from bench.results import Measure, median_of
from tests.services import free_port

SECONDS = 2.0
CLIENTS = 8
TRANSACTION, PAGE = "reference_txn_rps", "reference_page_rps"


def reference(house: House, name: str) -> float:
    """A reference's value, taken now unless this run has it already."""
    if name not in house.references:
        for _ in measure(house):
            pass
    return house.references[name]


def measure(house: House) -> Iterator[Measure]:
    """Both references, by the same gunicorn and the same clients as all the rest."""
    if TRANSACTION not in house.references:
        _take(house)
    for name in (TRANSACTION, PAGE):
        yield Measure(name, house.references[name], "requests/s", 1.0)


def _take(house: House) -> None:
    url = house.create_database("bare")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE thing (id bigint PRIMARY KEY)")
        connection.execute(
            "CREATE TABLE fact (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
            " thing_id bigint REFERENCES thing, at timestamptz)"
        )
        connection.execute("INSERT INTO thing SELECT generate_series(1, 5000)")
    port = free_port()
    server = WebServer({"DATABASE_URL": url}, application="bench.bare:app", port=port, ready="/page")
    try:
        writes = [[request("POST", f"/transaction/{n * 600 + i + 1}") for i in range(600)] for n in range(CLIENTS)]
        reads = [[request("GET", "/page")]] * CLIENTS
        for name, work in ((TRANSACTION, writes), (PAGE, reads)):
            house.references[name] = median_of(lambda work=work: _rate(port, work))  # type: ignore[misc]
    finally:
        server.stop()


def _rate(port: int, work: list[list[bytes]]) -> float:
    return run_load(port, work, seconds=SECONDS, again=True).demand(200).per_second
