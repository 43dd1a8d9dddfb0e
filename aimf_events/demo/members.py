"""The 325 voting members, the associated cities and the partners, with the mixed standing of a real register."""

import random
from collections.abc import Iterable

from .. import journal
from ..database import db
from ..members.members import member_code, new_member
from ..members.models import Member, Standing
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
            drawn = chance.random()
            late = drawn < arrears
            member.standing = Standing.IN_ARREARS if late else _suspended(drawn, arrears)
        db.session.add(member)
        yield member


def _suspended(drawn: float, arrears: float) -> Standing:
    return Standing.SUSPENDED if drawn < arrears + 0.01 else Standing.GOOD
