"""The words of the letter of invitation, frozen when it is written: salutation, link, places, the last day with its city's hour."""

from collections import Counter
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from ..congress.models import Congress
from ..database import db
from ..i18n import format_day, format_hour, list_words, pick, use_language, zone_city
from ..members.models import Member
from ..people.models import Person
from ..people.titles import called
from .letters import correspondents, delegation_url, frozen_words, member_category, salutation
from .models import ContactRole, Delegation, DelegationContact, DelegationKind, Quota

INVITED = "delegation_invited"
SAMPLES = 3


def letter_words(contact: DelegationContact, language: str = "") -> dict[str, Any]:
    """Return what the letter to one correspondent says, in the language of the delegation, or in another to try its words."""
    delegation = contact.delegation
    congress = delegation.congress
    language = language or delegation.language
    with use_language(language):
        own_head = next((c.person for c in delegation.contacts if c.role is ContactRole.HEAD), None)
        return {
            "delegation_id": delegation.id,
            "delegation_url": delegation_url(delegation),
            "salutation": salutation(contact.person, function_of(contact)),
            "reader_name": called(contact.person),
            "category_code": member_category(delegation),
            "head_name": called(own_head) if own_head and contact.role is ContactRole.FOCAL_POINT else "",
            "congress": congress.title,
            "congress_theme": pick(congress.theme),
            "deadline": _hour(congress, congress.time_zone),
            "deadline_yours": _hour(congress, delegation.time_zone) if _other_clock(congress, delegation) else "",
            "places": _places(delegation, language),
            "is_test": False,
            **frozen_words(delegation),
        }


def test_words(contact: DelegationContact) -> dict[str, Any]:
    """Return the same words for a test: nothing in it opens the delegation's form."""
    return opening_nothing(letter_words(contact))


def opening_nothing(words: dict[str, Any]) -> dict[str, Any]:
    """Return the words of a letter made a test: its links lead nowhere, no badge goes with it, and it says so."""
    links = {
        name: words[name].rsplit("/", 1)[0] + "/essai" for name in ("delegation_url", "ticket_url") if name in words
    }
    return words | links | {"is_test": True, "registration_id": 0}


def function_of(contact: DelegationContact) -> str:
    """Return the office under which a correspondent is addressed, or an empty text."""
    member = contact.delegation.member
    held = [o for o in member.offices if o.person_id == contact.person_id and o.ends_on is None] if member else []
    return pick(held[0].title, contact.delegation.language) if held else ""


def hardest(delegations: list[Delegation]) -> list[DelegationContact]:
    """Return up to three correspondents on whom a letter may go wrong: the longest name, another script or many marks, another language."""
    contacts = [contact for delegation in delegations for contact in correspondents(delegation)]
    if not contacts:
        return []
    usual = Counter(contact.delegation.language for contact in contacts).most_common(1)[0][0]
    orders: list[Any] = [
        lambda c: len(c.delegation.name) + len(c.person.full_name),
        lambda c: sum(char > "\u024f" for char in _all_names(c)) * 100 + sum(char > "\x7f" for char in _all_names(c)),
        lambda c: c.delegation.language != usual,
    ]
    chosen: list[DelegationContact] = []
    for order in orders:
        left = [contact for contact in contacts if contact not in chosen]
        if left:
            chosen.append(max(left, key=order))
    return chosen[:SAMPLES]


def delegations_to_invite(
    congress: Congress, public_ids: list[str] | None = None, *, ids: list[int] | None = None
) -> list[Delegation]:
    """Return delegations of members and partners with all that a letter needs: a constant number of queries."""
    wanted = select(Delegation).where(Delegation.congress_id == congress.id, Delegation.kind != DelegationKind.SERVICE)
    if public_ids is not None:
        wanted = wanted.where(Delegation.public_id.in_(public_ids))
    if ids is not None:
        wanted = wanted.where(Delegation.id.in_(ids))
    wanted = wanted.options(
        selectinload(Delegation.congress),
        selectinload(Delegation.contacts).selectinload(DelegationContact.person).selectinload(Person.contacts),
        selectinload(Delegation.member).selectinload(Member.offices),
        selectinload(Delegation.quotas).selectinload(Quota.category),
    )
    return list(db.session.scalars(wanted.order_by(Delegation.sort_key, Delegation.id)))


def _all_names(contact: DelegationContact) -> str:
    return f"{contact.delegation.name}{contact.person.full_name}{contact.person.original_name}"


def _hour(congress: Congress, zone: str) -> str:
    moment = congress.registration_closes_at
    day = format_day(_local(moment, zone).date())
    return _("%(day)s à %(hour)s (heure de %(city)s)", day=day, hour=format_hour(moment, zone), city=zone_city(zone))


def _other_clock(congress: Congress, delegation: Delegation) -> bool:
    moment = congress.registration_closes_at
    return _local(moment, congress.time_zone).utcoffset() != _local(moment, delegation.time_zone).utcoffset()


def _local(moment: Any, zone: str) -> Any:
    return moment.astimezone(ZoneInfo(zone))


def _places(delegation: Delegation, language: str) -> str:
    quotas = sorted((q for q in delegation.quotas if q.places), key=lambda q: q.category.position)
    return (
        list_words([f"{pick(quota.category.label, language)} ({quota.places})" for quota in quotas]) if quotas else ""
    )
