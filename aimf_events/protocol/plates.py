"""Name plates for the tables: a sheet of A4 each, folded in two, so that both sides show the name."""

import json
import unicodedata
from collections.abc import Sequence
from importlib.resources import files
from threading import Lock
from typing import Any

import typst
from flask import current_app

from ..checkin.badge_fit import MILLIMETRE, fit_on_one_line, name_font
from ..checkin.badge_pdf import script_language
from ..i18n import pick
from ..registration.models import Registration

_WIDTH = (297 - 2 * 20) * MILLIMETRE
_LARGEST = 76.0  # points
_one_at_a_time = Lock()


def plates_pdf(registrations: Sequence[Registration], congress: Any, addressed: Any) -> bytes:
    """Return the plates of some guests as one PDF, in their order.

    Args:
        addressed: says how a person is addressed (web/wording.py); the plate bears it as it is.
    """
    fonts = current_app.config["AIMF"].fonts_dir
    sheet = {
        "title": pick(congress.title),
        "plates": [_as_data(each, addressed(each.person), fonts) for each in registrations],
    }
    with _one_at_a_time:
        compiler = typst.Compiler(font_paths=[fonts], ignore_system_fonts=True)
        template = files("aimf_events.protocol").joinpath("print/plate_a4.typ").read_bytes()
        pdf = compiler.compile(template, format="pdf", sys_inputs={"sheet": json.dumps(sheet)})
    assert isinstance(pdf, bytes), "one document without an output file comes back as its bytes"
    return pdf


def _as_data(registration: Registration, name: str, fonts: str) -> dict[str, Any]:
    original = unicodedata.normalize("NFC", registration.person.original_name or "")
    shown = unicodedata.normalize("NFC", name)
    return {
        "name": shown,
        "size": max(24.0, fit_on_one_line(shown, name_font(fonts), _WIDTH, largest=_LARGEST)),
        "original": original,
        "rtl": any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in original),
        "language": script_language(original) or registration.person.language,
        "function": registration.function,
        "organisation": registration.delegation.name,
    }
