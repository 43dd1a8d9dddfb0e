"""The builder's arithmetic, in the language that runs it."""

from tests.checkin.in_javascript import run_in_javascript


def test_grid_places_and_says_hours():
    run_in_javascript("builder.test.mjs")
