"""A delegation's badges handed over at once against a numbered receipt, signed on the screen or on paper.

The receipt names nobody but its receiver: its lines are the badges, read anew each time, so that an erasure leaves no name in it.
"""

import json
from collections.abc import Sequence
from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, update
from sqlalchemy.orm import joinedload

from .. import crypto, journal
from ..checkin.models import Badge, BadgeState
from ..clock import now
from ..congress.models import Congress
from ..database import db, lock, lock_name, transaction
from ..errors import NotFound, Refusal
from ..i18n import LANGUAGES
from ..jobs import periodic
from ..people.models import Person
from ..registration.models import Delegation, Registration
from .handing_over import check_in_hand
from .models import BadgeHandover, HandoverReceipt
from .strokes import Strokes, read_strokes

KEPT_DAYS = 90
"""The receiver's name and signature, after the last day: until the badges that are missing have been asked for."""
_PURPOSE = "handover receipt"


class NobodyChosen(Refusal):
    """A receipt of nothing is no receipt."""

    code = "nobody_chosen"


class AlreadySigned(Refusal):
    """A receipt is signed once."""

    code = "already_signed"


def hand_over_delegation(
    delegation: Delegation, badges: Sequence[Badge], *, receiver: str, function: str, language: str, by: Person
) -> HandoverReceipt:
    """Hand over some badges of a delegation to one receiver: all of them with one numbered receipt, or none.

    Raises:
        NobodyChosen: no badge of the delegation is among them.
        AlreadyHandedOver, BadgeDead: one of them is no longer at the desk; the sentence names it.
    """
    chosen = sorted((badge for badge in badges if badge.delegation.id == delegation.id), key=lambda badge: badge.id)
    if not chosen:
        raise NobodyChosen(
            _l("Aucun badge n’est coché : il n’y a rien à remettre."),
            advice=_l("Cochez au moins une personne de la délégation."),
        )
    with transaction():
        for badge in chosen:  # in one order for all tables
            check_in_hand(lock(badge))
        receipt = HandoverReceipt(
            congress_id=delegation.congress_id,
            delegation_id=delegation.id,
            number=_next_number(delegation.congress_id),
            language=language if language in LANGUAGES else delegation.language,
            receiver=receiver,
            function=function,
            made_at=now(),
            made_by_id=by.id,
        )
        db.session.add(receipt)
        db.session.flush()
        for badge in chosen:
            badge.state = BadgeState.COLLECTED
            db.session.add(
                BadgeHandover(
                    congress_id=badge.congress_id,
                    badge_id=badge.id,
                    issue=badge.issue,
                    taken_by=receiver,
                    handed_at=receipt.made_at,
                    handed_by_id=by.id,
                    receipt_id=receipt.id,
                )
            )
        journal.record("badges_handed_over", delegation, by=by, receipt=receipt.number, badges=[b.id for b in chosen])
        return receipt


def sign_receipt(receipt: HandoverReceipt, strokes: str | None, *, by: Person) -> HandoverReceipt:
    """Keep the signature drawn on the screen, encrypted; or note that the paper was signed (`strokes` None).

    Raises:
        AlreadySigned.
        Unreadable: the drawing is none.
    """
    drawn = read_strokes(strokes) if strokes is not None else None
    with transaction():
        lock(receipt)
        if receipt.signed_at is not None:
            raise AlreadySigned(
                _l("Ce reçu est déjà signé."),
                advice=_l("S’il manque un badge, annulez sa remise ; un autre reçu se signe pour la suite."),
            )
        receipt.signed_at = now()
        receipt.signature = crypto.encrypt(json.dumps(drawn).encode(), _PURPOSE) if drawn is not None else None
        journal.record("receipt_signed", receipt, by=by, number=receipt.number, on_paper=drawn is None)
        return receipt


def signature_of(receipt: HandoverReceipt) -> Strokes | None:
    """Return the strokes of a signature drawn on the screen; None where it is on paper, or gone."""
    kept = db.session.scalar(select(HandoverReceipt.signature).filter_by(id=receipt.id))
    return json.loads(crypto.decrypt(kept, _PURPOSE)) if kept is not None else None


def receipt_by_public_id(congress: Congress, public_id: str) -> HandoverReceipt:
    """Return a receipt of this congress. Raises NotFound."""
    rows = select(HandoverReceipt).filter_by(congress_id=congress.id, public_id=public_id)
    found = db.session.scalars(
        rows.options(joinedload(HandoverReceipt.delegation), joinedload(HandoverReceipt.made_by))
    ).first()
    if found is None:
        raise NotFound
    return found


def receipts_of(delegation: Delegation) -> Sequence[HandoverReceipt]:
    """Return the receipts of a delegation, the latest first."""
    rows = select(HandoverReceipt).filter_by(delegation_id=delegation.id).order_by(HandoverReceipt.number.desc())
    return db.session.scalars(rows).all()


def lines_of(receipt: HandoverReceipt) -> Sequence[BadgeHandover]:
    """Return what a receipt handed over, with the bearers, in the order of protocol; what was undone too. A constant number of queries."""
    bearer = joinedload(BadgeHandover.badge).joinedload(Badge.registration)
    rows = (
        select(BadgeHandover)
        .filter_by(receipt_id=receipt.id)
        .join(BadgeHandover.badge)
        .outerjoin(Badge.registration)
        .options(
            bearer.joinedload(Registration.person),
            bearer.joinedload(Registration.category),
            joinedload(BadgeHandover.badge).joinedload(Badge.zone),
        )
        .order_by(Registration.protocol_order, Badge.card_number, BadgeHandover.id)
    )
    return db.session.scalars(rows).all()


@periodic(seconds=3600)
def purge_receipts() -> None:
    """Forget who received and signed, in due time; number, day and badges stay. Twice is harmless."""
    over = select(Congress.id).where(Congress.ends_on < now().date() - timedelta(days=KEPT_DAYS))
    with transaction():
        db.session.execute(
            update(HandoverReceipt)
            .where(HandoverReceipt.congress_id.in_(over), HandoverReceipt.purged_at.is_(None))
            .values(receiver="", function="", signature=None, purged_at=now())
        )
        db.session.execute(
            update(BadgeHandover)
            .where(BadgeHandover.congress_id.in_(over), BadgeHandover.taken_by != "")
            .values(taken_by="")
        )


def _next_number(congress_id: int) -> int:
    """Without gaps: the name is held until the commit."""
    lock_name(f"receipts:{congress_id}")
    last = db.session.scalar(select(func.max(HandoverReceipt.number)).filter_by(congress_id=congress_id))
    return (last or 0) + 1


__all__ = [
    "hand_over_delegation",
    "lines_of",
    "receipt_by_public_id",
    "receipts_of",
    "sign_receipt",
    "signature_of",
]
