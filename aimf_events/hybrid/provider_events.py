"""What providers tell of who came and left, and what we tell them of who may not stay.

Evidence is only added. A message may come twice, late, in any order, or from somebody else: twice is kept once, late keeps the hour of its
source, the order is that of the source's clock, and what is not of a ticket of that very room is not believed.
"""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from ..clock import now
from ..database import db, transaction
from ..jobs import job, periodic
from ..registration.models import Registration
from .models import EvidenceSource, PresenceEvidence
from .providers import PROVIDERS, provider_of
from .providers.contract import Happened, ProviderEvent
from .room_models import JoinTicket, OnlineRoom
from .rooms import place_of
from .tickets import LASTS, entry_of, ticket_of_entry

LATE = timedelta(days=1)  # what is older was told to another congress
AHEAD = timedelta(minutes=2)  # a provider's clock may be so much before ours
MOST_ROOMS = 50  # of one message
_CALLED = [kind for kind, provider in PROVIDERS.items() if provider.capabilities().says_who_is_in]


def take_message(body: bytes, headers: Mapping[str, str]) -> int:
    """Keep what a provider's message tells of our rooms; return how many facts were new."""
    wanted = select(OnlineRoom).where(OnlineRoom.public_id.in_(_rooms_named_in(body)), OnlineRoom.kind.in_(_CALLED))
    kept = 0
    for room in db.session.scalars(wanted.where(OnlineRoom.removed_at.is_(None)).order_by(OnlineRoom.id)).all():
        for event in provider_of(room.kind).parse_webhook(place_of(room), body, headers):
            kept += keep_event(room, event)
    return kept


def keep_event(room: OnlineRoom, event: ProviderEvent) -> bool:
    """Add one fact; False for what was told before, is too old or of the future, or is nobody's of this room."""
    ticket = ticket_of_entry(event.entry, room)
    if ticket is None or not now() - LATE <= event.at <= now() + AHEAD:
        return False
    row = {
        "registration_id": ticket.registration_id,
        "session_id": room.session_id,
        "source": EvidenceSource.PROVIDER,
        "detail": str(event.what),
        "ident": event.ident,
        "at_source": event.at,
        "received_at": now(),
    }
    with transaction():
        added = insert(PresenceEvidence).values(row).on_conflict_do_nothing().returning(PresenceEvidence.id)
        is_new = db.session.execute(added).scalar() is not None
        if is_new and event.what is Happened.JOINED:
            retire_ticket.later(ticket.id)
    return is_new


@job
def retire_ticket(ticket_id: int) -> None:
    """Make the credential of a ticket that let somebody in worthless: it was for once."""
    _retire([ticket_id])


@periodic(seconds=60)
def retire_expired_tickets() -> None:
    """Make the credentials of tickets that nobody used within five minutes worthless."""
    ended = (
        select(JoinTicket.id).join(JoinTicket.room).where(OnlineRoom.kind.in_(_CALLED), JoinTicket.used_at.is_not(None))
    )
    _retire(db.session.scalars(ended.where(JoinTicket.expires_at.between(now() - 2 * LASTS, now()))).all())


def is_inside_somewhere(registration: Registration) -> bool:
    """Whether somebody entered, within a day, a room that can put people out."""
    return db.session.scalars(_entered(registration.id).limit(1)).first() is not None


@job
def put_out(registration_id: int) -> None:
    """Put somebody who is no longer expected out of every room that they entered within a day."""
    for ticket in db.session.scalars(_entered(registration_id)).all():
        if ticket.room is not None:
            provider_of(ticket.room.kind).remove(place_of(ticket.room), entry_of(ticket))


def _entered(registration_id: int) -> Select[JoinTicket]:
    entered = select(JoinTicket).join(JoinTicket.room)
    entered = entered.where(OnlineRoom.kind.in_(_CALLED), OnlineRoom.removed_at.is_(None))
    mine = (JoinTicket.registration_id == registration_id, JoinTicket.used_at > now() - timedelta(days=1))
    return entered.where(*mine).options(joinedload(JoinTicket.room))


def _retire(ticket_ids: Any) -> None:
    """One question to each room. A provider that does not answer is asked again by the queue of jobs."""
    wanted = select(JoinTicket).where(JoinTicket.id.in_(list(ticket_ids))).options(joinedload(JoinTicket.room))
    by_room: dict[OnlineRoom, list[str]] = {}
    for ticket in db.session.scalars(wanted).all():
        if ticket.room is not None and ticket.room.removed_at is None:
            by_room.setdefault(ticket.room, []).append(entry_of(ticket))
    for room, entries in by_room.items():
        provider_of(room.kind).retire(place_of(room), entries)


def _rooms_named_in(body: bytes) -> list[str]:
    """Return the rooms that a message names: only their own settings say whether it is genuine."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return []
    found = set()
    for each in told if isinstance(told, list) else [told]:
        event = each.get("event") if isinstance(each, dict) else None
        data = event.get("data") if isinstance(event, dict) else None
        if isinstance(data, dict) and isinstance(data.get("room"), str):
            found.add(data["room"][:22])
    return sorted(found)[:MOST_ROOMS]
