"""The print queue and its desks on screen, without scripts: asked, taken, printed, failed; by those who may."""

import re
from typing import Any

import pytest

from aimf_events.accounts.models import Role
from aimf_events.checkin.badges import revoke_badge
from aimf_events.checkin.models import Badge
from aimf_events.checkin.print_models import BadgePrint, PrintReason, PrintRequest, PrintState
from aimf_events.checkin.print_queue import enqueue_print
from aimf_events.congress.models import CongressRole
from aimf_events.database import db
from tests.checkin.doors import make_badge, make_device, make_door, scan, today_congress
from tests.factories import make_congress, make_staff
from tests.statements import statements_sent


@pytest.fixture
def congress(app: Any) -> Any:
    return today_congress()


@pytest.fixture
def desk(congress: Any, browser_of: Any) -> Any:
    return browser_of(make_staff(CongressRole.DOOR_SUPERVISOR, congress=congress))


def at(congress: Any, rest: str) -> str:
    return f"/{congress.name}/door/badges/{rest}"


def waiting(congress: Any, **values: Any) -> PrintRequest:
    return enqueue_print(make_badge(congress, **values), by=None, reason=PrintReason.FIRST)


def take(congress: Any, desk: Any, kiosk: str = "label/a") -> str:
    """Press « Imprimer le suivant »; return the address of the sheet."""
    desk.get(at(congress, f"kiosk/{kiosk}"))
    return str(desk.post(at(congress, f"kiosk/{kiosk}")).path)


def test_a_badge_is_asked_taken_printed_and_remembered(congress: Any, desk: Any) -> None:
    badge = make_badge(congress)
    page = desk.get(at(congress, f"{badge.public_id}/print"))
    assert "Ce badge n’a jamais été imprimé." in page.text
    assert "Un badge attend." in desk.post(at(congress, f"{badge.public_id}/print"), {"reason": "walk_in"}).text
    sheet = take(congress, desk)
    assert desk.get(sheet).text.count("inscription sur place") == 1
    done = desk.post(f"{sheet}/printed")
    assert "Aucun badge n’attend." in done.text
    [printed] = db.session.scalars(db.select(BadgePrint)).all()
    assert (printed.badge_id, printed.reason, printed.printed_by is not None) == (badge.id, PrintReason.WALK_IN, True)
    assert (
        "inscription sur place · émission 1 · Mme Camille Roux"
        in desk.get(at(congress, f"{badge.public_id}/print")).text
    )


def test_a_lost_badge_is_issued_again_before_it_is_printed(congress: Any, desk: Any) -> None:
    badge = make_badge(congress)
    desk.get(at(congress, f"{badge.public_id}/print"))
    desk.post(at(congress, f"{badge.public_id}/print"), {"reason": "lost"})
    assert db.session.scalars(db.select(PrintRequest.issue)).all() == [2]
    desk.post(at(congress, f"{badge.public_id}/print"), {"reason": "damaged"})
    assert db.session.scalars(db.select(PrintRequest.issue)).all() == [2]


def test_a_loss_told_twice_from_one_page_kills_one_badge_and_prints_one(congress: Any, desk: Any) -> None:
    badge = make_badge(congress)
    page = desk.get(at(congress, f"{badge.public_id}/print"))
    said = {"reason": "lost", "issue": page.value("issue") or ""}
    desk.post(at(congress, f"{badge.public_id}/print"), said)
    desk.post(f"{take(congress, desk)}/printed")
    desk.post(at(congress, f"{badge.public_id}/print"), said)
    assert db.session.scalars(db.select(Badge.issue)).all() == [2]
    assert db.session.scalars(db.select(PrintRequest.state)).all() == [PrintState.PRINTED]


@pytest.mark.parametrize("reason", ["arrival", "", "x" * 5000])
def test_a_reason_that_is_none_is_asked_again(congress: Any, desk: Any, reason: str) -> None:
    badge = make_badge(congress)
    desk.get(at(congress, f"{badge.public_id}/print"))
    desk.post(at(congress, f"{badge.public_id}/print"), {"reason": reason}, status=422)
    assert db.session.scalars(db.select(PrintRequest)).all() == []


def test_a_failure_is_noted_and_queued_again_or_dropped(congress: Any, desk: Any) -> None:
    request = waiting(congress)
    sheet = take(congress, desk)
    desk.post(f"{sheet}/trouble", {"trouble": ""}, status=422)
    desk.post(f"{sheet}/trouble", {"trouble": "plus d’étiquettes"})
    assert "plus d’étiquettes" in desk.get(at(congress, "queue")).text
    assert "Un badge attend." in desk.post(at(congress, f"queue/{request.public_id}/return")).text
    desk.post(at(congress, f"queue/{request.public_id}/removal"))
    db.session.refresh(request)
    assert request.state is PrintState.DROPPED


def test_again_prints_the_same_badge_and_return_leaves_it_to_another_desk(congress: Any, desk: Any) -> None:
    waiting(congress)
    sheet = take(congress, desk)
    assert desk.post(f"{sheet}/again").path == sheet
    assert "Un badge attend." in desk.post(f"{sheet}/return").text
    assert "Ce badge n’est plus à ce poste." in desk.get(sheet).text
    other = take(congress, desk, "a6/b")
    assert "/b/" in other
    desk.post(f"{sheet}/printed", status=409)


def test_the_sheet_is_the_badge_in_the_desk_s_format(congress: Any, desk: Any) -> None:
    waiting(congress)
    page = desk.get(take(congress, desk, "card/a"))
    sides = re.findall(r'src="([^"]+\.svg)"', page.body)
    assert [side[-10:] for side in sides] == ["card-1.svg", "card-2.svg"]
    assert b"<svg" in desk.client.get(sides[0]).data
    assert desk.client.get(sides[0].replace("card-1", "card-3")).status_code == 404
    assert desk.client.get(sides[0].replace("card-1.svg", "card.pdf")).data.startswith(b"%PDF")


def test_who_comes_in_at_a_door_that_prints_is_taken_at_once(congress: Any, desk: Any) -> None:
    badge = make_badge(congress)
    scan(make_door(congress, prints_on_entry=True), make_device(congress), badge)
    assert "entrée à une porte" in desk.get(take(congress, desk)).text


def test_the_queue_asks_the_database_as_much_for_many_as_for_one(congress: Any, desk: Any) -> None:
    waiting(congress)
    desk.get(at(congress, "queue"))
    with statements_sent() as one:
        desk.get(at(congress, "queue"))
    for _ in range(4):
        waiting(congress)
    with statements_sent() as many:
        desk.get(at(congress, "queue"))
    assert len(many) <= len(one)


def test_what_is_of_another_congress_or_nowhere_is_not_here(congress: Any, desk: Any) -> None:
    theirs, mine = waiting(make_congress()), make_badge(congress)
    desk.get(at(congress, "queue"))
    for rest in (
        f"queue/{theirs.public_id}/return",
        f"queue/{theirs.public_id}/removal",
        f"kiosk/a6/a/{theirs.public_id}/printed",
    ):
        desk.post(at(congress, rest), status=404)
    for rest in (
        f"{theirs.badge.public_id}/print",
        f"queue/{theirs.public_id}/a6.pdf",
        f"queue/{theirs.public_id}/a6-1.svg",
    ):
        desk.get(at(congress, rest), status=404)
    for kiosk in ("a3/a", "a6/" + "a" * 41, "a6/a b", "sheet4/a"):
        desk.get(at(congress, f"kiosk/{kiosk}"), status=404)
    revoke_badge(mine, by=None)
    desk.get(at(congress, f"{mine.public_id}/print"), status=404)


@pytest.mark.parametrize("role", [CongressRole.DOOR, CongressRole.PROGRAMME])
def test_others_print_nothing(congress: Any, browser_of: Any, role: CongressRole) -> None:
    waiting(congress)
    someone = browser_of(make_staff(role, congress=congress))
    for rest in ("queue", "kiosk", "kiosk/a6/a"):
        someone.get(at(congress, rest), status=403)
    someone.client.post(at(congress, "kiosk/a6/a"))
    assert db.session.scalars(db.select(PrintRequest.state)).all() == [PrintState.WAITING]


def test_an_auditor_looks_and_takes_nothing(congress: Any, browser_of: Any) -> None:
    waiting(congress)
    auditor = browser_of(make_staff(Role.AUDITOR))
    auditor.get(at(congress, "queue"))
    auditor.post(at(congress, "kiosk/a6/a"), status=403)
