"""What has been printed: remembered with who, when, which issue and why, so that one knows who has no badge and whose is out of date.

A print keeps two short hashes, of what the badge said (name, office, delegation, portrait) and of how it looked: comparing
them with today's tells apart a person who changed from a design that changed. Both come from one query of plain values.
"""

import enum
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from .. import journal
from ..clock import now
from ..congress.models import Category, Congress
from ..database import db, transaction
from ..people.models import Person
from ..registration.minors import guardians_of
from ..registration.models import Delegation, Photo, Registration
from .looks import Look, looks_of
from .models import Badge
from .print_models import BadgePart, BadgePrint, PrintReason, PrintRun


class PrintStatus(enum.StrEnum):
    """Where a badge stands: never on paper, or out of date (what it says, how it looks), or as it should be."""

    NEVER = "never"
    OUTDATED = "outdated"
    OLD_LOOK = "old_look"
    CURRENT = "current"


@dataclass(frozen=True, slots=True)
class Said:
    """Hashes of what a badge says and of how it looks, as it would be printed now."""

    said_key: str
    look_key: str


def said_of(congress: Congress, badge_ids: Iterable[int] | None = None) -> dict[int, Said]:
    """Return what badges of a congress say and how they look, by badge. Three queries, of columns only."""
    rows = (
        select(
            Badge.id,
            Badge.registration_id,
            Badge.card_number,
            Badge.zone_id,
            Registration.category_id,
            Category.letter,
            Category.colour,
            Category.label,
            Person.civility,
            Person.honorific,
            Person.badge_name,
            Person.original_name,
            Person.language,
            Registration.function,
            Delegation.name,
            Delegation.country,
            Photo.sha256,
        )
        .outerjoin(Badge.registration)
        .outerjoin(Registration.person)
        .outerjoin(Registration.category)
        .outerjoin(Photo, Photo.registration_id == Registration.id)
        .join(Delegation, Delegation.id == func.coalesce(Registration.delegation_id, Badge.delegation_id))
        .where(Badge.congress_id == congress.id)
    )
    if badge_ids is not None:
        rows = rows.where(Badge.id.in_(list(badge_ids)))
    found = db.session.execute(rows).all()
    looks = looks_of([congress.id])[congress.id]
    guardians = guardians_of([row.registration_id for row in found if row.registration_id is not None])
    return {row.id: _said(row, looks.of(row.category_id), guardians.get(row.registration_id)) for row in found}


def _said(row: Any, look: Look, guardian: str | None) -> Said:
    """What a template does not show may change without the paper being out of date."""
    shown = {
        BadgePart.CIVILITY: (row.civility, row.honorific),
        BadgePart.FUNCTION: row.function,
        BadgePart.ORGANISATION: row.name,
        BadgePart.COUNTRY: row.country,
        BadgePart.ORIGINAL_NAME: row.original_name,
        BadgePart.PHOTO: row.sha256 if guardian is None else None,
    }
    card = (row.card_number, row.zone_id, row.name) if row.registration_id is None else None
    said = [row.badge_name, row.language, row.category_id, guardian, card]
    said += [value for part, value in shown.items() if look.shows(part)]
    parts = sorted(part.value for part in look.parts)
    seen = (row.letter, row.colour, row.label, look.format, parts, look.two_sided, dict(look.words))
    return Said(_hash(said), _hash(seen))


def _hash(values: Sequence[Any]) -> str:
    return hashlib.sha256(json.dumps(values, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]


def remember_prints(
    badges: Sequence[Badge], *, by: Person | None, reason: PrintReason, run: PrintRun | None = None
) -> list[BadgePrint]:
    """Write that each of these badges of one congress came out on paper, as it is now; `run`: in one file of many."""
    if not badges:
        return []
    with transaction():
        congress_id, moment = badges[0].congress_id, now()
        said = said_of(db.session.get_one(Congress, congress_id), [badge.id for badge in badges])
        prints = [
            BadgePrint(
                congress_id=congress_id,
                badge_id=badge.id,
                issue=badge.issue,
                reason=reason,
                printed_at=moment,
                printed_by_id=by.id if by else None,
                run_id=run.id if run else None,
                said_key=said[badge.id].said_key,
                look_key=said[badge.id].look_key,
            )
            for badge in badges
        ]
        db.session.add_all(prints)
        if run is None:
            for badge in badges:
                journal.record("badge_printed", badge, by=by, issue=badge.issue, reason=reason.value)
        return prints


def status_of(badge: Badge, last: BadgePrint | None, said: Said) -> PrintStatus:
    """Return where a badge stands, given its last print."""
    if last is None:
        return PrintStatus.NEVER
    if (last.issue, last.said_key) != (badge.issue, said.said_key):
        return PrintStatus.OUTDATED
    return PrintStatus.CURRENT if last.look_key == said.look_key else PrintStatus.OLD_LOOK


def last_prints(badge_ids: Iterable[int]) -> dict[int, BadgePrint]:
    """Return the last print of each badge that was printed. One query."""
    rows = select(BadgePrint).where(BadgePrint.badge_id.in_(list(badge_ids))).distinct(BadgePrint.badge_id)
    rows = rows.order_by(BadgePrint.badge_id, BadgePrint.id.desc())
    return {each.badge_id: each for each in db.session.scalars(rows)}


def prints_of(badge: Badge) -> list[BadgePrint]:
    """Return each print of a badge, the latest first."""
    return list(db.session.scalars(select(BadgePrint).filter_by(badge_id=badge.id).order_by(BadgePrint.id.desc())))
