"""What delegations may no longer change by themselves, and from when: one moment for each thing, set on screen."""

from collections.abc import Mapping
from datetime import datetime

from flask_babel import lazy_gettext as _l

from .. import journal
from ..database import lock, transaction
from ..people.models import Person
from .models import Congress, Deadline, DeadlineKind

WITHOUT = {
    DeadlineKind.SUBSTITUTION: _l("Sans date : une délégation peut remplacer une personne jusqu’au premier jour."),
    DeadlineKind.TRAVEL: _l("Sans date : le voyage se donne jusqu’au premier jour du congrès."),
    DeadlineKind.VISA: _l("Sans date : la même limite que les inscriptions."),
}
"""What holds where no moment is set, in the words of the page of settings."""


def deadline_of(congress: Congress, kind: DeadlineKind) -> datetime | None:
    """Return the moment set for a thing; None where there is none."""
    return next((deadline.at for deadline in congress.deadlines if deadline.kind is kind), None)


def set_deadlines(congress: Congress, wanted: Mapping[DeadlineKind, datetime | None], *, by: Person | None) -> Congress:
    """Set, move or take away (None) the deadlines of a congress; those not named stay as they are."""
    with transaction():
        lock(congress)
        changes = {kind: (deadline_of(congress, kind), at) for kind, at in wanted.items()}
        changes = {kind: pair for kind, pair in changes.items() if pair[0] != pair[1]}
        for kind, (_before, at) in changes.items():
            _write(congress, kind, at)
        if changes:
            told = {kind.value: [at.isoformat() if at else None for at in pair] for kind, pair in changes.items()}
            journal.record("deadlines_set", congress, by=by, congress_id=congress.id, changes=told)
        return congress


def _write(congress: Congress, kind: DeadlineKind, at: datetime | None) -> None:
    kept = next((deadline for deadline in congress.deadlines if deadline.kind is kind), None)
    if at is None and kept is not None:
        congress.deadlines.remove(kept)
    elif at is not None and kept is not None:
        kept.at = at
    elif at is not None:
        congress.deadlines.append(Deadline(kind=kind, at=at))
