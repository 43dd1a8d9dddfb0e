"""The order of a list of speakers, without a database."""

from datetime import UTC, datetime, timedelta

from aimf_events.assembly.rules.floor import Asked, in_order, shares

NINE = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


def asked(voice, minutes, *, is_order=False):
    return Asked(voice, is_order, NINE + timedelta(minutes=minutes), voice)


def voices(found):
    return [each.voice for each in found]


def test_a_point_of_order_passes_then_whoever_has_not_spoken_then_the_order_of_the_hands():
    waiting = [asked(1, 1), asked(2, 2), asked(3, 3), asked(4, 9, is_order=True)]
    assert voices(in_order(waiting, spoke={1}, first_timers_first=True)) == [4, 2, 3, 1]
    assert voices(in_order(waiting, spoke={1}, first_timers_first=False)) == [4, 1, 2, 3]


def test_a_point_of_order_is_not_put_back_because_its_author_has_spoken():
    waiting = [asked(1, 5, is_order=True), asked(2, 6, is_order=True)]
    assert voices(in_order(waiting, spoke={1}, first_timers_first=True)) == [1, 2]


def test_hands_of_the_same_moment_keep_the_order_in_which_they_were_written():
    waiting = [Asked(7, False, NINE, 2), Asked(8, False, NINE, 1)]
    assert voices(in_order(waiting, spoke=(), first_timers_first=True)) == [8, 7]


def test_who_is_unknown_is_counted_in_no_share():
    assert shares(["madam", None, "sir", "madam"]) == {"madam": 2, "sir": 1}
