"""On whom a letter written on screen is tried: real recipients of the congress, the three on whom it is most likely to go wrong."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from ..congress.models import Category, Congress
from ..database import db
from ..mail.merge_fields import LetterKind
from ..mail.rendering import example_of
from ..people.models import Person
from .invitation_letter import delegations_to_invite, letter_words
from .letters import correspondents, member_category, stands_in, words_about
from .models import ContactRole, Delegation, DelegationContact, Registration, RegistrationState

LONGEST_NAME, OTHER_SCRIPT = _l("le nom le plus long"), _l("une autre écriture, ou beaucoup d’accents")
FOCAL_POINT, NO_MAILBOX = _l("un correspondant, au nom du chef"), _l("une personne sans adresse : on écrit pour elle")
ANOTHER, EXAMPLE = _l("un destinataire ordinaire"), _l("un destinataire d’exemple")


@dataclass(frozen=True)
class Sample:
    """One recipient: their name, their mailbox, why they were chosen, and the words of their letter."""

    name: str
    email: str
    why: Any
    data: dict[str, Any]


def samples_of(congress: Congress, kind: LetterKind, language: str, category_code: str = "") -> list[Sample]:
    """Return up to three recipients of a letter, in a language; an example where the congress has none yet."""
    example = example_of(kind.fact)
    found: list[Sample] = []
    if kind.about == "delegation":
        found = _correspondents(congress, example, language, category_code)
    elif kind.about == "registration":
        found = _registered(congress, example, language, category_code)
    return found or [Sample(example.get("reader_name") or example.get("name") or "", "", EXAMPLE, example)]


def _correspondents(congress: Congress, example: dict[str, Any], language: str, category: str) -> list[Sample]:
    chosen = [d for d in delegations_to_invite(congress) if category in ("", member_category(d))]
    contacts = [contact for delegation in chosen for contact in correspondents(delegation)]
    picked = _pick(
        contacts,
        (
            (LONGEST_NAME, lambda c: len(c.delegation.name) + len(c.person.full_name)),
            (OTHER_SCRIPT, lambda c: _marks(c.delegation.name + c.person.full_name + c.person.original_name)),
            (FOCAL_POINT, lambda c: c.role is ContactRole.FOCAL_POINT),
        ),
    )
    return [
        Sample(contact.person.full_name, contact.email, why, {**example, **letter_words(contact, language)})
        for why, contact in picked
    ]


def _pick(contacts: list[DelegationContact], orders: Sequence[tuple[Any, Callable[[Any], int]]]) -> list[Any]:
    """Take the hardest by each order, each once; where an order finds nobody, whoever is left stands for an ordinary reader."""
    picked: list[tuple[Any, DelegationContact]] = []
    for why, order in orders:
        left = [contact for contact in contacts if all(contact is not taken for _why, taken in picked)]
        if left:
            hardest = max(left, key=order)
            picked.append((why if order(hardest) else ANOTHER, hardest))
    return picked


def _marks(name: str) -> int:
    return sum(100 if char > "\u024f" else 1 for char in name if char > "\x7f")


def _registered(congress: Congress, example: dict[str, Any], language: str, category: str) -> list[Sample]:
    """The same for people registered, found by the database: there may be thousands. Three queries, and what they load."""
    name = func.concat(Person.badge_name, Person.original_name)
    beyond_ascii = func.octet_length(name) - func.length(name)
    orders: tuple[tuple[Any, Select[Any]], ...] = (
        (NO_MAILBOX, _people(congress, category).where(Registration.email == "")),
        (LONGEST_NAME, _people(congress, category).order_by(func.length(Person.badge_name).desc())),
        (OTHER_SCRIPT, _people(congress, category).where(beyond_ascii > 0).order_by(beyond_ascii.desc())),
    )
    picked: dict[int, tuple[Any, Registration]] = {}
    for why, rows in orders:
        found = db.session.scalars(
            rows.where(Registration.id.not_in(picked)).order_by(Registration.id).limit(1)
        ).first()
        if found is not None:
            picked[found.id] = (why, found)
    return [_about(registration, why, example, language) for why, registration in picked.values()]


def _people(congress: Congress, category: str) -> Select[Any]:
    rows = select(Registration).join(Registration.person).join(Registration.category)
    rows = rows.where(Registration.congress_id == congress.id, Registration.state != RegistrationState.DRAFT)
    contacts = selectinload(Delegation.contacts).joinedload(DelegationContact.person)
    loaded = (contains_eager(Registration.person), contains_eager(Registration.category))
    rows = rows.options(*loaded, joinedload(Registration.delegation).options(contacts, joinedload(Delegation.congress)))
    return rows.where(Category.code == category) if category else rows


def _about(registration: Registration, why: Any, example: dict[str, Any], language: str) -> Sample:
    contact = stands_in(registration)
    reader = contact.person if contact else registration.person
    email = contact.email if contact else registration.email
    return Sample(reader.full_name, email, why, {**example, **words_about(registration, contact, language)})
