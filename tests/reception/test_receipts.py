"""A delegation's badges handed over at once: all or none, one numbered receipt, a signature that goes in due time."""

import io
import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from pypdf import PdfReader

from aimf_events.checkin.badges import issue_badge
from aimf_events.checkin.floaters import set_floaters
from aimf_events.checkin.models import Badge, BadgeState
from aimf_events.clock import now, set_for_tests
from aimf_events.congress.categories import zones_of
from aimf_events.congress.models import CongressRole
from aimf_events.database import db
from aimf_events.people.models import Person
from aimf_events.reception import receipts
from aimf_events.reception.handing_over import AlreadyHandedOver, hand_over_badge, take_back_badge
from aimf_events.reception.models import BadgeHandover, HandoverReceipt
from aimf_events.reception.receipt_pdf import receipt_pdf
from aimf_events.reception.receipts import (
    KEPT_DAYS,
    AlreadySigned,
    NobodyChosen,
    hand_over_delegation,
    purge_receipts,
    sign_receipt,
    signature_of,
)
from aimf_events.reception.strokes import Unreadable
from aimf_events.registration.models import Delegation, DelegationState, RegistrationState
from tests.checkin.doors import today_congress
from tests.factories import make_delegation, make_person, make_registration, make_staff

DRAWN = json.dumps([[[10, 10], [500, 300], [990, 20]]])


@pytest.fixture
def delegation(app: Any) -> Delegation:
    return make_delegation(today_congress(), "Hô Chi Minh-Ville", state=DelegationState.COMPOSING)


@pytest.fixture
def badges(delegation: Delegation) -> list[Badge]:
    people = [make_person("Aïchatou", "Soumanou Bio"), make_person("Thị Hồng", "Nguyễn"), make_person("Rose", "Adjovi")]
    return [
        issue_badge(make_registration(delegation, person=each, state=RegistrationState.APPROVED)) for each in people
    ]


@pytest.fixture
def table(delegation: Delegation) -> Person:
    return make_staff(CongressRole.DESK, congress=delegation.congress, given_name="Inès", family_name="Trabelsi")


def give(delegation: Delegation, badges: list[Badge], table: Person, **values: Any) -> HandoverReceipt:
    told = {"receiver": "Jean Dossou", "function": "Chef de cabinet", "language": "fr", **values}
    return hand_over_delegation(delegation, badges, by=table, **told)


def words_of(receipt: HandoverReceipt) -> str:
    pages = PdfReader(io.BytesIO(receipt_pdf(receipt))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_receipt_says_who_received_which_badges_in_the_receiver_s_language(delegation, badges, table) -> None:
    set_floaters(delegation, {zones_of(delegation.congress)[1]: 1}, by=None)
    card = db.session.scalars(db.select(Badge).filter_by(delegation_id=delegation.id)).one()
    first, second = give(delegation, badges[:2], table), give(delegation, [badges[2], card], table, language="en")
    assert (first.number, second.number) == (1, 2)
    text = words_of(first)
    for words in (
        f"RB-{delegation.congress.number}-0001",
        "Jean Dossou",
        "2 badges",
        "Nguyễn",
        "Soumanou Bio",
        "Chef de cabinet",
    ):
        assert words in text
    assert "Adjovi" not in text
    assert "Transferable card 1" in words_of(second)
    assert [badge.state for badge in badges] == [BadgeState.COLLECTED] * 3


def test_one_badge_that_is_gone_holds_all_of_them_back(delegation, badges, table) -> None:
    hand_over_badge(badges[1], by=table)
    with pytest.raises(AlreadyHandedOver) as refusal:
        give(delegation, badges, table)
    assert "Nguyễn" in str(refusal.value.reason)
    assert [db.session.get_one(Badge, b.id).state for b in badges] == ["issued", "collected", "issued"]
    assert db.session.scalar(db.select(db.func.count()).select_from(HandoverReceipt)) == 0


def test_nothing_chosen_or_another_delegation_s_badge_is_no_receipt(delegation, badges, table) -> None:
    other = make_delegation(delegation.congress, "Lomé")
    for chosen, holder in ([], delegation), (badges, other):
        with pytest.raises(NobodyChosen):
            give(holder, chosen, table)


def test_badge_taken_back_leaves_the_receipt(delegation, badges, table) -> None:
    receipt = give(delegation, badges, table)
    take_back_badge(badges[0], by=table)
    assert "Soumanou Bio" not in words_of(receipt)
    assert "2 badges" in words_of(receipt)


def test_signature_is_kept_encrypted_once_and_goes_with_the_names_in_due_time(delegation, badges, table) -> None:
    receipt = give(delegation, badges, table)
    sign_receipt(receipt, DRAWN, by=table)
    kept = db.session.scalar(db.select(HandoverReceipt.signature))
    assert b"500" not in kept
    assert signature_of(receipt) == json.loads(DRAWN)
    assert receipt_pdf(receipt).startswith(b"%PDF")
    with pytest.raises(AlreadySigned):
        sign_receipt(receipt, None, by=table)
    set_for_tests(now() + timedelta(days=KEPT_DAYS))
    purge_receipts()
    assert db.session.scalar(db.select(HandoverReceipt.receiver)) == "Jean Dossou"
    set_for_tests(now() + timedelta(days=3))
    purge_receipts()
    purge_receipts()
    db.session.expire_all()
    assert (receipt.receiver, receipt.function, signature_of(receipt), receipt.number) == ("", "", None, 1)
    assert set(db.session.scalars(db.select(BadgeHandover.taken_by))) == {""}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "{}",
        "[[[1,1]]]",
        '[[["a",2],[3,4]]]',
        "[[[1,1],[2000,3]]]",
        "[" * 5000,
        "[[[1,1],[true,2]]]",
        json.dumps([[[1, 1]] * 9000]),
    ],
)
def test_what_is_no_signature_is_refused(delegation, badges, table, text) -> None:
    receipt = give(delegation, badges, table)
    with pytest.raises(Unreadable):
        sign_receipt(receipt, text, by=table)
    assert receipt.signed_at is None


def two_tables(delegation, badges, table, at_once) -> list[Any]:
    ids, holder, hand = [b.id for b in badges], delegation.id, table.id

    def give_all(order: int) -> Any:
        found = [db.session.get_one(Badge, ident) for ident in ids[::order]]
        return give(db.session.get_one(Delegation, holder), found, db.session.get_one(Person, hand)).number

    return at_once(lambda: give_all(1), lambda: give_all(-1))


def test_two_tables_at_once_give_one_receipt_and_a_clear_sentence(delegation, badges, table, at_once) -> None:
    results = two_tables(delegation, badges, table, at_once)
    assert sorted(type(each).__name__ for each in results) == ["AlreadyHandedOver", "int"]
    assert db.session.scalar(db.select(db.func.count()).select_from(BadgeHandover)) == 3
    refusal = next(each for each in results if isinstance(each, AlreadyHandedOver))
    assert "par Inès Trabelsi, à Jean Dossou." in str(refusal.reason)


def test_without_the_locks_the_second_table_runs_into_the_index(
    delegation, badges, table, at_once, monkeypatch
) -> None:
    """The control: both believe that the badges are at the desk."""
    meet = threading.Barrier(2)

    def both_look(badge: Badge) -> None:
        if badge.id == badges[-1].id:
            meet.wait(10)

    monkeypatch.setattr(receipts, "lock", lambda thing: thing)
    monkeypatch.setattr(receipts, "check_in_hand", both_look)
    results = two_tables(delegation, badges, table, at_once)
    assert sorted(type(each).__name__ for each in results) == ["IntegrityError", "int"]
