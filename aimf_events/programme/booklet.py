"""The programme on paper: A4, by day, set by typst. The same release, choice and sign-ups give the same bytes.

Words reach the template as JSON and are placed as text, never read as markup.
"""

import json
from collections.abc import Container
from functools import cache
from importlib.resources import files
from threading import Lock
from typing import Any

import typst
from flask import current_app
from flask_babel import gettext as _

from ..congress.models import Congress
from ..i18n import format_day, language, languages_spoken, list_words, pick, zone_city
from .public import Programme, hours_of, named_speakers, place_of
from .released import ReleasedSession
from .sign_up_list import opened_at

_one_at_a_time = Lock()  # a compiler keeps the inputs of its last run


def booklet_pdf(congress: Congress, programme: Programme) -> bytes:
    """Return the PDF of a programme in the language in use."""
    release, signed_up_to = programme.release, opened_at(congress)
    sheet = {
        "language": language(),
        "title": pick(congress.title),
        "subtitle": _("Programme"),
        "where": f"{pick(congress.city)}, {format_day(congress.starts_on)}",
        "hours": _("Les heures sont celles de %(city)s.", city=zone_city(congress.time_zone)),
        "version": _("Version %(number)d, « %(name)s ».", number=release.number, name=release.name) if release else "",
        "empty": _("Le programme n’est pas encore publié"),
        "days": [
            {
                "day": _capital(format_day(day, year=False)),
                "sessions": [_session(each, programme, signed_up_to) for each in sessions],
            }
            for day, sessions in programme.days
        ],
    }
    with _one_at_a_time:
        compiler = _compiler(str(current_app.config["AIMF"].fonts_dir))
        pdf = compiler.compile(_template(), format="pdf", sys_inputs={"sheet": json.dumps(sheet)})
    assert isinstance(pdf, bytes), "one document without an output file comes back as its bytes"
    return pdf


def _session(session: ReleasedSession, programme: Programme, signed_up_to: Container[int]) -> dict[str, Any]:
    people = [
        f"{each.person.badge_name}, {each.function}" if each.function else each.person.badge_name
        for each in named_speakers(session, programme.people)
    ]
    asks = _("sur inscription") if session.id in signed_up_to else ""
    return {
        "hours": hours_of(session).text,
        "title": pick(session.title),
        "off": _("Séance annulée") if session.is_cancelled else "",
        "about": " · ".join(filter(None, (place_of(session), languages_spoken(session.languages), asks))),
        "people": list_words(people) if people else "",
    }


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


@cache
def _compiler(fonts: str) -> typst.Compiler:
    return typst.Compiler(font_paths=[fonts], ignore_system_fonts=True)


@cache
def _template() -> bytes:
    return files("aimf_events.programme").joinpath("print/programme.typ").read_bytes()
