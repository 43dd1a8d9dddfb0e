"""Sheets and their lines, read: for the organiser and for each participant."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from ..congress.models import Congress
from ..database import db
from ..registration.models import Registration
from .models import ProgrammeSession, Speaker
from .released import ReleasedSession
from .sign_up_models import PlaceKind, SignUp, SignUpSheet, SignUpState

Counts = dict[tuple[int, PlaceKind, SignUpState], int]


def sheets_of(congress: Congress) -> dict[int, SignUpSheet]:
    """Return the sheets of a congress by session. One query."""
    wanted = select(SignUpSheet).join(SignUpSheet.session).where(ProgrammeSession.congress_id == congress.id)
    shown = joinedload(SignUpSheet.session).joinedload(ProgrammeSession.congress)
    return {each.session_id: each for each in db.session.scalars(wanted.options(shown))}


def opened_at(congress: Congress) -> dict[int, datetime]:
    """Return since when one signs up to the sessions of a congress, by session. One query."""
    wanted = select(SignUpSheet.session_id, SignUpSheet.opened_at).join(SignUpSheet.session)
    return dict(db.session.execute(wanted.where(ProgrammeSession.congress_id == congress.id)).tuples().all())


def counts_of(congress: Congress) -> Counts:
    """Return how many lines there are by session, kind and state. One query."""
    counted = (
        select(SignUp.session_id, SignUp.kind, SignUp.state, func.count())
        .join(SignUp.session)
        .where(ProgrammeSession.congress_id == congress.id)
        .group_by(SignUp.session_id, SignUp.kind, SignUp.state)
    )
    return {(session, kind, state): count for session, kind, state, count in db.session.execute(counted)}


def sheet_of(planned: ProgrammeSession | ReleasedSession) -> SignUpSheet | None:
    """Return the sheet of a session, or None."""
    return db.session.scalars(select(SignUpSheet).filter_by(session_id=planned.id)).first()


@dataclass(frozen=True)
class Line:
    """A line of a sheet with its rank on the waiting list, 1 for the next; None for a place held."""

    sign_up: SignUp
    rank: int | None


def lines_of(planned: ProgrammeSession) -> list[Line]:
    """Return the lines of a sheet: places held by name, then the waiting list in its order. One query."""
    wanted = select(SignUp).filter_by(session_id=planned.id).order_by(SignUp.asked_at, SignUp.id)
    who = joinedload(SignUp.registration)
    shown = (who.joinedload(Registration.person), who.joinedload(Registration.delegation))
    rows = db.session.scalars(wanted.options(*shown)).all()
    held = [each for each in rows if each.state is SignUpState.HELD]
    held.sort(key=lambda each: (each.kind, each.registration.person.sort_key, each.id))
    lines = [Line(each, None) for each in held]
    for kind in PlaceKind:
        waiting = [each for each in rows if each.state is SignUpState.WAITING and each.kind is kind]
        lines += [Line(each, rank) for rank, each in enumerate(waiting, start=1)]
    return lines


def own_lines(registration: Registration) -> dict[int, Line]:
    """Return a participant's lines by session, with their ranks. One query."""
    rank = func.row_number().over(
        partition_by=(SignUp.session_id, SignUp.kind, SignUp.state), order_by=(SignUp.asked_at, SignUp.id)
    )
    theirs = select(SignUp.session_id).filter_by(registration_id=registration.id)
    ranked = select(SignUp.id, rank.label("rank")).where(SignUp.session_id.in_(theirs)).subquery()
    wanted = select(SignUp, ranked.c.rank).join(ranked, ranked.c.id == SignUp.id)
    rows = db.session.execute(wanted.where(SignUp.registration_id == registration.id))
    return {line.session_id: Line(line, rank if line.state is SignUpState.WAITING else None) for line, rank in rows}


def held_by(registrations: Iterable[int]) -> dict[int, set[int]]:
    """Return the sessions in which registrations hold a place, by registration. One query."""
    rows = select(SignUp.registration_id, SignUp.session_id).where(
        SignUp.registration_id.in_(list(registrations)), SignUp.state == SignUpState.HELD
    )
    found: dict[int, set[int]] = {}
    for registration, session in db.session.execute(rows):
        found.setdefault(registration, set()).add(session)
    return found


def overlapping(session: ReleasedSession, others: Sequence[ReleasedSession]) -> list[ReleasedSession]:
    """Return those of some sessions that are held at the same time as one. Pure."""
    return [
        each
        for each in others
        if each.id != session.id
        and not each.is_cancelled
        and each.starts_at < session.ends_at
        and session.starts_at < each.ends_at
    ]


def engaged_in(registration: Registration) -> set[int]:
    """Return the sessions that take a participant's time: those they signed up to, and those they speak in. Two queries."""
    signed = db.session.scalars(select(SignUp.session_id).filter_by(registration_id=registration.id))
    speaks = db.session.scalars(select(Speaker.session_id).filter_by(person_id=registration.person_id))
    return {*signed, *speaks}
