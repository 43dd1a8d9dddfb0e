"""The field of a measure: a congress made by the application's own verbs, and many people written as rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask, current_app, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import insert, text

from aimf_events.accounts.models import Account, Role
from aimf_events.accounts.roles import grant_role
from aimf_events.accounts.sessions import open_session
from aimf_events.checkin.keys import ensure_keys, signing_key
from aimf_events.checkin.models import Badge, BadgeState
from aimf_events.checkin.short_code import check_character
from aimf_events.checkin.token import BadgeClaims, sign
from aimf_events.clock import now
from aimf_events.congress.categories import categories_of
from aimf_events.congress.congresses import create_congress
from aimf_events.congress.models import Category, Congress, Phase
from aimf_events.congress.phases import change_phase
from aimf_events.database import db, transaction
from aimf_events.i18n import search_key, sort_key
from aimf_events.members.members import add_member
from aimf_events.members.models import MemberCategory
from aimf_events.people.contacts import mailbox_key
from aimf_events.people.models import Civility, ContactKind, ContactPoint, Person
from aimf_events.people.people import add_person
from aimf_events.registration.delegations import open_delegation
from aimf_events.registration.models import Delegation, Mode, Registration, RegistrationState

GIVEN = ("Aïchatou", "Nguyễn Thị", "Zoé", "Jean-Baptiste", "Ngọc Ánh", "Fatoumata", "Štefan", "Françoise")
FAMILY = ("Soumanou Bio", "Trần Văn Hùng", "Boun Narith", "Ben Salah", "N’Diaye", "Lévêque", "Đặng", "Ouédraogo")
ORIGINAL = ("", "", "محمد بن صالح", "", "ប៊ុន ណារិទ្ធ", "", "Անի Սարգսյան", "")
CODE_LETTERS = "0123456789BCDFGHJKMNPQRSTVWXYZ"
AT_A_TIME = 5_000  # rows written together


def make_congress(*, phase: Phase = Phase.REGISTRATION, today: bool = False) -> Congress:
    """The congress of a measure, in two weeks or today."""
    first: date = now().date() + timedelta(days=0 if today else 14)
    congress = create_congress(
        number=40,
        name="tunis",
        title={"fr": "Congrès de Tunis", "en": "Tunis congress"},
        theme={"fr": "Ville et numérique", "en": "Cities and digital"},
        city={"fr": "Tunis", "en": "Tunis"},
        country="TN",
        time_zone="Africa/Tunis",
        starts_on=first,
        ends_on=first + timedelta(days=2),
        registration_closes_at=datetime.combine(first, datetime.min.time(), now().tzinfo) + timedelta(days=1),
        languages=["fr", "en"],
        by=None,
    )
    if phase is not congress.phase:
        change_phase(congress, phase, by=None)
    return congress


def make_delegations(congress: Congress, count: int, *, town: str = "Ville") -> list[Delegation]:
    """Delegations of as many members, with their usual places."""
    countries = ("BJ", "VN", "KH", "TN", "SN", "FR", "AM", "BF")
    with transaction():
        return [
            open_delegation(
                congress,
                add_member(
                    code=f"{town[0]}{number}",
                    name=f"{town}-{number:04d}",
                    country=countries[number % len(countries)],
                    category=MemberCategory.MEMBER_CITY,
                ),
            )
            for number in range(count)
        ]


def make_registrations(
    congress: Congress,
    count: int,
    state: RegistrationState = RegistrationState.APPROVED,
    *,
    among: int = 200,
    town: str = "Ville",
) -> list[int]:
    """So many people registered among so many delegations, written straight as rows; the keys of their registrations."""
    delegations = make_delegations(congress, among, town=town)
    category = category_of(congress, "delegate")
    for numbers in _pieces(count):
        with transaction() as session:
            session.execute(insert(Person), [_person(n) for n in numbers])
            session.execute(insert(ContactPoint), [_contact(n) for n in numbers])
            session.execute(insert(Registration), [_registration(n, delegations, category, state) for n in numbers])
    _go_on_counting("person", "registration")
    return [FIRST + n for n in range(1, count + 1)]


def make_badges(congress: Congress, count: int, *, among: int = 200) -> None:
    """So many accredited people with living, signed badges, written straight as rows."""
    make_registrations(congress, count, among=among)
    category, key = category_of(congress, "delegate"), ensure_keys(congress)
    private, kid = signing_key(key), key.kid
    for numbers in _pieces(count):
        with transaction() as session:
            session.execute(insert(Badge), list(_badges(numbers, congress, category, private, kid)))
    _go_on_counting("badge")


def category_of(congress: Congress, code: str) -> Category:
    """One of the usual categories."""
    return next(c for c in categories_of(congress) if c.code == code)


def _pieces(count: int) -> list[range]:
    return [range(start, min(start + AT_A_TIME, count + 1)) for start in range(1, count + 1, AT_A_TIME)]


def _person(number: int) -> dict[str, Any]:
    given, family = GIVEN[number % 8], f"{FAMILY[number // 8 % 8]} {number}"
    return {
        "id": FIRST + number,
        "civility": Civility.MADAM if number % 2 else Civility.SIR,
        "given_name": given,
        "family_name": family,
        "badge_name": f"{given} {family.upper()}",
        "original_name": ORIGINAL[number % 8],
        "sort_key": sort_key(f"{family} {given}"),
        "search_key": search_key(f"{given} {family}"),
        "created_at": now(),
    }


FIRST = 1_000_000  # keys of what is written as rows begin here, above those of the verbs


def _contact(number: int) -> dict[str, Any]:
    address = f"person{number}@example.org"
    return {"person_id": FIRST + number, "kind": ContactKind.EMAIL, "address": address, "key": mailbox_key(address)}


def _registration(
    number: int, delegations: list[Delegation], category: Category, state: RegistrationState
) -> dict[str, Any]:
    delegation = delegations[number % len(delegations)]
    return {
        "id": FIRST + number,
        "congress_id": delegation.congress_id,
        "delegation_id": delegation.id,
        "person_id": FIRST + number,
        "category_id": category.id,
        "state": state,
        "revision": 1 if state is RegistrationState.APPROVED else 0,
        "function": "Conseillère municipale déléguée à la ville numérique",
        "mode": Mode.IN_PERSON,
        "email": f"person{number}@example.org",
        "created_at": now(),
        "changed_at": now(),
        "submitted_at": now(),
    }


def _badges(numbers: range, congress: Congress, category: Category, private: Any, kid: int) -> Iterator[dict[str, Any]]:
    for number in numbers:
        claims = BadgeClaims(
            key_id=kid,
            congress_number=congress.number,
            badge_number=number * 7919,
            issue=1,
            category=category.number,
            zones=category.zones,
            days=0b111,
        )
        yield {
            "id": FIRST + number,
            "congress_id": congress.id,
            "registration_id": FIRST + number,
            "number": claims.badge_number,
            "kid": kid,
            "short_code": _short_code(number),
            "category_number": category.number,
            "zones": category.zones,
            "days": claims.days,
            "token": sign(claims, private),
            "state": BadgeState.ISSUED,
            "issued_at": now(),
        }


def _short_code(number: int) -> str:
    data = ""
    for _ in range(8):
        number, rest = divmod(number, len(CODE_LETTERS))
        data += CODE_LETTERS[rest]
    return data + check_character(data)


def _go_on_counting(*tables: str) -> None:
    """Tell each table's counter that keys were given by hand."""
    with transaction() as session:
        for table in tables:
            session.execute(
                text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
            )


def make_colleague(*roles: Role) -> Person:
    """Somebody who works for the association."""
    with transaction():
        person = add_person(
            given_name="Camille", family_name="Roux", civility=Civility.MADAM, email="camille@example.org"
        )
        for role in roles:
            grant_role(person, role, by=None)
    return person


@dataclass(frozen=True)
class SignedIn:
    """A browser on which somebody has signed in: its cookie as « name=value », and the token its forms carry."""

    cookie: str
    csrf: str


def signed_in(person: Person) -> SignedIn:
    """Open a session for a person, as the code from the letter would."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    assert person.email
    with transaction():
        account = Account(address=person.email, key=mailbox_key(person.email), created_at=now())
        db.session.add(account)
    secret, _opened = open_session(account, browser="bench")
    with app.test_request_context():
        session.update(_user_id=secret, _fresh=True)
        csrf = generate_csrf()
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        return SignedIn(f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(dict(session))}", csrf)
