"""The presence log of a sitting: the doors' scans, the roll call, the operator's entries. Rows are added, never changed."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from .. import journal
from ..checkin.attendance import passages_of
from ..checkin.models import Badge, Direction
from ..clock import now
from ..database import db, transaction
from ..errors import NotFound, Refusal
from ..people.models import Person
from .credential_register import nominations_decided, refused_at
from .mandates import Seat
from .rules.presence import Break, Said
from .rules.roll import Carrier, How
from .sitting_models import EntrySource, Mandate, Moment, PresenceEntry, Sitting, SittingMoment, SittingState
from .sittings import lock_in

ROLL_CALL_STATES = (SittingState.CONVENED, SittingState.OPEN)


class NobodySpeaks(Refusal):
    """The member has neither titular nor substitute, or two claim it: nobody can be entered for it."""

    code = "presence_of_nobody"

    def __init__(self) -> None:
        super().__init__(
            _l("Personne n’est connu pour porter cette voix."),
            advice=_l("Inscrivez d’abord le titulaire du mandat, ou faites trancher la vérification des pouvoirs."),
        )


class NominationRefused(Refusal):
    """The credentials committee refused who comes for the member: entered, they would be on no roll."""

    code = "presence_of_refused"

    def __init__(self) -> None:
        super().__init__(
            _l("La commission de vérification des pouvoirs a refusé cette personne : sa présence ne compterait pas."),
            advice=_l(
                "Si le membre est là par une autre personne, inscrivez-la dans sa délégation à la place de celle-ci, "
                "puis notez sa présence."
            ),
        )


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of the log: who, in or out, when, who says so."""

    seat: Seat
    carrier: Carrier
    how: How | None
    at: datetime
    source: EntrySource | None


def enter_presence(
    sitting: Sitting,
    seat: Seat,
    *,
    carrier: Carrier,
    how: How | None,
    source: EntrySource,
    form_key: str | None = None,
    by: Person | None,
) -> PresenceEntry | None:
    """Note that the titular or the substitute of a mandate came in, or went out (`how` None). A form sent twice is one entry.

    Before the opening too: people come in before the gavel.

    Raises:
        SittingMoved: it is suspended (nobody is there until it resumes) or over.
        NobodySpeaks: nobody is known to be that carrier.
        NominationRefused: the credentials committee refused whoever is announced. Going out is noted all the same.
    """
    with transaction():
        lock_in(sitting, *ROLL_CALL_STATES)
        person = seat.holder.titular if carrier is Carrier.TITULAR else seat.holder.substitute
        if person is None or carrier is Carrier.PROXY:
            raise NobodySpeaks
        if how is not None and _is_refused(sitting, seat, carrier):
            raise NominationRefused
        values = {
            "mandate_id": seat.mandate.id,
            "carrier": carrier,
            "how": how,
            "source": source,
            "form_key": form_key,
            "at": now(),
            "recorded_by_id": by.id if by else None,
        }
        new = insert(PresenceEntry).values(values).on_conflict_do_nothing()
        ident = db.session.scalar(new.returning(PresenceEntry.id))
        if ident is None:
            return None
        journal.record(
            "presence_entered",
            seat.mandate,
            by=by,
            congress_id=sitting.congress_id,
            carrier=carrier.value,
            how=how.value if how else None,
        )
        return db.session.get(PresenceEntry, ident)


def said_of(sitting: Sitting, seats: Sequence[Seat]) -> list[Said]:
    """Return all that was said of who is there, by (mandate, carrier): entries by hand, and the scans of the sitting's doors."""
    rows = select(PresenceEntry).join(Mandate, Mandate.id == PresenceEntry.mandate_id)
    rows = rows.where(Mandate.sitting_id == sitting.id).order_by(PresenceEntry.id)
    said = [
        Said((entry.mandate_id, entry.carrier), entry.how, entry.at, entry.id) for entry in db.session.scalars(rows)
    ]
    return said + _scanned(sitting, seats)


def breaks_of(sitting: Sitting) -> list[Break]:
    """Return when the sitting was suspended and resumed; its closing ends all presence for good."""
    whats = (Moment.SUSPENDED, Moment.RESUMED, Moment.CLOSED)
    rows = select(SittingMoment).where(SittingMoment.sitting_id == sitting.id, SittingMoment.what.in_(whats))
    return [Break(each.at, each.what is Moment.RESUMED) for each in db.session.scalars(rows)]


def log_of(sitting: Sitting, seats: Sequence[Seat], *, most: int = 60) -> list[LogLine]:
    """Return the last entries and exits, the latest first."""
    by_id = {seat.mandate.id: seat for seat in seats}
    rows = select(PresenceEntry).join(Mandate).where(Mandate.sitting_id == sitting.id)
    entered = [
        LogLine(by_id[each.mandate_id], each.carrier, each.how, each.at, each.source)
        for each in db.session.scalars(rows.order_by(PresenceEntry.id.desc()).limit(most))
    ]
    scanned = []
    for each in _scanned(sitting, seats):
        who: Any = each.who
        mandate_id, carrier = who
        scanned.append(LogLine(by_id[mandate_id], carrier, each.how, each.at, None))
    return sorted([*entered, *scanned], key=lambda line: line.at, reverse=True)[:most]


def seat_of(seats: Sequence[Seat], public_id: str) -> Seat:
    """Return a seat among those of a sitting.

    Raises:
        NotFound: it is another sitting's, or does not exist.
    """
    found = next((seat for seat in seats if seat.mandate.public_id == public_id), None)
    if found is None:
        raise NotFound
    return found


def _is_refused(sitting: Sitting, seat: Seat, carrier: Carrier) -> bool:
    holder = seat.holder
    comes = holder.titular_registration if carrier is Carrier.TITULAR else holder.substitute_registration
    return comes is not None and comes in refused_at(nominations_decided(sitting), now())


def _scanned(sitting: Sitting, seats: Sequence[Seat]) -> list[Said]:
    """What the doors of the sitting's session say: the badge of a titular or a substitute went in or out."""
    if sitting.session is None or sitting.congress is None:
        return []
    whose: dict[int, Hashable] = {}
    for seat in seats:
        for ident, carrier in (
            (seat.holder.titular_registration, Carrier.TITULAR),
            (seat.holder.substitute_registration, Carrier.SUBSTITUTE),
        ):
            if ident is not None:
                whose[ident] = (seat.mandate.id, carrier)
    passages = passages_of(sitting.congress, sitting.session)
    if not passages or not whose:
        return []
    rows = select(Badge.id, Badge.registration_id).where(Badge.id.in_({each.badge for each in passages}))
    badges: dict[int, Hashable] = defaultdict(lambda: None)
    badges.update({badge: whose[reg] for badge, reg in db.session.execute(rows) if reg in whose})
    return [
        Said(badges[each.badge], How.IN_ROOM if each.direction is Direction.IN else None, each.at, each.order)
        for each in passages
        if badges[each.badge] is not None
    ]
