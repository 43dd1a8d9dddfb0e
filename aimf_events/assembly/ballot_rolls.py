"""The roll of a ballot: which voices vote, what is frozen with them at the opening, and before when the ballot may not close."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.orm import joinedload

from ..database import db, new_public_id
from .ballot_models import Ballot, BallotLine
from .ballot_opening import Opening
from .item_moments import times_of
from .parameters import Parameter
from .profiles import Profile
from .rolls import Roll, RollLine, quorum_of, quorum_parameter
from .rules.quorum import Hall, QuorumChecked, QuorumState
from .rules.roll import Carrier
from .sitting_models import AgendaItem, Mandate, Sitting

REMOTE_TIME = timedelta(minutes=3)
"""How long a ballot stays open at least where voices are at a distance: a line that drops and comes back, a stream that lags."""
OBJECTION_TIME = timedelta(seconds=60)
"""The window in which anybody may object to a decision that is adopted unless somebody does."""
LAST_CALL = timedelta(seconds=60)
"""From the last call to the closing, where voices are at a distance."""


def quorum_for(sitting: Sitting, item: AgendaItem, roll: Roll, profile: Profile) -> QuorumState:
    """Return the quorum that a vote on an item is held under, at the moment when the statutes look at it: now, when the item was opened, or the sitting.

    An item that was never opened has no moment of its own: that of the vote, which is the stricter.
    """
    checked = profile.choice(Parameter.QUORUM_CHECKED, QuorumChecked)
    if checked is QuorumChecked.OPENING:
        return quorum_of(sitting, sitting.opened_at)
    if checked is QuorumChecked.ITEM:
        times = times_of(sitting).get(item.id)
        if times is not None and times.opened_at is not None:
            return quorum_of(sitting, times.opened_at)
    return roll.quorum


def voting_lines(roll: Roll, profile: Profile) -> list[RollLine]:
    """Return the lines that vote: those at a distance only where the statutes let them vote, not merely take part."""
    remote = profile.flag(Parameter.REMOTE_VOTING)
    return [line for line in roll.lines if remote or not line.is_remote]


def opening_of(
    majority: Parameter,
    sitting: Sitting,
    roll: Roll,
    profile: Profile,
    lines: Sequence[RollLine],
    quorum: QuorumState,
    *,
    chair_decided: bool = False,
) -> Opening:
    """Return what a ballot that opens now would freeze."""
    settled = [line for line in lines if not line.is_provisional]
    represented = sum(line.carrier is Carrier.PROXY for line in settled)
    remote = sum(line.is_remote and line.carrier is not Carrier.PROXY for line in settled)
    return Opening(
        majority=profile.majority(majority),
        article=profile.article(majority),
        quorum=quorum,
        quorum_asked=roll.threshold is not None,
        quorum_article=profile.article(quorum_parameter(sitting)),
        hall=Hall(len(settled) - represented - remote, represented, remote),
        members=roll.base,
        casting_vote=profile.flag(Parameter.CASTING_VOTE),
        casting_article=profile.article(Parameter.CASTING_VOTE),
        chair_decided=chair_decided,
        without_vote=len(roll.lines) - len(lines),
        provisional=len(lines) - len(settled),
    )


def closes_from(ballot: Ballot, lines: Sequence[RollLine], moment: datetime) -> datetime | None:
    """Return before when it may not close: the window of objection, and the time of the slowest channel."""
    least = OBJECTION_TIME if ballot.by_objection else timedelta()
    if any(line.is_remote for line in lines):
        least = max(least, REMOTE_TIME)
    return moment + least if least else None


def freeze(ballot: Ballot, lines: Sequence[RollLine]) -> None:
    """Write the roll of a ballot. The caller holds the transaction and the ballot."""
    db.session.execute(
        insert(BallotLine),
        [
            {
                "public_id": new_public_id(),
                "ballot_id": ballot.id,
                "mandate_id": line.seat.mandate.id,
                "carrier": line.carrier,
                "carrying_id": line.by.mandate.id,
                "person_id": line.person.id if line.person else None,
                "is_remote": line.is_remote,
                "is_provisional": line.is_provisional,
            }
            for line in lines
        ],
    )


def lines_of(ballot: Ballot) -> list[BallotLine]:
    """Return the frozen roll of a ballot in the order of the members' names, each with its member and its person. One query."""
    whose = joinedload(BallotLine.mandate).joinedload(Mandate.member)
    carried = joinedload(BallotLine.carried_by).joinedload(Mandate.member)
    rows = select(BallotLine).filter_by(ballot_id=ballot.id).options(whose, carried, joinedload(BallotLine.person))
    return sorted(db.session.scalars(rows), key=lambda line: (line.mandate.member.sort_key, line.id))


def has_remote(ballot: Ballot) -> bool:
    """Return whether a voice of the roll is at a distance."""
    rows = select(BallotLine.id).filter_by(ballot_id=ballot.id, is_remote=True).limit(1)
    return db.session.scalar(rows) is not None


def can_close_from(ballot: Ballot) -> datetime | None:
    """Return the moment from which an open ballot may close; None where it may at any time."""
    moments = [ballot.closes_from]
    if ballot.last_call_at is not None and has_remote(ballot):
        moments.append(ballot.last_call_at + LAST_CALL)
    return max((each for each in moments if each is not None), default=None)
