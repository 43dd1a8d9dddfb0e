"""Who sits in the bodies of the association during a congress, as the builder of the programme asks: persons, by session.

Read from the mandates of each sitting, from the composition of the Bureau, and from who speaks for each member (`mandates.holders_of`), so that a substitute who comes in
the place of a mayor is expected there too, and the Bureau that is elected by the Assembly sits without those who left it.
"""

from sqlalchemy import select

from ..congress.models import Congress
from ..database import db
from .bureau_composition import sits_on
from .mandates import Holder, holders_of
from .models import Body
from .sitting_models import Mandate, Sitting


def seated_in(congress: Congress) -> dict[int, set[int]]:
    """Return who sits in each session of a congress that is a sitting with mandates. A constant number of queries."""
    rows = select(Sitting.session_id, Mandate.member_id).join(Mandate, Mandate.sitting_id == Sitting.id)
    asked = rows.where(Sitting.congress_id == congress.id, Sitting.session_id.is_not(None))
    pairs: list[tuple[int, int]] = [(session or 0, member) for session, member in db.session.execute(asked)]
    persons = _persons({member for _session, member in pairs}, congress)
    found: dict[int, set[int]] = {}
    for session, member in pairs:
        found.setdefault(session, set()).update(persons[member])
    return found


def bureau_members(congress: Congress) -> set[int]:
    """Return who sits in the Bureau where a session says no more: its composition on the last day of this congress, ex officio too.

    Where no composition was recorded: the members seated at its latest sitting up to this congress.
    """
    seats = sits_on(congress.ends_on)
    if seats:
        found = _persons({seat.member_id for seat in seats if seat.member_id}, congress)
        return {person for each in found.values() for person in each} | {
            seat.person_id for seat in seats if not seat.member_id
        }
    latest = (
        select(Sitting.id)
        .join(Mandate, Mandate.sitting_id == Sitting.id)
        .where(Sitting.body == Body.BUREAU, Sitting.day <= congress.ends_on, Sitting.rehearsed_id.is_(None))
        .order_by(Sitting.day.desc(), Sitting.id.desc())
        .limit(1)
    )
    members = set(db.session.scalars(select(Mandate.member_id).where(Mandate.sitting_id == latest.scalar_subquery())))
    return {person for each in _persons(members, congress).values() for person in each}


def _persons(members: set[int], congress: Congress) -> dict[int, set[int]]:
    if not members:
        return {}
    return {member: _expected(holder) for member, holder in holders_of(sorted(members), congress).items()}


def _expected(holder: Holder) -> set[int]:
    """The titular; the substitute in their place, where one comes and the titular does not."""
    replaced = holder.substitute is not None and holder.titular_comes is None
    who = holder.substitute if replaced else holder.titular
    return {who.id} if who is not None else set()
