"""The composition of the Bureau: seats given by an election, a co-optation or ad interim, ended, left vacant.

An office in the Bureau ends with the local office (DOMAIN.md): `reactions.py` calls `end_with_office` when a mandate ends.
Every verb takes the same named lock, for seats and offices are counted against each other.
"""

from datetime import date
from typing import Any

from sqlalchemy import func, select

from .. import journal
from ..clock import now
from ..database import Translated, db, lock, lock_name, transaction
from ..members.models import LocalOffice, Member, Standing
from ..members.offices import offices_of
from ..members.regions import region_of
from ..people.models import Person
from ..people.people import add_person
from .bureau_models import ALONE, VACATES, BureauOffice, BureauSeat, SeatEnd, SeatOrigin
from .bureau_refusals import BureauFull, NobodyToSit, NotTheWay, OfficeHeld, SeatMoved, SitsAlready, TermsEnded
from .models import Body
from .parameters import Parameter
from .profiles import Profile, profile_today
from .rehearsal_limits import demand_counted
from .sitting_models import Sitting
from .sittings import NoStatutes, profile_of

LOCK = "bureau"


def seat_elected(
    member: Member, office: BureauOffice, *, at: Sitting, fills: BureauSeat | None = None, by: Person | None
) -> BureauSeat:
    """Seat whom the Assembly has elected: the holder of the executive office of a member, for the term of the statutes.

    The same election twice is one seat. A member elected to an office at the sitting that elected it changes office: the former
    line ends, and the seat is not counted twice. Outgoing seats are ended beforehand by `end_terms`.

    Args:
        at: the sitting that elected; its statutes say how many seats there are and for how long.
        fills: the vacant seat, for the rest of whose term the member is elected.

    Raises:
        NobodyToSit: no executive is known, the category gives no vote, or the member is suspended.
        SitsAlready: elected at another sitting, the seat is held still.
        OfficeHeld, BureauFull, SeatMoved.
        TermsEnded: this sitting renews the whole Bureau: there is no term left to end.
        StatutesSilent: the statutes give no number of seats, or no term.
    """
    with transaction():
        lock_name(LOCK)
        demand_counted(at)
        held, profile = seat_of_member(member), profile_of(at)
        if held is not None:
            if held.seated_at_id != at.id:
                raise SitsAlready
            if held.office is office:
                return held
            _end(held, SeatEnd.OTHER_OFFICE, on=at.day, note="", by=by)
        if fills is not None and _renews(at):
            raise TermsEnded
        seats = profile.number(Parameter.BUREAU_SEATS)
        if _count_elected() >= seats:
            raise BureauFull(seats)
        due = _years_later(at.day, profile.number(Parameter.BUREAU_TERM_YEARS))
        return _seat(
            member, office, SeatOrigin.ELECTED, at=at, due_on=fills.due_on if fills else due, fills=fills, by=by
        )


def seat_earlier(
    member: Member, office: BureauOffice, *, starts_on: date, decision: str, by: Person | None
) -> BureauSeat:
    """Take over a seat given by an Assembly of before the platform, for the term that the statutes of today give.

    Args:
        decision: which Assembly elected, in words.

    Raises:
        NoStatutes: none are in force. NobodyToSit, SitsAlready, OfficeHeld, BureauFull, StatutesSilent.
    """
    with transaction():
        lock_name(LOCK)
        profile = profile_today(Body.GENERAL_ASSEMBLY)
        if profile is None:
            raise NoStatutes
        if seat_of_member(member) is not None:
            raise SitsAlready
        seats = profile.number(Parameter.BUREAU_SEATS)
        if _count_elected() >= seats:
            raise BureauFull(seats)
        due = _years_later(starts_on, profile.number(Parameter.BUREAU_TERM_YEARS))
        made = _seat(member, office, SeatOrigin.ELECTED, at=None, due_on=due, fills=None, by=by)
        made.starts_on, made.decision = starts_on, decision
        return made


def co_opt(member: Member, vacant: BureauSeat, *, at: Sitting, by: Person | None) -> BureauSeat:
    """Seat whom the Bureau has co-opted into a vacant seat, for the rest of its term, where the statutes let it.

    Raises:
        NotTheWay: the statutes do not, or do not say so.
        NobodyToSit, SitsAlready, OfficeHeld, SeatMoved.
    """
    with transaction():
        lock_name(LOCK)
        demand_counted(at)
        _demand(Parameter.BUREAU_COOPTATION)
        if seat_of_member(member) is not None:
            raise SitsAlready
        return _seat(member, vacant.office, SeatOrigin.CO_OPTED, at=at, due_on=vacant.due_on, fills=vacant, by=by)


def act_for(seat: BureauSeat, vacant: BureauSeat, *, decision: str, by: Person | None) -> BureauSeat:
    """Let somebody who sits in the Bureau hold a vacant office ad interim, where the statutes let it. Their own seat stays.

    Raises:
        NotTheWay, OfficeHeld, SeatMoved.
    """
    with transaction():
        lock_name(LOCK)
        _demand(Parameter.BUREAU_INTERIM)
        lock(seat)
        if not seat.is_live or seat.member is None or vacant.office not in ALONE:
            raise SeatMoved
        made = _seat(seat.member, vacant.office, SeatOrigin.INTERIM, at=None, due_on=vacant.due_on, fills=None, by=by)
        made.decision = decision
        return made


def seat_newcomer(
    identity: dict[str, Any], *, title: Translated, decision: str, form_key: str, by: Person | None
) -> BureauSeat:
    """Record somebody who is not known yet and seat them ex officio. The same form sent twice is one person and one seat.

    Args:
        identity: what `add_person` asks.
    """
    with transaction():
        lock_name(LOCK)
        known = db.session.scalars(select(BureauSeat).filter_by(public_id=form_key)).first()
        if known is not None and known.origin is SeatOrigin.EX_OFFICIO:
            return known
        seat = seat_ex_officio(add_person(**identity), title=title, decision=decision, by=by)
        if known is None:
            seat.public_id = form_key
        return seat


def seat_ex_officio(person: Person, *, title: Translated, decision: str, by: Person | None) -> BureauSeat:
    """Seat somebody ex officio, without a voice: the Secretary General of the Francophonie, the Permanent Secretary."""
    with transaction():
        lock_name(LOCK)
        made = BureauSeat(
            office=BureauOffice.EX_OFFICIO,
            origin=SeatOrigin.EX_OFFICIO,
            person=person,
            title=title,
            decision=decision,
            starts_on=now().date(),
        )
        return _written(made, by=by)


def end_seat(seat: BureauSeat, *, why: SeatEnd, on: date, note: str = "", by: Person | None) -> BureauSeat:
    """End a seat; what its holder did ad interim ends with it. Twice is harmless.

    Raises:
        SeatMoved: it would end before it began.
    """
    with transaction():
        lock_name(LOCK)
        lock(seat)
        if on < seat.starts_on:
            raise SeatMoved
        if seat.is_live:
            _end(seat, why, on=on, note=note, by=by)
            _end_interims(seat, why, on=on, by=by)
        return seat


def end_terms(at: Sitting, *, by: Person | None) -> list[BureauSeat]:
    """End the term of the outgoing Bureau: every seat of a member that another sitting than this one gave. Twice is harmless."""
    with transaction():
        lock_name(LOCK)
        demand_counted(at)
        outgoing = [
            seat for seat in composition() if seat.member_id and seat.seated_at_id != at.id and seat.starts_on <= at.day
        ]
        for seat in outgoing:
            _end(seat, SeatEnd.TERM, on=at.day, note="", by=by)
        return outgoing


def end_with_office(office: LocalOffice) -> list[BureauSeat]:
    """End the seats that hang on a local office which has ended, unless the person holds the executive there still."""
    with transaction():
        lock_name(LOCK)
        member = db.session.get_one(Member, office.member_id)
        if any(each.person_id == office.person_id and each.is_executive for each in offices_of(member)):
            return []
        rows = select(BureauSeat).filter_by(member_id=member.id, person_id=office.person_id, ends_on=None)
        ended = list(db.session.scalars(rows.order_by(BureauSeat.id)))
        for seat in ended:
            _end(seat, SeatEnd.LOCAL_OFFICE, on=max(now().date(), seat.starts_on), note="", by=None)
        return ended


def seat_of_member(member: Member) -> BureauSeat | None:
    """Return the seat that a member holds by itself now (what it does ad interim is another line), or None."""
    rows = select(BureauSeat).filter_by(member_id=member.id, ends_on=None)
    return db.session.scalars(rows.where(BureauSeat.origin != SeatOrigin.INTERIM)).first()


def who_may_sit(member: Member) -> LocalOffice | None:
    """Return the office of whoever would sit for a member now: its executive; None where it is unknown, has no vote, is suspended."""
    if not member.votes or member.standing is Standing.SUSPENDED:
        return None
    return next((each for each in offices_of(member) if each.is_executive and each.is_recognised), None)


def composition() -> list[BureauSeat]:
    """Return the seats that are held now, in the order of offices, then of names. For pages, see `bureau_composition.py`."""
    rows = select(BureauSeat).filter_by(ends_on=None).order_by(BureauSeat.id)
    return list(db.session.scalars(rows))


def _seat(
    member: Member,
    office: BureauOffice,
    origin: SeatOrigin,
    *,
    at: Sitting | None,
    due_on: date | None,
    fills: BureauSeat | None,
    by: Person | None,
) -> BureauSeat:
    person = who_may_sit(member)
    if person is None or office is BureauOffice.EX_OFFICIO:
        raise NobodyToSit
    if office in ALONE and db.session.scalar(select(BureauSeat.id).filter_by(office=office, ends_on=None)):
        raise OfficeHeld
    if fills is not None:
        lock(fills)
        if fills.end not in VACATES or db.session.scalar(select(BureauSeat.id).filter_by(fills_id=fills.id)):
            raise SeatMoved
    made = BureauSeat(
        office=office,
        origin=origin,
        person_id=person.person_id,
        member=member,
        title=person.title,
        region=region_of(member.country),
        starts_on=at.day if at else now().date(),
        due_on=due_on,
        seated_at_id=at.id if at else None,
        fills=fills,
    )
    return _written(made, by=by)


def _renews(at: Sitting) -> bool:
    """Whether the terms of the outgoing Bureau were ended at a sitting: on its day, for `end_terms` writes no other."""
    return db.session.scalar(select(BureauSeat.id).filter_by(end=SeatEnd.TERM, ends_on=at.day).limit(1)) is not None


def _written(seat: BureauSeat, *, by: Person | None) -> BureauSeat:
    seat.recorded_at, seat.recorded_by_id = now(), by.id if by else None
    db.session.add(seat)
    db.session.flush()
    journal.record("bureau_seated", seat, by=by, member=seat.member_id, office=seat.office.value, how=seat.origin.value)
    return seat


def _end(seat: BureauSeat, why: SeatEnd, *, on: date, note: str, by: Person | None) -> None:
    seat.ends_on, seat.end, seat.end_note, seat.ended_by_id = on, why, note, by.id if by else None
    seat.portrait = seat.portrait_agreed_on = None  # agreed to for the Bureau, not beyond it
    db.session.flush()
    journal.record("bureau_seat_ended", seat, by=by, member=seat.member_id, office=seat.office.value, why=why.value)


def _end_interims(seat: BureauSeat, why: SeatEnd, *, on: date, by: Person | None) -> None:
    rows = select(BureauSeat).filter_by(member_id=seat.member_id, origin=SeatOrigin.INTERIM, ends_on=None)
    for each in db.session.scalars(rows.where(BureauSeat.id != seat.id)).all():
        _end(each, why, on=max(on, each.starts_on), note="", by=by)


def _count_elected() -> int:
    rows = select(func.count(BureauSeat.id)).filter_by(ends_on=None).where(BureauSeat.member_id.is_not(None))
    return db.session.scalar(rows.where(BureauSeat.origin != SeatOrigin.INTERIM)) or 0


def _demand(parameter: Parameter) -> Profile:
    """The Assembly's statutes of today, where they grant something."""
    profile = profile_today(Body.GENERAL_ASSEMBLY)
    if profile is None:
        raise NoStatutes
    if not profile.says(parameter) or not profile.flag(parameter):
        raise NotTheWay
    return profile


def _years_later(day: date, years: int) -> date:
    """The same day of a later year; the 29th of February ends on the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
