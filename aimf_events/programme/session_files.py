"""Slides of a session, version by version, and the rapporteur's summary."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, undefer

from .. import crypto, journal
from ..clock import now
from ..congress.models import Congress
from ..database import Translated, db, lock, lock_name, new_public_id, transaction
from ..errors import NotAllowed, NotFound, Refusal
from ..people.models import Person
from ..registration.document_files import PreparedDocument
from .models import ProgrammeSession, Speaker, SpeakerRole
from .speaking_models import SessionFile, SessionSummary

KEPT_AT_MOST = 20
"""Living versions of one person's slides in one session: whoever holds the link may send them."""


class TooManyVersions(Refusal):
    """So many versions are kept already."""

    code = "too_many_versions"


class TooEarlyToSummarise(Refusal):
    """The session has not begun."""

    code = "too_early_to_summarise"


def add_slides(
    planned: ProgrammeSession, person: Person, prepared: PreparedDocument, *, may_publish: bool, by: Person | None
) -> SessionFile:
    """Keep a version of somebody's slides: the last one is shown. The same file sent twice is one version.

    Raises:
        NotAllowed: the person has no part in the session.
        TooManyVersions.
    """
    with transaction():
        lock_name(f"slides:{planned.id}:{person.id}")
        if not roles_in(planned, person):
            raise NotAllowed
        living = _living(planned, person)
        if living and living[0].sha256 == prepared.sha256:
            living[0].may_publish = may_publish
            return living[0]
        if len(living) >= KEPT_AT_MOST:
            raise TooManyVersions(
                _l("%(count)d versions sont déjà gardées.", count=KEPT_AT_MOST),
                advice=_l("Retirez celles qui ne servent plus, puis recommencez."),
            )
        last = select(func.max(SessionFile.version)).filter_by(session_id=planned.id, person_id=person.id)
        public_id = new_public_id()
        made = SessionFile(
            public_id=public_id,
            session_id=planned.id,
            person_id=person.id,
            version=(db.session.scalar(last) or 0) + 1,
            file_name=prepared.file_name,
            media_type=prepared.media_type,
            size=len(prepared.content),
            sha256=prepared.sha256,
            sealed=crypto.encrypt(prepared.content, _purpose(public_id)),
            may_publish=may_publish,
            uploaded_at=now(),
        )
        db.session.add(made)
        db.session.flush()
        journal.record("slides_added", made, by=by, congress_id=planned.congress_id, version=made.version)
        return made


def remove_slides(file: SessionFile, *, by: Person | None) -> SessionFile:
    """Take a version back: its bytes are deleted, the line that it existed stays. Twice is harmless."""
    with transaction():
        lock(file)
        if file.removed_at is None:
            file.removed_at, file.sealed, file.may_publish = now(), None, False
            journal.record("slides_removed", file, by=by, congress_id=file.session.congress_id, version=file.version)
        return file


def _living(planned: ProgrammeSession, person: Person) -> list[SessionFile]:
    wanted = select(SessionFile).filter_by(session_id=planned.id, person_id=person.id, removed_at=None)
    return list(db.session.scalars(wanted.order_by(SessionFile.version.desc())))


def slides_of(planned: ProgrammeSession, person: Person) -> list[SessionFile]:
    """Return the living versions of somebody's slides, the last one first."""
    return _living(planned, person)


def files_in(congress: Congress, person: Person | None = None) -> dict[tuple[int, int], SessionFile]:
    """Return the last version of each one's slides by (session, person); of one person, or of a whole congress. One query."""
    wanted = select(SessionFile).join(SessionFile.session).where(ProgrammeSession.congress_id == congress.id)
    if person is not None:
        wanted = wanted.where(SessionFile.person_id == person.id)
    rows = db.session.scalars(wanted.where(SessionFile.removed_at.is_(None)).order_by(SessionFile.version))
    return {(each.session_id, each.person_id): each for each in rows}


def file_in(congress: Congress, public_id: str, *, person: Person | None = None) -> SessionFile:
    """Return a living file of a congress; of one person, where it is theirs.

    Raises:
        NotFound: another congress's, another person's, removed, or none.
    """
    wanted = select(SessionFile).join(SessionFile.session).options(joinedload(SessionFile.session))
    wanted = wanted.where(SessionFile.public_id == public_id, ProgrammeSession.congress_id == congress.id)
    found = db.session.scalars(wanted.where(SessionFile.removed_at.is_(None))).first()
    if found is None or (person is not None and found.person_id != person.id):
        raise NotFound
    return found


def slides_content(file: SessionFile) -> bytes:
    """Return the bytes of a file.

    Raises:
        NotFound: it has been removed.
    """
    wanted = select(SessionFile).filter_by(id=file.id).options(undefer(SessionFile.sealed))
    sealed = db.session.scalars(wanted.execution_options(populate_existing=True)).one().sealed
    if sealed is None:
        raise NotFound
    return crypto.decrypt(sealed, _purpose(file.public_id))


def roles_in(planned: ProgrammeSession, person: Person) -> set[SpeakerRole]:
    """Return what a person does in a session of the draft."""
    return set(db.session.scalars(select(Speaker.role).filter_by(session_id=planned.id, person_id=person.id)))


def write_summary(planned: ProgrammeSession, *, text: Translated, by: Person) -> SessionSummary:
    """Keep what a rapporteur says of a session; readers see it with the next release.

    Raises:
        NotAllowed: `by` is not a rapporteur of the session.
        TooEarlyToSummarise: it has not begun.
    """
    with transaction():
        lock(planned)
        if SpeakerRole.RAPPORTEUR not in roles_in(planned, by):
            raise NotAllowed
        if now() < planned.starts_at:
            raise TooEarlyToSummarise(
                _l("La synthèse s’écrit une fois la séance commencée."),
                advice=_l("Revenez sur cette page ce jour-là."),
            )
        kept = summary_of(planned) or SessionSummary(session_id=planned.id)
        kept.text, kept.written_at, kept.written_by_id = text, now(), by.id
        db.session.add(kept)
        db.session.flush()
        journal.record("session_summarised", kept, by=by, congress_id=planned.congress_id)
        return kept


def summary_of(planned: ProgrammeSession) -> SessionSummary | None:
    """Return what the rapporteur wrote of a session, if anything."""
    return db.session.scalars(select(SessionSummary).filter_by(session_id=planned.id)).first()


def _purpose(public_id: str) -> str:
    return f"session_file:{public_id}"
