"""The doors, and the day of loading at the welcome desk: some sixty badges handed over, each read by a volunteer's telephone."""

import random
import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..checkin.blanks import make_blanks, settle_blank
from ..checkin.checkpoints import open_checkpoint
from ..checkin.devices import door_of, open_device
from ..checkin.floaters import set_floaters
from ..checkin.incidents import review_incident
from ..checkin.models import Badge, BadgeState, Checkpoint
from ..checkin.print_models import PrintReason
from ..checkin.prints import remember_prints
from ..checkin.scans import record_scan
from ..checkin.sent import SentScan
from ..clock import telling
from ..congress.categories import zones_of
from ..congress.models import Congress, Room
from ..database import db
from ..people.models import Person
from ..reception.models import BadgeHandover
from ..registration.models import Mode, Registration
from .dates import Dates
from .delegations import Told
from .staff import DOORS, RECEPTION, SUPERVISOR

COLLECTED = 54
"""Badges handed over."""
AGAIN = 4
"""Of which read a second time: « already in »."""
EXPLAINED = "S.E. M. l’ambassadeur de Suisse, attendu par la Secrétaire permanente ; badge porté à son hôtel."
"""What the supervisor wrote of a laissez-passer."""
ATTACHE = "Attachée de protocole de la délégation"
"""Who took some of the badges, for somebody else."""
BLANKS = 12
"""Emergency badges, printed for nobody."""
LOUNGE = "Salon des délégations"
CARDS, CARDS_OF = 2, "TN-TUNIS"
"""How many cards of the lounge one delegation holds; one of them is inside."""
HOURS = 5.0
"""How long before the loading the desk opened."""


def open_doors(congress: Congress, rooms: Mapping[str, Room], *, by: Person) -> list[Checkpoint]:
    """Open the welcome desk and the delegates' lounge (any day), the hall, the council room and the press area.

    The rooms have the seats that they have. At the Bureau a delegation sits three at once, its head among them.
    """
    hall, council = rooms["Grande salle"], rooms["Salle du conseil"]
    return [
        open_checkpoint(congress, name="Accueil, remise des badges", checks_day=False, by=by),
        open_checkpoint(congress, name="Grande salle", room=hall, zones=0b1, by=by),
        open_checkpoint(congress, name="Salle du conseil", room=council, zones=0b1, delegation_seats=3, by=by),
        open_checkpoint(congress, name=LOUNGE, zones=0b10, checks_day=False, admits_once=False, by=by),
        open_checkpoint(congress, name="Espace presse", zones=0b100, admits_once=False, by=by),
    ]


def hand_over_badges(
    congress: Congress, desk: Checkpoint, colleagues: Mapping[str, Person], dates: Dates, chance: random.Random
) -> None:
    """Read the badges of those on site at the welcome desk, and mark them collected; one revoked badge is refused.

    Three people come in against the rules: the bearer of that badge, and two without one, of whom one is explained.
    """
    bearers = select(Badge).where(Badge.congress_id == congress.id, Badge.card_number.is_(None)).order_by(Badge.id)
    badges = db.session.scalars(bearers.options(joinedload(Badge.registration))).all()
    living = [badge for badge in badges if badge.state is BadgeState.ISSUED and _on_site(badge.registration)]
    handed = chance.sample(living, min(COLLECTED, len(living)))
    revoked = [badge for badge in badges if badge.state is BadgeState.REVOKED][:1]
    read: list[dict[str, Any]] = [{"token": badge.token} for badge in handed + handed[:AGAIN] + revoked]
    read += [{"token": badge.token, "let_in": True} for badge in revoked] + [{"code": "", "let_in": True}] * 2
    opened_at = dates.loaded_at - timedelta(hours=HOURS)
    pause = timedelta(hours=HOURS) / (len(read) + 1)
    with telling(opened_at):
        device = open_device(congress, label="Accueil, table 1", by=colleagues[DOORS[0]])
    db.session.flush()
    desk.congress = congress
    door = door_of(desk)
    outcome = None
    for seq, given in enumerate(read, start=1):
        moment = opened_at + pause * seq
        with telling(moment):
            sent = SentScan(nonce=secrets.token_hex(16), seq=seq, device_time=moment, **given)
            outcome = record_scan(door, device.id, sent)
    device.last_seen_at = opened_at + pause * len(read)
    if outcome is not None and outcome.nonce is not None:
        review_incident(congress, outcome.nonce, note=EXPLAINED, by=colleagues[SUPERVISOR])
    table = colleagues[RECEPTION]
    with telling(opened_at):
        remember_prints(handed, by=table, reason=PrintReason.FIRST)
    for place, badge in enumerate(handed, start=1):
        badge.state = BadgeState.COLLECTED
        given = BadgeHandover(
            badge_id=badge.id, issue=badge.issue, handed_at=opened_at + pause * place, handed_by_id=table.id
        )
        given.congress_id, given.taken_by = congress.id, ATTACHE if place % 9 == 0 else ""
        db.session.add(given)


def keep_blanks(congress: Congress, dates: Dates, *, by: Person) -> None:
    """Print emergency badges beforehand, and give the first to somebody whose badge was handed over, and then forgotten."""
    handed = select(Badge).where(Badge.congress_id == congress.id, Badge.state == BadgeState.COLLECTED)
    with telling(dates.loaded_at - timedelta(hours=HOURS + 1)):
        first = make_blanks(congress, BLANKS, by=by)[0]
    forgotten = db.session.scalars(handed.where(Badge.card_number.is_(None)).order_by(Badge.id)).first()
    if forgotten is not None:
        with telling(dates.loaded_at - timedelta(minutes=40)):
            settle_blank(first, short_code=forgotten.short_code, by=by)


def _on_site(registration: Registration | None) -> bool:
    return registration is not None and registration.mode in (Mode.IN_PERSON, Mode.BOTH)


def give_cards(
    congress: Congress, told: Sequence[Told], doors: Sequence[Checkpoint], dates: Dates, *, by: Person, holder: Person
) -> None:
    """Give a delegation two transferable cards of the delegates' lounge, and let one in."""
    delegation = next(one.delegation for one in told if one.code == CARDS_OF)
    lounge = next(door for door in doors if door.name == LOUNGE)
    zone = next(zone for zone in zones_of(congress) if lounge.zones >> zone.bit & 1)
    with telling(dates.before(2)):
        cards = set_floaters(delegation, {zone: CARDS}, by=by)
    moment = dates.loaded_at - timedelta(hours=1)
    lounge.congress = congress
    with telling(moment):
        device = open_device(congress, label="Salon", by=holder)
        db.session.flush()
        sent = SentScan(nonce=secrets.token_hex(16), seq=1, device_time=moment, token=cards[0].token)
        record_scan(door_of(lounge), device.id, sent)
