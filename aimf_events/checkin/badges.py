"""Badges: issued on accreditation, issued again when what they say changes, revoked, printed; with the cards beside them.

Source of the rule: shared/specs/badges-checkin.md. A reissue keeps the badge's number and adds one to its issue, and
draws a new short code: what was printed before is dead, the QR by its issue and the typed code by being unknown.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from .. import journal
from ..clock import now
from ..congress.models import Congress
from ..database import db, lock, lock_name, transaction
from ..errors import NotFound
from ..people.models import Person
from ..registration.models import Delegation, Registration, RegistrationState
from .issuing import claim_of_registration, claim_of_today, claim_on, first_issue, sign_again
from .models import Badge, BadgeKey, BadgeState
from .printing import badge_face, badge_pdf, badge_sides, badges_pdf, made_ready

_OF_DELEGATION = Delegation.id == func.coalesce(Registration.delegation_id, Badge.delegation_id)
_LIVES = Badge.state != BadgeState.REVOKED


def badge_of(registration: Registration) -> Badge | None:
    """Return the badge of a registration, revoked or not; None before it was first accredited."""
    return db.session.scalars(select(Badge).filter_by(registration_id=registration.id, pass_on=None)).first()


def badge_by_public_id(congress: Congress, public_id: str) -> Badge:
    """Return a badge of this congress with its bearer. Raises NotFound."""
    badge = db.session.scalars(
        with_bearers(select(Badge).filter_by(congress_id=congress.id, public_id=public_id))
    ).first()
    if badge is None:
        raise NotFound
    return badge


def badge_by_number(congress: Congress, number: int) -> Badge | None:
    """Return the badge or card of a number in this congress with its bearer, or None."""
    return db.session.scalars(with_bearers(select(Badge).filter_by(congress_id=congress.id, number=number))).first()


def badge_by_short_code(congress: Congress, code: str) -> Badge | None:
    """Return the badge or card that bears a short code (nine characters) today, or None."""
    return db.session.scalars(with_bearers(select(Badge).filter_by(congress_id=congress.id, short_code=code))).first()


def badges_of(registrations: Iterable[Registration]) -> dict[int, Badge]:
    """Return the badges of some registrations, revoked or not, by the registration's key. One query."""
    rows = select(Badge).where(Badge.registration_id.in_([each.id for each in registrations]), Badge.pass_on.is_(None))
    return {badge.registration_id: badge for badge in db.session.scalars(rows) if badge.registration_id is not None}


def living_badges(registration_ids: Iterable[int]) -> dict[int, Badge]:
    """Return the badges of some registrations with their bearers, by registration; the revoked are left out. Two queries."""
    rows = select(Badge).where(Badge.registration_id.in_(registration_ids), _LIVES, Badge.pass_on.is_(None))
    found = db.session.scalars(with_bearers(rows))
    return {badge.registration_id: badge for badge in found if badge.registration_id is not None}


def issue_badge(registration: Registration, *, by: Person | None = None) -> Badge:
    """Issue the badge of an accredited registration. Issuing again what has not changed gives the same badge."""
    with transaction():
        lock_name(f"badge:{registration.id}")
        badge, claim = badge_of(registration), claim_of_registration(registration)
        if badge is None:
            badge = first_issue(registration.congress_id, claim, registration=registration)
            journal.record("badge_issued", badge, by=by, issue=1, registration=registration.id)
            return badge
        lock(badge)
        if badge.state is BadgeState.REVOKED or claim_on(badge) != claim:
            sign_again(badge, claim)
            journal.record("badge_reissued", badge, by=by, issue=badge.issue, reason="changed")
        return badge


def reissue_badge(badge: Badge, *, by: Person | None, reason: str, issue: int | None = None) -> Badge:
    """Issue a badge or a card again (lost, damaged, another name): the one printed before no longer opens any door.

    `issue`: the one of which that is said. If it is dead already, another desk was quicker, or the form came twice: what was
    printed since lives.
    """
    with transaction():
        lock(badge)
        if issue not in (None, badge.issue):
            return badge
        sign_again(badge, claim_of_today(badge))
        journal.record("badge_reissued", badge, by=by, issue=badge.issue, reason=reason)
        return badge


def revoke_badge(badge: Badge, *, by: Person | None, reason: str = "") -> Badge:
    """Revoke a badge, with the day passes that stand for it. Twice is harmless."""
    with transaction():
        lock(badge)
        for day_pass in db.session.scalars(select(Badge).where(Badge.pass_of_id == badge.id, _LIVES)).all():
            revoke_badge(day_pass, by=by, reason=reason)
        if badge.state is not BadgeState.REVOKED:
            badge.state, badge.revoked_at = BadgeState.REVOKED, now()
            journal.record("badge_revoked", badge, by=by, issue=badge.issue, reason=reason)
        return badge


def reissue_under_withdrawn_key(congress: Congress, *, by: Person | None) -> int:
    """Issue again each living badge whose key was withdrawn; return how many. Twice finds none left."""
    with transaction():
        dead = (
            select(Badge)
            .join(BadgeKey, (BadgeKey.congress_id == Badge.congress_id) & (BadgeKey.kid == Badge.kid))
            .where(Badge.congress_id == congress.id, Badge.state != BadgeState.REVOKED)
            .where(BadgeKey.withdrawn_at.is_not(None))
            .options(joinedload(Badge.registration).joinedload(Registration.category), joinedload(Badge.zone))
            .order_by(Badge.id)
        )
        badges = list(db.session.scalars(dead.with_for_update(of=Badge)))
        for badge in badges:
            sign_again(badge, claim_of_today(badge))
            journal.record("badge_reissued", badge, by=by, issue=badge.issue, reason="key_withdrawn")
        return len(badges)


def badges_to_print(congress: Congress, delegation: Delegation | None = None) -> list[Badge]:
    """Return the living badges with their bearers, by delegation and in the order of protocol; then its cards."""
    rows = select(Badge).outerjoin(Badge.registration).outerjoin(Registration.person).join(Delegation, _OF_DELEGATION)
    rows = rows.where(Badge.congress_id == congress.id, _LIVES, Badge.pass_on.is_(None))
    if delegation is not None:
        rows = rows.where(Delegation.id == delegation.id)
    bearers = (
        Registration.protocol_order,
        Person.sort_key,
        Badge.zones,
        Badge.card_number,
    )  # a card's are last: no order
    rows = rows.order_by(Delegation.sort_key, Delegation.id, *bearers, Badge.id)
    return list(db.session.scalars(with_bearers(rows)))


def badges_by_ids(ids: Sequence[int]) -> list[Badge]:
    """Return badges with their bearers, in the order of their keys given."""
    found = {badge.id: badge for badge in db.session.scalars(with_bearers(select(Badge).where(Badge.id.in_(ids))))}
    return [found[ident] for ident in ids if ident in found]


def badge_counts(congress: Congress) -> list[tuple[Delegation, int]]:
    """Return each delegation that has living badges or cards, with their number, in alphabetical order."""
    rows = select(Delegation, func.count(Badge.id)).select_from(Badge).outerjoin(Badge.registration)
    rows = rows.join(Delegation, _OF_DELEGATION).where(_LIVES, Badge.pass_on.is_(None))
    rows = rows.where(Badge.congress_id == congress.id).group_by(Delegation.id).order_by(Delegation.sort_key)
    return [(delegation, count) for delegation, count in db.session.execute(rows)]


def missing_badges(congress: Congress) -> list[Registration]:
    """Return the accredited registrations without a living badge: none, unless something was written around the verbs."""
    living = select(Badge.id).where(Badge.registration_id == Registration.id, _LIVES, Badge.pass_on.is_(None))
    rows = select(Registration).filter_by(congress_id=congress.id, state=RegistrationState.APPROVED)
    return list(db.session.scalars(rows.where(~living.exists()).order_by(Registration.id)))


def with_bearers(rows: Any, badge: Any = None) -> Any:
    """Load the bearers with the badges that a statement selects, or (`badge`) with those that its rows lead to."""
    load = joinedload if badge is None else badge.joinedload
    bearer = load(Badge.registration)
    return rows.options(
        bearer.joinedload(Registration.person),
        bearer.joinedload(Registration.category),
        bearer.joinedload(Registration.delegation),
        bearer.joinedload(Registration.congress),
        bearer.selectinload(Registration.photo),
        load(Badge.card_delegation).joinedload(Delegation.congress),
        load(Badge.zone),
    )


__all__ = [
    "BadgeState",
    "badge_by_number",
    "badge_by_public_id",
    "badge_by_short_code",
    "badge_counts",
    "badge_face",
    "badge_of",
    "badge_pdf",
    "badge_sides",
    "badges_by_ids",
    "badges_of",
    "badges_pdf",
    "badges_to_print",
    "issue_badge",
    "living_badges",
    "made_ready",
    "missing_badges",
    "reissue_badge",
    "reissue_under_withdrawn_key",
    "revoke_badge",
    "with_bearers",
]
