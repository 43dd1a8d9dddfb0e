"""What registration does when a congress is created: the usual questions are there from the first day. And which letters wait."""

from typing import Any

from ..congress.facts import congress_created
from ..congress.models import Congress
from ..mail import holding
from . import purge  # noqa: F401 -- its periodic work joins the list when it is loaded
from .copying import copy_letters, copy_own_delegations, copy_questions
from .default_fields import add_default_fields
from .held_letters import hold_for_rank


@congress_created.connect
def begin(congress: Congress, copied_from: Congress | None = None, copies: Any = None, **_extra: Any) -> None:
    """A new congress begins with the default questions, or with what is set up in the one that it copies."""
    if copied_from is None:
        add_default_fields(congress)
        return
    copy_questions(copied_from, congress, copies)
    copy_own_delegations(copied_from, congress, copies)
    copy_letters(copied_from, congress, copies)


holding.register(hold_for_rank)
