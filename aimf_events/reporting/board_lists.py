"""Who has arrived, by delegation and by country, and the heads who have not: searched, filtered, sorted and paged by the server.

Expected is who is accredited and comes; arrived, whoever a door of the congress has let in, any of them and any day.
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, func, or_, select
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import contains_eager

from ..checkin.models import Badge, Presence
from ..congress.models import Congress
from ..database import db
from ..i18n import search_key
from ..registration.asking import ON_SITE
from ..registration.models import (
    Capacity,
    ContactRole,
    Delegation,
    DelegationContact,
    Direction,
    Journey,
    Passenger,
    Registration,
    RegistrationState,
)

PER_PAGE = 25


class BoardList(enum.StrEnum):
    """Which list the board shows."""

    DELEGATIONS = "delegations"
    COUNTRIES = "countries"
    HEADS = "heads"


class Progress(enum.StrEnum):
    """How far a group has arrived."""

    NOBODY = "nobody"
    PARTLY = "partly"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardChoice:
    """What the lists are narrowed to. `sort`: name, expected, arrived, inside; a `-` before it turns it round.

    `countries`: codes in the order of their names, in the reader's language.
    """

    q: str = ""
    country: str = ""
    progress: Progress | None = None
    sort: str = "name"
    page: int = 1
    countries: tuple[str, ...] = ()

    @property
    def is_set(self) -> bool:
        """Whether anything is narrowed."""
        return bool(self.q or self.country or self.progress)


@dataclass(frozen=True, slots=True)
class Group:
    """A delegation, or a country with all of its own: how many are expected, have arrived, are inside."""

    name: str
    country: str
    delegations: int
    expected: int
    arrived: int
    inside: int

    @property
    def progress(self) -> Progress:
        """How far it has arrived."""
        if self.arrived == 0:
            return Progress.NOBODY
        return Progress.ALL if self.arrived >= self.expected else Progress.PARTLY


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list, how many rows there are, and how many pages."""

    rows: Sequence[Any]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """At least one."""
        return max(1, -(-self.total // PER_PAGE))


def groups_of(congress: Congress, by: BoardList, choice: BoardChoice) -> ListPage:
    """Return delegations or countries whose people are expected. Two queries."""
    by_country = by is BoardList.COUNTRIES
    passed, inside = _seen(congress)
    expected, arrived, within = func.count(), func.count().filter(passed), func.count().filter(inside)
    name = Delegation.country if by_country else func.min(Delegation.name)
    named = func.array_position(array(choice.countries, type_=String), Delegation.country)
    order = named if by_country else func.min(Delegation.sort_key)
    rows = (
        _accredited(
            congress,
            select(
                name.label("name"), cast(func.min(Delegation.country), String), func.count(Delegation.id.distinct())
            ),
        )
        .add_columns(expected, arrived, within)
        .group_by(Delegation.country if by_country else Delegation.id)
    )
    rows = _narrowed(rows, choice)
    if choice.progress is not None:
        told = {Progress.NOBODY: arrived == 0, Progress.ALL: arrived == expected}
        rows = rows.having(told.get(choice.progress, and_(arrived > 0, arrived < expected)))
    column = {"expected": expected, "arrived": arrived, "inside": within}.get(choice.sort.lstrip("-"), order)
    return _paged(rows, choice, column, order, lambda row: Group(*row))


@dataclass(frozen=True, slots=True)
class AwaitedHead:
    """A titular or head of delegation whom no door has seen, and the journey that brings them, if it is known."""

    registration: Registration
    journey: Journey | None


def heads_not_arrived(congress: Congress, choice: BoardChoice) -> ListPage:
    """Return the heads of delegations, and the titulars, who have passed no door. Two queries."""
    passed, _inside = _seen(congress)
    rows = _accredited(congress, select(Registration, Journey)).join(Registration.person)
    rows = (
        rows.outerjoin(
            Passenger, (Passenger.registration_id == Registration.id) & (Passenger.direction == Direction.ARRIVAL)
        )
        .outerjoin(Passenger.journey)
        .where(_leads(), ~passed)
        .options(contains_eager(Registration.person), contains_eager(Registration.delegation))
    )
    named = func.array_position(array(choice.countries, type_=String), Delegation.country)
    column = named if choice.sort.lstrip("-") == "country" else Delegation.sort_key
    return _paged(_narrowed(rows, choice), choice, column, Delegation.sort_key, lambda row: AwaitedHead(*row))


def how_many_heads_wait(congress: Congress) -> int:
    """Return how many heads of delegations and titulars no door has seen."""
    passed, _inside = _seen(congress)
    return db.session.scalar(_accredited(congress, select(func.count())).where(_leads(), ~passed)) or 0


def countries_expected(congress: Congress) -> list[str]:
    """Return the countries from which somebody is expected."""
    return list(db.session.scalars(_accredited(congress, select(Delegation.country)).distinct()))


def _accredited(congress: Congress, rows: Any) -> Any:
    """Those who are accredited and come, with their delegation and their badge."""
    return (
        rows.select_from(Registration)
        .join(Registration.delegation)
        .outerjoin(Badge, and_(Badge.registration_id == Registration.id, Badge.pass_on.is_(None)))  # not a day pass
        .where(Registration.congress_id == congress.id, Registration.state == RegistrationState.APPROVED)
        .where(Registration.mode.in_(ON_SITE))
    )


def _seen(congress: Congress) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Whether a door has let the badge through, and whether it is inside."""
    mine = select(Presence.badge_id).join(Badge).where(Badge.congress_id == congress.id)
    return func.coalesce(Badge.id.in_(mine), False), func.coalesce(Badge.id.in_(mine.where(Presence.is_in)), False)


def _leads() -> ColumnElement[bool]:
    """Whether a person is the titular of a member, or named head of their delegation."""
    named: Any = select(DelegationContact.id).where(
        DelegationContact.delegation_id == Registration.delegation_id,
        DelegationContact.person_id == Registration.person_id,
        DelegationContact.role == ContactRole.HEAD,
    )
    return or_(Registration.capacity == Capacity.TITULAR, named.exists())


def _narrowed(rows: Any, choice: BoardChoice) -> Any:
    for word in search_key(choice.q).split():
        rows = rows.where(Delegation.search_key.contains(word, autoescape=True))
    return rows.where(Delegation.country == choice.country) if choice.country else rows


def _paged(rows: Any, choice: BoardChoice, column: Any, tie: Any, made: Any) -> ListPage:
    total = db.session.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0
    page = min(choice.page, max(1, -(-total // PER_PAGE)))
    ordered = rows.order_by(column.desc() if choice.sort.startswith("-") else column.asc(), tie)
    shown = db.session.execute(ordered.limit(PER_PAGE).offset((page - 1) * PER_PAGE))
    return ListPage([made(row) for row in shown], total, page)
