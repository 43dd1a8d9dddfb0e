"""Who speaks, chairs, moderates or interprets in a session."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from .. import journal
from ..clock import now
from ..congress.models import Congress
from ..database import db, lock, transaction
from ..errors import NotFound, Refusal
from ..i18n import search_key
from ..people.models import Civility, Person
from ..people.people import add_person
from ..registration.models import ACTIVE, Delegation, Registration
from .models import ProgrammeSession, Speaker, SpeakerRole


class AlreadySpeaks(Refusal):
    """The person already has this role in the session."""

    code = "already_speaks"


@dataclass(frozen=True)
class FoundPerson:
    """A person found by name, and what tells them from a namesake: their delegation at this congress."""

    person: Person
    function: str
    delegation: str


def find_people(congress: Congress, text: str, *, limit: int = 12) -> list[FoundPerson]:
    """Return persons whose name contains every word of `text`, accents and case aside; those of this congress first."""
    words = search_key(text)[:100].split()
    if not words:
        return []
    here = (Registration.person_id == Person.id) & (Registration.congress_id == congress.id)
    wanted = (
        select(Person, Registration.function, Delegation.name)
        .outerjoin(Registration, here & Registration.state.in_(ACTIVE))
        .outerjoin(Delegation, Delegation.id == Registration.delegation_id)
    )
    for word in words:
        wanted = wanted.where(Person.search_key.contains(word, autoescape=True))
    wanted = wanted.order_by(Registration.id.is_(None), Person.sort_key, Person.id).limit(limit)
    return [FoundPerson(person, function or "", name or "") for person, function, name in db.session.execute(wanted)]


def add_speaker(
    planned: ProgrammeSession, person: Person, *, role: SpeakerRole, function: str = "", by: Person | None
) -> Speaker:
    """Give a person a part in a session, after the others.

    Raises:
        AlreadySpeaks: this person already has this role there.
    """
    with transaction():
        lock(planned)
        same = select(Speaker.id).filter_by(session_id=planned.id, person_id=person.id, role=role)
        if db.session.scalar(same) is not None:
            raise AlreadySpeaks(_l("Cette personne a déjà ce rôle dans cette séance."))
        last = db.session.scalar(select(func.max(Speaker.position)).filter_by(session_id=planned.id)) or 0
        speaker = Speaker(person_id=person.id, role=role, function=function, position=last + 1)
        speaker.person = person
        planned.speakers.append(speaker)
        _touch(planned, by=by, change="speakers")
        return speaker


def add_new_speaker(
    planned: ProgrammeSession,
    *,
    given_name: str,
    family_name: str,
    civility: Civility | None,
    role: SpeakerRole,
    function: str = "",
    by: Person | None,
) -> Speaker:
    """Add a person whom the house did not know, with a part in a session."""
    with transaction():
        person = add_person(given_name=given_name, family_name=family_name, civility=civility)
        return add_speaker(planned, person, role=role, function=function, by=by)


def remove_speaker(planned: ProgrammeSession, *, person: str, role: SpeakerRole, by: Person | None) -> None:
    """Take a person's part away.

    Args:
        person: public identifier.

    Raises:
        NotFound: nobody of that identifier has that role here.
    """
    with transaction():
        lock(planned)
        speaker = next((s for s in speakers_of(planned) if s.person.public_id == person and s.role is role), None)
        if speaker is None:
            raise NotFound
        planned.speakers.remove(speaker)
        _touch(planned, by=by, change="speakers")


def speakers_of(planned: ProgrammeSession) -> list[Speaker]:
    """Return those who have a part in a session, in their order."""
    rows = select(Speaker).filter_by(session_id=planned.id).options(joinedload(Speaker.person))
    return list(db.session.scalars(rows.order_by(Speaker.position, Speaker.id)))


def _touch(planned: ProgrammeSession, *, by: Person | None, change: str) -> None:
    planned.revision += 1
    planned.changed_at = now()
    journal.record("session_changed", planned, by=by, revision=planned.revision, changes={change: ["…", "…"]})
