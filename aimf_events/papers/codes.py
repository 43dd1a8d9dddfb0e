"""Numbers and codes of papers: the number counts, the code cannot be guessed, the initials are all that a check tells."""

import re
import secrets
import unicodedata

from ..people.models import Person
from ..registration.models import IssuedPaper, PaperKind

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
LENGTH = 12  # 60 bits
_MISTAKEN = str.maketrans("OIL", "011")
_PREFIXES = {PaperKind.VISA: "LI", PaperKind.ATTENDANCE: "AP"}


def new_code() -> str:
    """Return a code of 60 random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def shown_code(code: str) -> str:
    """Return a code as it is printed and typed: three groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def typed_code(text: str) -> str:
    """Return the code that somebody typed, whatever the case, the spaces and the dashes; O is zero, I and L are one."""
    return re.sub(r"[\s\-–·]", "", text).upper().translate(_MISTAKEN)


def paper_number(paper: IssuedPaper, congress_number: int) -> str:
    """Return the number as it is printed: « LI-40-0007 », the seventh letter of invitation of congress 40."""
    return f"{_PREFIXES[paper.kind]}-{congress_number}-{paper.number:04d}"


def initials_of(person: Person) -> str:
    """Return the first letter of the given and of the family name. Nothing is split: a name is not a list of words."""
    firsts = (unicodedata.normalize("NFC", name.strip())[:1] for name in (person.given_name, person.family_name))
    return " ".join(f"{first}." for first in firsts if first)
