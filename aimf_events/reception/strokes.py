"""A signature drawn with a finger: strokes of points, checked, and drawn as an SVG. No picture is ever taken from outside."""

import json

from flask_babel import lazy_gettext as _l

from ..errors import Refusal

WIDTH, HEIGHT = 1000, 400
MOST_STROKES, MOST_POINTS = 200, 8000
Strokes = list[list[list[int]]]


class Unreadable(Refusal):
    """What was drawn is no signature."""

    code = "unreadable_signature"
    status = 422


def read_strokes(text: str) -> Strokes:
    """Read the strokes that the page sends: lists of [x, y], 0 to 1000 and 0 to 400.

    Raises:
        Unreadable: something else, or nothing was drawn.
    """
    try:
        given = json.loads(text)
        strokes = [[[_whole(x, WIDTH), _whole(y, HEIGHT)] for x, y in stroke] for stroke in given]
    except (ValueError, TypeError, RecursionError):
        strokes = []
    count = sum(len(stroke) for stroke in strokes)
    if count < 2 or count > MOST_POINTS or len(strokes) > MOST_STROKES:
        raise Unreadable(
            _l("La signature est vide ou illisible."),
            advice=_l("Revenez au reçu et signez de nouveau, ou faites signer la feuille imprimée."),
        )
    return strokes


def strokes_svg(strokes: Strokes) -> str:
    """Return the signature as an SVG."""
    paths = "".join(f'<path d="M{" L".join(f"{x} {y}" for x, y in stroke)}"/>' for stroke in strokes if len(stroke) > 1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" fill="none" stroke="#17223b"'
        f' stroke-width="7" stroke-linecap="round" stroke-linejoin="round">{paths}</svg>'
    )


def _whole(value: object, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise ValueError(value)
    return value
