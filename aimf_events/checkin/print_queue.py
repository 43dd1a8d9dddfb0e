"""The print queue of the desks: whatever wants a badge on paper asks once, and the desks print one after the other.

Source of the rule: shared/specs/badges-checkin.md, "a print queue for the desk (idempotent per badge and issue; auto-print
at first check-in)". Scans know nothing of it: who came in at a door that prints is found afterwards, in the presence at
that door (docs/decisions/0022).
"""

import logging
import secrets
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from .. import journal
from ..clock import now
from ..congress.congresses import congress_by_name
from ..congress.models import Congress
from ..database import db, lock, new_public_id, transaction
from ..errors import NotFound, Refusal
from ..jobs import periodic
from ..live import topics
from ..people.models import Person
from .badges import reissue_badge, with_bearers
from .models import Badge, BadgeState, Checkpoint
from .print_models import AGAIN, PrintReason, PrintRequest, PrintState
from .prints import remember_prints

log = logging.getLogger(__name__)

HOLD = timedelta(minutes=2)
"""How long a desk may take to print one badge before another desk may have it."""


class BadgeIsRevoked(Refusal):
    """A revoked badge opens no door: there is nothing to print."""

    code = "badge_is_revoked"

    def __init__(self) -> None:
        super().__init__(
            _l("Ce badge est révoqué : il n’est plus à imprimer."),
            advice=_l("Accréditez de nouveau la personne, et son badge s’imprimera."),
        )


class TakenOver(Refusal):
    """Another desk prints this badge now."""

    code = "print_taken_over"

    def __init__(self) -> None:
        super().__init__(
            _l("Un autre poste imprime ce badge, ou l’a déjà imprimé."),
            advice=_l("Ne remettez pas ce papier s’il est sorti deux fois : prenez le badge suivant."),
        )


def new_kiosk() -> str:
    """Return a name for a desk that opens: short, to be read aloud, and no other's by chance."""
    return f"poste-{secrets.token_hex(3)}"


def enqueue_print(badge: Badge, *, by: Person | None, reason: PrintReason) -> PrintRequest:
    """Ask for a badge or a card on paper; asked twice for the same issue, it is once.

    What was printed already is printed again only for a reason that needs it (lost, damaged, another name, ...).

    Raises:
        BadgeIsRevoked.
    """
    with transaction():
        if badge.state is BadgeState.REVOKED:
            raise BadgeIsRevoked
        new = insert(PrintRequest).values(
            public_id=new_public_id(),
            congress_id=badge.congress_id,
            badge_id=badge.id,
            issue=badge.issue,
            reason=reason,
            state=PrintState.WAITING,
            asked_at=now(),
            asked_by_id=by.id if by else None,
            kiosk="",
            trouble="",
        )
        db.session.flush()
        db.session.execute(new.on_conflict_do_nothing(index_elements=["badge_id", "issue"]))
        asked = select(PrintRequest).filter_by(badge_id=badge.id, issue=badge.issue)
        request = db.session.scalars(asked.with_for_update().execution_options(populate_existing=True)).one()
        ended = request.state in (PrintState.FAILED, PrintState.DROPPED)
        if ended or (request.state is PrintState.PRINTED and reason in AGAIN):
            request.state, request.reason, request.trouble = PrintState.WAITING, reason, ""
            request.asked_at, request.asked_by_id, request.ended_at = now(), by.id if by else None, None
        return request


def replace_lost(badge: Badge, *, by: Person | None, reason: str, issue: int | None = None) -> Badge:
    """Issue a lost badge again and ask for its paper: the old one is dead at that moment.

    Once for an `issue`, however often it is said: what was printed since lives.
    """
    with transaction():
        former = lock(badge).issue
        if reissue_badge(badge, by=by, reason=reason, issue=issue).issue == former:
            return badge
        enqueue_print(badge, by=by, reason=PrintReason.LOST)
        return badge


def take_next(congress: Congress, *, kiosk: str) -> PrintRequest | None:
    """Give a desk the next badge to print, for two minutes; None if nothing waits.

    Rows that another desk takes at this moment are passed over, so no two desks ever wait for each other.
    """
    ask_for_arrivals(congress)
    _follow_issues(congress)
    with transaction():
        waiting = select(PrintRequest).join(PrintRequest.badge).where(PrintRequest.congress_id == congress.id, _due())
        waiting = waiting.order_by(PrintRequest.asked_at, PrintRequest.id).limit(1)
        request = db.session.scalars(waiting.with_for_update(of=PrintRequest, skip_locked=True)).first()
        if request is not None:
            request.state, request.kiosk, request.held_until = PrintState.PRINTING, kiosk, now() + HOLD
        return request


def hold_longer(request: PrintRequest, *, kiosk: str) -> PrintRequest:
    """Print the same badge once more at the same desk: the paper was crooked. Raises TakenOver."""
    with transaction():
        _still_held(request, kiosk)
        request.held_until = now() + HOLD
        return request


def confirm_printed(request: PrintRequest, *, kiosk: str, by: Person | None) -> PrintRequest:
    """The paper came out: the print is remembered. Said twice by the desk that printed it, it is once.

    Raises:
        TakenOver: this desk took too long, and another has the badge.
    """
    with transaction():
        lock(request)
        if request.state is PrintState.PRINTED and request.kiosk == kiosk:
            return request
        _still_held(request, kiosk)
        request.state, request.held_until, request.ended_at = PrintState.PRINTED, None, now()
        remember_prints([request.badge], by=by, reason=request.reason)
        return request


def report_trouble(request: PrintRequest, *, kiosk: str, trouble: str) -> PrintRequest:
    """No paper came out: the badge leaves the queue, and stands among those to ask again. Raises TakenOver."""
    with transaction():
        _still_held(request, kiosk)
        request.state, request.held_until, request.ended_at = PrintState.FAILED, None, now()
        request.trouble = trouble
        return request


def give_back(request: PrintRequest, *, kiosk: str) -> PrintRequest:
    """The desk lets another one print it. Raises TakenOver."""
    with transaction():
        _still_held(request, kiosk)
        request.state, request.held_until, request.kiosk = PrintState.WAITING, None, ""
        return request


def drop_request(request: PrintRequest, *, by: Person | None) -> PrintRequest:
    """Nobody wants this paper any more. What is being printed or was printed stays as it is."""
    with transaction():
        lock(request)
        if request.state in (PrintState.WAITING, PrintState.FAILED):
            request.state, request.ended_at = PrintState.DROPPED, now()
            journal.record("print_dropped", request.badge, by=by, issue=request.issue)
        return request


def _still_held(request: PrintRequest, kiosk: str) -> None:
    """Nobody else may have begun: a desk that took longer than its hold may still end what is its own."""
    lock(request)
    if request.state is not PrintState.PRINTING or request.kiosk != kiosk:
        raise TakenOver


def ask_for_arrivals(congress: Congress) -> int:
    """Ask for the badge of whoever came in at a door that prints and has none of this issue on paper; return how many.

    Derived from the scans, so that no scan waits for it; whoever left again meanwhile is not forgotten. Twice is harmless.
    """
    with transaction():
        found = db.session.execute(_ARRIVED, {"congress": congress.id}).all()
        moment = now()
        rows = [
            {
                "public_id": new_public_id(),
                "congress_id": congress.id,
                "badge_id": row.id,
                "issue": row.issue,
                "reason": PrintReason.ARRIVAL,
                "state": PrintState.WAITING,
                "asked_at": moment,
                "kiosk": "",
                "trouble": "",
            }
            for row in found
        ]
        if rows:
            new = insert(PrintRequest).on_conflict_do_nothing(index_elements=["badge_id", "issue"])
            db.session.execute(new, rows)
        return len(rows)


@periodic(seconds=5)
def print_arrivals() -> None:
    """Ask for the badges of those who came in, at each congress that has a door that prints."""
    doors = select(Checkpoint.congress_id).where(Checkpoint.prints_on_entry, Checkpoint.is_open)
    for congress in db.session.scalars(select(Congress).where(Congress.id.in_(doors))).all():
        ask_for_arrivals(congress)


def _follow_issues(congress: Congress) -> None:
    """Let what waits for an issue that died wait for the one in force, unless that is asked by itself."""
    try:
        with transaction():
            db.session.execute(_FOLLOW, {"congress": congress.id})
    except IntegrityError:
        log.info("an issue was asked for while an older request was about to follow it: it needs no other")


_ARRIVED = db.text(
    "SELECT DISTINCT b.id, b.issue FROM checkpoint c JOIN scan s ON s.checkpoint_id = c.id JOIN badge b ON b.id = s.badge_id"
    " WHERE c.congress_id = :congress AND c.prints_on_entry AND s.direction = 'in' AND s.verdict = 'admitted'"
    " AND b.registration_id IS NOT NULL AND b.pass_on IS NULL AND b.state <> 'revoked'"
    " AND NOT EXISTS (SELECT FROM print_request r WHERE r.badge_id = b.id AND r.issue = b.issue)"
    " AND NOT EXISTS (SELECT FROM badge_print p WHERE p.badge_id = b.id AND p.issue = b.issue) ORDER BY b.id"
)
_FOLLOW = db.text(
    "UPDATE print_request r SET issue = b.issue FROM badge b WHERE b.id = r.badge_id AND r.congress_id = :congress"
    " AND r.state = 'waiting' AND b.issue <> r.issue AND b.state <> 'revoked' AND NOT EXISTS"
    " (SELECT FROM print_request o WHERE o.badge_id = r.badge_id AND o.id <> r.id AND (o.issue = b.issue OR o.id > r.id))"
)


def _due() -> ColumnElement[bool]:
    """What a desk may take: the issue in force of a living badge that waits, or whose desk fell silent."""
    silent = and_(PrintRequest.state == PrintState.PRINTING, PrintRequest.held_until < now())
    living = and_(Badge.issue == PrintRequest.issue, Badge.state != BadgeState.REVOKED)
    return and_(living, or_(PrintRequest.state == PrintState.WAITING, silent))


# -- what the pages read -------------------------------------------------------------------------------------------------


def how_many_are_due(congress: Congress) -> int:
    """Return how many badges a desk could take now."""
    rows = select(func.count(PrintRequest.id)).join(PrintRequest.badge)
    return db.session.scalar(rows.where(PrintRequest.congress_id == congress.id, _due())) or 0


def how_many_are_held(congress: Congress) -> int:
    """Return how many badges desks are printing now."""
    held = (PrintRequest.state == PrintState.PRINTING, PrintRequest.held_until >= now())
    return db.session.scalar(select(func.count()).where(PrintRequest.congress_id == congress.id, *held)) or 0


def topic_of(congress: Congress) -> str:
    """Return the name of the live topic of a congress's print queue."""
    return f"prints:{congress.name}"


@topics.source("prints")
def live_queue(name: str) -> topics.State | None:
    """Return what the topic of a print queue says now: figures only; None if there is no such congress."""
    congress = congress_by_name(name)
    if congress is None:
        return None
    ended = select(func.count(), func.max(PrintRequest.ended_at)).where(PrintRequest.congress_id == congress.id)
    count, last = db.session.execute(ended).one()
    data = {
        "due": how_many_are_due(congress),
        "held": how_many_are_held(congress),
        "asked": count,
        "ended": last.isoformat() if last else "",
    }
    return topics.State("queue", data, topics.Pace.FAST)


def due_requests(congress: Congress, *, most: int = 50) -> list[PrintRequest]:
    """Return what a desk could take now, the next first, with the bearers."""
    rows = select(PrintRequest).join(PrintRequest.badge).where(PrintRequest.congress_id == congress.id, _due())
    return _listed(rows.order_by(PrintRequest.asked_at, PrintRequest.id).limit(most))


def requests_in(congress: Congress, *states: PrintState, most: int = 50) -> list[PrintRequest]:
    """Return the requests of a congress in some states, the latest end first, with the bearers."""
    rows = select(PrintRequest).where(PrintRequest.congress_id == congress.id, PrintRequest.state.in_(states))
    return _listed(rows.order_by(PrintRequest.ended_at.desc().nulls_first(), PrintRequest.id.desc()).limit(most))


def request_by_public_id(congress: Congress, public_id: str) -> PrintRequest:
    """Return a request of this congress with its bearer. Raises NotFound."""
    rows = select(PrintRequest).filter_by(congress_id=congress.id, public_id=public_id)
    found = _listed(rows)
    if not found:
        raise NotFound
    return found[0]


def _listed(rows: Any) -> list[PrintRequest]:
    bearers = with_bearers(rows, joinedload(PrintRequest.badge))
    return list(db.session.scalars(bearers.options(joinedload(PrintRequest.asked_by))))
