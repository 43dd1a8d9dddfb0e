"""A text laid before the sitting, its amendments, and their votes one by one in the order of the usual procedure.

Every step locks the sitting, then the text: two amendments deposited at once have two numbers, and what is put to the vote is the next.
"""

from sqlalchemy import select

from .. import journal
from ..clock import now
from ..database import Translated, db, lock, transaction
from ..live import topics
from ..people.models import Person
from .agenda import BEFORE_CLOSING
from .ballot_models import Ballot, BallotKind, HandsCount
from .ballot_pauses import topic_of
from .ballots import draft_ballot
from .motion_models import Amendment, Motion
from .motion_refusals import (
    AmendmentNotNext,
    AmendmentsFull,
    AmendmentsWait,
    MotionAmended,
    MotionRewritten,
    NoSuchParagraph,
    ParagraphSettled,
    TextVotedAlready,
)
from .motion_state import motion_of, reading_of, settled_paragraphs
from .rules.amendments import Act
from .sitting_models import AgendaItem, Mandate
from .sittings import lock_in

MOST_PARAGRAPHS = 200
MOST_AMENDMENTS = 200

_DOES_FR = {
    Act.DELETE: "qui supprime le paragraphe {place}",
    Act.REPLACE: "qui remplace le paragraphe {place}",
    Act.ADD: "qui ajoute un paragraphe après le paragraphe {place}",
}
_DOES_EN = {
    Act.DELETE: "which deletes paragraph {place}",
    Act.REPLACE: "which replaces paragraph {place}",
    Act.ADD: "which adds a paragraph after paragraph {place}",
}


def write_motion(item: AgendaItem, paragraphs: list[str], *, seen: int, by: Person | None) -> Motion:
    """Write the text of an item, or write it again while nobody amends it.

    Args:
        seen: the revision that the page showed; 0 where there was no text.

    Raises:
        SittingMoved: the sitting is closed.
        MotionAmended: an amendment was deposited, or the whole is put to the vote.
        MotionRewritten: somebody wrote it meanwhile.
        ValueError: it says nothing, or too much.
    """
    if not 0 < len(paragraphs) <= MOST_PARAGRAPHS or not all(paragraphs):
        raise ValueError(f"a text has 1 to {MOST_PARAGRAPHS} paragraphs")
    with transaction():
        lock_in(item.sitting, *BEFORE_CLOSING)
        motion = motion_of(item)
        if (motion.revision if motion else 0) != seen:
            raise MotionRewritten
        if motion is None:
            motion = Motion(item=item, paragraphs=paragraphs, written_at=now(), revision=1)
            db.session.add(motion)
        elif motion.amendments or motion.ballot_id is not None:
            raise MotionAmended
        else:
            motion.paragraphs, motion.written_at, motion.revision = paragraphs, now(), motion.revision + 1
        motion.written_by_id = by.id if by else None
        db.session.flush()
        journal.record("motion_written", motion, by=by, congress_id=item.sitting.congress_id, revision=motion.revision)
        return motion


def deposit_amendment(
    motion: Motion,
    mandate: Mandate,
    *,
    act: Act,
    paragraph: int,
    words: str = "",
    reason: str = "",
    by: Person | None,
) -> Amendment:
    """Deposit an amendment in the name of a member. The same one twice is one.

    Args:
        paragraph: of an addition, the one it follows; 0 before the first.

    Raises:
        SittingMoved: the sitting is closed.
        NoSuchParagraph: the text has none of that number.
        TextVotedAlready: the whole is put to the vote.
        AmendmentsFull: there are two hundred.
        ParagraphSettled: an amendment of that paragraph is adopted.
    """
    with transaction():
        lock_in(motion.item.sitting, *BEFORE_CLOSING)
        lock(motion)
        if motion.ballot_id is not None:
            raise TextVotedAlready
        if not (act is not Act.ADD) <= paragraph <= len(motion.paragraphs):
            raise NoSuchParagraph
        words = "" if act is Act.DELETE else words
        rows = select(Amendment).filter_by(motion_id=motion.id).order_by(Amendment.number)
        before = list(db.session.scalars(rows))
        same = (mandate.id, act, paragraph, words)
        for each in before:
            if each.withdrawn_at is None and (each.mandate_id, each.act, each.paragraph, each.words) == same:
                return each
        if len(before) >= MOST_AMENDMENTS:
            raise AmendmentsFull
        if act is not Act.ADD and paragraph in settled_paragraphs(motion):
            raise ParagraphSettled
        amendment = Amendment(
            motion_id=motion.id,
            number=len(before) + 1,
            mandate=mandate,
            act=act,
            paragraph=paragraph,
            words=words,
            reason=reason,
            deposited_at=now(),
            deposited_by_id=by.id if by else None,
        )
        db.session.add(amendment)
        db.session.flush()
        db.session.expire(motion, ["amendments"])
        _tell(motion, "amendment_deposited", amendment, by=by)
        return amendment


def withdraw_amendment(amendment: Amendment, *, by: Person | None) -> Amendment:
    """Note that its author withdraws it, before it is put to the vote. Twice is once.

    Raises:
        SittingMoved: the sitting is closed.
        AmendmentNotNext: it is in vote, or was voted.
    """
    with transaction():
        lock_in(amendment.motion.item.sitting, *BEFORE_CLOSING)
        lock(amendment)
        if amendment.withdrawn_at is not None:
            return amendment
        if amendment.ballot_id is not None:
            raise AmendmentNotNext
        amendment.withdrawn_at = now()
        _tell(amendment.motion, "amendment_withdrawn", amendment, by=by)
        return amendment


def put_amendment(
    amendment: Amendment,
    *,
    counted_by: HandsCount = HandsCount.TOTALS,
    kind: BallotKind = BallotKind.HANDS,
    by: Person | None,
) -> Ballot:
    """Prepare the vote on an amendment: the next one in the order of the votes, and no other.

    Raises:
        SittingMoved: the sitting is closed.
        AmendmentNotNext: another one comes before it, or it is decided.
    """
    with transaction():
        lock_in(amendment.motion.item.sitting, *BEFORE_CLOSING)
        motion = lock(amendment.motion)
        fresh = motion_of(motion.item)
        line = reading_of(fresh).next if fresh is not None else None
        if line is None or line.amendment.id != amendment.id:
            raise AmendmentNotNext
        ballot = draft_ballot(
            motion.item,
            kind=kind,
            counted_by=counted_by if kind is BallotKind.HANDS else None,
            question=_question(amendment),
            by=by,
        )
        amendment.ballot_id = ballot.id
        _tell(motion, "amendment_put", amendment, by=by)
        return ballot


def put_text(
    motion: Motion,
    *,
    counted_by: HandsCount = HandsCount.TOTALS,
    kind: BallotKind = BallotKind.HANDS,
    by: Person | None,
) -> Ballot:
    """Prepare the vote on the whole, as amended. Prepared already, it is that one.

    Raises:
        SittingMoved: the sitting is closed.
        AmendmentsWait: an amendment has no decision yet.
    """
    with transaction():
        lock_in(motion.item.sitting, *BEFORE_CLOSING)
        lock(motion)
        reading = reading_of(motion_of(motion.item) or motion)
        if reading.ballot is not None:
            return reading.ballot
        if reading.waiting:
            raise AmendmentsWait
        ballot = draft_ballot(
            motion.item,
            kind=kind,
            counted_by=counted_by if kind is BallotKind.HANDS else None,
            question=_whole(motion, is_amended=any(part.by for part in reading.parts)),
            by=by,
        )
        motion.ballot_id = ballot.id
        journal.record("motion_put", motion, by=by, congress_id=motion.item.sitting.congress_id)
        return ballot


def _question(amendment: Amendment) -> Translated:
    """The question that the chair reads, in both languages: it is kept with the ballot."""
    name, place = amendment.mandate.member.name, amendment.paragraph
    at_head = amendment.act is Act.ADD and place == 0
    french = "qui ajoute un paragraphe en tête" if at_head else _DOES_FR[amendment.act].format(place=place)
    english = "which adds a paragraph at the head" if at_head else _DOES_EN[amendment.act].format(place=place)
    return {
        "fr": f"Adoptez-vous l’amendement n°\u00a0{amendment.number} ({name}), {french}\u202f?",
        "en": f"Do you adopt amendment no. {amendment.number} ({name}), {english}?",
    }


def _whole(motion: Motion, *, is_amended: bool) -> Translated:
    title = motion.item.title
    return {
        "fr": f"Adoptez-vous le texte «\u00a0{title}\u00a0»{' ainsi amendé' if is_amended else ''}\u202f?",
        "en": f"Do you adopt the text “{title}”{' as amended' if is_amended else ''}?",
    }


def _tell(motion: Motion, what: str, amendment: Amendment, *, by: Person | None) -> None:
    sitting = motion.item.sitting
    journal.record(what, amendment, by=by, congress_id=sitting.congress_id, number=amendment.number)
    topics.announce(topic_of(sitting), what, {"amendment": amendment.public_id})
