"""How large a name can be printed, and where it breaks.

Source of the rule: shared/specs/badges-checkin.md, "name >= 26 pt shrinking to 16, then two lines" for the A6 badge. Taken
the way that serves the reader at two metres: one line as long as 26 pt fit, else two lines at the best size. No name is
ever smaller than shrinking one line would have made it (docs/decisions/0003). A card and a label are narrower: their names
are smaller, and may take three lines. Widths are measured here because having typst measure its own layout doubled its
time and its memory.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations, pairwise
from math import ceil
from pathlib import Path

from PIL import ImageFont

MILLIMETRE = 72 / 25.4
_UNITS = 200  # pixels per em when measuring: integers are fine enough
_SAFETY = 0.985
_FACES = ("NotoSerif_600SemiBold.ttf", "NotoSans_600SemiBold.ttf")
_MOST_WORDS = 12  # beyond, a name is not broken fairly but by the page


@dataclass(frozen=True, slots=True)
class NameSizes:
    """The room of a name and its sizes, in points.

    Attributes:
        width: of a line.
        largest: of one line; `one_line_floor`: below, two lines are tried.
        broken: the largest size of two lines, then of three.
        floor: no name is set smaller.
    """

    width: float
    largest: float
    one_line_floor: float
    broken: tuple[float, ...]
    floor: float


A6 = NameSizes((105 - 2 * 7) * MILLIMETRE, 32.0, 26.0, (28.0,), 16.0)
CARD = NameSizes(44.2 * MILLIMETRE, 17.0, 13.0, (14.0, 12.0), 8.0)
A6_BACK = NameSizes((105 - 2 * 7) * MILLIMETRE, 18.0, 10.0, (10.0,), 8.0)
CARD_BACK = NameSizes(44.2 * MILLIMETRE, 10.0, 8.0, (8.5, 7.0), 5.0)
LABEL = NameSizes(56.0 * MILLIMETRE, 26.0, 18.0, (21.0, 16.0), 10.0)


class UnreadableFont(RuntimeError):
    """No font was found where set-up should have put them: a badge set in another font may lack letters."""


@cache
def name_font(font_dir: str) -> ImageFont.FreeTypeFont:
    """The typeface of names, for measuring. Raises UnreadableFont."""
    for face in _FACES:
        for path in sorted(Path(font_dir).rglob(face)):
            return ImageFont.truetype(path, _UNITS)
    raise UnreadableFont(font_dir)


@lru_cache(maxsize=4096)
def _length(text: str, font: ImageFont.FreeTypeFont) -> float:
    """The length of a text in units of an em: the front and the back of a badge ask the same."""
    return font.getlength(text)


def fit_on_one_line(text: str, font: ImageFont.FreeTypeFont, width: float, *, largest: float) -> float:
    """The size, in points, at which a text is `width` points wide, and `largest` at most."""
    measured = _length(text, font) / _UNITS
    return min(largest, width / measured * _SAFETY) if measured else largest


def fit_name(name: str, font: ImageFont.FreeTypeFont, sizes: NameSizes = A6) -> tuple[float, list[str]]:
    """The size in points and the lines of a name: one, or as many as `sizes` allows.

    A name too long even for these comes back as one line of the smallest size, or of that at which its longest word
    fits; the page breaks it where it must.
    """
    single = fit_on_one_line(name, font, sizes.width, largest=sizes.largest)
    words = name.split(" ")
    if single >= sizes.one_line_floor or len(words) == 1:
        return single, [name]
    best, lines = 0.0, [name]
    for count, ceiling in enumerate(sizes.broken, start=2):
        if count > len(words) or (len(words) > _MOST_WORDS and count > 2):
            break
        cut = _fairest_lines(words, font, count)
        size = min(fit_on_one_line(line, font, sizes.width, largest=ceiling) for line in cut)
        if size > best * 1.08:  # a line more must be worth it
            best, lines = size, cut
    if best >= sizes.floor:
        return best, lines
    longest = min(fit_on_one_line(word, font, sizes.width, largest=sizes.floor) for word in words)
    return longest, [name]


def fit_paragraphs(
    paragraphs: Sequence[str],
    font: ImageFont.FreeTypeFont,
    *,
    width: float,
    height: float,
    sizes: Sequence[float],
) -> float | None:
    """The first of `sizes` at which paragraphs stand in a place of `width` by `height` points; None if at none."""
    for size in sizes:
        lines = sum(max(1, ceil(_length(each, font) / _UNITS * size / width)) for each in paragraphs)
        if lines * size * 1.36 + len(paragraphs) * size * 0.7 <= height:
            return size
    return None


def _fairest_lines(words: Sequence[str], font: ImageFont.FreeTypeFont, count: int) -> list[str]:
    """The words in `count` lines of which the longest is the shortest."""
    widths, space = [_length(word, font) for word in words], _length(" ", font)

    def longest(cuts: tuple[int, ...]) -> float:
        return max(sum(widths[a:b]) + (b - a - 1) * space for a, b in pairwise((0, *cuts, len(words))))

    cuts = min(combinations(range(1, len(words)), count - 1), key=longest)
    return [" ".join(words[a:b]) for a, b in pairwise((0, *cuts, len(words)))]
