"""Standing: what the statutes in force make of a member's dues and suspensions. The column of the members' list follows it.

`Member.standing` is what lists are filtered by; every verb that may change it brings it in line in its own transaction, and the
hour does at the turn of a year. A roll never reads it: it asks `accounts_at` for the moment its ballot opens.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from .. import journal
from ..clock import now
from ..database import db, lock_name, transaction
from ..jobs import periodic
from ..members.dues import record_entry, records_of
from ..members.models import DuesDemand, DuesEntry, EntryKind, Member, Standing, Suspension
from ..people.models import Person
from .models import Body
from .parameters import Parameter
from .profiles import Profile, profile_today
from .rules.notice import civil_day
from .rules.standing import Called, DuesRule, Paid, Span, standing_at, years_due
from .sessions import is_sitting_day
from .voices import PAYING


@dataclass(frozen=True)
class Account:
    """A member's dues at a moment: its lines, the years that it owes, and its standing."""

    demands: Sequence[DuesDemand]
    entries: Sequence[DuesEntry]
    suspensions: Sequence[Suspension]
    years_due: tuple[int, ...]
    standing: Standing

    @property
    def amount_due(self) -> int:
        """What is still to be paid for those years, in whole units; years without an amount count for nothing."""
        owed = {demand.year: demand.amount or 0 for demand in self.demands if demand.year in self.years_due}
        paid = [each for each in self.entries if each.year in owed and each.effective_at and not each.ended_at]
        return max(0, sum(owed.values()) - sum(each.amount or 0 for each in paid))

    @property
    def awaiting(self) -> list[DuesEntry]:
        """The entries that a second person has not confirmed yet."""
        return [entry for entry in self.entries if entry.is_awaiting]


NO_RULE = DuesRule(years_back=10_000)
"""Before any statutes are in force nobody can be in arrears by them."""


def accounts_at(moment: datetime, members: Sequence[Member], profile: Profile | None) -> dict[int, Account]:
    """Return the account of each member at a moment, by member. Three queries, however many there are."""
    return accounts_over([moment], members, profile)[moment]


def accounts_over(
    moments: Iterable[datetime], members: Sequence[Member], profile: Profile | None
) -> dict[datetime, dict[int, Account]]:
    """Return the account of each member at each of some moments. Three queries, however many there are."""
    ids = [member.id for member in members]
    demands, entries, suspensions = (_by_member(rows) for rows in records_of(ids))
    rule = profile.dues_rule() if profile else NO_RULE
    found = {}
    for moment in moments:
        year = civil_day(moment, profile.zone()).year if profile else moment.year
        found[moment] = {
            ident: _account(
                moment, year, demands.get(ident, []), entries.get(ident, []), suspensions.get(ident, []), rule
            )
            for ident in ids
        }
    return found


def account_of(member: Member) -> Account:
    """Return a member's account now."""
    return accounts_at(now(), [member], profile_today(Body.GENERAL_ASSEMBLY))[member.id]


def record_dues(
    member: Member,
    *,
    year: int,
    kind: EntryKind,
    amount: int | None,
    reference: str,
    form_key: str | None = None,
    by: Person | None,
) -> DuesEntry:
    """Record a payment or an exemption; on the day of a sitting it waits for a second person, where the statutes ask for two.

    Raises:
        NothingCalled: the member owes nothing for that year.
    """
    return record_entry(
        member,
        year=year,
        kind=kind,
        amount=amount,
        reference=reference,
        needs_second=needs_second_person(),
        form_key=form_key,
        by=by,
    )


def needs_second_person() -> bool:
    """Return whether what is recorded now waits for a second person."""
    profile = profile_today(Body.GENERAL_ASSEMBLY)
    return profile is not None and profile.flag(Parameter.DUES_TWO_PEOPLE) and is_sitting_day(now())


def follow_standing(member: Member | None = None) -> None:
    """Bring the standing of a member (None: of all that vote) in line with its account. The caller holds the transaction."""
    profile = profile_today(Body.GENERAL_ASSEMBLY)
    chosen = (
        select(Member).where(Member.id == member.id) if member else select(Member).where(Member.category.in_(PAYING))
    )
    members = list(db.session.scalars(chosen.order_by(Member.id)))
    changing = [each.id for each, wanted in _wanted(members, profile) if wanted is not each.standing]
    if not changing:
        return
    again = select(Member).where(Member.id.in_(changing)).order_by(Member.id).with_for_update()
    locked = list(db.session.scalars(again.execution_options(populate_existing=True)))
    for each, wanted in _wanted(locked, profile):  # once more: somebody may have paid meanwhile
        if wanted is not each.standing:
            before, each.standing = each.standing, wanted
            journal.record("standing_changed", each, by=None, before=before.value, after=wanted.value)


@periodic(seconds=3600)
def follow_all_standings() -> None:
    """A new year, or new statutes, change what is asked of dues: bring every standing in line. Twice is harmless."""
    with transaction():
        lock_name("standings")
        follow_standing()


def _wanted(members: Sequence[Member], profile: Profile | None) -> list[tuple[Member, Standing]]:
    """What the column of each should say; arrears written before there were statutes stay until there are some."""
    accounts = accounts_at(now(), members, profile)
    found = []
    for member in members:
        wanted = accounts[member.id].standing
        is_kept = profile is None and wanted is Standing.GOOD and member.standing is Standing.IN_ARREARS
        found.append((member, member.standing if is_kept else wanted))
    return found


def _account(
    moment: datetime,
    year: int,
    demands: Sequence[DuesDemand],
    entries: Sequence[DuesEntry],
    suspensions: Sequence[Suspension],
    rule: DuesRule,
) -> Account:
    called = [Called(each.year, each.amount, Span(each.called_at)) for each in demands]
    paid = [
        Paid(each.year, each.amount, Span(each.effective_at, each.ended_at)) for each in entries if each.effective_at
    ]
    spans = [Span(each.starts_at, each.ends_at) for each in suspensions]
    rights = standing_at(moment, year, called=called, paid=paid, suspensions=spans, rule=rule)
    due = years_due(moment, year, called, paid, rule)
    return Account(demands, entries, suspensions, due, Standing(rights.value))


def _by_member(rows: Iterable[DuesDemand | DuesEntry | Suspension]) -> Mapping[int, list]:  # type: ignore[type-arg]
    found: dict[int, list] = {}  # type: ignore[type-arg]
    for row in rows:
        found.setdefault(row.member_id, []).append(row)
    return found
