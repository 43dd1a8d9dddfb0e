"""What stands around the words of a letter: the letterhead of the congress above, the signatory below."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from .. import journal
from ..clock import now
from ..database import db, lock_name, transaction
from ..errors import NotFound
from ..i18n import pick
from .models import Letterhead, LetterText, OutgoingMessage, Signatory


@dataclass(frozen=True)
class Frame:
    """Around one letter: the version of its words, its letterhead, who signs. Each may be missing: the code has its own."""

    text: LetterText | None = None
    letterhead: Letterhead | None = None
    signatory: Signatory | None = None

    def words(self, language: str) -> dict[str, Any]:
        """Return what the layout of letters writes, in a language; empty texts where the code's own words serve."""
        head, signs = self.letterhead, self.signatory
        return {
            "house": pick(head.name, language) if head else "",
            "house_address": pick(head.address, language) if head else "",
            "house_footer": pick(head.footer, language) if head else "",
            "signed_by": signs.name if signs else "",
            "signed_as": pick(signs.title, language) if signs else "",
        }


BARE = Frame()


def frames_of(messages: Iterable[OutgoingMessage]) -> dict[int, Frame]:
    """Return what stands around each of some letters, by id. Two queries, none for letters of no congress."""
    of_congress = [message for message in messages if message.congress_id is not None]
    if not of_congress:
        return {}
    congresses = {message.congress_id for message in of_congress}
    heads = {
        head.congress_id: head
        for head in db.session.scalars(select(Letterhead).where(Letterhead.congress_id.in_(congresses)))
    }
    versions = {message.text_id for message in of_congress if message.text_id is not None}
    rows = select(LetterText).where(LetterText.id.in_(versions)).options(joinedload(LetterText.signatory))
    texts = {text.id: text for text in db.session.scalars(rows)} if versions else {}
    return {
        message.id: Frame(text := texts.get(message.text_id or 0), heads.get(message.congress_id or 0), _signs(text))
        for message in of_congress
    }


def _signs(text: LetterText | None) -> Signatory | None:
    return text.signatory if text is not None else None


def frame_of(message: OutgoingMessage) -> Frame:
    """Return what stands around one letter."""
    return frames_of([message]).get(message.id, BARE)


def letterhead_of(congress_id: int) -> Letterhead | None:
    """Return the letterhead of a congress, or None while nobody wrote one."""
    return db.session.get(Letterhead, congress_id)


def write_letterhead(
    congress_id: int, *, name: dict[str, str], address: dict[str, str], footer: dict[str, str], by: Any
) -> Letterhead:
    """Write what stands above and below the letters of a congress; texts by language, empty ones fall back to the code's."""
    with transaction():
        lock_name(f"letterhead:{congress_id}")
        head = letterhead_of(congress_id)
        if head is None:
            head = Letterhead(congress_id=congress_id)
            db.session.add(head)
        head.name, head.address, head.footer = name, address, footer
        journal.record("letterhead_written", "Letterhead", by=by, congress_id=congress_id)
        return head


def signatories_of(congress_id: int) -> list[Signatory]:
    """Return who may sign the letters of a congress, in the order of names."""
    kept = select(Signatory).filter_by(congress_id=congress_id, retired_at=None)
    return list(db.session.scalars(kept.order_by(Signatory.name, Signatory.id)))


def signatory_of(congress_id: int, public_id: str) -> Signatory:
    """Return one signatory of a congress.

    Raises:
        NotFound: it is another congress's, or was retired.
    """
    wanted = select(Signatory).filter_by(congress_id=congress_id, public_id=public_id, retired_at=None)
    found = db.session.scalars(wanted).first()
    if found is None:
        raise NotFound
    return found


def add_signatory(congress_id: int, *, name: str, title: dict[str, str], by: Any) -> Signatory:
    """Add someone who signs."""
    with transaction():
        signatory = Signatory(congress_id=congress_id, name=name, title=title)
        db.session.add(signatory)
        journal.record("signatory_added", signatory, by=by)
        return signatory


def retire_signatory(signatory: Signatory, *, by: Any) -> None:
    """Offer a signatory no more. Versions that they sign keep their name. Twice is harmless."""
    with transaction():
        if signatory.retired_at is None:
            signatory.retired_at = now()
            journal.record("signatory_retired", signatory, by=by)
