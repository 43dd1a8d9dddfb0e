"""Countries as spreadsheets write them: a code, a name in French or English, or the name people really use."""

from functools import lru_cache

import pytz  # type: ignore[import-untyped]

from ..i18n import LANGUAGES, country_name, search_key, sort_key

COUNTRIES: frozenset[str] = frozenset(pytz.country_timezones)
"""ISO 3166-1 alpha-2 codes of the countries that have a time zone (the tz database's own list)."""

_USUAL_NAMES = {
    "RDC": "CD",
    "République démocratique du Congo": "CD",
    "RD Congo": "CD",
    "Democratic Republic of the Congo": "CD",
    "Congo": "CG",
    "République du Congo": "CG",
    "Republic of the Congo": "CG",
    "Viêt Nam": "VN",
    "Cap-Vert": "CV",
    "Centrafrique": "CF",
    "Tchéquie": "CZ",
    "États-Unis d’Amérique": "US",
    "USA": "US",
    "UK": "GB",
    "Grande-Bretagne": "GB",
    "Macédoine": "MK",
    "Moldova": "MD",
    "Cote d Ivoire": "CI",
    "Ivory Coast": "CI",
    "Union européenne": "BE",
}


def country_code(text: str) -> str | None:
    """Return the code of a country named in French, in English or by its code; None if nothing is that name."""
    code = text.strip().upper()
    if len(code) == 2 and code in COUNTRIES:
        return code
    return _codes_by_name().get(search_key(text))


def country_choices(language: str) -> list[tuple[str, str]]:
    """Return (code, name) of every country, in the order of the names."""
    named = [(code, country_name(code, language)) for code in COUNTRIES]
    return sorted(named, key=lambda pair: sort_key(pair[1]))


@lru_cache(maxsize=1)
def _codes_by_name() -> dict[str, str]:
    names = {search_key(country_name(code, language)): code for language in LANGUAGES for code in sorted(COUNTRIES)}
    return names | {search_key(name): code for name, code in _USUAL_NAMES.items()}
