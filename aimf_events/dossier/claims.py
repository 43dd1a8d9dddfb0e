"""Two claims of one human being to head one delegation are one: one file, with the registrations, correspondents and proofs of both."""

from sqlalchemy import Table, delete, select, update
from sqlalchemy.orm import aliased

from ..database import db
from ..people.models import Person
from ..registration.models import ClaimOutcome, Delegation, HeadClaim

_WEIGHT = {ClaimOutcome.RECOGNISED: 2, None: 1, ClaimOutcome.REJECTED: 0}


def hold_claimed(kept: Person, gone: Person) -> None:
    """Lock the delegations that either claims to head, in the order of their keys: nobody recognises or closes a file meanwhile.

    Before the persons themselves, as whoever records a claim does.
    """
    claimed = select(HeadClaim.delegation_id).where(HeadClaim.person_id.in_([kept.id, gone.id]))
    wanted = select(Delegation.id).where(Delegation.id.in_(claimed)).order_by(Delegation.id)
    db.session.execute(wanted.with_for_update())


def join_claims(kept: Person, gone: Person) -> int:
    """Make one file of two on the same delegation; return how many went. What was decided in their favour stands.

    The recognised claim stays, else the one that is not decided yet, else the kept person's own. Its link stays good.
    """
    mine, theirs = aliased(HeadClaim), aliased(HeadClaim)
    both = select(mine, theirs).join(theirs, theirs.delegation_id == mine.delegation_id)
    pairs = db.session.execute(both.where(mine.person_id == kept.id, theirs.person_id == gone.id)).all()
    for own, other in pairs:
        stays, goes = (other, own) if _WEIGHT[other.outcome] > _WEIGHT[own.outcome] else (own, other)
        for table, column in referrers(HeadClaim.__table__):
            db.session.execute(update(table).where(table.c[column] == goes.id).values({column: stays.id}))
        db.session.execute(delete(HeadClaim).where(HeadClaim.id == goes.id))
    return len(pairs)


def referrers(table: Table) -> list[tuple[Table, str]]:
    """Return each column of the database that refers to a row of a table."""
    return [
        (other, key.parent.name)
        for other in db.metadata.sorted_tables
        for key in other.foreign_keys
        if key.column.table is table
    ]
