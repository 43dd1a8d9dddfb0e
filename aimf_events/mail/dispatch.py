"""The dispatcher: claims due letters, renders each once, hands it over, and writes down what became of it.

Any number of processes may run it at once. A claim is a lease of 120 s; `claims` is its number, so that a process that
was thought dead can no longer write. Right before the content goes, `doubts` is counted up and committed: whoever
finds a letter whose claim ran out knows whether it may have left already.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import Update, and_, insert, literal, or_, select, text, update
from sqlalchemy.orm import undefer

from ..clock import now
from ..database import db, transaction
from ..jobs import LEASE, drains, periodic
from .answers import MOST_DOUBTS, RETRY_PLAN, Answer, next_try
from .attachments import Maker, maker_for, parts_of
from .channel import stop_channel, stopped_channel
from .delivery import Mailer, NotNow, mailer_for
from .letterheads import BARE, Frame, frames_of
from .mailboxes import dead_among, ended_among, key_of, mark_dead
from .models import UNWANTED, MessageState, MessageTry, Outcome, OutgoingMessage, Priority
from .rendering import render
from .reports import is_deadly_answer

log = logging.getLogger(__name__)

AT_A_TIME = 20  # letters claimed together: a code to sign in waits behind fewer than that
LINES_PER_HOST = 3
KEEP_CONTENT = timedelta(days=90)
DEAD_MAILBOX = "dead_mailbox"
_TOO_LATE = "useless_after"  # words for people are made where the letter is shown
_DIED_TWICE = "no answer, twice"
_LETTERS: Any = OutgoingMessage.__table__
_TRIES: Any = MessageTry.__table__
_WAITING = (MessageState.PENDING, MessageState.RETRY, MessageState.UNCERTAIN)


@dataclass
class Claim:
    """One letter held by this process: its row as it was read, the number of the claim, and whether its content went."""

    letter: OutgoingMessage
    number: int
    handed_over: bool = False
    rendered: dict[str, Any] = field(default_factory=dict)
    frame: Frame = BARE


@drains("letters")
def send_due_letters() -> int:
    """Send all that is due, until nothing is, over one line; return how many letters were tried.

    Returns 0 at once while the channel is stopped, or while three others hold a line to the server.
    """
    tried = 0
    with _line() as mailer:
        while mailer is not None and stopped_channel() is None:
            batch = claim_due()
            if not batch:
                break
            tried += _send_batch(batch, mailer)
    return tried


@contextmanager
def _line() -> Iterator[Mailer | None]:
    """Give one of the few lines to the server that all processes together may hold, or None."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        place = _free_place(connection)
        if place is None:
            yield None
            return
        mailer = mailer_for(current_app.config["AIMF"])
        try:
            yield mailer
        finally:
            mailer.close()
            connection.execute(text("SELECT pg_advisory_unlock(hashtextextended(:place, 0))"), {"place": place})


def _free_place(connection: Any) -> str | None:
    """Take one of the places; PostgreSQL gives it back when the process dies."""
    for number in range(LINES_PER_HOST):
        place = f"mail line {number}"
        taken = text("SELECT pg_try_advisory_lock(hashtextextended(:place, 0))")
        if connection.execute(taken, {"place": place}).scalar():
            return place
    return None


def claim_due(count: int = AT_A_TIME) -> list[Claim]:
    """Claim the most urgent letters that are due, and those whose holder died. What is useless by now is put aside."""
    moment = now()
    due = or_(
        and_(OutgoingMessage.state.in_(_WAITING), OutgoingMessage.due_at <= moment),
        and_(OutgoingMessage.state == MessageState.CLAIMED, OutgoingMessage.lease_until <= moment),
    )
    statement = select(OutgoingMessage).where(OutgoingMessage.ended_at.is_(None), due)
    statement = statement.order_by(OutgoingMessage.priority, OutgoingMessage.due_at, OutgoingMessage.id).limit(count)
    statement = statement.options(undefer(OutgoingMessage.content)).execution_options(populate_existing=True)
    held: list[Claim] = []
    with transaction():
        letters = db.session.scalars(statement.with_for_update(skip_locked=True)).all()
        dead = dead_among(letter.recipient for letter in letters if letter.priority >= Priority.BULK)
        ended = ended_among(letter.recipient for letter in letters if letter.priority == Priority.NEWS)
        for letter in letters:
            letter.claims += 1
            claim = Claim(letter, letter.claims)
            if letter.useless_after is not None and letter.useless_after <= moment:
                _set(letter, _ended(letter, MessageState.SUPPRESSED, _TOO_LATE))
            elif letter.priority >= Priority.BULK and key_of(letter.recipient) in dead:
                _set(letter, _ended(letter, MessageState.SUPPRESSED, DEAD_MAILBOX))
            elif letter.priority == Priority.NEWS and key_of(letter.recipient) in ended:
                _set(letter, _ended(letter, MessageState.SUPPRESSED, UNWANTED))
            elif letter.doubts >= MOST_DOUBTS:
                _set(letter, _ended(letter, MessageState.UNCERTAIN, letter.answer or _DIED_TWICE))
            else:
                letter.state, letter.lease_until = MessageState.CLAIMED, moment + LEASE
                held.append(claim)
    return held


def _send_batch(batch: list[Claim], mailer: Mailer) -> int:
    """Send the letters of a batch; when there is no line, or no welcome, the rest goes back untouched."""
    to_render = [claim.letter for claim in batch if claim.letter.content is None]
    make_parts, frames = _maker_for(to_render), frames_of(to_render)
    for place, claim in enumerate(batch):
        claim.frame = frames.get(claim.letter.id, BARE)
        answer = _send(claim, mailer, make_parts)
        if answer is not None and (answer.outcome is Outcome.STOPPED or answer.no_line):
            if answer.outcome is Outcome.STOPPED:
                stop_channel(answer.words)
            pause = timedelta() if answer.outcome is Outcome.STOPPED else RETRY_PLAN[0]
            for other in batch[place + 1 :]:
                _write(other, **_released(other.letter, due_at=now() + pause))
            return place + 1
    return len(batch)


def _maker_for(letters: list[OutgoingMessage]) -> Maker:
    """Load together what goes with the letters of a batch; if that fails, each loads its own, and one's fault is its own."""
    try:
        return maker_for(letters)
    except Exception:
        db.session.rollback()
        log.exception("what goes with %d letters could not be loaded together", len(letters))
        return parts_of


def _send(claim: Claim, mailer: Mailer, make_parts: Maker) -> Answer | None:
    """Send one letter and write down the answer; None if another process holds it by now."""
    letter = claim.letter
    try:
        content = letter.content or _rendered(claim, make_parts)
        answer = mailer.send(letter.recipient, letter.public_id, content, lambda: _hand_over(claim))
    except NotNow:
        return None
    except Exception as error:  # one letter's fault must not hold up the others
        db.session.rollback()
        log.exception("letter %s could not be written or handed over", letter.public_id)
        outcome = Outcome.UNCERTAIN if claim.handed_over else Outcome.RETRY
        answer = Answer(outcome, f"{type(error).__name__}: {error}"[:1000])
    _record(claim, answer)
    return answer


def _rendered(claim: Claim, make_parts: Maker) -> bytes:
    """Render a letter, once for all its tries; the bytes are kept by the next write, before any of them leaves."""
    subject, content = render(claim.letter, make_parts, claim.frame)
    claim.rendered = {"subject": subject, "content": content}
    return content


def _hand_over(claim: Claim) -> None:
    """Write down, before the content goes, that from now on the letter may have left.

    Raises:
        NotNow: the claim ran out and another process took it.
    """
    if not _write(claim, doubts=claim.letter.doubts + 1, lease_until=now() + LEASE, **claim.rendered):
        raise NotNow
    claim.handed_over, claim.rendered = True, {}


def _record(claim: Claim, answer: Answer) -> None:
    """Write down how a try ended, and what comes next."""
    letter, moment = claim.letter, now()
    tries = letter.tries + (answer.outcome is not Outcome.STOPPED)
    values: dict[str, Any] = {**claim.rendered, "tries": tries, "answer": answer.words, "doubts": letter.doubts}
    if answer.outcome is Outcome.ACCEPTED:
        values |= _ended(letter, MessageState.ACCEPTED, answer.words)
    elif answer.outcome is Outcome.FAILED:
        values |= _ended(letter, MessageState.FAILED, answer.words)
    elif answer.outcome is Outcome.STOPPED:
        values |= _released(letter, due_at=moment)
    else:
        doubts = letter.doubts + (answer.outcome is Outcome.UNCERTAIN)
        values |= {"doubts": doubts, **_tried_again(letter, doubts, tries, moment, answer.words)}
    _write_with_try(claim, values, at=moment, answer=answer)
    if answer.outcome is Outcome.FAILED and is_deadly_answer(answer.words):
        mark_dead(letter.recipient, reason=answer.words, since=moment)


def _tried_again(letter: OutgoingMessage, doubts: int, tries: int, moment: datetime, words: str) -> dict[str, Any]:
    """Return the values of a letter that waits for its next try, or that has had its last one."""
    due_at = next_try(tries, first_at=letter.written_at, moment=moment)
    state = MessageState.UNCERTAIN if doubts else MessageState.RETRY
    if doubts >= MOST_DOUBTS:
        return _ended(letter, MessageState.UNCERTAIN, words)
    if due_at is None:
        return _ended(letter, MessageState.UNCERTAIN if doubts else MessageState.FAILED, words)
    return {"state": state, "due_at": due_at, "lease_until": None}


def _released(letter: OutgoingMessage, *, due_at: datetime) -> dict[str, Any]:
    """Return the values of a letter that goes back to where it was, without a try counted."""
    waiting = MessageState.RETRY if letter.tries else MessageState.PENDING
    return {"state": MessageState.UNCERTAIN if letter.doubts else waiting, "due_at": due_at, "lease_until": None}


def _ended(letter: OutgoingMessage, state: MessageState, words: str) -> dict[str, Any]:
    """Return the values of a letter that is over. One that bears a code to sign in forgets it at once."""
    values: dict[str, Any] = {"state": state, "answer": words, "ended_at": now(), "lease_until": None}
    return values | ({"content": None, "data": {}} if letter.priority == Priority.SIGN_IN_CODE else {})


def _set(letter: OutgoingMessage, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(letter, name, value)


def _write(claim: Claim, **values: Any) -> bool:
    """Write to the row if this claim still holds it; return whether it does."""
    with transaction():
        return bool(db.session.execute(_update_if_held(claim, values)).rowcount)  # type: ignore[attr-defined]


def _write_with_try(claim: Claim, values: dict[str, Any], *, at: datetime, answer: Answer) -> None:
    """Write to the row, and the try beside it, if this claim still holds it. One statement."""
    row = _update_if_held(claim, values).returning(_LETTERS.c.id).cte("row")
    told = select(row.c.id, literal(at), literal(answer.outcome, _TRIES.c.outcome.type), literal(answer.words))
    with transaction():
        db.session.execute(insert(_TRIES).from_select(["message_id", "at", "outcome", "answer"], told))


def _update_if_held(claim: Claim, values: dict[str, Any]) -> Update:
    """Return the statement that writes to the table, past the loaded row: `claim.letter` stays as it was claimed."""
    held = _LETTERS.c.id == claim.letter.id, _LETTERS.c.claims == claim.number
    return update(_LETTERS).where(*held, _LETTERS.c.state == MessageState.CLAIMED).values(values)


@periodic(seconds=3600)
def purge_contents() -> None:
    """Erase what old letters said; that they were sent, to whom, when, and what the server answered, stays."""
    old = OutgoingMessage.ended_at < now() - KEEP_CONTENT
    still_there = or_(OutgoingMessage.content.is_not(None), OutgoingMessage.data != text("'{}'::jsonb"))
    with transaction():
        db.session.execute(update(OutgoingMessage).where(old, still_there).values(content=None, data={}))
