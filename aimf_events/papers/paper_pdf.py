"""A paper as a PDF, set by typst: A4, one page for each language. The same words give the same bytes.

Words reach the template as JSON and are placed as text, never read as markup.
"""

import json
from functools import cache
from importlib.resources import files
from threading import Lock

import typst

from ..checkin.qr import printed_svg
from .sheets import Sheet

_one_at_a_time = Lock()  # a compiler keeps the inputs of its last run


def render_paper(sheet: Sheet, *, fonts: str) -> bytes:
    """Return the PDF of a sheet."""
    inputs = {"sheet": json.dumps(sheet | {"qr": printed_svg(sheet["url"])})}
    with _one_at_a_time:
        pdf = _compiler(fonts).compile(_template(), format="pdf", sys_inputs=inputs)
    assert isinstance(pdf, bytes), "one document without an output file comes back as its bytes"
    return pdf


@cache
def _compiler(fonts: str) -> typst.Compiler:
    return typst.Compiler(font_paths=[fonts], ignore_system_fonts=True)


@cache
def _template() -> bytes:
    return files("aimf_events.papers").joinpath("print/paper.typ").read_bytes()
