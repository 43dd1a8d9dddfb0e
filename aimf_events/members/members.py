"""Members and partners: added, corrected, found."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload, selectinload

from .. import journal
from ..clock import now
from ..database import db, lock, transaction
from ..errors import NotFound, Refusal
from ..i18n import search_key, sort_key
from ..people.models import Person
from .models import LocalOffice, Member, MemberCategory, Standing
from .zones import default_zone

PER_PAGE = 50
CODE_LENGTH = 40


class MemberKnown(Refusal):
    """Another organisation of that country bears this name, or this code."""

    code = "member_known"

    def __init__(self) -> None:
        super().__init__(
            _l("Une organisation de ce pays porte déjà ce nom, ou ce code est déjà pris."),
            advice=_l("Cherchez-la dans la liste des membres, ou choisissez un autre code."),
        )


@dataclass(frozen=True)
class MemberSearch:
    """What the list of members is narrowed to; an empty text means all."""

    text: str = ""
    country: str = ""
    category: str = ""
    standing: str = ""
    sort: str = "name"


def add_member(
    *,
    code: str,
    name: str,
    country: str,
    category: MemberCategory,
    standing: Standing = Standing.GOOD,
    language: str | None = None,
    time_zone: str | None = None,
    by: Person | None = None,
) -> Member:
    """Add a member or a partner. Without a code, one is made from its country and name.

    Raises:
        MemberKnown: the code, or the name in that country, exists.
    """
    member = new_member(
        code=code, name=name, country=country, category=category, language=language, time_zone=time_zone
    )
    member.standing = standing
    try:
        with transaction():
            db.session.add(member)
            journal.record("member_added", member, by=by, code=member.code, standing=standing.value)
    except IntegrityError as error:
        raise MemberKnown from error
    return member


def new_member(
    *,
    code: str,
    name: str,
    country: str,
    category: MemberCategory,
    language: str | None = None,
    time_zone: str | None = None,
) -> Member:
    """Return a member that is not yet written: for those who write many at once."""
    return Member(
        code=(code or member_code(country, name))[:CODE_LENGTH],
        name=name,
        country=country,
        category=category,
        standing=Standing.GOOD,
        language=language or "fr",
        time_zone=time_zone or default_zone(country),
        sort_key=sort_key(name),
        search_key=search_key(name)[:300],
        created_at=now(),
    )


def member_code(country: str, name: str) -> str:
    """Return the code given to an organisation that came without one: « BJ-PARAKOU »."""
    letters = "-".join(search_key(name).upper().split()) or "X"
    return f"{country}-{letters}"[:CODE_LENGTH].rstrip("-")


def change_member(
    member: Member,
    *,
    code: str,
    name: str,
    country: str,
    category: MemberCategory,
    language: str,
    time_zone: str,
    by: Person | None,
) -> Member:
    """Correct what is known of a member; the journal keeps what each field was.

    Raises:
        MemberKnown: another member has that code, or that name in that country.
    """
    given = {
        "code": code,
        "name": name,
        "country": country,
        "category": category,
        "language": language,
        "time_zone": time_zone,
    }
    try:
        with transaction():
            lock(member)
            changes = {
                key: [str(getattr(member, key)), str(value)]
                for key, value in given.items()
                if getattr(member, key) != value
            }
            for key, value in given.items():
                setattr(member, key, value)
            member.sort_key, member.search_key = sort_key(name), search_key(name)[:300]
            if changes:
                journal.record("member_changed", member, by=by, changes=changes)
    except IntegrityError as error:
        db.session.refresh(member)
        raise MemberKnown from error
    return member


def member_by_code(code: str) -> Member | None:
    """Return the member that has this code of the secretariat, or None."""
    return db.session.scalars(select(Member).filter_by(code=code)).first()


def member_by_public_id(public_id: str) -> Member:
    """Return the member of an address, with its offices.

    Raises:
        NotFound: no such member.
    """
    wanted = select(Member).filter_by(public_id=public_id)
    member = db.session.scalars(wanted.options(selectinload(Member.offices).joinedload(LocalOffice.person))).first()
    if member is None:
        raise NotFound
    return member


def find_members(search: MemberSearch, *, page: int = 1) -> Pagination:
    """Return one page of the members that a search keeps, with their recognised executive."""
    statement = members_that_answer(search).options(
        selectinload(Member.offices).options(joinedload(LocalOffice.person))
    )
    return db.paginate(statement, page=page, per_page=PER_PAGE, error_out=False)


def countries_of_members() -> list[str]:
    """Return the codes of the countries that have a member."""
    return list(db.session.scalars(select(Member.country).distinct()))


def members_that_answer(search: MemberSearch) -> Select[Any]:
    """Return the statement of the members that a search keeps, in its order."""
    statement = select(Member)
    for word in search_key(search.text).split():
        statement = statement.where(
            Member.search_key.contains(word, autoescape=True) | Member.code.icontains(word, autoescape=True)
        )
    if search.country:
        statement = statement.where(Member.country == search.country)
    if search.category in set(MemberCategory):
        statement = statement.where(Member.category == MemberCategory(search.category))
    if search.standing in set(Standing):
        statement = statement.where(Member.standing == Standing(search.standing))
    return statement.order_by(*_order(search.sort))


def _order(sort: str) -> tuple[Any, ...]:
    orders = {"country": (Member.country, Member.sort_key), "-name": (Member.sort_key.desc(),), "code": (Member.code,)}
    return (*orders.get(sort, (Member.sort_key,)), Member.id)


def history_of(member: Member, *, most: int = 30) -> list[tuple[journal.JournalEntry, Person | None]]:
    """Return what was done to a member and by whom, the latest first."""
    entries = select(journal.JournalEntry, Person).outerjoin(Person, Person.id == journal.JournalEntry.person_id)
    entries = entries.where(journal.JournalEntry.thing_kind == "Member", journal.JournalEntry.thing_id == member.id)
    rows = db.session.execute(entries.order_by(journal.JournalEntry.id.desc()).limit(most))
    return [(entry, person) for entry, person in rows]
