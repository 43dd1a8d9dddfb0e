"""Whom to drive, when and from where: those who wish a transfer, by hour and place. Read-only, two queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from ..congress.models import Congress
from ..registration.models import Direction, Journey, Passenger
from .arrivals import MovementFilter, flight_key, passengers_of


@dataclass(frozen=True)
class Transfer:
    """One drive: the journey that it meets, and everyone in it."""

    journey: Journey
    people: list[Passenger]


def transfers_of(congress: Congress, wanted: MovementFilter) -> list[Transfer]:
    """Return the drives of both directions, in the order of time."""
    found = [each for way in Direction for each in passengers_of(congress, way, wanted) if each.journey.wants_transfer]
    return list(_grouped(sorted(found, key=_moment)))


def _moment(each: Passenger) -> tuple[str, ...]:
    return each.journey.day.isoformat(), each.journey.hour, each.direction.value, *flight_key(each.journey)


def _grouped(passengers: Iterable[Passenger]) -> Iterable[Transfer]:
    for _key, those in groupby(passengers, key=_moment):
        people = list(those)
        yield Transfer(people[0].journey, people)
