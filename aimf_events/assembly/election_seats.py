"""The elected take their seats in the Bureau, once the chair has proclaimed them. What a seat is, and its term: `bureau.py`.

Each begins a term of its own. Whoever is elected for the rest of a vacant seat's term is seated in the composition of the Bureau,
where the secretariat chooses that seat; this page then finds it done.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select, true

from ..database import db, transaction
from ..people.models import Person
from .bureau import seat_elected, who_may_sit
from .bureau_models import BureauOffice, BureauSeat
from .candidacy_register import candidacies_of
from .election_models import Candidacy, Election, Office
from .election_refusals import ElectionMoved
from .elections import lock_election, record


@dataclass(frozen=True, slots=True)
class Seated:
    """What was done. `absent`: elected, but not who may sit for the member now; nobody takes the seat in their place."""

    seats: list[BureauSeat]
    absent: list[Candidacy]


def seat_those_elected(election: Election, *, by: Person | None) -> Seated:
    """Seat the elected of an election that is over, each in the office that it filled, for a whole term. Twice is harmless.

    The seat is of the person elected: where somebody else heads the executive by now, or the member may not sit, the others are
    seated without it. An officer elected to the Bureau as well keeps the office.

    Raises:
        SittingMoved: the sitting is closed.
        ElectionMoved: the election is not over.
        SitsAlready, OfficeHeld, BureauFull: the outgoing Bureau is in its seats still.
        RehearsalCountsForNothing: it is a rehearsal.
    """
    with transaction():
        lock_election(election)
        if election.ended_at is None:
            raise ElectionMoved
        office, sitting = BureauOffice(election.office.value), election.item.sitting
        done = _seats_given(election)
        seats, absent = [], []
        for candidacy in (each for each in candidacies_of(election) if each.elected_at is not None):
            if candidacy.member_id in done:
                seats.append(done[candidacy.member_id])
                continue
            holder = who_may_sit(candidacy.member)
            if holder is None or holder.person_id != candidacy.person_id:
                absent.append(candidacy)
                continue
            seats.append(seat_elected(candidacy.member, office, at=sitting, by=by))
        record("elected_seated", election, by=by, seats=len(seats), absent=[each.public_id for each in absent])
        return Seated([each for each in seats if each.is_live], absent)


def waits_for_seats(election: Election) -> bool:
    """Return whether somebody whom an election elected has not had the seat yet. One query."""
    if election.ended_at is None:
        return False
    given = select(BureauSeat.id).where(
        BureauSeat.member_id == Candidacy.member_id,
        BureauSeat.seated_at_id == election.item.sitting_id,
        _answers(election),
    )
    elected = select(Candidacy.id).where(Candidacy.election_id == election.id, Candidacy.elected_at.is_not(None))
    return db.session.scalar(elected.where(~given.exists()).limit(1)) is not None


def _seats_given(election: Election) -> dict[int | None, BureauSeat]:
    """The seats that this sitting gave and that answer an election, by member; the last of each. One that ended is not given again."""
    rows = select(BureauSeat).where(BureauSeat.seated_at_id == election.item.sitting_id, _answers(election))
    return {each.member_id: each for each in db.session.scalars(rows.order_by(BureauSeat.id))}


def _answers(election: Election) -> ColumnElement[bool]:
    """Which offices answer it: its own; whoever has any office of this sitting sits in the Bureau."""
    if election.office is Office.MEMBER:
        return true()
    return BureauSeat.office == BureauOffice(election.office.value)
