"""Calling the roll of those who follow from afar: two minutes, one press each. An answer counts until the sitting is suspended."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from .. import journal
from ..clock import now
from ..database import db, lock, transaction
from ..errors import NotFound, Refusal
from ..people.models import Person
from ..programme.models import ProgrammeSession
from ..registration.models import Registration
from .mandates import Seat, holders_of
from .presence import ROLL_CALL_STATES
from .roll_call_models import RollCall, RollCallAnswer
from .rules.roll import Carrier
from .sitting_models import Mandate, PresenceEntry, Sitting, SittingState
from .sittings import lock_in

LASTS = timedelta(seconds=120)
"""How long a roll call is open (specs/hybrid-live.md, "Presence, honestly")."""

Part = tuple[Seat, Carrier]
"""Whose voice somebody carries, and as what."""


class RollCallOver(Refusal):
    """The roll call ended: another one will be needed."""

    code = "roll_call_over"

    def __init__(self) -> None:
        super().__init__(
            _l("Cet appel est terminé."),
            advice=_l(
                "Gardez cette page ouverte : le prochain appel s’y affichera. Sinon, appelez le secrétariat de séance."
            ),
        )


def sitting_of(planned: ProgrammeSession) -> Sitting | None:
    """Return the statutory sitting that a session of the programme is, once it is convened; or None."""
    sitting = db.session.scalars(select(Sitting).filter_by(session_id=planned.id)).first()
    return None if sitting is None or sitting.is_draft else sitting


def is_held(planned: ProgrammeSession) -> bool:
    """Whether a session is a sitting that is open or suspended: it goes on, whatever hour the programme says."""
    sitting = sitting_of(planned)
    return sitting is not None and sitting.state in (SittingState.OPEN, SittingState.SUSPENDED)


def open_roll_call(sitting: Sitting, *, by: Person | None) -> RollCall:
    """Call the roll. Two secretaries at once, or a form sent twice, open one.

    Raises:
        SittingMoved: it is suspended, or over.
    """
    with transaction():
        lock_in(sitting, *ROLL_CALL_STATES)
        if (running := running_call(sitting)) is not None:
            return running
        call = RollCall(
            sitting_id=sitting.id, opened_at=now(), closes_at=now() + LASTS, opened_by_id=by.id if by else None
        )
        db.session.add(call)
        db.session.flush()
        journal.record("roll_call_opened", sitting, by=by, congress_id=sitting.congress_id)
        return call


def running_call(sitting: Sitting) -> RollCall | None:
    """Return the roll call that is open now, or None."""
    rows = select(RollCall).where(RollCall.sitting_id == sitting.id, RollCall.closes_at > now())
    return db.session.scalars(rows.order_by(RollCall.id.desc())).first()


def part_of(sitting: Sitting, registration: Registration) -> Part | None:
    """Return whose voice a participant carries at a sitting as its titular or its substitute; None of a contested one, or of none."""
    member_id = registration.delegation.member_id
    mandate = db.session.scalars(select(Mandate).filter_by(sitting_id=sitting.id, member_id=member_id)).first()
    if member_id is None or mandate is None:
        return None
    holder = holders_of([member_id], sitting.congress)[member_id]
    for ident, carrier in (
        (holder.titular_registration, Carrier.TITULAR),
        (holder.substitute_registration, Carrier.SUBSTITUTE),
    ):
        if ident == registration.id and not holder.is_contested:
            return Seat(mandate, holder), carrier
    return None


def open_session_of(registration: Registration) -> ProgrammeSession | None:
    """Return the session of a sitting that is open and at which a participant carries a voice, in the room or from afar; or None."""
    rows = select(Sitting).where(
        Sitting.congress_id == registration.congress_id,
        Sitting.state == SittingState.OPEN,
        Sitting.session_id.is_not(None),
    )
    held = db.session.scalars(rows.order_by(Sitting.id).options(joinedload(Sitting.session)))
    return next((each.session for each in held if part_of(each, registration) is not None), None)


def mark_of(sitting: Sitting, part: Part | None) -> str:
    """Return what names the page of somebody at a distance: another mark, another page. Three small questions."""
    if part is None:
        return str(sitting.state)
    seat, call = part[0], running_call(sitting)
    answers = select(func.count()).select_from(RollCallAnswer).filter_by(mandate_id=seat.mandate.id)
    noted = select(func.max(PresenceEntry.id)).filter_by(mandate_id=seat.mandate.id)
    told = db.session.execute(select(answers.scalar_subquery(), noted.scalar_subquery())).one()
    return f"{sitting.state}-{call.public_id if call else ''}-{told[0]}-{told[1] or 0}"


def has_answered(call: RollCall, part: Part) -> bool:
    """Whether somebody answered that roll call."""
    given = {"roll_call_id": call.id, "mandate_id": part[0].mandate.id, "carrier": part[1]}
    return db.session.scalars(select(RollCallAnswer.id).filter_by(**given)).first() is not None


def answer(sitting: Sitting, call_id: str, part: Part) -> RollCallAnswer:
    """Answer a roll call. Twice is once.

    Raises:
        NotFound: it is another sitting's, or none.
        RollCallOver: it ended.
        SittingMoved: the sitting is suspended, or over.
    """
    call = db.session.scalars(select(RollCall).filter_by(public_id=call_id, sitting_id=sitting.id)).first()
    if call is None:
        raise NotFound
    seat, carrier = part
    with transaction():
        lock_in(sitting, *ROLL_CALL_STATES)
        lock(call)
        if now() >= call.closes_at:
            raise RollCallOver
        given = {"roll_call_id": call.id, "mandate_id": seat.mandate.id, "carrier": carrier}
        db.session.execute(insert(RollCallAnswer).values(**given, at=now()).on_conflict_do_nothing())
        return db.session.scalars(select(RollCallAnswer).filter_by(**given)).one()


def answers_of(sitting: Sitting) -> Sequence[tuple[int, Carrier, datetime]]:
    """Return all answers at a sitting: mandate, carrier, moment; in order. One query."""
    rows = select(RollCallAnswer.mandate_id, RollCallAnswer.carrier, RollCallAnswer.at)
    rows = rows.join(RollCall).where(RollCall.sitting_id == sitting.id).order_by(RollCallAnswer.at, RollCallAnswer.id)
    return [(row.mandate_id, row.carrier, row.at) for row in db.session.execute(rows)]
