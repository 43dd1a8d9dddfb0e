"""What the database knows of the organisations of a spreadsheet, read in a constant number of queries per batch of rows."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import selectinload

from ..congress.models import Category, Congress
from ..database import db
from ..i18n import search_key
from ..members.members import member_code
from ..members.models import LocalOffice, Member
from ..people.contacts import mailbox_key
from ..people.models import ContactKind, ContactPoint, Person
from .models import ACTIVE, ContactRole, Delegation, DelegationContact, Quota, Registration


@dataclass
class Known:
    """The members named by some rows, their delegations in one congress, and the persons behind the mailboxes given."""

    by_code: dict[str, Member] = field(default_factory=dict)
    by_name: dict[tuple[str, str], Member] = field(default_factory=dict)
    delegations: dict[int, Delegation] = field(default_factory=dict)
    offices: dict[tuple[int, int], LocalOffice] = field(default_factory=dict)
    persons: dict[tuple[str, str], Person] = field(default_factory=dict)
    taken: dict[tuple[int, int], int] = field(default_factory=dict)

    def member_of(self, values: dict[str, Any]) -> Member | None:
        """Return the member that a row speaks of: by its code, else by its name in its country."""
        return self.by_code.get(values["code"]) or self.by_name.get(name_key(values))

    def delegation_of(self, member: Member | None) -> Delegation | None:
        """Return the delegation of a member, if it exists already."""
        return self.delegations.get(member.id) if member is not None and member.id is not None else None


def name_key(values: dict[str, Any]) -> tuple[str, str]:
    """Return the key of an organisation without a code."""
    return search_key(values["organisation"])[:300], values["country"] or ""


def person_key(person: dict[str, Any]) -> tuple[str, str]:
    """Return the key by which a person of a spreadsheet is known again: the mailbox AND the name, never the mailbox alone."""
    return mailbox_key(person["email"]), search_key(f"{person['given_name']} {person['family_name']}")


def read_known(congress: Congress, rows: list[dict[str, Any]]) -> Known:
    """Read what is known of `rows` (the values of each): eleven queries, however many rows there are."""
    known = Known()
    for member in db.session.scalars(_members(rows)):
        known.by_code[member.code] = member
        known.by_name[member.search_key, member.country] = member
    ids = [member.id for member in known.by_code.values()]
    for delegation in db.session.scalars(_delegations(congress, ids)):
        known.delegations[delegation.member_id or 0] = delegation
    for office in db.session.scalars(
        select(LocalOffice).where(LocalOffice.member_id.in_(ids), LocalOffice.ends_on.is_(None))
    ):
        known.offices[office.member_id, office.person_id] = office
    emails = {mailbox_key(p["email"]) for values in rows for p in (values["head"], values["focal"]) if p and p["email"]}
    for contact in db.session.scalars(_contact_points(emails)):
        person = contact.person
        known.persons[contact.key, search_key(person.full_name)] = person
    known.taken = _taken([delegation.id for delegation in known.delegations.values()])
    return known


def contact_in(delegation: Delegation, role: ContactRole, name: str) -> DelegationContact | None:
    """Return the correspondent of a delegation with this role and name."""
    wanted = search_key(name)
    return next((c for c in delegation.contacts if c.role is role and search_key(c.person.full_name) == wanted), None)


def places_of(delegation: Delegation, categories: list[Category]) -> dict[str, int]:
    """Return the places of a delegation by code of category."""
    codes = {category.id: category.code for category in categories}
    return {codes[quota.category_id]: quota.places for quota in delegation.quotas if quota.category_id in codes}


def _members(rows: list[dict[str, Any]]) -> Any:
    codes = [values["code"] or member_code(values["country"] or "", values["organisation"]) for values in rows]
    names = [name_key(values) for values in rows]
    return select(Member).where(Member.code.in_(codes) | tuple_(Member.search_key, Member.country).in_(names))


def _delegations(congress: Congress, member_ids: list[int]) -> Any:
    wanted = select(Delegation).where(Delegation.congress_id == congress.id, Delegation.member_id.in_(member_ids))
    people = selectinload(Delegation.contacts).selectinload(DelegationContact.person).selectinload(Person.contacts)
    return wanted.options(people, selectinload(Delegation.quotas).selectinload(Quota.category))


def _contact_points(keys: set[str]) -> Any:
    wanted = select(ContactPoint).where(ContactPoint.kind == ContactKind.EMAIL, ContactPoint.key.in_(keys))
    return wanted.options(selectinload(ContactPoint.person).selectinload(Person.contacts))


def _taken(delegation_ids: list[int]) -> dict[tuple[int, int], int]:
    counted = select(Registration.delegation_id, Registration.category_id, func.count()).where(
        Registration.delegation_id.in_(delegation_ids), Registration.state.in_(ACTIVE)
    )
    grouped = counted.group_by(Registration.delegation_id, Registration.category_id)
    return {(delegation, category): count for delegation, category, count in db.session.execute(grouped)}
