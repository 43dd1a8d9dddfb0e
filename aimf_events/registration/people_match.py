"""Is this person already known, and already registered? Names are compared without accents or case, in both orders.

An e-mail alone never identifies anyone: a mailbox may be shared (DOMAIN.md, "Person").
"""

from sqlalchemy import ColumnElement, exists, func, or_, select

from ..accounts.models import RoleGrant
from ..congress.models import CongressGrant
from ..database import db, lock_name
from ..i18n import sort_key
from ..members.models import LocalOffice
from ..people.contacts import mailbox_key
from ..people.models import ContactKind, ContactPoint, Person
from .models import ACTIVE, Delegation, DelegationContact, Registration


def name_keys(given_name: str, family_name: str) -> tuple[str, str]:
    """Return the keys under which a name may have been written: family name first, and the other way round."""
    return sort_key(f"{family_name} {given_name}"), sort_key(f"{given_name} {family_name}")


def hold_name(congress_id: int, given_name: str, family_name: str) -> None:
    """Let two registrations of one name in one congress come one after the other, until the transaction ends."""
    lock_name(f"registration:{congress_id}:{min(name_keys(given_name, family_name))}")


def registration_of_same_person(
    delegation: Delegation, *, given_name: str, family_name: str, email: str, besides: Registration | None = None
) -> Registration | None:
    """Return the active registration that this one would double.

    Same names in the same delegation, or same names and same mailbox anywhere in the congress.
    """
    same_place = Registration.delegation_id == delegation.id
    if email:
        same_place = or_(same_place, func.lower(Registration.email) == mailbox_key(email))
    found = (
        select(Registration)
        .join(Registration.person)
        .where(
            Registration.congress_id == delegation.congress_id,
            Registration.state.in_(ACTIVE),
            Person.sort_key.in_(name_keys(given_name, family_name)),
            same_place,
        )
        .order_by(Registration.id)
    )
    if besides is not None:
        found = found.where(Registration.id != besides.id)
    return db.session.scalars(found).first()


def known_person(delegation: Delegation, *, given_name: str, family_name: str, email: str) -> Person | None:
    """Return the person of that name whom the delegation, its member or this mailbox already knows."""
    reached: list[ColumnElement[bool]] = [
        Person.id.in_(select(DelegationContact.person_id).filter_by(delegation_id=delegation.id)),
        Person.id.in_(select(LocalOffice.person_id).where(LocalOffice.member_id == delegation.member_id)),
        Person.id.in_(select(Registration.person_id).filter_by(delegation_id=delegation.id)),
    ]
    if email:
        mailbox = select(ContactPoint.person_id).filter_by(kind=ContactKind.EMAIL, key=mailbox_key(email))
        written = exists().where(
            Registration.person_id == Person.id, func.lower(Registration.email) == mailbox_key(email)
        )
        reached += [Person.id.in_(mailbox), written]
    same_name = Person.sort_key.in_(name_keys(given_name, family_name))
    return db.session.scalars(select(Person).where(same_name, or_(*reached)).order_by(Person.id)).first()


def is_known_elsewhere(person: Person, delegation: Delegation) -> bool:
    """Return whether others than this delegation rely on this person: a role, another delegation, another member.

    Such a person is never rewritten from a delegation's link, which is forwarded.
    """
    elsewhere = or_(
        exists().where(RoleGrant.person_id == person.id),
        exists().where(CongressGrant.person_id == person.id),
        exists().where(Registration.person_id == person.id, Registration.delegation_id != delegation.id),
        exists().where(DelegationContact.person_id == person.id, DelegationContact.delegation_id != delegation.id),
        exists().where(
            LocalOffice.person_id == person.id, LocalOffice.member_id.is_distinct_from(delegation.member_id)
        ),
    )
    return bool(db.session.scalar(select(elsewhere)))
