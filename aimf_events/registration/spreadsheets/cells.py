"""One cell: text as it should be kept, and what looks wrong in it. Names are Unicode and stay as they are written."""

import re
import unicodedata

_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\x85\x0b\x0c]")
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]")
_PLAUSIBLE = re.compile(
    r"\+?[\d\s().,/\u2010-\u2015-]*\d[\d\s().,/\u2010-\u2015-]*((poste|ext\.?|x)\s*\d+)?"  # a telephone, a number
    r"|[-\u2010-\u2015]\s+\w.*",  # a dash that begins a list
    re.IGNORECASE | re.DOTALL,
)
_MARKUP = re.compile(r"<[A-Za-z/!?]|&(#\d+|#x[0-9a-f]+|lt|gt|amp|quot|nbsp|[a-z]acute);", re.IGNORECASE)
_GARBLED = re.compile("[ÃÂ][\u0080-\u00bf\u0152-\u0178\u2010-\u2122]|â€|Ã$|á»|áº")
_ENOUGH = 120  # what a telephone may take; the pattern's time grows with the square of the length
_NOTHING = frozenset("-–—")
_QUOTED_FORMULA = re.compile(r"'[=+\-@\t\r]")


def clean_cell(text: str, *, multiline: bool = False) -> tuple[str, list[str]]:
    """The text to keep and the codes of what is odd about it.

    NFC, no controls, no bidirectional overrides, white space folded. Joiners and direction marks stay: Arabic, Khmer
    and Persian names need them. A lone dash is how spreadsheets say "nothing".

    Args:
        text: the cell as read.
        multiline: keep line breaks (an address); otherwise they become spaces.
    """
    codes: list[str] = []
    text = _BREAKS.sub("\n", text)
    if _QUOTED_FORMULA.match(text):  # the apostrophe of our own exports, and of Excel's
        text = text[1:]
    kept = "".join(char for char in _REORDERING.sub("", text) if char in "\n\t" or not _is_control(char))
    if len(kept) != len(text):
        codes.append("hidden_characters")
    kept = _fold(unicodedata.normalize("NFC", kept), multiline=multiline)
    if kept in _NOTHING:
        return "", codes
    return kept, codes + _suspicions(kept)


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cs") or (ord(char) & 0xFFFE) == 0xFFFE


def _fold(text: str, *, multiline: bool) -> str:
    if not multiline:
        return " ".join(text.split())
    return "\n".join(line for line in (" ".join(line.split()) for line in text.split("\n")) if line)


def _suspicions(text: str) -> list[str]:
    codes = []
    signed = text.startswith(("+", "-", "＋", "－")) and not _PLAUSIBLE.fullmatch(text[:_ENOUGH])
    if signed or text.startswith(("=", "@", "＝", "＠")):
        codes.append("looks_like_formula")
    if _MARKUP.search(text):
        codes.append("looks_like_html")
    if "\ufffd" in text:
        codes.append("unreadable_characters")
    elif _GARBLED.search(text):
        codes.append("looks_garbled")
    return codes
