"""The rehearsal of a sitting: the same voices and the same agenda, on another record. Nothing that happens in it counts.

It is a sitting of its own, so that whoever will work on the real one works with the real pages; and whatever leaves the room for
good (convocations, proxies, seats, admissions, minutes, the register) asks `rehearsal_limits.demand_counted` first.
"""

from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from .. import journal
from ..clock import now
from ..database import db, transaction
from ..errors import Refusal
from ..people.models import Person
from .mandates import called_members, write_seats
from .rehearsal_limits import demand_counted
from .sitting_models import AgendaItem, Sitting, SittingState
from .sittings import NoStatutes, lock_in, plan_sitting, statutes_for

BEFORE_THE_END = tuple(state for state in SittingState if state is not SittingState.CLOSED)


class AgendaToRehearse(Refusal):
    """The agenda is empty: there is nothing to rehearse."""

    code = "rehearsal_without_agenda"

    def __init__(self) -> None:
        super().__init__(
            _l("L’ordre du jour est vide\u00a0: il n’y a rien à répéter."),
            advice=_l("Écrivez d’abord l’ordre du jour."),
        )


def plan_rehearsal(sitting: Sitting, *, by: Person | None) -> Sitting:
    """Make a sitting that rehearses another, now: its voices, its agenda, its statutes. Nobody is written to.

    Raises:
        SittingMoved: the sitting is over.
        RehearsalCountsForNothing: it is a rehearsal itself.
        NoStatutes: no version is in force on its day.
        AgendaToRehearse: its agenda is empty.
    """
    with transaction():
        lock_in(sitting, *BEFORE_THE_END)
        demand_counted(sitting)
        version = statutes_for(sitting)
        if version is None:
            raise NoStatutes
        if not sitting.items:
            raise AgendaToRehearse
        here = now().astimezone(ZoneInfo(sitting.time_zone))
        rehearsal = plan_sitting(
            sitting.body,
            kind=sitting.kind,
            day=here.date(),
            starts=here.strftime("%H:%M"),
            time_zone=sitting.time_zone,
            place=sitting.place,
            mode=sitting.mode,
            congress=sitting.congress,
            by=by,
        )
        rehearsal.rehearsed_id = sitting.id
        rehearsal.profile_id, rehearsal.state, rehearsal.convened_at = version.id, SittingState.CONVENED, now()
        for item in sitting.items:
            rehearsal.items.append(
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
        write_seats(rehearsal, called_members(sitting), by=by)
        journal.record("rehearsal_planned", rehearsal, by=by, congress_id=sitting.congress_id, of=sitting.id)
        return rehearsal


def rehearsals_of(sitting: Sitting) -> list[Sitting]:
    """Return the rehearsals of a sitting, the latest first."""
    rows = select(Sitting).filter_by(rehearsed_id=sitting.id)
    return list(db.session.scalars(rows.order_by(Sitting.id.desc())))
