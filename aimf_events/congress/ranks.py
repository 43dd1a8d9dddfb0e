"""The scale of precedence of a congress, and the rank that a person has on it: 1 is the highest."""

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from .. import journal
from ..database import Translated, db, lock_name, transaction
from ..people.models import Person
from .models import Congress, ProtocolRank, ProtocolStanding

USUAL: tuple[Translated, ...] = (
    {"fr": "Chefs d’État et de gouvernement", "en": "Heads of State and government"},
    {"fr": "Ministres, chefs de mission diplomatique", "en": "Ministers, heads of diplomatic missions"},
    {"fr": "Présidence de l’AIMF, anciens chefs d’État", "en": "Presidency of the AIMF, former heads of State"},
    {"fr": "Membres du Bureau", "en": "Members of the Bureau"},
    {"fr": "Maires et chefs d’exécutif local", "en": "Mayors and heads of a local executive"},
    {"fr": "Élus, responsables d’institutions", "en": "Elected representatives, heads of institutions"},
    {"fr": "Autres participants", "en": "Other participants"},
)


def write_usual_ranks(congress: Congress, *, by: Person | None) -> list[ProtocolRank]:
    """Give a congress the usual scale, if it has none."""
    with transaction():
        lock_name(f"protocol ranks:{congress.id}")
        known = ranks_of(congress)
        if known:
            return known
        ranks = [
            ProtocolRank(congress_id=congress.id, number=number, label=label) for number, label in enumerate(USUAL, 1)
        ]
        db.session.add_all(ranks)
        journal.record("protocol_ranks_written", congress, by=by, congress_id=congress.id, ranks=len(ranks))
        return ranks


def ranks_of(congress: Congress) -> list[ProtocolRank]:
    """Return the scale of a congress, the highest rank first."""
    return list(
        db.session.scalars(select(ProtocolRank).filter_by(congress_id=congress.id).order_by(ProtocolRank.number))
    )


def rank_numbered(congress: Congress, number: int | None) -> ProtocolRank | None:
    """Return one rank of a congress by its number, or None."""
    return db.session.scalars(select(ProtocolRank).filter_by(congress_id=congress.id, number=number)).first()


def give_rank(congress: Congress, person: Person, rank: ProtocolRank | None, *, by: Person | None) -> None:
    """Give a person a rank at a congress, another one, or none. Twice is harmless."""
    with transaction():
        lock_name(f"protocol standing:{congress.id}:{person.id}")
        held = db.session.scalars(
            select(ProtocolStanding).filter_by(congress_id=congress.id, person_id=person.id)
        ).first()
        if (held.rank_id if held else None) == (rank.id if rank else None):
            return
        if rank is None:
            db.session.delete(held)
        elif held is None:
            db.session.add(ProtocolStanding(congress_id=congress.id, person_id=person.id, rank=rank))
        else:
            held.rank, held.position = rank, 0
        number = rank.number if rank else None
        journal.record("protocol_rank_given", person, by=by, congress_id=congress.id, rank=number)


def standings_of(congress: Congress) -> list[ProtocolStanding]:
    """Return who has a rank at a congress, in precedence. One query."""
    rows = (
        select(ProtocolStanding)
        .filter_by(congress_id=congress.id)
        .join(ProtocolStanding.rank)
        .join(ProtocolStanding.person)
        .options(contains_eager(ProtocolStanding.rank), contains_eager(ProtocolStanding.person))
    )
    return list(db.session.scalars(rows.order_by(ProtocolRank.number, ProtocolStanding.position, Person.sort_key)))
