"""The map of the countries: their shapes, and a disc for each, as large as its delegations are many, filled as they have answered."""

from dataclasses import dataclass
from math import hypot, sqrt

from ...i18n import country_name
from ...reporting.answers import Share
from ...reporting.places import place_of
from ...reporting.world import world

STEP = 8.5
"""Radius of one delegation; the surface of a disc grows with their number."""
FAR = 14
"""How far a disc must stand from its place before a line ties them."""


@dataclass
class Disc:
    """A country on the map, in the units of the drawing; `home` is where it lies."""

    name: str
    code: str
    x: float
    y: float
    radius: float
    filled: float
    answered: int
    total: int
    home: tuple[float, float]

    @property
    def is_far(self) -> bool:
        """Whether it was moved so far from its place that a line must tie them."""
        return hypot(self.x - self.home[0], self.y - self.home[1]) > FAR


@dataclass(frozen=True)
class Picture:
    """All that is drawn: the land without delegations as one path, the countries that have some, and the discs."""

    width: int
    height: int
    land: str
    countries: list[str]
    discs: list[Disc]


def picture(shares: list[Share]) -> Picture:
    """Return the map of who has answered."""
    seen, atlas = {share.group for share in shares}, world()
    land = "".join(path for code, path in atlas.shapes.items() if code not in seen)
    countries = [path for code, path in atlas.shapes.items() if code in seen]
    return Picture(atlas.width, atlas.height, land, countries, discs(shares))


def discs(shares: list[Share]) -> list[Disc]:
    """Return the discs of the countries, those that would lie on each other moved apart."""
    drawn = []
    for share in shares:
        place = place_of(share.group)
        if place is None:
            continue
        x, y = world().at(*place)
        radius = STEP * sqrt(share.total) + 4
        filled = radius * sqrt(share.answered / share.total)
        drawn.append(
            Disc(country_name(share.group), share.group, x, y, radius, filled, share.answered, share.total, (x, y))
        )
    _move_apart(drawn)
    return drawn


def _move_apart(drawn: list[Disc]) -> None:
    """Push neighbours along the line between them until they touch no more: West Africa and Europe are dense."""
    width, height = world().width, world().height
    for _turn in range(60):
        for index, one in enumerate(drawn):
            for other in drawn[index + 1 :]:
                _part(one, other)
        for disc in drawn:
            disc.x = min(max(disc.x, disc.radius + 2), width - disc.radius - 2)
            disc.y = min(max(disc.y, disc.radius + 2), height - disc.radius - 2)


def _part(one: Disc, other: Disc) -> None:
    across, down = other.x - one.x or 0.01, other.y - one.y
    apart, wanted = hypot(across, down), one.radius + other.radius + 3
    if apart < wanted:
        push = (wanted - apart) / 2 / apart
        one.x, one.y = one.x - across * push, one.y - down * push
        other.x, other.y = other.x + across * push, other.y + down * push
