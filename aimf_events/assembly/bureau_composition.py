"""The Bureau as its pages show it: who sits, what is vacant, the balance of its regions, and who sat before."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased, joinedload, undefer
from sqlalchemy.sql.base import ExecutableOption

from ..clock import now
from ..database import db
from ..errors import NotFound
from ..members.models import Standing
from ..members.regions import Region
from .bureau_models import VACATES, BureauOffice, BureauSeat, SeatOrigin
from .models import Body
from .parameters import Parameter
from .profiles import profile_today

ORDER = {office: number for number, office in enumerate(BureauOffice)}


@dataclass(frozen=True, slots=True)
class Composition:
    """The Bureau now. `seats_given`: how many the statutes give; None where they are silent."""

    seats: Sequence[BureauSeat]
    vacant: Sequence[BureauSeat]
    seats_given: int | None

    @property
    def elected(self) -> list[BureauSeat]:
        """The seats that count: neither ex officio nor ad interim."""
        return [each for each in self.seats if each.member_id and each.origin is not SeatOrigin.INTERIM]

    @property
    def suspended(self) -> list[BureauSeat]:
        """Those whose member is suspended: they hold the seat and have no voice."""
        return [each for each in self.elected if each.member and each.member.standing is Standing.SUSPENDED]

    @property
    def overdue(self) -> list[BureauSeat]:
        """Those whose term is over, and nobody said so."""
        today = now().date()
        return [each for each in self.elected if each.due_on and each.due_on < today]

    @property
    def regions(self) -> list[tuple[Region, int]]:
        """How many elected seats each region has, none left out."""
        found = Counter(each.region for each in self.elected)
        return [(region, found[region]) for region in Region]


def composition_now() -> Composition:
    """Return the Bureau of today with what is vacant. Four queries at most."""
    profile = profile_today(Body.GENERAL_ASSEMBLY)
    given = profile.number(Parameter.BUREAU_SEATS) if profile and profile.says(Parameter.BUREAU_SEATS) else None
    return Composition(in_order(_live()), vacant_seats(), given)


def vacant_seats() -> list[BureauSeat]:
    """Return the seats that ended before their term and that nobody fills, the latest first."""
    filling = aliased(BureauSeat)
    rows = select(BureauSeat).where(BureauSeat.end.in_(VACATES), BureauSeat.due_on > now().date())
    rows = rows.where(BureauSeat.origin != SeatOrigin.INTERIM)
    rows = rows.where(~select(filling.id).where(filling.fills_id == BureauSeat.id).exists())
    newer = select(filling.id).where(filling.due_on > BureauSeat.due_on, filling.member_id.is_not(None))
    rows = rows.where(~newer.exists())  # a new Bureau was elected since: nothing of the former one is vacant
    ordered = rows.order_by(BureauSeat.ends_on.desc(), BureauSeat.id.desc())
    return list(db.session.scalars(ordered.options(*_shown())))


def sits_on(day: date) -> list[BureauSeat]:
    """Return the seats held at the end of a day."""
    rows = select(BureauSeat).where(
        BureauSeat.starts_on <= day, or_(BureauSeat.ends_on.is_(None), BureauSeat.ends_on > day)
    )
    return list(db.session.scalars(rows.order_by(BureauSeat.id)))


def former_seats(most: int = 500) -> list[BureauSeat]:
    """Return the seats that ended, the latest first."""
    rows = select(BureauSeat).where(BureauSeat.ends_on.is_not(None)).options(*_shown())
    return list(db.session.scalars(rows.order_by(BureauSeat.ends_on.desc(), BureauSeat.id.desc()).limit(most)))


def seat_by_public_id(public_id: str) -> BureauSeat:
    """Return a seat, held or ended.

    Raises:
        NotFound: no such seat.
    """
    found = db.session.scalars(select(BureauSeat).filter_by(public_id=public_id).options(*_shown())).first()
    if found is None:
        raise NotFound
    return found


def portrait_of(public_id: str) -> bytes:
    """Return the portrait of somebody who sits in the Bureau now and agrees to it.

    Raises:
        NotFound: no such seat, it ended, or nothing is shown.
    """
    rows = select(BureauSeat).filter_by(public_id=public_id, ends_on=None).options(undefer(BureauSeat.portrait))
    seat = db.session.scalars(rows).first()
    if seat is None or seat.portrait is None:
        raise NotFound
    return seat.portrait


def in_order(seats: Sequence[BureauSeat]) -> list[BureauSeat]:
    """Return seats in the order of offices, then of members' names."""
    return sorted(seats, key=lambda each: (ORDER[each.office], each.member.sort_key if each.member else "", each.id))


def _live() -> list[BureauSeat]:
    return list(db.session.scalars(select(BureauSeat).filter_by(ends_on=None).options(*_shown())))


def _shown() -> tuple[ExecutableOption, ...]:
    return (
        joinedload(BureauSeat.person),
        joinedload(BureauSeat.member),
        joinedload(BureauSeat.seated_at),
        joinedload(BureauSeat.fills),
    )
