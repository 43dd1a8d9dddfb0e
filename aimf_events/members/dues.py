"""Dues: called once a year, paid or waived line by line. What they make of a member's rights is the statutes' matter (assembly)."""

from collections.abc import Collection, Mapping

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from .. import journal
from ..clock import now
from ..database import db, lock, transaction
from ..errors import NotFound, Refusal
from ..people.models import Person
from .facts import dues_changed
from .models import DuesCall, DuesDemand, DuesEntry, EntryKind, Member, MemberCategory, Suspension


class YearCalled(Refusal):
    """The dues of a year are fixed once."""

    code = "dues_year_called"

    def __init__(self) -> None:
        super().__init__(_l("Les cotisations de cette année sont déjà appelées : elles ne changent plus."))


class NothingCalled(Refusal):
    """Nothing is owed for that year."""

    code = "dues_nothing_called"

    def __init__(self) -> None:
        super().__init__(
            _l("Ce membre ne doit rien pour cette année : aucune cotisation ne lui a été appelée."),
            advice=_l("Vérifiez l’année, ou appelez d’abord les cotisations de cette année."),
        )


class SamePerson(Refusal):
    """Whoever wrote an entry does not confirm it."""

    code = "dues_same_person"

    def __init__(self) -> None:
        super().__init__(
            _l("Le jour d’une séance, une autre personne confirme ce que vous avez enregistré."),
            advice=_l("Demandez à un collègue de la trésorerie ou du Secrétariat d’ouvrir cette page."),
        )


class EntryClosed(Refusal):
    """The entry was withdrawn."""

    code = "dues_entry_closed"

    def __init__(self) -> None:
        super().__init__(_l("Cette écriture est retirée : elle ne compte plus et ne se confirme plus."))


def call_dues(
    year: int, amounts: Mapping[MemberCategory, int], *, decision: str, currency: str = "EUR", by: Person | None
) -> DuesCall:
    """Fix the dues of a year: every member of a category with an amount owes it from now on. Members who come later owe nothing.

    Raises:
        YearCalled: the year was called before.
    """
    try:
        with transaction():
            said = {category.value: amount for category, amount in amounts.items()}
            call = DuesCall(year=year, amounts=said, currency=currency, decision=decision, called_at=now())
            call.called_by_id = by.id if by else None
            db.session.add(call)
            db.session.flush()
            demands = {each.member_id: each for each in db.session.scalars(select(DuesDemand).filter_by(year=year))}
            for member in db.session.scalars(select(Member).where(Member.category.in_(list(amounts)))).all():
                demand = demands.get(member.id) or DuesDemand(member_id=member.id, year=year, called_at=now())
                demand.amount = amounts[member.category]  # also of one carried over whose amount nobody had written
                db.session.add(demand)
            journal.record("dues_called", call, by=by, year=year, amounts=said, currency=currency, decision=decision)
            dues_changed.send(None)
            return call
    except IntegrityError as error:
        raise YearCalled from error


def record_entry(
    member: Member,
    *,
    year: int,
    kind: EntryKind,
    amount: int | None,
    reference: str,
    needs_second: bool,
    form_key: str | None = None,
    by: Person | None,
) -> DuesEntry:
    """Record a payment or an exemption. It counts from this moment, or once a second person has confirmed it.

    The same form sent twice (`form_key`) is one entry.

    Raises:
        NothingCalled: the member owes nothing for that year.
    """
    with transaction():
        lock(member)
        if form_key:
            again = db.session.scalars(select(DuesEntry).filter_by(form_key=form_key, member_id=member.id)).first()
            if again is not None:
                return again
        if db.session.scalar(select(DuesDemand.id).filter_by(member_id=member.id, year=year)) is None:
            raise NothingCalled
        entry = DuesEntry(
            member_id=member.id,
            year=year,
            kind=kind,
            amount=amount if kind is EntryKind.PAYMENT else None,
            reference=reference,
            form_key=form_key,
            recorded_at=now(),
            recorded_by_id=by.id if by else None,
            effective_at=None if needs_second else now(),
        )
        db.session.add(entry)
        journal.record(
            "dues_recorded",
            entry,
            by=by,
            member=member.id,
            year=year,
            kind=kind.value,
            amount=entry.amount,
            awaits_second=needs_second,
        )
        dues_changed.send(member)
        return entry


def confirm_entry(entry: DuesEntry, *, by: Person | None) -> DuesEntry:
    """Confirm, as the second person, what a first one recorded: it counts from this moment. Twice is harmless.

    Raises:
        SamePerson: the first one again.
        EntryClosed: it was withdrawn.
    """
    with transaction():
        lock(entry.member)
        lock(entry)
        if entry.ended_at is not None:
            raise EntryClosed
        if entry.effective_at is None:
            if by is None or by.id == entry.recorded_by_id:
                raise SamePerson
            entry.effective_at, entry.confirmed_by_id = now(), by.id
            journal.record("dues_confirmed", entry, by=by, member=entry.member_id)
            dues_changed.send(entry.member)
        return entry


def end_entry(entry: DuesEntry, *, reason: str, by: Person | None) -> DuesEntry:
    """Withdraw an entry that was wrong: it no longer counts from this moment, and stays to be seen. Twice is one withdrawal."""
    with transaction():
        lock(entry.member)
        lock(entry)
        if entry.ended_at is None:
            entry.ended_at, entry.end_reason, entry.ended_by_id = now(), reason, by.id if by else None
            journal.record("dues_withdrawn", entry, by=by, member=entry.member_id, reason=reason)
            dues_changed.send(entry.member)
        return entry


def entry_of(public_id: str) -> DuesEntry:
    """Return an entry with its member.

    Raises:
        NotFound: no such entry.
    """
    wanted = select(DuesEntry).filter_by(public_id=public_id).options(joinedload(DuesEntry.member))
    entry = db.session.scalars(wanted).first()
    if entry is None:
        raise NotFound
    return entry


def calls() -> list[DuesCall]:
    """Return every call, the latest year first."""
    return list(db.session.scalars(select(DuesCall).order_by(DuesCall.year.desc())))


def records_of(ids: Collection[int]) -> tuple[list[DuesDemand], list[DuesEntry], list[Suspension]]:
    """Return what some members were called for, what was paid or waived, and their suspensions. Three queries."""
    demands = select(DuesDemand).where(DuesDemand.member_id.in_(ids)).order_by(DuesDemand.year)
    entries = select(DuesEntry).where(DuesEntry.member_id.in_(ids)).order_by(DuesEntry.id)
    suspensions = select(Suspension).where(Suspension.member_id.in_(ids)).order_by(Suspension.id)
    return list(db.session.scalars(demands)), list(db.session.scalars(entries)), list(db.session.scalars(suspensions))
