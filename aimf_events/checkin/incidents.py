"""What a supervisor must know of the doors: read from the scans themselves, so that none is forgotten, and seen once.

Source of the rule: shared/specs/badges-checkin.md, "Scanning" and "Facts and merging". An incident is a scan whose state
says other than the door did (a badge let in twice while the network was away, a badge revoked meanwhile), a forged badge,
or a laissez-passer, which a colleague explains afterwards.
"""

import enum
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, case, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased, contains_eager

from .. import journal
from ..clock import now
from ..congress.models import Congress
from ..database import db, transaction
from ..errors import NotFound, Refusal
from ..people.models import Person
from ..registration.models import Delegation, Registration
from .models import MAY_BE_INCIDENT, Badge, Checkpoint, Direction, Scan, ScanDevice, ScanReason, ScanReview, Verdict


class IncidentKind(enum.StrEnum):
    """Why a scan is an incident."""

    LET_IN = "let_in"
    TWICE = "twice"
    WRONGLY_IN = "wrongly_in"
    FORGED = "forged"


class NotExplained(Refusal):
    """A laissez-passer is closed by saying who passed and why."""

    code = "not_explained"

    def __init__(self) -> None:
        super().__init__(
            _l("Un laissez-passer se referme en disant qui est entré, et pourquoi."),
            advice=_l("Une ligne suffit : « Mme la ministre des Collectivités, badge resté à l’hôtel »."),
        )


@dataclass(frozen=True)
class Incident:
    """One incident. `review` is None until a supervisor has seen it.

    `bearer` is None where the badge said nothing, and where it was a transferable card, whose number is `card`.
    """

    kind: IncidentKind
    scan: Scan
    door: str
    device: ScanDevice
    bearer: Person | None
    card: int | None
    delegation: str
    review: ScanReview | None
    reviewed_by: Person | None


_SHOWN_IN = and_(Scan.verdict_shown == Verdict.ADMITTED, Scan.direction == Direction.IN)
_KIND: ColumnElement[str | None] = case(
    (Scan.reason == ScanReason.LET_IN, IncidentKind.LET_IN.value),
    (Scan.reason == ScanReason.FORGED, IncidentKind.FORGED.value),
    (and_(_SHOWN_IN, Scan.reason == ScanReason.ALREADY_IN), IncidentKind.TWICE.value),
    (and_(_SHOWN_IN, Scan.verdict != Verdict.ADMITTED), IncidentKind.WRONGLY_IN.value),
)


def incidents_of(congress: Congress, *, reviewed: bool = False, most: int = 200) -> list[Incident]:
    """Return the incidents of a congress that wait, or those that were seen; the latest first. One query."""
    by = aliased(Person)
    rows: Any = (
        select(_KIND.label("kind"), Scan, Checkpoint.name, ScanDevice, Person, Badge.card_number)
        .add_columns(Delegation.name, ScanReview, by)
        .join(Checkpoint, Checkpoint.id == Scan.checkpoint_id)
        .join(ScanDevice, ScanDevice.id == Scan.device_id)
        .outerjoin(holder := aliased(Person), holder.id == ScanDevice.person_id)
        .outerjoin(Badge, Badge.id == Scan.badge_id)
        .outerjoin(Registration, Registration.id == Badge.registration_id)
        .outerjoin(Person, Person.id == Registration.person_id)
        .outerjoin(Delegation, Delegation.id == func.coalesce(Registration.delegation_id, Badge.delegation_id))
        .outerjoin(ScanReview, ScanReview.scan_id == Scan.id)
        .outerjoin(by, by.id == ScanReview.reviewed_by_id)
        .options(contains_eager(ScanDevice.person.of_type(holder)))
        .where(Scan.congress_id == congress.id, text(MAY_BE_INCIDENT), _KIND.is_not(None))
        .where(ScanReview.scan_id.is_not(None) if reviewed else ScanReview.scan_id.is_(None))
        .order_by(Scan.effective_at.desc(), Scan.id.desc())
        .limit(most)
    )
    return [
        Incident(IncidentKind(kind), scan, door, device, bearer, card, delegation or "", review, reviewer)
        for kind, scan, door, device, bearer, card, delegation, review, reviewer in db.session.execute(rows)
    ]


def how_many_wait(congress: Congress) -> int:
    """Return how many incidents no supervisor has seen."""
    waiting = (
        select(func.count())
        .select_from(Scan)
        .outerjoin(ScanReview, ScanReview.scan_id == Scan.id)
        .where(Scan.congress_id == congress.id, text(MAY_BE_INCIDENT))
        .where(_KIND.is_not(None), ScanReview.scan_id.is_(None))
    )
    return db.session.scalar(waiting) or 0


def review_incident(congress: Congress, nonce: str, *, note: str, by: Person) -> ScanReview:
    """Say that an incident was seen, with what is to be known. The first to say so is the one who is kept.

    Raises:
        NotFound: no incident of this congress bears that nonce.
        NotExplained: a laissez-passer without a word.
    """
    with transaction():
        wanted = select(Scan.id, _KIND.label("kind")).where(Scan.congress_id == congress.id, Scan.nonce == nonce)
        found = db.session.execute(wanted.where(_KIND.is_not(None))).first()
        if found is None:
            raise NotFound
        if found.kind == IncidentKind.LET_IN and not note.strip():
            raise NotExplained
        values = {"scan_id": found.id, "note": note.strip()[:300], "reviewed_at": now(), "reviewed_by_id": by.id}
        made = db.session.execute(
            insert(ScanReview).values(**values).on_conflict_do_nothing().returning(ScanReview.scan_id)
        )
        if made.first() is not None:
            journal.record("incident_reviewed", "Scan", by=by, congress_id=congress.id, scan=found.id, kind=found.kind)
        return db.session.get_one(ScanReview, found.id)
