"""The short code: typed in a hurry, and never taken for another."""

import json
from pathlib import Path

import pytest

from aimf_events.checkin.short_code import (
    ALPHABET,
    UnreadableCode,
    check_character,
    format_short_code,
    new_short_code,
    parse_short_code,
)

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "badge_tokens.json").read_text("utf-8"))
CODE = "K7QF2M9X" + check_character("K7QF2M9X")


def is_accepted(text: str) -> bool:
    try:
        parse_short_code(text)
    except UnreadableCode:
        return False
    return True


@pytest.mark.parametrize("vector", VECTORS["short_codes"], ids=lambda vector: vector["typed"])
def test_golden_codes_are_understood_as_recorded(vector):
    if vector["code"] is None:
        assert not is_accepted(vector["typed"])
    else:
        assert parse_short_code(vector["typed"]) == vector["code"]


def test_a_code_is_printed_in_groups():
    assert format_short_code(CODE) == f"K7QF-2M9X-{CODE[8]}"


@pytest.mark.parametrize(
    "typed", [CODE.lower(), f" {CODE} ", f"{CODE[:4]} {CODE[4:]}", f"{CODE[:4]}–{CODE[4:]}", f"\u00a0{CODE}\u202f"]
)
def test_case_spaces_and_dashes_do_not_matter(typed):
    assert parse_short_code(typed) == CODE


def test_every_wrong_character_is_caught():
    wrong = [
        CODE[:place] + other + CODE[place + 1 :]
        for place in range(len(CODE))
        for other in ALPHABET
        if other != CODE[place]
    ]
    assert [code for code in wrong if is_accepted(code)] == []


def test_every_swap_of_two_characters_is_caught():
    for first in ALPHABET:
        for second in ALPHABET:
            if first == second:
                continue
            for place in range(7):
                data = ["0"] * 8
                data[place : place + 2] = [first, second]
                right = "".join(data) + check_character("".join(data))
                swapped = right[:place] + second + first + right[place + 2 :]
                assert not is_accepted(swapped)


def test_new_codes_are_valid_and_begin_no_word():
    codes = [new_short_code() for _ in range(300)]
    assert [parse_short_code(code) for code in codes] == codes
    assert [code for code in codes if any(word in code[:8] for word in ("CACA", "MERD", "SEXE", "BEBE"))] == []
