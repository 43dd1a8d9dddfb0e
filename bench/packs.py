"""The paper pack of an evening: five thousand people, eight doors, set by typst and encrypted."""

import io
import statistics
import time
from collections.abc import Iterator

from bench.house import House
from bench.results import Measure

PEOPLE = 5_000


def measure(house: House) -> Iterator[Measure]:
    """How long the whole pack takes, and how many pages it has."""
    from pypdf import PdfReader

    from aimf_events.checkin.checkpoints import open_checkpoint
    from aimf_events.clock import now
    from aimf_events.reception.pack_pdf import pack_pdf
    from bench.field import make_badges, make_congress

    name = house.fresh("packs")
    with house.application(name):
        congress = make_congress(today=True)
        make_badges(congress, PEOPLE)
        for number in range(8):
            open_checkpoint(congress, name=f"Porte {number}", by=None, zones=0b1 if number % 2 else 0)
        house.analyse(name)
        seconds = []
        for _ in range(3):
            begun = time.perf_counter()
            pdf, people = pack_pdf(congress, language="fr", made_at=now(), version=1)
            seconds.append(time.perf_counter() - begun)
        if people != PEOPLE:
            raise RuntimeError("the pack is not whole")
    yield Measure("pack_5000_s", statistics.median(seconds), "s")
    yield Measure("pack_5000_pages", len(PdfReader(io.BytesIO(pdf)).pages), "pages")
