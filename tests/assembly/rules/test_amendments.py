"""The order in which amendments are voted, those that fall, and the text that they make; without a database."""

from hypothesis import given
from hypothesis import strategies as st

from aimf_events.assembly.rules.amendments import (
    Act,
    Change,
    Piece,
    consolidated,
    differences,
    fallen,
    rivals,
    vote_order,
)

TEXT = ["Les villes partagent leurs données.", "Elles forment leurs agents.", "Un fonds est créé."]
SLIGHT = Change(1, Act.REPLACE, 2, "Elles forment tous leurs agents.")
FAR = Change(2, Act.REPLACE, 2, "Le Bureau propose un plan de formation aux membres.")
OUT = Change(3, Act.DELETE, 2)
AFTER = Change(4, Act.ADD, 2, "Un bilan est publié.")
HEAD = Change(5, Act.ADD, 0, "Considérant la Déclaration de Tunis,")
FIRST = Change(6, Act.REPLACE, 1, "Les villes ouvrent leurs données.")


def numbers(changes):
    return [each.number for each in changes]


def test_paragraph_by_paragraph_the_furthest_from_the_text_is_voted_first():
    assert numbers(vote_order([SLIGHT, FAR, OUT, AFTER, HEAD, FIRST], TEXT)) == [5, 6, 3, 2, 1, 4]


def test_two_at_the_same_distance_keep_the_order_in_which_they_came():
    twin = Change(9, Act.REPLACE, 2, "Elles forment bien leurs agents.")
    assert numbers(vote_order([twin, SLIGHT], TEXT)) == [1, 9]


def test_what_was_adopted_makes_the_others_on_its_paragraph_fall_and_no_addition():
    changes = [SLIGHT, FAR, OUT, AFTER, FIRST]
    assert fallen(changes, TEXT, {2}) == {1: 2, 3: 2}
    assert fallen(changes, TEXT, {3}) == {1: 3, 2: 3}
    assert fallen(changes, TEXT, set()) == {}


def test_what_was_adopted_stands_against_a_later_deposit_that_would_have_come_first():
    assert numbers(vote_order([SLIGHT, OUT], TEXT)) == [3, 1]
    assert fallen([SLIGHT, OUT], TEXT, {1}) == {3: 1}


def test_rivals_are_of_the_same_paragraph_and_no_additions():
    assert numbers(rivals(SLIGHT, [SLIGHT, FAR, OUT, AFTER, FIRST])) == [2, 3]
    assert rivals(AFTER, [SLIGHT, AFTER]) == []


def test_the_text_is_made_of_what_was_adopted_and_numbered_anew():
    made = consolidated(TEXT, [HEAD, FIRST, OUT, AFTER])
    assert [(part.was, part.number, part.after, part.by) for part in made] == [
        (None, 1, "Considérant la Déclaration de Tunis,", 5),
        (1, 2, "Les villes ouvrent leurs données.", 6),
        (2, None, "", 3),
        (None, 3, "Un bilan est publié.", 4),
        (3, 4, "Un fonds est créé.", None),
    ]


def test_a_comparison_goes_word_by_word():
    assert differences("Elles forment leurs agents.", "Elles forment tous leurs agents.") == [
        (Piece.KEPT, "Elles forment "),
        (Piece.COME, "tous "),
        (Piece.KEPT, "leurs agents."),
    ]


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_comparison_loses_nothing_of_either_text(before, after):
    pieces = differences(before, after)
    assert "".join(text for kind, text in pieces if kind is not Piece.COME) == before
    assert "".join(text for kind, text in pieces if kind is not Piece.GONE) == after
