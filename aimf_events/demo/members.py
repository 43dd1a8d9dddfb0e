"""The 325 voting members, the associated cities and the partners, with the mixed standing of a real register."""

import random
from collections.abc import Iterable

from .. import journal
from ..database import db
from ..members.members import member_code, new_member
from ..members.models import Member, MemberCategory, Standing
from ..people.models import Person
from . import sources

ENGLISH = frozenset(
    {"Phnom Penh", "Siem Reap", "Gyumri", "Fédération canadienne des municipalités", "Tbilissi", "Skopje"}
)
"""Organisations that are written to in English."""


def add_members(chance: random.Random, *, by: Person) -> list[Member]:
    """Add everyone; return those who have a delegation, in the order of the list."""
    coming = list(_add(sources.organisations(), chance, arrears=0.04))
    others = list(_add(sources.other_members(), chance, arrears=0.14))
    db.session.flush()
    for member in coming + others:
        journal.record("member_added", member, by=by, code=member.code, standing=member.standing.value)
    return coming


def _add(listed: Iterable[sources.Organisation], chance: random.Random, *, arrears: float) -> Iterable[Member]:
    for organisation in listed:
        member = new_member(
            code=member_code(organisation.country, organisation.name),
            name=organisation.name,
            country=organisation.country,
            category=organisation.category,
            language="en" if organisation.name in ENGLISH else "fr",
        )
        if member.votes:
            member.standing = _standing(chance, arrears)
        if organisation.category is MemberCategory.PARTNER:
            member.standing = Standing.GOOD
        db.session.add(member)
        yield member


def _standing(chance: random.Random, arrears: float) -> Standing:
    drawn = chance.random()
    if drawn < arrears:
        return Standing.IN_ARREARS
    return Standing.SUSPENDED if drawn < arrears + 0.01 else Standing.GOOD
