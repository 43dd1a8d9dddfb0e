"""One measure: a number, its unit, what it is to be compared with, and where it was taken."""

import json
import os
import platform
import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

REPEATS = 3
FEW, MANY = 10, 1_000  # delegations: what depends on their number is measured among few, and again among many


class Absent(Exception):
    """The subject of a measure does not exist in this application: nothing is printed for it."""


@dataclass(frozen=True)
class Measure:
    """`reference` is the value divided by the fitting reference of the same run, where there is one."""

    name: str
    value: float
    unit: str
    reference: float | None = None

    def line(self) -> str:
        """The measure as one line of JSON."""
        fields = {
            "measure": self.name,
            "value": _rounded(self.value),
            "unit": self.unit,
            "reference": None if self.reference is None else _rounded(self.reference),
            "on": machine(),
        }
        return json.dumps(fields, ensure_ascii=False)


def say(words: str) -> None:
    """Tell the one who waits, on standard error."""
    print(f"{datetime.now(UTC):%H:%M:%S}  {words}", file=sys.stderr, flush=True)


def median_of(run: Callable[[], float], *, warm_up: bool = True, repeats: int = REPEATS) -> float:
    """The median of some repeats after a warm-up."""
    if warm_up:
        run()
    return statistics.median(run() for _ in range(repeats))


@cache
def machine() -> str:
    """Cores, processor, Python: enough to know whether two runs may be compared."""
    name = ""
    try:
        with open("/proc/cpuinfo") as file:
            name = next((line.partition(":")[2].strip() for line in file if line.startswith("model name")), "")
    except OSError:
        name = platform.processor()
    return f"{os.cpu_count()} × {name or platform.machine()}, Python {platform.python_version()}"


def _rounded(value: float) -> float:
    if value >= 100:
        return round(value)
    return round(value, 1) if value >= 10 else round(value, 3)
