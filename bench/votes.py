"""A secret vote of three hundred and twenty-five: every paper's signature checked, roll and urn written, then the closing that writes both anew."""

import os
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from bench.house import House
from bench.results import Measure, median_of

VOTERS = 325


def measure(house: House) -> Iterator[Measure]:
    """From the first vote to the closed urn, one after the other; each repeat is a ballot of its own."""
    name = house.fresh("votes")
    with house.application(name):
        sitting, phones = _hall()
        house.analyse(name)
        yield Measure("votes_325_secret_s", median_of(lambda: _vote(sitting, phones)), "s")


def _hall() -> tuple[Any, dict[int, Any]]:
    """An open sitting where every mayor is there with a bound device: (the sitting, {mandate: device})."""
    from sqlalchemy import insert

    from aimf_events.assembly.emargement_models import VotingCredential, VotingWay
    from aimf_events.assembly.mandates import seats_of
    from aimf_events.assembly.parameters import Parameter
    from aimf_events.assembly.voters import voters_of
    from aimf_events.checkin.short_code import new_short_code
    from aimf_events.clock import now
    from aimf_events.database import db, transaction
    from tests.factories import make_member, make_statutes
    from tests.factories.assembly import come_in, make_mayor, make_open_sitting
    from tests.factories.voting import Phone

    make_statutes(values={Parameter.SEALED_URN: True})
    with transaction():
        for number in range(VOTERS):
            make_mayor(make_member(f"Cité {number:03d}"), email=None)
    sitting = make_open_sitting(day=(now() + timedelta(days=40)).date())
    with transaction():
        come_in(sitting, seats_of(sitting))
    voters = voters_of(sitting)
    phones = {each.seat.mandate.id: Phone() for each in voters}
    with transaction():
        rows = [
            {
                **dict.fromkeys(("made_at", "handed_at", "bound_at"), now()),
                "mandate_id": each.seat.mandate.id,
                "person_id": each.person.id,
                "number": 1,
                "way": VotingWay.DESK,
                "reference": new_short_code(),
                "code_hash": "",
                "tries": 0,
                "public_key": phones[each.seat.mandate.id].public_key,
            }
            for each in voters
        ]
        db.session.execute(insert(VotingCredential), rows)
    return sitting, phones


def _vote(sitting: Any, phones: dict[int, Any]) -> float:
    """Seconds for all votes and the closing; sealing and signing are the voters' own work and are not timed."""
    from aimf_events.assembly.ballot_models import BallotKind
    from aimf_events.assembly.ballot_rolls import lines_of
    from aimf_events.assembly.urn_closing import close_urn
    from aimf_events.assembly.urns import open_sealed
    from tests.factories.assembly import make_ballot

    ballot = make_ballot(sitting, kind=BallotKind.SECRET)
    open_sealed(ballot, [os.urandom(32) for _ in range(3)], by=None)
    votes = [_signed(ballot, line, phones[line.mandate_id]) for line in lines_of(ballot)]
    begun = time.perf_counter()
    for vote in votes:
        vote()
    urn = close_urn(ballot, by=None)
    taken = time.perf_counter() - begun
    if urn.papers != VOTERS:
        raise RuntimeError(f"{urn.papers} papers, not {VOTERS}")
    return taken


def _signed(ballot: Any, line: Any, phone: Any) -> Callable[[], None]:
    from aimf_events.assembly.emargement_models import VotingCredential
    from aimf_events.assembly.rules.urn import PAPER
    from aimf_events.assembly.urns import cast_sealed
    from aimf_events.assembly.voting_devices import Act
    from aimf_events.database import db

    paper = os.urandom(PAPER)
    sheet = db.session.query(VotingCredential).filter_by(mandate_id=line.carrying_id).one()
    proof = phone.sign(Act.VOTE, sheet.reference, (ballot.public_id, line.mandate.public_id), paper)
    return lambda: cast_sealed(ballot, line, paper, **proof)
