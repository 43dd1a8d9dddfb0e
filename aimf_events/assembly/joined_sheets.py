"""Two records of one human being become one: their voting sheets for one voice are put behind each other, and one device stays."""

from sqlalchemy import select

from ..clock import now
from ..database import db
from ..people.models import Person
from .emargement_models import VotingCredential
from .sitting_models import Mandate


def hold_voices(kept: Person, gone: Person) -> None:
    """Lock the voices for which either has a sheet, in the order of their keys, as whoever makes a sheet does: before the persons."""
    theirs = select(VotingCredential.mandate_id).where(VotingCredential.person_id.in_([kept.id, gone.id]))
    db.session.execute(select(Mandate.id).where(Mandate.id.in_(theirs)).order_by(Mandate.id).with_for_update())


def join_sheets(kept: Person, gone: Person, *, by: Person | None) -> int:
    """Number the kept person's sheets after the other's where both have some for one voice; return for how many voices.

    The last sheet counts: so the kept person's device stays, or they ask for another sheet. The other's device ends.
    """
    own, other = _by_voice(kept), _by_voice(gone)
    both = own.keys() & other.keys()
    for mandate_id in both:
        behind = max(sheet.number for sheet in other[mandate_id])
        for sheet in sorted(own[mandate_id], key=lambda one: one.number, reverse=True):
            sheet.number += behind
            db.session.flush()  # one after the other, the last first: two never bear one number
        for sheet in other[mandate_id]:
            if sheet.ended_at is None:
                sheet.ended_at, sheet.ended_by_id, sheet.code_hash = now(), by.id if by else None, ""
    db.session.flush()
    return len(both)


def _by_voice(person: Person) -> dict[int, list[VotingCredential]]:
    found: dict[int, list[VotingCredential]] = {}
    for sheet in db.session.scalars(select(VotingCredential).filter_by(person_id=person.id)):
        found.setdefault(sheet.mandate_id, []).append(sheet)
    return found
