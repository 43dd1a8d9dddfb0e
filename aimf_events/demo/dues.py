"""The dues in the demo: three years called, paid by most, waived for some; who is late and who is suspended has its papers.

Hundreds of lines are written as rows with the same invariants; the exemptions, one late payment and the suspensions are told by the verbs.
"""

import random
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from ..assembly.standing import follow_standing, record_dues
from ..assembly.voices import PAYING
from ..clock import now
from ..database import db, transaction
from ..members.dues import call_dues
from ..members.models import DuesEntry, EntryKind, Member, MemberCategory, Standing
from ..members.suspensions import suspend
from ..people.models import Person

AMOUNTS = {
    MemberCategory.MEMBER_CITY: 1200,
    MemberCategory.CITY_ASSOCIATION: 2000,
    MemberCategory.ASSOCIATE_CITY: 600,
}
EXEMPTED = 6


def write_dues(*, treasury: Person, by: Person) -> None:
    """Call the years up to this one, and settle them as the register of members says."""
    chance = random.Random(len(AMOUNTS))  # noqa: S311 -- its own, so that the rest of the story is what it was without it
    meant = {member.id: member.standing for member in _payers()}
    members = _payers()
    for member in members:
        member.standing = Standing.GOOD
    this_year = now().year
    for year in (this_year - 2, this_year - 1, this_year):
        call_dues(year, AMOUNTS, decision=f"Assemblée générale de {year - 1}, résolution 5", by=by)
    _settle(members, meant, this_year, chance, treasury=treasury)
    for member in [one for one in members if meant[one.id] is Standing.SUSPENDED]:
        suspend(member, decision="Bureau du 16 juin 2020, décision 7", by=by)
    with transaction():
        db.session.flush()
        follow_standing()


def _payers() -> list[Member]:
    rows = select(Member).where(Member.category.in_(PAYING)).order_by(Member.id)
    return list(db.session.scalars(rows))


def _settle(
    members: Sequence[Member], meant: dict[int, Standing], this_year: int, chance: random.Random, *, treasury: Person
) -> None:
    """Two years back everybody paid; the year before, all but the late; this year, about half so far."""
    exempted = 0
    for member in members:
        if member.category not in AMOUNTS:
            continue
        _pay(member, this_year - 2, chance, by=treasury)
        if meant[member.id] is Standing.IN_ARREARS:
            if chance.random() < 0.3:
                _pay(member, this_year - 1, chance, by=treasury, half=True)
            continue
        if exempted < EXEMPTED and chance.random() < 0.05:
            exempted += 1
            _record(member, this_year - 1, None, "Bureau du 16 juin 2020, décision 5 : exemption", by=treasury)
        else:
            _pay(member, this_year - 1, chance, by=treasury)
        if chance.random() < 0.5:
            _pay(member, this_year, chance, by=treasury)


def _pay(member: Member, year: int, chance: random.Random, *, by: Person, half: bool = False) -> None:
    amount = AMOUNTS[member.category] // (2 if half else 1)
    _record(member, year, amount, f"Virement reçu, avis {chance.randint(1000, 9999)}", by=by)


def _record(member: Member, year: int, amount: int | None, reference: str, *, by: Person) -> None:
    moment = now() - timedelta(minutes=1)
    db.session.add(
        DuesEntry(
            member_id=member.id,
            year=year,
            kind=EntryKind.PAYMENT if amount else EntryKind.EXEMPTION,
            amount=amount,
            reference=reference,
            recorded_at=moment,
            recorded_by_id=by.id,
            effective_at=moment,
        )
    )


def pay_late(*, treasury: Person) -> None:
    """Record, some days before the congress, what the first of those in arrears has just paid."""
    rows = select(Member).filter_by(standing=Standing.IN_ARREARS).order_by(Member.sort_key).limit(1)
    member = db.session.scalars(rows).first()
    if member is not None:
        record_dues(
            member,
            year=now().year - 1,
            kind=EntryKind.PAYMENT,
            amount=AMOUNTS[member.category] // 4,
            reference="Virement reçu, premier quart",
            by=treasury,
        )
