"""Languages, time zones, and how dates, names and lists are written in them."""

import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date as babel_date
from babel.dates import format_datetime as babel_datetime
from babel.lists import format_list
from babel.numbers import format_decimal
from flask import g, has_request_context, request, session
from flask_babel import Babel, force_locale, get_locale

LANGUAGES = ("fr", "en")
DEFAULT_LANGUAGE = "fr"
_LETTERS_WITHOUT_MARK = str.maketrans(
    {"đ": "d", "Đ": "D", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ß": "ss", "æ": "ae", "œ": "oe", "Œ": "OE"}
)

babel = Babel()


def choose_language() -> str:
    """Return the reader's language: asked for, chosen before, the person's own, or the browser's."""
    if not has_request_context():
        return DEFAULT_LANGUAGE
    chosen = request.args.get("lang") or session.get("language") or getattr(g, "person_language", None)
    if chosen in LANGUAGES:
        return str(chosen)
    return request.accept_languages.best_match(LANGUAGES) or DEFAULT_LANGUAGE


def language() -> str:
    """Return the code of the language being written now."""
    locale = get_locale()
    return locale.language if locale else DEFAULT_LANGUAGE


@contextmanager
def use_language(code: str) -> Iterator[None]:
    """Write in `code` for a while: a letter follows its reader, not the one who pressed the button."""
    with force_locale(code if code in LANGUAGES else DEFAULT_LANGUAGE):
        yield


def pick(text: dict[str, str] | None, code: str | None = None) -> str:
    """Return the text in a language, else in French, else in whichever it was written."""
    if not text:
        return ""
    return text.get(code or language()) or text.get(DEFAULT_LANGUAGE) or next(iter(text.values()), "")


def format_day(day: date, code: str | None = None, *, year: bool = True, weekday: bool = True) -> str:
    """Return « mercredi 9 décembre 2026 » / "Wednesday 9 December 2026"."""
    pattern = ("EEEE " if weekday else "") + "d MMMM" + (" y" if year else "")
    text = babel_date(day, pattern, locale=code or language())
    if (code or language()) == "fr" and day.day == 1:
        return text.replace("1 ", "1er ", 1)  # the day comes before any other number
    return text


def money(amount: int, currency: str) -> str:
    """Return « 1 200 EUR » / "EUR 1,200": whole units, with the code that no reader takes for another."""
    number = format_decimal(amount, locale=language())
    return f"{number}\u00a0{currency}" if language() == "fr" else f"{currency}\u00a0{number}"


def format_hour(moment: datetime, zone: str, code: str | None = None) -> str:
    """Return « 9 h 30 » / "9:30" of an aware moment, in a zone (IANA name)."""
    local = moment.astimezone(ZoneInfo(zone))
    return clock_hour(local.hour, local.minute, code)


def clock_hour(hour: int, minute: int, code: str | None = None) -> str:
    """Return an hour of the day as the language writes it."""
    if (code or language()) == "fr":
        return f"{hour}\u00a0h" + (f"\u00a0{minute:02d}" if minute else "")
    return f"{hour}:{minute:02d}"


def wall_hour(hour: str) -> str:
    """Return an hour kept as "HH:MM", without a zone, as the language writes it."""
    hours, minutes = hour.split(":")
    return clock_hour(int(hours), int(minutes))


def format_moment(moment: datetime, zone: str = "UTC", code: str | None = None) -> str:
    """Return day and hour of a moment in a zone, as a sentence would say it."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{babel_datetime(local, 'd MMM y', tzinfo=local.tzinfo, locale=code or language())}, {format_hour(moment, zone, code)}"


def local_to_utc(day: date, hour: str, zone: str) -> datetime:
    """Return the moment (UTC) at which a wall clock in `zone` shows `hour` ("HH:MM") on `day`."""
    hours, minutes = (int(part) for part in hour.split(":"))
    return datetime(day.year, day.month, day.day, hours, minutes, tzinfo=ZoneInfo(zone)).astimezone(UTC)


# Cities of the network that the Unicode locale data (CLDR) files under another city, or spell otherwise than they do.
_OWN_CITIES = {
    "America/Montreal": {"fr": "Montréal", "en": "Montreal"},
    "Asia/Ho_Chi_Minh": {"fr": "Hô Chi Minh-Ville", "en": "Ho Chi Minh City"},
    "Africa/Ndjamena": {"fr": "N’Djaména", "en": "N’Djamena"},
}


def zone_city(zone: str, code: str | None = None) -> str:
    """Return the city that names a zone (IANA name), as the language writes it: « Africa/Lome » gives « Lomé »."""
    code = code or language()
    known = _OWN_CITIES.get(zone, {}).get(code) or Locale(code).time_zones.get(zone, {}).get("city")
    return str(known or zone.rsplit("/", 1)[-1].replace("_", " "))


def country_name(code: str, in_language: str | None = None) -> str:
    """Return the name of a country (ISO 3166-1 alpha-2) in a language; the code itself where it is unknown."""
    return Locale(in_language or language()).territories.get(code, code)


def list_words(words: Sequence[str], code: str | None = None) -> str:
    """Return « a, b et c »."""
    return format_list(list(words), locale=code or language())


def clean_text(text: str | None) -> str:
    """Return a text as people meant it: NFC, no control or direction-override characters, single spaces, trimmed."""
    kept = "".join(
        c
        for c in unicodedata.normalize("NFC", text or "")
        if c in "\n\t" or (unicodedata.category(c) not in ("Cc", "Cs", "Cn") and c not in _DIRECTION_OVERRIDES)
    )
    return " ".join(kept.split())


_DIRECTION_OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"


def search_key(text: str) -> str:
    """Return a text without accents, case and punctuation: « N'Djaména » is found by "ndjamena"."""
    folded = unicodedata.normalize("NFKD", text.translate(_LETTERS_WITHOUT_MARK)).casefold()
    kept = (c if c.isalnum() else "" if c in "'’ʼ" else " " for c in folded if not unicodedata.combining(c))
    return " ".join("".join(kept).split())


def sort_key(text: str) -> str:
    """Return the key that puts « Écully » between « Eaubonne » and « Évian » whatever the database's collation."""
    return search_key(text)[:200]


def languages_spoken(codes: list[str]) -> str:
    """Return « français, anglais et arabe » of language codes; a code that nobody knows stays a code."""
    names = Locale(language()).languages
    return list_words([names.get(code, code) for code in codes])
