"""The quorum over the time of a sitting, step by step: what entries, exits, suspensions, proxies and dues made of it.

Read from the same log as the roll (`rolls.py`), so that a step says what the roll said at that moment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..clock import now
from .rolls import Records, read_records, state_at, threshold_of
from .rules.quorum import Hall, QuorumState, quorum_state
from .sitting_models import Sitting
from .standing import accounts_over

STEPS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 15, 30, 60, 120, 240, 720))
MOST = 24
"""Steps of a picture: they are as long as it takes."""


@dataclass(frozen=True, slots=True)
class Step:
    """The hall and the quorum at the end of a step of time."""

    at: datetime
    hall: Hall
    quorum: QuorumState


def history_of(sitting: Sitting) -> Sequence[Step]:
    """Return the steps from the opening (or the first entry) to now, or to the closing; nothing before anybody came.

    A constant number of queries.
    """
    records = read_records(sitting)
    moments = _moments(sitting, records)
    accounts = accounts_over(moments, [seat.member for seat in records.seats], records.dues)
    threshold = threshold_of(sitting, records.profile)
    steps = []
    for moment in moments:
        found = state_at(records, accounts[moment], moment)
        state = quorum_state(threshold, found.hall, found.base, counts=records.profile.counted())
        steps.append(Step(moment, found.hall, state))
    return steps


def _moments(sitting: Sitting, records: Records) -> list[datetime]:
    first = min((each.at for each in (*records.said, *records.afar)), default=None)
    begins = sitting.opened_at or first
    if begins is None or first is None:
        return []
    ends = sitting.closed_at - timedelta(microseconds=1) if sitting.closed_at else now()
    length = next((step for step in STEPS if (ends - begins) / step <= MOST - 1), STEPS[-1])
    count = min(MOST - 1, int((ends - begins) / length))
    return [begins + length * number for number in range(count + 1)] + (
        [ends] if ends > begins + length * count else []
    )
