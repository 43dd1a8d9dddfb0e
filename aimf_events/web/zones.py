"""Zones as a reader calls them."""

from ..i18n import sort_key, zone_city


def zone_choices(offered: tuple[str, ...], chosen: str | None, here: str) -> list[tuple[str, str]]:
    """Return (zone, city) by city: those offered, the congress's own left out, the reader's own added."""
    zones = {*offered, *([chosen] if chosen else [])} - ({here} if chosen != here else set())
    return sorted(((zone, zone_city(zone)) for zone in zones), key=lambda each: sort_key(each[1]))
