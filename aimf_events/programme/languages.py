"""The languages in which a session may be spoken or interpreted."""

import re

from babel import Locale

from ..i18n import LANGUAGES, search_key

SPOKEN = ("fr", "en", "ar", "es", "pt", "vi", "km", "hy", "ro")
_BETWEEN = re.compile(r"[,;/+]|\bet\b|\band\b")


def read_languages(text: str) -> list[str] | None:
    """Return the codes of languages written as « français, anglais et arabe » or "fr/en"; None if one is not known."""
    found: list[str] = []
    for word in filter(None, map(search_key, _BETWEEN.split(text))):
        code = next((code for code in SPOKEN if word in _names(code)), None)
        if code is None:
            return None
        if code not in found:
            found.append(code)
    return found or None


def _names(code: str) -> set[str]:
    return {code, *(search_key(Locale(language).languages[code]) for language in LANGUAGES)}
