"""Meals and accessibility: how many of each, and who. Read-only."""

from collections.abc import Iterable
from typing import Any

from ..congress.models import Congress
from ..registration.models import Output
from .field_groups import AnswerGroup, groups_of


def needs_of(congress: Congress, roles: Iterable[Any]) -> list[AnswerGroup]:
    """Return diets, then accessibility needs, as a reader with `roles` may read them. Six queries."""
    held = list(roles)
    return groups_of(congress, [Output.DIETS], held) + groups_of(congress, [Output.ACCESSIBILITY], held)
