"""The one calendar entry of a participant: the days of the congress. Its UID never changes, its SEQUENCE only grows.

Source of the rules: specs/programme-calendar.md, "Calendar" (RFC 5545, 5546). The entry is the same bytes in the letter
of confirmation, in its resend and in the download, because all that varies is stored: uid, sequence, time of the revision.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from .. import journal
from ..clock import now
from ..congress.models import Congress, Venue
from ..database import db, lock, lock_name, transaction
from ..i18n import format_day, local_to_utc, pick, use_language, zone_city
from ..mail import outbox
from ..mail.models import MessageState, OutgoingMessage, Priority
from ..registration.letters import frozen_words, salutation
from ..registration.links import ticket_url
from ..registration.models import Mode, Registration
from .calendar import CalendarEvent, Mailbox, cancellation, invitation
from .models import CalendarInvitation

FACT = "registration_confirmed"
CANCELLED_FACT = "congress_invitation_cancelled"
DAY_BEGINS, DAY_ENDS = "09:00", "18:00"  # wall time; the exact hours are on the personal page
_REGISTRATION = joinedload(CalendarInvitation.registration)
_WITH_PARTICIPANT = (_REGISTRATION.joinedload(Registration.person), _REGISTRATION.joinedload(Registration.congress))
_LEFT = (MessageState.CLAIMED, MessageState.ACCEPTED, MessageState.UNCERTAIN, MessageState.DELIVERED)


def calendar_invitation_of(registration: Registration) -> CalendarInvitation:
    """Return the living invitation of a registration, written at the first need and revised when what it says has changed.

    A new one, of another UID, follows a cancellation.
    """
    with transaction():
        lock_name(f"calendar_invitation:{registration.id}")
        current, key = living_invitation(registration), _content_key(registration)
        if current is None:
            current = CalendarInvitation(registration_id=registration.id, content_key=key, revised_at=now())
            current.registration = registration
            db.session.add(current)
            db.session.flush()
        elif current.content_key != key:
            lock(current)
            current.sequence += 1
            current.content_key, current.revised_at = key, now()
        return current


def living_invitation(registration: Registration) -> CalendarInvitation | None:
    """Return the invitation that was not cancelled, or None. Reads only."""
    wanted = select(CalendarInvitation).filter_by(registration_id=registration.id, cancelled_at=None)
    return db.session.scalars(wanted.order_by(CalendarInvitation.id.desc())).first()


def living_invitations(registration_ids: Iterable[int]) -> dict[int, CalendarInvitation]:
    """Return the living invitations of some registrations with all that they say, by registration. One query."""
    wanted = CalendarInvitation.registration_id.in_(registration_ids), CalendarInvitation.cancelled_at.is_(None)
    rows = select(CalendarInvitation).where(*wanted).order_by(CalendarInvitation.id).options(*_WITH_PARTICIPANT)
    return {each.registration_id: each for each in db.session.scalars(rows)}


def invitations_by_id(ids: Iterable[int]) -> dict[int, CalendarInvitation]:
    """Return some invitations, cancelled or not, with all that they say. One query."""
    rows = select(CalendarInvitation).where(CalendarInvitation.id.in_(ids)).options(*_WITH_PARTICIPANT)
    return {each.id: each for each in db.session.scalars(rows)}


def main_venues(found: Iterable[CalendarInvitation]) -> dict[int, Venue | None]:
    """Return the venue that the invitations of each congress name, by congress. One query."""
    ids = {each.registration.congress_id for each in found}
    rows = select(Venue).where(Venue.congress_id.in_(ids)).order_by(Venue.id.desc())
    return dict.fromkeys(ids) | {venue.congress_id: venue for venue in db.session.scalars(rows)}


def calendar_bytes(registration: Registration, language: str) -> bytes:
    """Return the invitation (METHOD:REQUEST) of a participant in a language: the same bytes as in the letter.

    Raises:
        ValueError: the participant has no address of their own to be invited at.
    """
    current = calendar_invitation_of(registration)
    return request_bytes(current, own_mailbox(registration), language, venue=_main_venue(registration))


def request_bytes(current: CalendarInvitation, attendee: Mailbox, language: str, *, venue: Venue | None) -> bytes:
    """Return METHOD:REQUEST of an invitation for its one recipient, at the congress's main venue."""
    return invitation(_event(current, attendee, language, venue))


def cancel_bytes(current: CalendarInvitation, attendee: Mailbox, language: str, *, venue: Venue | None) -> bytes:
    """Return METHOD:CANCEL of an invitation that was cancelled, for one who had its REQUEST."""
    return cancellation(_event(current, attendee, language, venue))


def own_mailbox(registration: Registration) -> Mailbox:
    """Return the participant's name and address, as the letter of confirmation writes them."""
    return Mailbox(registration.person.full_name, registration.email or registration.person.email or "")


def cancel_invitation(registration: Registration) -> CalendarInvitation | None:
    """Cancel the living invitation: a letter to whoever had the REQUEST, and to nobody else. Twice is harmless.

    A confirmation still waiting is withheld: it will never be a REQUEST in someone's agenda. The caller may hold a transaction.
    """
    with transaction():
        lock_name(f"calendar_invitation:{registration.id}")
        current = living_invitation(registration)
        if current is None:
            return None
        had = requests_sent(registration)
        outbox.supersede(FACT, about=registration)
        lock(current)
        current.sequence += 1
        current.cancelled_at = current.revised_at = now()
        journal.record(
            "calendar_invitation_cancelled", current, by=None, congress_id=registration.congress_id, told=len(had)
        )
        for request in had:
            _post_cancellation(current, request)
        return current


def requests_sent(registration: Registration) -> list[OutgoingMessage]:
    """Return one letter per mailbox that may have received the living invitation's REQUEST, the latest."""
    earlier = select(CalendarInvitation.cancelled_at).where(
        CalendarInvitation.registration_id == registration.id, CalendarInvitation.cancelled_at.is_not(None)
    )
    since: datetime | None = max((moment for moment in db.session.scalars(earlier) if moment), default=None)
    letters = select(OutgoingMessage).filter_by(fact=FACT, about_kind="Registration", about_id=registration.id)
    letters = letters.where(OutgoingMessage.state.in_(_LEFT) | (OutgoingMessage.doubts > 0))
    if since is not None:
        letters = letters.where(OutgoingMessage.written_at > since)
    found = db.session.scalars(letters.order_by(OutgoingMessage.id))
    return list({letter.recipient.casefold(): letter for letter in found if letter.data.get("own")}.values())


def _post_cancellation(current: CalendarInvitation, request: OutgoingMessage) -> None:
    registration = current.registration
    with use_language(request.language):
        data = {
            "invitation_id": current.id,
            "salutation": salutation(registration.person, registration.function),
            **frozen_words(registration.delegation),
        }
    outbox.post(
        CANCELLED_FACT,
        to=request.recipient,
        recipient_name=request.recipient_name,
        language=request.language,
        dedupe_key=f"invitation_cancelled:{current.id}:{hashlib.sha256(request.recipient.encode()).hexdigest()[:16]}",
        data=data,
        priority=Priority.CHANGE,
        person_id=request.person_id,
        congress_id=registration.congress_id,
        about=registration,
    )


def _event(current: CalendarInvitation, attendee: Mailbox, language: str, venue: Venue | None) -> CalendarEvent:
    """Write the entry in a language. Every word comes from what `_content_key` covers."""
    registration, config = current.registration, current_app.config["AIMF"]
    congress, url = registration.congress, ticket_url(registration)
    with use_language(language):
        return CalendarEvent(
            uid=f"{current.uid}@{config.instance_id}",
            sequence=current.sequence,
            revised_at=current.revised_at,
            starts_at=local_to_utc(congress.starts_on, DAY_BEGINS, congress.time_zone),
            ends_at=local_to_utc(congress.ends_on, DAY_ENDS, congress.time_zone),
            summary=pick(congress.title),
            description=_description(congress, url),
            location=_location(registration, venue),
            organizer=Mailbox(config.mail_from_name, config.mail_from),
            attendee=attendee,
            url=url,
            url_label=_("Votre page du congrès"),
            language=language,
        )


def _description(congress: Congress, url: str) -> str:
    first, last = format_day(congress.starts_on), format_day(congress.ends_on)
    when = _("Du %(first)s au %(last)s", first=first, last=last) if first != last else first
    return "\n".join(
        (
            _("%(when)s, heure de %(city)s.", when=when, city=zone_city(congress.time_zone)),
            _("Votre billet, le programme et vos liens pour rejoindre les séances :"),
            url,
        )
    )


def _main_venue(registration: Registration) -> Venue | None:
    return db.session.scalars(
        select(Venue).filter_by(congress_id=registration.congress_id).order_by(Venue.id).limit(1)
    ).first()


def _location(registration: Registration, venue: Venue | None) -> str:
    if registration.mode is Mode.ONLINE:
        return _("En ligne")
    city = pick(registration.congress.city)
    return ", ".join(part for part in (venue.name if venue else "", venue.address if venue else "", city) if part)


def _content_key(registration: Registration) -> str:
    """Return a hash of all that the entry says, in every language: another hash is another revision."""
    congress = registration.congress
    with use_language("fr"):
        place = _location(registration, _main_venue(registration))
    said = [
        *(congress.starts_on.isoformat(), congress.ends_on.isoformat(), congress.time_zone, place),
        local_to_utc(congress.starts_on, DAY_BEGINS, congress.time_zone).isoformat(),  # its rules may change
        *(congress.title, congress.city, ticket_url(registration), *own_mailbox(registration)),
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
