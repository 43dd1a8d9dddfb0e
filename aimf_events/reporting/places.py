"""Where countries are on a map: the place of each one's main clock, from the tz database's own table (zone.tab, ISO 6709)."""

import re
from functools import lru_cache

import pytz  # type: ignore[import-untyped]

from ..members.zones import default_zone

_DEGREES = re.compile(r"([+-])(\d{2})(\d{2})(?:\d{2})?([+-])(\d{3})(\d{2})(?:\d{2})?")


def place_of(country: str) -> tuple[float, float] | None:
    """Return (latitude, longitude) in degrees of the city that names the main zone of a country; None if it has none."""
    return _places().get(default_zone(country))


@lru_cache(maxsize=1)
def _places() -> dict[str, tuple[float, float]]:
    places = {}
    with pytz.open_resource("zone.tab") as table:  # type: ignore[attr-defined]
        for line in table.read().decode().splitlines():
            if line and not line.startswith("#"):
                _code, where, zone = line.split("\t")[:3]
                places[zone] = _degrees(where)
    return places


def _degrees(where: str) -> tuple[float, float]:
    found = _DEGREES.fullmatch(where)
    assert found is not None, where
    north, degrees, minutes, east, more, rest = found.groups()
    latitude, longitude = int(degrees) + int(minutes) / 60, int(more) + int(rest) / 60
    return (latitude if north == "+" else -latitude), (longitude if east == "+" else -longitude)
