"""The list of speakers as one voice sees it on its own link: whether it may ask, where it stands, how long it still has.

Of a decision that is adopted unless somebody objects, it may object: that is no vote. It leads to one, and the voting page asks for the
credential that an e-mail address does not give (docs/decisions/0039-emargement.md).
"""

from dataclasses import dataclass

from sqlalchemy import select

from ..database import db
from ..errors import NotFound
from ..people.models import Person
from .ballot_counts import object_to
from .ballot_models import Ballot, BallotLine, BallotState, HandsCount
from .floor import floor_of, speaking_in
from .floor_models import Speech, SpeechKind, SpeechState
from .item_moments import current_item, speeches_in
from .roll_calls import Part
from .rules.floor import Asked, in_order
from .sitting_models import AgendaItem, Sitting, SittingState


@dataclass(frozen=True, slots=True)
class OwnFloor:
    """What one voice sees. `place`: from 1, None where it does not wait; `own_order`: its point of order waits or was heard.

    `objection`: the ballot to which it may object now.
    """

    item: AgendaItem | None
    is_list_closed: bool = False
    waiting: Speech | None = None
    place: int | None = None
    speaking: Speech | None = None
    order_waits: Speech | None = None
    order_was: bool = False
    objection: Ballot | None = None


def own_floor(sitting: Sitting, part: Part) -> OwnFloor:
    """Return what a voice sees of the floor. A handful of queries about one item."""
    item = current_item(sitting) if sitting.state is SittingState.OPEN else None
    if item is None:
        return OwnFloor(None)
    ident, floor = part[0].mandate.id, floor_of(item)
    waits = speeches_in(item, SpeechState.WAITING)
    had = speeches_in(item, SpeechState.SPEAKING, SpeechState.DONE)
    order = in_order(
        [Asked(each.mandate_id, each.is_order, each.asked_at, each.id) for each in waits],
        spoke={each.mandate_id for each in had if not each.is_order},
        first_timers_first=floor.first_timers_first,
    )
    own = [each for each in waits if each.mandate_id == ident]
    waiting = next((each for each in own if each.kind is SpeechKind.SPEECH), None)
    places = [each.place for each in order]
    speaking = speaking_in(item)
    return OwnFloor(
        item,
        floor.closed_at is not None,
        waiting,
        places.index(waiting.id) + 1 if waiting else None,
        speaking if speaking is not None and speaking.mandate_id == ident else None,
        next((each for each in own if each.is_order), None),
        any(each.is_order and each.mandate_id == ident for each in had),
        _open_to_objection(item, ident),
    )


def own_speech(sitting: Sitting, part: Part, public_id: str) -> Speech:
    """Return a request of one's own voice.

    Raises:
        NotFound: it is another's, or does not exist.
    """
    rows = select(Speech).join(AgendaItem).where(AgendaItem.sitting_id == sitting.id, Speech.public_id == public_id)
    found = db.session.scalars(rows.where(Speech.mandate_id == part[0].mandate.id)).first()
    if found is None:
        raise NotFound
    return found


def object_from_afar(sitting: Sitting, part: Part, ballot_id: str, *, by: Person | None) -> Ballot:
    """Object, with one's own voice, to what would be adopted without a vote.

    Raises:
        NotFound: no such ballot, or this voice is not on its roll.
        BallotMoved: the window is over.
    """
    rows = select(BallotLine).join(Ballot).join(AgendaItem)
    rows = rows.where(AgendaItem.sitting_id == sitting.id, Ballot.public_id == ballot_id)
    line = db.session.scalars(rows.where(BallotLine.mandate_id == part[0].mandate.id)).first()
    if line is None:
        raise NotFound
    return object_to(line.ballot, line, by=by)


def _open_to_objection(item: AgendaItem, mandate_id: int) -> Ballot | None:
    rows = select(Ballot).join(BallotLine, BallotLine.ballot_id == Ballot.id)
    rows = rows.where(Ballot.item_id == item.id, Ballot.state == BallotState.OPEN, BallotLine.mandate_id == mandate_id)
    return db.session.scalars(rows.where(Ballot.counted_by == HandsCount.UNANIMITY)).first()
