"""The board of arrivals: figures, quarters, lists; who may see it; a constant number of questions; live without a reload."""

from datetime import timedelta
from typing import Any

import pytest

from aimf_events.checkin.badges import issue_badge
from aimf_events.checkin.day_passes import give_day_pass
from aimf_events.checkin.models import Way
from aimf_events.clock import now, set_for_tests
from aimf_events.congress.models import CongressRole
from aimf_events.live.topics import refresh
from aimf_events.registration.correspondents import add_correspondent
from aimf_events.registration.models import Capacity, ContactRole, Mode, RegistrationState
from aimf_events.reporting.board import arrivals_board, live_board, topic_of
from aimf_events.reporting.board_lists import (
    BoardChoice,
    BoardList,
    Group,
    Progress,
    groups_of,
    heads_not_arrived,
    how_many_heads_wait,
)
from tests.checkin.doors import make_device, make_door, scan, today_congress
from tests.factories import make_congress, make_delegation, make_member, make_registration, make_staff
from tests.statements import statements_sent


@pytest.fixture
def congress(app: Any) -> Any:
    return today_congress()


def arrivals(delegation: Any, count: int, **values: Any) -> list[Any]:
    """The badges of people who are accredited and come."""
    how = {"state": RegistrationState.APPROVED, "category": "delegate", "mode": Mode.IN_PERSON, **values}
    return [issue_badge(make_registration(delegation, **how)) for _ in range(count)]


def test_figures_of_the_site_count_each_person_once(congress: Any) -> None:
    hall, room, device = make_door(congress, "Hall"), make_door(congress, "Salle", limit=10), make_device(congress)
    one, two, three = arrivals(make_delegation(congress), 3)
    for door, badge, way in [
        (hall, one, "in"),
        (room, one, "in"),
        (hall, two, "in"),
        (hall, two, "out"),
        (hall, two, "out"),
    ]:
        scan(door, device, badge, direction=way)
    scan(hall, device, code="x")
    board = arrivals_board(congress)
    assert (board.inside, board.expected, board.arrived) == (1, 3, 2)
    assert {line.door.name: (line.inside, line.entered, line.left, line.refused) for line in board.doors} == {
        "Hall": (1, 2, 2, 0),
        "Salle": (1, 1, 0, 0),
    }
    assert (board.entered, board.per_minute) == (3, 3 / 5)
    assert (board.devices, board.devices_heard, board.incidents) == (1, 1, 0)
    assert three.registration.person.badge_name not in str(live_board(topic_of(congress).partition(":")[2]))


def test_quarters_run_without_a_gap_on_the_clock_of_the_city(congress: Any) -> None:
    door, device = make_door(congress), make_device(congress)
    noon = now().replace(hour=12, minute=7, second=0, microsecond=0)
    for minutes, badge in zip((0, 3, 40), arrivals(make_delegation(congress), 3), strict=True):
        set_for_tests(noon + timedelta(minutes=minutes))
        scan(door, device, badge)
    board = arrivals_board(congress)
    assert [(q.begins_at.strftime("%H:%M"), q.entered) for q in board.quarters] == [
        ("12:00", 2),
        ("12:15", 0),
        ("12:30", 0),
        ("12:45", 1),
    ]
    assert board.per_minute == 1 / 5
    assert arrivals_board(congress, congress.starts_on + timedelta(days=1)).quarters == []


def test_a_badge_for_another_day_is_not_expected_today(congress: Any) -> None:
    today, tomorrow = arrivals(make_delegation(congress), 2)
    today.days, tomorrow.days = 0b1, 0b10
    assert arrivals_board(congress).expected == 1
    assert arrivals_board(congress, congress.starts_on + timedelta(days=1)).expected == 1
    assert arrivals_board(congress, congress.starts_on - timedelta(days=1)).expected == 2


def test_delegations_and_countries(congress: Any) -> None:
    door, device = make_door(congress), make_device(congress)
    here = make_delegation(congress, member=make_member("Abidjan", country="CI"))
    there = make_delegation(congress, member=make_member("Bouaké", country="CI"))
    far = make_delegation(congress, member=make_member("Québec", country="CA"))
    first, _second = arrivals(here, 2)
    [alone] = arrivals(there, 1)
    arrivals(far, 1)
    arrivals(far, 1, mode=Mode.ONLINE)
    for badge, way in [(first, "in"), (alone, "in"), (alone, "out")]:
        scan(door, device, badge, direction=way)
    told = groups_of(congress, BoardList.DELEGATIONS, BoardChoice())
    assert told.rows == [
        Group("Abidjan", "CI", 1, 2, 1, 1),
        Group("Bouaké", "CI", 1, 1, 1, 0),
        Group("Québec", "CA", 1, 1, 0, 0),
    ]
    assert [row.progress for row in told.rows] == [Progress.PARTLY, Progress.ALL, Progress.NOBODY]
    by_country = groups_of(congress, BoardList.COUNTRIES, BoardChoice(sort="-arrived", countries=("CA", "CI")))
    assert by_country.rows == [Group("CI", "CI", 2, 3, 2, 1), Group("CA", "CA", 1, 1, 0, 0)]
    for wanted, names in [
        (BoardChoice(q="QUEB"), ["Québec"]),
        (BoardChoice(country="CI", sort="-name"), ["Bouaké", "Abidjan"]),
        (BoardChoice(progress=Progress.PARTLY), ["Abidjan"]),
        (BoardChoice(progress=Progress.ALL), ["Bouaké"]),
        (BoardChoice(progress=Progress.NOBODY), ["Québec"]),
        (BoardChoice(q="nulle part"), []),
    ]:
        assert [row.name for row in groups_of(congress, BoardList.DELEGATIONS, wanted).rows] == names


def test_heads_and_titulars_whom_no_door_has_seen(congress: Any) -> None:
    door, device, delegation = make_door(congress), make_device(congress), make_delegation(congress, "Abidjan")
    [titular] = arrivals(delegation, 1, capacity=Capacity.TITULAR)
    [head], [_other] = arrivals(make_delegation(congress, "Bamako"), 1), arrivals(delegation, 1)
    add_correspondent(
        head.registration.delegation, head.registration.person, ContactRole.HEAD, "m@example.org", by=None
    )
    waiting = heads_not_arrived(congress, BoardChoice())
    assert [row.registration for row in waiting.rows] == [titular.registration, head.registration]
    scan(door, device, titular)
    assert [row.registration for row in heads_not_arrived(congress, BoardChoice()).rows] == [head.registration]
    assert how_many_heads_wait(congress) == 1


def test_many_delegations_are_paged(congress: Any, browser_of: Any) -> None:
    for number in range(27):
        arrivals(make_delegation(congress, name=f"Ville {number:02d}"), 1)
    browser = browser_of(make_staff(CongressRole.DOOR_SUPERVISOR, congress=congress))
    second = browser.get(f"/{congress.name}/door/board?page=2&sort=name")
    assert "Ville 26" in second.text
    assert "Ville 24" not in second.text
    assert "Ville 26" in browser.get(f"/{congress.name}/door/board?page=999").text


def test_questions_do_not_grow_with_people_and_doors(congress: Any, browser_of: Any) -> None:
    browser = browser_of(make_staff(CongressRole.DOOR_SUPERVISOR, congress=congress))
    device, counts = make_device(congress), []
    for number in (1, 3):
        for _ in range(number):
            door = make_door(congress, f"Porte {number}", way=Way.BOTH)
            [badge] = arrivals(make_delegation(congress), 1, capacity=Capacity.TITULAR)
            scan(door, device, badge)
        for address in ("board", "board?by=countries", "board?by=heads", "board/screen"):
            browser.get(f"/{congress.name}/door/{address}")
        with statements_sent() as sent:
            for address in ("board", "board?by=countries", "board?by=heads", "board/screen"):
                browser.get(f"/{congress.name}/door/{address}")
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_the_board_says_what_is_new_once(congress: Any) -> None:
    door, device, [badge] = make_door(congress), make_device(congress), arrivals(make_delegation(congress), 1)
    topic = topic_of(congress)
    from aimf_events.live.pages import changes_since, watcher

    assert refresh(topic)
    scan(door, device, badge)
    watcher.forget()
    told = changes_since(topic, 0)
    assert told is not None
    assert [event["data"]["inside"] for event in told.events] == [0, 1]


def test_nobody_guesses_the_topic_of_the_figures(congress: Any, client: Any) -> None:
    assert client.get(f"/live/{topic_of(congress)}").status_code == 200
    assert client.get(f"/live/arrivals:{congress.name}").status_code == 404
    assert client.get(f"/live/arrivals:{congress.name}.{'0' * 20}").status_code == 404


def test_who_may_see_the_board(congress: Any, browser_of: Any, browse: Any) -> None:
    address = f"/{congress.name}/door/board"
    for role, status in [(CongressRole.DOOR_SUPERVISOR, 200), (CongressRole.DOOR, 403), (CongressRole.PROGRAMME, 403)]:
        browser_of(make_staff(role, congress=congress)).get(address, status)
    browser_of(make_staff(CongressRole.DOOR_SUPERVISOR, congress=make_congress())).get(address, 403)


def test_odd_addresses_show_the_whole_board(congress: Any, browser_of: Any) -> None:
    browser = browser_of(make_staff(CongressRole.DOOR_SUPERVISOR, congress=congress))
    for odd in (
        "by=x&sort=%00&progress=?",
        "day=2026-99-99&country=ZZZ",
        "day=1900-01-01&page=-3",
        "q=%25%27&sort=-nothing",
    ):
        assert "Personne" in browser.get(f"/{congress.name}/door/board?{odd}").text


def test_who_is_inside_without_being_expected_is_said(congress: Any) -> None:
    hall, device, delegation = make_door(congress, "Hall"), make_device(congress), make_delegation(congress)
    (expected,), (remote,) = arrivals(delegation, 1), arrivals(delegation, 1, mode=Mode.ONLINE)
    scan(hall, device, expected)
    scan(hall, device, remote)
    board = arrivals_board(congress)
    assert (board.inside, board.expected, board.arrived, board.unexpected) == (2, 1, 1, 1)


def test_who_came_with_a_day_pass_is_one_person_who_came(congress: Any) -> None:
    [head] = arrivals(make_delegation(congress, name="Québec"), 1, capacity=Capacity.TITULAR)
    scan(make_door(congress), make_device(congress), give_day_pass(head, by=None))
    assert heads_not_arrived(congress, BoardChoice()).rows == []
    assert how_many_heads_wait(congress) == 0
    [group] = groups_of(congress, BoardList.DELEGATIONS, BoardChoice()).rows
    assert (group.expected, group.arrived) == (1, 1)
    board = arrivals_board(congress)
    assert (board.expected, board.arrived, board.inside, board.unexpected) == (1, 1, 1, 0)
