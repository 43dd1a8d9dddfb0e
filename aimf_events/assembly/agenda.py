"""The agenda of a sitting: items in their order, their papers by version, and what members ask to add."""

from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from .. import journal
from ..clock import now
from ..database import db, lock, transaction
from ..errors import NotFound, Refusal
from ..members.models import Member
from ..people.models import Person
from ..registration.document_files import PreparedDocument
from .ballot_models import Ballot
from .ballot_refusals import ItemHasBallots
from .election_models import Election
from .parameters import Parameter
from .rules.notice import last_day
from .sitting_models import AgendaItem, ItemDocument, ItemKind, ItemRequest, RequestState, Sitting, SittingState
from .sittings import day_at_seat, lock_in, profile_of

BEFORE_CLOSING = (SittingState.DRAFT, SittingState.CONVENED, SittingState.OPEN, SittingState.SUSPENDED)
MOST_ITEMS = 100


class AgendaFull(Refusal):
    """A hundred items is no agenda any more."""

    code = "agenda_full"

    def __init__(self) -> None:
        super().__init__(_l("Cet ordre du jour a déjà cent points : regroupez-en quelques-uns."))


class ItemConvened(Refusal):
    """The item stands in the convocation that members received: it stays, at its place."""

    code = "item_convened"

    def __init__(self) -> None:
        super().__init__(
            _l("Ce point figure dans la convocation que les membres ont reçue : il ne se retire plus."),
            advice=_l("La séance décidera de ne pas l’examiner ; le procès-verbal le dira."),
        )


class RequestDecided(Refusal):
    """The request was answered meanwhile."""

    code = "item_request_decided"

    def __init__(self) -> None:
        super().__init__(_l("Cette demande a déjà sa réponse."))


def add_item(
    sitting: Sitting, *, kind: ItemKind, title: str, text: str = "", minutes: int | None = None, by: Person | None
) -> AgendaItem:
    """Add an item at the end. After the convocation it is said to have been added since.

    Args:
        minutes: how long it is planned to take.

    Raises:
        SittingMoved: the sitting is closed.
        AgendaFull: there are a hundred.
    """
    with transaction():
        lock_in(sitting, *BEFORE_CLOSING)
        count, last = db.session.execute(
            select(func.count(), func.max(AgendaItem.position)).where(AgendaItem.sitting_id == sitting.id)
        ).one()
        if count >= MOST_ITEMS:
            raise AgendaFull
        item = AgendaItem(
            sitting_id=sitting.id,
            position=(last or 0) + 1,
            kind=kind,
            title=title,
            text=text,
            minutes=minutes,
            added_at=now(),
        )
        db.session.add(item)
        db.session.flush()
        db.session.expire(sitting, ["items"])
        journal.record("item_added", item, by=by, congress_id=sitting.congress_id, title=title)
        return item


def change_item(
    item: AgendaItem, *, kind: ItemKind, title: str, text: str, minutes: int | None = None, by: Person | None
) -> AgendaItem:
    """Correct an item; once members were convened, its kind and title stay; its explanation and planned time may change.

    Raises:
        SittingMoved: the sitting is closed.
        ItemConvened: kind or title of an item that members have read.
    """
    with transaction():
        lock_in(item.sitting, *BEFORE_CLOSING)
        lock(item)
        if is_convened(item) and (item.kind, item.title) != (kind, title):
            raise ItemConvened
        was = [item.kind.value, item.title, item.text]
        item.kind, item.title, item.text, item.minutes = kind, title, text, minutes
        if was != [kind.value, title, text]:
            journal.record("item_changed", item, by=by, congress_id=item.sitting.congress_id, was=was)
        return item


def move_item(item: AgendaItem, *, up: bool, by: Person | None) -> AgendaItem:
    """Move an item one place up or down; at the end of the list nothing happens.

    Raises:
        SittingMoved: the agenda was sent, the order is what members have read.
    """
    with transaction():
        sitting = lock_in(item.sitting, SittingState.DRAFT)
        rows = list(
            db.session.scalars(
                select(AgendaItem)
                .filter_by(sitting_id=sitting.id)
                .order_by(AgendaItem.position, AgendaItem.id)
                .execution_options(populate_existing=True)
            )
        )
        place = rows.index(item)
        other = place + (-1 if up else 1)
        if 0 <= other < len(rows):
            rows[place], rows[other] = rows[other], rows[place]
            for position, each in enumerate(rows, start=1):
                each.position = position
            db.session.flush()
            journal.record("item_moved", item, by=by, congress_id=sitting.congress_id, to=other + 1)
        db.session.expire(sitting, ["items"])
        return item


def remove_item(item: AgendaItem, *, by: Person | None) -> None:
    """Take an item off an agenda that nobody has read.

    Raises:
        SittingMoved: the sitting is closed.
        ItemConvened: members have read it.
        ItemHasBallots: a ballot or an election is prepared or was held on it.
    """
    with transaction():
        sitting = lock_in(item.sitting, *BEFORE_CLOSING)
        if is_convened(item):
            raise ItemConvened
        for held in (Ballot.id, Election.id):
            if db.session.scalar(select(held).filter_by(item_id=item.id).limit(1)) is not None:
                raise ItemHasBallots
        journal.record("item_removed", item, by=by, congress_id=sitting.congress_id, title=item.title)
        db.session.delete(item)
        db.session.flush()
        db.session.expire(sitting, ["items"])


def is_convened(item: AgendaItem) -> bool:
    """Return whether an item stood in the convocation."""
    convened_at = item.sitting.convened_at
    return convened_at is not None and item.added_at <= convened_at


def add_document(item: AgendaItem, prepared: PreparedDocument, *, name: str, by: Person | None) -> ItemDocument:
    """Add a paper to an item; under a name that it has already, as the next version. The same file again is the same version.

    Raises:
        SittingMoved: the sitting is closed.
    """
    with transaction():
        lock_in(item.sitting, *BEFORE_CLOSING)
        rows = select(ItemDocument).filter_by(item_id=item.id, name=name).order_by(ItemDocument.version.desc())
        last = db.session.scalars(rows.limit(1)).first()
        if last is not None and last.sha256 == prepared.sha256:
            return last
        document = ItemDocument(
            item_id=item.id,
            name=name,
            version=last.version + 1 if last else 1,
            media_type=prepared.media_type,
            content=prepared.content,
            size=len(prepared.content),
            sha256=prepared.sha256,
            added_at=now(),
            added_by_id=by.id if by else None,
        )
        db.session.add(document)
        db.session.flush()
        db.session.expire(item, ["documents"])
        journal.record(
            "item_document_added",
            item,
            by=by,
            congress_id=item.sitting.congress_id,
            name=name,
            version=document.version,
            sha256=prepared.sha256,
        )
        return document


@dataclass(frozen=True, slots=True)
class LastDays:
    """The last day of each thing that comes before a sitting, civil days at the seat."""

    convocation: date
    documents: date
    requests: date


def last_days(sitting: Sitting) -> LastDays:
    """Return the last days on which convocation, documents and requests are in time.

    Raises:
        NoStatutes: no version is in force on its day.
    """
    profile = profile_of(sitting)
    day = day_at_seat(sitting, profile.zone())
    return LastDays(
        *(
            last_day(day, profile.number(parameter))
            for parameter in (Parameter.NOTICE_DAYS, Parameter.DOCUMENTS_DAYS, Parameter.AGENDA_REQUESTS_DAYS)
        )
    )


def record_request(
    sitting: Sitting, member: Member, *, title: str, received_on: date, by: Person | None
) -> ItemRequest:
    """Record what a member asks to put on the agenda; after the statutes' last day it is late, and still shown to the chair.

    Raises:
        SittingMoved: the sitting is open or over.
    """
    with transaction():
        lock_in(sitting, SittingState.DRAFT, SittingState.CONVENED)
        request = ItemRequest(
            sitting_id=sitting.id,
            member=member,
            title=title,
            received_on=received_on,
            is_late=received_on > last_days(sitting).requests,
            recorded_at=now(),
            recorded_by_id=by.id if by else None,
        )
        db.session.add(request)
        db.session.flush()
        journal.record("item_requested", request, by=by, congress_id=sitting.congress_id, member=member.id, title=title)
        return request


def answer_request(
    request: ItemRequest, sitting: Sitting, *, accepts: bool, reason: str, by: Person | None
) -> ItemRequest:
    """Accept a request, which adds an item, or refuse it with its reason.

    Raises:
        RequestDecided: it was answered.
        SittingMoved: the sitting is closed.
    """
    with transaction():
        lock(request)
        if request.state is not RequestState.WAITING:
            raise RequestDecided
        request.state = RequestState.ACCEPTED if accepts else RequestState.REFUSED
        request.reason, request.decided_at, request.decided_by_id = reason, now(), by.id if by else None
        if accepts:
            add_item(sitting, kind=ItemKind.OTHER, title=request.title, by=by)
        journal.record(
            "item_request_answered", request, by=by, congress_id=sitting.congress_id, accepts=accepts, reason=reason
        )
        return request


def requests_of(sitting: Sitting) -> list[ItemRequest]:
    """Return what members asked for, in the order in which it came."""
    rows = select(ItemRequest).filter_by(sitting_id=sitting.id).options(joinedload(ItemRequest.member))
    return list(db.session.scalars(rows.order_by(ItemRequest.id)))


def item_of(sitting: Sitting, public_id: str) -> AgendaItem:
    """Return an item of a sitting.

    Raises:
        NotFound: it is another sitting's, or does not exist.
    """
    found = next((item for item in sitting.items if item.public_id == public_id), None)
    if found is None:
        raise NotFound
    return found


def request_of(sitting: Sitting, public_id: str) -> ItemRequest:
    """Return a request of a sitting.

    Raises:
        NotFound: it is another sitting's, or does not exist.
    """
    rows = select(ItemRequest).filter_by(sitting_id=sitting.id, public_id=public_id)
    found = db.session.scalars(rows).first()
    if found is None:
        raise NotFound
    return found


def document_of(sitting: Sitting, public_id: str) -> ItemDocument:
    """Return a paper of a sitting, any version.

    Raises:
        NotFound: it is another sitting's, or does not exist.
    """
    rows = select(ItemDocument).join(AgendaItem).filter(AgendaItem.sitting_id == sitting.id)
    found = db.session.scalars(rows.where(ItemDocument.public_id == public_id)).first()
    if found is None:
        raise NotFound
    return found
