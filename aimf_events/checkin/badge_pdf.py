"""Badges set by typst, as a PDF or as pictures: A6 lanyard badges, cards, labels, sheets of four.

Source of the rule: shared/specs/badges-checkin.md, "Printing". Data reaches the template as JSON and is placed as
text, never interpolated into markup. Each text for people is given by the caller, in the badge's language. A preview and
the print are the same setting of the same page: `render_pictures` and `render_badges` differ in the file's format alone.
"""

import json
import os
import re
import unicodedata
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import pikepdf
import typst
from PIL.ImageFont import FreeTypeFont

from aimf_events.checkin.badge_fit import (
    A6,
    A6_BACK,
    CARD,
    CARD_BACK,
    LABEL,
    MILLIMETRE,
    NameSizes,
    fit_name,
    fit_paragraphs,
    name_font,
)
from aimf_events.checkin.qr import printed_svg
from aimf_events.checkin.short_code import format_short_code

# Where set-up puts the fonts; system fonts are ignored, so that a badge looks the same from every machine.
FONT_DIR = Path("var/fonts")
# A run is set in pieces, so that memory does not grow with it, and the pieces are put together.
_PIECE = 96  # badges; a multiple of four, so that only the last sheet may be incomplete
# typst keeps what it has set until it has not been asked for during ten runs.
_RUNS_UNTIL_FORGOTTEN = 11

Format = Literal["a6", "sheet4", "card", "label"]
"""How badges come out: each by itself on its own size, or (`sheet4`) four A6 on an A4 with crop marks."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a format asks of a badge: its file, the sizes of a name, the place of the words on its back (mm), their sizes (pt)."""

    template: str
    name: NameSizes
    back_name: NameSizes
    words: tuple[float, float] = (0.0, 0.0)
    word_sizes: tuple[float, ...] = ()


PAGES: dict[str, Page] = {
    "a6": Page("badge_a6.typ", A6, A6_BACK, (91.0, 34.0), (9.0, 8.5, 8.0, 7.5, 7.0, 6.5)),
    "sheet4": Page("badge_a6.typ", A6, A6_BACK, (91.0, 34.0), (9.0, 8.5, 8.0, 7.5, 7.0, 6.5)),
    "card": Page("badge_card.typ", CARD, CARD_BACK, (44.2, 30.0), (6.5, 6.0, 5.5, 5.0)),
    "label": Page("badge_label.typ", LABEL, LABEL),
}

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
    two_sided: bool = True  # a label never is

    def __post_init__(self) -> None:
        if not _COLOUR.fullmatch(self.category_colour):
            raise ValueError("a category's colour is written #rrggbb")
        if self.photo is not None and not self.photo.startswith(b"\xff\xd8\xff"):
            raise ValueError("a badge's photo is a JPEG")


def render_badges(badges: Sequence[BadgeFace], *, format: Format = "a6", font_dir: Path | str | None = None) -> bytes:
    """The PDF of some badges. "a6", "card", "label": a page for each side; "sheet4": fronts of four, then their backs.

    `font_dir` defaults to FONT_DIR. Raises ValueError without a badge, badge_fit.UnreadableFont without
    fonts.
    """
    if not badges:
        raise ValueError("no badge to print")
    fonts = os.fspath(font_dir or FONT_DIR)
    if len(badges) <= _PIECE:
        return _set(badges, format=format, fonts=fonts)
    pieces = (badges[start : start + _PIECE] for start in range(0, len(badges), _PIECE))
    return merge_pdfs((_set(piece, format=format, fonts=fonts) for piece in pieces), title=badges[0].congress)


def render_pictures(
    badge: BadgeFace, *, format: Format, kind: Literal["png", "svg"] = "png", font_dir: Path | str | None = None
) -> list[bytes]:
    """Each side of one badge as it is printed: a PNG (144 pixels an inch) or an SVG. Raises badge_fit.UnreadableFont."""
    fonts = os.fspath(font_dir or FONT_DIR)
    inputs = _inputs([badge], format, fonts)
    with _one_at_a_time:
        drawn = _compiler(fonts).compile(_template(format), format=kind, ppi=144.0, sys_inputs=inputs)
    pages = drawn if isinstance(drawn, list) else [drawn]
    return [page for page in pages if page is not None]


def merge_pdfs(pieces: Iterable[bytes], *, title: str) -> bytes:
    """Some PDFs one behind the other, in one file."""
    merged, output = pikepdf.Pdf.new(), BytesIO()
    for piece in pieces:
        with pikepdf.Pdf.open(BytesIO(piece)) as read:
            merged.pages.extend(read.pages)
    merged.docinfo["/Title"] = merged.docinfo["/Author"] = title
    merged.save(output, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return output.getvalue()


def words_fit(paragraphs: Sequence[str], *, format: Format, font_dir: Path | str | None = None) -> bool:
    """Whether these words can be read on the back of a badge of that format. A label has no back, and room for none."""
    page = PAGES[format]
    return (
        not page.word_sizes
        or _words_size(tuple(paragraphs), page, name_font(os.fspath(font_dir or FONT_DIR))) is not None
    )


_one_at_a_time = Lock()  # a compiler keeps the inputs of its last run


def _set(badges: Sequence[BadgeFace], *, format: Format, fonts: str) -> bytes:
    alone = len(badges) == 1
    with _one_at_a_time:
        compiler, inputs = _compiler(fonts), _inputs(badges, format, fonts)
        # A single badge is read on a screen and keeps its accessibility tags; a print run is twice as fast without.
        pdf = compiler.compile(_template(format), format="pdf", sys_inputs=inputs, pdf_tags=alone)
        if len(badges) == _PIECE:
            for _ in range(_RUNS_UNTIL_FORGOTTEN):
                compiler.compile(b"", format="pdf", sys_inputs={})
    assert isinstance(pdf, bytes), "one document without an output file comes back as its bytes"
    return pdf


def _inputs(badges: Sequence[BadgeFace], format: Format, fonts: str) -> dict[str, str]:
    font = name_font(fonts)
    sheet = {
        "format": format,
        "title": badges[0].name if len(badges) == 1 else badges[0].congress,
        "author": badges[0].congress,
        "badges": [_as_data(badge, font, format) for badge in badges],
    }
    return {"sheet": json.dumps(sheet)}


@cache
def _compiler(fonts: str) -> typst.Compiler:
    """One compiler per process: opening the fonts costs more than setting a badge."""
    return typst.Compiler(font_paths=[fonts], ignore_system_fonts=True)


@cache
def _template(format: Format) -> bytes:
    folder = files("aimf_events.checkin").joinpath("print")
    return b"".join(
        folder.joinpath(name).read_bytes() for name in ("badge_parts.typ", PAGES[format].template, "badge_pages.typ")
    )


@lru_cache(maxsize=64)
def _words_size(paragraphs: tuple[str, ...], page: Page, font: FreeTypeFont) -> float | None:
    """The size at which the words of a back can be read; a run says the same few words on each badge."""
    width, height = (side * MILLIMETRE for side in page.words)
    return fit_paragraphs(paragraphs, font, width=width, height=height, sizes=page.word_sizes)


def _as_data(badge: BadgeFace, font: FreeTypeFont, format: Format) -> dict[str, Any]:
    page = PAGES[format]
    words = (*badge.practical, *([badge.notice] if badge.notice else []))
    original = unicodedata.normalize("NFC", badge.original_name or "")
    name = unicodedata.normalize("NFC", " ".join(word for word in badge.name.split(" ") if word))
    name_size, name_lines = fit_name(name, font, page.name)
    back_size, back_lines = fit_name(name, font, page.back_name)
    return {
        "civility": badge.civility,
        "name": name,
        "name_size": name_size,
        "name_lines": name_lines,
        "back_size": back_size,
        "back_lines": back_lines,
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
        "practical_size": _words_size(words, page, font) or min(page.word_sizes, default=0.0),
        "two_sided": badge.two_sided and format != "label",
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
