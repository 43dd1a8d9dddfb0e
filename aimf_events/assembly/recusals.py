"""Conflict of interest: in the Bureau, a member whose city an item concerns withdraws from it (DOMAIN.md, statutory rules).

It is out of the roll and out of the base for that item, with the proxies that it carries: a ballot on the item opens without it
(`rolls.roll_of(without=…)`). A ballot that is open keeps its frozen roll, so the withdrawal is recorded before the opening.
"""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from .. import journal
from ..clock import now
from ..database import db, transaction
from ..errors import NotFound, Refusal
from ..people.models import Person
from .ballot_models import Ballot, BallotState
from .mandates import Seat
from .models import Body
from .parameters import Parameter
from .recusal_models import Recusal
from .sitting_models import AgendaItem, Mandate, Sitting, SittingState
from .sittings import lock_in, profile_of

WHILE = (SittingState.CONVENED, SittingState.OPEN, SittingState.SUSPENDED)


class NoRecusalHere(Refusal):
    """The statutes of the body do not ask a member to withdraw."""

    code = "recusal_not_asked"

    def __init__(self) -> None:
        super().__init__(_l("Les statuts de cette instance ne prévoient pas qu’un membre se retire d’un point."))


class RollFrozen(Refusal):
    """A ballot on the item is open: its roll no longer changes."""

    code = "recusal_roll_frozen"

    def __init__(self) -> None:
        super().__init__(
            _l("Un scrutin est ouvert sur ce point\u00a0: sa liste est figée."),
            advice=_l("Clôturez-le, ou annulez-le avec son motif et recommencez le vote."),
        )


def asks_recusal(sitting: Sitting) -> bool:
    """Return whether the statutes of a sitting ask a member whose city is concerned to withdraw."""
    return sitting.body is Body.BUREAU and profile_of(sitting).flag(Parameter.CONFLICT_WITHDRAWS)


def recuse(item: AgendaItem, seat: Seat, *, reason: str, by: Person | None) -> Recusal:
    """Record that a member withdraws from an item. Twice is once.

    Raises:
        SittingMoved: the sitting is a draft or over.
        NoRecusalHere: the statutes do not ask it.
        RollFrozen: a ballot on the item is open or suspended.
    """
    with transaction():
        sitting = lock_in(item.sitting, *WHILE)
        if not asks_recusal(sitting):
            raise NoRecusalHere
        _demand_no_ballot(item)
        standing = select(Recusal).filter_by(item_id=item.id, mandate_id=seat.mandate.id, ended_at=None)
        known = db.session.scalars(standing).first()
        if known is not None:
            return known
        made = Recusal(
            item=item, mandate=seat.mandate, reason=reason, recorded_at=now(), recorded_by_id=by.id if by else None
        )
        db.session.add(made)
        db.session.flush()
        journal.record("recusal_recorded", made, by=by, congress_id=sitting.congress_id, member=seat.member.id)
        return made


def end_recusal(recusal: Recusal, *, by: Person | None) -> None:
    """End a withdrawal that was recorded by mistake. Twice is harmless.

    Raises:
        SittingMoved: the sitting is over.
        RollFrozen: a ballot on the item is open or suspended.
    """
    with transaction():
        sitting = lock_in(recusal.item.sitting, *WHILE)
        db.session.refresh(recusal)
        if recusal.ended_at is not None:
            return
        _demand_no_ballot(recusal.item)
        recusal.ended_at, recusal.ended_by_id = now(), by.id if by else None
        journal.record("recusal_ended", recusal, by=by, congress_id=sitting.congress_id)


def recusals_of(item: AgendaItem) -> list[Recusal]:
    """Return who has withdrawn from an item, in the order in which it was recorded. One query."""
    rows = select(Recusal).filter_by(item_id=item.id, ended_at=None).order_by(Recusal.id)
    return list(db.session.scalars(rows.options(joinedload(Recusal.mandate).joinedload(Mandate.member))))


def recused_from(item: AgendaItem) -> frozenset[int]:
    """Return the mandates that take no part in an item. One query."""
    return frozenset(db.session.scalars(select(Recusal.mandate_id).filter_by(item_id=item.id, ended_at=None)))


def recusal_of(item: AgendaItem, public_id: str) -> Recusal:
    """Return a withdrawal from an item.

    Raises:
        NotFound: no such withdrawal from this item.
    """
    found = db.session.scalars(select(Recusal).filter_by(item_id=item.id, public_id=public_id)).first()
    if found is None:
        raise NotFound
    return found


def _demand_no_ballot(item: AgendaItem) -> None:
    running = select(Ballot.id).where(Ballot.item_id == item.id)
    if db.session.scalar(running.where(Ballot.state.in_((BallotState.OPEN, BallotState.SUSPENDED))).limit(1)):
        raise RollFrozen
