"""How values are written in templates: dates with their city, names, translated texts."""

from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Flask, request
from markupsafe import Markup

from .. import clock
from ..checkin.short_code import format_short_code
from ..i18n import (
    LANGUAGES,
    country_name,
    format_day,
    format_hour,
    format_moment,
    language,
    languages_spoken,
    list_words,
    money,
    pick,
    wall_hour,
    zone_city,
)
from ..people.models import Civility, Person
from .wording import addressed, words_for

LANGUAGE_NAMES = {"fr": "français", "en": "English"}


def init_app(app: Flask) -> None:
    """Give templates their filters and the few names that every layout needs."""
    app.jinja_env.filters.update(
        pick=pick,
        day=format_day,
        day_there=day_there,
        hour=format_hour,
        moment=format_moment,
        money=money,
        country=country_name,
        wall_hour=wall_hour,
        zone_city=zone_city,
        listed=list_words,
        addressed=addressed,
        bytes_size=bytes_size,
        isolated=isolated,
        short_code=format_short_code,
        spoken=languages_spoken,
        words=words_for,
    )
    app.jinja_env.globals.update(now=clock.now, Civility=Civility)
    app.context_processor(lambda: {"language": language(), "other_languages": other_languages()})


def other_languages() -> list[tuple[str, str, str]]:
    """Return (code, name, address of this page in it) of each other language. The reader's choices stay in the address."""
    kept = request.args.to_dict(flat=False) if request.method in ("GET", "HEAD") else {}
    return [
        (code, LANGUAGE_NAMES[code], f"{request.path}?{urlencode({**kept, 'lang': code}, doseq=True)}")
        for code in LANGUAGES
        if code != language()
    ]


def day_there(moment: datetime, zone: str) -> str:
    """Return the day that a moment was on the clocks of a zone, without its weekday."""
    return format_day(moment.astimezone(ZoneInfo(zone)).date(), weekday=False)


def bytes_size(count: int) -> str:
    """Return « 38 Ko »."""
    from flask_babel import gettext as _

    return _("%(size)s Ko", size=max(1, round(count / 1024)))


def isolated(person: Person) -> Markup:
    """Return a name that keeps its own direction inside any sentence."""
    return Markup("<bdi>{}</bdi>").format(person.badge_name)
