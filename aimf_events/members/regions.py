"""The regions between which the Bureau is balanced, read from the country of a member."""

import enum

from .zones import default_zone


class Region(enum.StrEnum):
    """A part of the network."""

    AFRICA = "africa"
    INDIAN_OCEAN = "indian_ocean"
    EUROPE = "europe"
    AMERICAS = "americas"
    MIDDLE_EAST = "middle_east"
    ASIA_PACIFIC = "asia_pacific"


_BY_ZONE = {
    "Africa": Region.AFRICA,
    "America": Region.AMERICAS,
    "Asia": Region.ASIA_PACIFIC,
    "Atlantic": Region.AFRICA,
    "Australia": Region.ASIA_PACIFIC,
    "Europe": Region.EUROPE,
    "Indian": Region.INDIAN_OCEAN,
    "Pacific": Region.ASIA_PACIFIC,
}
_OTHERWISE = (
    dict.fromkeys(
        ("AE", "BH", "IL", "IQ", "IR", "JO", "KW", "LB", "OM", "PS", "QA", "SA", "SY", "YE"), Region.MIDDLE_EAST
    )
    | dict.fromkeys(("AM", "AZ", "CY", "FO", "GE", "IS", "TR"), Region.EUROPE)
    | dict.fromkeys(("BM", "FK"), Region.AMERICAS)
    | {"MG": Region.INDIAN_OCEAN, "MV": Region.ASIA_PACIFIC}
)
"""Where the clock of a country lies elsewhere than its network."""


def region_of(country: str) -> Region:
    """Return the region of a country (ISO 3166-1 alpha-2); Africa, where most members are, for a code that has none."""
    if country in _OTHERWISE:
        return _OTHERWISE[country]
    return _BY_ZONE.get(default_zone(country).split("/")[0], Region.AFRICA)
