"""The minutes of a full Assembly: three hundred and twenty-five mandates, a day of ballots, told from the records to PDF and DOCX."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from bench.house import House
from bench.results import Measure, median_of

VOICES = 325
ITEMS = 12
BALLOTS = 12


def measure(house: House) -> Iterator[Measure]:
    """From the records of the sitting to both papers, read anew each time."""
    name = house.fresh("minutes")
    with house.application(name):
        minutes = _held()
        house.analyse(name)
        yield Measure("minutes_s", median_of(lambda: _write(minutes)), "s")


def _held() -> Any:
    """The minutes, begun, of a sitting that is over: each item was voted by name of the dissenters, everybody there."""
    from aimf_events.assembly.ballot_counts import close_by_dissenters, publish_ballot
    from aimf_events.assembly.ballot_models import BallotKind, HandsCount
    from aimf_events.assembly.ballot_rolls import lines_of
    from aimf_events.assembly.ballots import draft_ballot, open_ballot
    from aimf_events.assembly.mandates import seats_of
    from aimf_events.assembly.sittings import close_sitting
    from aimf_events.clock import now
    from aimf_events.database import transaction
    from aimf_events.minutes.writing import begin_minutes
    from tests.factories import make_member, make_statutes
    from tests.factories.assembly import come_in, make_mayor, make_open_sitting

    make_statutes()
    with transaction():
        for number in range(VOICES):
            make_mayor(make_member(f"Cité {number:03d}"), email=None)
    sitting = make_open_sitting(day=(now() + timedelta(days=40)).date(), items=ITEMS)
    with transaction():
        come_in(sitting, seats_of(sitting))
    question = {"fr": "Approuvez-vous le rapport\u202f?", "en": "Do you approve the report?"}
    for item in sitting.items[:BALLOTS]:
        given = {"kind": BallotKind.HANDS, "counted_by": HandsCount.DISSENTERS, "question": question, "by": None}
        ballot = open_ballot(draft_ballot(item, **given), by=None)
        lines = lines_of(ballot)
        publish_ballot(close_by_dissenters(ballot, against=lines[:5], abstaining=lines[5:9], by=None), by=None)
    return begin_minutes(close_sitting(sitting, by=None), by=None)


def _write(minutes: Any) -> float:
    """Seconds for the PDF and the DOCX, nothing kept in memory from before."""
    import time

    from aimf_events.database import db
    from aimf_events.minutes.minutes_pdf import minutes_docx, minutes_pdf

    db.session.expire_all()
    begun = time.perf_counter()
    pdf, docx = minutes_pdf(minutes), minutes_docx(minutes)
    assert pdf.startswith(b"%PDF"), "the paper was made"
    assert docx.startswith(b"PK"), "the paper was made"
    return time.perf_counter() - begun
