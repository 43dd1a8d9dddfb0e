"""QR symbols: one small SVG for a page, a bare one for the printer.

Source of the rule: shared/specs/badges-checkin.md. A token is 189 digits: numeric mode, version 5, level M, 37 modules
a side, and four modules of quiet zone. Tokens go the fast way (`qr_token`), any other text through the `qrcode` library
(docs/decisions/0003).
"""

from html import escape

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

from aimf_events.checkin import qr_token

QUIET_ZONE = 4  # modules, ISO/IEC 18004
_LONGEST_RUN = 180  # modules; the largest symbol has 177 a side
_PEN = {"1" * length: f"h{length}" for length in range(1, _LONGEST_RUN)}
_PEN |= {"0" * length: f"m{length} 0" for length in range(1, _LONGEST_RUN)}


def qr_matrix(text: str) -> list[list[bool]]:
    """The modules of a symbol, rows from the top, True for black, without quiet zone.

    A badge token gives 37 rows of 37. Any other text (a pairing code, a link) takes the smallest version that holds it.
    """
    return [[module == "1" for module in row] for row in _rows(text)]


def qr_svg(text: str, *, label: str = "") -> str:
    """An SVG to put in a page: black on white in any theme, quiet zone included, no script and no style.

    `label` is read by a screen reader in the symbol's place; empty where the text beside it says the same.
    """
    rows = _rows(text)
    side = len(rows) + 2 * QUIET_ZONE
    role = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" {role} shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        f'<path stroke="#000" transform="translate({QUIET_ZONE} {QUIET_ZONE + 0.5})" d="{_strokes(rows)}"/></svg>'
    )


def printed_svg(text: str) -> str:
    """The bare symbol for the printer: no quiet zone (the sheet keeps it white), one unit a module."""
    rows = _rows(text)
    side = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}" height="{side}">'
        f'<path stroke="#000" transform="translate(0 .5)" d="{_strokes(rows)}"/></svg>'
    )


def _rows(text: str) -> list[str]:
    if len(text) == qr_token.LENGTH and text.isascii() and text.isdigit():
        return qr_token.token_rows(text)
    symbol = QRCode(error_correction=ERROR_CORRECT_M)
    symbol.add_data(text)
    symbol.make(fit=True)
    return ["".join("1" if module else "0" for module in row) for row in symbol.modules]


def _strokes(rows: list[str]) -> str:
    """One path: each row's runs of black as strokes one unit thick. Half the size of as many rectangles."""
    path = []
    for y, row in enumerate(rows):
        path.append(f"M0 {y}")
        runs = row.rstrip("0").replace("01", "0 1").replace("10", "1 0").split()
        path.extend([_PEN[run] for run in runs])
    return "".join(path)
