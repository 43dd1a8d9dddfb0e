"""Keys at work: encryption at rest, links that open something, hashes of codes. Primitives by `cryptography`."""

import base64
import hashlib
import hmac
import os
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidKey, InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

_LINK_MAC = 18  # bytes: 144 bits, and a link stays short enough to be dictated


def encrypt(plain: bytes, purpose: str) -> bytes:
    """Seal `plain` for rest, bound to `purpose` (AES-256-GCM, random nonce of 96 bits, NIST SP 800-38D)."""
    nonce = os.urandom(12)
    return nonce + AESGCM(_derived(purpose)).encrypt(nonce, plain, purpose.encode())


def decrypt(sealed: bytes, purpose: str) -> bytes:
    """Open what `encrypt` sealed.

    Raises:
        ValueError: other key, other purpose, or altered bytes.
    """
    try:
        return AESGCM(_derived(purpose)).decrypt(sealed[:12], sealed[12:], purpose.encode())
    except InvalidTag as error:
        raise ValueError(f"not sealed for {purpose}") from error


def link_token(purpose: str, ident: int, generation: int) -> str:
    """Return the opaque part of a link: (id, generation) and their HMAC. A new generation kills the older links."""
    payload = ident.to_bytes(6, "big") + generation.to_bytes(2, "big")
    return base64.urlsafe_b64encode(payload + _link_mac(purpose, payload)).decode().rstrip("=")


def read_link(purpose: str, token: str) -> tuple[int, int] | None:
    """Return (id, generation) of a link made for `purpose`, or None for any other text: base64 has several for the same bytes."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return None
    if base64.urlsafe_b64encode(raw).decode().rstrip("=") != token:
        return None
    payload, mac = raw[:8], raw[8:]
    if len(raw) != 8 + _LINK_MAC or not hmac.compare_digest(mac, _link_mac(purpose, payload)):
        return None
    return int.from_bytes(payload[:6], "big"), int.from_bytes(payload[6:], "big")


def keyed_hash(purpose: str, text: str) -> str:
    """Hash a short secret (a code, a cookie) so that a stolen table does not give it back: HMAC-SHA-256, hex."""
    return hmac.new(_derived(purpose), text.encode(), hashlib.sha256).hexdigest()


def slow_hash(secret: str) -> str:
    """Hash a short secret so that guessing it from a stolen table is dear: Argon2id in its usual writing (about 40 ms).

    Source of the parameters: OWASP Password Storage Cheat Sheet (19 MiB, two passes, one lane).
    """
    kdf = Argon2id(salt=os.urandom(16), length=32, iterations=2, lanes=1, memory_cost=19_456)
    return kdf.derive_phc_encoded(secret.encode())


def slow_hash_holds(hashed: str, secret: str) -> bool:
    """Return whether `secret` is what `slow_hash` hashed; False for any other text."""
    try:
        Argon2id.verify_phc_encoded(secret.encode(), hashed)
    except (InvalidKey, ValueError):
        return False
    return True


def new_secret(size: int = 24) -> str:
    """Return a random URL-safe text of `size` bytes of entropy."""
    return secrets.token_urlsafe(size)


def derived_key(purpose: str) -> bytes:
    """Return 32 bytes that only this application makes of `purpose`: a key that need not be stored."""
    return _derived(purpose)


def _link_mac(purpose: str, payload: bytes) -> bytes:
    return hmac.new(_derived("link:" + purpose), payload, hashlib.sha256).digest()[:_LINK_MAC]


def _derived(purpose: str) -> bytes:
    return _derive(current_app.config["AIMF"].data_key, purpose)


@lru_cache(64)
def _derive(key: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"AIMF\0" + purpose.encode()).derive(key)
