"""Transferable cards: a delegation holds some for a zone, and passes them from hand to hand beside its named badges.

Source of the rule: shared/specs/registration.md, "Delegation"; why it is built so: docs/decisions/0018. A card is a badge
without a person: the same token, scanner, reissue and revocation. It opens the doors of its zone and no other, to one
carrier at a time.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, func, select

from .. import journal
from ..congress.models import Zone
from ..database import db, lock, transaction
from ..errors import Refusal
from ..people.models import Person
from ..registration.models import Delegation, DelegationState
from .badges import revoke_badge
from .issuing import claim_of_card, first_issue, sign_again
from .models import Badge, BadgeState, Checkpoint, Presence

MOST = 20
"""Cards of one delegation for one zone."""
_NOBODY = (DelegationState.DECLINED, DelegationState.WITHDRAWN, DelegationState.CONTESTED)


class TooManyCards(Refusal):
    """More cards than a delegation may hold for one zone."""

    code = "too_many_cards"


class NoCardsHere(Refusal):
    """Nobody of this delegation may be handed a card today."""

    code = "no_cards_here"


@dataclass(frozen=True, slots=True)
class Cards:
    """The cards of a delegation for a zone: how many it holds, how many of these are inside, how many withdrawn ones are."""

    delegation: Delegation
    zone: Zone
    held: int
    inside: int
    withdrawn_inside: int


def set_floaters(delegation: Delegation, wanted: Mapping[Zone, int], *, by: Person | None) -> list[Badge]:
    """Give a delegation so many cards for each zone named; those of other zones stay. Said twice, it is once.

    Cards are numbered from 1: more of them are the next numbers, fewer are the lowest; the others are revoked. Returns
    the cards that were issued.

    Raises:
        TooManyCards, NoCardsHere.
    """
    with transaction():
        lock(delegation)
        known = select(Badge).filter_by(delegation_id=delegation.id).execution_options(populate_existing=True)
        cards = {(card.zone_id, card.card_number): card for card in db.session.scalars(known)}
        issued: list[Badge] = []
        for zone, count in sorted(wanted.items(), key=lambda pair: pair[0].bit):
            held = [card for (zone_id, _number), card in cards.items() if zone_id == zone.id and _lives(card)]
            if count == len(held):
                continue
            if count > len(held):
                _check(delegation, count)
            for number in range(1, count + 1):
                issued += _give(delegation, zone, number, cards.get((zone.id, number)), by=by)
            for card in held:
                if card.card_number is not None and card.card_number > count:
                    revoke_badge(card, by=by, reason="fewer")
            told = {"zone": zone.bit, "before": len(held), "after": count}
            journal.record("floaters_set", delegation, by=by, congress_id=delegation.congress_id, **told)
        return issued


def revoke_floaters(delegation: Delegation, *, by: Person | None, reason: str) -> None:
    """Revoke each card of a delegation that does not come. Twice is harmless."""
    with transaction():
        held = select(Badge).where(Badge.delegation_id == delegation.id, Badge.state != BadgeState.REVOKED)
        for card in db.session.scalars(held.order_by(Badge.id)).all():
            revoke_badge(card, by=by, reason=reason)


def floaters_of(delegation: Delegation) -> list[Cards]:
    """Return the cards that a delegation holds, zone by zone, and how many are inside a door. One query."""
    return _counted(Badge.delegation_id == delegation.id)


def floaters_at(checkpoint: Checkpoint) -> list[Cards]:
    """Return the cards that open a door, by delegation: how many there are, how many are inside it now. One query."""
    opens = (Badge.congress_id == checkpoint.congress_id) & (Badge.zones.bitwise_and(checkpoint.zones) != 0)
    return _counted(opens, Presence.checkpoint_id == checkpoint.id) if checkpoint.zones else []


def _counted(which: ColumnElement[bool], *where: ColumnElement[bool]) -> list[Cards]:
    within = select(Presence.badge_id).where(Presence.badge_id == Badge.id, Presence.is_in, *where).exists()
    living = Badge.state != BadgeState.REVOKED
    held, inside, lost = (func.count().filter(each) for each in (living, living & within, ~living & within))
    rows = (
        select(Delegation, Zone, held, inside, lost)
        .select_from(Badge)
        .join(Delegation, Delegation.id == Badge.delegation_id)
        .join(Zone, Zone.id == Badge.zone_id)
        .where(which)
        .group_by(Delegation.id, Zone.id)
        .having((held > 0) | (lost > 0))
        .order_by(Delegation.sort_key, Delegation.id, Zone.bit)
    )
    return [Cards(*row) for row in db.session.execute(rows)]


def _lives(card: Badge) -> bool:
    return card.state is not BadgeState.REVOKED


def _check(delegation: Delegation, count: int) -> None:
    if count > MOST:
        raise TooManyCards(
            _l("Une délégation tient %(most)d cartes d’une zone au plus.", most=MOST),
            advice=_l("Écrivez un nombre plus petit, ou accréditez des personnes de plus."),
        )
    if delegation.state in _NOBODY:
        raise NoCardsHere(
            _l("Personne de cette délégation ne peut recevoir de carte aujourd’hui."),
            advice=_l(
                "Elle ne vient pas, ou l’on ne sait pas encore qui la conduit : les cartes se donneront ensuite."
            ),
        )


def _give(delegation: Delegation, zone: Zone, number: int, card: Badge | None, *, by: Person | None) -> list[Badge]:
    """Issue a card that was never given, or that was withdrawn; none where it lives."""
    if card is None:
        bearer = {"card_delegation": delegation, "zone": zone, "card_number": number}
        card = first_issue(delegation.congress_id, claim_of_card(zone), **bearer)
        journal.record("badge_issued", card, by=by, issue=1, delegation=delegation.id)
        return [card]
    lock(card)
    if _lives(card):
        return []
    sign_again(card, claim_of_card(zone))
    journal.record("badge_reissued", card, by=by, issue=card.issue, reason="given_again")
    return [card]
