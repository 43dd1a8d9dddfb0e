"""Who may speak with each voice of a sitting, and the voting sheets that they have. Sheets are made and handed over in `emargement.py`."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..congress.models import Congress
from ..database import db
from ..errors import NotFound
from ..people.models import Person
from ..registration.models import Registration, RegistrationState
from .emargement_models import VotingCredential, VotingState
from .mandates import Seat, seats_of
from .rules.roll import Carrier
from .sitting_models import Mandate, Sitting, SittingState


@dataclass(frozen=True, slots=True)
class Voter:
    """A person who may speak with a voice, and the sheet that counts for them, if any. `registration`: of the sitting's congress."""

    seat: Seat
    person: Person
    carrier: Carrier
    registration: int | None
    credential: VotingCredential | None

    @property
    def state(self) -> VotingState | None:
        """How far the sheet is; None: there is none, or it has ended."""
        found = self.credential.state if self.credential else None
        return None if found is VotingState.ENDED else found


def voters_of(sitting: Sitting) -> list[Voter]:
    """Return who may speak with each deliberative voice, titular then substitute, in the order of names. A constant number of queries.

    A voice that two claim has no voter until the credentials desk has decided.
    """
    rows = select(VotingCredential).join(Mandate, Mandate.id == VotingCredential.mandate_id)
    rows = rows.where(Mandate.sitting_id == sitting.id).order_by(VotingCredential.number)
    last = {(each.mandate_id, each.person_id): each for each in db.session.scalars(rows)}
    found = []
    for seat in seats_of(sitting):
        holder = seat.holder
        if seat.mandate.votes_from is None or holder.is_contested:
            continue
        for person, carrier, registration in (
            (holder.titular, Carrier.TITULAR, holder.titular_registration),
            (holder.substitute, Carrier.SUBSTITUTE, holder.substitute_registration),
        ):
            if person is not None:
                sheet = last.get((seat.mandate.id, person.id))
                found.append(Voter(seat, person, carrier, registration, sheet))
    return found


def voter_in(sitting: Sitting, mandate_id: str, person_id: str) -> Voter:
    """Return one voter, by the public ids of the mandate and of the person.

    Raises:
        NotFound: that person does not speak with that voice.
    """
    for each in voters_of(sitting):
        if each.seat.mandate.public_id == mandate_id and each.person.public_id == person_id:
            return each
    raise NotFound


def without_sheet(voters: Sequence[Voter], sitting: Sitting) -> list[Voter]:
    """Return those who are announced and have no sheet; between two congresses, whoever speaks with a voice."""
    announced = [each for each in voters if sitting.congress_id is None or each.registration is not None]
    return [each for each in announced if each.credential is None]


def bound_sheets_of(person: Person, congress: Congress) -> list[VotingCredential]:
    """Return the sheets whose device votes for a person at the sittings of a congress that are not over. One query."""
    rows = select(VotingCredential).join(Mandate).join(Sitting, Sitting.id == Mandate.sitting_id)
    mine = rows.where(VotingCredential.person_id == person.id, Sitting.congress_id == congress.id)
    mine = mine.where(Sitting.rehearsed_id.is_(None))
    living = mine.where(VotingCredential.bound_at.is_not(None), VotingCredential.ended_at.is_(None))
    shown = joinedload(VotingCredential.mandate).joinedload(Mandate.member)
    return list(db.session.scalars(living.where(Sitting.state != SittingState.CLOSED).options(shown)))


def telephone_of(voter: Voter) -> str:
    """Return the number recorded at the accreditation; empty where there is none, or nobody was accredited."""
    if voter.registration is None:
        return ""
    rows = select(Registration.telephone).filter_by(id=voter.registration, state=RegistrationState.APPROVED)
    return db.session.scalar(rows) or ""


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A sheet of a voter with the names of who made, handed and ended it, and of the officer who saw the voter first."""

    sheet: VotingCredential
    made_by: Person | None
    handed_by: Person | None
    ended_by: Person | None


def sheets_of(voter: Voter) -> list[SheetLine]:
    """Return all the sheets of a voter, the latest first. Two queries."""
    rows = select(VotingCredential).filter_by(mandate_id=voter.seat.mandate.id, person_id=voter.person.id)
    sheets = list(db.session.scalars(rows.order_by(VotingCredential.number.desc())))
    idents = {ident for each in sheets for ident in (each.made_by_id, each.handed_by_id, each.ended_by_id)}
    people = {each.id: each for each in db.session.scalars(select(Person).where(Person.id.in_(idents - {None})))}
    return [
        SheetLine(
            each,
            people.get(each.made_by_id or 0),
            people.get(each.handed_by_id or 0),
            people.get(each.ended_by_id or 0),
        )
        for each in sheets
    ]


def sheet_by_reference(reference: str) -> VotingCredential:
    """Return a sheet by the reference on its paper, with its sitting's mandate and person.

    Raises:
        NotFound: no such sheet.
    """
    rows = select(VotingCredential).filter_by(reference=reference)
    shown = (joinedload(VotingCredential.mandate).joinedload(Mandate.member), joinedload(VotingCredential.person))
    found = db.session.scalars(rows.options(*shown)).first()
    if found is None:
        raise NotFound
    return found


def sitting_of(sheet: VotingCredential) -> Sitting:
    """Return the sitting of a sheet."""
    return db.session.get_one(Sitting, sheet.mandate.sitting_id)


def still_speaks(sheet: VotingCredential) -> bool:
    """Return whether the person of a sheet may still speak with its voice: a mandate ends, a head is contested."""
    sitting = sitting_of(sheet)
    return any(
        each.person.id == sheet.person_id and each.seat.mandate.id == sheet.mandate_id for each in voters_of(sitting)
    )
