"""Invitations to speak, read: those of a congress, those of one person."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..congress.models import Congress
from ..database import db
from ..errors import NotFound
from ..people.models import Person
from .models import ProgrammeSession
from .speaking_models import SpeakingInvitation


def invitations_of(congress: Congress, person: Person | None = None) -> list[SpeakingInvitation]:
    """Return the invitations of a congress, or of one person there, in the order of the days: one query."""
    wanted = (
        select(SpeakingInvitation).join(SpeakingInvitation.session).filter(ProgrammeSession.congress_id == congress.id)
    )
    if person is not None:
        wanted = wanted.where(SpeakingInvitation.person_id == person.id)
    shown = (
        joinedload(SpeakingInvitation.session).joinedload(ProgrammeSession.room),
        joinedload(SpeakingInvitation.session).joinedload(ProgrammeSession.congress),
        joinedload(SpeakingInvitation.person),
        joinedload(SpeakingInvitation.instead),
    )
    order = (ProgrammeSession.day, ProgrammeSession.starts, ProgrammeSession.id, SpeakingInvitation.id)
    return list(db.session.scalars(wanted.options(*shown).order_by(*order)))


def invitation_in(congress: Congress, public_id: str, *, person: Person | None = None) -> SpeakingInvitation:
    """Return one invitation of a congress; of one person, where it is theirs to answer.

    Raises:
        NotFound: another congress's, another person's, or none.
    """
    wanted = select(SpeakingInvitation).join(SpeakingInvitation.session)
    wanted = wanted.where(SpeakingInvitation.public_id == public_id, ProgrammeSession.congress_id == congress.id)
    found = db.session.scalars(wanted.options(joinedload(SpeakingInvitation.session))).first()
    if found is None or (person is not None and found.person_id != person.id):
        raise NotFound
    return found
