"""A delegation added by hand: the organisation is found among the members, or becomes known, and its delegation opens."""

from sqlalchemy import select

from ..congress.models import Category, Congress
from ..database import db, lock_name, transaction
from ..i18n import search_key
from ..members.members import add_member
from ..members.models import Member, MemberCategory
from ..people.models import Person
from .delegations import open_delegation
from .models import Delegation
from .quotas import set_places


def enrol(congress: Congress, *, name: str, country: str, category: MemberCategory, by: Person | None) -> Delegation:
    """Return the delegation of an organisation in a congress, opened if it was not. A known organisation keeps its category."""
    with transaction():
        key = search_key(name)[:300]
        lock_name(f"member:{country}:{key}")
        member = db.session.scalars(select(Member).filter_by(search_key=key, country=country)).first()
        if member is None:
            member = add_member(code="", name=name, country=country, category=category, by=by)
        return open_delegation(congress, member, by=by)


def set_all_places(delegation: Delegation, wanted: dict[Category, int], *, by: Person | None) -> None:
    """Set the places of a delegation in several categories, all or none.

    Raises:
        QuotaBelowTaken: in one of them, more persons than that are registered already.
    """
    with transaction():
        held = {quota.category_id for quota in delegation.quotas}
        for category, places in wanted.items():
            if places or category.id in held:
                set_places(delegation, category, places, by=by)
