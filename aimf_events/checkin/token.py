"""The signed badge token: what a badge's QR says, and how it is checked without a network.

Source of the rule: shared/specs/badges-checkin.md, "The badge token (QR)". Fourteen bytes of facts, sixty-four of
signature, and no name, city or number in clear. Pure: no database, no clock, no application.
"""

import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

DOMAIN = b"AIMF-BADGE-1\0"
VERSION = 1
BODY_BYTES = 14
TOKEN_BYTES = BODY_BYTES + 64
DIGITS = 188  # of the number alone; the written token has one more, the leading "1"
_WRITTEN = re.compile(rf"1[0-9]{{{DIGITS}}}")

# RFC 8032, section 5.1: the field prime and the order of the base point.
_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
# y of the points of order 8; those of order 1, 2 and 4 have y = 1, -1 and 0.
_Y8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
_SMALL_ORDER_Y = frozenset({0, 1, _P - 1, _Y8, _P - _Y8})

# Unshifted digit row of AZERTY keyboards: a scanner that thinks it types on QWERTY sends these. France has - and _
# where Belgium and the Mac have § and !. Capitals come with Caps Lock on Linux, curly marks from "smart" fields.
_AZERTY = str.maketrans(
    "&é\"'(-è_çà§!ÉÈÇÀ’‘“”",
    "12345678906827904433",
)
_ENTITIES = re.compile(r"&(?:nbsp|#160|#xa0);", re.IGNORECASE)
_INVISIBLE = re.compile(r"[\s\u00a0\u200b-\u200f\u202f\u2060\ufeff]+")


class UnreadableBadge(ValueError):
    """The text is not a badge token: wrong length, characters, range or version."""


class UnknownKey(LookupError):
    """The token names a key that is not published (withdrawn, or of another congress)."""


class BadSignature(ValueError):
    """The token was not signed by the key it names, or not in the strict form of RFC 8032."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeClaims:
    """What a badge claims. `zones` and `days` are bit sets: bit n stands for zone n, or for day n of the congress."""

    version: int = VERSION
    key_id: int  # 0 to 15
    congress_number: int  # 16 bits
    badge_number: int  # 48 random bits, see `new_badge_number`
    issue: int  # 8 bits; a reissue adds one, lower issues die
    category: int  # 8 bits
    zones: int  # 16 bits
    days: int  # 8 bits

    def __post_init__(self) -> None:
        limits = {"key_id": 4, "congress_number": 16, "badge_number": 48, "issue": 8, "category": 8, "zones": 16}
        for name, bits in {"version": 4, **limits, "days": 8}.items():
            value = getattr(self, name)
            if not 0 <= value < 1 << bits:
                raise ValueError(f"{name} must fit in {bits} bits, not {value}")


def new_badge_number() -> int:
    """48 random bits, to be stored under a unique constraint."""
    return secrets.randbits(48)


def new_key_pair() -> tuple[bytes, bytes]:
    """A new (private, public) pair, 32 raw bytes each. The caller encrypts the private half at rest."""
    private = Ed25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def load_private_key(raw: bytes) -> Ed25519PrivateKey:
    """The key object for 32 raw private bytes, as made by `new_key_pair`."""
    return Ed25519PrivateKey.from_private_bytes(raw)


def encode_body(claims: BadgeClaims) -> bytes:
    """The fourteen bytes that are signed."""
    return b"".join(
        (
            bytes([claims.version << 4 | claims.key_id]),
            claims.congress_number.to_bytes(2),
            claims.badge_number.to_bytes(6),
            bytes([claims.issue, claims.category]),
            claims.zones.to_bytes(2),
            bytes([claims.days]),
        )
    )


def decode_body(body: bytes) -> BadgeClaims:
    """The claims of fourteen bytes. Raises UnreadableBadge for another version than 1."""
    if len(body) != BODY_BYTES or body[0] >> 4 != VERSION:
        raise UnreadableBadge("version")
    return BadgeClaims(
        key_id=body[0] & 15,
        congress_number=int.from_bytes(body[1:3]),
        badge_number=int.from_bytes(body[3:9]),
        issue=body[9],
        category=body[10],
        zones=int.from_bytes(body[11:13]),
        days=body[13],
    )


def sign(claims: BadgeClaims, private_key: Ed25519PrivateKey) -> str:
    """The written token: the digit 1, then 188 digits."""
    body = encode_body(claims)
    signature = private_key.sign(DOMAIN + body)
    return write(body + signature)


def write(token: bytes) -> str:
    """The 189 digits of 78 bytes. Zero-padded, so that the length never tells anything."""
    if len(token) != TOKEN_BYTES:
        raise ValueError("a token has 78 bytes")
    return f"1{int.from_bytes(token):0{DIGITS}d}"


def to_bytes(text: str) -> bytes:
    """The 78 bytes of a written token; the whole of them is what seals a record on a door device.

    Raises UnreadableBadge unless the text is exactly as `write` makes it (use `normalise_scan` before).
    """
    if not _WRITTEN.fullmatch(text):
        raise UnreadableBadge("form")
    number = int(text[1:])
    if number >> (8 * TOKEN_BYTES):
        raise UnreadableBadge("range")
    return number.to_bytes(TOKEN_BYTES)


def read(text: str) -> tuple[BadgeClaims, bytes]:
    """The claims and the signature of a written token, **unchecked**. Raises UnreadableBadge."""
    token = to_bytes(text)
    return decode_body(token[:BODY_BYTES]), token[BODY_BYTES:]


def verify(text: str, public_keys: Mapping[int, bytes | Ed25519PublicKey]) -> BadgeClaims:
    """The claims of a token whose signature holds under the published key it names.

    Raises UnreadableBadge, UnknownKey or BadSignature.
    """
    token = to_bytes(text)
    claims = decode_body(token[:BODY_BYTES])
    key = public_keys.get(claims.key_id)
    if key is None:
        raise UnknownKey(claims.key_id)
    if not signature_holds(key, DOMAIN + token[:BODY_BYTES], token[BODY_BYTES:]):
        raise BadSignature(claims.key_id)
    return claims


def signature_holds(key: bytes | Ed25519PublicKey, message: bytes, signature: bytes) -> bool:
    """Return whether a signature holds, by strict RFC 8032, as noble's `zip215: false`.

    OpenSSL already refuses S >= L and a non-canonical R (it compares the bytes of R), but it accepts a public key
    of small order, under which one signature fits every message, and a key written with y >= p: refused here.
    """
    raw = key.public_bytes_raw() if isinstance(key, Ed25519PublicKey) else bytes(key)
    if not _is_sound_key(raw) or not _is_canonical(signature):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _is_sound_key(raw: bytes) -> bool:
    y = int.from_bytes(raw, "little") & ((1 << 255) - 1)
    return len(raw) == 32 and y < _P and y not in _SMALL_ORDER_Y


def _is_canonical(signature: bytes) -> bool:
    point_y = int.from_bytes(signature[:32], "little") & ((1 << 255) - 1)
    return point_y < _P and int.from_bytes(signature[32:], "little") < _L


def normalise_scan(text: str) -> str:
    """What a camera, a keyboard scanner or a paste gave, as digits where it can be.

    White space goes (HTML's no-break space too, as a character or as an entity), then the AZERTY digit row is
    mapped back one to one. Anything else is kept, so that `read` refuses it rather than guess.
    """
    compact = _INVISIBLE.sub("", _ENTITIES.sub("", unicodedata.normalize("NFC", text)))
    return compact.translate(_AZERTY)
