"""Letters that reached someone otherwise than by mail: by post, diplomatic bag, hand, WhatsApp or telephone. Recorded, never rewritten."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from .. import journal
from ..clock import now
from ..database import db, transaction
from ..errors import Refusal
from ..i18n import format_day
from ..mail import holding
from ..mail.models import OutgoingMessage
from ..people.models import Person
from .models import Delegation, DeliveryMeans, Document, OtherDelivery, Registration

MEANS_WORDS = {
    DeliveryMeans.POST: _l("par la poste"),
    DeliveryMeans.DIPLOMATIC_BAG: _l("par la valise diplomatique"),
    DeliveryMeans.BY_HAND: _l("en main propre"),
    DeliveryMeans.WHATSAPP: _l("par WhatsApp"),
    DeliveryMeans.TELEPHONE: _l("par téléphone"),
}


class NotYetDelivered(Refusal):
    """A delivery is recorded once it happened."""

    code = "not_yet_delivered"

    def __init__(self) -> None:
        super().__init__(
            _l("Cette date n’est pas encore venue : une remise s’inscrit quand elle a eu lieu."),
            advice=_l("Écrivez le jour où la lettre a été remise."),
        )


@dataclass(frozen=True)
class Delivery:
    """How a letter was delivered, as it is recorded."""

    means: DeliveryMeans
    delivered_on: date
    received_by: str = ""
    note: str = ""


def record_delivery(
    delegation: Delegation,
    fact: str,
    delivery: Delivery,
    *,
    registration: Registration | None = None,
    proof: Document | None = None,
    by: Person | None,
) -> OtherDelivery:
    """Record that a letter of `fact` was delivered another way, with what proves it.

    Raises:
        NotYetDelivered: the day is still to come, at the congress's place.
    """
    if delivery.delivered_on > now().astimezone(ZoneInfo(delegation.congress.time_zone)).date():
        raise NotYetDelivered
    with transaction():
        row = OtherDelivery(
            delegation_id=delegation.id,
            registration_id=registration.id if registration else None,
            fact=fact,
            means=delivery.means,
            delivered_on=delivery.delivered_on,
            received_by=delivery.received_by,
            note=delivery.note,
            proof_id=proof.id if proof else None,
            recorded_at=now(),
            recorded_by_id=by.id if by else None,
        )
        db.session.add(row)
        journal.record("letter_delivered_otherwise", delegation, by=by, fact=fact, means=delivery.means.value)
        return row


def deliver_draft(letter: OutgoingMessage, delivery: Delivery, *, by: Person | None) -> None:
    """End a draft that reached its reader another way, and record the delivery with the delegation that it is about.

    Raises:
        NotADraft: it no longer waits.
        NotYetDelivered: the day is still to come.
    """
    with transaction():
        holding.deliver_otherwise(letter, how=in_words(delivery), by=by)
        registration = db.session.get(Registration, letter.about_id) if letter.about_kind == "Registration" else None
        ident = registration.delegation_id if registration else letter.about_id
        if registration is not None or letter.about_kind == "Delegation":
            delegation = db.session.get_one(Delegation, ident)
            record_delivery(delegation, letter.fact, delivery, registration=registration, by=by)


def in_words(delivery: Delivery) -> str:
    """Return « par la valise diplomatique, lundi 30 novembre 2026, reçue par M. Diallo »."""
    parts = [str(MEANS_WORDS[delivery.means]), format_day(delivery.delivered_on)]
    if delivery.received_by:
        parts.append(_("reçue par %(name)s", name=delivery.received_by))
    return ", ".join([*parts, delivery.note] if delivery.note else parts)


def deliveries_of(delegation: Delegation) -> list[OtherDelivery]:
    """Return what was delivered to a delegation otherwise than by mail, the latest first."""
    rows = select(OtherDelivery).filter_by(delegation_id=delegation.id)
    rows = rows.options(joinedload(OtherDelivery.recorded_by), joinedload(OtherDelivery.proof))
    return list(db.session.scalars(rows.order_by(OtherDelivery.delivered_on.desc(), OtherDelivery.id.desc())))
