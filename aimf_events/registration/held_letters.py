"""From which protocol rank up no letter leaves by itself, and who releases the drafts of a congress.

A letter is held for whom it concerns, whoever opens it: a head of State's letters are read by a protocol officer, so what
is written to any correspondent of the delegation, or about its members, waits too.
"""

from typing import Any

from sqlalchemy import or_, select

from .. import journal
from ..accounts.models import Role, RoleGrant
from ..congress.models import Congress, CongressGrant, CongressRole, ProtocolRank, ProtocolStanding
from ..congress.ranks import rank_numbered
from ..database import db, lock, transaction
from ..errors import NotFound
from ..mail.holding import Hold
from ..people.models import Person
from .models import ContactRole, Delegation, DelegationContact, Registration


def hold_for_rank(values: dict[str, Any]) -> Hold | None:
    """Say of a letter being posted whether it waits. No query where the congress holds none; one elsewhere."""
    congress = db.session.get(Congress, values["congress_id"])
    if congress is None or congress.letters_held_to_rank is None or values["data"].get("is_test"):
        return None
    ranked = (
        select(ProtocolStanding.id)
        .join(ProtocolStanding.rank)
        .where(
            ProtocolStanding.congress_id == congress.id,
            ProtocolRank.number <= congress.letters_held_to_rank,
            ProtocolStanding.person_id.in_(_concerned(values)),
        )
    )
    return Hold(congress.letters_held_for_id) if db.session.scalar(ranked.limit(1)) is not None else None


def _concerned(values: dict[str, Any]) -> Any:
    """Whom a letter concerns: its reader, the person registered, and the head of the delegation."""
    about = {values["about_kind"]: values["about_id"]}
    registration, delegation = about.get("Registration"), about.get("Delegation")
    same = select(Registration.delegation_id).where(Registration.id == registration).scalar_subquery()
    heads = select(DelegationContact.person_id).where(
        DelegationContact.role == ContactRole.HEAD,
        or_(DelegationContact.delegation_id == delegation, DelegationContact.delegation_id == same),
    )
    registered = select(Registration.person_id).where(Registration.id == registration)
    reader = select(Person.id).where(Person.id == values["person_id"])
    return heads.union(registered, reader)


def hold_letters(congress: Congress, *, up_to: int | None, released_by: Person | None, by: Person | None) -> None:
    """Decide from which rank up letters wait (None: all leave by themselves) and for whom. What already waits stays.

    Raises:
        NotFound: no such rank in this congress; or the person may not release letters.
    """
    if up_to is not None and rank_numbered(congress, up_to) is None:
        raise NotFound
    if released_by is not None and released_by.id not in {each.id for each in who_may_release(congress)}:
        raise NotFound
    with transaction():
        lock(congress)
        congress.letters_held_to_rank = up_to
        congress.letters_held_for_id = released_by.id if released_by else None
        journal.record(
            "letters_held", congress, by=by, congress_id=congress.id, rank=up_to, person=congress.letters_held_for_id
        )


def who_may_release(congress: Congress) -> list[Person]:
    """Return whom drafts may wait for: the Secretariat, and the protocol of the congress."""
    secretariat = select(RoleGrant.person_id).where(
        RoleGrant.role == Role.SECRETARIAT, RoleGrant.withdrawn_at.is_(None)
    )
    protocol = select(CongressGrant.person_id).where(
        CongressGrant.congress_id == congress.id,
        CongressGrant.role == CongressRole.PROTOCOL,
        CongressGrant.withdrawn_at.is_(None),
    )
    found = select(Person).where(or_(Person.id.in_(secretariat), Person.id.in_(protocol)))
    return list(db.session.scalars(found.order_by(Person.sort_key)))


def heads_of_delegations(congress: Congress) -> list[tuple[Person, str]]:
    """Return (head, delegation) of each delegation, in the order of names: those who may be given a rank."""
    rows = (
        select(Person, Delegation.name)
        .join(DelegationContact, DelegationContact.person_id == Person.id)
        .join(DelegationContact.delegation)
        .where(Delegation.congress_id == congress.id, DelegationContact.role == ContactRole.HEAD)
    )
    return [(person, name) for person, name in db.session.execute(rows.order_by(Person.sort_key, Delegation.sort_key))]
