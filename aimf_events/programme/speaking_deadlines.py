"""Until when a congress asks its speakers for an answer, their biography and portrait, their slides, their summary."""

from datetime import date, timedelta

from .. import journal
from ..clock import now
from ..congress.models import Congress
from ..database import db, lock_name, transaction
from ..people.models import Person
from .speaking_models import SpeakingDeadlines

USUAL = {"answer_within": 14, "presented_before": 21, "slides_before": 3, "summary_after": 7}
"""Days: to answer an invitation; before the session for the biography and the portrait (the booklet is printed then) and for the
slides (they are tried in the room); after it for the rapporteur's summary."""
MOST = 180


def deadlines_of(congress: Congress) -> SpeakingDeadlines:
    """Return the deadlines of a congress, or the usual ones (then a row that is not written). One query."""
    return db.session.get(SpeakingDeadlines, congress.id) or SpeakingDeadlines(congress_id=congress.id, **USUAL)


def set_deadlines(congress: Congress, *, by: Person | None, **days: int) -> SpeakingDeadlines:
    """Choose them, each a number of days, 0 to 180; to answer, 1 at least. Letters that have left do not change."""
    with transaction():
        lock_name(f"speaking_deadlines:{congress.id}")
        kept = db.session.get(SpeakingDeadlines, congress.id, populate_existing=True)
        kept = kept or SpeakingDeadlines(congress_id=congress.id)
        for name in USUAL:
            setattr(kept, name, days[name])
        db.session.add(kept)
        journal.record("speaking_deadlines_set", congress, by=by, congress_id=congress.id, days=days)
        return kept


def answer_by(deadlines: SpeakingDeadlines, session_day: date) -> date:
    """Return the day proposed for an answer: before the session, and tomorrow at the earliest."""
    today = now().date()
    within = today + timedelta(days=deadlines.answer_within)
    return max(today + timedelta(days=1), min(within, session_day - timedelta(days=1)))


def presented_by(deadlines: SpeakingDeadlines, session_day: date) -> date | None:
    """Return the day by which biography and portrait are awaited; None where that day is past: as soon as possible."""
    due = session_day - timedelta(days=deadlines.presented_before)
    return due if due >= now().date() else None


def slides_by(deadlines: SpeakingDeadlines, session_day: date) -> date:
    """Return the day by which slides are awaited; the day itself once the days before it have begun."""
    due = session_day - timedelta(days=deadlines.slides_before)
    return due if due >= now().date() else session_day


def summary_by(deadlines: SpeakingDeadlines, session_day: date) -> date:
    """Return the day by which the rapporteur's summary is awaited."""
    return session_day + timedelta(days=deadlines.summary_after)
