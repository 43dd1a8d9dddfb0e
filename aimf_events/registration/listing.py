"""The desk's list: searched, filtered, sorted and paged by the database, with a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from ..congress.models import Category, Congress, Desk
from ..database import db
from ..i18n import search_key
from ..people.models import Person
from .models import (
    OPEN,
    Delegation,
    DelegationState,
    Document,
    DocumentKind,
    Mode,
    Photo,
    Registration,
    RegistrationState,
)
from .transitions import EXAMINED, next_state

PAGE = 50
SORTS: dict[str, tuple[Any, ...]] = {
    "name": (Person.sort_key,),
    "delegation": (Delegation.sort_key, Person.sort_key),
    "category": (Category.position, Person.sort_key),
    "changed": (Registration.changed_at.desc(),),
    "waiting": (Delegation.sort_key, Category.position, Registration.waiting_since.asc().nulls_last()),
    "submitted": (Registration.submitted_at.asc().nulls_last(),),
}


TABLES: dict[str, RegistrationState] = {
    Desk.NOMINATION.value: RegistrationState.NOMINATED,
    Desk.PRE_APPROVAL.value: RegistrationState.PRE_APPROVED,
    "accreditation": RegistrationState.APPROVED,
}
"""The desks, and the state to which each one brings a request."""
ASIDES: dict[str, ColumnElement[bool]] = {
    "late": and_(Registration.is_late, Registration.state.in_(OPEN)),
    "waiting": Registration.state == RegistrationState.WAITING,
    "contested": Delegation.state == DelegationState.CONTESTED,
}
"""What does not go the ordinary way."""
MISSING: dict[str, ColumnElement[bool]] = {
    "nomination": ~exists().where(
        Document.delegation_id == Registration.delegation_id,
        Document.kind == DocumentKind.NOMINATION,
        Document.removed_at.is_(None),
        or_(Document.registration_id == Registration.id, Document.registration_id.is_(None)),
    ),
    "photo": ~exists().where(Photo.registration_id == Registration.id),
}
"""What a file still lacks. A nomination letter of the whole delegation is one for each of its persons."""


@dataclass(frozen=True)
class Wanted:
    """What the desk looks for: each empty answer filters nothing. `sort` is a key of SORTS.

    Attributes:
        desk: a key of TABLES: what is on the table of that desk now.
        aside: a key of ASIDES.
        missing: a key of MISSING.
    """

    q: str = ""
    state: str = ""
    category: str = ""
    delegation: str = ""
    mode: str = ""
    country: str = ""
    desk: str = ""
    aside: str = ""
    missing: str = ""
    sort: str = "submitted"


@dataclass(frozen=True)
class Found:
    """One page of the list, and how long the list is."""

    rows: Sequence[Registration]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages the list has; at least one."""
        return max(1, -(-self.total // PAGE))


def find_registrations(congress: Congress, wanted: Wanted, *, page: int = 1) -> Found:
    """Return a page (50) of the registrations that answer; drafts are shown only where they are asked for."""
    base = registrations_that_answer(congress, wanted)
    total = db.session.scalar(select(func.count()).select_from(base.with_only_columns(Registration.id).subquery())) or 0
    page = min(max(1, page), max(1, -(-total // PAGE)))
    rows = (
        base.options(
            contains_eager(Registration.person),
            contains_eager(Registration.delegation),
            contains_eager(Registration.category),
            joinedload(Registration.photo),
        )
        .order_by(*_order(wanted))
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return Found(list(db.session.scalars(rows)), total, page)


@dataclass(frozen=True)
class Neighbours:
    """Where a registration stands in a list: public ids of the one before and the one after, its place, the length."""

    before: str | None
    after: str | None
    place: int
    total: int


def neighbours_of(registration: Registration, wanted: Wanted) -> Neighbours | None:
    """Return the neighbours of a registration in the list that answers, in its order: one query. None: it is not in it."""
    order = _order(wanted)
    shown = (
        func.lag(Registration.public_id).over(order_by=order),
        func.lead(Registration.public_id).over(order_by=order),
    )
    place, total = func.row_number().over(order_by=order), func.count().over()
    base = registrations_that_answer(registration.congress, wanted)
    rows = base.with_only_columns(Registration.id.label("id"), *shown, place, total).subquery()
    found = db.session.execute(select(rows).where(rows.c.id == registration.id)).first()
    return Neighbours(*found[1:]) if found is not None else None


def find_all_public_ids(congress: Congress, wanted: Wanted) -> list[str]:
    """Return the public ids of the whole list that answers, for a decision on all of it."""
    return list(
        db.session.scalars(registrations_that_answer(congress, wanted).with_only_columns(Registration.public_id))
    )


def counts_by_state(congress: Congress) -> dict[RegistrationState, int]:
    """Return how many registrations of a congress stand in each state; those without any are zero."""
    rows = (
        select(Registration.state, func.count())
        .where(Registration.congress_id == congress.id)
        .group_by(Registration.state)
    )
    counted = {row[0]: row[1] for row in db.session.execute(rows)}
    return {state: counted.get(state, 0) for state in RegistrationState}


def countries_of(congress: Congress) -> list[str]:
    """Return the country codes of the delegations of a congress."""
    return list(db.session.scalars(select(Delegation.country).filter_by(congress_id=congress.id).distinct()))


def registrations_that_answer(congress: Congress, wanted: Wanted) -> Select[Any]:
    """Return the statement of the whole list that answers, joined to person, delegation and category, in no order yet."""
    rows = (
        select(Registration)
        .join(Registration.person)
        .join(Registration.delegation)
        .join(Registration.category)
        .where(Registration.congress_id == congress.id)
    )
    if wanted.state in [s.value for s in RegistrationState]:
        rows = rows.where(Registration.state == RegistrationState(wanted.state))
    else:
        rows = rows.where(Registration.state != RegistrationState.DRAFT)
    if wanted.mode in [m.value for m in Mode]:
        rows = rows.where(Registration.mode == Mode(wanted.mode))
    if wanted.desk in TABLES:
        rows = rows.where(Registration.state.in_(_on_table(congress, wanted.desk)), ~Registration.is_late)
    if wanted.aside in ASIDES:
        rows = rows.where(ASIDES[wanted.aside])
    if wanted.missing in MISSING:
        rows = rows.where(MISSING[wanted.missing], Registration.state.in_(OPEN))
    if wanted.category:
        rows = rows.where(Category.public_id == wanted.category)
    if wanted.delegation:
        rows = rows.where(Delegation.public_id == wanted.delegation)
    if wanted.country:
        rows = rows.where(Delegation.country == wanted.country)
    for word in search_key(wanted.q).split():
        like = f"%{word}%"
        rows = rows.where(
            or_(
                Person.search_key.like(like),
                Delegation.search_key.like(like),
                func.lower(Registration.email).like(like),
                func.lower(Registration.function).like(like),
            )
        )
    return rows


def _order(wanted: Wanted) -> tuple[Any, ...]:
    return (*SORTS.get(wanted.sort, SORTS["submitted"]), Registration.id)


def _on_table(congress: Congress, desk: str) -> list[RegistrationState]:
    return [state for state in EXAMINED if next_state(state, congress.desks) is TABLES[desk]]
