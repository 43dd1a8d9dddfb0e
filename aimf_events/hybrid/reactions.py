"""What joining does when a registration ends: its links are dead, and whoever is inside is put out."""

from typing import Any

from ..registration import facts
from ..registration.models import Registration
from . import links, provider_events


@facts.registration_refused.connect
@facts.registration_withdrawn.connect
@facts.registration_substituted.connect
def withdraw(registration: Registration, **_extra: Any) -> None:
    """No longer expected: the links of this person open nothing."""
    links.withdraw_links(registration)
    if provider_events.is_inside_somewhere(registration):
        provider_events.put_out.later(registration.id)
