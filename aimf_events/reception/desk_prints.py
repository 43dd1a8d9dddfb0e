"""Paper asked for at the desk: through the print queue of the desk's printer, or opened on this screen, never twice."""

import enum
from typing import Any

from sqlalchemy import select

from ..checkin.badges import badge_of, badges_pdf
from ..checkin.day_passes import give_day_pass
from ..checkin.models import Badge, BadgeState
from ..checkin.print_models import PrintReason, PrintRequest, PrintState
from ..checkin.print_queue import drop_request, enqueue_print
from ..checkin.prints import PrintStatus, last_prints, remember_prints, said_of, status_of
from ..congress.models import Congress
from ..database import db, transaction
from ..people.models import Person
from ..registration.identity import save_identity
from ..registration.models import Registration


class Paper(enum.StrEnum):
    """What is known of a badge's paper: no print of it (a print shop may have made it), to come (asked for, or issued again
    since the last print), out of date (another name since), or as it should be.
    """

    UNKNOWN = "unknown"
    TO_COME = "to_come"
    OUTDATED = "outdated"
    GOOD = "good"


def pass_for_forgotten(badge: Badge, *, by: Person) -> Badge:
    """Issue the pass of today and ask for its paper.

    Raises:
        NothingForgotten, NotToday.
    """
    with transaction():
        held = give_day_pass(badge, by=by)
        enqueue_print(held, by=by, reason=PrintReason.FORGOTTEN)
        return held


def correct_at_desk(registration: Registration, *, by: Person, **identity: Any) -> Registration:
    """Correct who comes, as `save_identity` does, and ask for the paper of the badge that it issues anew.

    Raises:
        StepRefused, AlreadyRegistered.
    """
    with transaction():
        saved = save_identity(registration, by=by, **identity)
        ask_for_new(saved, by=by, reason=PrintReason.CHANGED)
        return saved


def ask_for_new(registration: Registration, *, by: Person, reason: PrintReason = PrintReason.WALK_IN) -> None:
    """Ask for the paper of a badge that was just issued, if there is one that opens doors."""
    badge = badge_of(registration)
    if badge is not None and badge.state is not BadgeState.REVOKED:
        enqueue_print(badge, by=by, reason=reason)


def print_here(badge: Badge, *, by: Person) -> bytes:
    """Return the badge as a PDF, remember the print, and take it out of the queue, where no other desk prints it yet."""
    with transaction():
        reason = reason_to_print(badge)
        waiting = db.session.scalars(select(PrintRequest).filter_by(badge_id=badge.id, issue=badge.issue)).first()
        if waiting is not None:
            drop_request(waiting, by=by)
        remember_prints([badge], by=by, reason=waiting.reason if waiting is not None else reason)
        return badges_pdf([badge])


def reason_to_print(badge: Badge) -> PrintReason:
    """Return why a badge would be printed now: never printed, another name since, or damaged."""
    status = paper_status(badge)
    if status is PrintStatus.NEVER:
        return PrintReason.FORGOTTEN if badge.pass_on is not None else PrintReason.FIRST
    return PrintReason.DAMAGED if status is PrintStatus.CURRENT else PrintReason.CHANGED


def paper_of(badge: Badge) -> Paper:
    """Return what is known of a badge's paper, in its present issue."""
    status = paper_status(badge)
    last = last_prints([badge.id]).get(badge.id)
    if last is not None and last.issue == badge.issue:
        return Paper.OUTDATED if status is PrintStatus.OUTDATED else Paper.GOOD
    still = (PrintState.WAITING, PrintState.PRINTING, PrintState.FAILED)
    asked = select(PrintRequest.id).filter_by(badge_id=badge.id, issue=badge.issue).where(PrintRequest.state.in_(still))
    return Paper.TO_COME if last is not None or db.session.scalar(asked) is not None else Paper.UNKNOWN


def paper_status(badge: Badge) -> PrintStatus:
    """Return whether the paper says what it should: a merge of persons and a corrected office leave it behind."""
    congress = db.session.get_one(Congress, badge.congress_id)
    return status_of(badge, last_prints([badge.id]).get(badge.id), said_of(congress, [badge.id])[badge.id])
