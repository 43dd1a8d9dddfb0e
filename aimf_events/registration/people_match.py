"""Is this person already known, and already registered? Names are compared without accents or case, in both orders.

An e-mail alone never identifies anyone: a mailbox may be shared (DOMAIN.md, "Person").
"""

from typing import Any

from sqlalchemy import BigInteger, BindParameter, Boolean, String, and_, bindparam, exists, func, not_, or_, select
from sqlalchemy.orm import aliased

from ..accounts.models import RoleGrant
from ..congress.models import CongressGrant
from ..database import db
from ..i18n import sort_key
from ..members.models import LocalOffice
from ..people.contacts import mailbox_key
from ..people.models import ContactKind, ContactPoint, Person
from .models import OPEN, Delegation, DelegationContact, Quota, Registration


def name_keys(given_name: str, family_name: str) -> tuple[str, str]:
    """Return the keys under which a name may have been written: family name first, and the other way round."""
    return sort_key(f"{family_name} {given_name}"), sort_key(f"{given_name} {family_name}")


def name_lock(congress_id: int, given_name: str, family_name: str) -> str:
    """Return the lock that lets two registrations of one name in one congress come one after the other."""
    return f"registration:{congress_id}:{min(name_keys(given_name, family_name))}"


def hold(*names: str) -> None:
    """Hold several locks without a row until the transaction ends, in the order given, by one statement."""
    held = [func.pg_advisory_xact_lock(func.hashtextextended(name, 0)) for name in names]
    db.session.execute(select(*held))


def match(
    delegation: Delegation,
    *,
    given_name: str,
    family_name: str,
    email: str,
    besides: Registration | None = None,
    form_key: str | None = None,
    namesake: bool = False,
    claim_id: int | None = None,
) -> Any:
    """Return what is known of a person to register, in one query, under the locks of the caller.

    Args:
        besides: the registration that is being corrected; it doubles nobody.
        form_key: the form that is being sent.
        claim_id: the file of a claimant: what stands in another file is not seen.
        namesake: somebody of that name in this delegation is another person: neither a double, nor the one who is meant.

    Returns:
        `sent`: id of the registration that this very form began; `double`: id of the open registration (who waits for a place counts) that this one
        would double (same names in the delegation, or same names and mailbox in the congress); `known`: id of the person
        of that name whom the delegation, its member or this mailbox already knows; `places`: the delegation's places.
    """
    first, second = name_keys(given_name, family_name)
    asked = {
        "first": first,
        "second": second,
        "mailbox": mailbox_key(email) or None,
        "delegation": delegation.id,
        "congress": delegation.congress_id,
        "member": delegation.member_id,
        "besides": besides.id if besides is not None else 0,
        "form_key": form_key,
        "namesake": namesake,
        "claim": claim_id,
    }
    return db.session.execute(_MATCH, asked).one()


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


_DELEGATION: BindParameter[int] = bindparam("delegation", type_=BigInteger)
_MAILBOX = bindparam("mailbox", type_=String)
_NAMESAKE = bindparam("namesake", type_=Boolean)
_CLAIM = bindparam("claim", type_=BigInteger)
_SAME_NAME = Person.sort_key.in_((bindparam("first", type_=String), bindparam("second", type_=String)))
_other: Any = aliased(Registration)

_SENT = select(Registration.id).where(
    Registration.delegation_id == _DELEGATION, Registration.form_key == bindparam("form_key", type_=String)
)
_DOUBLE = (
    select(Registration.id)
    .join(Registration.person)
    .where(
        Registration.congress_id == bindparam("congress"),
        Registration.state.in_(OPEN),
        Registration.id != bindparam("besides"),
        _SAME_NAME,
        or_(
            and_(
                Registration.delegation_id == _DELEGATION,
                Registration.claim_id.is_not_distinct_from(_CLAIM),
                not_(_NAMESAKE),
            ),
            and_(Registration.delegation_id != _DELEGATION, func.lower(Registration.email) == _MAILBOX),
        ),
    )
    .order_by(Registration.id)
    .limit(1)
)
_REACHED = or_(
    Person.id.in_(select(DelegationContact.person_id).where(DelegationContact.delegation_id == _DELEGATION)),
    Person.id.in_(select(LocalOffice.person_id).where(LocalOffice.member_id == bindparam("member"))),
    Person.id.in_(select(Registration.person_id).where(Registration.delegation_id == _DELEGATION)),
    Person.id.in_(
        select(ContactPoint.person_id).where(ContactPoint.kind == ContactKind.EMAIL, ContactPoint.key == _MAILBOX)
    ),
    exists().where(Registration.person_id == Person.id, func.lower(Registration.email) == _MAILBOX),
)
_COMES_ALREADY = exists().where(
    _other.person_id == Person.id,
    _other.congress_id == bindparam("congress"),
    _other.state.in_(OPEN),
    _other.id != bindparam("besides"),
)
_KNOWN = (
    select(Person.id)
    .where(_SAME_NAME, _REACHED, not_(and_(or_(_NAMESAKE, _CLAIM.is_not(None)), _COMES_ALREADY)))
    .order_by(Person.id)
    .limit(1)
)
_PLACES = select(func.coalesce(func.sum(Quota.places), 0)).where(Quota.delegation_id == _DELEGATION)
_MATCH = select(
    _SENT.scalar_subquery().label("sent"),
    _DOUBLE.scalar_subquery().label("double"),
    _KNOWN.scalar_subquery().label("known"),
    _PLACES.scalar_subquery().label("places"),
)
