"""The register of convocations: to whom each invitation went, by which way, what was answered, and what came back."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import String, cast, literal, null, select, union_all

from ..congress.models import Congress
from ..database import db
from ..mail.models import OutgoingMessage
from ..people.models import Person
from ..registration.invitation_letter import INVITED
from ..registration.models import Delegation, OtherDelivery


def convocations(congress: Congress) -> Iterator[Any]:
    """Yield each invitation of a congress, by mail or otherwise, in the order of delegations: one statement, row by row."""
    by_mail: Any = (
        select(
            Delegation.sort_key,
            Delegation.name,
            Delegation.country,
            OutgoingMessage.recipient_name,
            OutgoingMessage.recipient.label("address"),
            literal("mail").label("means"),
            OutgoingMessage.written_at.label("at"),
            OutgoingMessage.ended_at.label("ended_at"),
            cast(OutgoingMessage.state, String).label("state"),
            OutgoingMessage.answer.label("answer"),
        )
        .join(Delegation, Delegation.id == OutgoingMessage.about_id)
        .where(
            OutgoingMessage.congress_id == congress.id,
            OutgoingMessage.fact == INVITED,
            OutgoingMessage.about_kind == "Delegation",
        )
    )
    otherwise: Any = (
        select(
            Delegation.sort_key,
            Delegation.name,
            Delegation.country,
            OtherDelivery.received_by,
            literal(""),
            cast(OtherDelivery.means, String),
            OtherDelivery.recorded_at,
            cast(OtherDelivery.delivered_on, OutgoingMessage.written_at.type),
            cast(null(), String),
            OtherDelivery.note,
        )
        .join(OtherDelivery.delegation)
        .outerjoin(Person, Person.id == OtherDelivery.recorded_by_id)
        .where(Delegation.congress_id == congress.id, OtherDelivery.fact == INVITED)
    )
    both = union_all(by_mail, otherwise).subquery()
    rows = select(both).order_by(both.c.sort_key, both.c.at)
    yield from db.session.execute(rows, execution_options={"yield_per": 500})
