"""Delegations with their places, their people and their correspondents; and who has answered, country by country."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Integer, String, Subquery, case, cast, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from ...congress.models import Congress
from ...members.models import Member
from ...people.models import Civility, Person
from ...registration.models import (
    ACTIVE,
    ContactRole,
    Delegation,
    DelegationContact,
    DelegationState,
    Mode,
    Quota,
    Registration,
    RegistrationState,
)
from ..answers import COMING, BoardFilter, awaited, has_answered
from ..delegations import SORTS, DelegationSearch, matching_delegations
from . import streamed


def delegation_rows(congress: Congress, search: DelegationSearch) -> Iterator[Any]:
    """Yield the delegations that a search keeps, in its order: one statement.

    `places` is {id of the category: places}, `people` {state: count}, `names` those who hold a place, in protocol order.
    """
    places, people, contacts = _places(), _people(), _contacts()
    statement = matching_delegations(congress, search)
    for joined in (places, people, contacts):
        statement = statement.outerjoin(joined, joined.c.delegation_id == Delegation.id)
    own = ("name", "country", "language", "kind", "state", "invited_at", "opened_at", "answered_at", "time_zone")
    columns = [getattr(Delegation, name) for name in own]
    columns += [Member.code, Member.category, Member.standing, places.c.places, people.c.people, people.c.names]
    columns += [contacts.c.heads, contacts.c.head_emails, contacts.c.focal_points, contacts.c.focal_emails]
    statement = statement.with_only_columns(*columns, maintain_column_froms=True)
    return streamed(statement.order_by(*SORTS.get(search.sort, SORTS["name"]), Delegation.id))


def answer_rows(congress: Congress, narrowed: BoardFilter) -> Iterator[Any]:
    """Yield « Qui a répondu » by country and category of member: delegations, answers, and the people who come."""
    people = _who_comes(congress)
    summed = [cast(func.coalesce(func.sum(people.c[name]), 0), Integer).label(name) for name in _COUNTED]
    statement = (
        select(
            Delegation.country,
            Member.category,
            func.count().label("delegations"),
            func.count().filter(has_answered()).label("answered"),
            func.count().filter(Delegation.state == DelegationState.DECLINED).label("declined"),
            func.count().filter(Delegation.state == DelegationState.PREPARED).label("to_invite"),
            *summed,
        )
        .select_from(Delegation)
        .join(Member, Delegation.member_id == Member.id)
        .outerjoin(people, people.c.delegation_id == Delegation.id)
        .where(*awaited(congress, narrowed))
    )
    grouped: Any = statement.group_by(Delegation.country, Member.category)
    return streamed(grouped.order_by(Delegation.country, Member.category))


_COUNTED = ("in_person", "online", "undecided", "approved", "women", "men", "civility_unknown")


def _who_comes(congress: Congress) -> Subquery:
    on_spot = Registration.mode.in_((Mode.IN_PERSON, Mode.BOTH))
    at_home = Registration.mode == Mode.ONLINE
    conditions = {
        "in_person": on_spot,
        "online": at_home,
        "undecided": Registration.mode.is_(None) | (Registration.mode == Mode.UNDECIDED),
        "approved": Registration.state == RegistrationState.APPROVED,
        "women": Person.civility == Civility.MADAM,
        "men": Person.civility == Civility.SIR,
        "civility_unknown": Person.civility.is_(None),
    }
    counts = [func.count().filter(conditions[name]).label(name) for name in _COUNTED]
    statement = select(Registration.delegation_id, *counts).join(Person, Registration.person_id == Person.id)
    statement = statement.where(Registration.congress_id == congress.id, Registration.state.in_(COMING))
    return statement.group_by(Registration.delegation_id).subquery()


def _places() -> Subquery:
    each = func.jsonb_object_agg(cast(Quota.category_id, String), Quota.places).label("places")
    return select(Quota.delegation_id, each).group_by(Quota.delegation_id).subquery()


def _people() -> Subquery:
    """How many people in each state, and the names of those who hold a place, in protocol order."""
    active = Registration.state.in_(ACTIVE)
    ordered = aggregate_order_by(Person.badge_name, Registration.protocol_order.asc(), Registration.id.asc())
    named = func.array_agg(ordered).filter(active).label("names")
    states = [func.count().filter(Registration.state == state) for state in RegistrationState]
    pairs = [part for state, count in zip(RegistrationState, states, strict=True) for part in (state.value, count)]
    counted = func.jsonb_build_object(*pairs).label("people")
    statement = select(Registration.delegation_id, counted, named).join(Person, Registration.person_id == Person.id)
    return statement.group_by(Registration.delegation_id).subquery()


def _contacts() -> Subquery:
    columns = []
    for role, name, address in (
        (ContactRole.HEAD, "heads", "head_emails"),
        (ContactRole.FOCAL_POINT, "focal_points", "focal_emails"),
    ):
        is_role = DelegationContact.role == role
        email = case((DelegationContact.email != "", DelegationContact.email))
        columns.append(func.array_agg(Person.badge_name).filter(is_role).label(name))
        columns.append(func.array_agg(email).filter(is_role, email.is_not(None)).label(address))
    statement = select(DelegationContact.delegation_id, *columns).join(DelegationContact.person)
    return statement.group_by(DelegationContact.delegation_id).subquery()
