"""The desk's list: searched, filtered, sorted and paged by the database, with a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from ..congress.models import Category, Congress
from ..database import db
from ..i18n import search_key
from ..people.models import Person
from .models import Delegation, Mode, Registration, RegistrationState

PAGE = 50
SORTS: dict[str, tuple[Any, ...]] = {
    "name": (Person.sort_key,),
    "delegation": (Delegation.sort_key, Person.sort_key),
    "category": (Category.position, Person.sort_key),
    "changed": (Registration.changed_at.desc(),),
    "submitted": (Registration.submitted_at.asc().nulls_last(),),
}


@dataclass(frozen=True)
class Wanted:
    """What the desk looks for: each empty answer filters nothing. `sort` is a key of SORTS."""

    q: str = ""
    state: str = ""
    category: str = ""
    delegation: str = ""
    mode: str = ""
    country: str = ""
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
        .order_by(*SORTS.get(wanted.sort, SORTS["submitted"]), Registration.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return Found(list(db.session.scalars(rows)), total, page)


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
