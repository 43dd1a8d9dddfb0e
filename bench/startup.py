"""From starting gunicorn to its first answer, and what all its processes hold in memory once they have served pages."""

from collections.abc import Iterator

from bench.house import House, WebServer, serving
from bench.load import request, run_load
from bench.results import Measure, median_of
from tests.services import free_port

PAGES = ("/sign-in", "/healthz")


def measure(house: House) -> Iterator[Measure]:
    """Both, on a migrated database."""
    name = house.fresh("startup")
    yield Measure("cold_start_s", median_of(lambda: _start(house, name)), "s")
    with serving(house, name) as server:
        work = [[request("GET", path) for path in PAGES * 20]] * 8
        run_load(server.port, work, seconds=20).demand(200)
        processes = server.processes()
        yield Measure("worker_rss_mb", sum(_memory_mb(pid, "status", "VmRSS") for pid in processes), "MB (sum of RSS)")
        shared_once = sum(_memory_mb(pid, "smaps_rollup", "Pss") for pid in processes)
        yield Measure("worker_pss_mb", shared_once, "MB (sum of PSS)")


def _start(house: House, name: str) -> float:
    port = free_port()
    server = WebServer(house.environment(name, port), port=port, ready="/sign-in")
    server.stop()
    return server.seconds_to_first_answer


def _memory_mb(pid: int, file_name: str, field: str) -> float:
    """RSS counts what processes share for each of them, as operators' tools do; PSS counts it once."""
    with open(f"/proc/{pid}/{file_name}") as file:
        return int(next(line.split()[1] for line in file if line.startswith(f"{field}:"))) / 1024
