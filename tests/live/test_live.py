"""Live topics: numbers without a gap, what one has missed, the pace, and sources that are asked only when followed."""

from typing import Any

import pytest

from aimf_events.database import db, transaction
from aimf_events.live import pages, topics
from aimf_events.live.models import LiveEvent
from aimf_events.live.pages import changes_since, next_poll_ms, watcher
from aimf_events.live.topics import Pace, announce
from tests.checkin.doors import make_badge, make_device, make_door, scan, today_congress


@pytest.fixture(autouse=True)
def _nothing_kept(app: Any) -> Any:
    watcher.forget()
    yield
    watcher.forget()


def say(topic: str, **data: Any) -> int:
    """Announce in a transaction of its own."""
    with transaction():
        return announce(topic, "said", data)


def test_numbers_follow_each_other_per_topic() -> None:
    assert [say("a"), say("a"), say("b"), say("a")] == [1, 2, 1, 3]


def test_an_event_that_is_rolled_back_leaves_no_gap() -> None:
    say("a")
    with pytest.raises(RuntimeError), transaction():
        announce("a", "said", {})
        raise RuntimeError
    assert say("a") == 2


def test_two_writers_get_different_numbers(at_once: Any) -> None:
    assert sorted(at_once(lambda: say("a"), lambda: say("a"))) == [1, 2]


def test_a_page_is_told_what_it_missed_and_nothing_twice() -> None:
    for n in range(3):
        say("a", n=n)
    changes = changes_since("a", 1)
    assert changes is not None
    assert (changes.seq, [e["data"]["n"] for e in changes.events]) == (3, [1, 2])
    assert changes_since("a", 3).events == []  # type: ignore[union-attr]


def test_a_page_that_slept_longer_than_the_snapshot_misses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "KEPT", 2)
    for n in range(6):
        say("a", n=n)
    assert [e["seq"] for e in changes_since("a", 1).events] == [2, 3, 4, 5, 6]  # type: ignore[union-attr]


def test_a_page_that_knows_more_than_there_is_starts_again() -> None:
    say("a")
    assert [e["seq"] for e in changes_since("a", 99).events] == [1]  # type: ignore[union-attr]


def test_one_look_serves_all_pages_for_half_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    say("a")
    looks: list[str] = []
    look = pages._look
    monkeypatch.setattr(pages, "_look", lambda topic: looks.append(topic) or look(topic))
    for _ in range(20):
        changes_since("a", 0)
    assert looks == ["a"]


@pytest.mark.parametrize("pace, seconds", [(Pace.FAST, 5), (Pace.STEADY, 15), (Pace.IDLE, 60)])
def test_pace_is_spread_by_a_fifth(pace: Pace, seconds: int) -> None:
    drawn = [next_poll_ms(pace) for _ in range(500)]
    assert min(drawn) >= 800 * seconds
    assert max(drawn) <= 1200 * seconds
    assert len(set(drawn)) > 20


def test_contract_over_http(client: Any) -> None:
    say("a", n=1)
    answer = client.get("/live/a?since=0")
    assert set(answer.get_json()) == {"seq", "events", "next_poll_ms"}
    same = client.get("/live/a?since=1", headers={"If-None-Match": answer.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    assert int(same.headers["Next-Poll-Ms"]) > 0
    assert client.get("/live/a?since=-x").status_code == 200
    assert client.get("/live/nothing").status_code == 404


def test_counters_of_a_door_are_figures_and_come_only_when_they_change(client: Any) -> None:
    congress = today_congress()
    badge, door, device = make_badge(congress), make_door(congress), make_device(congress)
    address = f"/live/door:{door.public_id}"
    assert client.get(address).get_json()["events"][-1]["data"]["in"] == 0
    scan(door, device, badge)
    watcher.forget()
    changes = client.get(f"{address}?since=1").get_json()
    assert [(e["seq"], e["data"]["in"], e["data"]["entered"]) for e in changes["events"]] == [(2, 1, 1)]
    assert badge.registration.person.family_name not in str(changes)
    watcher.forget()
    assert client.get(f"{address}?since=2").get_json()["events"] == []
    assert client.get("/live/door:unknown").status_code == 404


def test_old_events_are_forgotten_but_not_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    say("a")
    say("a")
    monkeypatch.setattr(topics, "KEPT", timedelta(seconds=-1))
    topics.forget_old_events()
    assert list(db.session.scalars(db.select(LiveEvent.seq))) == [2]
