"""Standing at a moment: suspended, in arrears, or good. A payment or an exemption counts from the moment it takes effect."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


class Rights(enum.StrEnum):
    """What a member's rights are."""

    GOOD = "good"
    IN_ARREARS = "in_arrears"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment on, until another (the first that is no longer inside) or for ever."""

    starts_at: datetime
    ends_at: datetime | None = None

    def holds(self, moment: datetime) -> bool:
        """Return whether a moment is inside."""
        return self.starts_at <= moment and (self.ends_at is None or moment < self.ends_at)


@dataclass(frozen=True, slots=True)
class Called:
    """What a member owes for a year, in whole units; `amount` None: owed, and nobody knows how much (any payment settles it)."""

    year: int
    amount: int | None
    span: Span


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment for a year, or (`amount` None) an exemption of the whole of it; `span` is while it counts."""

    year: int
    amount: int | None
    span: Span

    @property
    def is_exemption(self) -> bool:
        """Whether the year was waived and not paid."""
        return self.amount is None


@dataclass(frozen=True, slots=True)
class DuesRule:
    """What the statutes ask: paid up to so many years before the current one; whether an exemption counts as paid."""

    years_back: int = 1
    exemption_counts: bool = True


def years_due(
    moment: datetime, year: int, called: Iterable[Called], paid: Iterable[Paid], rule: DuesRule
) -> tuple[int, ...]:
    """Return the years that are owed at a moment and that the statutes ask for, oldest first; `year`: the year at the seat."""
    counted = [each for each in paid if each.span.holds(moment)]
    return tuple(
        sorted(
            {
                each.year
                for each in called
                if each.span.holds(moment)
                and each.year <= year - rule.years_back
                and not _is_settled(each, counted, rule)
            }
        )
    )


def standing_at(
    moment: datetime,
    year: int,
    *,
    called: Iterable[Called],
    paid: Iterable[Paid],
    suspensions: Iterable[Span],
    rule: DuesRule,
) -> Rights:
    """Return a member's standing at a moment. A suspension comes before dues: paying does not end it."""
    if any(span.holds(moment) for span in suspensions):
        return Rights.SUSPENDED
    return Rights.IN_ARREARS if years_due(moment, year, called, paid, rule) else Rights.GOOD


def _is_settled(call: Called, counted: Iterable[Paid], rule: DuesRule) -> bool:
    of_year = [each for each in counted if each.year == call.year]
    if rule.exemption_counts and any(each.is_exemption for each in of_year):
        return True
    payments = [each.amount for each in of_year if each.amount is not None]
    return bool(payments) if call.amount is None else sum(payments) >= call.amount
