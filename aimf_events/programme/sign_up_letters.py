"""What tells of a place: the letter and the calendar entry when it comes, the cancellation when it goes."""

from typing import Any

from flask_babel import gettext as _

from ..database import db
from ..i18n import pick, use_language
from ..mail import outbox
from ..mail.models import Priority
from ..registration.letters import stands_in, words_about
from ..registration.links import ticket_url
from ..registration.models import Registration
from . import change_text, session_invitations
from .calendar import Mailbox
from .change_posting import reader_of
from .concerns import parts_of
from .models import SessionInvitation
from .released import ReleasedSession
from .releases import released_session
from .sign_up_models import PlaceKind, SignUp

GIVEN, RETURNED = "place_given", "place_returned"


def post_place(line: SignUp, *, from_list: bool = False) -> None:
    """Tell that a place is theirs. The caller holds the transaction."""
    registration = line.registration
    session = released_session(registration.congress_id, session_id=line.session_id)
    if session is None:
        return
    held = session_invitations.living_invitations([registration.person_id]).get((registration.person_id, session.id))
    if not parts_of(session, registration.person_id):
        held, _is_new = session_invitations.revise(held, registration.person_id, session)
    _post(GIVEN, line, session, held, from_list=from_list)


def post_return(line: SignUp) -> None:
    """Take the entry out of the agenda of whoever gives a place back, if it was there. The caller holds the transaction."""
    registration = line.registration
    session = released_session(registration.congress_id, session_id=line.session_id)
    held = session_invitations.living_invitations([registration.person_id]).get(
        (registration.person_id, line.session_id)
    )
    if session is None or held is None or parts_of(session, registration.person_id):
        return
    outbox.supersede(GIVEN, about=held)
    db.session.flush()
    left = held.id in session_invitations.requests_that_left([held.id])
    session_invitations.cancel(held)
    if left:
        _post(RETURNED, line, session, held)


def _post(
    fact: str, line: SignUp, session: ReleasedSession, held: SessionInvitation | None, *, from_list: bool = False
) -> None:
    registration = line.registration
    reader, language = reader_of(registration)
    contact = stands_in(registration)
    email = contact.email if contact else registration.email
    if not email:
        return
    event = None
    if held is not None and contact is None:  # a correspondent's agenda is not the participant's
        attendee = Mailbox(reader.full_name, email)
        url = ticket_url(registration)
        event = session_invitations.event_of(held, session, url=url, language=language, attendee=attendee)
    outbox.post(
        fact,
        to=email,
        recipient_name=reader.full_name,
        language=language,
        dedupe_key=f"{fact}:{line.id}:{held.sequence if held else 0}",
        data=words_of(registration, session, line.kind, language, from_list=from_list)
        | {"event": session_invitations.frozen(event) if event else None},
        priority=Priority.CHANGE,
        useless_after=session.ends_at,
        person_id=reader.id,
        congress_id=registration.congress_id,
        about=held,
    )


def words_of(
    registration: Registration, session: ReleasedSession, kind: PlaceKind, language: str, *, from_list: bool = False
) -> dict[str, Any]:
    """Return what the letters say, in a language."""
    with use_language(language):
        return words_about(registration, stands_in(registration), language) | {
            "session_title": pick(session.title),
            "session_when": change_text.when_where(session),
            "place_words": _("à distance") if kind is PlaceKind.ONLINE else _("dans la salle"),
            "from_list": from_list,
        }
