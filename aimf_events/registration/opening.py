"""The first day of a congress: the edition, and the delegations that the secretariat itself keeps."""

from typing import Any

from ..congress.congresses import create_congress
from ..congress.models import Congress
from ..database import transaction
from ..people.models import Person
from .delegations import open_service_delegations


def open_congress(*, by: Person | None, **settings: Any) -> Congress:
    """Create a congress with its own delegations: speakers, press, interpreters, security, host city, organisation.

    Args:
        settings: as for `create_congress`.

    Raises:
        CongressKnown: the number or the name is taken.
    """
    with transaction():
        congress = create_congress(**settings, by=by)
        open_service_delegations(congress, by=by)
        return congress
