"""How large a name can be printed, and where it breaks.

Source of the rule: shared/specs/badges-checkin.md, "name >= 26 pt shrinking to 16, then two lines". Taken the way that
serves the reader at two metres: one line as long as 26 pt fit, else two lines at the best size. No name is ever smaller
than shrinking one line would have made it (docs/decisions/0003). Widths are measured here because having typst
measure its own layout doubled its time and its memory.
"""

from functools import cache
from pathlib import Path

from PIL import ImageFont

LARGEST, ONE_LINE_FLOOR, TWO_LINE_CEILING, FLOOR = 32.0, 26.0, 28.0, 16.0  # points
MILLIMETRE = 72 / 25.4
_UNITS = 200  # pixels per em when measuring: integers are fine enough
_SAFETY = 0.985
_FACES = ("NotoSerif_600SemiBold.ttf", "NotoSans_600SemiBold.ttf")


class UnreadableFont(RuntimeError):
    """No font was found where set-up should have put them: a badge set in another font may lack letters."""


@cache
def name_font(font_dir: str) -> ImageFont.FreeTypeFont:
    """The typeface of names, for measuring. Raises UnreadableFont."""
    for face in _FACES:
        for path in sorted(Path(font_dir).rglob(face)):
            return ImageFont.truetype(path, _UNITS)
    raise UnreadableFont(font_dir)


def fit_on_one_line(text: str, font: ImageFont.FreeTypeFont, width: float, *, largest: float) -> float:
    """The size, in points, at which a text is `width` points wide, and `largest` at most."""
    measured = font.getlength(text) / _UNITS
    return min(largest, width / measured * _SAFETY) if measured else largest


def fit_name(name: str, font: ImageFont.FreeTypeFont, width: float) -> tuple[float, list[str]]:
    """The size in points and the lines (one or two) of a name in `width` points.

    A name too long even for two lines of 16 pt comes back as one line of 16 pt, which the page breaks where it must.
    """
    single = fit_on_one_line(name, font, width, largest=LARGEST)
    words = name.split(" ")
    if single >= ONE_LINE_FLOOR or len(words) == 1:
        return single, [name]
    cut = _fairest_cut([font.getlength(word) for word in words], font.getlength(" "))
    best = [" ".join(words[:cut]), " ".join(words[cut:])]
    double = min(fit_on_one_line(line, font, width, largest=TWO_LINE_CEILING) for line in best)
    return (double, best) if double >= FLOOR else (FLOOR, [name])


def _fairest_cut(widths: list[float], space: float) -> int:
    """After how many words a line breaks so that the longer of the two lines is the shortest."""

    def longer(cut: int) -> float:
        return max(sum(widths[:cut]) + (cut - 1) * space, sum(widths[cut:]) + (len(widths) - cut - 1) * space)

    return min(range(1, len(widths)), key=longer)
