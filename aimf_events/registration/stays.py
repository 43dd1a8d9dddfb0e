"""Where a delegation sleeps: rooms for one to three people, from a night to a morning. A person has one room.

What the association pays is a support (nights granted), decided elsewhere: a room says where somebody sleeps, not who pays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from .. import journal
from ..clock import now
from ..congress.models import Congress
from ..database import db, lock, transaction
from ..errors import NotFound, Refusal
from ..people.models import Person
from .asking import answering_side, check_phase_open, coming
from .journeys import AROUND
from .models import Delegation, FieldPhase, Registration, Stay, StayGuest

MOST_GUESTS = 3
MOST_NIGHTS = 30


class StayRefused(Refusal):
    """A room that cannot be. `about` names the answer that is wrong: leaves_on, arrives_on or people."""

    code = "stay_refused"

    def __init__(self, about: str, reason: Any, *, advice: Any = None) -> None:
        super().__init__(reason, advice=advice)
        self.about = about


@dataclass(frozen=True)
class StayPlan:
    """What is said of a room: first night, morning of leaving."""

    hotel: str
    arrives_on: date
    leaves_on: date
    note: str = ""


def nights(stay: Stay) -> int:
    """Return how many nights a room is taken."""
    return (stay.leaves_on - stay.arrives_on).days


def stays_of(delegation: Delegation) -> list[tuple[Stay, list[Registration]]]:
    """Return the rooms of a delegation, each with who sleeps in it: two queries."""
    rows = select(Stay).filter_by(delegation_id=delegation.id)
    stays = list(db.session.scalars(rows.order_by(Stay.arrives_on, Stay.hotel, Stay.id)))
    inside = (
        select(StayGuest)
        .where(StayGuest.stay_id.in_([stay.id for stay in stays]))
        .join(StayGuest.registration)
        .join(Registration.person)
        .where(coming())
        .options(contains_eager(StayGuest.registration).contains_eager(Registration.person))
        .order_by(Registration.protocol_order, Person.sort_key, Registration.id)
    )
    guests: dict[int, list[Registration]] = {}
    for guest in db.session.scalars(inside):
        guests.setdefault(guest.stay_id, []).append(guest.registration)
    return [(stay, guests.get(stay.id, [])) for stay in stays]


def stay_of(delegation: Delegation, public_id: str) -> Stay:
    """Return a room of this delegation.

    Raises:
        NotFound: none, or another delegation's.
    """
    wanted = select(Stay).filter_by(delegation_id=delegation.id, public_id=public_id)
    found = db.session.scalars(wanted.options(joinedload(Stay.delegation))).first()
    if found is None:
        raise NotFound
    return found


def add_stay(delegation: Delegation, plan: StayPlan, people: Sequence[Registration], *, by: Person | None) -> Stay:
    """Take a room for one to three people. Who had another one leaves it.

    Raises:
        AnswersClosed: after the deadline, unless a desk writes.
        StayRefused: too many people or none, or nights that cannot be.
    """
    with transaction():
        _open(delegation, by)
        stay = Stay(delegation_id=delegation.id, delegation=delegation)
        _write(stay, plan, delegation.congress)
        db.session.add(stay)
        db.session.flush()
        _house(stay, people)
        ids = [person.id for person in people]
        journal.record("stay_added", stay, by=by, congress_id=delegation.congress_id, registrations=ids)
        return stay


def change_stay(stay: Stay, plan: StayPlan, people: Sequence[Registration], *, by: Person | None) -> Stay:
    """Correct a room or who sleeps in it.

    Raises:
        AnswersClosed, StayRefused: as `add_stay`.
    """
    with transaction():
        _open(stay.delegation, by)
        lock(stay)
        _write(stay, plan, stay.delegation.congress)
        _house(stay, people)
        ids = [person.id for person in people]
        journal.record("stay_changed", stay, by=by, congress_id=stay.delegation.congress_id, registrations=ids)
        return stay


def remove_stay(stay: Stay, *, by: Person | None) -> None:
    """Give a room back.

    Raises:
        AnswersClosed: after the deadline, unless a desk writes.
    """
    with transaction():
        _open(stay.delegation, by)
        journal.record("stay_removed", stay, by=by, congress_id=stay.delegation.congress_id)
        db.session.delete(stay)


def _open(delegation: Delegation, by: Person | None) -> None:
    """Lock the delegation: two tabs that move the same person come one after the other."""
    congress = delegation.congress
    check_phase_open(congress, FieldPhase.TRAVEL, side=answering_side(by, congress))
    lock(delegation)


def _write(stay: Stay, plan: StayPlan, congress: Congress) -> None:
    first, last = congress.starts_on - timedelta(days=AROUND), congress.ends_on + timedelta(days=AROUND)
    if not first <= plan.arrives_on <= last:
        raise StayRefused("arrives_on", _l("Ce jour est loin du congrès : vérifiez la date."))
    if not 1 <= (plan.leaves_on - plan.arrives_on).days <= MOST_NIGHTS:
        raise StayRefused("leaves_on", _l("On part au moins un jour après l’arrivée, trente jours au plus."))
    stay.hotel, stay.arrives_on, stay.leaves_on = plan.hotel, plan.arrives_on, plan.leaves_on
    stay.note, stay.changed_at = plan.note, now()


def _house(stay: Stay, people: Sequence[Registration]) -> None:
    """Put these people, and no others, in a room; a room that they leave empty is given back."""
    if not 1 <= len(people) <= MOST_GUESTS:
        raise StayRefused("people", _l("Cochez de une à trois personnes pour cette chambre."))
    if any(person.delegation_id != stay.delegation_id for person in people):
        raise NotFound
    ids = {person.id for person in people}
    mine = select(StayGuest).join(StayGuest.registration).where(Registration.delegation_id == stay.delegation_id)
    beds = {bed.registration_id: bed for bed in db.session.scalars(mine.options(joinedload(StayGuest.stay)))}
    left = {bed.stay for ident, bed in beds.items() if ident in ids and bed.stay_id != stay.id}
    for bed in [bed for ident, bed in beds.items() if bed.stay_id == stay.id and ident not in ids]:
        db.session.delete(bed)
    for ident in ids:
        if ident in beds:
            beds[ident].stay_id = stay.id
        else:
            db.session.add(StayGuest(stay_id=stay.id, registration_id=ident))
    db.session.flush()
    for stay_left in left:
        db.session.expire(stay_left, ["guests"])
        if not stay_left.guests:
            db.session.delete(stay_left)
    db.session.expire(stay, ["guests"])
