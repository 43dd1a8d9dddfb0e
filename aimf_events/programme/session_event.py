"""The calendar entry of a released session, for a letter, a feed or a download: one place decides what an agenda is told of it."""

from datetime import datetime
from uuid import UUID

from flask import current_app

from ..i18n import language, pick
from . import change_text
from .calendar import CalendarEvent, Mailbox
from .public import where_of
from .released import ReleasedSession


def session_event(
    session: ReleasedSession,
    *,
    uid: UUID,
    sequence: int,
    revised_at: datetime,
    url: str,
    url_label: str,
    said: str = "",
    attendee: Mailbox | None = None,
    off: bool = False,
) -> CalendarEvent:
    """Return the entry in the language that is spoken.

    Args:
        uid, sequence, revised_at: of the session itself, or of one person's part in it.
        url: where its reader finds the session, or their own page.
        said: more of the session than its hour and place.
        off: it is cancelled, or no longer for this reader.
    """
    config = current_app.config["AIMF"]
    return CalendarEvent(
        uid=f"{uid}@{config.instance_id}",
        sequence=sequence,
        revised_at=revised_at,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        summary=pick(session.title),
        description="\n".join(each for each in (change_text.when_where(session), said, url) if each),
        location=where_of(session),
        organizer=Mailbox(config.mail_from_name, config.mail_from),
        attendee=attendee,
        url=url,
        url_label=url_label,
        language=language(),
        cancelled=off,
    )
