"""The short code beside the QR, for typing: eight random characters and one that checks them.

Source of the rule: shared/specs/badges-checkin.md. Crockford's base32 (no I, L, O or U). His own check is a number
modulo 37 and needs the signs * ~ $ = U, which are hard to type on a phone; here the check is a letter or a digit
like the others. The characters are elements of GF(32) = GF(2)[x] / (x^5 + x^2 + 1); the check is the sum of the eight others times
x^1 .. x^8. As these powers differ from each other and from 1, **every** wrong character and **every** swap of two
characters, next to each other or not, is caught, and so is every doubled pair typed as another (AA as BB). A sum
modulo 31 would take 0 for Z; Luhn modulo 32 misses the swap of 0 and Z.
"""

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_TOLERANT = str.maketrans("OIL", "011")
# \u2010-\u2015 are the dashes a word processor puts for a hyphen.
_SEPARATORS = re.compile(r"[\s\u00a0\u202f\u200b\ufeff\-\u2010-\u2015_.]+")
# Three letters in a row of which one is a vowel could begin a word nobody wants on a minister's badge.
_WORD_LIKE = re.compile(r"(?=[A-Z]{3})[A-Z]{0,2}[AE]")


class UnreadableCode(ValueError):
    """The text is not a short code: wrong length, a character that is never used, or a slip of the fingers."""


def new_short_code() -> str:
    """A random code of nine characters, about 39 bits; to be stored under a unique constraint."""
    while True:
        data = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if not _WORD_LIKE.search(data):
            return data + check_character(data)


def check_character(data: str) -> str:
    """The ninth character for eight characters of the alphabet."""
    syndrome = 0
    for character in reversed(data):  # Horner, from the highest power down to a^1
        syndrome = _times_x(syndrome ^ _VALUE[character])
    return ALPHABET[syndrome]


def format_short_code(code: str) -> str:
    """K7QF2M9XC as it is printed: K7QF-2M9X-C."""
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def parse_short_code(text: str) -> str:
    """The nine characters of what somebody typed: lower case, spaces, dashes, O for 0, I or L for 1 are understood.

    Raises UnreadableCode, also when the check character shows that something was mistyped.
    """
    code = _SEPARATORS.sub("", text).upper().translate(_TOLERANT)
    if len(code) != LENGTH + 1 or any(character not in _VALUE for character in code):
        raise UnreadableCode("form")
    if check_character(code[:LENGTH]) != code[LENGTH]:
        raise UnreadableCode("check")
    return code


def _times_x(value: int) -> int:
    """Multiplication by x in GF(32) = GF(2)[x] / (x^5 + x^2 + 1), where x is primitive (order 31)."""
    value <<= 1
    return value ^ 0b100101 if value & 32 else value
