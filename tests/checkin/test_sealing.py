"""A sealed record opens for its badge and for no other, and tells nothing else."""

import json
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from aimf_events.checkin import sealing
from aimf_events.checkin.sealing import NotThisBadge, index_of, seal, unseal
from aimf_events.checkin.token import to_bytes

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "sealed_records.json").read_text())["records"]
TOKENS = st.binary(min_size=78, max_size=78)
RECORD: list[Any] = [2, 0, "madam", "S.E.", "Phạm Nguyễn Thị Thuỳ Dương", "Hô Chi Minh-Ville"]


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_golden_vectors(vector: dict[str, Any]) -> None:
    token = to_bytes(vector["token"])
    assert seal(token, vector["record"]) == (vector["index"], vector["sealed"])
    assert unseal(token, vector["sealed"]) == vector["record"]


@given(TOKENS)
def test_derivation_is_hkdf_of_the_whole_token(token: bytes) -> None:
    standard = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"AIMF-SNAPSHOT-1\0record").derive(token)
    assert sealing._derived(token, b"record") == standard


@given(TOKENS, TOKENS)
def test_record_opens_for_its_badge_only(token: bytes, other: bytes) -> None:
    _index, sealed = seal(token, RECORD)
    assert unseal(token, sealed) == RECORD
    if other != token:
        assert index_of(other) != index_of(token)
        with pytest.raises(NotThisBadge):
            unseal(other, sealed)


@given(TOKENS, st.integers(0, 78 * 8 - 1))
def test_one_bit_of_the_token_is_enough_to_find_nothing(token: bytes, bit: int) -> None:
    flipped = (int.from_bytes(token) ^ 1 << bit).to_bytes(78)
    with pytest.raises(NotThisBadge):
        unseal(flipped, seal(token, RECORD)[1])


@given(TOKENS, st.lists(st.text(max_size=40), min_size=2, max_size=12, unique=True))
def test_a_nonce_never_serves_for_two_records_of_one_badge(token: bytes, names: list[str]) -> None:
    nonces = {urlsafe_b64decode(seal(token, [1, 0, None, "", name, ""])[1] + "==")[:12] for name in names}
    assert len(nonces) == len(names)


def test_lengths_of_names_fall_into_steps() -> None:
    token = bytes(range(78))
    lengths = {len(seal(token, [2, 0, "sir", "", "A" * n, "Dakar"])[1]) for n in range(1, 17)}
    assert len(lengths) <= 2
