"""The bytes of a letter's body: parts, and parts put together (RFC 2045, 2046).

Written here because every byte of it is ours and known: the standard library parses each header it writes and copies
the content line by line, which took a third of the work on a letter. Heads, where names and addresses are written, stay
the library's (`rendering`).
"""

import re
import secrets
from binascii import b2a_base64, b2a_qp
from collections.abc import Mapping, Sequence

_LINE = 76  # letters on a line of base64, at most
_LINE_END = re.compile(r"\r\n|\r|\n")
_TOKEN = re.compile(r"[A-Za-z0-9!#$&^_.+-]+")
_QUOTABLE = re.compile(r"[\x20\x21\x23-\x5b\x5d-\x7e]*")  # what needs no backslash between double quotes


def text_part(text: str, sub_type: str) -> bytes:
    """Return a text in UTF-8 as a part. Quoted-printable: seven bits and short lines, no server on the way changes a byte."""
    lines = _LINE_END.sub("\r\n", text.strip("\r\n")) + "\r\n"
    return _part("text", sub_type, {"charset": "utf-8"}, "quoted-printable", b2a_qp(lines.encode()))


def data_part(
    content: bytes, main_type: str, sub_type: str, params: Mapping[str, str], filename: str | None = None
) -> bytes:
    """Return bytes as a part in base64; with a file name it is an attachment.

    Raises:
        ValueError: a type, parameter or file name that would need an encoding (the callers' are constants in ASCII).
    """
    encoded = b2a_base64(content, newline=False)
    lines = [encoded[start : start + _LINE] + b"\r\n" for start in range(0, len(encoded), _LINE)]
    return _part(main_type, sub_type, params, "base64", b"".join(lines), filename)


def multipart(sub_type: str, parts: Sequence[bytes]) -> bytes:
    """Return parts as one: its Content-Type, a blank line, its body. A single part needs none around it and stays itself."""
    if len(parts) == 1:
        return parts[0]
    boundary = f"=_{secrets.token_hex(12)}"  # "=_" stands in no line of quoted-printable or base64
    head = f'Content-Type: multipart/{sub_type}; boundary="{boundary}"\r\n\r\n'
    body = b"".join(b"--%b\r\n%b\r\n" % (boundary.encode(), part) for part in parts)
    return head.encode() + body + f"--{boundary}--\r\n".encode()


def _part(
    main_type: str, sub_type: str, params: Mapping[str, str], encoding: str, body: bytes, filename: str | None = None
) -> bytes:
    fields = [f"Content-Type: {_token(main_type)}/{_token(sub_type)}{_written(params)}"]
    fields.append(f"Content-Transfer-Encoding: {encoding}")
    if filename is not None:
        fields.append(f"Content-Disposition: attachment{_written({'filename': filename})}")
    return "\r\n".join((*fields, "", "")).encode("ascii") + body


def _written(params: Mapping[str, str]) -> str:
    return "".join(f';\r\n {_token(name)}="{_quotable(value)}"' for name, value in params.items())


def _token(word: str) -> str:
    if not _TOKEN.fullmatch(word):
        raise ValueError(f"not a token of MIME: {word!r}")
    return word


def _quotable(value: str) -> str:
    if not _QUOTABLE.fullmatch(value):
        raise ValueError(f"not a value that MIME can quote: {value!r}")
    return value
