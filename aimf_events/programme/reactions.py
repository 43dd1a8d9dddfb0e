"""What the programme does when a registration is decided: an invitation exists, or is cancelled; a speaker's new name is shown."""

from typing import Any

from ..database import db
from ..mail import attachments
from ..mail.attachments import MailPart
from ..mail.models import OutgoingMessage
from ..registration import facts
from ..registration.models import Registration
from . import invitations, speakers
from .calendar import Mailbox
from .models import CalendarInvitation


@facts.registration_approved.connect
def invite(registration: Registration, **_extra: Any) -> None:
    """Accredited: the calendar invitation that goes with the confirmation exists, with its revision."""
    invitations.calendar_invitation_of(registration)


@facts.registration_refused.connect
@facts.registration_withdrawn.connect
def cancel(registration: Registration, **_extra: Any) -> None:
    """No longer expected: the entry leaves the agenda of whoever had it."""
    invitations.cancel_invitation(registration)


@facts.identity_changed.connect
def show_new_name(registration: Registration, **_extra: Any) -> None:
    """The programme names speakers: the pages that show this one are no longer what they were."""
    speakers.touch_sessions_of(registration.person)


def attach_request(message: OutgoingMessage) -> list[MailPart]:
    """The invitation, with the confirmation sent to the participant. A correspondent's agenda is not the participant's."""
    registration = db.session.get(Registration, int(message.data["registration_id"]))
    current = invitations.living_invitation(registration) if registration and message.data.get("own") else None
    if current is None:
        return []
    attendee = Mailbox(message.recipient_name, message.recipient)
    return _parts("REQUEST", invitations.request_bytes(current, attendee, message.language))


def attach_cancellation(message: OutgoingMessage) -> list[MailPart]:
    """The cancellation of the very entry that this mailbox had received."""
    current = db.session.get(CalendarInvitation, int(message.data["invitation_id"]))
    if current is None:
        return []
    attendee = Mailbox(message.recipient_name, message.recipient)
    return _parts("CANCEL", invitations.cancel_bytes(current, attendee, message.language))


def _parts(method: str, ics: bytes) -> list[MailPart]:
    """The same bytes twice: agendas read the alternative, people save the file (specs/programme-calendar.md, point 1)."""
    params = {"charset": "utf-8", "method": method, "component": "VEVENT"}
    return [
        MailPart(ics, "text", "calendar", params=params, is_alternative=True),
        MailPart(ics, "application", "ics", filename="invite.ics", params={"name": "invite.ics"}),
    ]


attachments.register(invitations.FACT, attach_request)
attachments.register(invitations.CANCELLED_FACT, attach_cancellation)
