"""The map of the countries: a disc for each, as large as its delegations are many, filled as they have answered."""

from dataclasses import dataclass
from math import sqrt

from ...i18n import country_name
from ...reporting.answers import Share
from ...reporting.places import place_of

WIDTH, HEIGHT = 1000, 470
WEST, EAST, NORTH, SOUTH = -95.0, 125.0, 63.0, -30.0
STEP = 8.5
"""Radius of one delegation; the surface of a disc grows with their number."""


@dataclass
class Disc:
    """A country on the map, in the units of the drawing."""

    name: str
    code: str
    x: float
    y: float
    radius: float
    filled: float
    answered: int
    total: int


def discs(shares: list[Share]) -> list[Disc]:
    """Return the discs of the countries (equirectangular), those that would lie on each other moved apart."""
    drawn = []
    for share in shares:
        place = place_of(share.group)
        if place is None:
            continue
        x = (place[1] - WEST) / (EAST - WEST) * WIDTH
        y = (NORTH - place[0]) / (NORTH - SOUTH) * HEIGHT
        radius = STEP * sqrt(share.total) + 4
        filled = radius * sqrt(share.answered / share.total)
        drawn.append(Disc(country_name(share.group), share.group, x, y, radius, filled, share.answered, share.total))
    _move_apart(drawn)
    return drawn


def _move_apart(drawn: list[Disc]) -> None:
    """Push neighbours along the line between them until they touch no more: West Africa and Europe are dense."""
    for _turn in range(60):
        for index, one in enumerate(drawn):
            for other in drawn[index + 1 :]:
                _part(one, other)
        for disc in drawn:
            disc.x = min(max(disc.x, disc.radius + 2), WIDTH - disc.radius - 2)
            disc.y = min(max(disc.y, disc.radius + 2), HEIGHT - disc.radius - 2)


def _part(one: Disc, other: Disc) -> None:
    across, down = other.x - one.x or 0.01, other.y - one.y
    apart, wanted = sqrt(across**2 + down**2), one.radius + other.radius + 3
    if apart < wanted:
        push = (wanted - apart) / 2 / apart
        one.x, one.y = one.x - across * push, one.y - down * push
        other.x, other.y = other.x + across * push, other.y + down * push
