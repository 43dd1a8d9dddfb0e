"""The badge token: one reading, one signature, one form."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimf_events.checkin import token
from aimf_events.checkin.token import BadgeClaims, BadSignature, UnknownKey, UnreadableBadge

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "badge_tokens.json").read_text("utf-8"))
PUBLIC_KEYS = {int(key_id): bytes.fromhex(key) for key_id, key in VECTORS["public_keys"].items()}
OUTCOMES = {UnreadableBadge: "unreadable", UnknownKey: "unknown_key", BadSignature: "bad_signature"}

claims_of_any_badge = st.builds(
    BadgeClaims,
    key_id=st.integers(0, 15),
    congress_number=st.integers(0, 2**16 - 1),
    badge_number=st.integers(0, 2**48 - 1),
    issue=st.integers(0, 255),
    category=st.integers(0, 255),
    zones=st.integers(0, 2**16 - 1),
    days=st.integers(0, 255),
)


def outcome(text: str) -> str:
    try:
        token.verify(text, PUBLIC_KEYS)
    except (UnreadableBadge, UnknownKey, BadSignature) as refused:
        return OUTCOMES[type(refused)]
    return "valid"


@pytest.mark.parametrize("vector", VECTORS["tokens"], ids=lambda vector: vector["name"])
def test_golden_vectors_are_judged_as_recorded(vector):
    assert outcome(vector["text"]) == vector["outcome"]


@pytest.mark.parametrize("vector", [v for v in VECTORS["tokens"] if "claims" in v], ids=lambda vector: vector["name"])
def test_golden_claims_are_read_and_signed_again_to_the_same_digits(vector):
    expected = vector["claims"] | {"badge_number": int(vector["claims"]["badge_number"], 16)}
    claims = BadgeClaims(**expected)
    private = token.load_private_key(bytes.fromhex(VECTORS["test_private_keys"][str(claims.key_id)]))
    assert token.verify(vector["text"], PUBLIC_KEYS) == claims
    assert token.sign(claims, private) == vector["text"]


@given(claims_of_any_badge)
def test_every_claim_comes_back_from_its_fourteen_bytes(claims):
    body = token.encode_body(claims)
    assert len(body) == token.BODY_BYTES
    assert token.decode_body(body) == claims


@given(claims_of_any_badge)
def test_every_token_has_the_same_length(claims):
    private, public = token.new_key_pair()
    text = token.sign(claims, token.load_private_key(private))
    assert (len(text), text[0]) == (189, "1")
    assert token.verify(text, {claims.key_id: public}) == claims


def test_no_bit_of_a_token_can_be_changed():
    text = VECTORS["tokens"][0]["text"]
    raw = token.to_bytes(text)
    accepted = [
        bit
        for bit in range(8 * len(raw))
        if outcome(token.write((int.from_bytes(raw) ^ 1 << bit).to_bytes(token.TOKEN_BYTES))) == "valid"
    ]
    assert accepted == []


def test_a_key_may_be_given_as_an_object():
    private, public = token.new_key_pair()
    key = token.load_private_key(private)
    claims = BadgeClaims(key_id=3, congress_number=1, badge_number=1, issue=0, category=1, zones=1, days=1)
    assert token.verify(token.sign(claims, key), {3: key.public_key()}) == claims
    assert key.public_key().public_bytes_raw() == public


@pytest.mark.parametrize("scan", VECTORS["scans"], ids=lambda scan: scan["name"])
def test_what_a_scanner_types_becomes_digits_again(scan):
    assert token.normalise_scan(scan["text"]) == scan["digits"]


def test_what_is_no_digit_is_kept_and_refused():
    assert token.normalise_scan(" 12x ") == "12x"


def test_a_field_too_large_is_refused_before_it_is_signed():
    with pytest.raises(ValueError, match="issue must fit in 8 bits, not 256"):
        BadgeClaims(key_id=1, congress_number=1, badge_number=1, issue=256, category=1, zones=1, days=1)
