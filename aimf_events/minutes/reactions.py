"""What the register does when a sitting's result is published: the decision has its number in the same transaction, and
officers elected on paper are to be declared to the prefecture."""

from typing import Any

from ..assembly.ballot_models import Ballot
from ..assembly.election_round_models import ElectionRound
from ..assembly.facts import ballot_published, round_elected
from ..people.models import Person
from .decisions import register_ballot
from .declarations import open_for_round


@ballot_published.connect
def number_decision(ballot: Ballot, *, by: Person | None, **_extra: Any) -> None:
    """Register what the ballot decided."""
    register_ballot(ballot, by=by)


@round_elected.connect
def declare_officers(round_: ElectionRound, *, by: Person | None, **_extra: Any) -> None:
    """Open the declaration of those elected on paper."""
    open_for_round(round_, by=by)
