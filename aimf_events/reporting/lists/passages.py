"""Passages at a door: each scan as it was answered, and who is inside."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select

from ...checkin.models import Badge, Checkpoint, Presence, Scan, ScanDevice
from ...congress.models import Category
from ...people.models import Person
from ...registration.models import Delegation, Registration
from . import streamed


def passage_rows(checkpoint: Checkpoint) -> Iterator[Any]:
    """Yield the scans of a door in the order in which they happened.

    A badge that nobody knows has no name; a transferable card has its delegation, its number, and no person.
    """
    names = ("effective_at", "direction", "verdict", "reason", "verdict_shown", "is_online", "typed", "received_at")
    columns = [getattr(Scan, name) for name in names]
    bearer: list[Any] = [Person.civility, Person.honorific, Person.badge_name, Delegation.name.label("delegation")]
    bearer += [Delegation.country, Category.letter, Category.label.label("category"), Presence.is_in]
    bearer.append(Badge.card_number.label("card"))
    here = (Presence.badge_id == Scan.badge_id) & (Presence.checkpoint_id == Scan.checkpoint_id)
    statement = (
        select(*columns, *bearer, ScanDevice.label.label("device"))
        .select_from(Scan)
        .join(ScanDevice, Scan.device_id == ScanDevice.id)
        .outerjoin(Badge, Scan.badge_id == Badge.id)
        .outerjoin(Registration, Badge.registration_id == Registration.id)
        .outerjoin(Person, Registration.person_id == Person.id)
        .outerjoin(Delegation, Delegation.id == func.coalesce(Registration.delegation_id, Badge.delegation_id))
        .outerjoin(Category, Registration.category_id == Category.id)
        .outerjoin(Presence, here)
        .where(Scan.checkpoint_id == checkpoint.id)
    )
    return streamed(statement.order_by(Scan.effective_at, Scan.id))
