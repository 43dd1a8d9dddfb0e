"""Conflict of interest in the Bureau: whoever's city is concerned is out of the roll and out of the base for that item."""

import threading
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from aimf_events.accounts.models import Role
from aimf_events.assembly import ballots, recusals
from aimf_events.assembly.ballot_models import Ballot
from aimf_events.assembly.ballot_rolls import lines_of
from aimf_events.assembly.ballots import open_ballot
from aimf_events.assembly.convocation import convene
from aimf_events.assembly.mandates import seat_members, seats_of
from aimf_events.assembly.models import Body
from aimf_events.assembly.recusal_models import Recusal
from aimf_events.assembly.recusals import NoRecusalHere, RollFrozen, end_recusal, recusals_of, recuse
from aimf_events.assembly.rolls import roll_of
from aimf_events.assembly.sitting_models import AgendaItem
from aimf_events.assembly.sittings import SittingMoved, open_sitting
from aimf_events.clock import set_for_tests
from aimf_events.database import db
from tests.factories import make_congress, make_staff, make_statutes
from tests.factories.assembly import (
    come_in,
    give_proxy,
    make_ballot,
    make_cities,
    make_open_ballot,
    make_open_sitting,
    make_sitting,
)

MARCH = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
MAY = date(2026, 5, 20)


@pytest.fixture
def bureau(app: Flask):
    set_for_tests(MARCH)
    make_statutes()
    make_statutes(Body.BUREAU)
    make_congress("tunis", starts_on=MAY)
    made = make_sitting(Body.BUREAU, day=MAY, items=2)
    seat_members(made, make_cities(5), by=None)
    convene(made, by=None)
    open_sitting(made, by=None)
    come_in(made, seats_of(made)[:4])
    return made


def names(ballot):
    return [line.mandate.member.name for line in lines_of(ballot)]


def test_it_is_out_of_the_roll_and_out_of_the_base_of_that_item_alone(bureau):
    first, second = bureau.items
    recuse(first, seats_of(bureau)[0], reason="la subvention est pour sa ville", by=None)
    concerned, other = make_open_ballot(bureau), open_ballot(ballot_on(second), by=None)
    assert names(concerned) == ["Cité 001", "Cité 002", "Cité 003"]
    assert (concerned.frozen.members, concerned.frozen.quorum.base) == (4, 4)
    assert names(other) == ["Cité 000", "Cité 001", "Cité 002", "Cité 003"]
    assert (other.frozen.members, other.frozen.quorum.base) == (5, 5)
    assert roll_of(bureau).base == 5


def ballot_on(item):
    return ballots.draft_ballot(
        item,
        kind=ballots.BallotKind.HANDS,
        counted_by=ballots.HandsCount.TOTALS,
        question={"fr": "Approuvez-vous ?", "en": "Do you approve?"},
        by=None,
    )


def test_the_proxy_that_it_carries_is_silent_too(bureau):
    holder, *_others, absent = seats_of(bureau)
    give_proxy(bureau, absent, holder)
    recuse(bureau.items[0], holder, reason="", by=None)
    assert names(make_open_ballot(bureau)) == ["Cité 001", "Cité 002", "Cité 003"]


def test_twice_is_once_and_a_mistake_is_ended_not_erased(bureau):
    item, seat = bureau.items[0], seats_of(bureau)[0]
    first = recuse(item, seat, reason="", by=None)
    assert recuse(item, seat, reason="", by=None) is first
    end_recusal(first, by=None)
    end_recusal(first, by=None)
    assert (recusals_of(item), db.session.query(Recusal).count()) == ([], 1)
    assert len(names(make_open_ballot(bureau))) == 4


def test_an_open_ballot_keeps_its_roll(bureau):
    item, seat = bureau.items[0], seats_of(bureau)[0]
    standing = recuse(item, seats_of(bureau)[1], reason="", by=None)
    make_open_ballot(bureau)
    with pytest.raises(RollFrozen):
        recuse(item, seat, reason="", by=None)
    with pytest.raises(RollFrozen):
        end_recusal(standing, by=None)


def test_the_assembly_asks_nobody_to_withdraw_nor_a_bureau_whose_statutes_do_not(bureau):
    assembly = make_open_sitting(day=MAY)
    with pytest.raises(NoRecusalHere):
        recuse(assembly.items[0], seats_of(assembly)[0], reason="", by=None)
    draft = make_sitting(Body.BUREAU, day=MAY)
    with pytest.raises(SittingMoved):
        recuse(draft.items[0], seats_of(bureau)[0], reason="", by=None)


@pytest.mark.parametrize("is_locked", [True, False])
def test_a_member_never_withdraws_from_a_ballot_that_counts_it(bureau, at_once, monkeypatch, is_locked):
    item, ballot = bureau.items[0].id, make_ballot(bureau).id
    db.session.commit()
    if not is_locked:
        barrier = threading.Barrier(2, timeout=10)
        real = recusals._demand_no_ballot, ballots.freeze
        monkeypatch.setattr(recusals, "lock_in", lambda sitting, *_states: sitting)

        def no_ballot(found):
            real[0](found)
            barrier.wait()

        def frozen(*given):
            barrier.wait()
            real[1](*given)

        monkeypatch.setattr(recusals, "_demand_no_ballot", no_ballot)
        monkeypatch.setattr(ballots, "freeze", frozen)

    def leave():
        found = db.session.get(AgendaItem, item)
        return recuse(found, seats_of(found.sitting)[0], reason="", by=None) and "withdrawn"

    left, _opened = at_once(leave, lambda: open_ballot(db.session.get(Ballot, ballot), by=None) and "open")
    counted = "Cité 000" in names(db.session.get(Ballot, ballot))
    if is_locked:
        assert (left == "withdrawn") is not counted
    else:
        assert (left, counted) == ("withdrawn", True), "the control: without the lock it withdraws and is counted"


def test_the_secretary_notes_it_on_the_page_of_the_item(bureau, browser_of):
    desk = browser_of(make_staff(Role.SECRETARIAT))
    item = bureau.items[0]
    page = f"/tunis/assembly/sittings/{bureau.public_id}/agenda/{item.public_id}"
    seat = seats_of(bureau)[0]
    assert "Personne. Un membre dont la ville est concernée" in desk.get(page).text
    said = desk.post(f"{page}/recusals", {"recusal-member": ""})
    assert "Choisissez le membre qui se retire" in said.text
    said = desk.post(
        f"{page}/recusals", {"recusal-member": seat.mandate.public_id, "recusal-reason": "le projet est à Cité 000"}
    )
    assert "Cité 000 se retire de ce point" in said.text
    assert "le projet est à Cité 000" in said.text
    (standing,) = recusals_of(item)
    other = f"/tunis/assembly/sittings/{bureau.public_id}/agenda/{bureau.items[1].public_id}"
    desk.post(f"{other}/recusals/{standing.public_id}/end", status=404)
    assert "prend de nouveau part" in desk.post(f"{page}/recusals/{standing.public_id}/end").text
    browser_of(make_staff(Role.AUDITOR)).post(f"{page}/recusals", {}, status=403)
