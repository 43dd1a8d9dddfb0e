"""Runs of badges: once per page, in pieces, whoever is killed; remembered, cancelled, thrown away; which and in which order."""

import io
from datetime import timedelta
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from aimf_events.checkin import print_runs
from aimf_events.checkin.badges import badges_pdf, reissue_badge, revoke_badge
from aimf_events.checkin.floaters import set_floaters
from aimf_events.checkin.looks import HOUSE, Look, set_template
from aimf_events.checkin.models import Badge
from aimf_events.checkin.print_models import (
    BadgeFormat,
    BadgePart,
    BadgePrint,
    PrintReason,
    PrintRun,
    PrintRunPiece,
)
from aimf_events.checkin.print_runs import (
    AT_ONCE,
    KEPT,
    NothingSelected,
    cancel_run,
    file_of,
    forget_files,
    run_by_public_id,
    set_run,
    start_run,
)
from aimf_events.checkin.prints import PrintStatus, remember_prints
from aimf_events.clock import now, telling
from aimf_events.congress.categories import zones_of
from aimf_events.congress.models import ProtocolRank
from aimf_events.congress.ranks import give_rank
from aimf_events.database import db, transaction
from aimf_events.errors import NotFound
from aimf_events.jobs import drain_jobs
from aimf_events.reporting.badges import TO_PRINT, WantedBadges, find_badges
from tests.checkin.doors import make_badge, today_congress
from tests.factories import category_of, make_congress, make_delegation, make_member
from tests.statements import statements_sent


@pytest.fixture
def congress(app: Any) -> Any:
    return today_congress()


def begin(congress: Any, badges: list[Badge], *, format: str = "template", key: str = "k" * 22) -> PrintRun:
    ids = [badge.id for badge in badges]
    return start_run(congress, ids, format=format, selection={}, key=key, by=None)


def fresh(run: PrintRun) -> PrintRun:
    db.session.expire_all()
    return db.session.get_one(PrintRun, run.id)


def names_in(pdf: bytes) -> list[str]:
    """The pages of a file, as text."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def found(congress: Any, **wanted: str) -> list[int]:
    return find_badges(congress, WantedBadges(**wanted)).ids


def test_a_short_run_is_ready_at_once_in_its_order(congress: Any) -> None:
    badges = [make_badge(congress) for _ in range(3)]
    run = fresh(begin(congress, badges[::-1]))
    assert (run.done, run.total, run.has_file) == (3, 3, True)
    codes = [badge.short_code[:4] for badge in badges[::-1] for _side in range(2)]
    assert [code in page for code, page in zip(codes, names_in(file_of(run)), strict=True)] == [True] * 6
    assert db.session.scalars(select(BadgePrint.run_id)).all() == [run.id] * 3


def test_the_same_page_pressed_twice_is_one_run(congress: Any) -> None:
    badges = [make_badge(congress)]
    assert begin(congress, badges).id == begin(congress, badges).id
    assert len(db.session.scalars(select(BadgePrint)).all()) == 1


def test_two_who_press_at_once_begin_one_run(congress: Any, at_once: Any) -> None:
    ids, ident = [make_badge(congress).id], congress.id

    def press() -> int:
        from aimf_events.congress.models import Congress

        here = db.session.get_one(Congress, ident)
        return start_run(here, ids, format="a6", selection={}, key="x" * 22, by=None).id

    first, second = at_once(press, press)
    assert first == second
    assert len(db.session.scalars(select(BadgePrint)).all()) == 1


@pytest.fixture
def long_run(congress: Any, monkeypatch: pytest.MonkeyPatch) -> PrintRun:
    """A run that goes on in the background, in pieces of four."""
    monkeypatch.setattr(print_runs, "PIECE", 4)
    monkeypatch.setattr(print_runs, "AT_ONCE", 3)
    return begin(congress, [make_badge(congress) for _ in range(10)], format="label")


def test_a_long_run_waits_for_a_worker_and_says_how_far_it_is(long_run: PrintRun) -> None:
    assert (fresh(long_run).done, AT_ONCE) == (0, 24)
    assert print_runs._set_next_piece(long_run.id)
    assert (fresh(long_run).done, fresh(long_run).has_file) == (4, False)
    with pytest.raises(NotFound):
        file_of(long_run)
    drain_jobs()
    run = fresh(long_run)
    assert (run.done, len(names_in(file_of(run)))) == (10, 10)
    assert db.session.scalars(select(PrintRunPiece)).all() == []


def test_a_killed_worker_loses_one_piece_that_the_next_one_does_again(
    long_run: PrintRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def killed_at_the_second(badges: Any, **how: Any) -> bytes:
        calls.append(len(badges))
        if len(calls) == 2:
            raise KeyboardInterrupt
        return badges_pdf(badges, **how)

    monkeypatch.setattr(print_runs, "badges_pdf", killed_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        set_run(long_run.id)
    assert fresh(long_run).done == 4
    set_run(long_run.id)
    set_run(long_run.id)
    assert calls == [4, 4, 4, 2]
    assert len(names_in(file_of(fresh(long_run)))) == 10
    assert len(db.session.scalars(select(BadgePrint)).all()) == 10


def test_two_workers_set_each_piece_once(long_run: PrintRun, at_once: Any) -> None:
    ident = long_run.id
    at_once(lambda: set_run(ident), lambda: set_run(ident))
    assert len(names_in(file_of(fresh(long_run)))) == 10
    assert sorted(db.session.scalars(select(BadgePrint.badge_id))) == sorted(fresh(long_run).badge_ids)


def test_a_run_without_the_lock_would_set_a_piece_twice(long_run: PrintRun, at_once: Any) -> None:
    """The control: two workers that read how far it is, both before either has written, do the same badges."""
    import threading

    ident, both_have_read = long_run.id, threading.Barrier(2)

    def careless() -> list[int]:
        with transaction():
            run = db.session.get_one(PrintRun, ident)
            both_have_read.wait(10)
            return run.badge_ids[run.done : run.done + 4]

    first, second = at_once(careless, careless)
    assert first == second


def test_badges_revoked_meanwhile_are_left_out_and_those_of_others_never_in(congress: Any, long_run: PrintRun) -> None:
    revoke_badge(db.session.get_one(Badge, long_run.badge_ids[5]), by=None)
    set_run(long_run.id)
    assert len(names_in(file_of(fresh(long_run)))) == 9
    with pytest.raises(NothingSelected):
        begin(congress, [make_badge(make_congress())], key="o" * 22)


def test_a_cancelled_run_does_not_count(congress: Any) -> None:
    badge = make_badge(congress)
    run = begin(congress, [badge])
    cancel_run(run, by=None)
    cancel_run(run, by=None)
    with pytest.raises(NotFound):
        file_of(fresh(run))
    assert find_badges(congress, WantedBadges()).statuses == {PrintStatus.NEVER: 1}


def test_a_run_cancelled_under_way_stops(long_run: PrintRun) -> None:
    print_runs._set_next_piece(long_run.id)
    cancel_run(long_run, by=None)
    drain_jobs()
    assert (fresh(long_run).done, db.session.scalars(select(BadgePrint)).all()) == (4, [])


def test_a_file_is_thrown_away_after_a_day_and_the_prints_stay(congress: Any) -> None:
    run = begin(congress, [make_badge(congress)])
    forget_files()
    assert file_of(fresh(run))
    with telling(now() + KEPT + timedelta(minutes=1)):
        with pytest.raises(NotFound):
            file_of(fresh(run))
        forget_files()
    assert db.session.scalars(select(PrintRun.pdf)).all() == [None]
    assert len(db.session.scalars(select(BadgePrint)).all()) == 1
    with pytest.raises(NotFound):
        run_by_public_id(make_congress(), run.public_id)


def test_badges_of_one_size_stand_together_where_templates_differ(congress: Any) -> None:
    set_template(congress, category_of(congress, "press"), Look(format=BadgeFormat.CARD), by=None)
    press, delegate, other = (
        make_badge(congress, category="press"),
        make_badge(congress),
        make_badge(congress, category="press"),
    )
    assert begin(congress, [delegate, press, other]).badge_ids == [delegate.id, press.id, other.id]
    assert begin(congress, [press, delegate, other], key="m" * 22).badge_ids == [delegate.id, press.id, other.id]


# -- which, and in which order -------------------------------------------------------------------------------------------


def test_what_was_printed_is_up_to_date_until_what_it_says_or_how_it_looks_changes(congress: Any) -> None:
    never, named, seen, current, lost = (make_badge(congress) for _ in range(5))
    press = make_badge(congress, category="press")
    remember_prints([named, seen, current, lost, press], by=None, reason=PrintReason.FIRST)
    with transaction():
        named.registration.person.badge_name = "Aïchatou Soumanou"
    reissue_badge(lost, by=None, reason="lost")
    set_template(congress, category_of(congress, "press"), Look(two_sided=False), by=None)
    assert found(congress, printed="never") == [never.id]
    assert sorted(found(congress, printed="outdated")) == sorted([named.id, lost.id])
    assert found(congress, printed="old_look") == [press.id]
    assert sorted(found(congress, printed="current")) == sorted([seen.id, current.id])
    assert sorted(found(congress, printed=TO_PRINT)) == sorted([never.id, named.id, lost.id])


def test_what_a_template_hides_may_change_without_another_print(congress: Any) -> None:
    set_template(congress, None, Look(parts=HOUSE.parts - {BadgePart.FUNCTION}), by=None)
    badge = make_badge(congress)
    remember_prints([badge], by=None, reason=PrintReason.FIRST)
    with transaction():
        badge.registration.function = "Deuxième adjointe"
    assert found(congress, printed="current") == [badge.id]


def test_filters_keep_what_they_say(congress: Any) -> None:
    delegate, press = make_badge(congress), make_badge(congress, category="press")
    holder = make_delegation(congress, member=make_member("Huế", "VN"))
    card = set_floaters(holder, {zones_of(congress)[0]: 1}, by=None)[0]
    revoke_badge(make_badge(congress), by=None)
    make_badge(make_congress())
    assert found(congress, category=category_of(congress, "press").public_id) == [press.id]
    assert found(congress, category="cards") == found(congress, country="VN") == [card.id]
    assert found(congress, delegation=delegate.delegation.public_id) == [delegate.id]
    assert found(congress, state="collected") == []
    assert sorted(found(congress, state="issued")) == sorted([delegate.id, press.id, card.id])
    assert found(congress, category="x", printed="nonsense", order="nonsense") == []


def test_delegations_stand_in_precedence_and_their_people_in_their_own_order(congress: Any) -> None:
    first, second = make_badge(congress), make_badge(congress)
    card = set_floaters(second.delegation, {zones_of(congress)[0]: 1}, by=None)[0]
    assert found(congress) == found(congress, order="delegation") == [first.id, second.id, card.id]
    with transaction():
        rank = ProtocolRank(congress_id=congress.id, number=1, label={"fr": "Chefs d’État"})
        db.session.add_all([rank, ProtocolRank(congress_id=congress.id, number=7, label={"fr": "Délégués"})])
    give_rank(congress, second.registration.person, rank, by=None)
    assert found(congress) == [second.id, card.id, first.id]
    assert found(congress, order="delegation") == [first.id, second.id, card.id]


def test_a_choice_of_many_asks_the_database_as_much_as_one_of_few(congress: Any) -> None:
    make_badge(congress)
    with statements_sent() as few:
        find_badges(congress, WantedBadges())
    for _ in range(4):
        make_badge(congress)
    with statements_sent() as many:
        find_badges(congress, WantedBadges())
    assert len(many) <= len(few)


def test_the_key_of_another_congress_names_no_run_here(congress: Any) -> None:
    other = make_congress()
    begin(other, [make_badge(other)], key="z" * 22)
    with pytest.raises(NotFound):
        begin(congress, [make_badge(congress)], key="z" * 22)
