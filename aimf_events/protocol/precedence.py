"""Precedence across all guests: the rank that protocol gave, else the one that a registration has by itself; then the order inside."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import contains_eager

from .. import journal
from ..congress.models import Category, Congress, ProtocolRank, ProtocolStanding
from ..congress.ranks import give_rank
from ..database import db, transaction
from ..i18n import search_key
from ..people.models import Person
from ..registration.asking import coming
from ..registration.models import Capacity, Delegation, Registration

HEADS, ELECTED, OTHERS = 5, 6, 7
"""Where the usual scale puts a head of a local executive, an elected representative, and everyone else."""


@dataclass(frozen=True)
class Guest:
    """Someone who comes, where precedence puts them: `place` counts from 1, `is_tied` shares rank and order with another."""

    registration: Registration
    rank: int
    order: int
    is_given: bool
    place: int = 0
    is_tied: bool = False


def guests_of(congress: Congress) -> list[Guest]:
    """Return everyone who comes to the congress's city, in precedence. One query.

    Inside a rank: the order that protocol wrote; then those without one, by delegation, as each delegation orders its people.
    """
    last = select(func.max(ProtocolRank.number)).where(ProtocolRank.congress_id == congress.id).scalar_subquery()
    by_itself = case(
        (Registration.capacity == Capacity.TITULAR, HEADS),
        (or_(Registration.capacity == Capacity.SUBSTITUTE, Category.code == "head"), ELECTED),
        else_=OTHERS,
    )
    rank = func.coalesce(ProtocolRank.number, func.least(by_itself, func.coalesce(last, OTHERS)))
    order = func.coalesce(ProtocolStanding.position, 0)
    held = (ProtocolStanding.person_id == Registration.person_id) & (ProtocolStanding.congress_id == congress.id)
    rows = (
        select(Registration, rank, order, ProtocolStanding.id.is_not(None))
        .join(Registration.person)
        .join(Registration.delegation)
        .join(Registration.category)
        .outerjoin(ProtocolStanding, held)
        .outerjoin(ProtocolStanding.rank)
        .where(Registration.congress_id == congress.id, coming())
        .options(
            contains_eager(Registration.person),
            contains_eager(Registration.delegation),
            contains_eager(Registration.category),
        )
        .order_by(rank, func.nullif(order, 0).nulls_last(), Delegation.sort_key, Registration.protocol_order)
        .order_by(Person.sort_key, Registration.id)
    )
    return _placed([Guest(*row) for row in db.session.execute(rows)])


def _placed(guests: Sequence[Guest]) -> list[Guest]:
    """Number the guests; those to whom protocol gave the same order in a rank share a place."""
    placed: list[Guest] = []
    for (_rank, order), group in groupby(guests, key=lambda guest: (guest.rank, guest.order)):
        those, first = list(group), len(placed) + 1
        is_tied = bool(order) and len(those) > 1
        for offset, guest in enumerate(those):
            place = first if is_tied else first + offset
            placed.append(Guest(guest.registration, guest.rank, guest.order, guest.is_given, place, is_tied))
    return placed


def narrowed(guests: Sequence[Guest], *, q: str = "", rank: str = "") -> list[Guest]:
    """Return the guests of a rank, and those whose name or delegation has all the words; each keeps their place."""
    words = search_key(q).split()

    def keeps(guest: Guest) -> bool:
        registration = guest.registration
        said = f"{registration.person.search_key} {registration.delegation.search_key}"
        return rank in ("", str(guest.rank)) and all(word in said for word in words)

    return [guest for guest in guests if keeps(guest)]


def place_guest(registration: Registration, rank: ProtocolRank | None, order: int, *, by: Person | None) -> None:
    """Give a guest a rank and an order inside it (0: none), or leave both to the registration itself."""
    congress, person = registration.congress, registration.person
    with transaction():
        give_rank(congress, person, rank, by=by)
        if rank is None:
            return
        held: Any = select(ProtocolStanding).filter_by(congress_id=congress.id, person_id=person.id)
        standing = db.session.scalars(held.with_for_update()).one()
        if standing.position != order:
            standing.position = order
            journal.record("protocol_order_given", person, by=by, congress_id=congress.id, order=order)


def standing_of(registration: Registration) -> ProtocolStanding | None:
    """Return what protocol gave a guest, or None."""
    held = select(ProtocolStanding).filter_by(congress_id=registration.congress_id, person_id=registration.person_id)
    return db.session.scalars(held).first()
