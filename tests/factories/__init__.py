"""Things of the field, made for a test in one line each. They use the domain's own verbs where one exists."""

import itertools
from datetime import date, timedelta
from typing import Any

from aimf_events.accounts.models import Role
from aimf_events.accounts.roles import grant_role
from aimf_events.assembly.models import Body, StatutoryProfile
from aimf_events.assembly.parameters import Parameter
from aimf_events.assembly.statutes import adopt_version, begin_version, write_parameters
from aimf_events.clock import now
from aimf_events.congress.models import Category, Congress, CongressRole, Phase, Room, Venue, Zone
from aimf_events.congress.roles import grant_congress_role
from aimf_events.database import db, transaction
from aimf_events.i18n import search_key, sort_key
from aimf_events.members.models import Member, MemberCategory
from aimf_events.people.models import Civility, Person
from aimf_events.people.people import add_person
from aimf_events.registration.models import (
    Delegation,
    DelegationKind,
    DelegationState,
    Mode,
    Quota,
    Registration,
    RegistrationState,
)

_count = itertools.count(1)

CATEGORIES = [
    (
        "head",
        1,
        "H",
        "#17223b",
        {"fr": "Chef de délégation", "en": "Head of delegation"},
        0b111,
        {"member": 1, "partner": 1, "service": 0},
    ),
    (
        "delegate",
        2,
        "D",
        "#1f4b99",
        {"fr": "Délégué", "en": "Delegate"},
        0b011,
        {"member": 4, "partner": 2, "service": 0},
    ),
    ("press", 3, "P", "#8a5a12", {"fr": "Presse", "en": "Press"}, 0b001, {"member": 0, "partner": 0, "service": 20}),
]


def make_congress(name: str | None = None, **values: Any) -> Congress:
    """A congress in two weeks, registration open, with three categories and one room."""
    number = next(_count)
    start = values.pop("starts_on", (now() + timedelta(days=14)).date())
    with transaction():
        congress = Congress(
            number=values.pop("number", number),
            name=name or f"congres-{number}",
            title={"fr": "Congrès de Tunis", "en": "Tunis Congress"},
            theme={"fr": "Ville et numérique", "en": "Cities and digital"},
            city={"fr": "Tunis", "en": "Tunis"},
            country="TN",
            time_zone="Africa/Tunis",
            starts_on=start,
            ends_on=start + timedelta(days=1),
            phase=values.pop("phase", Phase.REGISTRATION),
            registration_closes_at=values.pop("registration_closes_at", now() + timedelta(days=10)),
            languages=["fr", "en"],
            created_at=now(),
            **values,
        )
        db.session.add(congress)
        db.session.flush()
        for position, (code, rank, letter, colour, label, zones, places) in enumerate(CATEGORIES):
            db.session.add(
                Category(
                    congress_id=congress.id,
                    code=code,
                    number=rank,
                    letter=letter,
                    colour=colour,
                    label=label,
                    feminine={"fr": "Déléguée"} if code == "delegate" else {},
                    zones=zones,
                    default_places=places,
                    position=position,
                )
            )
        for bit, label in enumerate(
            (
                {"fr": "Congrès", "en": "Congress"},
                {"fr": "Assemblée", "en": "Assembly"},
                {"fr": "Bureau", "en": "Bureau"},
            )
        ):
            db.session.add(Zone(congress_id=congress.id, bit=bit, label=label))
        venue = Venue(congress_id=congress.id, name="Hôtel de ville")
        venue.rooms.append(Room(name="Grande salle", capacity=400, is_streamed=True, position=1))
        db.session.add(venue)
    return congress


def category_of(congress: Congress, code: str) -> Category:
    """A category of a congress by its code."""
    return db.session.scalars(db.select(Category).filter_by(congress_id=congress.id, code=code)).one()


def make_member(name: str | None = None, country: str = "BJ", **values: Any) -> Member:
    """A member city."""
    number = next(_count)
    name = name or f"Ville {number}"
    with transaction():
        member = Member(
            code=values.pop("code", f"M{number}"),
            name=name,
            country=country,
            category=values.pop("category", MemberCategory.MEMBER_CITY),
            time_zone=values.pop("time_zone", "Africa/Porto-Novo"),
            sort_key=sort_key(name),
            search_key=search_key(name),
            created_at=now(),
            **values,
        )
        db.session.add(member)
    return member


def make_person(given_name: str = "Aïchatou", family_name: str = "Soumanou Bio", **values: Any) -> Person:
    """A person with a mailbox of their own."""
    values.setdefault("email", f"person{next(_count)}@example.org")
    values.setdefault("civility", Civility.MADAM)
    return add_person(given_name=given_name, family_name=family_name, **values)


def make_staff(
    *roles: Role | CongressRole, congress: Congress | None = None, until_on: date | None = None, **values: Any
) -> Person:
    """A colleague who holds roles."""
    person = make_person(**{"given_name": "Camille", "family_name": "Roux", **values})
    for role in roles:
        if isinstance(role, Role):
            grant_role(person, role, by=None, until_on=until_on)
        else:
            assert congress is not None, "a role for one congress needs the congress"
            grant_congress_role(person, role, congress, by=None)
    return person


def make_delegation(
    congress: Congress, name: str | None = None, *, places: dict[str, int] | None = None, **values: Any
) -> Delegation:
    """An invited delegation of a member, with places in each category."""
    member = values.pop("member", None) or make_member(name)
    with transaction():
        delegation = Delegation(
            congress_id=congress.id,
            member_id=member.id,
            kind=DelegationKind.MEMBER,
            name=member.name,
            country=member.country,
            time_zone=member.time_zone,
            state=values.pop("state", DelegationState.INVITED),
            sort_key=member.sort_key,
            search_key=member.search_key,
            invited_at=now(),
            created_at=now(),
            **values,
        )
        db.session.add(delegation)
        db.session.flush()
        given = places or {"head": 1, "delegate": 4}
        for code, count in given.items():
            db.session.add(Quota(delegation_id=delegation.id, category_id=category_of(congress, code).id, places=count))
    return delegation


def make_registration(
    delegation: Delegation,
    *,
    state: RegistrationState = RegistrationState.SUBMITTED,
    category: str = "delegate",
    **values: Any,
) -> Registration:
    """A registration in a state, written as a row: for tests that start after the form."""
    person = values.pop("person", None) or make_person(f"Prénom{next(_count)}", "Gounou Yérima")
    with transaction():
        registration = Registration(
            congress_id=delegation.congress_id,
            delegation_id=delegation.id,
            person_id=person.id,
            category_id=category_of(delegation.congress, category).id,
            state=state,
            function=values.pop("function", "Conseillère municipale"),
            mode=values.pop("mode", Mode.IN_PERSON),
            email=person.email or "",
            created_at=now(),
            changed_at=now(),
            submitted_at=now(),
            **values,
        )
        db.session.add(registration)
    return registration


def make_statutes(
    body: Body = Body.GENERAL_ASSEMBLY,
    *,
    in_force_on: date = date(2015, 1, 1),
    values: dict[Parameter, Any] | None = None,
    article: str = "article 1",
) -> StatutoryProfile:
    """A version in force: the one before, or the usual values, with some changed."""
    version = begin_version(body, by=None)
    given = {Parameter(one.name): (one.value, one.article or article) for one in version.parameters}
    given |= {parameter: (value, article) for parameter, value in (values or {}).items()}
    write_parameters(version, given, by=None)
    return adopt_version(version, in_force_on=in_force_on, decision="Assemblée générale", by=None)
