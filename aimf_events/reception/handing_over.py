"""Badges handed over at the desk, each issue once, to its bearer or to somebody who is named; taken back where it was a slip."""

from collections.abc import Iterable, Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from .. import journal
from ..checkin.models import Badge, BadgeState
from ..clock import now
from ..database import db, lock, transaction
from ..errors import Refusal
from ..i18n import format_hour
from ..people.models import Person
from .models import BadgeHandover


class AlreadyHandedOver(Refusal):
    """Another table was quicker, or it was forgotten."""

    code = "already_handed_over"


class BadgeDead(Refusal):
    """A badge that opens no door is given to nobody."""

    code = "badge_dead"


def hand_over_badge(badge: Badge, *, by: Person, taken_by: str = "") -> BadgeHandover:
    """Note that a badge is given to its bearer, or to somebody else (`taken_by`, in words).

    Raises:
        AlreadyHandedOver: this issue was given already; the sentence says when and by whom.
        BadgeDead: it was revoked.
    """
    with transaction():
        lock(badge)
        check_in_hand(badge)
        badge.state = BadgeState.COLLECTED
        given = BadgeHandover(
            congress_id=badge.congress_id,
            badge_id=badge.id,
            issue=badge.issue,
            taken_by=taken_by,
            handed_at=now(),
            handed_by_id=by.id,
        )
        db.session.add(given)
        journal.record("badge_handed_over", badge, by=by, issue=badge.issue, to_another=bool(taken_by))
        return given


def take_back_badge(badge: Badge, *, by: Person) -> Badge:
    """Undo a handing over that was a slip: the badge waits at the desk again. Twice is harmless."""
    with transaction():
        lock(badge)
        if badge.state is BadgeState.COLLECTED:
            badge.state = BadgeState.ISSUED
            given = handover_of(badge)
            if given is not None:
                given.undone_at, given.undone_by_id = now(), by.id
            journal.record("badge_taken_back", badge, by=by, issue=badge.issue)
        return badge


def check_in_hand(badge: Badge) -> None:
    """Refuse to give a badge that is not at the desk. The caller holds its row.

    Raises:
        AlreadyHandedOver, BadgeDead.
    """
    name = badge.registration.person.badge_name if badge.registration is not None else badge.delegation.name
    if badge.state is BadgeState.REVOKED:
        raise BadgeDead(
            _l("Le badge de %(name)s est annulé : il n’ouvre aucune porte.", name=name),
            advice=_l("Voyez avec le bureau des accréditations ce qu’il en est de cette inscription."),
        )
    if badge.state is BadgeState.COLLECTED:
        given = handover_of(badge)
        advice = _l("S’il n’est pas arrivé jusqu’à la personne, annulez la remise sur sa fiche, ou déclarez-le perdu.")
        if given is None:
            raise AlreadyHandedOver(_l("Le badge de %(name)s est déjà remis.", name=name), advice=advice)
        hour = format_hour(given.handed_at, badge.delegation.congress.time_zone)
        said = {"name": name, "hour": hour, "colleague": given.handed_by.badge_name, "to": given.taken_by}
        if given.taken_by:
            words = _l("Le badge de %(name)s est déjà remis : à %(hour)s par %(colleague)s, à %(to)s.", **said)
        else:
            words = _l("Le badge de %(name)s est déjà remis : à %(hour)s par %(colleague)s.", **said)
        raise AlreadyHandedOver(words, advice=advice)


def handover_of(badge: Badge) -> BadgeHandover | None:
    """Return how the badge that is alive was handed over; None if it was not, or nobody wrote it down."""
    living = select(BadgeHandover).filter_by(badge_id=badge.id, issue=badge.issue, undone_at=None)
    return db.session.scalars(living.options(joinedload(BadgeHandover.handed_by))).first()


def handovers_in(badges: Iterable[Badge]) -> dict[int, BadgeHandover]:
    """Return how the living issues of some badges were handed over, by badge. One query."""
    issues = {badge.id: badge.issue for badge in badges}
    rows = select(BadgeHandover).where(BadgeHandover.badge_id.in_(issues), BadgeHandover.undone_at.is_(None))
    return {each.badge_id: each for each in db.session.scalars(rows) if issues[each.badge_id] == each.issue}


def handovers_of(badge: Badge) -> Sequence[BadgeHandover]:
    """Return all that was handed over under this badge's number, the latest first, what was undone too."""
    rows = select(BadgeHandover).filter_by(badge_id=badge.id).options(joinedload(BadgeHandover.handed_by))
    return db.session.scalars(rows.order_by(BadgeHandover.id.desc())).all()
