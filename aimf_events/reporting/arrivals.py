"""Who arrives and who leaves, flight by flight: read-only, three queries however many come."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager

from ..congress.models import Congress
from ..database import db
from ..i18n import search_key
from ..people.models import Person
from ..registration.asking import coming
from ..registration.models import Delegation, Direction, Journey, Passenger, Registration


@dataclass(frozen=True)
class MovementFilter:
    """What the list is narrowed to: a day (ISO), and words of a delegation, a person, a place or a flight."""

    day: str = ""
    q: str = ""

    @property
    def is_set(self) -> bool:
        """Whether anything is narrowed."""
        return bool(self.day or self.q)


@dataclass
class Flight:
    """One flight, train or convoy with everyone on it, of all delegations."""

    journey: Journey
    people: list[Passenger] = field(default_factory=list)

    @property
    def to_fetch(self) -> int:
        """How many wish a transfer."""
        return sum(each.journey.wants_transfer for each in self.people)


def passengers_of(congress: Congress, direction: Direction, wanted: MovementFilter) -> list[Passenger]:
    """Return who travels in a direction, in the order of time: one query."""
    rows = _all(congress, direction).options(
        contains_eager(Passenger.journey),
        contains_eager(Passenger.registration).contains_eager(Registration.person),
        contains_eager(Passenger.registration).contains_eager(Registration.delegation),
    )
    if wanted.day:
        rows = rows.where(func.to_char(Journey.day, "YYYY-MM-DD") == wanted.day)
    for word in search_key(wanted.q).split():
        number = func.replace(func.lower(Journey.number + Journey.place), " ", "")
        found = (Delegation.search_key, Person.search_key, number)
        rows = rows.where(or_(*(column.contains(word, autoescape=True) for column in found)))
    order = (Journey.day, Journey.hour, Journey.number, Journey.place, Delegation.sort_key, Person.sort_key)
    return list(db.session.scalars(rows.order_by(*order, Passenger.id)))


def by_day(passengers: Iterable[Passenger]) -> list[tuple[date, list[Flight]]]:
    """Return passengers by day, then by flight: the same number at the same hour is one flight, whoever announced it."""
    days = []
    for day, those in groupby(passengers, key=lambda each: each.journey.day):
        flights = []
        for _key, aboard in groupby(those, key=lambda each: flight_key(each.journey)):
            people = list(aboard)
            flights.append(Flight(people[0].journey, people))
        days.append((day, flights))
    return days


def flight_key(journey: Journey) -> tuple[str, ...]:
    """What makes two announced journeys the same one."""
    return journey.hour, journey.number, journey.place


def days_of(congress: Congress, direction: Direction) -> list[date]:
    """Return the days on which somebody travels in a direction."""
    rows = _all(congress, direction).with_only_columns(Journey.day).distinct()
    return list(db.session.scalars(rows.order_by(Journey.day)))


def silent_people(congress: Congress, direction: Direction) -> int:
    """Return how many of those who come have not said how they travel in a direction."""
    said = select(Passenger.id).where(Passenger.registration_id == Registration.id, Passenger.direction == direction)
    rows = select(func.count()).select_from(Registration)
    return db.session.scalar(rows.where(Registration.congress_id == congress.id, coming(), ~said.exists())) or 0


def _all(congress: Congress, direction: Direction) -> Select[tuple[Passenger]]:
    return (
        select(Passenger)
        .join(Passenger.journey)
        .join(Passenger.registration)
        .join(Registration.person)
        .join(Registration.delegation)
        .where(Registration.congress_id == congress.id, Passenger.direction == direction, coming())
    )
