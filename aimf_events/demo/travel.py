"""Answers, journeys and rooms of the demo: written as rows, on a chance of their own so that the rest of the story stays as it was."""

import random
from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby
from typing import Any

from ..congress.models import Congress
from ..database import db
from ..registration.asking import comes
from ..registration.field_secrets import seal
from ..registration.fields import fields_of
from ..registration.models import (
    Direction,
    Field,
    FieldAnswer,
    Journey,
    Means,
    Passenger,
    Registration,
    Stay,
    StayGuest,
)
from .dates import Dates
from .registrations import Request

SEED = 717
ANSWERED, TRAVELLED = 0.7, 0.6
"""Shares of the people who have given their further details, and of the delegations that have said how they come."""
FLIGHTS = (
    ("TU 397", "09:40", "Dakar"),
    ("TU 717", "13:05", "Paris-Orly"),
    ("AF 1084", "16:20", "Paris-Charles-de-Gaulle"),
    ("AT 570", "20:15", "Casablanca"),
    ("TU 385", "23:50", "Abidjan"),
)
HOMEWARD = ("07:35", "10:50", "14:30", "18:10", "21:25")
AIRPORT = "Aéroport international de Tunis-Carthage"
HOTELS = ("Hôtel Carlton Tunis", "Grand Hôtel de l’Avenue Habib-Bourguiba", "Dar El Médina")
DETAILS = ("allergie aux arachides", "sans lactose", "repas léger le soir")


def write_travel(congress: Congress, requests: list[Request], dates: Dates) -> None:
    """Write what delegations said of their stay, their journeys and their rooms."""
    chance = random.Random(SEED)  # noqa: S311
    rows = [request.row for request in requests if request.row is not None and comes(request.row)]
    questions = {field.code: field for field in fields_of(congress)}
    for row in rows:
        if chance.random() < ANSWERED:
            db.session.add_all(_answers(row, questions, chance, dates))
    for _delegation, group in groupby(rows, key=lambda row: row.delegation_id):
        people = list(group)
        if chance.random() < TRAVELLED:
            _travel(people, congress, chance, dates)
    db.session.flush()


def _answers(row: Registration, questions: dict[str, Field], chance: random.Random, dates: Dates) -> Iterator[Any]:
    asked = {
        code: field for code, field in questions.items() if any(u.category_id == row.category_id for u in field.uses)
    }
    plain: dict[str, Any] = {"interpretation": chance.choice(("fr", "fr", "en", "ar"))}
    plain["lodging"] = chance.choice(("single", "single", "double", "own"))
    plain["visa_letter"] = chance.random() < 0.1
    if chance.random() < 0.35:
        plain["diet"] = [chance.choice(("halal", "vegetarian", "no_pork", "no_gluten"))]
    if chance.random() < 0.06:
        plain["diet_detail"] = chance.choice(DETAILS)
    if chance.random() < 0.04:
        plain["accessibility"] = [chance.choice(("wheelchair", "walking", "hearing", "sight"))]
    for code, value in plain.items():
        if code in asked:
            yield _answer(row, asked[code], dates, value={"is": value})
    if plain["visa_letter"]:
        for code, value in _passport(row, chance, dates).items():
            if code in asked:
                yield _answer(row, asked[code], dates, sealed=seal(asked[code].id, row.id, value))


def _answer(row: Registration, field: Field, dates: Dates, **content: Any) -> FieldAnswer:
    return FieldAnswer(field_id=field.id, registration_id=row.id, answered_at=dates.told_at, **content)


def _passport(row: Registration, chance: random.Random, dates: Dates) -> dict[str, str]:
    issued = dates.starts_on - timedelta(days=chance.randint(200, 1500))
    return {
        "nationality": row.delegation.country,
        "birth_date": (dates.starts_on - timedelta(days=chance.randint(11_000, 25_000))).isoformat(),
        "birth_place": row.delegation.name,
        "passport_number": f"{chance.choice('BCDFHK')}{chance.randint(1_000_000, 9_999_999)}",
        "passport_issued_on": issued.isoformat(),
        "passport_expires_on": (issued + timedelta(days=3650)).isoformat(),
    }


def _travel(people: list[Registration], congress: Congress, chance: random.Random, dates: Dates) -> None:
    number, hour, origin = chance.choice(FLIGHTS)
    before, after = chance.choice((1, 1, 2)), chance.choice((0, 1))
    comes_on, leaves_on = congress.starts_on - timedelta(days=before), congress.ends_on + timedelta(days=1)
    there = {"means": Means.FLIGHT, "place": AIRPORT, "other_place": origin, "changed_at": dates.told_at}
    home_at = chance.choice(HOMEWARD)
    goes_on = leaves_on + timedelta(days=after)
    for way, day, at, flight in (
        (Direction.ARRIVAL, comes_on, hour, number),
        (Direction.DEPARTURE, goes_on, home_at, f"TU {chance.randint(300, 799)}"),
    ):
        journey = Journey(
            delegation_id=people[0].delegation_id, direction=way, day=day, hour=at, number=flight, **there
        )
        journey.wants_transfer = chance.random() < 0.85
        journey.passengers = [Passenger(registration_id=person.id, direction=way) for person in people]
        db.session.add(journey)
    hotel = chance.choice(HOTELS)
    size = chance.choice((1, 1, 2))
    for start in range(0, len(people), size):
        stay = Stay(delegation_id=people[0].delegation_id, hotel=hotel, arrives_on=comes_on, leaves_on=goes_on)
        stay.changed_at = dates.told_at
        stay.guests = [StayGuest(registration_id=person.id) for person in people[start : start + size]]
        db.session.add(stay)
