"""Sittings of the two bodies: planned, convened a second time, opened, suspended, resumed, closed. Convening is in `convocation.py`."""

from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from .. import journal
from ..clock import now
from ..congress.models import Congress
from ..database import db, lock, lock_name, transaction
from ..errors import NotFound, Refusal
from ..live import topics
from ..live.topics import Pace
from ..people.models import Person
from ..programme.models import ProgrammeSession, SessionKind, SessionMode
from .ballot_pauses import demand_none_running, suspend_running, topic_of
from .election_pauses import demand_no_round
from .item_moments import current_item, end_current, stop_speaking
from .models import Body, StatutoryProfile
from .parameters import Parameter
from .profiles import Profile, read_profile, version_in_force
from .rehearsal_limits import demand_counted
from .rules.notice import civil_day, first_day_of_second_call
from .simulator import SittingKind
from .sitting_models import AgendaItem, Moment, Sitting, SittingMoment, SittingState

SESSION_OF = {Body.GENERAL_ASSEMBLY: SessionKind.GENERAL_ASSEMBLY, Body.BUREAU: SessionKind.BUREAU}


class NoStatutes(Refusal):
    """No version of the body's statutes is in force on the day of the sitting."""

    code = "sitting_without_statutes"

    def __init__(self) -> None:
        super().__init__(
            _l("Aucune version des statuts n’est en vigueur le jour de cette séance."),
            advice=_l("Mettez d’abord une version en vigueur : elle dit le délai, le quorum et les majorités."),
        )


class SittingMoved(Refusal):
    """The sitting is no longer in the state that this act needs."""

    code = "sitting_state"

    def __init__(self, state: SittingState) -> None:
        super().__init__(
            _l("La séance n’est plus dans l’état que vous aviez sous les yeux."),
            advice=_l("Relisez la page de la séance, puis choisissez de nouveau."),
        )
        self.state = state


class SessionTaken(Refusal):
    """That session of the programme is the session of another sitting already."""

    code = "sitting_session_taken"

    def __init__(self) -> None:
        super().__init__(_l("Une autre séance statutaire occupe déjà ce moment du programme."))


class SecondCallTooSoon(Refusal):
    """The statutes ask for more days between the two calls."""

    code = "second_call_too_soon"

    def __init__(self, first: date) -> None:
        super().__init__(_l("Les statuts demandent un délai entre les deux séances : ce jour vient trop tôt."))
        self.first = first


class SecondCallKnown(Refusal):
    """The sitting was convened a second time already."""

    code = "second_call_known"

    def __init__(self) -> None:
        super().__init__(
            _l("Cette séance a déjà sa seconde convocation."), advice=_l("Elle est dans la liste des séances.")
        )


def plan_sitting(
    body: Body,
    *,
    kind: SittingKind = SittingKind.ORDINARY,
    day: date,
    starts: str,
    time_zone: str,
    place: str = "",
    mode: SessionMode = SessionMode.HYBRID,
    congress: Congress | None = None,
    session: ProgrammeSession | None = None,
    first_call: Sitting | None = None,
    by: Person | None,
) -> Sitting:
    """Plan a sitting; nobody is told of it yet. With a session of the programme, day, hour and place are that session's.

    Args:
        starts: "HH:MM", wall time in `time_zone` (IANA).

    Raises:
        SessionTaken: the session is another sitting's.
    """
    with transaction():
        if session is not None:
            lock_name(f"sitting of session {session.id}")
            if db.session.scalar(select(Sitting.id).filter_by(session_id=session.id)):
                raise SessionTaken
        sitting = Sitting(
            body=body,
            kind=kind,
            congress_id=congress.id if congress else None,
            session=session,
            first_call=first_call,
            day=day,
            starts=starts,
            time_zone=time_zone,
            place=place,
            mode=mode,
            planned_at=now(),
            planned_by_id=by.id if by else None,
        )
        if session is not None:
            follow_session(sitting)
        db.session.add(sitting)
        db.session.flush()
        journal.record(
            "sitting_planned", sitting, by=by, congress_id=sitting.congress_id, body=body.value, day=sitting.day
        )
        return sitting


def change_sitting(
    sitting: Sitting, *, kind: SittingKind, day: date, starts: str, place: str, mode: SessionMode, by: Person | None
) -> Sitting:
    """Change what was planned, while nobody was told of it.

    Raises:
        SittingMoved: it was convened.
    """
    with transaction():
        lock_in(sitting, SittingState.DRAFT)
        sitting.kind = kind
        if sitting.session is None:
            sitting.day, sitting.starts, sitting.place, sitting.mode = day, starts, place, mode
        else:
            follow_session(sitting)
        sitting.revision += 1
        journal.record("sitting_changed", sitting, by=by, congress_id=sitting.congress_id, day=sitting.day)
        return sitting


def plan_second_call(sitting: Sitting, *, day: date, starts: str, by: Person | None) -> Sitting:
    """Plan the sitting that meets for want of a quorum at the first, with the same agenda.

    Raises:
        SittingMoved: the first was never convened.
        RehearsalCountsForNothing: it is a rehearsal.
        SecondCallKnown: it has its second call.
        SecondCallTooSoon: the statutes ask for more days between them.
    """
    with transaction():
        lock_in(sitting, SittingState.CONVENED, SittingState.OPEN, SittingState.SUSPENDED, SittingState.CLOSED)
        demand_counted(sitting)
        if sitting.is_second_call or db.session.scalar(select(Sitting.id).filter_by(first_call_id=sitting.id)):
            raise SecondCallKnown
        first = first_day_of_second_call(sitting.day, profile_of(sitting).number(Parameter.SECOND_CALL_DAYS))
        if day < first:
            raise SecondCallTooSoon(first)
        again = plan_sitting(
            sitting.body,
            kind=sitting.kind,
            day=day,
            starts=starts,
            time_zone=sitting.time_zone,
            place=sitting.place,
            mode=sitting.mode,
            congress=sitting.congress,
            first_call=sitting,
            by=by,
        )
        for item in sitting.items:
            again.items.append(
                AgendaItem(
                    position=item.position,
                    kind=item.kind,
                    title=item.title,
                    text=item.text,
                    minutes=item.minutes,
                    added_at=now(),
                )
            )
        db.session.flush()
        return again


def open_sitting(sitting: Sitting, *, by: Person | None) -> Sitting:
    """Open the sitting, on the chair's word."""
    return _move(sitting, (SittingState.CONVENED,), SittingState.OPEN, Moment.OPENED, by=by)


def suspend_sitting(sitting: Sitting, *, by: Person | None) -> Sitting:
    """Suspend: all presence is closed; each comes back by the door or the roll call. Ballots that are open are suspended too."""
    return _move(sitting, (SittingState.OPEN,), SittingState.SUSPENDED, Moment.SUSPENDED, by=by)


def resume_sitting(sitting: Sitting, *, by: Person | None) -> Sitting:
    """Resume after a suspension."""
    return _move(sitting, (SittingState.SUSPENDED,), SittingState.OPEN, Moment.RESUMED, by=by)


def close_sitting(sitting: Sitting, *, by: Person | None) -> Sitting:
    """Close for good.

    Raises:
        BallotStillOpen: a ballot is open or suspended.
        RoundUnderWay: a round of an election is not proclaimed.
    """
    return _move(sitting, (SittingState.OPEN, SittingState.SUSPENDED), SittingState.CLOSED, Moment.CLOSED, by=by)


def follow_session(sitting: Sitting) -> None:
    """Take day, hour, place and mode from the session of the programme. The caller holds the transaction."""
    planned = sitting.session
    if planned is None:
        return
    sitting.day, sitting.starts, sitting.time_zone, sitting.mode = (
        planned.day,
        planned.starts,
        planned.time_zone,
        planned.mode,
    )
    sitting.place = planned.room.name if planned.room else planned.place


def lock_in(sitting: Sitting, *states: SittingState) -> Sitting:
    """Lock a sitting in one of some states. The caller holds the transaction.

    Raises:
        SittingMoved: it is in another.
    """
    lock(sitting)
    if sitting.state not in states:
        raise SittingMoved(sitting.state)
    return sitting


def record_moment(
    sitting: Sitting, what: Moment, *, item: AgendaItem | None = None, by: Person | None, at: datetime | None = None
) -> None:
    """Add a line to the sitting's own log; `item` where it is about one. The caller holds the transaction."""
    db.session.add(
        SittingMoment(sitting_id=sitting.id, what=what, item=item, at=at or now(), by_id=by.id if by else None)
    )


def statutes_for(sitting: Sitting) -> StatutoryProfile | None:
    """Return the version that a sitting keeps; for a draft, the one in force on its day."""
    if sitting.profile_id is not None:
        return db.session.get(StatutoryProfile, sitting.profile_id, options=[selectinload(StatutoryProfile.parameters)])
    return version_in_force(sitting.body, sitting.day)


def profile_of(sitting: Sitting) -> Profile:
    """Return what the statutes of a sitting say.

    Raises:
        NoStatutes: no version is in force on its day.
    """
    version = statutes_for(sitting)
    if version is None:
        raise NoStatutes
    return read_profile(version)


def day_at_seat(sitting: Sitting, zone: str) -> date:
    """Return the civil day of the sitting at the seat, from which notice is counted."""
    return civil_day(sitting.starts_at, zone)


def sittings_of(congress: Congress) -> list[Sitting]:
    """Return the sittings of a congress and those between two, the latest first."""
    rows = select(Sitting).where((Sitting.congress_id == congress.id) | Sitting.congress_id.is_(None))
    ordered = rows.order_by(Sitting.day.desc(), Sitting.starts.desc(), Sitting.id.desc())
    return list(db.session.scalars(ordered.options(selectinload(Sitting.items), joinedload(Sitting.first_call))))


def sitting_in(congress: Congress, public_id: str) -> Sitting:
    """Return a sitting of a congress, or one between two, with its agenda.

    Raises:
        NotFound: no such sitting here.
    """
    rows = select(Sitting).filter_by(public_id=public_id)
    shown = selectinload(Sitting.items).selectinload(AgendaItem.documents)
    sitting = db.session.scalars(rows.options(shown, joinedload(Sitting.session))).first()
    if sitting is None or sitting.congress_id not in (None, congress.id):
        raise NotFound
    return sitting


def sessions_free(congress: Congress, body: Body) -> list[ProgrammeSession]:
    """Return the sessions of the programme in which a body sits and that no sitting has taken."""
    taken = select(Sitting.session_id).where(Sitting.session_id.is_not(None))
    rows = select(ProgrammeSession).filter_by(congress_id=congress.id, kind=SESSION_OF[body], cancelled_at=None)
    free = rows.where(ProgrammeSession.id.not_in(taken))
    return list(db.session.scalars(free.order_by(ProgrammeSession.day, ProgrammeSession.starts)))


def sittings_on(congress: Congress, day: date) -> list[Sitting]:
    """Return the sittings of a congress that are convened for a day, or held on it, without rehearsals."""
    rows = select(Sitting).filter_by(congress_id=congress.id, day=day, rehearsed_id=None)
    going_on = rows.where(Sitting.state.not_in((SittingState.DRAFT, SittingState.CLOSED)))
    return list(db.session.scalars(going_on.order_by(Sitting.starts, Sitting.id)))


def convened_sessions(congress: Congress) -> dict[int, Any]:
    """Return the sessions of a congress for which a sitting was convened, each with the sentence that says why it stays."""
    rows = select(Sitting.session_id).where(
        Sitting.congress_id == congress.id, Sitting.session_id.is_not(None), Sitting.state != SittingState.DRAFT
    )
    said = _l("Une séance statutaire est convoquée à ce moment : elle ne se déplace pas ici.")
    return {ident: said for ident in db.session.scalars(rows) if ident is not None}


def second_call_of(sitting: Sitting) -> Sitting | None:
    """Return the sitting that is the second call of another, or None."""
    return db.session.scalars(select(Sitting).filter_by(first_call_id=sitting.id)).first()


def moments_of(sitting: Sitting) -> list[SittingMoment]:
    """Return what was done with the sitting as a whole and with its items, in order. One query."""
    rows = select(SittingMoment).filter_by(sitting_id=sitting.id).options(joinedload(SittingMoment.item))
    return list(db.session.scalars(rows.order_by(SittingMoment.at, SittingMoment.id)))


def _move(
    sitting: Sitting, before: tuple[SittingState, ...], after: SittingState, what: Moment, *, by: Person | None
) -> Sitting:
    with transaction():
        lock_in(sitting, *before)
        if what is Moment.SUSPENDED:
            suspend_running(sitting, by=by)
            if (item := current_item(sitting)) is not None:
                stop_speaking(item)
        if what is Moment.CLOSED:
            demand_none_running(sitting)
            demand_no_round(sitting)
            end_current(sitting, by=by)
        sitting.state = after
        if what is Moment.OPENED:
            sitting.opened_at = now()
        if what is Moment.CLOSED:
            sitting.closed_at = now()
        record_moment(sitting, what, by=by)
        journal.record(f"sitting_{what.value}", sitting, by=by, congress_id=sitting.congress_id)
        topics.announce(topic_of(sitting), f"sitting_{what.value}", {}, pace=Pace.STEADY)
        return sitting
