"""The list that a device at a door carries: 5,000 badges, whole, as it goes over the line and as it is kept."""

import gzip
import statistics
import time
from collections.abc import Iterator

from bench.house import House
from bench.results import REPEATS, Measure

BADGES = 5_000


def measure(house: House) -> Iterator[Measure]:
    """Size of the whole list as JSON and compressed, and how long the server takes to seal it."""
    from flask import json

    from aimf_events.checkin.checkpoints import open_checkpoint
    from aimf_events.checkin.snapshot import snapshot_of
    from bench.field import make_badges, make_congress

    name = house.fresh("snapshots")
    with house.application(name):
        congress = make_congress(today=True)
        make_badges(congress, BADGES)
        for number in range(8):
            open_checkpoint(congress, name=f"Porte {number}", by=None)
        house.analyse(name)
        seconds = []
        for _ in range(REPEATS + 1):
            begun = time.perf_counter()
            body = json.dumps(snapshot_of(congress).as_json()).encode()
            seconds.append(time.perf_counter() - begun)
        if len(json.loads(body)["records"]) != BADGES:
            raise RuntimeError("the list is not whole")
    yield Measure("snapshot_5000_kb", len(body) / 1024, "KB")
    yield Measure("snapshot_5000_kb_gz", len(gzip.compress(body, 6)) / 1024, "KB")
    yield Measure("snapshot_5000_s", statistics.median(seconds[1:]), "s")
