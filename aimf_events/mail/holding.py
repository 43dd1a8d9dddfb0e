"""Drafts: from a protocol rank up no letter leaves by itself. Whoever posts it, it waits for a named person.

Who is of which rank is known higher up: the packages that know register a rule, and the outbox asks it for every letter.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from .. import jobs, journal
from ..clock import now
from ..database import after_commit, db, lock, transaction
from ..errors import NotFound, Refusal
from ..i18n import use_language
from . import merge_fields, prose
from .letterheads import frame_of
from .models import MessageState, OutgoingMessage, Priority
from .texts import template_words

WITHDRAWN, OTHERWISE = "withdrawn: ", "delivered: "
"""How the answer of a draft that did not leave begins; the words after it are people's."""


@dataclass(frozen=True)
class Hold:
    """The letter waits; `released_by`: the person (id) who is named for it, if there is one."""

    released_by: int | None


Rule = Callable[[dict[str, Any]], Hold | None]
_rules: list[Rule] = []


class NotADraft(Refusal):
    """Someone else has released or withdrawn it."""

    code = "not_a_draft"

    def __init__(self) -> None:
        super().__init__(
            _l("Cette lettre n’attend plus : quelqu’un d’autre l’a envoyée ou retirée."),
            advice=_l("Ouvrez-la de nouveau pour voir ce qu’elle est devenue."),
        )


class TooLateToRelease(Refusal):
    """What it says is no longer of use."""

    code = "too_late_to_release"

    def __init__(self) -> None:
        super().__init__(
            _l("Cette lettre n’a plus d’utilité à cette heure : ce qu’elle annonce est passé."),
            advice=_l("Retirez-la, et écrivez à la personne si besoin."),
        )


def register(rule: Rule) -> None:
    """Let `rule` say of each letter being posted (its columns) whether it waits. Registering the same one twice adds it once."""
    if rule not in _rules:
        _rules.append(rule)


def asked(values: dict[str, Any]) -> dict[str, Any]:
    """Return what makes a draft of the letter being posted; nothing for most. A code answers its reader's own act: never."""
    if values["priority"] == Priority.SIGN_IN_CODE or values["congress_id"] is None:
        return {}
    hold = next((found for rule in _rules if (found := rule(values)) is not None), None)
    return {"state": MessageState.HELD, "held_for_id": hold.released_by} if hold else {}


def drafts(congress_id: int, *, held_for: int | None = None) -> list[OutgoingMessage]:
    """Return the drafts of a congress, the oldest first; `held_for` keeps those that this person releases."""
    waiting = select(OutgoingMessage).filter_by(congress_id=congress_id, state=MessageState.HELD)
    if held_for is not None:
        waiting = waiting.filter_by(held_for_id=held_for)
    return list(db.session.scalars(waiting.order_by(OutgoingMessage.id)))


def how_many_wait(congress_id: int) -> int:
    """Return how many drafts wait in a congress."""
    waiting = select(func.count(OutgoingMessage.id)).filter_by(congress_id=congress_id, state=MessageState.HELD)
    return db.session.scalar(waiting) or 0


def draft(congress_id: int, public_id: str, *, held_for: int | None = None) -> OutgoingMessage:
    """Return one letter that waits, or waited.

    Raises:
        NotFound: it never was a draft of this congress; or another person is named for it (`held_for`).
    """
    wanted = select(OutgoingMessage).filter_by(congress_id=congress_id, public_id=public_id)
    wanted = wanted.where((OutgoingMessage.state == MessageState.HELD) | OutgoingMessage.held_for_id.is_not(None))
    found = db.session.scalars(wanted).first()
    if found is None or (held_for is not None and found.held_for_id != held_for):
        raise NotFound
    return found


def words_to_correct(letter: OutgoingMessage) -> tuple[str, str]:
    """Return (subject, body) of a draft with the merge done, to be corrected for this one letter."""
    own = letter.data.get("own_words")
    if own:
        return own["subject"], own["body"]
    frame, kind = frame_of(letter), merge_fields.kind_of_letter(letter.fact)
    if frame.text is not None and kind is not None:
        values = merge_fields.values_of(kind, letter.data, frame.text.language, letter.recipient_name)
        subject = prose.plain_text(prose.blocks_of(frame.text.subject, values))
        return subject, prose.filled(frame.text.body, values)
    with use_language(letter.language):
        plain = {"language": letter.language, "is_test": False, "unsubscribe_url": "", **letter.data}
        escaped = {word: prose.escaped(value) if isinstance(value, str) else value for word, value in plain.items()}
        for words in (plain, escaped):
            words["congress"] = words.get("congress_title") or words.get("congress", "")
        return template_words(letter.fact, plain, letter.language)[0], (
            template_words(letter.fact, escaped, letter.language)[1]
        )


def correct_draft(letter: OutgoingMessage, *, subject: str, body: str, by: Any) -> None:
    """Write the words of this one letter; the text it came from stays as it is.

    Raises:
        NotADraft: it no longer waits.
    """
    with transaction():
        _lock_draft(letter)
        words = {"subject": prose.typeset(subject, letter.language), "body": prose.typeset(body, letter.language)}
        letter.data = {**letter.data, "own_words": words}
        journal.record("draft_corrected", letter, by=by)


def release_draft(letter: OutgoingMessage, *, by: Any) -> None:
    """Let a draft leave, once.

    Raises:
        NotADraft: it no longer waits.
        TooLateToRelease: its time has passed.
    """
    with transaction():
        _lock_draft(letter)
        moment = now()
        if letter.useless_after is not None and letter.useless_after <= moment:
            raise TooLateToRelease
        letter.state, letter.due_at = MessageState.PENDING, moment
        letter.released_at, letter.released_by_id = moment, getattr(by, "id", None)
        journal.record("draft_released", letter, by=by)
        after_commit(jobs.wake_letters)


def withdraw_draft(letter: OutgoingMessage, *, reason: str, by: Any) -> None:
    """End a draft that will not leave, with the reason.

    Raises:
        NotADraft: it no longer waits.
    """
    _end(letter, MessageState.SUPPRESSED, WITHDRAWN + reason, by=by)


def deliver_otherwise(letter: OutgoingMessage, *, how: str, by: Any) -> None:
    """End a draft that reached its reader another way; `how` says which, to whom and when.

    Raises:
        NotADraft: it no longer waits.
    """
    _end(letter, MessageState.DELIVERED, OTHERWISE + how, by=by)


def _end(letter: OutgoingMessage, state: MessageState, answer: str, *, by: Any) -> None:
    with transaction():
        _lock_draft(letter)
        letter.state, letter.answer, letter.ended_at = state, answer, now()
        journal.record(f"draft_{state.value}", letter, by=by, reason=answer)


def _lock_draft(letter: OutgoingMessage) -> None:
    lock(letter)
    if letter.state is not MessageState.HELD:
        raise NotADraft
