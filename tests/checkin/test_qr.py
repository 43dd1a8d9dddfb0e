"""QR symbols, read back by a reader that shares no code with what drew them."""

import random
import re
from xml.etree import ElementTree

import pytest
import zxingcpp
from PIL import Image

from aimf_events.checkin import qr, qr_token

DIGITS = random.Random(44)
TOKENS = ["1" + "".join(DIGITS.choices("0123456789", k=188)) for _ in range(60)]
TOKENS += ["1" + "0" * 188, "1" + "9" * 188]


def decoded(matrix: list[list[bool]], scale: int = 4) -> str:
    side = (len(matrix) + 2 * qr.QUIET_ZONE) * scale
    image = Image.new("L", (side, side), 255)
    for y, row in enumerate(matrix):
        for x, black in enumerate(row):
            if black:
                left, top = (x + qr.QUIET_ZONE) * scale, (y + qr.QUIET_ZONE) * scale
                image.paste(0, (left, top, left + scale, top + scale))
    return zxingcpp.read_barcode(image).text


def matrix_of(svg: str) -> list[list[bool]]:
    """The modules that the strokes of an SVG paint, by following its pen."""
    path = ElementTree.fromstring(svg).findall("{http://www.w3.org/2000/svg}path")[-1].get("d")
    side = path.count("M")
    matrix = [[False] * side for _ in range(side)]
    x = y = 0
    for command, first, second in re.findall(r"([Mmh])(\d+)(?: (\d+))?", path):
        if command == "M":
            x, y = int(first), int(second)
        elif command == "m":
            x += int(first)
        else:
            matrix[y][x : x + int(first)] = [True] * int(first)
            x += int(first)
    return matrix


@pytest.mark.parametrize("text", TOKENS)
def test_a_token_is_the_symbol_of_the_qrcode_library_module_for_module(text):
    assert qr.qr_matrix(text) == qr_token.reference_symbol(text)


def test_every_token_is_decoded_back():
    assert [decoded(qr.qr_matrix(text)) for text in TOKENS] == TOKENS


def test_a_token_has_37_modules_a_side():
    matrix = qr.qr_matrix(TOKENS[0])
    assert (len(matrix), {len(row) for row in matrix}) == (37, {37})


@pytest.mark.parametrize("text", ["https://aimf.example/p/abc?x=1&y=é", "12", TOKENS[0] + "1"])
def test_any_other_text_is_decoded_back_too(text):
    assert decoded(qr.qr_matrix(text)) == text


def test_the_svg_paints_the_same_modules_and_is_small():
    svg = qr.qr_svg(TOKENS[0], label="Code de Mme Bio")
    assert matrix_of(svg) == qr.qr_matrix(TOKENS[0])
    assert matrix_of(qr.printed_svg(TOKENS[0])) == qr.qr_matrix(TOKENS[0])
    assert len(svg) <= 4096


def test_the_svg_names_itself_and_has_nothing_inline_that_a_policy_forbids():
    svg = qr.qr_svg(TOKENS[0], label='Code de « N\'Djaména » "x" <b>')
    root = ElementTree.fromstring(svg)
    assert (root.get("role"), root.get("aria-label")) == ("img", 'Code de « N\'Djaména » "x" <b>')
    assert "style" not in svg
    assert ElementTree.fromstring(qr.qr_svg(TOKENS[0])).get("aria-hidden") == "true"
