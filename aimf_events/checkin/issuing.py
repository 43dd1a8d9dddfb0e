"""What a badge or a card says, signed: the first time, and again. The callers hold the transaction and the locks."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import case, literal, select, update

from ..clock import now
from ..congress.categories import BLANK_NUMBER, CARD_NUMBER
from ..congress.models import Congress, Zone
from ..database import db
from ..registration.models import Registration
from .blank_models import BlankBadge
from .keys import ensure_keys, signing_key
from .models import Badge, BadgeState
from .short_code import new_short_code
from .token import BadgeClaims, new_badge_number, sign

LAST_ISSUE = 255  # eight bits of the token


class Claim(NamedTuple):
    """What the token says besides its number and issue: category, zones and days, as in `token.BadgeClaims`."""

    category: int
    zones: int
    days: int


def claim_of_registration(registration: Registration) -> Claim:
    """Return what a registration allows today."""
    congress = db.session.get_one(Congress, registration.congress_id)
    return Claim(registration.category.number, registration.category.zones, _all_days(congress))


def claim_of_day(registration: Registration, day: date) -> Claim:
    """Return what a day pass allows: all that the badge for which it stands does, on that day of the congress alone."""
    number = (day - registration.congress.starts_on).days
    return claim_of_registration(registration)._replace(days=1 << number)


def claim_of_card(zone: Zone) -> Claim:
    """Return what a transferable card of a zone allows: that zone, each day, in no category."""
    return Claim(CARD_NUMBER, 1 << zone.bit, _all_days(db.session.get_one(Congress, zone.congress_id)))


def claim_of_today(badge: Badge) -> Claim:
    """Return what a badge or a card would say if it were issued today."""
    if badge.registration is not None and badge.pass_on is not None:
        return claim_of_day(badge.registration, badge.pass_on)
    if badge.registration is not None:
        return claim_of_registration(badge.registration)
    assert badge.zone is not None, "the database keeps one of the two"
    return claim_of_card(badge.zone)


def claim_on(badge: Badge) -> Claim:
    """Return what a badge says as it was signed last."""
    return Claim(badge.category_number, badge.zones, badge.days)


def first_issue(congress_id: int, claim: Claim, **bearer: Any) -> Badge:
    """Sign a new badge for a bearer (`registration`, or the three columns of a card), with a number of its own."""
    number = _free(Badge.number, new_badge_number, congress_id)
    badge = Badge(congress_id=congress_id, number=number, issue=1, state=BadgeState.ISSUED, issued_at=now(), **bearer)
    _write(badge, claim)
    db.session.add(badge)
    return badge


def new_blank(congress: Congress, serial: int) -> BlankBadge:
    """Sign an emergency badge: it names no category and opens no zone by itself."""
    number = _free(Badge.number, new_badge_number, congress.id)
    code = _free(Badge.short_code, new_short_code, congress.id)
    _kid, token = _signed(congress, number, 1, Claim(BLANK_NUMBER, 0, _all_days(congress)))
    given = {"serial": serial, "number": number, "short_code": code, "token": token}
    return BlankBadge(congress_id=congress.id, made_at=now(), **given)


def sign_again(badge: Badge, claim: Claim) -> None:
    """Add one to the issue, with a new short code: what was printed before is dead."""
    if badge.issue >= LAST_ISSUE:  # a new number: the old one stays dead with all its issues
        badge.number, badge.issue = _free(Badge.number, new_badge_number, badge.congress_id), 0
    badge.issue += 1
    badge.state, badge.issued_at, badge.revoked_at = BadgeState.ISSUED, now(), None
    _write(badge, claim)


def follow_days(congress: Congress) -> None:
    """Let badges and cards open the days that the congress has now, and each day pass its own, whatever is signed on them.

    A door goes by this where it knows the badge, and by what is signed where it does not (docs/decisions/0020).
    """
    number = Badge.pass_on - congress.starts_on
    on_its_day = case((number.between(0, 7), literal(1).op("<<")(number)), else_=0)
    days = case((Badge.pass_on.is_(None), _all_days(congress)), else_=on_its_day)
    db.session.execute(
        update(Badge).where(Badge.congress_id == congress.id).values(days=days),
        execution_options={"synchronize_session": False},
    )
    db.session.expire_all()


def _all_days(congress: Congress) -> int:
    """The token has eight days; a longer congress's badges open all."""
    return (1 << min(len(congress.days), 8)) - 1


def _write(badge: Badge, claim: Claim) -> None:
    """Say it on the badge, and sign it with the current key."""
    congress = db.session.get_one(Congress, badge.congress_id)
    badge.category_number, badge.zones, badge.days = claim
    badge.short_code = _free(Badge.short_code, new_short_code, badge.congress_id)
    badge.kid, badge.token = _signed(congress, badge.number, badge.issue, claim)


def _signed(congress: Congress, number: int, issue: int, claim: Claim) -> tuple[int, str]:
    """The current key's number, and the token that it signs."""
    key = ensure_keys(congress)
    claims = BadgeClaims(
        key_id=key.kid,
        congress_number=congress.number,
        badge_number=number,
        issue=issue,
        category=claim.category,
        zones=claim.zones,
        days=claim.days,
    )
    return key.kid, sign(claims, signing_key(key))


def _free(column, new, congress_id: int):  # type: ignore[no-untyped-def]
    """Draw until nobody of this congress has it; the unique constraint stands behind for the rest."""
    with db.session.no_autoflush:
        while True:
            drawn = new()
            own = select(Badge.id).where(column == drawn, Badge.congress_id == congress_id)
            blank = select(BlankBadge.id).where(getattr(BlankBadge, column.key) == drawn)
            taken = own.union(blank.where(BlankBadge.congress_id == congress_id))
            if db.session.execute(taken).first() is None:
                return drawn
