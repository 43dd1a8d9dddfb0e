"""Badges as a PDF, set by typst: A6 lanyard badges, or four on an A4 sheet with crop marks for a print shop.

Source of the rule: shared/specs/badges-checkin.md, "Printing". Data reaches the template as JSON and is placed as
text, never interpolated into markup. Each text for people is given by the caller, in the badge's language.
"""

import json
import os
import re
import unicodedata
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import typst
from PIL.ImageFont import FreeTypeFont
from pypdf import PdfWriter

from aimf_events.checkin.badge_fit import MILLIMETRE, fit_name, fit_on_one_line, name_font
from aimf_events.checkin.qr import printed_svg
from aimf_events.checkin.short_code import format_short_code

# Where set-up puts the fonts; system fonts are ignored, so that a badge looks the same from every machine.
FONT_DIR = Path("var/fonts")
# A run is set in pieces, so that memory does not grow with it, and the pieces are put together.
_PIECE = 248  # badges; a multiple of four, so that only the last sheet may be incomplete
# typst keeps what it has set until it has not been asked for during ten runs.
_RUNS_UNTIL_FORGOTTEN = 11
_WIDTH = (105 - 2 * 7) * MILLIMETRE  # of the text on a badge, in points

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_INK, _WHITE = "#17223b", "#ffffff"
_PHOTO_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 90 120">'
    '<clipPath id="c"><rect width="90" height="120" rx="5"/></clipPath>'
    '<image clip-path="url(#c)" width="90" height="120" preserveAspectRatio="xMidYMid slice" '
    'xlink:href="data:image/jpeg;base64,{}"/></svg>'
)
_SCRIPT_LANGUAGE = {"ARABIC": "ar", "KHMER": "km", "ARMENIAN": "hy", "LAO": "lo", "GEORGIAN": "ka", "HEBREW": "he"}


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeFace:
    """All that a printed badge shows. Every text is already in the badge's language and in protocol's form."""

    civility: str  # « S.E. Mme », « M. »
    name: str
    original_name: str | None = None  # in the person's own script
    function: str
    organisation: str
    country: str
    category: str  # in words; letter and colour say the same again
    category_letter: str
    category_colour: str  # "#rrggbb"
    congress: str
    when_where: str
    token: str  # what the QR says, see checkin.token
    short_code: str  # nine characters, see checkin.short_code
    practical: tuple[str, ...] = ()  # paragraphs of the back; the first is set in bold
    notice: str = ""  # on both faces: a minor's adult and telephone
    photo: bytes | None = None  # JPEG
    language: str = "fr"

    def __post_init__(self) -> None:
        if not _COLOUR.fullmatch(self.category_colour):
            raise ValueError("a category's colour is written #rrggbb")
        if self.photo is not None and not self.photo.startswith(b"\xff\xd8\xff"):
            raise ValueError("a badge's photo is a JPEG")


def render_badges(
    badges: Sequence[BadgeFace], *, format: Literal["a6", "sheet4"] = "a6", font_dir: Path | str | None = None
) -> bytes:
    """The PDF of some badges. "a6": two pages each, front and back; "sheet4": fronts of four, then their backs.

    `font_dir` defaults to FONT_DIR. Raises ValueError without a badge, badge_fit.UnreadableFont without
    fonts.
    """
    if not badges:
        raise ValueError("no badge to print")
    fonts = os.fspath(font_dir or FONT_DIR)
    if len(badges) <= _PIECE:
        return _set(badges, format=format, fonts=fonts)
    merged = PdfWriter()
    for start in range(0, len(badges), _PIECE):
        merged.append(BytesIO(_set(badges[start : start + _PIECE], format=format, fonts=fonts)), import_outline=False)
    merged.add_metadata({"/Title": badges[0].congress, "/Author": badges[0].congress})
    output = BytesIO()
    merged.write(output)
    return output.getvalue()


_one_at_a_time = Lock()  # a compiler keeps the inputs of its last run


def _set(badges: Sequence[BadgeFace], *, format: str, fonts: str) -> bytes:
    font = name_font(fonts)
    sheet = {
        "format": format,
        "title": badges[0].name if len(badges) == 1 else badges[0].congress,
        "author": badges[0].congress,
        "badges": [_as_data(badge, font) for badge in badges],
    }
    alone = len(badges) == 1
    with _one_at_a_time:
        compiler = _compiler(fonts)
        # A single badge is read on a screen and keeps its accessibility tags; a print run is twice as fast without.
        pdf = compiler.compile(_template(), format="pdf", sys_inputs={"sheet": json.dumps(sheet)}, pdf_tags=alone)
        if len(badges) == _PIECE:
            for _ in range(_RUNS_UNTIL_FORGOTTEN):
                compiler.compile(b"", format="pdf", sys_inputs={})
    assert isinstance(pdf, bytes), "one document without an output file comes back as its bytes"
    return pdf


@cache
def _compiler(fonts: str) -> typst.Compiler:
    """One compiler per process: opening the fonts costs more than setting a badge."""
    return typst.Compiler(font_paths=[fonts], ignore_system_fonts=True)


@cache
def _template() -> bytes:
    return files("aimf_events.checkin").joinpath("print/badge_a6.typ").read_bytes()


def _as_data(badge: BadgeFace, font: FreeTypeFont) -> dict[str, Any]:
    original = unicodedata.normalize("NFC", badge.original_name or "")
    name = unicodedata.normalize("NFC", " ".join(word for word in badge.name.split(" ") if word))
    name_size, name_lines = fit_name(name, font, _WIDTH)
    return {
        "civility": badge.civility,
        "name": name,
        "name_size": name_size,
        "name_lines": name_lines,
        "back_size": max(9.0, fit_on_one_line(name, font, _WIDTH, largest=18.0)),
        "original": original,
        "original_rtl": any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in original),
        "original_language": script_language(original) or badge.language,
        "function": badge.function,
        "organisation": badge.organisation,
        "country": badge.country,
        "category": badge.category,
        "letter": badge.category_letter,
        "colour": badge.category_colour,
        "band_ink": _readable_on(badge.category_colour),
        "congress": badge.congress,
        "when_where": badge.when_where,
        "qr": printed_svg(badge.token),
        "code": format_short_code(badge.short_code),
        "practical": list(badge.practical),
        "notice": badge.notice,
        "photo": _PHOTO_SVG.format(b64encode(badge.photo).decode()) if badge.photo else None,
        "language": badge.language,
    }


def script_language(text: str) -> str | None:
    """The language typst needs to shape a script; the name of a letter begins with that of its script."""
    scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in text}
    return next((language for script, language in _SCRIPT_LANGUAGE.items() if script in scripts), None)


def _readable_on(colour: str) -> str:
    """White or ink, whichever has the better contrast on a colour (WCAG 2.2, relative luminance)."""
    luminance = _luminance(colour)
    on_white = 1.05 / (luminance + 0.05)
    on_ink = (luminance + 0.05) / (_luminance(_INK) + 0.05)
    return _WHITE if on_white >= on_ink else _INK


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
