"""The keys by which rows point to a person: their id, their registrations, badges and claims, their mailboxes, their letters."""

from dataclasses import dataclass, field

from sqlalchemy import and_, func, or_, select

from ..checkin.models import Badge
from ..database import db
from ..mail.models import OutgoingMessage
from ..people.models import ContactKind, ContactPoint, Person
from ..registration.models import HeadClaim, Registration


@dataclass(frozen=True)
class Reach:
    """Ids and keys. `mailboxes` are those that nobody else uses: what stands under a shared one may be another's."""

    person: int
    public_id: str
    registrations: list[int] = field(default_factory=list)
    badges: list[int] = field(default_factory=list)
    claims: list[int] = field(default_factory=list)
    mailboxes: list[str] = field(default_factory=list)
    letters: list[int] = field(default_factory=list)


def reach_of(person: Person) -> Reach:
    """Return the keys of a person: five queries."""
    registrations = _ids(select(Registration.id).filter_by(person_id=person.id))
    mailboxes = _own_mailboxes(person)
    return Reach(
        person=person.id,
        public_id=person.public_id,
        registrations=registrations,
        badges=_ids(select(Badge.id).where(Badge.registration_id.in_(registrations))),
        claims=_ids(select(HeadClaim.id).filter_by(person_id=person.id)),
        mailboxes=mailboxes,
        letters=_letters(person, registrations, mailboxes),
    )


def _own_mailboxes(person: Person) -> list[str]:
    """The keys of the mailboxes that reach this person and nobody else; those of registrations too."""
    keys = {contact.key for contact in person.contacts if contact.kind is ContactKind.EMAIL}
    written = select(func.lower(Registration.email)).where(
        Registration.person_id == person.id, Registration.email != ""
    )
    keys |= set(db.session.scalars(written))
    shared = select(ContactPoint.key).where(ContactPoint.key.in_(keys), ContactPoint.person_id != person.id)
    others = select(func.lower(Registration.email)).where(
        func.lower(Registration.email).in_(keys), Registration.person_id != person.id
    )
    return sorted(keys - set(db.session.scalars(shared)) - set(db.session.scalars(others)))


def _letters(person: Person, registrations: list[int], mailboxes: list[str]) -> list[int]:
    """Letters to the person, and those to others that tell about their registration."""
    about = and_(OutgoingMessage.about_kind == "Registration", OutgoingMessage.about_id.in_(registrations))
    to_them = or_(OutgoingMessage.person_id == person.id, func.lower(OutgoingMessage.recipient).in_(mailboxes))
    return _ids(select(OutgoingMessage.id).where(or_(to_them, about)).order_by(OutgoingMessage.id))


def _ids(statement: object) -> list[int]:
    return list(db.session.scalars(statement))  # type: ignore[call-overload]


def has_own_mailbox(person: Person) -> bool:
    """Whether a code sent to a mailbox proves that this person, and nobody else behind it, is at the screen."""
    mine = {contact.key for contact in person.contacts if contact.kind is ContactKind.EMAIL}
    return bool(mine & set(_own_mailboxes(person)))
