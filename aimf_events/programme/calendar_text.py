"""What may stand in a calendar object: nothing that begins a line of its own, nothing that reorders its surroundings."""

import re
import unicodedata

ADDRESS = re.compile(r"[^\s\x00-\x20\x7f-\x9f@:;,<>()\[\]\"\\]+@[^\s\x00-\x20\x7f-\x9f@:;,<>()\[\]\"\\]+")
LINK = re.compile(r"https?://[^\s\x00-\x20\x7f-\x9f<>\"\\^`{|}]+")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
UID = re.compile(r"[\x21-\x7e]{1,255}")
# Controls and halves of letters; and marks that reorder what surrounds them: a name could pass for another in the agenda.
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff]")


def text(value: str) -> str:
    """Several lines for people: controls and reordering marks have no business in an agenda."""
    lines = re.sub(r"\r\n?|[\u2028\u2029\x85\x0b\x0c]", "\n", value)
    return unicodedata.normalize("NFC", _UNWANTED.sub("", lines)).strip()


def one_line(value: str) -> str:
    """White space folded: a name, a title, a place."""
    return " ".join(text(value).split())


def parameter(value: str) -> str:
    """A name as parameter: RFC 5545 has no way to write a double quote there, and few agendas know RFC 6868's."""
    return one_line(value).replace('"', "\u2019").replace("^", " ").strip()


def require(pattern: re.Pattern[str], value: str, what: str) -> None:
    """The caller wrote a malformed value.

    Raises:
        ValueError: the whole value does not follow the pattern.
    """
    if not pattern.fullmatch(value):
        raise ValueError(f"malformed {what} in a calendar entry")
