"""The letters about a proxy: to the giver and to the holder, each in its language, on the page of its own convocation.

They say who gives to whom; never what the giver asked of the holder. A member whose mandate is contested gets none.
"""

from flask_babel import gettext as _
from sqlalchemy import select

from ..clock import now
from ..database import db
from ..i18n import pick, use_language
from ..mail import outbox
from ..mail.models import OutgoingMessage, Priority
from ..people.models import Person
from ..people.titles import called
from ..registration.letters import salutation
from .convocation_letter import name_of, papers_url, when_of
from .mandates import Seat
from .proxy_models import Proxy
from .sitting_models import Convocation, Sitting


def tell(fact: str, proxy: Proxy, to: Seat, *, other: Seat) -> OutgoingMessage | None:
    """Write to one of the two members of a proxy about the other. The caller holds the transaction."""
    return _write(fact, proxy.sitting, to, other, key=f"{fact}:{proxy.id}:{to.mandate.id}", about=proxy)


def suggest_proxy(sitting: Sitting, to: Seat) -> OutgoingMessage | None:
    """Remind a member who does not come that it may give its voice to another, with the link. Once a day. The caller holds the transaction."""
    return _write("proxy_suggested", sitting, to, None, key=f"proxy_suggested:{to.mandate.id}:{now().date()}")


def reached(seat: Seat) -> tuple[Person | None, str]:
    """Return who is written to for a member, and where: its titular, else the head of its delegation."""
    titular, head = seat.holder.titular, seat.holder.head
    if titular is not None and titular.email:
        return titular, titular.email
    if head is not None and head.email:
        return head.person, head.email
    return titular, ""


def _write(
    fact: str, sitting: Sitting, to: Seat, other: Seat | None, *, key: str, about: Proxy | None = None
) -> OutgoingMessage | None:
    person, email = reached(to)
    rows = select(Convocation).filter_by(sitting_id=sitting.id, member_id=to.member.id)
    convocation = db.session.scalars(rows).first()
    if not email or convocation is None or to.holder.is_contested:
        return None
    language = to.member.language
    title = to.holder.titular_title if person is to.holder.titular else None
    with use_language(language):
        data = {
            "congress": sitting.congress.title if sitting.congress else "",
            "salutation": salutation(person, pick(title, language) if title else "")
            if person
            else _("Madame, Monsieur,"),
            "reader_name": called(person) if person else "",
            "member_name": to.member.name,
            "other_member": other.member.name if other else "",
            "sitting_name": name_of(sitting),
            "sitting_when": when_of(sitting),
            "sitting_place": sitting.place,
            "page_url": papers_url(convocation),
        }
    return outbox.post(
        fact,
        to=email,
        recipient_name=person.full_name if person else to.member.name,
        language=language,
        dedupe_key=key,
        data=data,
        priority=Priority.CHANGE,
        person_id=person.id if person else None,
        congress_id=sitting.congress_id,
        about=about or convocation,
    )
