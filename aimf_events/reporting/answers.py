"""Who has answered, who comes and how: the figures of the secretariat's morning. Read-only; each page a constant number of queries."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from ..congress.models import Category, Congress
from ..database import db
from ..mail.models import MessageState, OutgoingMessage
from ..mail.register import must_be_called
from ..members.models import Member, MemberCategory
from ..people.models import Civility, Person
from ..registration.models import (
    Capacity,
    Delegation,
    DelegationContact,
    DelegationKind,
    DelegationState,
    Mode,
    Registration,
    RegistrationState,
)
from ..registration.transitions import EXAMINED

COMING = (*EXAMINED, RegistrationState.APPROVED, RegistrationState.ON_HOLD)
"""Registrations that count as people who come: sent, and neither refused nor withdrawn. A draft is nobody yet."""

SETTLED = (DelegationState.COMPLETE, DelegationState.DECLINED, DelegationState.CONTESTED)


@dataclass(frozen=True)
class BoardFilter:
    """What the board is narrowed to; an empty text means all."""

    country: str = ""
    category: str = ""

    @property
    def is_set(self) -> bool:
        """Whether anything is narrowed."""
        return bool(self.country or self.category)


@dataclass(frozen=True)
class Morning:
    """The state of things, in numbers. `invited` counts delegations that may answer; `to_invite` those not written to yet."""

    delegations: int = 0
    answered: int = 0
    declined: int = 0
    contested: int = 0
    to_invite: int = 0
    unreachable: int = 0
    approved: int = 0
    waiting: int = 0
    waiting_titulars: int = 0
    oldest_waiting: datetime | None = None
    on_hold: int = 0
    nominated: int = 0
    pre_approved: int = 0
    late: int = 0
    drafts: int = 0
    failed_letters: int = 0
    uncertain_letters: int = 0


@dataclass(frozen=True)
class Coming:
    """People of one category, by how they come."""

    label: dict[str, str]
    in_person: int
    online: int
    undecided: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.in_person + self.online + self.undecided


@dataclass(frozen=True)
class Parity:
    """Women, men, and those whose civility is not known."""

    women: int = 0
    men: int = 0
    unknown: int = 0

    @property
    def known(self) -> int:
        """Those whose civility is known."""
        return self.women + self.men

    @property
    def share_of_women(self) -> int:
        """Per cent of those known, rounded; 0 where nobody is."""
        return round(100 * self.women / self.known) if self.known else 0


@dataclass(frozen=True)
class Share:
    """How many delegations of a group have answered."""

    group: str
    answered: int
    total: int


@dataclass(frozen=True)
class Board:
    """« Qui a répondu »: the same selection seen from four sides."""

    answered: int
    total: int
    by_country: list[Share] = field(default_factory=list)
    by_category: list[Share] = field(default_factory=list)
    coming: list[Coming] = field(default_factory=list)
    parity: list[tuple[dict[str, str], Parity]] = field(default_factory=list)


def has_answered() -> ColumnElement[bool]:
    """Return the condition under which a delegation has answered: it said so, or its state says it."""
    return or_(Delegation.answered_at.is_not(None), Delegation.state.in_(SETTLED))


def awaited(congress: Congress, narrowed: BoardFilter | None = None) -> list[ColumnElement[bool]]:
    """Return the conditions for the delegations of members and partners whose answer is awaited or given."""
    conditions: list[ColumnElement[bool]] = [
        Delegation.congress_id == congress.id,
        Delegation.kind != DelegationKind.SERVICE,
        Delegation.state != DelegationState.WITHDRAWN,
    ]
    if narrowed and narrowed.country:
        conditions.append(Delegation.country == narrowed.country)
    if narrowed and narrowed.category in set(MemberCategory):
        wanted = select(Member.id).where(Member.category == MemberCategory(narrowed.category))
        conditions.append(Delegation.member_id.in_(wanted))
    return conditions


def morning(congress: Congress) -> Morning:
    """Return the figures of the first sentence and of what waits: three queries."""
    reachable = select(DelegationContact.id).where(
        DelegationContact.delegation_id == Delegation.id, DelegationContact.email != ""
    )
    to_invite = Delegation.state == DelegationState.PREPARED
    delegations = select(
        func.count().label("delegations"),
        _count(has_answered()).label("answered"),
        _count(Delegation.state == DelegationState.DECLINED).label("declined"),
        _count(Delegation.state == DelegationState.CONTESTED).label("contested"),
        _count(to_invite).label("to_invite"),
        _count(and_(to_invite, ~reachable.exists())).label("unreachable"),
    ).where(*awaited(congress))
    waiting = Registration.state == RegistrationState.SUBMITTED
    people = select(
        _count(Registration.state == RegistrationState.APPROVED).label("approved"),
        _count(waiting).label("waiting"),
        _count(and_(waiting, Registration.capacity == Capacity.TITULAR)).label("waiting_titulars"),
        func.min(case((waiting, Registration.submitted_at))).label("oldest_waiting"),
        _count(Registration.state == RegistrationState.ON_HOLD).label("on_hold"),
        _count(Registration.state == RegistrationState.NOMINATED).label("nominated"),
        _count(Registration.state == RegistrationState.PRE_APPROVED).label("pre_approved"),
        _count(and_(waiting, Registration.is_late)).label("late"),
    ).where(Registration.congress_id == congress.id)
    letters = select(
        _count(OutgoingMessage.state == MessageState.HELD).label("drafts"),
        _count(must_be_called()).label("failed_letters"),
        _count(OutgoingMessage.state == MessageState.UNCERTAIN).label("uncertain_letters"),
    ).where(OutgoingMessage.congress_id == congress.id)
    return Morning(**_row(delegations), **_row(people), **_row(letters))


def who_comes(congress: Congress, narrowed: BoardFilter | None = None) -> list[Coming]:
    """Return, for each category that has someone, how its people come. « Sur place et à distance » is on the spot."""
    on_spot = Registration.mode.in_((Mode.IN_PERSON, Mode.BOTH))
    online = Registration.mode == Mode.ONLINE
    undecided = or_(Registration.mode.is_(None), Registration.mode == Mode.UNDECIDED)
    statement = _people(congress, narrowed, Category.label, _count(on_spot), _count(online), _count(undecided))
    rows = db.session.execute(statement.group_by(Category.id).order_by(Category.position, Category.id))
    return [Coming(label, in_person, at_home, unknown) for label, in_person, at_home, unknown in rows]


def parity_by_category(congress: Congress, narrowed: BoardFilter | None = None) -> list[tuple[dict[str, str], Parity]]:
    """Return women and men of each category that has someone, from the civility that people gave."""
    counts = [
        _count(Person.civility == Civility.MADAM),
        _count(Person.civility == Civility.SIR),
        _count(Person.civility.is_(None)),
    ]
    statement = _people(congress, narrowed, Category.label, *counts).join(Person, Registration.person_id == Person.id)
    rows = db.session.execute(statement.group_by(Category.id).order_by(Category.position, Category.id))
    return [(label, Parity(women, men, unknown)) for label, women, men, unknown in rows]


def parity_of_all(rows: list[tuple[dict[str, str], Parity]]) -> Parity:
    """Return women and men of all categories together."""
    return Parity(sum(p.women for _, p in rows), sum(p.men for _, p in rows), sum(p.unknown for _, p in rows))


def board(congress: Congress, narrowed: BoardFilter) -> Board:
    """Return « Qui a répondu »: four queries."""
    by_country = _shares(congress, narrowed, Delegation.country)
    by_category = _shares(congress, narrowed, Member.category)
    return Board(
        answered=sum(share.answered for share in by_country),
        total=sum(share.total for share in by_country),
        by_country=by_country,
        by_category=by_category,
        coming=who_comes(congress, narrowed),
        parity=parity_by_category(congress, narrowed),
    )


def _shares(congress: Congress, narrowed: BoardFilter, group: Any) -> list[Share]:
    statement = select(group, _count(has_answered()), func.count()).select_from(Delegation)
    statement = statement.join(Member, Delegation.member_id == Member.id).where(*awaited(congress, narrowed))
    rows = db.session.execute(statement.group_by(group).order_by(func.count().desc(), group))
    return [Share(value, answered, total) for value, answered, total in rows]


def _people(congress: Congress, narrowed: BoardFilter | None, *columns: Any) -> Select[Any]:
    statement = select(*columns).select_from(Registration).join(Category, Registration.category_id == Category.id)
    statement = statement.where(Registration.congress_id == congress.id, Registration.state.in_(COMING))
    if narrowed and narrowed.is_set:
        wanted = select(Delegation.id).where(*awaited(congress, narrowed))
        statement = statement.where(Registration.delegation_id.in_(wanted))
    return statement


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(condition)


def _row(statement: Any) -> dict[str, Any]:
    return dict(db.session.execute(statement).mappings().one())
