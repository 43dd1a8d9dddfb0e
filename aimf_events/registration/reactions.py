"""What registration does when a congress is created: the usual questions are there from the first day."""

from typing import Any

from ..congress.facts import congress_created
from ..congress.models import Congress
from . import purge  # noqa: F401 -- its periodic work joins the list when it is loaded
from .default_fields import add_default_fields


@congress_created.connect
def ask_usual_questions(congress: Congress, **_extra: Any) -> None:
    """A new congress begins with the default questions; the secretariat changes them on screen."""
    add_default_fields(congress)
