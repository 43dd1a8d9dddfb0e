"""Finding a person, and what the secretariat sees of their file."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from ..accounts.roles import roles_of
from ..database import db
from ..errors import NotFound
from ..i18n import search_key
from ..members.models import LocalOffice
from ..people.contacts import mailbox_key
from ..people.models import ContactPoint, Person
from ..people.people import person_by_public_id
from ..registration.models import Registration

MOST = 50


@dataclass(frozen=True)
class PersonFile:
    """One person with what binds them: offices, registrations, roles."""

    person: Person
    offices: list[LocalOffice]
    registrations: list[Registration]
    roles: set[object]


def find_persons(text: str) -> list[Person]:
    """Return the persons whose name or mailbox contains a text, in the order of names. Two queries."""
    wanted = search_key(text)
    if len(wanted) < 2:
        return []
    reached = select(ContactPoint.person_id).where(ContactPoint.key.contains(mailbox_key(text), autoescape=True))
    named = Person.search_key.contains(wanted, autoescape=True) | Person.id.in_(reached)
    rows = select(Person).where(named, Person.merged_into_id.is_(None), Person.erased_at.is_(None))
    return list(db.session.scalars(rows.options(selectinload(Person.contacts)).order_by(Person.sort_key).limit(MOST)))


def file_of(public_id: str) -> PersonFile:
    """Return the file of a person; the address of one who was merged opens the kept one.

    Raises:
        NotFound: there is no such person.
    """
    person = person_by_public_id(public_id)
    if person is None:
        raise NotFound
    offices = select(LocalOffice).filter_by(person_id=person.id).options(joinedload(LocalOffice.member))
    held = select(Registration).filter_by(person_id=person.id)
    shown = held.options(joinedload(Registration.congress), joinedload(Registration.delegation))
    return PersonFile(
        person,
        list(db.session.scalars(offices.order_by(LocalOffice.id))),
        list(db.session.scalars(shown.order_by(Registration.id.desc()))),
        set(roles_of(person)),
    )
