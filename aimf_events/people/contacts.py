"""Mailboxes and telephones: their normal form, and who stands behind one."""

from collections.abc import Collection

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..database import db
from .models import ContactKind, ContactPoint, Person


class InvalidAddress(ValueError):
    """Not an address that letters or calls can reach."""


def normal_email(text: str) -> str:
    """Return an address in normal form (RFC 5321 / 6531, domain in lower case), without asking the network.

    Raises:
        InvalidAddress: the text is not an e-mail address.
    """
    try:
        return validate_email(text.strip(), check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as error:
        raise InvalidAddress(text) from error


def mailbox_key(address: str) -> str:
    """Return the key by which two writings of one mailbox are equal."""
    return address.strip().casefold()


def normal_telephone(text: str) -> str:
    """Return a number in E.164.

    Raises:
        InvalidAddress: no country code, or a length that no number of that country has.
    """
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException as error:
        raise InvalidAddress(text) from error
    if not phonenumbers.is_possible_number(number):
        raise InvalidAddress(text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def persons_at(mailbox: str) -> list[Person]:
    """Return the persons that a mailbox reaches, in the order of their names."""
    key = mailbox_key(mailbox)
    reached = select(Person).join(ContactPoint).where(ContactPoint.kind == ContactKind.EMAIL, ContactPoint.key == key)
    return list(db.session.scalars(reached.order_by(Person.sort_key)))


def persons_behind(keys: Collection[str]) -> dict[str, list[Person]]:
    """Return the persons that some mailboxes reach, by key. Two queries."""
    points = select(ContactPoint).where(ContactPoint.kind == ContactKind.EMAIL, ContactPoint.key.in_(keys))
    loaded = joinedload(ContactPoint.person).selectinload(Person.contacts)
    found: dict[str, list[Person]] = {}
    for point in db.session.scalars(points.options(loaded).order_by(ContactPoint.id)):
        found.setdefault(point.key, []).append(point.person)
    return found


def add_contact(person: Person, kind: ContactKind, address: str) -> ContactPoint:
    """Add a mailbox or a telephone to a person, unless it is already there. The caller holds the transaction."""
    key = mailbox_key(address)
    for contact in person.contacts:
        if contact.kind is kind and contact.key == key:
            return contact
    contact = ContactPoint(kind=kind, address=address, key=key)
    person.contacts.append(contact)
    return contact
