"""Calendars to subscribe to: the programme or a part of it, and a person's own. The same bytes while nothing changes.

Source: specs/programme-calendar.md, "Calendar", points 3, 5 and 7. UID and SEQUENCE of a session are the release's own; those of
someone's part in it are those of their letter, so that no agenda shows it twice.
"""

from datetime import datetime, timedelta

from flask import current_app
from flask_babel import gettext as _

from .. import crypto
from ..clock import now
from ..congress.models import Congress
from ..database import db
from ..i18n import language, languages_spoken, pick
from ..registration.links import ticket_url
from ..registration.models import Registration
from . import session_invitations, sign_up_list
from .calendar import CalendarEvent, feed
from .choices import chosen_by
from .public import Choice, people_in
from .released import ReleasedSession
from .releases import latest_release, sessions_in
from .session_event import session_event

STAYS = timedelta(days=30)
"""How long a session that is off is still shown as cancelled."""
PURPOSE = "agenda_feed"


def public_feed(congress: Congress, choice: Choice, *, numbers: frozenset[int] | None = None) -> bytes:
    """Return the public programme, or what was chosen of it, as a calendar. Four queries."""
    shown = [each for each in _all(congress) if _in_public(each)]
    people = people_in(shown)
    kept = [each for each in shown if choice.keeps(each, people) and (numbers is None or each.number in numbers)]
    base = f"{current_app.config['AIMF'].public_url}/{congress.name}/programme"
    opened = sign_up_list.opened_at(congress)
    events = [
        _event(each, url=f"{base}/{each.public_id}", off=_is_off(each), sign_up_since=opened.get(each.id))
        for each in kept
    ]
    return feed(events, _name(congress), language=language(), url=base)


def own_feed(registration: Registration) -> bytes:
    """Return a participant's own calendar: what they chose, and the sessions in which they have a part."""
    congress, person = registration.congress, registration.person_id
    chosen = chosen_by(registration)
    url = ticket_url(registration)
    invited = session_invitations.living_invitations([person])
    events = []
    for each in _all(congress):
        has_part = any(part.person_id == person for part in each.speakers)
        held = invited.get((person, each.id))
        if has_part and held is not None and not each.is_cancelled and not each.is_withdrawn:
            events.append(session_invitations.event_of(held, each, url=url, language=language()))
        elif has_part or (each.id in chosen and _in_public(each)):
            off = each.is_cancelled or each.is_withdrawn or not (has_part or each.is_public)
            if not off or each.revised_at + STAYS > now():
                events.append(_event(each, url=url, off=off))
    return feed(events, _name(congress), language=language(), url=url)


def feed_token(registration: Registration) -> str:
    """Return the opaque part of the address of a participant's own calendar; a new `link_generation` revokes it."""
    return crypto.link_token(PURPOSE, registration.id, registration.link_generation)


def registration_by_feed(token: str) -> Registration | None:
    """Return whose calendar an address names; None if forged, altered or revoked."""
    read = crypto.read_link(PURPOSE, token)
    registration = db.session.get(Registration, read[0]) if read else None
    return registration if registration and read and registration.link_generation == read[1] else None


def _all(congress: Congress) -> list[ReleasedSession]:
    release = latest_release(congress)
    return sessions_in(release) if release else []


def _in_public(session: ReleasedSession) -> bool:
    return (session.is_public or session.was_public) and _still_told(session)


def _still_told(session: ReleasedSession) -> bool:
    return not _is_off(session) or session.revised_at + STAYS > now()


def _is_off(session: ReleasedSession) -> bool:
    return session.is_cancelled or session.is_withdrawn or not session.is_public


def _event(session: ReleasedSession, *, url: str, off: bool, sign_up_since: datetime | None = None) -> CalendarEvent:
    """Return the entry. That one signs up is said since the sheet is open; how many places are left is not: entries stay the same."""
    asks = _("Sur inscription.") if sign_up_since else ""
    said = [] if off else [asks, languages_spoken(session.languages), pick(session.text)]
    return session_event(
        session,
        uid=session.guid,
        sequence=session.sequence,
        revised_at=max(filter(None, (session.revised_at, sign_up_since))),
        url=url,
        url_label=_("Voir la séance"),
        said="\n".join(each for each in said if each),
        off=off,
    )


def _name(congress: Congress) -> str:
    return pick(congress.title)
