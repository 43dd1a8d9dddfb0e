"""Persons: added once, known for ever; their names change by one verb."""

from collections.abc import Collection

from sqlalchemy import select

from ..clock import now
from ..database import db, transaction
from ..i18n import search_key, sort_key
from .contacts import add_contact
from .models import Civility, ContactKind, Person


def add_person(
    *,
    given_name: str,
    family_name: str,
    civility: Civility | None = None,
    honorific: str = "",
    badge_name: str = "",
    original_name: str = "",
    language: str = "fr",
    email: str | None = None,
    telephone: str | None = None,
) -> Person:
    """Add a person and return it. Nothing is matched by address: a mailbox may be shared, it is not an identity."""
    with transaction():
        person = new_person(language=language, civility=civility, honorific=honorific)
        name_person(
            person, given_name=given_name, family_name=family_name, badge_name=badge_name, original_name=original_name
        )
        if email:
            add_contact(person, ContactKind.EMAIL, email)
        if telephone:
            add_contact(person, ContactKind.TELEPHONE, telephone)
        db.session.add(person)
        db.session.flush()
        return person


def new_person(*, language: str, civility: Civility | None = None, honorific: str = "") -> Person:
    """Return a person that is in no session yet, to be named by `name_person`."""
    return Person(language=language, created_at=now(), civility=civility, honorific=honorific, contacts=[])


def name_person(
    person: Person, *, given_name: str, family_name: str, badge_name: str = "", original_name: str = ""
) -> None:
    """Write a person's names, and the keys by which they are sorted and found. Never upper-cased, never split."""
    person.given_name, person.family_name = given_name, family_name
    person.badge_name = badge_name or f"{given_name} {family_name}".strip()
    person.original_name = original_name
    person.sort_key = sort_key(f"{family_name} {given_name}")
    person.search_key = search_key(f"{given_name} {family_name} {person.badge_name} {original_name}")[:500]


def person_by_id(ident: int) -> Person | None:
    """Return the person of that key, or None."""
    return db.session.get(Person, ident)


def persons_by_id(idents: Collection[int]) -> dict[int, Person]:
    """Return some persons by id; who is gone is not in it."""
    return {person.id: person for person in db.session.scalars(select(Person).where(Person.id.in_(idents)))}


def person_by_public_id(public_id: str) -> Person | None:
    """Return the person of an address, or None. The address of one who was merged leads to the one who was kept."""
    person = db.session.scalars(db.select(Person).filter_by(public_id=public_id)).first()
    while person is not None and person.merged_into_id is not None:
        person = db.session.get_one(Person, person.merged_into_id)
    return person
