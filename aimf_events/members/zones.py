"""The clock of a country: letters and pages show an hour in it until the secretariat knows better."""

from functools import lru_cache
from zoneinfo import available_timezones

import pytz  # type: ignore[import-untyped]

MAIN_ZONES = {
    "AR": "America/Argentina/Buenos_Aires",
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "CY": "Asia/Nicosia",
    "DE": "Europe/Berlin",
    "ES": "Europe/Madrid",
    "ID": "Asia/Jakarta",
    "KZ": "Asia/Almaty",
    "MN": "Asia/Ulaanbaatar",
    "MX": "America/Mexico_City",
    "NZ": "Pacific/Auckland",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "US": "America/New_York",
    "UZ": "Asia/Tashkent",
}
"""Where the tz database lists several zones and the first is not where most cities are (Canada begins at St. John's)."""


def default_zone(country: str) -> str:
    """Return the main IANA zone of a country (ISO 3166-1 alpha-2); UTC for a code that has none."""
    if country in MAIN_ZONES:
        return MAIN_ZONES[country]
    listed = pytz.country_timezones.get(country)
    return listed[0] if listed else "UTC"


def zones_of(country: str) -> list[str]:
    """Return the zones of a country, the main one first."""
    main = default_zone(country)
    return [main, *(zone for zone in pytz.country_timezones.get(country, []) if zone != main)]


def is_zone(name: str) -> bool:
    """Whether the tz database knows this name."""
    return name in all_zones()


@lru_cache(maxsize=1)
def all_zones() -> tuple[str, ...]:
    """Return the zones that people choose from: those named after a place, and UTC."""
    named = available_timezones() & set(pytz.common_timezones)
    return (*sorted(zone for zone in named if "/" in zone), "UTC")
