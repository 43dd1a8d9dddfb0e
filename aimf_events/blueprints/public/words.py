"""Languages and zones as a reader calls them."""

from babel import Locale

from ...i18n import language, list_words, sort_key, zone_city


def languages_spoken(codes: list[str]) -> str:
    """Return « français, anglais et arabe » of language codes; a code that nobody knows stays a code."""
    names = Locale(language()).languages
    return list_words([names.get(code, code) for code in codes])


def zone_choices(offered: tuple[str, ...], chosen: str | None, here: str) -> list[tuple[str, str]]:
    """Return (zone, city) by city: those offered, the congress's own left out, the reader's own added."""
    zones = {*offered, *([chosen] if chosen else [])} - ({here} if chosen != here else set())
    return sorted(((zone, zone_city(zone)) for zone in zones), key=lambda each: sort_key(each[1]))
