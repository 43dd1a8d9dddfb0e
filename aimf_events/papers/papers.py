"""Issuing papers: numbered without gaps in each congress, sealed at rest, corrected by a new one that replaces the old."""

import json
from collections.abc import Sequence
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, undefer

from .. import crypto, journal
from ..clock import now
from ..congress.models import Congress
from ..database import db, lock_name, transaction
from ..errors import NotFound, Refusal
from ..jobs import job
from ..people.models import Person
from ..registration.decisions import lock_registration
from ..registration.models import IssuedPaper, PaperKind, Registration, RegistrationState
from . import letters
from .attendance import check_attended
from .codes import initials_of, new_code
from .paper_pdf import render_paper
from .sheets import Sheet, attendance_sheet, visa_sheet
from .visa import check_visa_complete, is_visa_due, visa_answers

_PURPOSE = "issued paper"
REPLACED = "replaced"


class PaperGone(Refusal):
    """The number still tells the truth; the words were erased after their time."""

    code = "paper_gone"


@job
def issue_visa_letter_if_due(registration_id: int) -> None:
    """Issue the letter of somebody accredited who asked for it and gave the passport, or correct one that is outdated."""
    registration = db.session.get(Registration, registration_id)
    if registration is None:
        return
    with transaction():
        lock_registration(registration)
        held = valid_paper(registration, PaperKind.VISA)
        if is_visa_due(registration) and (held is None or held.outdated_at is not None):
            _issue(registration, PaperKind.VISA, by=None)


def issue_paper(registration: Registration, kind: PaperKind, *, by: Person | None) -> IssuedPaper:
    """Issue a paper, or a corrected one in place of that which is valid.

    Raises:
        NotAccredited, VisaIncomplete, NotOver, NeverCame: it cannot be issued now.
    """
    with transaction():
        lock_registration(registration)
        return _issue(registration, kind, by=by)


def attendance_certificate(registration: Registration, *, by: Person | None) -> IssuedPaper:
    """Return the valid certificate, issued now if there is none yet. Asked twice, it is one.

    Raises:
        NotAccredited, NotOver, NeverCame.
    """
    with transaction():
        lock_registration(registration)
        held = valid_paper(registration, PaperKind.ATTENDANCE)
        if held is not None and held.outdated_at is None:
            return held
        return _issue(registration, PaperKind.ATTENDANCE, by=by)


def mark_outdated(registration: Registration, *kinds: PaperKind) -> None:
    """Note that papers say what is no longer so. The caller holds the transaction."""
    for paper in valid_papers(registration):
        if paper.kind in kinds and paper.outdated_at is None:
            paper.outdated_at = now()


def end_papers(registration: Registration, *, reason: str) -> None:
    """End the invitation of somebody who is no longer expected: a check says so. The caller holds the transaction."""
    for paper in valid_papers(registration):
        if paper.kind is PaperKind.VISA:
            paper.ended_at, paper.end_reason = now(), reason
            journal.record("paper_ended", paper, by=None, reason=reason)


def paper_pdf(paper: IssuedPaper) -> bytes:
    """Return the bytes of a paper: those kept, else set from its words, which gives the same.

    Raises:
        PaperGone: its words were erased.
    """
    if paper.pdf is not None:
        return crypto.decrypt(paper.pdf, _PURPOSE)
    if paper.facts is None:
        raise PaperGone(
            _l("Le contenu de ce document a été effacé après le délai annoncé."),
            advice=_l("Son numéro et son code restent vérifiables."),
        )
    sheet: Sheet = json.loads(crypto.decrypt(paper.facts, _PURPOSE))
    return render_paper(sheet, fonts=str(current_app.config["AIMF"].fonts_dir))


def hand_out(paper: IssuedPaper, *, by: Person | None) -> bytes:
    """Return the bytes to somebody other than its bearer; the journal says to whom."""
    with transaction():
        journal.record("paper_read", paper, by=by, registration=paper.registration_id)
        return paper_pdf(paper)


@job
def keep_pdf(paper_id: int) -> None:
    """Set the bytes once and keep them sealed. Twice is harmless."""
    wanted = select(IssuedPaper).filter_by(id=paper_id)
    with transaction():
        paper = db.session.scalars(wanted.options(undefer(IssuedPaper.pdf), undefer(IssuedPaper.facts))).first()
        if paper is not None and paper.pdf is None and paper.facts is not None:
            paper.pdf = crypto.encrypt(paper_pdf(paper), _PURPOSE)


def valid_paper(registration: Registration, kind: PaperKind) -> IssuedPaper | None:
    """Return the valid paper of a kind, or None."""
    return next((paper for paper in valid_papers(registration) if paper.kind is kind), None)


def valid_papers(registration: Registration) -> list[IssuedPaper]:
    """Return the papers of a registration that are neither replaced nor ended."""
    return [paper for paper in papers_of(registration) if paper.ended_at is None]


def valid_papers_of(registrations: Sequence[Registration]) -> dict[int, list[IssuedPaper]]:
    """Return the papers that hold, by registration, the letter for the visa first. One query."""
    rows = select(IssuedPaper).where(
        IssuedPaper.registration_id.in_([each.id for each in registrations]), IssuedPaper.ended_at.is_(None)
    )
    found: dict[int, list[IssuedPaper]] = {}
    for paper in db.session.scalars(rows.order_by(IssuedPaper.kind.desc())):
        found.setdefault(paper.registration_id, []).append(paper)
    return found


def papers_of(registration: Registration) -> list[IssuedPaper]:
    """Return every paper of a registration, the latest first."""
    rows = select(IssuedPaper).filter_by(registration_id=registration.id).options(joinedload(IssuedPaper.issued_by))
    return list(db.session.scalars(rows.order_by(IssuedPaper.id.desc())))


def paper_of(registration: Registration, public_id: str) -> IssuedPaper:
    """Return one paper of a registration.

    Raises:
        NotFound: somebody else's, or none.
    """
    found = db.session.scalars(select(IssuedPaper).filter_by(registration_id=registration.id, public_id=public_id))
    paper = found.first()
    if paper is None:
        raise NotFound
    return paper


def papers_in(congress: Congress) -> list[IssuedPaper]:
    """Return the register of a congress's papers, the latest first. One query."""
    rows = select(IssuedPaper).filter_by(congress_id=congress.id)
    shown = joinedload(IssuedPaper.registration)
    with_names = rows.options(
        shown.joinedload(Registration.person),
        shown.joinedload(Registration.delegation),
        joinedload(IssuedPaper.replaces),
    )
    return list(db.session.scalars(with_names.order_by(IssuedPaper.issued_at.desc(), IssuedPaper.id.desc())))


def _issue(registration: Registration, kind: PaperKind, *, by: Person | None) -> IssuedPaper:
    """Check, number under a lock, seal the words, replace what was valid. The registration is locked."""
    check_accredited(registration)
    attended = check_attended(registration) if kind is PaperKind.ATTENDANCE else None
    if kind is PaperKind.VISA:
        check_visa_complete(registration)
    former, moment = valid_paper(registration, kind), now()
    if former is not None:
        former.ended_at, former.end_reason = moment, REPLACED
        db.session.flush()
    paper = IssuedPaper(
        congress_id=registration.congress_id,
        registration_id=registration.id,
        kind=kind,
        number=_next_number(registration.congress_id, kind),
        code=new_code(),
        initials=initials_of(registration.person),
        language=registration.person.language,
        issued_at=moment,
        issued_by_id=by.id if by else None,
        replaces=former,
    )
    db.session.add(paper)
    db.session.flush()
    sheet = (
        attendance_sheet(paper, registration, *attended)
        if attended
        else visa_sheet(paper, registration, visa_answers(registration, by=by))
    )
    paper.facts = crypto.encrypt(json.dumps(sheet).encode(), _PURPOSE)
    replaced = former.number if former else None
    journal.record("paper_issued", paper, by=by, kind=kind.value, number=paper.number, replaces=replaced)
    keep_pdf.later(paper.id)
    if kind is PaperKind.VISA:
        letters.announce(paper)
    return paper


def check_accredited(registration: Registration) -> None:
    """Refuse a paper to whoever is not accredited.

    Raises:
        NotAccredited.
    """
    if registration.state is not RegistrationState.APPROVED:
        raise NotAccredited(
            _l("Cette personne n’est pas accréditée."),
            advice=_l("Le document s’établit de lui-même dès que l’inscription est acceptée."),
        )


class NotAccredited(Refusal):
    """Papers are for those who are accredited."""

    code = "not_accredited"


def _next_number(congress_id: int, kind: PaperKind) -> int:
    """Return the number after the last: rows are never deleted, and a rollback gives its number back."""
    lock_name(f"paper:{congress_id}:{kind.value}")
    last: Any = db.session.scalar(select(func.max(IssuedPaper.number)).filter_by(congress_id=congress_id, kind=kind))
    return int(last or 0) + 1
