"""The five-year programme: a draft that is written, a version that the Assembly adopts, what each objective reached each year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from .. import journal
from ..assembly.models import Body
from ..assembly.rehearsal_limits import demand_counted
from ..assembly.sitting_models import Sitting, SittingState
from ..clock import now
from ..database import Translated, db, lock, lock_name, transaction
from ..errors import NotFound, Refusal
from ..people.models import Person
from .grant_models import Grant, GrantState
from .strategy_models import ObjectiveProgress, StrategicAxis, StrategicObjective, StrategicProgramme, StrategyState
from .strategy_text import WrittenAxis, both

_LOCK = "strategic programme"


class ProgrammeMoved(Refusal):
    """The version is adopted, or was written meanwhile."""

    code = "strategy_moved"

    def __init__(self) -> None:
        super().__init__(
            _l("Ce programme n’est plus celui que vous aviez sous les yeux."),
            advice=_l("Relisez-le, puis reportez votre changement."),
        )


class YearOutside(Refusal):
    """The programme does not cover that year, or nobody can say yet what it reached."""

    code = "strategy_year_outside"

    def __init__(self) -> None:
        super().__init__(_l("Le programme ne couvre pas cette année, ou elle n’est pas encore venue."))


@dataclass(frozen=True)
class Written:
    """A version as it is written: its title, its years, its axes in French, and in English or not."""

    title: Translated
    first_year: int
    last_year: int
    french: list[WrittenAxis]
    english: list[WrittenAxis] | None = None


def begin_programme(what: Written, *, by: Person) -> StrategicProgramme:
    """Begin the draft of the next version; there is one at a time.

    Raises:
        ProgrammeMoved: there is a draft already.
    """
    with transaction():
        lock_name(_LOCK)
        if draft_programme() is not None:
            raise ProgrammeMoved
        number = (db.session.scalar(select(func.max(StrategicProgramme.number))) or 0) + 1
        made = StrategicProgramme(
            number=number, state=StrategyState.DRAFT, revision=0, begun_at=now(), begun_by_id=by.id
        )
        _write(made, what)
        db.session.add(made)
        db.session.flush()
        journal.record("strategy_begun", made, by=by, number=number)
        return made


def write_programme(programme: StrategicProgramme, what: Written, *, revision: int, by: Person) -> StrategicProgramme:
    """Write the draft anew.

    Args:
        revision: the one that was read.

    Raises:
        ProgrammeMoved: it was adopted, or written since.
    """
    with transaction():
        _lock_draft(programme, revision)
        programme.axes.clear()
        db.session.flush()
        _write(programme, what)
        journal.record("strategy_written", programme, by=by, revision=programme.revision)
        return programme


def adopt_programme(
    programme: StrategicProgramme,
    *,
    at: Sitting | None,
    on: date | None = None,
    decision: str,
    revision: int,
    by: Person,
) -> StrategicProgramme:
    """Record that an Assembly adopted the draft: from now on it is the programme, and is never changed.

    Args:
        at: the General Assembly that adopted it, open or held; None for one of before the platform.
        on: the day of that one.

    Raises:
        ProgrammeMoved: it was adopted, or written since.
        RehearsalCountsForNothing: the sitting is a rehearsal.
    """
    with transaction():
        if at is not None:
            demand_counted(at)
            if at.body is not Body.GENERAL_ASSEMBLY or at.state in (SittingState.DRAFT, SittingState.CONVENED):
                raise NotFound
        day = at.day if at is not None else on
        if day is None:
            raise NotFound
        _lock_draft(programme, revision)
        programme.state, programme.adopted_at, programme.adopted_on = StrategyState.ADOPTED, at, day
        programme.decision, programme.adopted_by_id = decision, by.id
        journal.record("strategy_adopted", programme, by=by, sitting=at.id if at else None, on=day, decision=decision)
        return programme


def discard_programme(programme: StrategicProgramme, *, by: Person) -> None:
    """Give the draft up.

    Raises:
        ProgrammeMoved: it was adopted.
    """
    with transaction():
        _lock_draft(programme, None)
        journal.record("strategy_discarded", programme, by=by, number=programme.number)
        db.session.delete(programme)


def record_progress(
    objective: StrategicObjective, *, year: int, percent: int, note: Translated, by: Person
) -> ObjectiveProgress:
    """Say how far an objective of an adopted programme was in a year; the same year again corrects it, and the journal keeps what it was.

    Args:
        percent: whole, 0 to 100.

    Raises:
        YearOutside: the programme does not cover it, or it is still to come.
        ProgrammeMoved: the programme is a draft.
    """
    with transaction():
        lock(objective)
        programme = objective.axis.programme
        if programme.is_draft:
            raise ProgrammeMoved
        if year not in programme.years or year > now().year:
            raise YearOutside
        found = db.session.scalars(select(ObjectiveProgress).filter_by(objective_id=objective.id, year=year)).first()
        was = found.percent if found else None
        made = found or ObjectiveProgress(objective_id=objective.id, year=year)
        made.percent, made.note, made.recorded_at, made.recorded_by_id = percent, note, now(), by.id
        db.session.add(made)
        db.session.flush()
        db.session.expire(objective, ["progress"])
        journal.record("strategy_progress", objective, by=by, year=year, percent=percent, was=was)
        return made


def programmes() -> list[StrategicProgramme]:
    """Return every version, the latest first."""
    return list(db.session.scalars(_whole().order_by(StrategicProgramme.number.desc())))


def programme_in_force() -> StrategicProgramme | None:
    """Return the latest version that an Assembly adopted, or None."""
    rows = _whole().filter_by(state=StrategyState.ADOPTED).order_by(StrategicProgramme.number.desc()).limit(1)
    return db.session.scalars(rows).first()


def adopted_numbered(number: int) -> StrategicProgramme:
    """Return an adopted version.

    Raises:
        NotFound: no such version, or it is a draft.
    """
    found = db.session.scalars(_whole().filter_by(state=StrategyState.ADOPTED, number=number)).first()
    if found is None:
        raise NotFound
    return found


def draft_programme() -> StrategicProgramme | None:
    """Return the version that is being written, or None."""
    return db.session.scalars(_whole().filter_by(state=StrategyState.DRAFT)).first()


def objective_by_public_id(public_id: str) -> StrategicObjective:
    """Return an objective with its progress.

    Raises:
        NotFound: no such objective.
    """
    rows = select(StrategicObjective).filter_by(public_id=public_id)
    shown = joinedload(StrategicObjective.axis).joinedload(StrategicAxis.programme)
    found = db.session.scalars(rows.options(shown, selectinload(StrategicObjective.progress))).first()
    if found is None:
        raise NotFound
    return found


def awarded_by_axis(programme: StrategicProgramme) -> dict[int, list[tuple[str, int, int]]]:
    """Return, by axis, (currency, how many grants, how much was awarded in whole units). One query."""
    kept = (GrantState.AWARDED, GrantState.REPORTED, GrantState.CLOSED)
    rows = (
        select(Grant.axis_id, Grant.currency, func.count(Grant.id), func.sum(Grant.awarded))
        .where(Grant.axis_id.in_([axis.id for axis in programme.axes]), Grant.state.in_(kept))
        .group_by(Grant.axis_id, Grant.currency)
        .order_by(Grant.axis_id, Grant.currency)
    )
    found: dict[int, list[tuple[str, int, int]]] = {}
    for axis_id, currency, count, total in db.session.execute(rows):
        found.setdefault(axis_id or 0, []).append((currency, count, total or 0))
    return found


def _whole() -> Select[Any]:
    axes = selectinload(StrategicProgramme.axes).selectinload(StrategicAxis.objectives)
    return select(StrategicProgramme).options(
        axes.selectinload(StrategicObjective.progress), joinedload(StrategicProgramme.adopted_at)
    )


def _lock_draft(programme: StrategicProgramme, revision: int | None) -> None:
    lock_name(_LOCK)
    lock(programme)
    if not programme.is_draft or (revision is not None and programme.revision != revision):
        raise ProgrammeMoved


def _write(programme: StrategicProgramme, what: Written) -> None:
    programme.title, programme.first_year, programme.last_year = what.title, what.first_year, what.last_year
    programme.revision += 1
    english: Sequence[WrittenAxis | None] = what.english or [None] * len(what.french)
    for place, (axis, translated) in enumerate(zip(what.french, english, strict=True), start=1):
        about = both("\n".join(axis.about), "\n".join(translated.about) if translated else None)
        row = StrategicAxis(
            position=place, title=both(axis.title, translated.title if translated else None), about=about
        )
        for number, title in enumerate(axis.objectives, start=1):
            said = both(title, translated.objectives[number - 1] if translated else None)
            row.objectives.append(StrategicObjective(position=number, title=said))
        programme.axes.append(row)
