"""Mailboxes that no longer take letters, and those that want no more reminders."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from .. import journal
from ..clock import now
from ..database import db, lock, new_public_id, transaction
from ..errors import NotFound
from .models import DeadMailbox, ReminderRefusal, Subscription


def key_of(address: str) -> str:
    """Return the key by which two writings of one mailbox are equal, as `people.contacts` makes it."""
    return address.strip().casefold()


def dead_among(addresses: Iterable[str]) -> set[str]:
    """Return the keys of those addresses that refused for good. One query."""
    keys = {key_of(each) for each in addresses}
    wanted = select(DeadMailbox.key).where(DeadMailbox.key.in_(keys), DeadMailbox.cleared_at.is_(None))
    return set(db.session.scalars(wanted)) if keys else set()


def ended_among(addresses: Iterable[str]) -> set[str]:
    """Return the keys of those addresses whose owners ended their subscription to the newsletter. One query."""
    keys = {key_of(each) for each in addresses}
    wanted = select(Subscription.key).where(Subscription.key.in_(keys), Subscription.ended_at.is_not(None))
    return set(db.session.scalars(wanted)) if keys else set()


def mark_dead(address: str, *, reason: str, since: datetime) -> None:
    """Write no more than what is essential to a mailbox, until the secretariat clears it. Twice keeps the first day."""
    values = {"public_id": new_public_id(), "key": key_of(address), "since": since, "reason": reason[:500]}
    again = {"since": since, "reason": reason[:500], "cleared_at": None, "cleared_by_id": None}
    statement = insert(DeadMailbox).values(values)
    cleared = DeadMailbox.cleared_at.is_not(None)
    with transaction():
        db.session.execute(statement.on_conflict_do_update(index_elements=["key"], set_=again, where=cleared))


def clear_mailbox(box: DeadMailbox, *, by: Any) -> None:
    """Write to a mailbox again: it was mended, or the report was about something else. Twice is harmless."""
    with transaction():
        if lock(box).cleared_at is None:
            box.cleared_at, box.cleared_by_id = now(), getattr(by, "id", None)
            journal.record("mailbox_cleared", box, by=by)


def dead_mailboxes() -> list[DeadMailbox]:
    """Return the mailboxes that get nothing but what is essential, the latest first."""
    wanted = select(DeadMailbox).where(DeadMailbox.cleared_at.is_(None))
    return list(db.session.scalars(wanted.order_by(DeadMailbox.since.desc(), DeadMailbox.id.desc())))


def dead_mailbox(public_id: str) -> DeadMailbox:
    """Return one of them.

    Raises:
        NotFound: there is none.
    """
    found = db.session.scalars(select(DeadMailbox).filter_by(public_id=public_id)).first()
    if found is None:
        raise NotFound
    return found


def refuse_reminders(congress_id: int, address: str) -> None:
    """Remind a mailbox no more in a congress. Twice is harmless."""
    values = {"congress_id": congress_id, "key": key_of(address), "refused_at": now()}
    with transaction():
        db.session.execute(insert(ReminderRefusal).values(values).on_conflict_do_nothing())


def refusals_of(congress_id: int) -> set[str]:
    """Return the keys of the mailboxes that want no more reminders of a congress. One query."""
    return set(db.session.scalars(select(ReminderRefusal.key).filter_by(congress_id=congress_id)))
