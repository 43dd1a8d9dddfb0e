"""Transferable cards: given and withdrawn by number, open the doors of their zone to one carrier at a time, are nobody."""

import io
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from aimf_events.checkin import floaters
from aimf_events.checkin.badges import (
    badge_counts,
    badges_pdf,
    badges_to_print,
    issue_badge,
    missing_badges,
    reissue_badge,
    reissue_under_withdrawn_key,
)
from aimf_events.checkin.devices import door_of
from aimf_events.checkin.floaters import MOST, NoCardsHere, TooManyCards, floaters_at, floaters_of, set_floaters
from aimf_events.checkin.incidents import incidents_of
from aimf_events.checkin.keys import keys_of, rotate_key, withdraw_key
from aimf_events.checkin.models import Badge, BadgeState, ScanReason, Verdict
from aimf_events.checkin.scans import record_item
from aimf_events.checkin.token import verify
from aimf_events.clock import now
from aimf_events.congress.categories import CARD_NUMBER, LetterOfCards, add_category, change_category, zones_of
from aimf_events.congress.models import Zone
from aimf_events.database import db, transaction
from aimf_events.registration.answers import decline_invitation
from aimf_events.registration.models import Delegation, DelegationState, RegistrationState
from aimf_events.reporting.lists.passages import passage_rows
from tests.checkin.doors import fact, make_device, make_door, scan, timedelta, today_congress
from tests.factories import category_of, make_delegation, make_registration
from tests.statements import statements_sent

ASSEMBLY = 0b010


@pytest.fixture
def congress(app: Any) -> Any:
    return today_congress()


@pytest.fixture
def delegation(congress: Any) -> Delegation:
    return make_delegation(congress, "Hô Chi Minh-Ville")


def zone_of(delegation: Delegation, bit: int = 1) -> Zone:
    return zones_of(delegation.congress)[bit]


def give(delegation: Delegation, count: int, bit: int = 1) -> list[Badge]:
    """Set the cards of one zone; return all that live there, in their order."""
    set_floaters(delegation, {zone_of(delegation, bit): count}, by=None)
    living = (
        select(Badge).filter_by(delegation_id=delegation.id, zones=1 << bit).where(Badge.state != BadgeState.REVOKED)
    )
    return list(db.session.scalars(living.order_by(Badge.card_number)))


# -- given, withdrawn ----------------------------------------------------------------------------------------------------


def test_a_card_is_signed_for_its_zone_every_day_and_names_nobody(congress: Any, delegation: Delegation) -> None:
    [card] = give(delegation, 1)
    claims = verify(card.token, {key.kid: key.public_key for key in keys_of(congress)})
    assert (claims.category, claims.zones, claims.days) == (CARD_NUMBER, ASSEMBLY, 0b11)
    assert (card.registration_id, card.card_number, card.delegation) == (None, 1, delegation)


def test_fewer_cards_revoke_the_last_numbers_and_more_give_them_again(delegation: Delegation) -> None:
    first, second, third = give(delegation, 3)
    assert [card.card_number for card in give(delegation, 1)] == [1]
    assert (second.state, third.state) == (BadgeState.REVOKED, BadgeState.REVOKED)
    assert [(card.id, card.issue) for card in give(delegation, 2)] == [(first.id, 1), (second.id, 2)]


def test_the_same_number_said_twice_is_once(delegation: Delegation) -> None:
    before = [(card.id, card.issue) for card in give(delegation, 2)]
    assert [(card.id, card.issue) for card in give(delegation, 2)] == before


def test_zones_are_apart(delegation: Delegation) -> None:
    give(delegation, 2, bit=1)
    give(delegation, 1, bit=2)
    assert [(cards.zone.bit, cards.held) for cards in floaters_of(delegation)] == [(1, 2), (2, 1)]


def test_two_clicks_at_once_give_each_card_once(delegation: Delegation, at_once: Any) -> None:
    def click() -> int:
        return len(give(db.session.get_one(Delegation, delegation.id), 2))

    assert at_once(click, click) == [2, 2]
    assert db.session.scalars(select(Badge.card_number).order_by(Badge.card_number)).all() == [1, 2]


def test_control_without_the_lock_the_second_click_fails(
    delegation: Delegation, at_once: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The race is real: where the delegation is not locked, both read that no card exists and both write it."""
    both_have_read, claim = threading.Barrier(2, timeout=10), floaters.claim_of_card

    def wait(zone: Zone) -> Any:
        both_have_read.wait()
        return claim(zone)

    monkeypatch.setattr(floaters, "lock", lambda thing: thing)
    monkeypatch.setattr(floaters, "claim_of_card", wait)

    def click() -> int:
        return len(give(db.session.get_one(Delegation, delegation.id), 1))

    assert {type(answer) for answer in at_once(click, click)} == {int, IntegrityError}


def test_nobody_gets_a_card_who_does_not_come(delegation: Delegation) -> None:
    with pytest.raises(TooManyCards):
        give(delegation, MOST + 1)
    with transaction():
        delegation.state = DelegationState.CONTESTED
    with pytest.raises(NoCardsHere):
        give(delegation, 1)


def test_a_delegation_that_declines_loses_its_cards(delegation: Delegation) -> None:
    card = give(delegation, 1)[0]
    decline_invitation(delegation, by=None)
    assert card.state is BadgeState.REVOKED
    assert give(delegation, 0) == []


def test_a_row_is_a_person_s_badge_or_a_card_never_both_or_neither(congress: Any, delegation: Delegation) -> None:
    card = give(delegation, 1)[0]
    named = issue_badge(make_registration(delegation, state=RegistrationState.APPROVED))
    for badge, change in (
        (card, {"delegation_id": None}),
        (named, {"card_number": 1}),
        (named, {"registration_id": None}),
    ):
        with pytest.raises(IntegrityError, match="ck_badge_bearer"), transaction():
            db.session.execute(db.update(Badge).filter_by(id=badge.id).values(**change))


def test_the_letter_of_cards_is_no_category_s(congress: Any) -> None:
    words = {"label": {"fr": "Zone"}, "colour": "#123456", "by": None}
    with pytest.raises(LetterOfCards):
        add_category(congress, code="zone", letter="z", **words)
    with pytest.raises(LetterOfCards):
        change_category(category_of(congress, "press"), letter="Z", feminine={}, zones=0, default_places={}, **words)


# -- at the doors --------------------------------------------------------------------------------------------------------


def test_the_door_of_its_zone_lets_in_whoever_carries_it_and_shows_the_delegation(
    congress: Any, delegation: Delegation
) -> None:
    _first, second = give(delegation, 2)
    door = make_door(congress, zones=ASSEMBLY, category_numbers=[1])
    outcome = scan(door, make_device(congress), second)
    assert (outcome.verdict, outcome.reason) == (Verdict.ADMITTED, ScanReason.WELCOME)
    assert outcome.bearer is not None
    assert (outcome.bearer.name, outcome.bearer.delegation) == ("Carte transférable 2", "Hô Chi Minh-Ville")
    assert (outcome.bearer.category_letter, outcome.bearer.is_card, outcome.bearer.civility) == ("Z", True, None)


@pytest.mark.parametrize("rules", [{}, {"zones": 0b100}, {"category_numbers": [1, 2, 3]}])
def test_no_other_door_opens(congress: Any, delegation: Delegation, rules: dict[str, Any]) -> None:
    outcome = scan(make_door(congress, **rules), make_device(congress), give(delegation, 1)[0])
    assert (outcome.verdict, outcome.reason) == (Verdict.REFUSED, ScanReason.OTHER_ZONE)


@pytest.mark.parametrize("once", [True, False])
def test_a_card_passed_back_over_the_fence_is_already_in(congress: Any, delegation: Delegation, once: bool) -> None:
    [card] = give(delegation, 1)
    door, device = make_door(congress, zones=ASSEMBLY, admits_once=once), make_device(congress)
    reasons = [scan(door, device, card, direction=way).reason for way in ("in", "in", "out", "in")]
    assert reasons == [ScanReason.WELCOME, ScanReason.ALREADY_IN, ScanReason.GOODBYE, ScanReason.WELCOME]


def test_facts_that_arrive_in_another_order_give_the_same_state(congress: Any, delegation: Delegation) -> None:
    """A door that lets badges in each time judges a card again as one that lets in once."""
    [card] = give(delegation, 1)
    door, one, two = (
        make_door(congress, zones=ASSEMBLY, admits_once=False),
        make_device(congress),
        make_device(congress),
    )
    earlier, later = fact(card, device_time=(now() - timedelta(minutes=5)).isoformat()), fact(card)
    record_item(door_of(door), one.id, later)
    record_item(door_of(door), two.id, earlier)
    reasons = [row.reason for row in passage_rows(door)]
    assert reasons == [ScanReason.WELCOME, ScanReason.ALREADY_IN]


def test_two_carriers_at_two_doors_at_once_one_comes_in(congress: Any, delegation: Delegation, at_once: Any) -> None:
    [card] = give(delegation, 1)
    door = door_of(make_door(congress, zones=ASSEMBLY, admits_once=False))
    devices = [make_device(congress).id, make_device(congress).id]
    items = [fact(card), fact(card)]
    outcomes = at_once(*(lambda d=d, i=i: record_item(door, d, i) for d, i in zip(devices, items, strict=True)))
    assert sorted(outcome.reason for outcome in outcomes) == [ScanReason.ALREADY_IN, ScanReason.WELCOME]


def test_a_withdrawn_card_and_one_that_was_issued_again_are_refused(congress: Any, delegation: Delegation) -> None:
    first, second = give(delegation, 2)
    door, device, token = make_door(congress, zones=ASSEMBLY), make_device(congress), first.token
    give(delegation, 1)
    reissue_badge(first, by=None, reason="perdue")
    assert scan(door, device, second).reason is ScanReason.REVOKED
    assert scan(door, device, token=token).reason is ScanReason.REPLACED
    assert scan(door, device, code=first.short_code).reason is ScanReason.WELCOME


def test_a_key_that_is_withdrawn_takes_the_cards_with_it_until_they_are_issued_again(
    congress: Any, delegation: Delegation
) -> None:
    [card] = give(delegation, 1)
    rotate_key(congress, by=None)
    withdraw_key(next(key for key in keys_of(congress) if key.kid == card.kid), by=None, reason="serveur copié")
    assert reissue_under_withdrawn_key(congress, by=None) == 1
    assert (card.issue, card.zones) == (2, ASSEMBLY)


def test_a_scan_of_a_card_costs_what_a_badge_s_costs(congress: Any, delegation: Delegation) -> None:
    named = issue_badge(make_registration(delegation, state=RegistrationState.APPROVED, category="head"))
    door, device = make_door(congress, zones=ASSEMBLY), make_device(congress)
    costs = []
    for badge in (named, give(delegation, 1)[0]):
        item = fact(badge)
        here = door_of(door)
        with statements_sent() as sent:
            assert record_item(here, device.id, item).reason is ScanReason.WELCOME
        costs.append(len(sent))
    assert costs[0] == costs[1] == 3  # and the gate before


# -- who is counted ------------------------------------------------------------------------------------------------------


def test_the_quota_is_live_at_the_door_and_at_the_desk(congress: Any, delegation: Delegation) -> None:
    first, _second, third = give(delegation, 3)
    other = make_delegation(congress, "N'Djaména")
    give(other, 1, bit=2)
    door, device = make_door(congress, zones=ASSEMBLY), make_device(congress)
    scan(door, device, first)
    scan(door, device, third)
    give(delegation, 2)
    [here] = floaters_at(door)
    assert (here.delegation, here.held, here.inside, here.withdrawn_inside) == (delegation, 2, 1, 1)
    assert [(cards.held, cards.inside) for cards in floaters_of(delegation)] == [(2, 1)]
    assert floaters_at(make_door(congress, "Accueil")) == []


def test_a_card_is_no_person_where_persons_are_counted(congress: Any, delegation: Delegation) -> None:
    """Nobody is missing a badge because a card exists, and a card is neither a bearer nor a registration."""
    accredited = make_registration(delegation, state=RegistrationState.APPROVED)
    give(delegation, 1)
    assert missing_badges(congress) == [accredited]
    issue_badge(accredited)
    assert missing_badges(congress) == []
    assert badge_counts(congress) == [(delegation, 2)]


def test_incidents_and_passages_say_which_card_of_whom(congress: Any, delegation: Delegation) -> None:
    [card] = give(delegation, 1)
    door = make_door(congress, zones=0b100)
    scan(door, make_device(congress), card, let_in=True)
    [incident] = incidents_of(congress)
    assert (incident.bearer, incident.card, incident.delegation) == (None, 1, "Hô Chi Minh-Ville")
    assert [(row.badge_name, row.card, row.delegation) for row in passage_rows(door)] == [
        (None, 1, "Hô Chi Minh-Ville")
    ]


# -- printed -------------------------------------------------------------------------------------------------------------


def test_cards_are_printed_after_the_badges_of_their_delegation(congress: Any, delegation: Delegation) -> None:
    cards = give(delegation, 2)
    named = issue_badge(make_registration(delegation, state=RegistrationState.APPROVED))
    other = make_delegation(congress, "Abidjan")
    [first] = give(other, 1, bit=0)
    assert badges_to_print(congress) == [first, named, *cards]
    assert badges_to_print(congress, delegation) == [named, *cards]


def test_printing_takes_a_constant_number_of_queries(congress: Any, delegation: Delegation) -> None:
    costs, ident = [], delegation.id
    for count in (1, 4):
        give(db.session.get_one(Delegation, ident), count)
        db.session.expunge_all()
        whose = db.session.get_one(Delegation, ident)
        with statements_sent() as sent:
            badges_pdf(badges_to_print(whose.congress, whose))
        costs.append(len(sent))
    assert costs[0] == costs[1]


def test_a_printed_card_is_read_back_and_shows_the_delegation_and_no_name(
    delegation: Delegation, tmp_path: Path
) -> None:
    cards = give(delegation, 3)
    pdf = badges_pdf(cards[1:2])
    subprocess.run(["pdftoppm", "-r", "100", "-gray", "-", str(tmp_path / "page")], input=pdf, check=True)
    pages = [Image.open(path) for path in sorted(tmp_path.glob("page*"))]
    assert [[code.text for code in zxingcpp.read_barcodes(page)] for page in pages] == [[cards[1].token]] * 2
    front = " ".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())
    for words in ("Carte 2 sur 3", "Hô Chi Minh-Ville", "Zone\u00a0: Assemblée", "CARTE TRANSFÉRABLE", "Bénin"):
        assert words in front.replace("Zone : ", "Zone\u00a0: ")


def test_numbers_stay_unique_for_ever(delegation: Delegation) -> None:
    for count in (3, 0, 2, 1):
        give(delegation, count)
    assert db.session.scalar(select(func.count(Badge.id))) == 3
