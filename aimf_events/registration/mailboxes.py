"""When a mailbox written in a form becomes the person's own: it opens that person's pages, so another's hand is not enough.

A delegation's link writes addresses on the registration, where letters go. The person receives them as contact points,
and so may sign in with them, when the desk accredits or writes them itself; by accrediting, only for somebody of whom
nothing is known but this registration. Whoever holds an office, a role, a delegation or a mailbox of their own
receives another one from the desk's correction alone.
"""

from sqlalchemy import exists, or_, select

from .. import journal
from ..accounts.models import RoleGrant
from ..congress.models import CongressGrant
from ..database import db
from ..members.models import LocalOffice
from ..people.contacts import add_contact, mailbox_key
from ..people.models import ContactKind, ContactPoint, Person
from .models import DelegationContact, Registration, RegistrationState
from .transitions import Side


def write_addresses(registration: Registration, *, email: str, telephone: str, side: Side, by: Person | None) -> None:
    """Write where letters go. What the desk writes reaches the person; a link only corrects what an accreditation confirmed."""
    former = registration.email
    changed = (former, registration.telephone) != (email, telephone)
    registration.email, registration.telephone = email, telephone
    if side is Side.DESK:
        confirm_addresses(registration, former=former, by=by)
    elif changed and stands_alone(registration, former=former):
        if registration.state is RegistrationState.APPROVED:
            confirm_addresses(registration, former=former, by=by)
        elif former and mailbox_key(former) != mailbox_key(email):
            _forget_mailbox(registration.person, former)


def confirm_accredited(registration: Registration, *, by: Person | None) -> None:
    """Let an accreditation confirm the addresses of somebody who is known by this registration alone."""
    if (registration.email or registration.telephone) and stands_alone(registration, former=registration.email):
        confirm_addresses(registration, former="", by=by)


def confirm_addresses(registration: Registration, *, former: str, by: Person | None) -> None:
    """Make the addresses of a registration the person's; a mailbox mistyped before (`former`) no longer opens their pages."""
    person, email = registration.person, registration.email
    known = {(contact.kind, contact.key) for contact in person.contacts}
    if former and mailbox_key(former) != mailbox_key(email) and not _corresponds_at(person, former):
        _forget_mailbox(person, former)
    if email:
        add_contact(person, ContactKind.EMAIL, email)
        if (ContactKind.EMAIL, mailbox_key(email)) not in known:
            journal.record("mailbox_confirmed", registration, by=by, person=person.id)
    if registration.telephone:
        add_contact(person, ContactKind.TELEPHONE, registration.telephone)


def stands_alone(registration: Registration, *, former: str) -> bool:
    """Return whether nothing is known of the person but this delegation's registration, and no mailbox but `former`.

    Such a person is worth what the registration is worth; any other is somebody whom a mailbox must not impersonate.
    """
    person_id = registration.person_id
    other_mailbox = exists().where(
        ContactPoint.person_id == person_id,
        ContactPoint.kind == ContactKind.EMAIL,
        ContactPoint.key != mailbox_key(former),
    )
    known = or_(
        other_mailbox,
        exists().where(LocalOffice.person_id == person_id),
        exists().where(DelegationContact.person_id == person_id),
        exists().where(RoleGrant.person_id == person_id),
        exists().where(CongressGrant.person_id == person_id),
        exists().where(Registration.person_id == person_id, Registration.delegation_id != registration.delegation_id),
    )
    return not db.session.scalar(select(known))


def _corresponds_at(person: Person, address: str) -> bool:
    """Return whether some delegation writes to the person at this mailbox: a correction of one registration leaves it."""
    used = select(DelegationContact.email).filter_by(person_id=person.id)
    return mailbox_key(address) in {mailbox_key(each) for each in db.session.scalars(used)}


def _forget_mailbox(person: Person, address: str) -> None:
    """A mistyped mailbox must not open this person's pages."""
    for contact in list(person.contacts):
        if contact.kind is ContactKind.EMAIL and contact.key == mailbox_key(address):
            person.contacts.remove(contact)
    db.session.flush()
