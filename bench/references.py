"""The two references, taken in the same run, so that figures mean something on a noisy machine.

The bare application stays up for the whole run: each repeat of a measure that is compared takes its reference anew, right
before it, and what is printed is the median of the quotients.
"""

import statistics
from collections.abc import Callable, Iterator

import psycopg

from bench.house import House, WebServer
from bench.load import Answers, request, run_load
from bench.results import REPEATS, Measure, median_of
from tests.services import free_port

SECONDS, BRIEFLY = 2.0, 1.0
CLIENTS = 8
TRANSACTION, PAGE = "reference_txn_rps", "reference_page_rps"


def measure(house: House) -> Iterator[Measure]:
    """Both references, by the same gunicorn and the same clients as all the rest."""
    for name in (TRANSACTION, PAGE):
        yield Measure(name, median_of(lambda name=name: reference(house, name, seconds=SECONDS)), "requests/s", 1.0)  # type: ignore[misc]


def reference(house: House, name: str, *, seconds: float = BRIEFLY) -> float:
    """A reference as it is at this moment."""
    if house.bare is None:
        house.bare = _start(house)
    if name == TRANSACTION:
        work = [[request("POST", f"/transaction/{n * 600 + i + 1}") for i in range(600)] for n in range(CLIENTS)]
    else:
        work = [[request("GET", "/page")]] * CLIENTS
    return run_load(house.bare.port, work, seconds=seconds, again=True).demand(200).per_second


def beside(house: House, name: str, run: Callable[[], Answers]) -> tuple[list[Answers], float]:
    """The repeats of a measure after a warm-up, and the median of their quotients with a reference."""
    run()
    repeats, quotients = [], []
    for _ in range(REPEATS):
        now = reference(house, name)
        repeats.append(run())
        quotients.append(repeats[-1].per_second / now)
    return repeats, statistics.median(quotients)


def _start(house: House) -> WebServer:
    url = house.create_database("bare")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE thing (id bigint PRIMARY KEY)")
        connection.execute(
            "CREATE TABLE fact (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
            " thing_id bigint REFERENCES thing, at timestamptz)"
        )
        connection.execute("INSERT INTO thing SELECT generate_series(1, 5000)")
    return WebServer({"DATABASE_URL": url}, application="bench.bare:app", port=free_port(), ready="/page")
