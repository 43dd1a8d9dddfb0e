"""The letter that tells a member that another device votes with its voice: what an insider could not do unseen."""

from sqlalchemy import select

from ..database import db
from ..i18n import format_moment, pick, use_language, zone_city
from ..mail import outbox
from ..mail.models import Priority
from ..people.models import Person
from ..people.titles import called
from ..registration.letters import salutation
from .convocation_letter import name_of
from .emargement_models import VotingCredential
from .mandates import Holder, holders_of
from .sitting_models import Convocation, Sitting

FACT = "voting_device_rebound"


def tell_member(sheet: VotingCredential, sitting: Sitting) -> None:
    """Write to the member, where its convocation went, and to the voter if that is another mailbox. The caller holds the transaction."""
    member = sheet.mandate.member
    holder = holders_of([member.id], sitting.congress)[member.id]
    for person, email in _readers(sheet, sitting, holder).values():
        with use_language(member.language):
            title = holder.titular_title if person is not None and person is holder.titular else None
            data = {
                "congress": sitting.congress.title if sitting.congress else "",
                "salutation": salutation(person, pick(title, member.language) if title else ""),
                "reader_name": called(person),
                "member_name": member.name,
                "sitting_name": name_of(sitting),
                "voter_name": called(sheet.person),
                "bound_when": f"{format_moment(sheet.bound_at, sitting.time_zone)} ({zone_city(sitting.time_zone)})"
                if sheet.bound_at
                else "",
            }
        outbox.post(
            FACT,
            to=email,
            recipient_name=person.full_name,
            language=member.language,
            dedupe_key=f"{FACT}:{sheet.id}:{person.id}",
            data=data,
            priority=Priority.CHANGE,
            person_id=person.id,
            congress_id=sitting.congress_id,
            about=sheet,
        )


def _readers(sheet: VotingCredential, sitting: Sitting, holder: Holder) -> dict[str, tuple[Person, str]]:
    """Whom to tell, one per mailbox: who was convened, who votes, who heads the delegation if neither has one."""
    rows = select(Convocation).filter_by(sitting_id=sitting.id, member_id=sheet.mandate.member_id)
    convened = db.session.scalars(rows).first()
    asked: list[tuple[Person | None, str | None]] = [(sheet.person, sheet.person.email)]
    if convened is not None:
        asked.insert(0, (convened.person, convened.recipient))
    found = {email: (person, email) for person, email in reversed(asked) if person is not None and email}
    if not found and holder.head is not None:
        found[holder.head.email] = (holder.head.person, holder.head.email)
    return found
