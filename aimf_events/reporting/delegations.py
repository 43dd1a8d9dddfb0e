"""The list of delegations and the page of one, as the secretariat reads them."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from .. import journal
from ..clock import now
from ..congress.models import Congress
from ..database import db
from ..errors import NotFound
from ..i18n import search_key
from ..mail.models import MessageState, OutgoingMessage
from ..members.models import LocalOffice, Member, MemberCategory
from ..people.models import Person
from ..registration.models import (
    ACTIVE,
    Delegation,
    DelegationContact,
    DelegationKind,
    DelegationState,
    Quota,
    Registration,
    RegistrationState,
)
from .answers import awaited, has_answered

PER_PAGE = 50
BOUNCED = (MessageState.FAILED, MessageState.BOUNCED, MessageState.UNCERTAIN, MessageState.SUPPRESSED)

SORTS: dict[str, tuple[Any, ...]] = {
    "name": (Delegation.sort_key,),
    "-name": (Delegation.sort_key.desc(),),
    "country": (Delegation.country, Delegation.sort_key),
    "-country": (Delegation.country.desc(), Delegation.sort_key),
    "invited": (Delegation.invited_at.asc().nulls_last(), Delegation.sort_key),
    "-invited": (Delegation.invited_at.desc().nulls_last(), Delegation.sort_key),
    "answered": (Delegation.answered_at.asc().nulls_last(), Delegation.sort_key),
    "-answered": (Delegation.answered_at.desc().nulls_last(), Delegation.sort_key),
}


@dataclass(frozen=True)
class DelegationSearch:
    """What the list is narrowed to and how it is sorted; an empty text means all."""

    text: str = ""
    country: str = ""
    category: str = ""
    state: str = ""
    sort: str = "name"

    @property
    def is_set(self) -> bool:
        """Whether anything is narrowed."""
        return bool(self.text or self.country or self.category or self.state)


@dataclass(frozen=True)
class Line:
    """A delegation in a list: how many people in which state, how many places, the last letter written to it."""

    delegation: Delegation
    people: Counter[RegistrationState] = field(default_factory=Counter)
    places: int = 0
    letter: OutgoingMessage | None = None

    @property
    def registered(self) -> int:
        """People who hold a place."""
        return sum(self.people[state] for state in ACTIVE)

    @property
    def must_be_called(self) -> bool:
        """Whether the last letter did not arrive, so that only the telephone is left."""
        return self.letter is not None and self.letter.state in BOUNCED

    @property
    def last_sign(self) -> tuple[str, datetime] | None:
        """What was last heard: a word (answered, opened, bounced, written, invited) and when."""
        delegation, letter = self.delegation, self.letter
        signs = [("answered", delegation.answered_at), ("opened", delegation.opened_at)]
        if letter is not None:
            signs.append(("bounced" if self.must_be_called else "written", letter.ended_at or letter.written_at))
        else:
            signs.append(("invited", delegation.invited_at))
        known = [(word, moment) for word, moment in signs if moment is not None]
        return max(known, key=lambda sign: sign[1], default=None)


def find_delegations(congress: Congress, search: DelegationSearch, *, page: int = 1) -> tuple[Pagination, list[Line]]:
    """Return one page of the delegations that a search keeps: five queries."""
    statement = (
        matching_delegations(congress, search)
        .options(contains_eager(Delegation.member))
        .order_by(*SORTS.get(search.sort, SORTS["name"]), Delegation.id)
    )
    found = db.paginate(statement, page=page, per_page=PER_PAGE, error_out=False)
    return found, lines_of(list(found.items))


def count_by_state(congress: Congress) -> Counter[DelegationState]:
    """Return how many delegations of members and partners are in each state."""
    counted = select(Delegation.state, func.count()).where(*awaited(congress)).group_by(Delegation.state)
    return Counter(dict(db.session.execute(counted).tuples().all()))


def silent_delegations(congress: Congress, *, most: int = 10) -> list[Line]:
    """Return delegations that were invited and have not answered: those to be called first, then the oldest invitation."""
    statement = (
        select(Delegation)
        .options(joinedload(Delegation.member))
        .where(
            *awaited(congress),
            ~has_answered(),
            Delegation.state.in_((DelegationState.INVITED, DelegationState.COMPOSING)),
        )
    )
    bounced = select(OutgoingMessage.id).where(
        OutgoingMessage.about_kind == "Delegation",
        OutgoingMessage.about_id == Delegation.id,
        OutgoingMessage.state.in_((MessageState.FAILED, MessageState.BOUNCED)),
    )
    ordered = statement.order_by(bounced.exists().desc(), Delegation.invited_at, Delegation.sort_key)
    return lines_of(list(db.session.scalars(ordered.limit(most))))


def lines_of(delegations: list[Delegation]) -> list[Line]:
    """Return the lines of some delegations: three queries, however many there are."""
    ids = [delegation.id for delegation in delegations]
    people: dict[int, Counter[RegistrationState]] = {}
    counted = select(Registration.delegation_id, Registration.state, func.count())
    grouped = counted.where(Registration.delegation_id.in_(ids)).group_by(
        Registration.delegation_id, Registration.state
    )
    for ident, state, count in db.session.execute(grouped):
        people.setdefault(ident, Counter())[state] = count
    summed = (
        select(Quota.delegation_id, func.sum(Quota.places))
        .where(Quota.delegation_id.in_(ids))
        .group_by(Quota.delegation_id)
    )
    places = {ident: int(count or 0) for ident, count in db.session.execute(summed)}
    letters = _last_letters(ids)
    return [
        Line(each, people.get(each.id, Counter()), places.get(each.id, 0), letters.get(each.id)) for each in delegations
    ]


def countries_of(congress: Congress) -> list[str]:
    """Return the codes of the countries that a delegation comes from."""
    wanted = select(Delegation.country).where(
        Delegation.congress_id == congress.id, Delegation.kind != DelegationKind.SERVICE
    )
    return list(db.session.scalars(wanted.distinct()))


def delegation_page(congress: Congress, public_id: str) -> Delegation:
    """Return one delegation with its correspondents, places and member.

    Raises:
        NotFound: it is another congress's, or does not exist.
    """
    wanted = select(Delegation).filter_by(congress_id=congress.id, public_id=public_id)
    people = selectinload(Delegation.contacts).joinedload(DelegationContact.person).selectinload(Person.contacts)
    offices = joinedload(Delegation.member).selectinload(Member.offices).joinedload(LocalOffice.person)
    found = db.session.scalars(wanted.options(people, offices, selectinload(Delegation.quotas))).first()
    if found is None:
        raise NotFound
    return found


def people_of(delegation: Delegation) -> list[Registration]:
    """Return the registrations of a delegation, in their protocol order."""
    wanted = select(Registration).filter_by(delegation_id=delegation.id)
    loaded = wanted.options(joinedload(Registration.person), joinedload(Registration.category))
    return list(db.session.scalars(loaded.order_by(Registration.protocol_order, Registration.id)))


def letters_to(delegation: Delegation, *, most: int = 30) -> list[OutgoingMessage]:
    """Return the letters written about a delegation, the latest first."""
    wanted = select(OutgoingMessage).filter_by(about_kind="Delegation", about_id=delegation.id)
    return list(db.session.scalars(wanted.order_by(OutgoingMessage.id.desc()).limit(most)))


def history_of(delegation: Delegation, *, most: int = 30) -> list[tuple[journal.JournalEntry, Person | None]]:
    """Return what was done to a delegation and by whom, the latest first."""
    entries = select(journal.JournalEntry, Person).outerjoin(Person, Person.id == journal.JournalEntry.person_id)
    entries = entries.where(
        journal.JournalEntry.thing_kind == "Delegation", journal.JournalEntry.thing_id == delegation.id
    )
    return [
        (entry, person)
        for entry, person in db.session.execute(entries.order_by(journal.JournalEntry.id.desc()).limit(most))
    ]


def days_until(congress: Congress) -> int:
    """Return the days left before the congress opens, as its city counts them; negative once it has begun."""
    return (congress.starts_on - now().astimezone(ZoneInfo(congress.time_zone)).date()).days


def matching_delegations(congress: Congress, search: DelegationSearch) -> Select[Any]:
    """Return the statement of the delegations that a search keeps, joined to their member, in no order yet."""
    # The secretariat's own delegations answer no invitation: they are listed when they are asked for.
    own = search.category == DelegationKind.SERVICE
    statement = select(Delegation).outerjoin(Delegation.member)
    kind = Delegation.kind == DelegationKind.SERVICE if own else Delegation.kind != DelegationKind.SERVICE
    statement = statement.where(Delegation.congress_id == congress.id, kind)
    for word in search_key(search.text).split():
        statement = statement.where(Delegation.search_key.contains(word, autoescape=True))
    if search.country:
        statement = statement.where(Delegation.country == search.country)
    if search.category in set(MemberCategory):
        statement = statement.where(Member.category == MemberCategory(search.category))
    if search.state == "silent":
        waiting = (DelegationState.INVITED, DelegationState.COMPOSING)
        statement = statement.where(Delegation.state.in_(waiting), ~has_answered())
    elif search.state == "unreachable":
        reachable = select(DelegationContact.id).where(
            DelegationContact.delegation_id == Delegation.id, DelegationContact.email != ""
        )
        statement = statement.where(Delegation.state == DelegationState.PREPARED, ~reachable.exists())
    elif search.state == "answered":
        statement = statement.where(has_answered())
    elif search.state in set(DelegationState):
        statement = statement.where(Delegation.state == DelegationState(search.state))
    return statement


def _last_letters(ids: list[int]) -> dict[int, OutgoingMessage]:
    last = (
        select(OutgoingMessage)
        .where(OutgoingMessage.about_kind == "Delegation", OutgoingMessage.about_id.in_(ids))
        .distinct(OutgoingMessage.about_id)
        .order_by(OutgoingMessage.about_id, OutgoingMessage.id.desc())
    )
    return {letter.about_id or 0: letter for letter in db.session.scalars(last)}
