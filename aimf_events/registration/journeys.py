"""How a delegation comes and goes, said once for the group. A person arrives once and departs once.

A planned hour is the wall's, in the city of the congress. Who is withdrawn, refused or online is on no journey: every
reader filters (`asking.coming`), so that a restored registration finds its journey again.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from .. import journal
from ..clock import now
from ..congress.models import Category, Congress
from ..database import db, lock, transaction
from ..errors import NotFound, Refusal
from ..people.models import Person
from .asking import answering_side, check_phase_open, coming
from .models import Delegation, Direction, FieldPhase, Journey, Means, Passenger, Registration

AROUND = 30  # days before the first and after the last day of a congress in which one may travel
_FLIGHT = re.compile(r"([A-Z]{3}|[A-Z][A-Z0-9]|[0-9][A-Z])[\s./-]*0*([1-9][0-9]{0,3})([A-Z]?)")


class JourneyRefused(Refusal):
    """A journey that cannot be. `about` names the answer that is wrong: number, day or people."""

    code = "journey_refused"

    def __init__(self, about: str, reason: Any, *, advice: Any = None) -> None:
        super().__init__(reason, advice=advice)
        self.about = about


@dataclass(frozen=True)
class JourneyPlan:
    """What is said of a journey. `hour` is HH:MM on the clock of the congress's city."""

    direction: Direction
    means: Means
    day: date
    hour: str
    place: str
    number: str = ""
    other_place: str = ""
    wants_transfer: bool = True
    note: str = ""


def flight_number(text: str) -> str:
    """Return « TU 717 » of « tu0717 », « TU-717 »: the airline (IATA, or ICAO's three letters), a space, the number.

    Raises:
        JourneyRefused: the text is no number of a flight.
    """
    found = _FLIGHT.fullmatch(text.strip().upper())
    if found is None:
        raise JourneyRefused("number", _l("Écrivez le numéro du vol comme sur le billet : TU 717."))
    return f"{found[1]} {found[2]}{found[3]}"


def travellers_of(delegation: Delegation) -> list[Registration]:
    """Return who of a delegation is expected in the city, in its protocol's order, then by name."""
    rows = (
        select(Registration)
        .where(Registration.delegation_id == delegation.id, coming())
        .join(Registration.person)
        .join(Registration.category)
        .options(contains_eager(Registration.person), contains_eager(Registration.category))
        .order_by(Registration.protocol_order, Category.position, Person.sort_key, Registration.id)
    )
    return list(db.session.scalars(rows))


def journeys_of(delegation: Delegation) -> list[tuple[Journey, list[Registration]]]:
    """Return the journeys of a delegation, in the order of time, each with who travels: two queries."""
    rows = select(Journey).filter_by(delegation_id=delegation.id)
    journeys = list(db.session.scalars(rows.order_by(Journey.direction, Journey.day, Journey.hour, Journey.id)))
    aboard = (
        select(Passenger)
        .where(Passenger.journey_id.in_([journey.id for journey in journeys]))
        .join(Passenger.registration)
        .join(Registration.person)
        .where(coming())
        .options(contains_eager(Passenger.registration).contains_eager(Registration.person))
        .order_by(Registration.protocol_order, Person.sort_key, Registration.id)
    )
    people: dict[int, list[Registration]] = {}
    for passenger in db.session.scalars(aboard):
        people.setdefault(passenger.journey_id, []).append(passenger.registration)
    return [(journey, people.get(journey.id, [])) for journey in journeys]


def journey_of(delegation: Delegation, public_id: str) -> Journey:
    """Return a journey of this delegation.

    Raises:
        NotFound: none, or another delegation's.
    """
    wanted = select(Journey).filter_by(delegation_id=delegation.id, public_id=public_id)
    found = db.session.scalars(wanted.options(joinedload(Journey.delegation))).first()
    if found is None:
        raise NotFound
    return found


def add_journey(
    delegation: Delegation, plan: JourneyPlan, people: Sequence[Registration], *, by: Person | None
) -> Journey:
    """Write a journey of a group. Who was on another one in this direction changes to this one.

    Raises:
        AnswersClosed: after the deadline, unless a desk writes.
        JourneyRefused: nobody travels, a day far from the congress, a wrong number, or a departure before the arrival.
    """
    with transaction():
        _open(delegation, by)
        journey = Journey(delegation_id=delegation.id, delegation=delegation)
        _write(journey, plan, delegation.congress)
        db.session.add(journey)
        db.session.flush()
        _board(journey, people)
        journal.record(
            "journey_added",
            journey,
            by=by,
            congress_id=delegation.congress_id,
            direction=plan.direction.value,
            registrations=[person.id for person in people],
        )
        return journey


def change_journey(
    journey: Journey, plan: JourneyPlan, people: Sequence[Registration], *, by: Person | None
) -> Journey:
    """Correct a journey or who is on it. Its direction stays.

    Raises:
        AnswersClosed, JourneyRefused: as `add_journey`.
    """
    with transaction():
        _open(journey.delegation, by)
        lock(journey)
        _write(journey, plan, journey.delegation.congress)
        _board(journey, people)
        journal.record(
            "journey_changed",
            journey,
            by=by,
            congress_id=journey.delegation.congress_id,
            registrations=[person.id for person in people],
        )
        return journey


def remove_journey(journey: Journey, *, by: Person | None) -> None:
    """Take a journey away: whoever was on it has said nothing yet.

    Raises:
        AnswersClosed: after the deadline, unless a desk writes.
    """
    with transaction():
        _open(journey.delegation, by)
        congress_id = journey.delegation.congress_id
        journal.record("journey_removed", journey, by=by, congress_id=congress_id, direction=journey.direction.value)
        db.session.delete(journey)


def _open(delegation: Delegation, by: Person | None) -> None:
    """Lock the delegation: two tabs that move the same person come one after the other."""
    congress = delegation.congress
    check_phase_open(congress, FieldPhase.TRAVEL, side=answering_side(by, congress))
    lock(delegation)


def _write(journey: Journey, plan: JourneyPlan, congress: Congress) -> None:
    first, last = congress.starts_on - timedelta(days=AROUND), congress.ends_on + timedelta(days=AROUND)
    if plan.direction is Direction.ARRIVAL:
        last = congress.ends_on
    else:
        first = congress.starts_on
    if not first <= plan.day <= last:
        raise JourneyRefused("day", _l("Ce jour est loin du congrès : vérifiez la date."))
    journey.direction, journey.means = plan.direction, plan.means
    journey.number = flight_number(plan.number) if plan.means is Means.FLIGHT and plan.number else plan.number
    journey.place, journey.other_place = plan.place, plan.other_place
    journey.day, journey.hour = plan.day, plan.hour
    journey.wants_transfer, journey.note, journey.changed_at = plan.wants_transfer, plan.note, now()


def _board(journey: Journey, people: Sequence[Registration]) -> None:
    """Put these people, and no others, on a journey; a journey that they leave empty is taken away."""
    if not people:
        raise JourneyRefused("people", _l("Cochez au moins une personne."))
    if any(person.delegation_id != journey.delegation_id for person in people):
        raise NotFound
    ids = {person.id for person in people}
    mine = select(Passenger).join(Passenger.registration).where(Registration.delegation_id == journey.delegation_id)
    seats = list(db.session.scalars(mine.options(joinedload(Passenger.journey))))
    _check_order(journey, [seat for seat in seats if seat.registration_id in ids], people)
    here = {seat.registration_id: seat for seat in seats if seat.direction is journey.direction}
    left = {seat.journey for seat in here.values() if seat.registration_id in ids and seat.journey_id != journey.id}
    for seat in [seat for seat in here.values() if seat.journey_id == journey.id and seat.registration_id not in ids]:
        db.session.delete(seat)
    for ident in ids:
        if ident in here:
            here[ident].journey_id = journey.id
        else:
            db.session.add(Passenger(journey_id=journey.id, registration_id=ident, direction=journey.direction))
    db.session.flush()
    for journey_left in left:
        db.session.expire(journey_left, ["passengers"])
        if not journey_left.passengers:
            db.session.delete(journey_left)
    db.session.expire(journey, ["passengers"])


def _check_order(journey: Journey, seats: list[Passenger], people: Sequence[Registration]) -> None:
    mine = (journey.day, journey.hour)
    for seat in seats:
        if seat.direction is journey.direction:
            continue
        other = (seat.journey.day, seat.journey.hour)
        if (mine < other) is (journey.direction is Direction.DEPARTURE) or mine == other:
            name = next(person.person.badge_name for person in people if person.id == seat.registration_id)
            raise JourneyRefused(
                "day", _l("%(name)s repartirait avant d’être arrivé : vérifiez les deux dates.", name=name)
            )
