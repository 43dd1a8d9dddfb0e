"""The elected take their seats in the Bureau, once the chair has proclaimed them. What a seat is, and its term: `bureau.py`."""

from sqlalchemy import select

from ..database import db, transaction
from ..people.models import Person
from .bureau import seat_elected, seat_of_member
from .bureau_composition import vacant_seats
from .bureau_models import BureauOffice, BureauSeat
from .candidacy_register import candidacies_of
from .election_models import Candidacy, Election
from .election_refusals import ElectionMoved
from .elections import lock_election, record


def seat_those_elected(election: Election, *, by: Person | None) -> list[BureauSeat]:
    """Seat the elected of an election that is over, each in the office that it filled. Twice is harmless.

    Where a vacant seat of that office waits, one elected fills it for the rest of its term; the others begin a term of their own.

    Raises:
        SittingMoved: the sitting is closed.
        ElectionMoved: the election is not over.
        SitsAlready, OfficeHeld, BureauFull, NobodyToSit: the outgoing Bureau is in its seats still, or somebody cannot sit.
        RehearsalCountsForNothing: it is a rehearsal.
    """
    with transaction():
        lock_election(election)
        if election.ended_at is None:
            raise ElectionMoved
        office, sitting = BureauOffice(election.office.value), election.item.sitting
        vacant = [each for each in vacant_seats() if each.office is office]
        made = []
        for candidacy in (each for each in candidacies_of(election) if each.elected_at is not None):
            held = seat_of_member(candidacy.member)
            is_new = held is None or held.seated_at_id != sitting.id or held.office is not office
            fills = vacant.pop() if vacant and is_new else None
            made.append(seat_elected(candidacy.member, office, at=sitting, fills=fills, by=by))
        record("elected_seated", election, by=by, seats=len(made))
        return made


def waits_for_seats(election: Election) -> bool:
    """Return whether somebody whom an election elected does not sit in its office yet. One query."""
    if election.ended_at is None:
        return False
    seated = select(BureauSeat.id).where(
        BureauSeat.member_id == Candidacy.member_id,
        BureauSeat.seated_at_id == election.item.sitting_id,
    )
    elected = select(Candidacy.id).where(Candidacy.election_id == election.id, Candidacy.elected_at.is_not(None))
    return db.session.scalar(elected.where(~seated.exists()).limit(1)) is not None
