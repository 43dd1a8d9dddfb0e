"""Where the seats of a result are drawn: a half circle, those for on the left, those against on the right, the silent between."""

from dataclasses import dataclass
from math import cos, floor, pi, sin

from ..assembly.rules.majority import Tally

WIDTH, HEIGHT = 400, 212
OUTER, INNER, WIDEST = 186.0, 80.0, 34.0


@dataclass(frozen=True, slots=True)
class Dot:
    """A seat: its place in the drawing (WIDTH × HEIGHT), its size, and what its voice said."""

    x: float
    y: float
    size: float
    says: str


def seats_of(tally: Tally) -> list[Dot]:
    """Return the seats of a count, from the left to the right."""
    said = (
        ["for"] * tally.in_favour
        + ["none"] * (tally.abstentions + tally.blanks + tally.not_voted)
        + ["against"] * tally.against
    )
    if not said:
        return []
    rows = max(1, min(9, round((len(said) / 6) ** 0.5)))
    gap = min(WIDEST, (OUTER - INNER) / max(1, rows - 1))
    radii = [OUTER - gap * row for row in range(rows)]
    placed = []
    for radius, count in zip(radii, _shared(len(said), radii), strict=True):
        for place in range(count):
            angle = pi * (1 - (place + 0.5) / count)
            placed.append((angle, radius))
    placed.sort(reverse=True)
    size = round(min(11.0, 0.4 * min(gap, pi * sum(radii) / len(said))), 1)
    return [
        Dot(round(WIDTH / 2 + radius * cos(angle), 1), round(HEIGHT - 12 - radius * sin(angle), 1), size, says)
        for (angle, radius), says in zip(placed, said, strict=True)
    ]


def _shared(count: int, radii: list[float]) -> list[int]:
    """Share seats among rows by their length, to the last one."""
    exact = [count * radius / sum(radii) for radius in radii]
    whole = [floor(each) for each in exact]
    short = count - sum(whole)
    for row in sorted(range(len(radii)), key=lambda row: whole[row] - exact[row])[:short]:
        whole[row] += 1
    return whole
