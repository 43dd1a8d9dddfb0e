"""Amendments on a text in paragraphs: in which order they are voted, which fall, and the text that they make. Pure.

Source of the rule: shared/specs/assembly.md, "Motions"; the usual procedure of deliberating assemblies: paragraph by paragraph, and on each
the amendment that is furthest from the text first: to delete it, then to replace it (by how many words change), then what is added after it.
Once a paragraph is deleted or replaced, the other amendments to delete or replace it fall; what is added after it is still voted.
"""

import enum
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


class Act(enum.StrEnum):
    """What an amendment does."""

    DELETE = "delete"
    REPLACE = "replace"
    ADD = "add"


@dataclass(frozen=True, slots=True)
class Change:
    """An amendment: its number, and what it does to which paragraph (of an addition, the one it follows; 0: before the first)."""

    number: int
    act: Act
    paragraph: int
    words: str = ""


class Piece(enum.StrEnum):
    """Of a comparison: what stayed, what goes, what comes."""

    KEPT = "kept"
    GONE = "gone"
    COME = "come"


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph of the text that amendments make. `was`: its number in the text laid before the sitting, None for one that was added.

    `number`: its number now, None for one that was deleted. `by`: the amendment that did it, None where nothing changed.
    """

    was: int | None
    number: int | None
    before: str
    after: str
    by: int | None = None

    @property
    def pieces(self) -> list[tuple[Piece, str]]:
        """What changed, word by word."""
        return differences(self.before, self.after)


_RANK = {Act.DELETE: 0, Act.REPLACE: 1, Act.ADD: 2}
_WORDS = re.compile(r"\w[\w’'-]*\s*|[^\w\s]\s*|\s+")


def vote_order(changes: Iterable[Change], paragraphs: Sequence[str]) -> list[Change]:
    """Return amendments in the order in which they are voted."""

    def rank(change: Change) -> tuple[int, int, int, int]:
        far = distance(change, paragraphs) if change.act is Act.REPLACE else 0
        return change.paragraph, _RANK[change.act], -far, change.number

    return sorted(changes, key=rank)


def distance(change: Change, paragraphs: Sequence[str]) -> int:
    """Return how far a replacement is from the text, in words that go or come."""
    pieces = differences(paragraphs[change.paragraph - 1], change.words)
    return sum(len(re.findall(r"\w+", text)) for kind, text in pieces if kind is not Piece.KEPT)


def rivals(change: Change, changes: Iterable[Change]) -> list[Change]:
    """Return the amendments that cannot stand beside this one: all that delete or replace the same paragraph."""
    if change.act is Act.ADD:
        return []
    return [
        each
        for each in changes
        if each.number != change.number and each.paragraph == change.paragraph and each.act is not Act.ADD
    ]


def fallen(changes: Iterable[Change], paragraphs: Sequence[str], adopted: Collection[int]) -> dict[int, int]:
    """Return the amendments that cannot be voted any more, each with the one that was adopted on its paragraph.

    Whenever they were deposited: what the sitting has adopted of a paragraph, a later deposit does not undo.
    """
    rivals = [change for change in vote_order(changes, paragraphs) if change.act is not Act.ADD]
    settled: dict[int, int] = {}
    for change in rivals:
        if change.number in adopted:
            settled.setdefault(change.paragraph, change.number)
    return {
        change.number: settled[change.paragraph]
        for change in rivals
        if change.paragraph in settled and settled[change.paragraph] != change.number
    }


def consolidated(paragraphs: Sequence[str], adopted: Iterable[Change]) -> list[Part]:
    """Return the text that the adopted amendments make, what was deleted kept in its place without a number."""
    order = vote_order(adopted, paragraphs)
    made: list[Part] = []
    number = 0

    def put(was: int | None, before: str, after: str, by: int | None) -> None:
        nonlocal number
        number += bool(after)
        made.append(Part(was, number if after else None, before, after, by))

    added: Mapping[int, list[Change]] = {
        place: [each for each in order if each.act is Act.ADD and each.paragraph == place]
        for place in range(len(paragraphs) + 1)
    }
    for place in range(len(paragraphs) + 1):
        if place:
            text = paragraphs[place - 1]
            own = next((each for each in order if each.paragraph == place and each.act is not Act.ADD), None)
            put(place, text, own.words if own else text, own.number if own else None)
        for each in added[place]:
            put(None, "", each.words, each.number)
    return made


def differences(before: str, after: str) -> list[tuple[Piece, str]]:
    """Return what stays, goes and comes from one text to another, word by word."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    found: list[tuple[Piece, str]] = []
    for kind, first, last, begins, ends in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append((Piece.KEPT, "".join(old[first:last])))
            continue
        if last > first:
            found.append((Piece.GONE, "".join(old[first:last])))
        if ends > begins:
            found.append((Piece.COME, "".join(new[begins:ends])))
    return found
