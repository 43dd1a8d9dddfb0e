"""Which badges a run prints, and in which order: a choice across registrations, precedence, and what is on paper already."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from ..checkin.models import Badge, BadgeState
from ..checkin.prints import PrintStatus, last_prints, said_of, status_of
from ..congress.models import Category, Congress
from ..database import db
from ..people.models import Person
from ..protocol.precedence import guests_of
from ..registration.models import Delegation, Registration

ORDERS = ("protocol", "delegation", "name")
"""By precedence of the delegations, and inside as each orders its people; by delegation; by name."""
TO_PRINT = "to_print"
"""Never on paper, or out of date in what it says."""
PRINTED: Mapping[str, frozenset[PrintStatus]] = {
    TO_PRINT: frozenset({PrintStatus.NEVER, PrintStatus.OUTDATED}),
    **{status.value: frozenset({status}) for status in PrintStatus},
}
_CARDS = "cards"


@dataclass(frozen=True)
class WantedBadges:
    """What a run is for: each empty answer filters nothing.

    Attributes:
        category: a public id, or `cards`.
        delegation: a public id.
        country: a code.
        state: a word of BadgeState.
        printed: a key of PRINTED.
        order: one of ORDERS.
    """

    category: str = ""
    delegation: str = ""
    country: str = ""
    state: str = ""
    printed: str = ""
    order: str = ORDERS[0]


@dataclass(frozen=True)
class FoundBadges:
    """The keys of the badges that answer, in their order; and how all those of the other filters stand on paper."""

    ids: list[int]
    statuses: Mapping[PrintStatus, int]


def find_badges(congress: Congress, wanted: WantedBadges) -> FoundBadges:
    """Return which living badges answer, day passes left out. A constant number of queries, of columns."""
    rows = list(db.session.execute(_statement(congress, wanted)))
    standing = _standing(congress, [row.Badge for row in rows])
    kept = PRINTED.get(wanted.printed)
    ids = [
        row.Badge.id for row in _ordered(congress, rows, wanted.order) if kept is None or standing[row.Badge.id] in kept
    ]
    return FoundBadges(ids, Counter(standing.values()))


def _statement(congress: Congress, wanted: WantedBadges) -> Any:
    """The living badges that the filters keep, by delegation and as each orders its people; its cards last."""
    rows = (
        select(Badge, Delegation.id.label("delegation"), _NAME.label("name"))
        .outerjoin(Badge.registration)
        .outerjoin(Registration.person)
        .outerjoin(Registration.category)
        .join(Delegation, Delegation.id == func.coalesce(Registration.delegation_id, Badge.delegation_id))
        .where(Badge.congress_id == congress.id, Badge.state != BadgeState.REVOKED, Badge.pass_on.is_(None))
    )
    if wanted.category == _CARDS:
        rows = rows.where(Badge.registration_id.is_(None))
    elif wanted.category:
        rows = rows.where(Category.public_id == wanted.category)
    if wanted.delegation:
        rows = rows.where(Delegation.public_id == wanted.delegation)
    if wanted.country:
        rows = rows.where(Delegation.country == wanted.country)
    if wanted.state in (BadgeState.ISSUED, BadgeState.COLLECTED):
        rows = rows.where(Badge.state == BadgeState(wanted.state))
    people = (Registration.protocol_order, Person.sort_key, Badge.zones, Badge.card_number)
    return rows.order_by(Delegation.sort_key, Delegation.id, *people, Badge.id)


_NAME = func.coalesce(Person.sort_key, Delegation.sort_key)


def _standing(congress: Congress, badges: list[Badge]) -> dict[int, PrintStatus]:
    ids = [badge.id for badge in badges]
    said, printed = said_of(congress, ids), last_prints(ids)
    return {badge.id: status_of(badge, printed.get(badge.id), said[badge.id]) for badge in badges}


def _ordered(congress: Congress, rows: list[Any], order: str) -> list[Any]:
    if order == "name":
        return sorted(rows, key=lambda row: row.name)
    if order == "delegation":
        return rows
    places: dict[int, int] = {}
    for guest in guests_of(congress):
        places.setdefault(guest.registration.delegation_id, guest.place)
    return sorted(rows, key=lambda row: places.get(row.delegation, len(rows) + len(places)))
