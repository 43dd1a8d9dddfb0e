"""What a server may know of a sealed ballot: its length, its tracker, the board. It holds no key and opens nothing.

Source: specs/assembly.md, « The secret ballot », points 1 to 5. The paper itself is sealed by static/js/ballot/paper.js.
"""

import base64
import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any

PAPER = 528
"""Bytes of every paper, blank or not: three sealed boxes of 176."""
_BOX = 176
_TRACKED = 100  # bits of the hash that a tracker shows


def opening_hash(frozen: Mapping[str, Any]) -> bytes:
    """Return the SHA-256 of what a ballot is opened on: question, options, mandates, thresholds, the tellers' public keys.

    Canonical JSON: keys sorted, no space, UTF-8, no number that is not whole.

    Raises:
        ValueError: a value that JSON writes in more than one way (a fraction, a key that is no text).
    """
    _demand_canonical(frozen)
    written = json.dumps(frozen, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(written.encode()).digest()


def is_paper(raw: bytes) -> bool:
    """Return whether these bytes can be a paper: nothing but the length can be seen."""
    return len(raw) == PAPER


def boxes(paper: bytes) -> tuple[bytes, ...]:
    """Return the three sealed boxes of a paper, one for each pair of tellers.

    Each must be alone of its bytes in its place of the urn: whoever copies one of another's paper would vote like them without knowing how.
    In another place it is sealed for another teller: it opens to nothing, and counts as unreadable.
    """
    return tuple(paper[at : at + _BOX] for at in range(0, PAPER, _BOX))


def repeats_itself(paper: bytes) -> bool:
    """Return whether a paper holds the same box twice, which no honest page seals."""
    return len(set(boxes(paper))) < PAPER // _BOX


def fingerprint(paper: bytes) -> bytes:
    """Return the BLAKE2b-256 of a paper, under which it is known everywhere."""
    return hashlib.blake2b(paper, digest_size=32).digest()


def tracker(paper: bytes) -> str:
    """Return the receipt: twenty letters and digits in four groups, from the hash of the sealed bytes; nothing of the choice."""
    word = base64.b32encode(fingerprint(paper)[: _TRACKED // 8 + 1]).decode()[: _TRACKED // 5]
    return "-".join(word[at : at + 5] for at in range(0, len(word), 5))


def board(papers: Collection[bytes]) -> list[str]:
    """Return the trackers in their alphabet's order: the order of arrival is nowhere."""
    return sorted(tracker(each) for each in papers)


def root_hash(papers: Collection[bytes]) -> bytes:
    """Return the SHA-256 of all fingerprints, sorted: the same for the same papers in whatever order.

    Raises:
        ValueError: the same sealed box twice in one place, or bytes that are no paper.
    """
    if any(not is_paper(each) for each in papers):
        raise ValueError("bytes that are no paper")
    if any(len(set(place)) != len(papers) for place in zip(*map(boxes, papers), strict=True)):
        raise ValueError("the same sealed box stands twice in the urn")
    found = sorted(fingerprint(each) for each in papers)
    return hashlib.sha256(b"".join(found)).digest()


def _demand_canonical(value: Any) -> None:
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise ValueError("a key that is no text")
        value = list(value.values())
    if isinstance(value, list | tuple):
        for each in value:
            _demand_canonical(each)
    elif not (value is None or isinstance(value, str | int)):
        raise ValueError(f"{type(value).__name__} has no single writing")
