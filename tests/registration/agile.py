"""A reader of workbooks encrypted with a passphrase, straight from the specification (MS-OFFCRYPTO, 2.3.4.10 to 2.3.4.15).

It shares no code with the library that writes them.
"""

import base64
import hashlib
import hmac
import io
import re

import olefile
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

_SEGMENT = 4096


def decrypted(sealed: bytes, passphrase: str) -> bytes:
    """Return the workbook inside.

    Raises:
        ValueError: another passphrase, or altered bytes.
    """
    ole = olefile.OleFileIO(io.BytesIO(sealed))
    info, package = ole.openstream("EncryptionInfo").read(), ole.openstream("EncryptedPackage").read()
    assert info[:8] == b"\x04\x00\x04\x00\x40\x00\x00\x00"
    text = info[8:].decode()
    data, key = (dict(re.findall(r'(\w+)="([^"]*)"', part)) for part in _parts(text))
    assert (data["cipherAlgorithm"], data["keyBits"], data["hashAlgorithm"]) == ("AES", "256", "SHA512")
    assert int(key["spinCount"]) >= 100_000
    salt = base64.b64decode(key["saltValue"])
    turned = hashlib.sha512(salt + passphrase.encode("utf-16-le")).digest()
    for turn in range(int(key["spinCount"])):
        turned = hashlib.sha512(turn.to_bytes(4, "little") + turned).digest()

    def opened(name: str, block: str) -> bytes:
        derived = hashlib.sha512(turned + bytes.fromhex(block)).digest()[:32]
        return _cbc(derived, salt, base64.b64decode(key[name]))

    asked = opened("encryptedVerifierHashInput", "fea7d2763b4b9e79")
    if hashlib.sha512(asked).digest() != opened("encryptedVerifierHashValue", "d7aa0f6d3061344e"):
        raise ValueError("another passphrase")
    secret = opened("encryptedKeyValue", "146e0be7abacd0d6")
    _check_integrity(text, data, secret, package)
    return _package(package, secret, base64.b64decode(data["saltValue"]))


def _parts(text: str) -> tuple[str, str]:
    key_data = re.search(r"<keyData [^>]*>", text)
    encrypted_key = re.search(r"<p:encryptedKey [^>]*>", text)
    assert key_data
    assert encrypted_key
    return key_data[0], encrypted_key[0]


def _check_integrity(text: str, data: dict[str, str], secret: bytes, package: bytes) -> None:
    given = dict(re.findall(r'(encryptedHmac\w+)="([^"]*)"', text))
    salt = base64.b64decode(data["saltValue"])
    key, value = (
        _cbc(secret, hashlib.sha512(salt + bytes.fromhex(block)).digest()[:16], base64.b64decode(given[name]))
        for name, block in (("encryptedHmacKey", "5fb2ad010cb9e1f6"), ("encryptedHmacValue", "a0677f02b22c8433"))
    )
    if not hmac.compare_digest(hmac.new(key, package, hashlib.sha512).digest(), value):
        raise ValueError("altered bytes")


def _package(package: bytes, secret: bytes, salt: bytes) -> bytes:
    size, body, plain = int.from_bytes(package[:8], "little"), package[8:], b""
    for number in range(-(-len(body) // _SEGMENT)):
        start = hashlib.sha512(salt + number.to_bytes(4, "little")).digest()[:16]
        plain += _cbc(secret, start, body[number * _SEGMENT : (number + 1) * _SEGMENT])
    return plain[:size]


def _cbc(key: bytes, start: bytes, sealed: bytes) -> bytes:
    reading = Cipher(AES(key), CBC(start)).decryptor()
    return reading.update(sealed) + reading.finalize()
