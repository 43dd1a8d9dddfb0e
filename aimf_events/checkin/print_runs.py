"""Many badges in one file: set in pieces by whoever is awake, with progress; kept for a day, then thrown away.

Each piece is written in its own transaction, under the row of the run: a worker that is killed loses one piece, which the
next one does again, and two workers never do the same one. A badge of a piece is remembered as printed with it.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update
from sqlalchemy.orm import joinedload, undefer

from .. import journal
from ..clock import now
from ..congress.models import Congress
from ..database import db, lock, transaction
from ..errors import NotFound, Refusal
from ..i18n import pick
from ..jobs import job, periodic
from ..people.models import Person
from .badge_pdf import PAGES, merge_pdfs
from .badges import badges_pdf, made_ready, with_bearers
from .models import Badge, BadgeState
from .print_models import BadgePrint, PrintReason, PrintRun, PrintRunPiece
from .prints import remember_prints

AT_ONCE = 24
"""Badges that are set while one waits; a longer run goes on in the background."""
PIECE = 96  # badges: a third of a second, and a multiple of four for the print shop's sheets
KEPT = timedelta(hours=24)
TEMPLATE = "template"
FORMATS = (TEMPLATE, *PAGES)


class NothingSelected(Refusal):
    """No living badge answers."""

    code = "no_badge_selected"

    def __init__(self) -> None:
        super().__init__(
            _l("Aucun badge ne répond à ce choix."),
            advice=_l("Élargissez la sélection : un badge existe dès que l’inscription est accréditée."),
        )


def start_run(
    congress: Congress,
    badge_ids: Sequence[int],
    *,
    format: str,
    selection: Mapping[str, str],
    key: str,
    by: Person | None,
) -> PrintRun:
    """Begin to print badges of a congress, in this order; the same `key` again is the same run.

    Raises:
        NothingSelected: none of them lives.
        ValueError: no such format.
    """
    if format not in FORMATS:
        raise ValueError(format)
    with transaction():
        lock(congress)
        begun = db.session.scalars(select(PrintRun).filter_by(key=key)).first()
        if begun is not None:
            return _of(congress, begun)
        living = select(Badge.id).where(Badge.id.in_(badge_ids), Badge.congress_id == congress.id)
        here = set(db.session.scalars(living.where(Badge.state != BadgeState.REVOKED)))
        chosen = [ident for ident in dict.fromkeys(badge_ids) if ident in here]
        if not chosen:
            raise NothingSelected
        run = PrintRun(
            congress_id=congress.id,
            key=key,
            format=format,
            selection=dict(selection),
            badge_ids=_by_format(chosen) if format == TEMPLATE else chosen,
            started_at=now(),
            started_by_id=by.id if by else None,
        )
        db.session.add(run)
        journal.record("print_run_started", run, by=by, badges=len(chosen), format=format, selection=dict(selection))
        if run.total > AT_ONCE:
            set_run.later(run.id)
    if run.total <= AT_ONCE:
        set_run(run.id)
    return run


def _of(congress: Congress, run: PrintRun) -> PrintRun:
    """The run, if it is this congress's. Raises NotFound: a page's key is of one congress."""
    if run.congress_id != congress.id:
        raise NotFound
    return run


@job
def set_run(run_id: int) -> None:
    """Set what is left of a run, a piece per transaction; `done` says where to go on, whoever goes on."""
    while _set_next_piece(run_id):
        db.session.expunge_all()


def _set_next_piece(run_id: int) -> bool:
    with transaction():
        run = db.session.get(PrintRun, run_id, with_for_update=True, populate_existing=True)
        if run is None or run.finished_at is not None or run.cancelled_at is not None:
            return False
        ids = run.badge_ids[run.done : run.done + PIECE]
        badges = _living(ids)
        if badges:
            wanted = None if run.format == TEMPLATE else run.format
            pdf = badges_pdf(badges, format=wanted)  # type: ignore[arg-type]
            db.session.add(PrintRunPiece(run_id=run.id, number=run.done, pdf=pdf))
            by = db.session.get(Person, run.started_by_id) if run.started_by_id else None
            remember_prints(badges, by=by, reason=PrintReason.FIRST, run=run)
        run.done += len(ids)
        if run.done >= run.total:
            _finish(run)
        return run.finished_at is None


def _finish(run: PrintRun) -> None:
    pieces = select(PrintRunPiece.pdf).where(PrintRunPiece.run_id == run.id).order_by(PrintRunPiece.number)
    db.session.flush()
    found = list(db.session.scalars(pieces))
    congress = db.session.get_one(Congress, run.congress_id)
    run.finished_at = now()
    if found:
        run.pdf = found[0] if len(found) == 1 else merge_pdfs(found, title=pick(congress.title))
        run.kept_until = now() + KEPT
    db.session.execute(delete(PrintRunPiece).where(PrintRunPiece.run_id == run.id))


def cancel_run(run: PrintRun, *, by: Person | None) -> PrintRun:
    """What came out of this run does not count (the printer jammed), or it stops where it is. Twice is harmless."""
    with transaction():
        lock(run)
        if run.cancelled_at is None:
            run.cancelled_at, run.pdf, run.kept_until = now(), None, None
            gone = delete(BadgePrint).where(BadgePrint.run_id == run.id).returning(BadgePrint.id)
            forgotten = len(db.session.scalars(gone).all())
            db.session.execute(delete(PrintRunPiece).where(PrintRunPiece.run_id == run.id))
            journal.record("print_run_cancelled", run, by=by, badges=forgotten)
        return run


@periodic(seconds=600)
def forget_files() -> None:
    """Throw away the files that have been kept long enough; the run and its prints stay."""
    with transaction():
        old = update(PrintRun).where(PrintRun.kept_until <= now()).values(pdf=None, kept_until=None)
        db.session.execute(old)


def is_begun(congress: Congress, key: str) -> bool:
    """Return whether the run of a page has begun."""
    return db.session.scalar(select(PrintRun.id).filter_by(congress_id=congress.id, key=key)) is not None


def run_by_public_id(congress: Congress, public_id: str) -> PrintRun:
    """Return a run of this congress. Raises NotFound."""
    rows = select(PrintRun).filter_by(congress_id=congress.id, public_id=public_id)
    run = db.session.scalars(rows.options(joinedload(PrintRun.started_by))).first()
    if run is None:
        raise NotFound
    return run


def file_of(run: PrintRun) -> bytes:
    """Return the file of a run. Raises NotFound: not finished, cancelled, or thrown away."""
    rows = select(PrintRun).filter_by(id=run.id).options(undefer(PrintRun.pdf))
    pdf = db.session.scalars(rows.execution_options(populate_existing=True)).one().pdf
    if pdf is None or not run.has_file:
        raise NotFound
    return pdf


def latest_runs(congress: Congress, *, most: int = 10) -> list[PrintRun]:
    """Return the last runs of a congress, the latest first."""
    rows = select(PrintRun).filter_by(congress_id=congress.id).options(joinedload(PrintRun.started_by))
    return list(db.session.scalars(rows.order_by(PrintRun.id.desc()).limit(most)))


def _by_format(ids: Sequence[int]) -> list[int]:
    """The badges of one size together, the order kept inside: paper is changed once."""
    badges = _living(ids)
    ready = made_ready(badges)
    return [badge.id for badge in sorted(badges, key=lambda badge: ready.look_of(badge).format.value)]


def _living(ids: Sequence[int]) -> list[Badge]:
    rows = select(Badge).where(Badge.id.in_(ids), Badge.state != BadgeState.REVOKED)
    found = {badge.id: badge for badge in db.session.scalars(with_bearers(rows))}
    return [found[ident] for ident in ids if ident in found]
