"""The papers of a membership application: content checked, sealed at rest, gone when taken back or after their time."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import undefer

from .. import crypto, journal
from ..clock import now
from ..database import db, lock, new_public_id, transaction
from ..errors import NotFound
from ..jobs import periodic
from ..people.models import Person
from ..registration.document_files import PreparedDocument
from .application_models import ApplicationPaper, ApplicationState, MembershipApplication, PaperKind
from .application_refusals import ApplicationMoved, TooManyPapers

KEPT_AT_MOST = 20
"""Living papers of one dossier: whoever holds its link may send them."""
BEGUN_KEPT = timedelta(days=90)
ENDED_KEPT = timedelta(days=365)
"""A dossier never handed in is deleted after 90 days; of one refused or withdrawn the bytes go after a year."""


def add_paper(
    application: MembershipApplication, prepared: PreparedDocument, *, kind: PaperKind, by: Person | None
) -> ApplicationPaper:
    """Keep a paper. Sent twice, it is one paper.

    Raises:
        ApplicationMoved: it is on an agenda, or decided.
        TooManyPapers.
    """
    with transaction():
        lock(application)
        if not application.takes_papers:
            raise ApplicationMoved
        rows = select(ApplicationPaper).filter_by(application_id=application.id, removed_at=None)
        living = list(db.session.scalars(rows))
        same = next((each for each in living if (each.kind, each.sha256) == (kind, prepared.sha256)), None)
        if same is not None:
            return same
        if len(living) >= KEPT_AT_MOST:
            raise TooManyPapers(KEPT_AT_MOST)
        public_id = new_public_id()
        made = ApplicationPaper(
            public_id=public_id,
            application_id=application.id,
            kind=kind,
            file_name=prepared.file_name,
            media_type=prepared.media_type,
            size=len(prepared.content),
            sha256=prepared.sha256,
            sealed=crypto.encrypt(prepared.content, _purpose(public_id)),
            uploaded_at=now(),
            uploaded_by_id=by.id if by else None,
        )
        db.session.add(made)
        db.session.flush()
        db.session.expire(application, ["papers"])
        journal.record("application_paper_added", application, by=by, kind=kind.value, sha256=prepared.sha256)
        return made


def remove_paper(paper: ApplicationPaper, *, by: Person | None) -> ApplicationPaper:
    """Take a paper back, by the city until it is handed in: its bytes are deleted. Twice is harmless.

    Raises:
        ApplicationMoved: it was handed in and the city asks; or it is on an agenda, or decided.
    """
    with transaction():
        application = lock(paper.application)
        lock(paper)
        if paper.removed_at is not None:
            return paper
        if not application.takes_papers or (by is None and application.state is not ApplicationState.BEGUN):
            raise ApplicationMoved
        paper.removed_at, paper.sealed = now(), None
        journal.record("application_paper_removed", application, by=by, kind=paper.kind.value)
        return paper


def paper_of(application: MembershipApplication, public_id: str) -> ApplicationPaper:
    """Return a living paper of a dossier.

    Raises:
        NotFound: another dossier's, removed, or none.
    """
    found = next((each for each in application.papers if each.public_id == public_id and each.removed_at is None), None)
    if found is None:
        raise NotFound
    return found


def content_of(paper: ApplicationPaper) -> bytes:
    """Return the bytes of a paper.

    Raises:
        NotFound: they are gone.
    """
    rows = select(ApplicationPaper).filter_by(id=paper.id).options(undefer(ApplicationPaper.sealed))
    found = db.session.scalars(rows.execution_options(populate_existing=True)).first()
    if found is None or found.sealed is None:
        raise NotFound
    return crypto.decrypt(found.sealed, _purpose(found.public_id))


@periodic(seconds=86400)
def forget_applications() -> None:
    """Delete the dossiers that were never handed in, and the papers of those that led to nothing, after their time."""
    with transaction():
        begun = select(MembershipApplication).where(
            MembershipApplication.state == ApplicationState.BEGUN, MembershipApplication.begun_at < now() - BEGUN_KEPT
        )
        for application in db.session.scalars(begun.with_for_update(skip_locked=True)).all():
            journal.record("application_forgotten", application, by=None)
            db.session.delete(application)
        ended = (
            select(ApplicationPaper)
            .join(MembershipApplication)
            .where(
                MembershipApplication.state.in_((ApplicationState.REFUSED, ApplicationState.WITHDRAWN)),
                MembershipApplication.decided_at < now() - ENDED_KEPT,
                ApplicationPaper.removed_at.is_(None),
            )
        )
        for paper in db.session.scalars(ended.with_for_update(skip_locked=True, of=ApplicationPaper)).all():
            paper.removed_at, paper.sealed, paper.file_name = now(), None, ""


def _purpose(public_id: str) -> str:
    return f"application_paper:{public_id}"
