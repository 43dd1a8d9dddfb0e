"""The calendar entries of those who have a part in a session: one VEVENT for each person and session, one UID, a growing SEQUENCE.

Source: specs/programme-calendar.md, "Calendar", points 1 to 5. What a revision says is frozen in its letter, so that a resend is
the same bytes whatever the programme becomes.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from ..clock import now
from ..database import db
from ..i18n import use_language
from ..mail.models import MessageState, OutgoingMessage
from .calendar import CalendarEvent, Mailbox
from .models import SessionInvitation
from .released import ReleasedSession
from .session_event import session_event

ARRIVED = (MessageState.CLAIMED, MessageState.ACCEPTED, MessageState.UNCERTAIN, MessageState.DELIVERED)


def living_invitations(person_ids: Iterable[int]) -> dict[tuple[int, int], SessionInvitation]:
    """Return the invitations that were not cancelled, by (person, session). One query."""
    rows = select(SessionInvitation).where(
        SessionInvitation.person_id.in_(list(person_ids)), SessionInvitation.cancelled_at.is_(None)
    )
    return {(each.person_id, each.session_id): each for each in db.session.scalars(rows)}


def revise(held: SessionInvitation | None, person_id: int, session: ReleasedSession) -> tuple[SessionInvitation, bool]:
    """Return the invitation as it must be now, and whether it says something new. The caller holds the transaction."""
    key = content_key(session)
    if held is None:
        held = SessionInvitation(person_id=person_id, session_id=session.id, content_key=key, revised_at=now())
        db.session.add(held)
        db.session.flush()
        return held, True
    if held.content_key == key:
        return held, False
    held.sequence += 1
    held.content_key, held.revised_at = key, now()
    return held, True


def cancel(held: SessionInvitation) -> None:
    """The entry must leave the agenda. The caller holds the transaction."""
    held.sequence += 1
    held.cancelled_at = held.revised_at = now()


def requests_that_left(invitation_ids: Iterable[int]) -> set[int]:
    """Return the invitations of which a letter may have reached its reader. One query."""
    letters = select(OutgoingMessage.about_id).where(
        OutgoingMessage.about_kind == "SessionInvitation",
        OutgoingMessage.about_id.in_(list(invitation_ids)),
        OutgoingMessage.state.in_(ARRIVED) | (OutgoingMessage.doubts > 0),
    )
    return {ident for ident in db.session.scalars(letters) if ident is not None}


def letters_that_left(held: SessionInvitation) -> list[OutgoingMessage]:
    """Return the letters about the entry that may have reached their reader, the latest last. One query."""
    letters = select(OutgoingMessage).filter_by(about_kind="SessionInvitation", about_id=held.id)
    left = OutgoingMessage.state.in_(ARRIVED) | (OutgoingMessage.doubts > 0)
    return list(db.session.scalars(letters.where(left).order_by(OutgoingMessage.id)))


def event_of(
    held: SessionInvitation,
    session: ReleasedSession,
    *,
    url: str,
    language: str,
    attendee: Mailbox | None = None,
) -> CalendarEvent:
    """Return the entry in a language. All that varies is stored, or covered by `content_key`."""
    with use_language(language):
        return session_event(
            session,
            uid=held.uid,
            sequence=held.sequence,
            revised_at=held.revised_at,
            url=url,
            url_label=_("Votre page du congrès"),
            attendee=attendee,
            off=held.cancelled_at is not None,
        )


def content_key(session: ReleasedSession) -> str:
    """Return a hash of what the entry says of the session, in every language: another one is another SEQUENCE."""
    said = [
        *(session.starts_at.isoformat(), session.ends_at.isoformat(), session.time_zone),
        *(session.title, session.room.name if session.room else session.place, session.mode.value),
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def frozen(event: CalendarEvent) -> dict[str, Any]:
    """Return an entry as the data of its letter keeps it."""
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(event).items()}


def thawed(kept: Mapping[str, Any]) -> CalendarEvent:
    """Return the entry that `frozen` wrote."""
    moments = {name: datetime.fromisoformat(kept[name]) for name in ("revised_at", "starts_at", "ends_at")}
    people = {name: Mailbox(*kept[name]) if kept[name] else None for name in ("organizer", "attendee")}
    return CalendarEvent(**{**kept, **moments, **people})
