"""Content lines of a calendar object: what is written between BEGIN and END (RFC 5545, 3.1 to 3.3)."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from .calendar_text import text

_LONGEST = 75  # octets without the line end
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def words(value: str) -> str:
    """Return a text for people as the value of a line."""
    return text(value).translate(_ESCAPED)


def moment(value: datetime) -> str:
    """Return an aware moment as the value of a line: UTC, to the second."""
    return value.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def quoted(value: str) -> str:
    """Return a parameter's value as it is written; it holds no double quote itself (`calendar_text.parameter`)."""
    return f'"{value}"' if any(sign in value for sign in ",;:") else value


def line(name: str, value: str, params: Sequence[tuple[str, str]] = ()) -> str:
    """Return one content line. The parameters' values are written as they stand."""
    return "".join((name, *(f";{key}={said}" for key, said in params), ":", value))


def written(lines: Iterable[str]) -> bytes:
    """Return the lines as bytes: UTF-8, folded after at most 75 octets and never inside a letter, each ended by CRLF."""
    return b"".join(_folded(each.encode()) + b"\r\n" for each in lines)


def _folded(whole: bytes) -> bytes:
    pieces, start, room = [], 0, _LONGEST
    while len(whole) - start > room:
        end = start + room
        while whole[end] & 0xC0 == 0x80:  # inside a letter
            end -= 1
        if whole[end - 1] == 0x5C:  # some agendas read a backslash before they put the lines together
            end -= 1
        pieces.append(whole[start:end])
        start, room = end, _LONGEST - 1  # the space that begins a continuation counts
    return b"\r\n ".join((*pieces, whole[start:]))
