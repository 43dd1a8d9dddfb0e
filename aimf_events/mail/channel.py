"""The way to the mail server: open, or stopped because the server refuses us. Letters wait, none is burnt."""

from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from .. import jobs, journal
from ..clock import now
from ..database import after_commit, db, transaction
from .models import MailChannel

SMTP = "smtp"


def stopped_channel() -> MailChannel | None:
    """Return the channel if it is stopped, with why; None while letters leave."""
    channel = db.session.get(MailChannel, SMTP, populate_existing=True)
    return channel if channel is not None and channel.stopped_at else None


def stop_channel(why: str) -> None:
    """Stop sending until an operator restarts: the server refused our name, our password or our sender address."""
    with transaction():
        values = {"stopped_at": now(), "why": why}
        statement = insert(MailChannel).values(name=SMTP, **values)
        db.session.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))
        journal.record("mail_channel_stopped", "MailChannel", by=None, why=why)


def restart_channel(*, by: Any) -> None:
    """Let letters leave again, the waiting ones first by priority."""
    with transaction():
        db.session.execute(update(MailChannel).where(MailChannel.name == SMTP).values(stopped_at=None, why=""))
        journal.record("mail_channel_restarted", "MailChannel", by=by)
        after_commit(jobs.wake_letters)
