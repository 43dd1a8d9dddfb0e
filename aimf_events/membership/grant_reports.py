"""The papers of a grant and the report that closes it: deposited by the member's link or at the desk, accepted, sent back, reminded of."""

from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, undefer

from .. import crypto, journal
from ..clock import now
from ..database import db, lock, new_public_id, transaction
from ..errors import NotFound
from ..jobs import periodic
from ..people.models import Person
from ..registration.document_files import PreparedDocument
from .grant_letters import post_report_due
from .grant_models import Grant, GrantPaper, GrantPaperKind, GrantState
from .grant_refusals import GrantMoved, ReportMissing, TooManyGrantPapers

KEPT_AT_MOST = 30
BEFORE = timedelta(days=30)
AGAIN = timedelta(days=30)
"""A member is reminded a month before its report is due, then every month until it is there."""
_TAKES = (GrantState.REQUESTED, GrantState.ON_AGENDA, GrantState.AWARDED, GrantState.REPORTED)


def add_grant_paper(grant: Grant, prepared: PreparedDocument, *, kind: GrantPaperKind, by: Person | None) -> GrantPaper:
    """Keep a paper; a report of an awarded grant waits to be read from now on. Sent twice, it is one paper.

    Raises:
        GrantMoved: the grant is over; or a report of one that was not awarded.
        TooManyGrantPapers.
    """
    with transaction():
        lock(grant)
        if grant.state not in _TAKES:
            raise GrantMoved
        is_report = kind is GrantPaperKind.REPORT
        if is_report and grant.state not in (GrantState.AWARDED, GrantState.REPORTED):
            raise GrantMoved
        living = list(db.session.scalars(select(GrantPaper).filter_by(grant_id=grant.id, removed_at=None)))
        paper = next((each for each in living if (each.kind, each.sha256) == (kind, prepared.sha256)), None)
        if paper is None:
            if len(living) >= KEPT_AT_MOST:
                raise TooManyGrantPapers(KEPT_AT_MOST)
            paper = _kept(grant, prepared, kind, by=by)
        if is_report and grant.state is GrantState.AWARDED:
            grant.state = GrantState.REPORTED
            journal.record("grant_reported", grant, by=by)
        return paper


def accept_report(grant: Grant, *, by: Person) -> Grant:
    """Accept the report: the grant is closed. Twice is harmless.

    Raises:
        ReportMissing: there is none. GrantMoved: it was not awarded, or is over.
    """
    with transaction():
        lock(grant)
        if grant.state is not GrantState.CLOSED:
            _demand_report(grant)
            grant.state, grant.closed_at = GrantState.CLOSED, now()
            journal.record("grant_closed", grant, by=by)
        return grant


def return_report(grant: Grant, *, note: str, due_on: date, by: Person) -> Grant:
    """Send the report back with what is missing, and a new day; a letter tells the member.

    Raises:
        ReportMissing: there is none. GrantMoved: it was not awarded, or is over.
    """
    with transaction():
        lock(grant)
        _demand_report(grant)
        grant.state, grant.report_note, grant.report_due_on, grant.reminded_on = (
            GrantState.AWARDED,
            note,
            due_on,
            now().date(),
        )
        journal.record("grant_report_returned", grant, by=by, note=note, due_on=due_on)
        post_report_due(grant)
        return grant


def paper_of(grant: Grant, public_id: str) -> GrantPaper:
    """Return a living paper of a grant.

    Raises:
        NotFound: another grant's, taken back, or none.
    """
    found = next((each for each in grant.papers if each.public_id == public_id and each.removed_at is None), None)
    if found is None:
        raise NotFound
    return found


def content_of(paper: GrantPaper) -> bytes:
    """Return the bytes of a paper.

    Raises:
        NotFound: they are gone.
    """
    rows = select(GrantPaper).filter_by(id=paper.id).options(undefer(GrantPaper.sealed))
    found = db.session.scalars(rows.execution_options(populate_existing=True)).first()
    if found is None or found.sealed is None:
        raise NotFound
    return crypto.decrypt(found.sealed, _purpose(found.public_id))


def remove_grant_paper(paper: GrantPaper, *, by: Person) -> GrantPaper:
    """Take a paper out of a grant that is not over: its bytes are deleted. Twice is harmless.

    Raises:
        GrantMoved: the grant is over.
    """
    with transaction():
        grant = lock(paper.grant)
        lock(paper)
        if paper.removed_at is None:
            if grant.state not in _TAKES:
                raise GrantMoved
            paper.removed_at, paper.sealed = now(), None
            journal.record("grant_paper_removed", grant, by=by, kind=paper.kind.value)
        return paper


@periodic(seconds=86400)
def remind_of_reports() -> None:
    """Write to the members whose report is due within a month or overdue, once a month. Twice in a day is harmless."""
    with transaction():
        today = now().date()
        rows = select(Grant).where(
            Grant.state == GrantState.AWARDED,
            Grant.report_due_on <= today + BEFORE,
            or_(Grant.reminded_on.is_(None), Grant.reminded_on <= today - AGAIN),
        )
        due = rows.options(joinedload(Grant.member)).order_by(Grant.id)
        for grant in db.session.scalars(due.with_for_update(of=Grant, skip_locked=True)).all():
            grant.reminded_on = today
            journal.record("grant_report_reminded", grant, by=None)
            post_report_due(grant)


def _kept(grant: Grant, prepared: PreparedDocument, kind: GrantPaperKind, *, by: Person | None) -> GrantPaper:
    public_id = new_public_id()
    made = GrantPaper(
        public_id=public_id,
        grant_id=grant.id,
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
    db.session.expire(grant, ["papers"])
    journal.record("grant_paper_added", grant, by=by, kind=kind.value, sha256=prepared.sha256)
    return made


def _demand_report(grant: Grant) -> None:
    if grant.state not in (GrantState.AWARDED, GrantState.REPORTED):
        raise GrantMoved
    if grant.state is GrantState.AWARDED:
        raise ReportMissing


def _purpose(public_id: str) -> str:
    return f"grant_paper:{public_id}"
