"""The desk's one field: a scanned badge, a typed code, a name, initials, a city or a delegation leads to the person."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from ..checkin.badges import badge_by_number, badge_by_short_code, badges_of
from ..checkin.day_passes import today_of
from ..checkin.keys import keys_of
from ..checkin.models import Badge, BadgeState, ScanReason
from ..checkin.short_code import UnreadableCode, parse_short_code
from ..checkin.token import BadSignature, UnknownKey, UnreadableBadge, normalise_scan, read, verify
from ..congress.models import Congress
from ..database import db
from ..i18n import search_key
from ..people.models import Person
from ..registration.models import OPEN, Delegation, Registration, RegistrationState

SHOWN = 20
INITIALS = 4
"""At most so many letters may be initials."""
_FIRSTS = r"(\S)\S*\s*"


@dataclass(frozen=True)
class Sought:
    """What the field found.

    Attributes:
        people: registrations with person, delegation, category and portrait, the likeliest first.
        badges: their badges, by the registration's key.
        delegations: those that bear the words.
        total: how many people answer; more than are shown, perhaps.
        shown: the badge that was scanned or whose code was typed.
        trouble: what speaks against the badge that was shown; None where it is good.
    """

    people: Sequence[Registration] = ()
    badges: dict[int, Badge] = field(default_factory=dict)
    delegations: Sequence[Delegation] = ()
    total: int = 0
    shown: Badge | None = None
    trouble: ScanReason | None = None


def seek(congress: Congress, text: str) -> Sought:
    """Return who or what is meant by what was scanned or typed. A constant number of queries."""
    scanned = normalise_scan(text)
    if len(scanned) >= 100:
        return _scanned(congress, scanned)
    try:
        badge = badge_by_short_code(congress, parse_short_code(text))
    except UnreadableCode:
        badge = None
    if badge is not None:
        return Sought(shown=badge, trouble=_against(badge, badge.issue))
    return _named(congress, search_key(text))


def _scanned(congress: Congress, token: str) -> Sought:
    try:
        claims = read(token)[0]
    except UnreadableBadge:
        return Sought(trouble=ScanReason.UNREADABLE)
    if claims.congress_number != congress.number:
        return Sought(trouble=ScanReason.OTHER_CONGRESS)
    try:
        verify(token, {key.kid: key.public_key for key in keys_of(congress)})
    except (UnknownKey, BadSignature):
        return Sought(trouble=ScanReason.FORGED)
    badge = badge_by_number(congress, claims.badge_number)
    if badge is None:
        return Sought(trouble=ScanReason.NOT_IN_LIST)
    return Sought(shown=badge, trouble=_against(badge, claims.issue))


def _against(badge: Badge, issue: int) -> ScanReason | None:
    if badge.state is BadgeState.REVOKED:
        return ScanReason.REVOKED
    if badge.pass_on is not None and badge.registration is not None:
        ended = badge.pass_on != today_of(badge.registration.congress)
        return ScanReason.OTHER_DAY if ended else ScanReason.REPLACED if issue < badge.issue else None
    return ScanReason.REPLACED if issue < badge.issue else None


def _named(congress: Congress, key: str) -> Sought:
    words = key.split()
    if not words:
        return Sought()
    initials, by_words = _initials(key.replace(" ", "")), and_(*(_has(word) for word in words))
    meant = (Registration.congress_id == congress.id, Registration.state != RegistrationState.DRAFT)
    rows = (
        select(Registration)
        .join(Registration.person)
        .join(Registration.delegation)
        .where(*meant, or_(by_words, initials))
    )
    total = db.session.scalar(select(func.count()).select_from(rows.with_only_columns(Registration.id).subquery()))
    likeliest = case(
        (Person.sort_key.startswith(key), 0),
        (and_(*((" " + Person.search_key).contains(f" {word}") for word in words)), 1),
        (initials, 2),
        else_=3,
    )
    loaded = rows.options(
        contains_eager(Registration.person),
        contains_eager(Registration.delegation),
        joinedload(Registration.category),
        joinedload(Registration.photo),
    )
    comes = Registration.state.in_(OPEN).desc()
    people = db.session.scalars(loaded.order_by(comes, likeliest, Person.sort_key, Registration.id).limit(SHOWN)).all()
    return Sought(people, badges_of(people), _delegations(congress, words), total or 0)


def _has(word: str) -> ColumnElement[bool]:
    return or_(Person.search_key.contains(word, autoescape=True), Delegation.search_key.contains(word, autoescape=True))


def _initials(letters: str) -> ColumnElement[bool]:
    """Whether somebody's initials, given name or family name first, begin with these letters."""
    if not (1 < len(letters) <= INITIALS and letters.isalpha()):
        return or_(False)
    firsts: Any = [
        func.regexp_replace(key, _FIRSTS, r"\1", "g").startswith(letters)
        for key in (Person.search_key, Person.sort_key)
    ]
    return or_(*firsts)


def _delegations(congress: Congress, words: list[str]) -> Sequence[Delegation]:
    rows = select(Delegation).filter_by(congress_id=congress.id)
    rows = rows.where(*(Delegation.search_key.contains(word, autoescape=True) for word in words))
    return db.session.scalars(rows.order_by(Delegation.sort_key, Delegation.id).limit(5)).all()
