"""The register of decisions, across years and congresses: reads only. What numbers and follows them is `decisions.py`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from ..assembly.models import Body
from ..assembly.rules.notice import civil_day
from ..assembly.sitting_models import Sitting
from ..clock import now
from ..database import db
from ..errors import NotFound
from ..i18n import search_key
from .decision_models import UNDER_WAY, DecisionStep, FollowUp, RegisteredDecision

SEAT_ZONE = "Europe/Paris"
LATE = "late"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader looks for. `state`: a word of `FollowUp`, or `LATE`. `members_only`: what members read alone."""

    words: str = ""
    body: Body | None = None
    year: int | None = None
    state: str = ""
    members_only: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """How many decisions there are, how many are under way, and how many of those are late."""

    all: int
    under_way: int
    late: int


def today() -> date:
    """Return the civil day at the seat of the association, on which a decision becomes late."""
    return civil_day(now(), SEAT_ZONE)


def decisions_for(wanted: Wanted, *, page: int | None = None, size: int = 50) -> tuple[list[RegisteredDecision], int]:
    """Return the decisions that answer, the latest first, and how many answer in all. Two queries.

    Args:
        page: from 1; None for all of them (a file).
    """
    rows = _narrowed(select(RegisteredDecision), wanted)
    count = db.session.scalar(_narrowed(select(func.count(RegisteredDecision.id)), wanted)) or 0
    ordered = rows.order_by(RegisteredDecision.taken_at.desc(), RegisteredDecision.id.desc())
    shown = ordered.options(joinedload(RegisteredDecision.sitting))
    if page is not None:
        shown = shown.limit(size).offset((page - 1) * size)
    return list(db.session.scalars(shown)), count


def counts(*, members_only: bool = False) -> Counts:
    """Return the figures of the whole register. One query."""
    under_way = RegisteredDecision.state.in_(UNDER_WAY)
    columns = (
        func.count(),
        func.count().filter(under_way),
        func.count().filter(under_way, RegisteredDecision.due_on < today()),
    )
    rows = select(*columns).select_from(RegisteredDecision)
    if members_only:
        rows = rows.where(RegisteredDecision.for_members)
    return Counts(*db.session.execute(rows).one())


def years() -> list[int]:
    """Return the years in which something was decided, the latest first."""
    rows = select(RegisteredDecision.year).distinct().order_by(RegisteredDecision.year.desc())
    return list(db.session.scalars(rows))


def decision_by_public_id(public_id: str, *, members_only: bool = False) -> RegisteredDecision:
    """Return a decision with its sitting and its ballot.

    Raises:
        NotFound: there is none, or it is not for members.
    """
    shown = (joinedload(RegisteredDecision.sitting), joinedload(RegisteredDecision.ballot))
    rows = select(RegisteredDecision).filter_by(public_id=public_id).options(*shown)
    found = db.session.scalars(rows).first()
    if found is None or (members_only and not found.for_members):
        raise NotFound
    return found


def decisions_of(sitting: Sitting) -> list[RegisteredDecision]:
    """Return what a sitting decided, in the order of the numbers. One query."""
    rows = select(RegisteredDecision).filter_by(sitting_id=sitting.id).options(joinedload(RegisteredDecision.ballot))
    return list(db.session.scalars(rows.order_by(RegisteredDecision.number)))


def steps_of(decision: RegisteredDecision) -> Sequence[DecisionStep]:
    """Return what was noted of the follow-up, in its order."""
    rows = select(DecisionStep).filter_by(decision_id=decision.id).order_by(DecisionStep.id)
    return list(db.session.scalars(rows))


def _narrowed(rows: Select[Any], wanted: Wanted) -> Select[Any]:
    if wanted.members_only:
        rows = rows.where(RegisteredDecision.for_members)
    if wanted.body is not None:
        rows = rows.where(RegisteredDecision.body == wanted.body)
    if wanted.year is not None:
        rows = rows.where(RegisteredDecision.year == wanted.year)
    if wanted.state == LATE:
        rows = rows.where(RegisteredDecision.state.in_(UNDER_WAY), RegisteredDecision.due_on < today())
    elif wanted.state in set(FollowUp):
        rows = rows.where(RegisteredDecision.state == wanted.state)
    for word in search_key(wanted.words).split():
        rows = rows.where(RegisteredDecision.search_key.contains(word, autoescape=True))
    return rows
