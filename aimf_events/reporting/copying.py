"""What a copy of a congress would take over, and what it would leave: counted before anything is written. One query."""

from typing import Any

from sqlalchemy import func, literal, select, union_all

from ..checkin.models import Badge, Checkpoint, Scan
from ..congress.models import Category, Congress, CongressGrant, Deadline, ProtocolRank, Room, Venue, Zone
from ..database import db
from ..mail.models import Letterhead, LetterText, OutgoingMessage, Signatory
from ..programme.models import ProgrammeSession
from ..registration.models import Delegation, DelegationKind, Field, Registration


def counts_for_copy(congress: Congress) -> dict[str, int]:
    """Return how many rows of each kind a congress has, by the name of the kind."""
    own = Delegation.kind == DelegationKind.SERVICE
    texts = func.concat(LetterText.fact, " ", LetterText.category_code, " ", LetterText.language)
    counted: dict[str, Any] = {
        "categories": _of(Category, congress),
        "zones": _of(Zone, congress),
        "venues": _of(Venue, congress),
        "rooms": select(func.count()).select_from(Room).join(Room.venue).where(Venue.congress_id == congress.id),
        "doors": _of(Checkpoint, congress),
        "deadlines": _of(Deadline, congress),
        "ranks": _of(ProtocolRank, congress),
        "questions": _of(Field, congress).where(Field.retired_at.is_(None)),
        "own_delegations": _of(Delegation, congress).where(own),
        "letterheads": _of(Letterhead, congress),
        "signatories": _of(Signatory, congress).where(Signatory.retired_at.is_(None)),
        "texts": _of(LetterText, congress, func.count(texts.distinct())).where(LetterText.retired_at.is_(None)),
        "delegations": _of(Delegation, congress).where(~own),
        "people": _of(Registration, congress),
        "letters": _of(OutgoingMessage, congress),
        "sessions": _of(ProgrammeSession, congress),
        "badges": _of(Badge, congress),
        "passages": _of(Scan, congress),
        "roles": _of(CongressGrant, congress).where(CongressGrant.withdrawn_at.is_(None)),
    }
    each = [select(literal(name), statement.scalar_subquery()) for name, statement in counted.items()]
    return dict(db.session.execute(union_all(*each)).tuples().all())


def _of(model: Any, congress: Congress, counted: Any = None) -> Any:
    what = func.count() if counted is None else counted
    return select(what).select_from(model).where(model.congress_id == congress.id)
