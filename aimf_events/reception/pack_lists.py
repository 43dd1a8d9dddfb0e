"""Who stands on the day's paper: read in a few questions, of plain columns, for five thousand people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from ..checkin.checkpoints import checkpoints_of
from ..checkin.models import Badge, BadgeState, Checkpoint
from ..congress.models import Category, Congress, CongressGrant, CongressRole
from ..database import db
from ..people.models import ContactKind, ContactPoint, Person
from ..registration.minors import guardians_of
from ..registration.models import ContactRole, Delegation, DelegationContact, Registration

TEAM = (
    CongressRole.DOOR_SUPERVISOR,
    CongressRole.ACCREDITATION,
    CongressRole.PROTOCOL,
    CongressRole.DESK,
    CongressRole.DOOR,
    CongressRole.HOST_TEAM,
    CongressRole.ONLINE_OPERATOR,
)


@dataclass(frozen=True, slots=True)
class DoorList:
    """The doors that let the same people in, and these people in the order of the alphabet."""

    doors: list[Checkpoint]
    people: list[Any]


def bearers_of(congress: Congress) -> Sequence[Any]:
    """Return each living badge of a person, by name: one query of columns. Day passes are their bearer's badge again."""
    rows = (
        select(
            Registration.id.label("registration"),
            Badge.short_code.label("code"),
            Category.number.label("category"),
            Category.letter,
            Category.zones,
            Person.family_name,
            Person.given_name,
            Delegation.id.label("delegation_id"),
            Delegation.name.label("delegation"),
            Delegation.country,
            Registration.protocol_order,
            Registration.telephone,
        )
        .join(Badge.registration)
        .join(Registration.person)
        .join(Registration.category)
        .join(Registration.delegation)
        .where(Badge.congress_id == congress.id, Badge.state != BadgeState.REVOKED, Badge.pass_on.is_(None))
        .order_by(Person.sort_key, Badge.id)
    )
    return db.session.execute(rows).all()


def door_lists(congress: Congress, bearers: Sequence[Any]) -> list[DoorList]:
    """Return who may enter by each open door; doors that let the same people in share one list."""
    kinds = {(each.category, each.zones) for each in bearers}
    found: dict[frozenset[int], DoorList] = {}
    for door in checkpoints_of(congress):
        if not door.is_open:
            continue
        admitted = frozenset(number for number, zones in kinds if _admits(door, number, zones))
        if admitted not in found:
            found[admitted] = DoorList([], [each for each in bearers if each.category in admitted])
        found[admitted].doors.append(door)
    return list(found.values())


def _admits(door: Checkpoint, category: int, zones: int) -> bool:
    return (not door.category_numbers or category in door.category_numbers) and (
        not door.zones or bool(door.zones & zones)
    )


def by_delegation(bearers: Sequence[Any]) -> list[list[Any]]:
    """Return the bearers of each delegation, in the order of protocol; delegations by the alphabet."""
    groups: dict[int, list[Any]] = {}
    for each in bearers:
        groups.setdefault(each.delegation_id, []).append(each)
    last = 1 << 30
    for people in groups.values():
        people.sort(key=lambda each: last if each.protocol_order is None else each.protocol_order)
    order = dict(
        db.session.execute(select(Delegation.id, Delegation.sort_key).where(Delegation.id.in_(groups))).tuples().all()
    )
    return [groups[ident] for ident in sorted(groups, key=lambda ident: (order[ident], ident))]


def team_of(congress: Congress) -> Sequence[Any]:
    """Return the colleagues on the spot: role, name, telephone. One query."""
    rows = select(CongressGrant.role, Person.badge_name, _telephone()).join(CongressGrant.person)
    held = rows.where(
        CongressGrant.congress_id == congress.id, CongressGrant.withdrawn_at.is_(None), CongressGrant.role.in_(TEAM)
    )
    found = db.session.execute(held.order_by(Person.sort_key)).all()
    return sorted(found, key=lambda row: TEAM.index(row[0]))


def heads_of(congress: Congress) -> Sequence[Any]:
    """Return the heads of delegation: delegation, name, telephone. One query."""
    own = (
        select(func.max(Registration.telephone))
        .where(Registration.delegation_id == Delegation.id, Registration.person_id == Person.id)
        .scalar_subquery()
    )
    rows = (
        select(Delegation.name, Person.badge_name, func.coalesce(_telephone(), own))
        .join(DelegationContact, DelegationContact.delegation_id == Delegation.id)
        .join(Person, Person.id == DelegationContact.person_id)
        .where(Delegation.congress_id == congress.id, DelegationContact.role == ContactRole.HEAD)
        .order_by(Delegation.sort_key, Person.sort_key)
    )
    return db.session.execute(rows).all()


def minors_of(bearers: Sequence[Any]) -> list[tuple[Any, str]]:
    """Return the minors with the telephone of the adult who answers for them."""
    guardians = guardians_of([each.registration for each in bearers])
    return [(each, guardians[each.registration]) for each in bearers if each.registration in guardians]


def _telephone() -> Any:
    numbers = select(func.min(ContactPoint.address)).where(
        ContactPoint.person_id == Person.id, ContactPoint.kind == ContactKind.TELEPHONE
    )
    return numbers.scalar_subquery()
