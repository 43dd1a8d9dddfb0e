"""The candidacies of an election: reads only. What declares, admits and ends them is `candidacies.py`."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from .. import crypto
from ..database import db
from ..errors import NotFound
from ..members.models import Member
from ..people.models import Person
from .election_models import STANDING, Candidacy, CandidacyState, Election, Sponsor
from .sitting_models import AgendaItem, Sitting, SittingState


def document_of(candidacy: Candidacy) -> bytes:
    """Return the paper that goes with a candidacy.

    Raises:
        NotFound: there is none.
    """
    if candidacy.document is None:
        raise NotFound
    return crypto.decrypt(candidacy.document, document_purpose(candidacy))


def document_purpose(candidacy: Candidacy) -> str:
    """Return what the paper of a candidacy is sealed for."""
    return f"candidacy document {candidacy.public_id}"


def candidacies_of(election: Election) -> list[Candidacy]:
    """Return all candidacies of an election, in the order of the persons' names. A constant number of queries."""
    rows = select(Candidacy).filter_by(election_id=election.id).join(Person, Person.id == Candidacy.person_id)
    shown = (
        joinedload(Candidacy.member),
        joinedload(Candidacy.person),
        selectinload(Candidacy.sponsors).joinedload(Sponsor.member),
    )
    return list(db.session.scalars(rows.order_by(Person.sort_key, Candidacy.id).options(*shown)))


def candidacy_of(election: Election, public_id: str) -> Candidacy:
    """Return a candidacy of an election.

    Raises:
        NotFound: it is another election's, or does not exist.
    """
    found = next((each for each in candidacies_of(election) if each.public_id == public_id), None)
    if found is None:
        raise NotFound
    return found


def standing_of(election: Election, member: Member) -> Candidacy | None:
    """Return the candidacy of a member that waits or is admitted, or None."""
    rows = select(Candidacy).filter_by(election_id=election.id, member_id=member.id)
    return db.session.scalars(rows.where(Candidacy.state.in_(STANDING))).first()


def live_candidacies_of(member: Member) -> list[Candidacy]:
    """Return the candidacies of a member that stand, at elections that are not over."""
    rows = select(Candidacy).join(Election).join(AgendaItem).join(Sitting)
    live = rows.where(
        Candidacy.member_id == member.id,
        Candidacy.state.in_(STANDING),
        Candidacy.elected_at.is_(None),
        Election.ended_at.is_(None),
        Sitting.state != SittingState.CLOSED,
    )
    shown = joinedload(Candidacy.election).joinedload(Election.item)
    return list(db.session.scalars(live.order_by(Candidacy.id).options(shown, joinedload(Candidacy.person))))


def sponsored_by(member: Member, election: Election) -> list[tuple[Candidacy, Sponsor]]:
    """Return the candidacies that wait and name a member as their sponsor."""
    rows = select(Candidacy, Sponsor).join(Sponsor, Sponsor.candidacy_id == Candidacy.id)
    mine = rows.where(
        Sponsor.member_id == member.id,
        Candidacy.election_id == election.id,
        Candidacy.state == CandidacyState.RECEIVED,
    )
    both = joinedload(Candidacy.member), joinedload(Candidacy.person)
    return [(one, two) for one, two in db.session.execute(mine.order_by(Candidacy.id).options(*both))]
