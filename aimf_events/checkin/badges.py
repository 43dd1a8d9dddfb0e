"""Badges: issued on accreditation, issued again when what they say changes, revoked, printed.

Source of the rule: shared/specs/badges-checkin.md. A reissue keeps the badge's number and adds one to its issue, and
draws a new short code: what was printed before is dead, the QR by its issue and the typed code by being unknown.
"""

from collections.abc import Iterable
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
from .keys import ensure_keys, signing_key
from .models import Badge, BadgeKey, BadgeState
from .printing import badge_face, badge_pdf, badges_pdf, portraits
from .short_code import new_short_code
from .token import BadgeClaims, new_badge_number, sign

LAST_ISSUE = 255  # eight bits of the token


def badge_of(registration: Registration) -> Badge | None:
    """Return the badge of a registration, revoked or not; None before it was first accredited."""
    return db.session.scalars(select(Badge).filter_by(registration_id=registration.id)).first()


def badge_by_public_id(congress: Congress, public_id: str) -> Badge:
    """Return a badge of this congress with its bearer. Raises NotFound."""
    badge = db.session.scalars(
        _with_bearers(select(Badge).filter_by(congress_id=congress.id, public_id=public_id))
    ).first()
    if badge is None:
        raise NotFound
    return badge


def living_badges(registration_ids: Iterable[int]) -> dict[int, Badge]:
    """Return the badges of some registrations with their bearers, by registration; the revoked are left out. Two queries."""
    rows = select(Badge).where(Badge.registration_id.in_(registration_ids), Badge.state != BadgeState.REVOKED)
    return {badge.registration_id: badge for badge in db.session.scalars(_with_bearers(rows))}


def issue_badge(registration: Registration, *, by: Person | None = None) -> Badge:
    """Issue the badge of an accredited registration. Issuing again what has not changed gives the same badge."""
    with transaction():
        lock_name(f"badge:{registration.id}")
        badge = badge_of(registration)
        if badge is None:
            return _first_issue(registration, by=by)
        lock(badge)
        if badge.state is BadgeState.REVOKED or _said(badge) != _to_say(registration):
            _sign_again(badge, registration)
            journal.record("badge_reissued", badge, by=by, issue=badge.issue, reason="changed")
        return badge


def reissue_badge(badge: Badge, *, by: Person | None, reason: str) -> Badge:
    """Issue a badge again (lost, damaged, another name): the one printed before no longer opens any door."""
    with transaction():
        lock(badge)
        _sign_again(badge, badge.registration)
        journal.record("badge_reissued", badge, by=by, issue=badge.issue, reason=reason)
        return badge


def revoke_badge(badge: Badge, *, by: Person | None, reason: str = "") -> Badge:
    """Revoke a badge. Twice is harmless."""
    with transaction():
        lock(badge)
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
            .options(joinedload(Badge.registration).joinedload(Registration.category))
            .order_by(Badge.id)
        )
        badges = list(db.session.scalars(dead.with_for_update(of=Badge)))
        for badge in badges:
            _sign_again(badge, badge.registration)
            journal.record("badge_reissued", badge, by=by, issue=badge.issue, reason="key_withdrawn")
        return len(badges)


def badges_to_print(congress: Congress, delegation: Delegation | None = None) -> list[Badge]:
    """Return the living badges with their bearers, by delegation and in the order of protocol."""
    rows = select(Badge).join(Badge.registration).join(Registration.delegation).join(Registration.person)
    rows = rows.where(Badge.congress_id == congress.id, Badge.state != BadgeState.REVOKED)
    if delegation is not None:
        rows = rows.where(Registration.delegation_id == delegation.id)
    rows = rows.order_by(Delegation.sort_key, Registration.protocol_order, Person.sort_key, Badge.id)
    return list(db.session.scalars(_with_bearers(rows)))


def badge_counts(congress: Congress) -> list[tuple[Delegation, int]]:
    """Return each delegation that has living badges, with their number, in alphabetical order."""
    rows = select(Delegation, func.count(Badge.id)).join(Registration, Registration.delegation_id == Delegation.id)
    rows = rows.join(Badge, Badge.registration_id == Registration.id).where(Badge.state != BadgeState.REVOKED)
    rows = rows.where(Delegation.congress_id == congress.id).group_by(Delegation.id).order_by(Delegation.sort_key)
    return [(delegation, count) for delegation, count in db.session.execute(rows)]


def missing_badges(congress: Congress) -> list[Registration]:
    """Return the accredited registrations without a living badge: none, unless something was written around the verbs."""
    living = select(Badge.registration_id).where(Badge.congress_id == congress.id, Badge.state != BadgeState.REVOKED)
    rows = select(Registration).filter_by(congress_id=congress.id, state=RegistrationState.APPROVED)
    return list(db.session.scalars(rows.where(Registration.id.not_in(living)).order_by(Registration.id)))


def _first_issue(registration: Registration, *, by: Person | None) -> Badge:
    badge = Badge(
        congress_id=registration.congress_id,
        registration_id=registration.id,
        number=_free(Badge.number, new_badge_number, registration.congress_id),
        issue=1,
        state=BadgeState.ISSUED,
        issued_at=now(),
    )
    badge.registration = registration
    _write(badge, registration)
    db.session.add(badge)
    journal.record("badge_issued", badge, by=by, issue=1, registration=registration.id)
    return badge


def _sign_again(badge: Badge, registration: Registration) -> None:
    if badge.issue >= LAST_ISSUE:  # a new number: the old one stays dead with all its issues
        badge.number, badge.issue = _free(Badge.number, new_badge_number, badge.congress_id), 0
    badge.issue += 1
    badge.state, badge.issued_at, badge.revoked_at = BadgeState.ISSUED, now(), None
    _write(badge, registration)


def _write(badge: Badge, registration: Registration) -> None:
    """Say on the badge what the registration allows today, and sign it with the current key."""
    congress = db.session.get_one(Congress, registration.congress_id)
    key = ensure_keys(congress)
    badge.category_number, badge.zones, badge.days = _to_say(registration)
    badge.kid = key.kid
    badge.short_code = _free(Badge.short_code, new_short_code, badge.congress_id)
    claims = BadgeClaims(
        key_id=key.kid,
        congress_number=congress.number,
        badge_number=badge.number,
        issue=badge.issue,
        category=badge.category_number,
        zones=badge.zones,
        days=badge.days,
    )
    badge.token = sign(claims, signing_key(key))


def _to_say(registration: Registration) -> tuple[int, int, int]:
    """Category, zones and days of a registration. The token has eight days; a longer congress's badges open all."""
    congress = db.session.get_one(Congress, registration.congress_id)
    return registration.category.number, registration.category.zones, (1 << min(len(congress.days), 8)) - 1


def _said(badge: Badge) -> tuple[int, int, int]:
    return badge.category_number, badge.zones, badge.days


def _free(column, new, congress_id: int):  # type: ignore[no-untyped-def]
    """Draw until nobody of this congress has it; the unique constraint stands behind for the rest."""
    with db.session.no_autoflush:
        while True:
            drawn = new()
            if db.session.scalar(select(Badge.id).where(column == drawn, Badge.congress_id == congress_id)) is None:
                return drawn


def _with_bearers(rows: Any) -> Any:
    bearer = joinedload(Badge.registration)
    return rows.options(
        bearer.joinedload(Registration.person),
        bearer.joinedload(Registration.category),
        bearer.joinedload(Registration.delegation),
        bearer.joinedload(Registration.congress),
        bearer.selectinload(Registration.photo),
    )


__all__ = [
    "BadgeState",
    "badge_by_public_id",
    "badge_counts",
    "badge_face",
    "badge_of",
    "badge_pdf",
    "badges_pdf",
    "badges_to_print",
    "issue_badge",
    "living_badges",
    "missing_badges",
    "portraits",
    "reissue_badge",
    "reissue_under_withdrawn_key",
    "revoke_badge",
]
