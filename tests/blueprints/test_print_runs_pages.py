"""Runs of badges on screen: chosen by filters in the address, begun once, followed, taken, cancelled."""

from typing import Any

import pytest

from aimf_events.accounts.models import Role
from aimf_events.checkin import print_runs
from aimf_events.checkin.badges import revoke_badge
from aimf_events.checkin.print_models import BadgePrint, PrintRun
from aimf_events.checkin.print_runs import KEPT
from aimf_events.clock import now, set_for_tests
from aimf_events.congress.models import CongressRole
from aimf_events.database import db
from aimf_events.jobs import drain_jobs
from tests.checkin.doors import make_badge, today_congress
from tests.factories import category_of, make_congress, make_staff


@pytest.fixture
def congress(app: Any) -> Any:
    return today_congress()


@pytest.fixture
def desk(congress: Any, browser_of: Any) -> Any:
    return browser_of(make_staff(CongressRole.ACCREDITATION, congress=congress))


def at(congress: Any, rest: str) -> str:
    return f"/{congress.name}/door/badges/runs{rest}"


def press(congress: Any, desk: Any, asked: str = "", **changes: str) -> Any:
    """Read the page of a choice and begin."""
    page = desk.get(at(congress, f"/new{asked}"))
    given = {name: page.value(name) or "" for name in ("key", "count")}
    return desk.post(at(congress, asked), {**given, "format": "template", **changes})


def test_a_choice_is_printed_its_file_taken_and_remembered(congress: Any, desk: Any) -> None:
    press_badge = make_badge(congress, category="press")
    make_badge(congress)
    asked = f"?category={category_of(congress, 'press').public_id}&printed=to_print"
    assert "Un badge à imprimer." in desk.get(at(congress, f"/new{asked}")).text
    page = press(congress, desk, asked)
    assert "Un badge est prêt." in page.text
    assert "Catégorie : P · Presse" in page.text
    assert desk.client.get(page.link("Ouvrir le fichier")).data.startswith(b"%PDF")
    assert db.session.scalars(db.select(BadgePrint.badge_id)).all() == [press_badge.id]
    assert "Aucun badge ne répond" in desk.get(at(congress, f"/new{asked}")).text


def test_a_long_run_shows_its_progress_without_scripts_too(
    congress: Any, desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(print_runs, "AT_ONCE", 1)
    for _ in range(3):
        make_badge(congress)
    page = press(congress, desk, format="sheet4")
    assert "0 badges composés sur 3" in page.text
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page.body
    drain_jobs()
    assert "3 badges sont prêts." in desk.get(page.path).text


def test_a_choice_that_changed_since_it_was_read_is_read_again(congress: Any, desk: Any) -> None:
    badge = make_badge(congress)
    make_badge(congress)
    page = desk.get(at(congress, "/new"))
    given = {"key": page.value("key"), "count": page.value("count"), "format": "a6"}
    revoke_badge(badge, by=None)
    assert "La sélection a changé" in desk.post(at(congress, ""), given).text
    assert db.session.scalars(db.select(PrintRun)).all() == []


def test_a_form_sent_again_shows_the_run_that_it_began(congress: Any, desk: Any) -> None:
    make_badge(congress)
    page = desk.get(at(congress, "/new?printed=never"))
    given = {"key": page.value("key"), "count": page.value("count"), "format": "a6"}
    first = desk.post(at(congress, "?printed=never"), given)
    assert desk.post(at(congress, "?printed=never"), given).path == first.path
    assert len(db.session.scalars(db.select(PrintRun)).all()) == 1


@pytest.mark.parametrize(
    "wrong", [{"format": "a3"}, {"key": "short"}, {"key": "\x00" * 22}, {"format": "", "key": "x" * 5000}]
)
def test_odd_forms_begin_nothing(congress: Any, desk: Any, wrong: dict[str, str]) -> None:
    make_badge(congress)
    assert "Préparer un tirage" in press(congress, desk, **wrong).text
    assert db.session.scalars(db.select(PrintRun)).all() == []


def test_odd_filters_keep_nobody_and_break_nothing(congress: Any, desk: Any) -> None:
    make_badge(congress)
    desk.get(at(congress, "/new?printed=x&order=x&state=x&country=%00&category=" + "a" * 3000))
    desk.post(at(congress, "?category=nobody"), {"key": "k" * 22, "count": "0", "format": "a6"}, status=409)


def test_a_cancelled_run_and_a_file_thrown_away_are_said(congress: Any, desk: Any) -> None:
    make_badge(congress)
    page = press(congress, desk)
    set_for_tests(now() + KEPT)
    assert "Le fichier est effacé." in desk.get(page.path).text
    assert desk.client.get(f"{page.path}.pdf").status_code == 404
    assert "Le tirage est annulé" in desk.post(f"{page.path}/cancellation").text
    assert "Ce tirage est annulé" in desk.get(page.path).text
    assert "jamais imprimé : 1." in desk.get(at(congress, "/new")).text


def test_runs_are_of_one_congress_and_of_those_who_print(congress: Any, desk: Any, browser_of: Any) -> None:
    make_badge(congress)
    page = press(congress, desk)
    other = make_congress()
    secretariat = browser_of(make_staff(Role.SECRETARIAT))
    for rest in ("", ".pdf"):
        secretariat.get(page.path.replace(f"/{congress.name}/", f"/{other.name}/") + rest, status=404)
    volunteer = browser_of(make_staff(CongressRole.DOOR, congress=congress))
    for rest in ("", ".pdf"):
        volunteer.get(page.path + rest, status=403)
    volunteer.get(at(congress, "/new"), status=403)
