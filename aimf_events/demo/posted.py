"""The letters of the weeks before: accepted by the mail server at their hour, but for a few that show how letters fail."""

import random
from datetime import timedelta

from sqlalchemy import select

from ..clock import now
from ..database import db
from ..i18n import use_language
from ..mail import rendering
from ..mail.models import MessageState, MessageTry, Outcome, OutgoingMessage
from ..registration.models import Delegation, DelegationState

ANSWERS: tuple[tuple[MessageState, Outcome, str], ...] = (
    (
        MessageState.FAILED,
        Outcome.FAILED,
        "550 5.1.1 Recipient address rejected: user unknown in virtual mailbox table",
    ),
    (MessageState.FAILED, Outcome.FAILED, "552 5.2.2 Mailbox full"),
    (MessageState.FAILED, Outcome.FAILED, "550 5.7.1 Message rejected by local policy"),
    (MessageState.FAILED, Outcome.FAILED, "554 5.4.14 Hop count exceeded, possible mail loop"),
    (MessageState.UNCERTAIN, Outcome.UNCERTAIN, "The connection was lost after the end of DATA"),
    (MessageState.RETRY, Outcome.RETRY, "452 4.2.2 The recipient’s mailbox is over quota, try again later"),
    (MessageState.RETRY, Outcome.RETRY, "450 4.7.1 Greylisted, please try again in 600 seconds"),
)
"""How the first letters to delegations that have not answered ended."""


def settle_letters(chance: random.Random) -> None:
    """End every letter written so far: accepted a few seconds later; seven otherwise."""
    known = set(rendering.facts())
    silent = select(Delegation.id).filter_by(state=DelegationState.INVITED)
    unanswered = set(db.session.scalars(silent))
    odd = list(ANSWERS)
    for message in db.session.scalars(select(OutgoingMessage).order_by(OutgoingMessage.id)).all():
        if message.state is MessageState.SUPERSEDED:
            continue
        if message.fact in known:
            with use_language(message.language):
                message.subject = rendering.texts(message.fact, message.data, message.language, message.recipient_name)[
                    0
                ]
        if odd and message.about_kind == "Delegation" and message.about_id in unanswered:
            unanswered.discard(message.about_id)
            _end(message, *odd.pop(0), seconds=chance.randint(2, 40))
        else:
            answer = f"250 2.0.0 Ok: queued as 4{chance.getrandbits(40):010X}"
            _end(message, MessageState.ACCEPTED, Outcome.ACCEPTED, answer, seconds=chance.randint(1, 20))


def _end(message: OutgoingMessage, state: MessageState, outcome: Outcome, answer: str, *, seconds: int) -> None:
    moment = message.written_at + timedelta(seconds=seconds)
    message.state, message.answer, message.claims, message.tries = state, answer, 1, 1
    message.doubts = int(state is MessageState.UNCERTAIN)
    if state is MessageState.RETRY:
        moment = now() - timedelta(minutes=3)
        message.due_at = now() + timedelta(minutes=57)
    else:
        message.ended_at = moment
    db.session.add(MessageTry(message_id=message.id, at=moment, outcome=outcome, answer=answer))
