"""What the programme does when a registration is decided: an invitation exists, or is cancelled; a speaker's new name is shown.

And what it brings into the copy of a congress.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..congress.copying import copy_rows
from ..congress.facts import congress_created
from ..congress.models import Congress, Venue
from ..database import db
from ..mail import attachments, incoming
from ..mail.attachments import MailPart, Maker
from ..mail.models import OutgoingMessage
from ..registration import facts
from ..registration.models import Registration
from . import (
    change_posting,
    invitations,
    judgement,
    release_checks,
    releases,
    replies,
    session_invitations,
    sign_up,
    sign_up_letters,
    tracks,
)
from .calendar import Mailbox, cancellation, invitation
from .conflict_models import ConflictRules
from .facts import session_places_changed
from .models import CalendarInvitation, ProgrammeSession
from .speaking_models import SpeakingDeadlines


@congress_created.connect
def begin(congress: Congress, copied_from: Congress | None = None, copies: Any = None, **_extra: Any) -> None:
    """A copy of a congress begins with its themes, its rules of conflict and its speakers' deadlines; sessions are written anew."""
    if copied_from is not None:
        copy_rows(tracks.tracks_of(copied_from), copies, congress_id=congress.id)
        rules = db.session.get(ConflictRules, copied_from.id)
        copy_rows([rules] if rules else [], copies, congress_id=congress.id)
        deadlines = db.session.get(SpeakingDeadlines, copied_from.id)
        copy_rows([deadlines] if deadlines else [], copies, congress_id=congress.id)


@facts.registration_approved.connect
def invite(registration: Registration, **_extra: Any) -> None:
    """Accredited: the calendar invitation that goes with the confirmation exists, with its revision."""
    invitations.calendar_invitation_of(registration)


@facts.registration_refused.connect
@facts.registration_withdrawn.connect
@facts.registration_substituted.connect
def cancel(registration: Registration, **_extra: Any) -> None:
    """No longer expected: the entry leaves the agenda of whoever had it."""
    invitations.cancel_invitation(registration)


@facts.registration_refused.connect
@facts.registration_withdrawn.connect
@facts.registration_substituted.connect
def give_places_back(registration: Registration, **_extra: Any) -> None:
    """No longer expected: the places in sessions go to whoever waits for them."""
    sign_up.withdraw_all(registration)


@facts.identity_changed.connect
def show_new_name(registration: Registration, **_extra: Any) -> None:
    """The programme names speakers: the pages that show this one are no longer what they were."""
    releases.show_anew(registration.person)


@session_places_changed.connect
def follow_places(planned: ProgrammeSession, **_extra: Any) -> None:
    """Another number of places: the sheet on which people sign up agrees, and places added go to whoever waits."""
    sign_up.follow_places(planned)


def attach_requests(messages: Sequence[OutgoingMessage]) -> Maker:
    """The invitation, with the confirmation sent to the participant. A correspondent's agenda is not the participant's."""
    own = [int(each.data["registration_id"]) for each in messages if each.data.get("own")]
    found = invitations.living_invitations(own)
    venues = invitations.main_venues(found.values())

    def make(message: OutgoingMessage) -> list[MailPart]:
        current = found.get(int(message.data["registration_id"])) if message.data.get("own") else None
        return _parts("REQUEST", invitations.request_bytes, current, message, venues)

    return make


def attach_cancellations(messages: Sequence[OutgoingMessage]) -> Maker:
    """The cancellation of the very entry that this mailbox had received."""
    found = invitations.invitations_by_id([int(each.data["invitation_id"]) for each in messages])
    venues = invitations.main_venues(found.values())

    def make(message: OutgoingMessage) -> list[MailPart]:
        current = found.get(int(message.data["invitation_id"]))
        return _parts("CANCEL", invitations.cancel_bytes, current, message, venues)

    return make


def _parts(
    method: str,
    write: Callable[..., bytes],
    current: CalendarInvitation | None,
    message: OutgoingMessage,
    venues: Mapping[int, Venue | None],
) -> list[MailPart]:
    if current is None:
        return []
    attendee = Mailbox(message.recipient_name, message.recipient)
    return _twice(method, write(current, attendee, message.language, venue=venues[current.registration.congress_id]))


def _twice(method: str, ics: bytes) -> list[MailPart]:
    """The same bytes twice: agendas read the alternative, people save the file (specs/programme-calendar.md, point 1)."""
    params = {"charset": "utf-8", "method": method, "component": "VEVENT"}
    return [
        MailPart(ics, "text", "calendar", params=params, is_alternative=True),
        MailPart(ics, "application", "ics", filename="invite.ics", params={"name": "invite.ics"}),
    ]


def attach_session(_messages: Sequence[OutgoingMessage]) -> Maker:
    """The entry of a session, as it was frozen when its letter was written."""

    def make(message: OutgoingMessage) -> list[MailPart]:
        kept = message.data.get("event")
        if not kept:
            return []
        event = session_invitations.thawed(kept)
        return _twice("CANCEL", cancellation(event)) if event.cancelled else _twice("REQUEST", invitation(event))

    return make


release_checks.register(judgement.check_release)
for fact in (*change_posting.SPEAKER_FACTS.values(), sign_up_letters.GIVEN, sign_up_letters.RETURNED):
    attachments.register(fact, attach_session)
attachments.register(invitations.FACT, attach_requests)
attachments.register(invitations.CANCELLED_FACT, attach_cancellations)
incoming.register(replies.take_reply)
