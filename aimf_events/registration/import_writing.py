"""One row of a spreadsheet against what is known: what it would change, and the writing of it. No query of its own."""

import secrets
from typing import Any

from ..clock import now
from ..congress.models import Category, Congress
from ..database import db
from ..i18n import search_key, sort_key
from ..members.members import CODE_LENGTH, member_code, new_member
from ..members.models import LocalOffice, Member, MemberCategory
from ..members.zones import default_zone
from ..people.contacts import add_contact
from ..people.models import Civility, ContactKind, Person
from ..people.people import name_person
from .import_known import Known, contact_in, name_key, person_key, places_of
from .models import ContactRole, Delegation, DelegationContact, DelegationKind, DelegationState, Quota
from .quotas import fill_places, locked_quota

ROLES = (("head", ContactRole.HEAD), ("focal", ContactRole.FOCAL_POINT))


def changes_of(values: dict[str, Any], known: Known, categories: list[Category]) -> list[str] | None:
    """Return the names of the columns that would change; None for an organisation that has no delegation here yet."""
    member = known.member_of(values)
    delegation = known.delegation_of(member)
    if member is None or delegation is None:
        return None
    changed = [column for column, _ in _member_changes(member, values)]
    for column, role in ROLES:
        if values[column] and _person_changes(delegation, role, values[column], known):
            changed.append(column)
    places = places_of(delegation, categories)
    changed += [f"places_{code}" for code, count in values["places"].items() if places.get(code) != count]
    return changed


def write_row(values: dict[str, Any], known: Known, *, congress: Congress, categories: list[Category]) -> None:
    """Write one row: the member, its delegation, its places, its correspondents. The caller holds the transaction."""
    member = known.member_of(values) or _add_member(values, known)
    for column, value in _member_changes(member, values):
        setattr(member, column, value)
    member.sort_key, member.search_key = sort_key(member.name), search_key(member.name)[:300]
    delegation = known.delegation_of(member) or _add_delegation(member, congress, categories)
    delegation.name, delegation.country = member.name, member.country
    delegation.language = values["language"] or delegation.language
    delegation.time_zone = values["time_zone"] or delegation.time_zone
    delegation.sort_key, delegation.search_key = member.sort_key, member.search_key
    _write_places(delegation, values["places"], known, categories)
    for column, role in ROLES:
        if values[column]:
            _write_contact(delegation, member, role, values[column], known)


def _member_changes(member: Member, values: dict[str, Any]) -> list[tuple[str, Any]]:
    given = {
        "name": values["organisation"],
        "country": values["country"],
        "category": MemberCategory(values["category"]),
        "code": values["code"] or member.code,
        "language": values["language"] or member.language,
        "time_zone": values["time_zone"] or member.time_zone,
    }
    if given["country"] != member.country and not values["time_zone"]:
        given["time_zone"] = default_zone(given["country"])
    return [(column, value) for column, value in given.items() if getattr(member, column) != value]


def _add_member(values: dict[str, Any], known: Known) -> Member:
    code = values["code"] or member_code(values["country"], values["organisation"])
    if code in known.by_code:  # two long names may be cut to one code
        code = f"{code[: CODE_LENGTH - 7]}-{secrets.token_hex(3)}"
    member = new_member(
        code=code,
        name=values["organisation"],
        country=values["country"],
        category=MemberCategory(values["category"]),
        language=values["language"],
        time_zone=values["time_zone"],
    )
    known.by_code[member.code] = known.by_name[name_key(values)] = member
    db.session.add(member)
    return member


def _add_delegation(member: Member, congress: Congress, categories: list[Category]) -> Delegation:
    kind = DelegationKind.PARTNER if member.category is MemberCategory.PARTNER else DelegationKind.MEMBER
    delegation = Delegation(
        congress=congress,
        congress_id=congress.id,
        member=member,
        kind=kind,
        name=member.name,
        country=member.country,
        language=member.language,
        time_zone=member.time_zone,
        state=DelegationState.PREPARED,
        sort_key=member.sort_key,
        search_key=member.search_key,
        created_at=now(),
        contacts=[],
        quotas=[Quota(category=c, places=c.default_places[kind]) for c in categories if c.default_places.get(kind)],
    )
    db.session.add(delegation)
    return delegation


def _write_places(delegation: Delegation, places: dict[str, int], known: Known, categories: list[Category]) -> None:
    """Set the places given; never below the persons registered already (someone may have registered since the preview)."""
    quotas = {quota.category.code: quota for quota in delegation.quotas}
    for category in categories:
        wanted = places.get(category.code)
        if wanted is None:
            continue
        taken = known.taken.get((delegation.id, category.id), 0) if delegation.id else 0
        if category.code in quotas:
            before, quotas[category.code].places = quotas[category.code].places, max(wanted, taken)
            if wanted > before:
                fill_places(locked_quota(delegation, category))
        elif wanted:
            delegation.quotas.append(Quota(category=category, places=wanted))


def _person_changes(delegation: Delegation, role: ContactRole, given: dict[str, Any], known: Known) -> bool:
    contact = contact_in(delegation, role, f"{given['given_name']} {given['family_name']}")
    if contact is None:
        return True
    office = known.offices.get((delegation.member_id or 0, contact.person_id))
    return any(
        (
            given["email"] and given["email"] != contact.email,
            given["civility"] and given["civility"] != contact.person.civility,
            given["function"] and (office is None or office.title.get(delegation.language) != given["function"]),
        )
    )


def _write_contact(
    delegation: Delegation, member: Member, role: ContactRole, given: dict[str, Any], known: Known
) -> None:
    """Make the person of the row the correspondent. Another head takes the place of the former; focal points add up."""
    contact = contact_in(delegation, role, f"{given['given_name']} {given['family_name']}")
    if contact is None:
        if role is ContactRole.HEAD:
            for former in [c for c in delegation.contacts if c.role is role]:
                delegation.contacts.remove(former)
                db.session.delete(former)
        contact = DelegationContact(person=_person(given, delegation.language, known), role=role, email="")
        delegation.contacts.append(contact)
    person = contact.person
    if given["civility"]:
        person.civility = Civility(given["civility"])
    if given["email"]:
        contact.email = given["email"]
        add_contact(person, ContactKind.EMAIL, given["email"])
    if given["function"]:
        _write_office(member, person, given["function"], delegation.language, known)


def _write_office(member: Member, person: Person, function: str, language: str, known: Known) -> None:
    """Keep the function under which the person is addressed. Being the executive is recognised by hand, never by a file."""
    office = known.offices.get((member.id, person.id)) if member.id and person.id else None
    if office is None:
        office = LocalOffice(member=member, person=person, title={}, is_executive=False, starts_on=now().date())
        db.session.add(office)
    office.title = {**office.title, language: function}


def _person(given: dict[str, Any], language: str, known: Known) -> Person:
    key = person_key(given)
    if given["email"] and key in known.persons:
        return known.persons[key]
    person = Person(language=language, created_at=now(), honorific="", contacts=[])
    name_person(person, given_name=given["given_name"], family_name=given["family_name"])
    db.session.add(person)
    if given["email"]:
        known.persons[key] = person
    return person
