"""Papers of a sitting set by typst. Words reach a template as JSON and are placed as text, never read as markup."""

import json
from functools import cache
from importlib.resources import files
from threading import Lock
from typing import Any

import typst
from flask import current_app

_one_at_a_time = Lock()  # a compiler keeps the inputs of its last run


_ACROSS = b"""#set page(background: rotate(-35deg, text(size: 60pt, weight: 700, fill: rgb("#8a1f1f22"),
  json(bytes(sys.inputs.sheet)).watermark)))
"""


def set_pdf(
    template: str, sheet: dict[str, Any], *, watermark: str = "", package: str = "aimf_events.assembly"
) -> bytes:
    """Return the PDF of a sheet, tagged for whoever has it read aloud.

    Args:
        template: the name of a file in `print/` of the package.
        watermark: a word across each page, where there is one.
    """
    source = _template(package, template)
    if watermark:
        source, sheet = _ACROSS + source, {**sheet, "watermark": watermark}
    with _one_at_a_time:
        pdf = _compiler(str(current_app.config["AIMF"].fonts_dir)).compile(
            source, format="pdf", sys_inputs={"sheet": json.dumps(sheet)}
        )
    assert isinstance(pdf, bytes), "one document without an output file comes back as its bytes"
    return pdf


@cache
def _compiler(fonts: str) -> typst.Compiler:
    return typst.Compiler(font_paths=[fonts], ignore_system_fonts=True)


@cache
def _template(package: str, name: str) -> bytes:
    return files(package).joinpath(f"print/{name}").read_bytes()
