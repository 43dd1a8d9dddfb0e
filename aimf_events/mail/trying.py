"""Words written on screen tried before they are kept: shown as a recipient would read them, or sent to oneself."""

from typing import Any

from ..database import transaction
from ..i18n import use_language
from . import merge_fields, outbox, prose, rendering
from .letterheads import Frame, letterhead_of
from .merge_fields import LetterKind
from .models import LetterText, OutgoingMessage, Priority, Signatory


def as_read(
    congress_id: int, kind: LetterKind, draft: LetterText, signatory: Signatory | None, data: dict[str, Any], name: str
) -> tuple[str, str, str]:
    """Return (subject, text, HTML) of words that are not kept yet, as the recipient of `data` would read them.

    `draft` is a version that was never added to the session.
    """
    frame = Frame(draft, letterhead_of(congress_id), signatory)
    with use_language(draft.language):
        return rendering.texts(kind.fact, data, draft.language, name, frame=frame)


def unkept(kind: LetterKind, *, language: str, subject: str, body: str) -> LetterText:
    """Return words as a version that nobody keeps."""
    return LetterText(
        fact=kind.fact,
        language=language,
        subject=prose.typeset(subject, language),
        body=prose.typeset(body.replace("\r\n", "\n").strip(), language),
    )


def send_try(
    congress_id: int,
    kind: LetterKind,
    draft: LetterText,
    signatory: Signatory | None,
    data: dict[str, Any],
    name: str,
    *,
    to: Any,
    key: str,
) -> OutgoingMessage:
    """Send words that are not kept yet to a colleague, with the data of a recipient. The same key twice is one letter.

    Args:
        data: of a test already (`is_test`): its links open nothing.
        to: a Person with a mailbox.
    """
    values = merge_fields.values_of(kind, data, draft.language, name)
    signed = Frame(signatory=signatory).words(draft.language)
    own = {
        "subject": prose.plain_text(prose.blocks_of(draft.subject, values)),
        "body": prose.filled(draft.body, values),
        "signed_by": signed["signed_by"],
        "signed_as": signed["signed_as"],
    }
    with transaction():
        return outbox.post(
            kind.fact,
            to=to.email,
            recipient_name=to.full_name,
            language=draft.language,
            dedupe_key=f"try:{key}:{to.id}",
            data={**data, "own_words": own},
            priority=Priority.CHANGE,
            person_id=to.id,
            congress_id=congress_id,
        )
