"""The list of speakers of the item that is open: asked, withdrawn, called, ended; what the chair decides of it.

Every step locks the sitting first: two secretaries who give the floor at once give it to one, and a request that comes in at the
moment of the list's closing is on it or refused. Nothing here is voted, and no name goes to the live topic.
"""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from .. import journal
from ..clock import now
from ..database import db, lock, transaction
from ..errors import NotFound
from ..live import topics
from ..live.topics import Pace
from ..people.models import Person
from .ballot_pauses import topic_of
from .floor_models import SPEECH_SECONDS, Floor, Speech, SpeechKind, SpeechSource, SpeechState
from .floor_refusals import FloorTaken, ListClosed, NoItemOpen, OrderRaisedAlready, SpeechMoved, TakesNoPart
from .item_moments import current_item, stop_speaking
from .recusals import recused_from
from .rules.roll import Carrier
from .sitting_models import AgendaItem, Mandate, Sitting, SittingState
from .sittings import lock_in

ORDER_SECONDS = 60
"""A point of order says in a minute what is wrong with the way the sitting is held."""
MORE_SECONDS = 60
"""What the chair adds in one gesture."""
MOST_SECONDS = 3600
LEAST_SECONDS = 30


def ask_floor(
    sitting: Sitting,
    mandate: Mandate,
    *,
    carrier: Carrier = Carrier.TITULAR,
    kind: SpeechKind = SpeechKind.SPEECH,
    source: SpeechSource,
    by: Person | None,
) -> Speech:
    """Put a voice on the list of the item that is open. Asked twice, it waits once.

    Raises:
        SittingMoved: the sitting is not open.
        NoItemOpen: no item is.
        TakesNoPart: the member withdrew from the item.
        ListClosed: the chair has closed the list; a point of order passes all the same.
        OrderRaisedAlready: this voice has raised its point of order on the item.
    """
    with transaction():
        lock_in(sitting, SittingState.OPEN)
        item = current_item(sitting)
        if item is None:
            raise NoItemOpen
        if mandate.id in recused_from(item):
            raise TakesNoPart
        if kind is SpeechKind.SPEECH and floor_of(item).closed_at is not None:
            raise ListClosed
        if kind is SpeechKind.POINT_OF_ORDER and _raised_order(item, mandate):
            raise OrderRaisedAlready
        own = select(Speech).filter_by(item_id=item.id, mandate_id=mandate.id, kind=kind, state=SpeechState.WAITING)
        if (waiting := db.session.scalars(own).first()) is not None:
            return waiting
        speech = Speech(
            item=item,
            mandate=mandate,
            carrier=carrier,
            kind=kind,
            source=source,
            asked_at=now(),
            asked_by_id=by.id if by else None,
        )
        db.session.add(speech)
        db.session.flush()
        _tell(item, "asked", speech, by=by)
        return speech


def withdraw(speech: Speech, *, by: Person | None) -> Speech:
    """Take a request off the list. One that was withdrawn stays so.

    Raises:
        SpeechMoved: the floor was given meanwhile, or the item ended.
    """
    with transaction():
        lock(speech.item.sitting)
        lock(speech)
        if speech.state is SpeechState.WITHDRAWN:
            return speech
        if speech.state is not SpeechState.WAITING:
            raise SpeechMoved
        speech.state, speech.ended_at = SpeechState.WITHDRAWN, now()
        _tell(speech.item, "withdrawn", speech, by=by)
        return speech


def give_floor(speech: Speech, *, by: Person | None) -> Speech:
    """Give the floor: whoever had it has finished, but for a point of order, which nobody interrupts.

    Raises:
        SittingMoved: the sitting is not open.
        SpeechMoved: it does not wait any more.
        NoItemOpen: its item is not open.
        FloorTaken: somebody raises a point of order.
    """
    with transaction():
        sitting = lock_in(speech.item.sitting, SittingState.OPEN)
        lock(speech)
        if speech.state is not SpeechState.WAITING:
            raise SpeechMoved
        item = current_item(sitting)
        if item is None or item.id != speech.item_id:
            raise NoItemOpen
        speaking = speaking_in(item)
        if speaking is not None and speaking.is_order:
            raise FloorTaken
        stop_speaking(item)
        seconds = ORDER_SECONDS if speech.is_order else floor_of(item).seconds
        speech.state, speech.begun_at, speech.seconds = SpeechState.SPEAKING, now(), seconds
        _tell(item, "given", speech, by=by)
        return speech


def end_speech(speech: Speech, *, by: Person | None) -> Speech:
    """Note that the speaker has finished. Twice is once.

    Raises:
        SpeechMoved: it never began.
    """
    with transaction():
        lock(speech.item.sitting)
        lock(speech)
        if speech.state is SpeechState.DONE:
            return speech
        if speech.state is not SpeechState.SPEAKING:
            raise SpeechMoved
        speech.state, speech.ended_at = SpeechState.DONE, now()
        _tell(speech.item, "ended", speech, by=by)
        return speech


def give_more(speech: Speech, *, seen: int, by: Person | None) -> Speech:
    """Add a minute to a speech that goes on. A press sent twice adds one.

    Args:
        seen: the seconds that the page showed.

    Raises:
        SpeechMoved: it ended.
    """
    with transaction():
        lock(speech.item.sitting)
        lock(speech)
        if speech.state is not SpeechState.SPEAKING:
            raise SpeechMoved
        if speech.seconds == seen and seen + MORE_SECONDS <= MOST_SECONDS:
            speech.seconds = seen + MORE_SECONDS
            _tell(speech.item, "lengthened", speech, by=by)
        return speech


def set_floor(item: AgendaItem, *, seconds: int, first_timers_first: bool, is_closed: bool, by: Person | None) -> Floor:
    """Write what the chair decides of the list of an item: the time of a speech from now on, its order, whether it is closed.

    Raises:
        SittingMoved: the sitting is not open.
        ValueError: no such time is given to anybody.
    """
    if not LEAST_SECONDS <= seconds <= MOST_SECONDS:
        raise ValueError(f"a speech lasts {LEAST_SECONDS} to {MOST_SECONDS} seconds, not {seconds}")
    with transaction():
        lock_in(item.sitting, SittingState.OPEN)
        db.session.execute(insert(Floor).values(item_id=item.id).on_conflict_do_nothing())
        floor = db.session.scalars(
            select(Floor).filter_by(item_id=item.id).execution_options(populate_existing=True)
        ).one()
        floor.seconds, floor.first_timers_first = seconds, first_timers_first
        floor.closed_at = (floor.closed_at or now()) if is_closed else None
        journal.record(
            "floor_set",
            item,
            by=by,
            congress_id=item.sitting.congress_id,
            seconds=seconds,
            first_timers_first=first_timers_first,
            is_closed=is_closed,
        )
        topics.announce(topic_of(item.sitting), "floor_set", {"item": item.public_id}, pace=Pace.FAST)
        return floor


def floor_of(item: AgendaItem) -> Floor:
    """Return what the chair decided of the list of an item; the usual rules where nothing was."""
    rows = select(Floor).filter_by(item_id=item.id).execution_options(populate_existing=True)
    return db.session.scalars(rows).first() or usual_floor(item)


def usual_floor(item: AgendaItem) -> Floor:
    """Return the usual rules of a list. Nothing is written."""
    return Floor(item_id=item.id, seconds=SPEECH_SECONDS, first_timers_first=True)


def speaking_in(item: AgendaItem) -> Speech | None:
    """Return the speech that goes on, or None."""
    rows = select(Speech).filter_by(item_id=item.id, state=SpeechState.SPEAKING)
    return db.session.scalars(rows.execution_options(populate_existing=True)).first()


def speech_of(sitting: Sitting, public_id: str) -> Speech:
    """Return a speech of a sitting.

    Raises:
        NotFound: it is another sitting's, or does not exist.
    """
    rows = select(Speech).join(AgendaItem).where(AgendaItem.sitting_id == sitting.id, Speech.public_id == public_id)
    found = db.session.scalars(rows).first()
    if found is None:
        raise NotFound
    return found


def _raised_order(item: AgendaItem, mandate: Mandate) -> bool:
    """Whether a voice has had its point of order on an item."""
    had = (SpeechState.SPEAKING, SpeechState.DONE)
    rows = select(Speech.id).filter_by(item_id=item.id, mandate_id=mandate.id, kind=SpeechKind.POINT_OF_ORDER)
    return db.session.scalar(rows.where(Speech.state.in_(had)).limit(1)) is not None


def _tell(item: AgendaItem, what: str, speech: Speech, *, by: Person | None) -> None:
    """Write a step in the journal, and announce it: the step alone, nobody's name."""
    sitting = item.sitting
    journal.record(f"speech_{what}", speech, by=by, congress_id=sitting.congress_id)
    topics.announce(topic_of(sitting), f"speech_{what}", {"speech": speech.public_id}, pace=Pace.FAST)
