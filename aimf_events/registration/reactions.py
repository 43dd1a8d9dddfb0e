"""What registration does when a congress is created: the usual questions are there from the first day. And which letters wait."""

from typing import Any

from ..congress.facts import congress_created
from ..congress.models import Congress
from ..mail import holding
from . import purge  # noqa: F401 -- its periodic work joins the list when it is loaded
from .default_fields import add_default_fields
from .held_letters import hold_for_rank


@congress_created.connect
def ask_usual_questions(congress: Congress, **_extra: Any) -> None:
    """A new congress begins with the default questions; the secretariat changes them on screen."""
    add_default_fields(congress)


holding.register(hold_for_rank)
