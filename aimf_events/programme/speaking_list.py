"""Where each part stands: asked, agreed, declined, silent; what was given and what is still awaited, and until when."""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..clock import now
from ..congress.models import Congress, Room
from ..database import db
from ..people.models import Person
from ..registration.models import OPEN, Registration
from . import speaking_deadlines
from .invited import invitations_of
from .models import ProgrammeSession, Speaker, SpeakerRole
from .session_files import files_in
from .speaking_deadlines import deadlines_of
from .speaking_models import (
    InvitationState,
    SessionFile,
    SessionSummary,
    SpeakerProfile,
    SpeakingDeadlines,
    SpeakingInvitation,
)


class Standing(enum.StrEnum):
    """How a part stands, for whoever organises."""

    NAMED = "named"
    INVITED = "invited"
    SILENT = "silent"
    ACCEPTED = "accepted"
    TO_REGISTER = "to_register"
    DECLINED = "declined"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class PartLine:
    """One person's part in one session, with all that is known of it. `invitation` is None for one named without being asked."""

    session: ProgrammeSession
    person: Person
    role: SpeakerRole
    function: str
    standing: Standing
    invitation: SpeakingInvitation | None
    profile: SpeakerProfile | None
    slides: SessionFile | None
    registration: Registration | None

    @property
    def has_biography(self) -> bool:
        """Whether a biography was given."""
        return self.profile is not None and any(self.profile.biography.values())

    @property
    def has_portrait(self) -> bool:
        """Whether a portrait was given."""
        return self.profile is not None and self.profile.has_portrait


def standing_of(invitation: SpeakingInvitation, *, registered: bool, at: datetime) -> Standing:
    """Return how an invitation stands at a moment. Pure."""
    if invitation.state is InvitationState.ACCEPTED:
        return Standing.ACCEPTED if registered else Standing.TO_REGISTER
    if invitation.instead_id is not None:
        return Standing.REPLACED
    if invitation.state is InvitationState.INVITED:
        return Standing.SILENT if invitation.answer_by < at else Standing.INVITED
    return Standing.DECLINED if invitation.state is InvitationState.DECLINED else Standing.WITHDRAWN


def parts_of_congress(congress: Congress) -> list[PartLine]:
    """Return every part of a programme, those asked and those named, in the order of the days: five queries."""
    asked, named = invitations_of(congress), _named(congress)
    known = {(each.session_id, each.person_id, each.role) for each in asked}
    profiles = _profiles(congress)
    people = {each.person_id for each in asked} | {each.person_id for each in named}
    registered = registrations_of(congress, people)
    files, moment = files_in(congress), now()

    def line(
        session: ProgrammeSession,
        person: Person,
        role: SpeakerRole,
        function: str,
        invitation: SpeakingInvitation | None,
    ) -> PartLine:
        theirs = registered.get(person.id)
        standing = standing_of(invitation, registered=theirs is not None, at=moment) if invitation else Standing.NAMED
        slides = files.get((session.id, person.id))
        return PartLine(session, person, role, function, standing, invitation, profiles.get(person.id), slides, theirs)

    lines = [line(each.session, each.person, each.role, each.function, each) for each in asked]
    lines += [
        line(each.session, each.person, each.role, each.function, None)
        for each in named
        if (each.session_id, each.person_id, each.role) not in known
    ]
    return sorted(lines, key=lambda one: (one.session.day, one.session.starts, one.session.id, one.person.sort_key))


def _named(congress: Congress) -> Sequence[Speaker]:
    shown = joinedload(Speaker.session)
    rows = (
        select(Speaker)
        .join(Speaker.session)
        .where(ProgrammeSession.congress_id == congress.id)
        .options(
            joinedload(Speaker.person),
            shown.joinedload(ProgrammeSession.congress),
            shown.joinedload(ProgrammeSession.room),
        )
    )
    return db.session.scalars(rows.order_by(Speaker.id)).all()


def _profiles(congress: Congress) -> Mapping[int, SpeakerProfile]:
    return {
        each.person_id: each for each in db.session.scalars(select(SpeakerProfile).filter_by(congress_id=congress.id))
    }


def registrations_of(congress: Congress, people: set[int]) -> dict[int, Registration]:
    """Return the open registrations of some persons at a congress, by person. One query."""
    wanted = select(Registration).where(Registration.congress_id == congress.id, Registration.state.in_(OPEN))
    return {each.person_id: each for each in db.session.scalars(wanted.where(Registration.person_id.in_(people)))}


@dataclass(frozen=True)
class OwnPart:
    """What a person does in one session, as their page shows it: with whom, what is awaited, until when."""

    session: ProgrammeSession
    roles: list[SpeakerRole]
    others: list[Speaker]
    slides: SessionFile | None
    summary: SessionSummary | None
    deadlines: SpeakingDeadlines

    @property
    def slides_by(self) -> date:
        """The day by which slides are awaited."""
        return speaking_deadlines.slides_by(self.deadlines, self.session.day)

    @property
    def summary_by(self) -> date:
        """The day by which the summary is awaited."""
        return speaking_deadlines.summary_by(self.deadlines, self.session.day)

    @property
    def shows_slides(self) -> bool:
        """Whether slides are expected: of all but those who interpret."""
        return any(role is not SpeakerRole.INTERPRETER for role in self.roles)

    @property
    def is_reported(self) -> bool:
        """Whether the person reports on the session."""
        return SpeakerRole.RAPPORTEUR in self.roles

    @property
    def has_begun(self) -> bool:
        """Whether the summary can be written."""
        return now() >= self.session.starts_at


def own_parts(congress: Congress, person: Person) -> list[OwnPart]:
    """Return the sessions of the draft in which a person has a part, in order: six queries whatever their number."""
    mine = select(Speaker.session_id).filter_by(person_id=person.id)
    rows = (
        select(ProgrammeSession)
        .where(ProgrammeSession.congress_id == congress.id, ProgrammeSession.id.in_(mine))
        .options(joinedload(ProgrammeSession.room).joinedload(Room.venue), joinedload(ProgrammeSession.track))
        .order_by(ProgrammeSession.day, ProgrammeSession.starts, ProgrammeSession.id)
    )
    sessions = db.session.scalars(rows).all()
    ids = [each.id for each in sessions]
    speaking = select(Speaker).where(Speaker.session_id.in_(ids)).options(joinedload(Speaker.person))
    everybody = db.session.scalars(speaking.order_by(Speaker.position, Speaker.id)).all()
    files = files_in(congress, person)
    written = select(SessionSummary).where(SessionSummary.session_id.in_(ids))
    summaries = {each.session_id: each for each in db.session.scalars(written)}
    deadlines = deadlines_of(congress)
    return [
        OwnPart(
            each,
            [s.role for s in everybody if s.session_id == each.id and s.person_id == person.id],
            [s for s in everybody if s.session_id == each.id and s.person_id != person.id],
            files.get((each.id, person.id)),
            summaries.get(each.id),
            deadlines,
        )
        for each in sessions
    ]


def own_part(congress: Congress, person: Person, public_id: str) -> OwnPart | None:
    """Return one of them, or None."""
    return next((each for each in own_parts(congress, person) if each.session.public_id == public_id), None)


def presented_by(parts: Sequence[OwnPart]) -> date | None:
    """Return the day by which biography and portrait are awaited: before the first session; None where that day is past."""
    first = min(parts, key=lambda each: each.session.day, default=None)
    return speaking_deadlines.presented_by(first.deadlines, first.session.day) if first else None
