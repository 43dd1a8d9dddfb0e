"""What delegations may no longer change by themselves, and from when: one moment for each thing, set on screen."""

from collections.abc import Mapping
from datetime import datetime

from flask_babel import lazy_gettext as _l

from .. import journal
from ..clock import now
from ..database import lock, transaction
from ..i18n import local_to_utc
from ..people.models import Person
from .models import Congress, Deadline, DeadlineKind, Phase

WITHOUT = {
    DeadlineKind.SUBSTITUTION: _l("Sans date : la même limite que les inscriptions."),
    DeadlineKind.DOCUMENTS: _l("Sans date : les documents se reçoivent jusqu’au premier jour du congrès."),
    DeadlineKind.TRAVEL: _l("Sans date : le voyage se donne jusqu’au premier jour du congrès."),
    DeadlineKind.VISA: _l("Sans date : la même limite que les inscriptions."),
}
"""What holds where no moment is set, in the words of the page of settings."""
_UNTIL_THE_FIRST_DAY = (DeadlineKind.TRAVEL, DeadlineKind.DOCUMENTS)


def deadline_of(congress: Congress, kind: DeadlineKind) -> datetime | None:
    """Return the moment set for a thing; None where there is none."""
    return next((deadline.at for deadline in congress.deadlines if deadline.kind is kind), None)


def closing_of(congress: Congress, kind: DeadlineKind) -> datetime:
    """Return when delegations stop: the moment that is set; else the first day, or registration's own deadline."""
    fixed = deadline_of(congress, kind)
    if fixed is not None:
        return fixed
    if kind in _UNTIL_THE_FIRST_DAY:
        return local_to_utc(congress.starts_on, "00:00", congress.time_zone)
    return congress.registration_closes_at


def is_before(congress: Congress, kind: DeadlineKind) -> bool:
    """Whether delegations may still do it themselves: never once the congress is archived."""
    if deadline_of(congress, kind) is None and kind not in _UNTIL_THE_FIRST_DAY:
        return not congress.registration_is_over
    return congress.phase is not Phase.ARCHIVE and now() < closing_of(congress, kind)


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
