"""The first day of a congress: the edition, and the delegations that the secretariat itself keeps."""

from datetime import date
from typing import Any

from ..congress.congresses import create_congress
from ..congress.copying import settings_for_copy
from ..congress.models import Congress
from ..database import Translated, transaction
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


def copy_congress(
    source: Congress, *, number: int, name: str, title: Translated, starts_on: date, by: Person | None
) -> Congress:
    """Create a congress with the structure, the texts and the quotas of another one; nobody, and nothing decided, goes over.

    Raises:
        CongressKnown: the number or the name is taken.
    """
    settings = settings_for_copy(source, starts_on)
    return create_congress(number=number, name=name, title=title, theme={}, **settings, copied_from=source, by=by)
