"""The life of minutes: begun, written block by block, settled, signed on paper, corrected, put to the next sitting's approval."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from .. import crypto, journal
from ..assembly.agenda import add_document, add_item
from ..assembly.ballot_models import Ballot, BallotKind, BallotState, HandsCount
from ..assembly.ballots import ballots_of, draft_ballot
from ..assembly.rehearsal_limits import demand_counted
from ..assembly.sitting_models import AgendaItem, ItemKind, Sitting, SittingState
from ..assembly.sittings import lock_in
from ..clock import now
from ..database import Translated, db, lock, transaction
from ..errors import NotFound, Refusal
from ..i18n import DEFAULT_LANGUAGE, LANGUAGES, use_language
from ..people.models import Person
from ..registration.document_files import PreparedDocument, prepare_document
from .decisions import HELD, ChangedMeanwhile
from .drafting import CORRECTIONS, Block, blocks_of, content_hash, corrections_of, frozen_content, title_of
from .minutes_models import Minutes, MinutesState, MinutesText
from .minutes_pdf import minutes_pdf

_BEFORE = (SittingState.DRAFT, SittingState.CONVENED, SittingState.OPEN, SittingState.SUSPENDED)


class MinutesMoved(Refusal):
    """The minutes are no longer in the state that this act needs."""

    code = "minutes_state"

    def __init__(self) -> None:
        super().__init__(
            _l("Le procès-verbal n’est plus dans l’état que vous aviez sous les yeux."),
            advice=_l("Relisez sa page, puis choisissez de nouveau."),
        )


class NotOver(Refusal):
    """The sitting is not closed, or a ballot waits for its publication."""

    code = "minutes_too_soon"

    def __init__(self) -> None:
        super().__init__(
            _l("La séance n’est pas levée, ou le résultat d’un scrutin n’est pas publié."),
            advice=_l("Publiez ou annulez chaque scrutin et levez la séance : le texte s’arrête ensuite."),
        )


class FactsMoved(Refusal):
    """Facts have changed under words that a person wrote, and nobody has looked."""

    code = "minutes_facts_moved"

    def __init__(self) -> None:
        super().__init__(
            _l("Des faits ont changé sous un texte que vous aviez écrit."),
            advice=_l(
                "Le procès-verbal montre chaque différence : gardez votre texte ou reprenez les faits, puis arrêtez-le."
            ),
        )


class OtherBody(Refusal):
    """Minutes are approved by a later sitting of the same body."""

    code = "minutes_other_body"

    def __init__(self) -> None:
        super().__init__(_l("Un procès-verbal est approuvé par une séance suivante de la même instance."))


def minutes_of(sitting: Sitting) -> Minutes | None:
    """Return the minutes of a sitting; None where nobody has begun them."""
    return db.session.scalars(select(Minutes).filter_by(sitting_id=sitting.id)).first()


def begin_minutes(sitting: Sitting, *, by: Person | None) -> Minutes:
    """Begin the minutes of a sitting that was opened; a second press finds the same.

    Raises:
        SittingMoved: it was never opened.
        RehearsalCountsForNothing: it is a rehearsal.
    """
    with transaction():
        lock_in(sitting, *HELD)
        demand_counted(sitting)
        minutes = minutes_of(sitting)
        if minutes is None:
            minutes = Minutes(sitting=sitting, begun_at=now(), begun_by_id=by.id if by else None)
            db.session.add(minutes)
            db.session.flush()
            journal.record("minutes_begun", minutes, by=by, congress_id=sitting.congress_id)
        return minutes


def write_block(minutes: Minutes, key: str, text: str | None, *, seen: int, by: Person | None) -> MinutesText:
    """Write over the facts of a block, or take them again (`text` None). What was written before stays on record.

    The same words again, while the facts have changed, say that somebody has looked and keeps them.

    Args:
        seen: `Block.seen` of the page that was read.

    Raises:
        MinutesMoved: the text is settled.
        NotFound: no such block.
        ChangedMeanwhile: a colleague wrote in it since.
    """
    with transaction():
        _lock_in(minutes, MinutesState.DRAFT)
        block = block_of(minutes, key)
        if block.seen != seen:
            raise ChangedMeanwhile
        return _write(minutes, key, text, block.fact.text, by=by)


def settle_minutes(minutes: Minutes, *, chair: str, secretary: str, by: Person | None) -> Minutes:
    """Settle the text: from now on it is what is printed and signed, and its hash stands on each page.

    Args:
        chair, secretary: who signs, as the paper names them.

    Raises:
        MinutesMoved: it is settled already.
        NotOver: the sitting is not closed, or a ballot waits for its publication.
        FactsMoved: facts have changed under what somebody wrote.
    """
    with transaction():
        sitting = minutes.sitting
        lock(sitting)
        _lock_in(minutes, MinutesState.DRAFT)
        unsaid = (BallotState.OPEN, BallotState.SUSPENDED, BallotState.CLOSED)
        if sitting.state is not SittingState.CLOSED or any(each.state in unsaid for each in ballots_of(sitting)):
            raise NotOver
        blocks = blocks_of(minutes)
        if any(block.differs for block in blocks):
            raise FactsMoved
        content = {**frozen_content(minutes, blocks), "chair": chair, "secretary": secretary}
        minutes.chair, minutes.secretary = chair, secretary
        minutes.content, minutes.sha256 = content, content_hash(content)
        minutes.state, minutes.settled_at, minutes.settled_by_id = MinutesState.SETTLED, now(), by.id if by else None
        _record("minutes_settled", minutes, by=by, sha256=minutes.sha256)
        return minutes


def reopen_minutes(minutes: Minutes, *, by: Person | None) -> Minutes:
    """Take up a settled text again, before anybody signs it.

    Raises:
        MinutesMoved: it is a draft, or signed.
    """
    with transaction():
        _lock_in(minutes, MinutesState.SETTLED)
        _record("minutes_reopened", minutes, by=by, sha256=minutes.sha256)
        minutes.state, minutes.content, minutes.sha256 = MinutesState.DRAFT, None, ""
        minutes.settled_at = minutes.settled_by_id = None
        return minutes


def file_signed(minutes: Minutes, scan: PreparedDocument, *, by: Person | None) -> Minutes:
    """Keep the scan of the copy that two people signed by hand. The same scan again is the same act.

    Raises:
        MinutesMoved: the text is not settled, or another scan was filed.
    """
    with transaction():
        lock(minutes)
        if minutes.is_signed and minutes.scan_sha256 == scan.sha256:
            return minutes
        if minutes.state is not MinutesState.SETTLED:
            raise MinutesMoved
        minutes.scan = crypto.encrypt(scan.content, _sealed_for(minutes))
        minutes.scan_type, minutes.scan_name, minutes.scan_size = scan.media_type, scan.file_name, len(scan.content)
        minutes.scan_sha256 = scan.sha256
        minutes.state, minutes.signed_at, minutes.signed_by_id = MinutesState.SIGNED, now(), by.id if by else None
        db.session.flush()
        _record("minutes_signed", minutes, by=by, scan=scan.sha256, sha256=minutes.sha256)
        return minutes


def scan_of(minutes: Minutes) -> bytes:
    """Return the signed copy.

    Raises:
        NotFound: it is not signed.
    """
    if minutes.scan is None:
        raise NotFound
    return crypto.decrypt(minutes.scan, _sealed_for(minutes))


def correct_minutes(minutes: Minutes, text: str, *, seen: int, by: Person | None) -> Minutes:
    """Write what is corrected in signed minutes. The signed text stays as it is; the corrections are printed before it.

    Raises:
        MinutesMoved: not signed yet, or approved.
        ChangedMeanwhile: a colleague corrected them since.
    """
    with transaction():
        _lock_in(minutes, MinutesState.SIGNED, MinutesState.CORRECTED)
        last = corrections_of(minutes)
        if (last.id if last else 0) != seen:
            raise ChangedMeanwhile
        _write(minutes, CORRECTIONS, text, last.text or "" if last else "", by=by)
        minutes.state = MinutesState.CORRECTED
        return minutes


def put_to_approval(minutes: Minutes, later: Sitting, *, by: Person | None) -> AgendaItem:
    """Put signed minutes on the agenda of a later sitting of the same body, with their paper and a ballot by hands prepared. Once.

    Raises:
        MinutesMoved: they are not signed, approved already, or on an agenda.
        OtherBody: another body's sitting, or an earlier one.
        SittingMoved: that sitting is over.
    """
    with transaction():
        sitting = minutes.sitting
        if later.is_rehearsal or later.body is not sitting.body or later.starts_at <= sitting.starts_at:
            raise OtherBody
        lock_in(later, *_BEFORE)
        _lock_in(minutes, MinutesState.SIGNED, MinutesState.CORRECTED)
        if minutes.approval_item_id is not None:
            raise MinutesMoved
        with use_language(DEFAULT_LANGUAGE):
            title = title_of(sitting)
        item = add_item(later, kind=ItemKind.OTHER, title=f"Approbation : {title}"[:200], by=by)
        paper = prepare_document(minutes_pdf(minutes), f"{title}.pdf")
        add_document(item, paper, name=title, by=by)
        minutes.approval_item_id, minutes.asking = item.id, _ask_approval(item, sitting, by=by)
        db.session.flush()
        _record("minutes_put_to_approval", minutes, by=by, sitting=later.public_id)
        return item


def _ask_approval(item: AgendaItem, sitting: Sitting, *, by: Person | None) -> Ballot:
    question: Translated = {}
    for code in LANGUAGES:
        with use_language(code):
            question[code] = _("Approuvez-vous ce texte : %(title)s ?", title=title_of(sitting))
    return draft_ballot(item, kind=BallotKind.HANDS, counted_by=HandsCount.TOTALS, question=question, by=by)


def later_sittings(sitting: Sitting) -> list[Sitting]:
    """Return the sittings of the same body that come after one and are not over, the next one first."""
    rows = select(Sitting).where(Sitting.body == sitting.body, Sitting.state.in_(_BEFORE), Sitting.day >= sitting.day)
    found = db.session.scalars(
        rows.where(Sitting.rehearsed_id.is_(None)).order_by(Sitting.day, Sitting.starts, Sitting.id)
    )
    return [each for each in found if each.starts_at > sitting.starts_at]


def block_of(minutes: Minutes, key: str) -> Block:
    """Return a block of a draft.

    Raises:
        NotFound: there is none of that name.
    """
    found = next((block for block in blocks_of(minutes) if block.fact.key == key), None)
    if found is None:
        raise NotFound
    return found


def _write(minutes: Minutes, key: str, text: str | None, facts: str, *, by: Person | None) -> MinutesText:
    written = MinutesText(
        minutes_id=minutes.id, key=key, text=text, based_on=facts, at=now(), by_id=by.id if by else None
    )
    db.session.add(written)
    db.session.flush()
    _record("minutes_written", minutes, by=by, block=key, facts=text is None)
    return written


def _lock_in(minutes: Minutes, *states: MinutesState) -> None:
    lock(minutes)
    if minutes.state not in states:
        raise MinutesMoved


def _record(verb: str, minutes: Minutes, *, by: Person | None, **details: object) -> None:
    journal.record(verb, minutes, by=by, congress_id=minutes.sitting.congress_id, **details)


def _sealed_for(minutes: Minutes) -> str:
    return f"minutes:{minutes.public_id}:scan"
