"""Seating plans: drawn, filled by precedence, changed by hand. Whoever writes holds the plan."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from .. import journal
from ..clock import now
from ..congress.models import Congress
from ..database import db, lock, transaction
from ..errors import NotFound, Refusal
from ..people.models import Person
from ..registration.models import Registration
from .models import Seat, SeatingPlan
from .precedence import guests_of


class NoSuchSeat(Refusal):
    """The plan has no such row, or no such seat in it."""

    code = "no_such_seat"

    def __init__(self, plan: SeatingPlan) -> None:
        super().__init__(
            _l(
                "Ce plan compte %(rows)d rangs de %(seats)d places.",
                rows=plan.rows,
                seats=plan.seats_per_row,
            ),
            advice=_l("Choisissez un rang et une place qui existent."),
        )


def draw_plan(congress: Congress, *, name: str, rows: int, seats_per_row: int, by: Person | None) -> SeatingPlan:
    """Draw an empty plan."""
    with transaction():
        plan = SeatingPlan(congress_id=congress.id, name=name, rows=rows, seats_per_row=seats_per_row, drawn_at=now())
        db.session.add(plan)
        journal.record("seating_plan_drawn", plan, by=by, congress_id=congress.id, rows=rows, seats=seats_per_row)
        return plan


def remove_plan(plan: SeatingPlan, *, by: Person | None) -> None:
    """Remove a plan; the guests keep their ranks."""
    with transaction():
        lock(plan)
        journal.record("seating_plan_removed", plan, by=by, congress_id=plan.congress_id, name=plan.name)
        db.session.delete(plan)


def fill_by_precedence(plan: SeatingPlan, congress: Congress, *, by: Person | None) -> int:
    """Seat the guests anew in precedence, row by row, each row from its middle; return how many sit."""
    with transaction():
        lock(plan)
        plan.seats.clear()
        db.session.flush()
        guests = guests_of(congress)[: plan.places]
        for guest, (row, number) in zip(guests, seats_in_honour(plan), strict=False):
            plan.seats.append(Seat(row=row, number=number, registration_id=guest.registration.id))
        journal.record("seating_plan_filled", plan, by=by, congress_id=plan.congress_id, guests=len(guests))
        return len(guests)


def seats_in_honour(plan: SeatingPlan) -> list[tuple[int, int]]:
    """Return (row, seat) from the most honourable: the middle of the first row, then its right, its left, and outwards."""
    middle = (plan.seats_per_row + 1) // 2
    outwards = sorted(range(1, plan.seats_per_row + 1), key=lambda seat: (abs(seat - middle), -seat))
    return [(row, seat) for row in range(1, plan.rows + 1) for seat in outwards]


def seat_guest(plan: SeatingPlan, registration: Registration, row: int, number: int, *, by: Person | None) -> None:
    """Move a guest to a seat. Whoever sat there takes the guest's former one, or stands if there was none.

    Raises:
        NoSuchSeat: the plan has no such seat.
    """
    with transaction():
        lock(plan)
        if not (1 <= row <= plan.rows and 1 <= number <= plan.seats_per_row):
            raise NoSuchSeat(plan)
        seats = list(db.session.scalars(select(Seat).filter_by(plan_id=plan.id)))
        mine = next((seat for seat in seats if seat.registration_id == registration.id), None)
        theirs = next((seat for seat in seats if (seat.row, seat.number) == (row, number)), None)
        if theirs is not None and theirs is mine:
            return
        former = (mine.row, mine.number) if mine else None
        for seat in filter(None, (mine, theirs)):
            db.session.delete(seat)
        db.session.flush()
        db.session.add(Seat(plan_id=plan.id, row=row, number=number, registration_id=registration.id))
        if theirs is not None and former is not None:
            placed = {"row": former[0], "number": former[1]}
            db.session.add(Seat(plan_id=plan.id, registration_id=theirs.registration_id, **placed))
        known = {"registration": registration.id, "row": row, "seat": number}
        journal.record("guest_seated", plan, by=by, congress_id=plan.congress_id, **known)
        db.session.flush()
        db.session.expire(plan)


def unseat_guest(plan: SeatingPlan, registration: Registration, *, by: Person | None) -> None:
    """Free the seat of a guest. Twice is harmless."""
    with transaction():
        lock(plan)
        seat = db.session.scalars(select(Seat).filter_by(plan_id=plan.id, registration_id=registration.id)).first()
        if seat is not None:
            db.session.delete(seat)
            known = {"registration": registration.id}
            journal.record("guest_unseated", plan, by=by, congress_id=plan.congress_id, **known)
            db.session.flush()
            db.session.expire(plan)


def free_seats_of(registration: Registration) -> None:
    """Free every seat of someone who no longer comes."""
    for seat in db.session.scalars(select(Seat).filter_by(registration_id=registration.id)).all():
        db.session.delete(seat)


def plans_of(congress: Congress) -> list[SeatingPlan]:
    """Return the plans of a congress with their seats, in the order in which they were drawn."""
    rows = select(SeatingPlan).filter_by(congress_id=congress.id).options(selectinload(SeatingPlan.seats))
    return list(db.session.scalars(rows.order_by(SeatingPlan.id)))


def plan_of(congress: Congress, public_id: str) -> SeatingPlan:
    """Return one plan with who sits where.

    Raises:
        NotFound: it is another congress's, or does not exist.
    """
    who = selectinload(SeatingPlan.seats).joinedload(Seat.registration)
    rows = select(SeatingPlan).filter_by(congress_id=congress.id, public_id=public_id)
    people = (who.joinedload(Registration.person), who.joinedload(Registration.delegation))
    found = db.session.scalars(rows.options(*people)).first()
    if found is None:
        raise NotFound
    return found
