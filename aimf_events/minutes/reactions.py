"""What the register does when a sitting's result is published: the decision has its number in the same transaction."""

from typing import Any

from ..assembly.ballot_models import Ballot
from ..assembly.facts import ballot_published
from ..people.models import Person
from .decisions import register_ballot


@ballot_published.connect
def number_decision(ballot: Ballot, *, by: Person | None, **_extra: Any) -> None:
    """Register what the ballot decided."""
    register_ballot(ballot, by=by)
