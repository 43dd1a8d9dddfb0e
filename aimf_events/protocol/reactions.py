"""What a seating plan does when somebody no longer comes: the seat is free."""

from typing import Any

from ..registration import facts
from ..registration.models import Registration
from .seating import free_seats_of


@facts.registration_refused.connect
@facts.registration_withdrawn.connect
def free_seats(registration: Registration, **_extra: Any) -> None:
    """Refused or withdrawn: nobody keeps a chair for them."""
    free_seats_of(registration)
