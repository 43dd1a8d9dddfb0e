"""Codes by the second; a thousand badges: one by one on A6, and four on a sheet, each in a process of its own, so that its memory can be read."""

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

from bench.house import ROOT, House
from bench.results import REPEATS, Measure

COUNT = 1000


def measure(house: House) -> Iterator[Measure]:
    """Codes as the printer takes them; from the rows to the PDF, the warm-up within each process."""
    yield Measure("qr_per_s", codes_per_second(), "codes/s (SVG of a signed token, one process)")
    name = house.fresh("badges")
    from bench.field import make_badges, make_congress

    with house.application(name):
        make_badges(make_congress(), COUNT)
    house.analyse(name)
    seconds, peak_mb = _in_a_process(house, name, "a6")
    yield Measure("badges_1000_s", seconds, "s")
    yield Measure("badges_1000_peak_mb", peak_mb, "MB (peak RSS of the whole process)")
    yield Measure("badges_1000_sheets_s", _in_a_process(house, name, "sheet4")[0], "s")


def _in_a_process(house: House, name: str, shape: str) -> tuple[float, float]:
    command = [sys.executable, "-m", "bench.badges", shape]
    environment = {**house.environment(name, 80), "PATH": ""}
    done = subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, timeout=300)
    seconds, peak = done.stdout.split()
    return float(seconds), float(peak)


def codes_per_second() -> float:
    """Draw the codes of tokens that are all different; the median of the repeats, after a warm-up."""
    from aimf_events.checkin import token
    from aimf_events.checkin.qr import printed_svg

    key = token.load_private_key(token.new_key_pair()[0])
    tokens = []
    for _ in range(COUNT):
        number = token.new_badge_number()
        claims = token.BadgeClaims(
            key_id=1, congress_number=44, badge_number=number, issue=1, category=1, zones=7, days=3
        )
        tokens.append(token.sign(claims, key))
    rates = []
    for _ in range(REPEATS + 1):
        begun = time.perf_counter()
        drawn = [printed_svg(text) for text in tokens]
        rates.append(COUNT / (time.perf_counter() - begun))
        assert len(set(drawn)) == COUNT
    return statistics.median(rates[1:])


def main(shape: str) -> None:
    """Set the badges, warm-up and repeats; print the median of the seconds, and the peak of memory in megabytes."""
    from aimf_events import create_app
    from aimf_events.checkin.badges import badges_pdf, badges_to_print
    from aimf_events.congress.congresses import congress_by_name
    from aimf_events.database import db

    app = create_app()
    times = []
    for _ in range(REPEATS + 1):
        with app.app_context():
            begun = time.perf_counter()
            congress = congress_by_name("tunis")
            assert congress
            pdf = badges_pdf(badges_to_print(congress), format=shape)  # type: ignore[arg-type]
            times.append(time.perf_counter() - begun)
            assert pdf.startswith(b"%PDF")
            db.session.remove()
    print(statistics.median(times[1:]), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    main(sys.argv[1])
