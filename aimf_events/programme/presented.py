"""How those who speak are presented, and what rapporteurs wrote: what a release freezes, and what a reader sees of it."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import undefer

from ..congress.models import Congress
from ..database import Translated, db
from ..errors import NotFound
from .models import ProgrammeRelease, ProgrammeSession, ReleasePart
from .speaking_models import Presentation, SessionSummary, SpeakerProfile


def presentations_to_show(congress: Congress) -> dict[int, int]:
    """Return what each person lets us publish, by id of person: what the next release shows. One query."""
    rows = select(SpeakerProfile.person_id, SpeakerProfile.presentation_id).where(
        SpeakerProfile.congress_id == congress.id, SpeakerProfile.presentation_id.is_not(None)
    )
    return {person: shown for person, shown in db.session.execute(rows) if shown is not None}


def summaries_of(congress: Congress) -> dict[int, Translated]:
    """Return what rapporteurs wrote, by id of session. One query."""
    rows = select(SessionSummary.session_id, SessionSummary.text).join(SessionSummary.session)
    written = db.session.execute(rows.where(ProgrammeSession.congress_id == congress.id))
    return {session: text for session, text in written if text}


def presentations(idents: Iterable[int | None]) -> dict[int, Presentation]:
    """Return presentations by their ids, without the pictures. One query, none where nobody is presented."""
    wanted = {ident for ident in idents if ident is not None}
    if not wanted:
        return {}
    return {each.id: each for each in db.session.scalars(select(Presentation).where(Presentation.id.in_(wanted)))}


def public_portrait(congress: Congress, public_id: str) -> bytes:
    """Return a picture that the latest release of a congress shows.

    Raises:
        NotFound: no such picture, no longer shown, or another congress's.
    """
    latest = select(ProgrammeRelease.id).filter_by(congress_id=congress.id).order_by(ProgrammeRelease.number.desc())
    shown = select(ReleasePart.presentation_id).where(ReleasePart.release_id == latest.limit(1).scalar_subquery())
    wanted = select(Presentation).where(Presentation.public_id == public_id, Presentation.id.in_(shown))
    found = db.session.scalars(wanted.options(undefer(Presentation.jpeg))).first()
    if found is None or found.jpeg is None:
        raise NotFound
    return found.jpeg
