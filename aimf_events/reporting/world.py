"""The shapes of the countries and where a place lies among them, as tools/build_world.mjs drew them at set-up."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).with_name("world.json")


@dataclass(frozen=True)
class World:
    """A map: its bounds in degrees, its size in the units of the drawing, and a path for each country (ISO 3166-1 alpha-2)."""

    west: float
    east: float
    north: float
    south: float
    width: int
    height: int
    shapes: dict[str, str]

    def at(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Return where a place lies in the drawing (equirectangular)."""
        across = (longitude - self.west) / (self.east - self.west) * self.width
        return across, (self.north - latitude) / (self.north - self.south) * self.height


@lru_cache(maxsize=1)
def world() -> World:
    """Return the map, read once per process."""
    return World(**json.loads(_FILE.read_text(encoding="utf-8")))
