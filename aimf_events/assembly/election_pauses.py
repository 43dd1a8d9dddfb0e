"""What an election says to its sitting: it is not closed over a round that was not proclaimed. No verb of an election here."""

from sqlalchemy import select

from ..database import db
from .election_models import Election
from .election_refusals import RoundUnderWay
from .election_round_models import UNDER_WAY, ElectionRound
from .sitting_models import AgendaItem, Sitting


def demand_no_round(sitting: Sitting) -> None:
    """Refuse while a round is under way. The caller holds the transaction and the sitting.

    Raises:
        RoundUnderWay: one is.
    """
    rows = select(ElectionRound.id).join(Election).join(AgendaItem).where(AgendaItem.sitting_id == sitting.id)
    if db.session.scalar(rows.where(ElectionRound.state.in_(UNDER_WAY)).limit(1)) is not None:
        raise RoundUnderWay
