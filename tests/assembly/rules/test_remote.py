"""Who counts from afar, on moments alone: heard, and the roll call answered since the last suspension or exit."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimf_events.assembly.rules.presence import Break, Said, where_at
from aimf_events.assembly.rules.remote import said_from_afar
from aimf_events.assembly.rules.roll import How
from aimf_events.hybrid.presence import Hold, Stretch, hold_at, merged

START = datetime(2026, 12, 9, 9, 0, tzinfo=UTC)
MINUTES = st.integers(0, 120)


def at(minute: float) -> datetime:
    return START + timedelta(minutes=minute)


def counts(minute, *, heard, answered, suspended=(), resumed=(), exits=()):
    breaks = [*(Break(at(m), False) for m in suspended), *(Break(at(m), True) for m in resumed)]
    ended = [at(m) for m in (*suspended, *exits)]
    said = said_from_afar("a", [(at(a), at(b)) for a, b in heard], [at(m) for m in answered], ended)
    said += [Said("a", None, at(m)) for m in exits]
    return where_at(at(minute), said, breaks) == {"a": How.REMOTE}


@pytest.mark.parametrize(
    "minute, facts, expected",
    [
        (10, {"heard": [(0, 60)], "answered": []}, False),  # heard, and never answered
        (10, {"heard": [], "answered": [5]}, False),  # answered, and never heard
        (4, {"heard": [(0, 60)], "answered": [5]}, False),
        (5, {"heard": [(0, 60)], "answered": [5]}, True),
        (61, {"heard": [(0, 60)], "answered": [5]}, False),  # the page was closed without a word
        (80, {"heard": [(0, 60), (70, 90)], "answered": [5]}, True),  # the line came back: no new answer
        (40, {"heard": [(0, 60)], "answered": [5], "suspended": [30], "resumed": [35]}, False),
        (40, {"heard": [(0, 60)], "answered": [5, 36], "suspended": [30], "resumed": [35]}, True),
        (33, {"heard": [(0, 60)], "answered": [5], "suspended": [30]}, False),
        (
            80,
            {"heard": [(0, 60), (70, 90)], "answered": [5], "exits": [65]},
            False,
        ),  # went out by the door: asked again
        (20, {"heard": [(0, 60)], "answered": [5], "exits": [15]}, False),
    ],
)
def test_who_counts_from_afar(minute, facts, expected):
    assert counts(minute, **facts) is expected


@given(
    minute=MINUTES,
    heard=st.lists(st.tuples(MINUTES, MINUTES).map(sorted), max_size=4),
    answered=st.lists(MINUTES, max_size=4),
    suspended=st.lists(MINUTES, max_size=2),
)
def test_nobody_counts_who_is_not_heard_at_that_moment_or_did_not_answer_since_the_suspension(
    minute, heard, answered, suspended
):
    resumed = [each + 1 for each in suspended]
    if counts(minute, heard=heard, answered=answered, suspended=suspended, resumed=resumed):
        assert any(a <= minute <= b for a, b in heard)
        since = max((each for each in suspended if each <= minute), default=-1)
        assert any(since < each <= minute for each in answered)


@pytest.mark.parametrize(
    "seconds, hold",
    [(0, Hold.CONNECTED), (60, Hold.CONNECTED), (61, Hold.UNCERTAIN), (150, Hold.UNCERTAIN), (151, Hold.ABSENT)],
)
def test_how_long_a_silence_is_believed(seconds, hold):
    assert hold_at(at(10) + timedelta(seconds=seconds), [Stretch(at(0), at(10))]) is hold


def test_two_pages_of_one_person_are_one_presence_and_a_gap_stays_a_gap():
    pages = [Stretch(at(0), at(10)), Stretch(at(5), at(20)), Stretch(at(21), at(30)), Stretch(at(40), at(50))]
    assert merged(pages) == [Stretch(at(0), at(30)), Stretch(at(40), at(50))]
    assert hold_at(at(35), merged(pages)) is Hold.ABSENT
