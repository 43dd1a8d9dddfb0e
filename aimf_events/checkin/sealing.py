"""A record of the list that a telephone at a door carries: only whoever holds the badge can find it and read it.

Source of the rule: shared/specs/badges-checkin.md, "Scanning". Index and key come from the whole 78-byte token, of which
64 are a signature that nobody can guess, so a lost telephone reveals nobody. Pure: no database, no clock.

The nonce is made from the record itself (a synthetic one, as in RFC 8452): two records under one key never share a nonce,
whatever the number of times a badge's record changes, and the same record is sealed into the same bytes.
"""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .token import TOKEN_BYTES

INDEX_BYTES = 9  # 12 characters: among 65,536 badges, one chance in 2^41 that two meet
NONCE_BYTES = 12
STEP = 16  # a record is filled up with spaces to a multiple of this, so that its length says little of a name
_INFO = b"AIMF-SNAPSHOT-1\0"


class NotThisBadge(ValueError):
    """The sealed record was not made for this token, or was altered."""


def index_of(token: bytes) -> str:
    """Return the name under which the record of a token lies: 12 base64url characters."""
    return _text(_derived(token, b"index")[:INDEX_BYTES])


def seal(token: bytes, record: list[Any]) -> tuple[str, str]:
    """Seal a record for whoever holds the token: its index, and nonce with ciphertext (AES-256-GCM), base64url."""
    plain = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()
    plain += b" " * (-len(plain) % STEP)
    nonce = hmac.digest(_derived(token, b"nonce"), plain, hashlib.sha256)[:NONCE_BYTES]
    index = _derived(token, b"index")[:INDEX_BYTES]
    sealed = AESGCM(_derived(token, b"record")).encrypt(nonce, plain, index)
    return _text(index), _text(nonce + sealed)


def unseal(token: bytes, sealed: str) -> list[Any]:
    """Open a record.

    Raises:
        NotThisBadge: it was sealed for another token.
    """
    raw = urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
    index = _derived(token, b"index")[:INDEX_BYTES]
    try:
        plain = AESGCM(_derived(token, b"record")).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], index)
    except InvalidTag as error:
        raise NotThisBadge(_text(index)) from error
    found: list[Any] = json.loads(plain)
    return found


def _derived(token: bytes, what: bytes) -> bytes:
    """HKDF-SHA-256 (RFC 5869) without salt, one block; written out because a whole list asks for it 20,000 times."""
    if len(token) != TOKEN_BYTES:
        raise ValueError("a token has 78 bytes")
    extracted = hmac.digest(bytes(32), token, hashlib.sha256)
    return hmac.digest(extracted, _INFO + what + b"\x01", hashlib.sha256)


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")
