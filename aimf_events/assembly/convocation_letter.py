"""The letter of convocation: day, hour and place as they are when it is written, the agenda, and the address of the papers."""

from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.orm import selectinload

from .. import crypto
from ..database import db
from ..i18n import format_day, format_hour, pick, use_language, zone_city
from ..mail import outbox
from ..mail.models import OutgoingMessage, Priority
from ..members.models import Member
from ..people.models import Person
from ..people.titles import called
from ..registration.letters import salutation
from .models import Body
from .sitting_models import AgendaItem, Convocation, Sitting

FACT = "sitting_convened"
PURPOSE = "convocation"


def post_convocation(
    sitting: Sitting,
    convocation: Convocation,
    member: Member,
    person: Person | None,
    email: str,
    title: dict[str, str] | None,
) -> OutgoingMessage:
    """Write the letter of one member. The caller holds the transaction."""
    language = member.language
    with use_language(language):
        data = words_of(sitting) | {
            "salutation": salutation(person, pick(title, language) if title else "")
            if person
            else _("Madame, Monsieur,"),
            "reader_name": called(person) if person else "",
            "member_name": member.name,
            "papers_url": papers_url(convocation),
        }
    return outbox.post(
        FACT,
        to=email,
        recipient_name=person.full_name if person else member.name,
        language=language,
        dedupe_key=_key(sitting, convocation, member),
        data=data,
        priority=Priority.CHANGE,
        person_id=person.id if person else None,
        congress_id=sitting.congress_id,
        about=convocation,
    )


def _key(sitting: Sitting, convocation: Convocation, member: Member) -> str:
    """One letter for each link: a new mayor gets the member's convocation with a link of their own."""
    again = f":{convocation.link_generation}" if convocation.link_generation > 1 else ""
    return f"{FACT}:{sitting.id}:{member.id}{again}"


def words_of(sitting: Sitting) -> dict[str, Any]:
    """Return what the letter says of a sitting, in the language being written."""
    return {
        "congress": sitting.congress.title if sitting.congress else "",
        "sitting_name": name_of(sitting),
        "sitting_when": when_of(sitting),
        "sitting_place": sitting.place,
        "is_second_call": sitting.is_second_call,
        "agenda_text": "\n".join(f"{number}. {item.title}" for number, item in enumerate(sitting.items, start=1)),
    }


def name_of(sitting: Sitting) -> str:
    """Return what a sitting is called, in the reader's language."""
    names = {Body.GENERAL_ASSEMBLY: _("Assemblée générale"), Body.BUREAU: _("Bureau")}
    name = names[sitting.body]
    return _("Répétition\u00a0: %(sitting)s", sitting=name) if sitting.is_rehearsal else name


def when_of(sitting: Sitting) -> str:
    """Return the day, the hour and its city."""
    return _(
        "%(day)s à %(hour)s (heure de %(city)s)",
        day=format_day(sitting.day),
        hour=format_hour(sitting.starts_at, sitting.time_zone),
        city=zone_city(sitting.time_zone),
    )


def papers_url(convocation: Convocation) -> str:
    """Return the address where the member reads the agenda and its papers; a new generation withdraws it."""
    token = crypto.link_token(PURPOSE, convocation.id, convocation.link_generation)
    return f"{current_app.config['AIMF'].public_url}/convocation/{token}"


def convocation_by_link(token: str) -> Convocation | None:
    """Return the convocation that a link names with its sitting, agenda and papers; None if forged, altered or withdrawn."""
    read = crypto.read_link(PURPOSE, token)
    if read is None:
        return None
    items = selectinload(Convocation.sitting).selectinload(Sitting.items).selectinload(AgendaItem.documents)
    convocation = db.session.get(Convocation, read[0], options=[items])
    return convocation if convocation and convocation.link_generation == read[1] else None
