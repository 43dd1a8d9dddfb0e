"""The outbox: letters are written in the transaction of what they tell, and leave after it. A rollback sends nothing."""

import re
import secrets
from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, case, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from .. import jobs, journal
from ..clock import now
from ..database import after_commit, db, new_public_id, transaction
from ..errors import Refusal
from ..i18n import DEFAULT_LANGUAGE, LANGUAGES, clean_text
from . import holding, texts
from .models import UNWANTED, MessageState, OutgoingMessage, Priority
from .rendering import with_new_head

_COPIED = (
    *("fact", "recipient", "recipient_name", "language", "data", "priority"),
    *("person_id", "congress_id", "about_kind", "about_id", "subject", "text_id"),
)


class ContentGone(Refusal):
    """The letter's content was erased after its time, or bore a secret: it cannot leave again."""

    code = "content_gone"


def post(
    fact: str,
    *,
    to: str,
    language: str,
    dedupe_key: str,
    data: dict[str, Any],
    recipient_name: str = "",
    priority: Priority = Priority.CHANGE,
    useless_after: datetime | None = None,
    person_id: int | None = None,
    congress_id: int | None = None,
    about: Any = None,
) -> OutgoingMessage:
    """Write a letter into the running transaction; the dispatcher renders and sends it after the commit.

    Args:
        fact: folder of its texts, `templates/mail/<fact>/`.
        to: one mailbox.
        dedupe_key: names the letter for ever; posting it again returns the letter that is there.
        data: frozen words and ids, all that the templates need (JSON).
        useless_after: aware moment after which it is no longer sent.
        about: the thing it tells about, a row with an id.

    Raises:
        RuntimeError: outside a transaction.
    """
    if re.search(r"[\s\x00-\x1f\x7f<>]", to) or "@" not in to:
        raise ValueError(f"not a mailbox: {to!r}")
    after_commit(jobs.wake_letters)
    moment = now()
    language = language if language in LANGUAGES else DEFAULT_LANGUAGE
    values: dict[str, Any] = {
        "public_id": new_public_id(),
        "dedupe_key": dedupe_key,
        "fact": fact,
        "recipient": to,
        "recipient_name": clean_text(recipient_name)[:200],
        "language": language,
        "data": data,
        "priority": int(priority),
        "person_id": person_id,
        "congress_id": congress_id,
        "about_kind": type(about).__name__ if about is not None else None,
        "about_id": about.id if about is not None else None,
        "state": MessageState.PENDING,
        "written_at": moment,
        "due_at": moment,
        "useless_after": useless_after,
        "message_id": new_message_id(),
    }
    if congress_id is not None:
        category = str(data.get("category_code", ""))
        values["text_id"] = texts.in_force(congress_id, fact, language, category)
    return _insert(values | holding.asked(values))


def new_message_id() -> str:
    """Return a Message-ID (RFC 5322) on the sender's domain."""
    domain = current_app.config["AIMF"].mail_from.rpartition("@")[2]
    return f"<{secrets.token_hex(16)}@{domain}>"


def _insert(values: dict[str, Any]) -> OutgoingMessage:
    """Insert unless the key is there. Two transactions with one key: the second waits for the first, then finds its row."""
    db.session.flush()
    db.session.execute(insert(OutgoingMessage).values(values).on_conflict_do_nothing(index_elements=["dedupe_key"]))
    found = select(OutgoingMessage).filter_by(dedupe_key=values["dedupe_key"])
    return db.session.scalars(found).one()


def resend(message: OutgoingMessage, *, by: Any) -> OutgoingMessage:
    """Send a letter again: a new row with the same content, of its own Date and Message-ID.

    The same Message-ID would be dropped as a duplicate by the very server that lost the first one. One that never left
    is rendered anew from its data. Pressing twice within a minute sends one.

    Raises:
        ContentGone: the content was erased, or bears a sign-in code.
    """
    if not can_be_resent(message):
        raise ContentGone(
            _l("Le contenu de cette lettre n’est plus conservé : elle ne peut pas repartir."),
            advice=_l("Refaites l’action qui l’avait produite, ou écrivez à la personne."),
        )
    with transaction():
        moment = now()
        values = {column: getattr(message, column) for column in _COPIED}
        values |= {"public_id": new_public_id(), "message_id": new_message_id(), "state": MessageState.PENDING}
        values |= {"written_at": moment, "due_at": moment}
        values["dedupe_key"] = f"{_first_key(message.dedupe_key)}:again:{moment:%Y%m%d%H%M}"
        if message.content:
            values["content"] = with_new_head(message.content, message_id=values["message_id"], moment=moment)
        if message.released_at is None:  # what somebody has read once needs no second reading
            values |= holding.asked(values)
        again = _insert(values)
        journal.record("letter_resent", message, by=by, again=again.id)
        after_commit(jobs.wake_letters)
        return again


def _first_key(key: str) -> str:
    return key.split(":again:", 1)[0][:130]


def can_be_resent(message: OutgoingMessage) -> bool:
    """Return whether the letter still has what it was made of, no secret in it, and does not wait to be read."""
    if message.priority == Priority.SIGN_IN_CODE or message.state is MessageState.HELD:
        return False
    return bool(message.data or message.content)


def supersede(fact: str, *, about: Any) -> int:
    """Withhold the letters of `fact` about a thing that have not left yet: a newer one says it better. Return how many."""
    waiting = (MessageState.HELD, MessageState.PENDING, MessageState.RETRY)
    statement = update(OutgoingMessage).where(
        OutgoingMessage.fact == fact,
        OutgoingMessage.about_kind == type(about).__name__,
        OutgoingMessage.about_id == about.id,
        OutgoingMessage.state.in_(waiting),
    )
    with transaction():
        done = db.session.execute(statement.values(state=MessageState.SUPERSEDED, ended_at=now()))
        return int(done.rowcount)  # type: ignore[attr-defined]


def withhold(fact: str, *, to: str) -> int:
    """Let no letter of `fact` to a mailbox leave any more; return how many were stopped.

    One that is claimed and not handed over yet is taken from its holder, who finds the claim gone. One in the air is not
    touched: what becomes of it is still to be written down.
    """
    still_here = or_(
        OutgoingMessage.state.in_((MessageState.PENDING, MessageState.RETRY, MessageState.UNCERTAIN)),
        and_(OutgoingMessage.state == MessageState.CLAIMED, OutgoingMessage.doubts == 0),
    )
    ends = case((OutgoingMessage.doubts > 0, MessageState.UNCERTAIN.value), else_=MessageState.SUPPRESSED.value)
    wanted = update(OutgoingMessage).where(
        OutgoingMessage.recipient == to,
        OutgoingMessage.fact == fact,
        OutgoingMessage.ended_at.is_(None),
        still_here,
    )
    with transaction():
        done = db.session.execute(wanted.values(state=ends, answer=UNWANTED, ended_at=now(), lease_until=None))
        return int(done.rowcount)  # type: ignore[attr-defined]


def mark_called(message: OutgoingMessage, *, by: Any) -> None:
    """Close the task of a failed letter: the reader was reached in another way."""
    with transaction():
        message.called_at = now()
        journal.record("letter_reader_called", message, by=by)
