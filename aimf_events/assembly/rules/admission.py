"""Admissions: how many cities of one State, and from when a new member votes."""

import enum
from datetime import datetime


class AdmittedVotes(enum.StrEnum):
    """When a member admitted today has a voice."""

    AT_ONCE = "at_once"
    ONCE_PAID = "once_paid"


def may_admit(cities_of_state: int, most: int) -> bool:
    """Return whether one more city of a State may be admitted: with at most 10, the 10th may and the 11th may not."""
    return cities_of_state < most


def votes_from(admitted_at: datetime, fee_paid_at: datetime | None, rule: AdmittedVotes) -> datetime | None:
    """Return the moment from which a new member votes, or None while it does not: its entry fee is awaited."""
    if rule is AdmittedVotes.AT_ONCE:
        return admitted_at
    return max(admitted_at, fee_paid_at) if fee_paid_at else None
