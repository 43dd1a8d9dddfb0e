"""QR symbols: one small SVG for a page, a bare matrix for the printer.

Source of the rule: shared/specs/badges-checkin.md. A token is 189 digits: numeric mode, version 5, level M, 37 modules
a side, and four modules of quiet zone. The mask is fixed: choosing the best of eight costs seven times the work, and
the digits of a signature are as good as random, so no mask is better than another (docs/decisions/0003).
"""

from html import escape
from itertools import groupby

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.util import MODE_NUMBER, QRData

QUIET_ZONE = 4  # modules, ISO/IEC 18004
_TOKEN_LENGTH = 189
_TOKEN_VERSION = 5
_MASK = 3


def qr_matrix(text: str) -> list[list[bool]]:
    """The modules of a symbol, rows from the top, True for black, without quiet zone.

    A badge token gives 37 rows of 37. Any other text (a pairing code, a link) takes the smallest version that holds it.
    """
    if len(text) == _TOKEN_LENGTH and text.isascii() and text.isdigit():
        symbol = QRCode(version=_TOKEN_VERSION, error_correction=ERROR_CORRECT_M, mask_pattern=_MASK)
        symbol.add_data(QRData(text, mode=MODE_NUMBER), optimize=0)
        symbol.make(fit=False)
    else:
        symbol = QRCode(error_correction=ERROR_CORRECT_M)
        symbol.add_data(text)
        symbol.make(fit=True)
    return [[bool(module) for module in row] for row in symbol.modules]


def qr_svg(text: str, *, label: str = "") -> str:
    """An SVG to put in a page: black on white in any theme, quiet zone included, no script and no style.

    `label` is read by a screen reader in the symbol's place; empty where the text beside it says the same.
    """
    matrix = qr_matrix(text)
    side = len(matrix) + 2 * QUIET_ZONE
    role = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" {role} shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        f'<path stroke="#000" transform="translate({QUIET_ZONE} {QUIET_ZONE + 0.5})" d="{_strokes(matrix)}"/></svg>'
    )


def printed_svg(text: str) -> str:
    """The bare symbol for the printer: no quiet zone (the sheet keeps it white), one unit a module."""
    matrix = qr_matrix(text)
    side = len(matrix)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}" height="{side}">'
        f'<path stroke="#000" transform="translate(0 .5)" d="{_strokes(matrix)}"/></svg>'
    )


def _strokes(matrix: list[list[bool]]) -> str:
    """One path: each row's runs of black as strokes one unit thick. Half the size of as many rectangles."""
    rows = []
    for y, row in enumerate(matrix):
        runs = [(black, len(list(run))) for black, run in groupby(row)]
        if runs and not runs[-1][0]:
            runs.pop()
        rows.append(f"M0 {y}" + "".join(f"h{length}" if black else f"m{length} 0" for black, length in runs))
    return "".join(rows)
