"""What came back: a report is believed if it names a letter that left, and the mailbox it went to.

A mailbox that does not exist is dead at once; one that failed three times in a month for passing reasons is too. Dead, it
gets nothing but what is essential, and the secretariat is asked to call.
"""

import hashlib
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from .. import journal
from ..clock import now
from ..database import db, lock, transaction
from .mailboxes import key_of, mark_dead
from .models import BounceReport, MessageState, OutgoingMessage
from .reports import Report, read_reports

SOFT_FAILURES, WITHIN = 3, timedelta(days=30)
_LEFT = (MessageState.ACCEPTED, MessageState.UNCERTAIN, MessageState.DELIVERED, MessageState.BOUNCED)


def take_report(raw: bytes) -> str:
    """Take one message that came back; return what became of it: "bounced", "soft", "delivered", "known", "ignored", "no report".

    The same bytes twice count once.
    """
    reports = read_reports(raw)
    if not reports:
        return "no report"
    digest = hashlib.sha256(raw).hexdigest()
    outcomes = [_take(report, f"{digest[:60]}:{number:03d}") for number, report in enumerate(reports[:20])]
    return next((each for each in ("bounced", "soft", "delivered", "ignored") if each in outcomes), "known")


def _take(report: Report, digest: str) -> str:
    with transaction():
        letter = _letter_of(report)
        values = {
            "sha256": digest,
            "message_id": letter.id if letter else None,
            "recipient": letter.recipient if letter else "",
            "action": report.action,
            "status": report.status,
            "diagnostic": report.diagnostic if letter else "",
            "received_at": now(),
        }
        statement = insert(BounceReport).values(values).on_conflict_do_nothing(index_elements=["sha256"])
        if db.session.scalar(statement.returning(BounceReport.id)) is None:
            return "known"
        if letter is None:
            journal.record("delivery_report_ignored", "BounceReport", by=None, report=digest[:16])
            return "ignored"
        return _apply(report, lock(letter))


def _letter_of(report: Report) -> OutgoingMessage | None:
    """The letter that a report is about, if it left and went to that mailbox: anyone may send us a report."""
    letter = db.session.scalars(select(OutgoingMessage).filter_by(message_id=report.message_id)).first()
    if letter is None or letter.state not in _LEFT:
        return None
    return letter if key_of(letter.recipient) in {key_of(each) for each in report.recipients} else None


def _apply(report: Report, letter: OutgoingMessage) -> str:
    if report.action in ("delivered", "relayed") and letter.state is not MessageState.BOUNCED:
        letter.state = MessageState.DELIVERED
        return "delivered"
    if report.action != "failed":
        return "soft"  # delayed: the other server goes on trying
    letter.state, letter.called_at = MessageState.BOUNCED, None
    letter.answer = f"{report.status} {report.diagnostic}".strip()
    letter.ended_at = letter.ended_at or now()
    journal.record("letter_bounced", letter, by=None, status=report.status)
    if report.is_deadly or _failures_of(letter) >= SOFT_FAILURES:
        mark_dead(letter.recipient, reason=letter.answer, since=now())
    return "bounced" if report.is_deadly else "soft"


def _failures_of(letter: OutgoingMessage) -> int:
    """How many letters to the mailbox have failed of late, this one with them."""
    failed = select(func.count(func.distinct(BounceReport.message_id))).where(
        func.lower(BounceReport.recipient) == key_of(letter.recipient),
        BounceReport.action == "failed",
        BounceReport.received_at > now() - WITHIN,
    )
    return db.session.scalar(failed) or 0


def reports_of(letter: OutgoingMessage) -> list[BounceReport]:
    """Return what came back about a letter, oldest first."""
    wanted = select(BounceReport).filter_by(message_id=letter.id)
    return list(db.session.scalars(wanted.order_by(BounceReport.id)))
