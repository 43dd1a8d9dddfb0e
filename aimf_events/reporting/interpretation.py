"""In which language people follow the sessions: how many of each, and who. Read-only."""

from collections.abc import Iterable
from typing import Any

from ..congress.models import Congress
from ..registration.models import Output
from .field_groups import AnswerGroup, groups_of


def languages_of(congress: Congress, roles: Iterable[Any]) -> list[AnswerGroup]:
    """Return the languages asked, as a reader with `roles` may read them. Three queries."""
    return groups_of(congress, [Output.INTERPRETATION], roles)
