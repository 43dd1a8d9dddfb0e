"""The desks that a congress puts between a request and its accreditation, switched on or off on screen."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from .. import journal
from ..database import lock, transaction
from ..people.models import Person
from .models import Congress, Desk

DOES = {
    Desk.NOMINATION: _l("Quelqu’un lit la lettre de nomination de la délégation avant tout autre examen."),
    Desk.PRE_APPROVAL: _l("Quelqu’un donne un avis favorable avant que l’accréditation ne soit accordée."),
}
"""What a desk is for, in the words of the page of settings."""


def switch_desks(congress: Congress, desks: Iterable[Desk], *, by: Person | None) -> Congress:
    """Switch on these desks, and the others off. What a closed desk had on its table goes on to the next one."""
    with transaction():
        lock(congress)
        before, wanted = list(congress.desks), set(desks)
        after = [desk.value for desk in Desk if desk in wanted]
        if before != after:
            congress.desks = after
            journal.record("desks_switched", congress, by=by, congress_id=congress.id, before=before, after=after)
        return congress
