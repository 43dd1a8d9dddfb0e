"""The board of arrivals with 100,000 scans of 5,000 badges at eight doors on one day: how long the server takes for its figures."""

import statistics
import time
from collections.abc import Iterator

import psycopg

from bench.house import House
from bench.results import REPEATS, Measure

BADGES, SCANS, DOORS = 5_000, 100_000, 8

# Each badge passes door after door, in and out, four times a minute over the day; every fiftieth passage is refused.
_PASS = """
INSERT INTO scan (congress_id, device_id, seq, nonce, checkpoint_id, direction, badge_id, device_time, effective_at, clock_offset_ms,
                  is_online, typed, verdict_shown, reason_shown, verdict, reason, received_at)
SELECT %(congress)s, %(device)s, n, md5(n::text), door.id, CASE WHEN n / 5000 %% 2 = 0 THEN 'in' ELSE 'out' END, badge.id, at, at, 0,
       true, false, verdict, reason, verdict, reason, at
  FROM generate_series(1, %(scans)s) AS n
  JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM badge) badge ON badge.place = n %% %(badges)s
  JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM checkpoint) door ON door.place = n %% %(doors)s
  CROSS JOIN LATERAL (SELECT date_trunc('day', now()) + n * interval '0.8 seconds' AS at,
                             CASE WHEN n %% 50 = 0 THEN 'refused' ELSE 'admitted' END AS verdict,
                             CASE WHEN n %% 50 = 0 THEN 'closed' ELSE 'welcome' END AS reason) AS told
"""
_STAND = """
INSERT INTO presence (badge_id, checkpoint_id, is_in, scan_id, since)
SELECT DISTINCT ON (badge_id, checkpoint_id) badge_id, checkpoint_id, direction = 'in', id, effective_at
  FROM scan WHERE verdict = 'admitted' ORDER BY badge_id, checkpoint_id, effective_at DESC
"""


def measure(house: House) -> Iterator[Measure]:
    """The figures, the doors and the quarters of an hour, as every page that follows them is told at most twice a second."""
    from aimf_events.checkin.checkpoints import open_checkpoint
    from aimf_events.checkin.devices import open_device
    from aimf_events.reporting.board import arrivals_board
    from bench.field import make_badges, make_colleague, make_congress

    name = house.fresh("boards")
    with house.application(name):
        congress = make_congress(today=True)
        make_badges(congress, BADGES)
        for number in range(DOORS):
            open_checkpoint(congress, name=f"Porte {number}", by=None)
        device = open_device(congress, label="porte A", by=make_colleague())
        given = {"congress": congress.id, "device": device.id, "scans": SCANS, "badges": BADGES, "doors": DOORS}
        with psycopg.connect(house.url(name)) as connection:
            connection.execute(_PASS, given)
            connection.execute(_STAND)
        house.analyse(name)
        seconds = []
        for _ in range(REPEATS + 1):
            begun = time.perf_counter()
            board = arrivals_board(congress)
            seconds.append(time.perf_counter() - begun)
        if sum(line.entered + line.left + line.refused for line in board.doors) < SCANS * 0.8:
            raise RuntimeError("the board does not count the day's scans")
    yield Measure("board_ms_100k", statistics.median(seconds[1:]) * 1000, "ms")
