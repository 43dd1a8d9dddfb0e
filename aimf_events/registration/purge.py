"""Retention: what was promised to go goes, on its day, counted from the last day of the congress on the clock of its city.

Answers keep the days that their question says; encrypted lists and journeys keep theirs. The rows that say that a list was
made, to whom and when, stay: they are the proof.
"""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, delete, func, or_, select, update

from .. import journal
from ..clock import now
from ..congress.models import Congress
from ..database import db, lock_name, transaction
from ..jobs import periodic
from .models import (
    Delegation,
    Document,
    Field,
    FieldAnswer,
    FieldPhase,
    IssuedPaper,
    Journey,
    PaperKind,
    Registration,
    SecurityList,
    Stay,
    Support,
)
from .security_lists import KEPT_DAYS as SECURITY_KEPT_DAYS

TRAVEL_KEPT_DAYS = 180
"""Journeys and rooms: until the tickets and nights that the association pays are settled."""
DOCUMENTS_KEPT_DAYS = 180
"""Nomination letters, mandates and proofs: as long as an accreditation or a vote of the congress may still be contested."""
SUPPORT_WORDS_KEPT_DAYS = TRAVEL_KEPT_DAYS
"""Who decided a support, where it is written and why it ended, in words that may name somebody: until it is settled."""
SUPPORT_KEPT_YEARS = 10
"""What was granted, in figures, after the year of the congress: the accounts (Code de commerce, article L. 123-22)."""


@periodic(seconds=3600)
def purge_personal_data() -> None:
    """Purge what is over its days, congress by congress. Twice is harmless."""
    ended = select(Congress).where(Congress.ends_on < now().date()).order_by(Congress.id)
    for congress in list(db.session.scalars(ended)):
        purge_congress(congress)


def purge_congress(congress: Congress) -> dict[str, int]:
    """Delete what a congress may no longer keep today; return how many of each kind went, and journal it if any did."""
    today = now().astimezone(ZoneInfo(congress.time_zone)).date()
    with transaction():
        lock_name(f"purge:{congress.id}")
        gone = {
            "answers": _purge_answers(congress, today),
            "security_files": _purge_files(congress, today),
            "papers": _purge_papers(congress, today),
            "journeys": _purge_travel(congress, today, Journey),
            "stays": _purge_travel(congress, today, Stay),
            "documents": _purge_documents(congress, today),
            "support_words": _purge_support_words(congress, today),
            "supports": _purge_supports(congress, today),
        }
        gone = {kind: count for kind, count in gone.items() if count}
        if gone:
            journal.record("personal_data_purged", congress, by=None, congress_id=congress.id, **gone)
        return gone


def is_over(congress: Congress, kept_days: int, today: date) -> bool:
    """Whether so many days have passed after the last day of a congress: the last of them is still kept."""
    return today > congress.ends_on + timedelta(days=kept_days)


def _purge_answers(congress: Congress, today: date) -> int:
    fields = db.session.execute(select(Field.id, Field.kept_days).filter_by(congress_id=congress.id))
    over = [ident for ident, kept_days in fields if is_over(congress, kept_days, today)]
    return db.session.execute(delete(FieldAnswer).where(FieldAnswer.field_id.in_(over))).rowcount if over else 0  # type: ignore[attr-defined, no-any-return]


def _purge_files(congress: Congress, today: date) -> int:
    if not is_over(congress, SECURITY_KEPT_DAYS, today):
        return 0
    kept = update(SecurityList).where(SecurityList.congress_id == congress.id, SecurityList.file.is_not(None))
    return db.session.execute(kept.values(file=None)).rowcount  # type: ignore[attr-defined, no-any-return]


def _purge_papers(congress: Congress, today: date) -> int:
    """The words and bytes of papers: the letter for the visa goes with the passport, the certificate with the journeys."""
    visa = db.session.scalars(select(Field.kept_days).filter_by(congress_id=congress.id, phase=FieldPhase.VISA)).all()
    kept = {PaperKind.VISA: min(visa, default=0), PaperKind.ATTENDANCE: TRAVEL_KEPT_DAYS}
    over = [kind for kind, days in kept.items() if is_over(congress, days, today)]
    whole = (IssuedPaper.facts.is_not(None)) | (IssuedPaper.pdf.is_not(None))
    held = update(IssuedPaper).where(IssuedPaper.congress_id == congress.id, IssuedPaper.kind.in_(over), whole)
    return db.session.execute(held.values(facts=None, pdf=None)).rowcount  # type: ignore[attr-defined, no-any-return]


def _purge_travel(congress: Congress, today: date, kind: type[Journey] | type[Stay]) -> int:
    """Passengers and guests go with their journey and their room (ON DELETE CASCADE)."""
    if not is_over(congress, TRAVEL_KEPT_DAYS, today):
        return 0
    delegations = select(Delegation.id).where(Delegation.congress_id == congress.id)
    return db.session.execute(delete(kind).where(kind.delegation_id.in_(delegations))).rowcount  # type: ignore[attr-defined, no-any-return]


def _purge_documents(congress: Congress, today: date) -> int:
    """The bytes and the name of the file, which often names its bearer; the line stays, as when a paper is taken back."""
    if not is_over(congress, DOCUMENTS_KEPT_DAYS, today):
        return 0
    delegations = select(Delegation.id).where(Delegation.congress_id == congress.id)
    told = or_(Document.sealed.is_not(None), Document.file_name != "")
    held = update(Document).where(Document.delegation_id.in_(delegations), told)
    gone = held.values(sealed=None, file_name="", removed_at=func.coalesce(Document.removed_at, now()))
    return db.session.execute(gone).rowcount  # type: ignore[attr-defined, no-any-return]


def _supports(congress: Congress) -> ColumnElement[bool]:
    registrations = select(Registration.id).where(Registration.congress_id == congress.id)
    return Support.registration_id.in_(registrations)


def _purge_support_words(congress: Congress, today: date) -> int:
    if not is_over(congress, SUPPORT_WORDS_KEPT_DAYS, today):
        return 0
    words = {Support.decided_by: "", Support.source: "", Support.withdrawal_reason: ""}
    said = or_(*(column != "" for column in words))
    return db.session.execute(update(Support).where(_supports(congress), said).values(words)).rowcount  # type: ignore[attr-defined, no-any-return]


def _purge_supports(congress: Congress, today: date) -> int:
    """The financial year ends with the calendar's."""
    if today.year <= congress.ends_on.year + SUPPORT_KEPT_YEARS:
        return 0
    return db.session.execute(delete(Support).where(_supports(congress))).rowcount  # type: ignore[attr-defined, no-any-return]
