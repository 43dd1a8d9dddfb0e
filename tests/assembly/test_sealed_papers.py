"""The sealed paper: what the browser seals, PyNaCl opens, and the other way round; one teller learns nothing, any pair opens, all papers look alike."""

import base64
import contextlib
import hashlib
import json
import random
import subprocess
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox
from nacl.secret import SecretBox

from aimf_events.assembly.rules import urn
from tests.itip import node_program

SCRIPT = Path(__file__).parent.parent / "js" / "ballot_run.mjs"
OPENING = urn.opening_hash({"question": {"fr": "Approuvez-vous ?"}, "options": ["oui", "non"], "mandates": [1, 2]})
INNER, OUTER = 112, 176
PAIRS = [(0, 1), (1, 2), (2, 0)]


def browser(act, **given):
    """What the module answers in node, as it would in a browser."""
    done = subprocess.run(
        [node_program(), str(SCRIPT)],
        input=json.dumps({"act": act, **given}),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)
    return told["answer"] if "answer" in told else pytest.fail(told["refused"])


@pytest.fixture(scope="module")
def tellers():
    return [PrivateKey(hashlib.sha256(b"teller %d" % n).digest()) for n in range(3)]


def public(tellers):
    return [bytes(each.public_key).hex() for each in tellers]


def pair(key):
    return {"public": bytes(key.public_key).hex(), "secret": bytes(key).hex()}


def sealed(tellers, choices, opening=OPENING):
    return [
        bytes.fromhex(each) for each in browser("seal", tellers=public(tellers), opening=opening.hex(), choices=choices)
    ]


def counted(tellers, papers, first, second, *, options=2, opening=OPENING):
    peeled = browser("peel", first=first, keys=pair(tellers[first]), papers=[each.hex() for each in papers])
    totals = browser("count", keys=pair(tellers[second]), opening=opening.hex(), options=options, inner=peeled["inner"])
    return totals["totals"], peeled["unreadable"] + totals["unreadable"]


def test_any_pair_of_tellers_counts_the_same_325_papers(tellers):
    choices = [random.Random(7).choice([0, 1, 1, 2]) for _ in range(325)]
    papers, expected = sealed(tellers, choices), [Counter(choices)[n] for n in range(3)]
    for first, second in PAIRS:
        assert counted(tellers, papers, first, second) == (expected, 0)


def test_all_papers_have_one_length_and_no_two_boxes_are_alike(tellers):
    papers = sealed(tellers, [0, 1, 2, 65535] * 25)
    assert {len(each) for each in papers} == {urn.PAPER}
    assert len({box for each in papers for box in urn.boxes(each)}) == 300


def test_one_teller_opens_no_choice(tellers):
    [paper] = sealed(tellers, [1])
    for teller in range(3):
        box = SealedBox(tellers[teller])
        readable = []
        for at, outer in enumerate(urn.boxes(paper)):
            with contextlib.suppress(CryptoError):
                readable.append((at, box.decrypt(outer)))
        [(first, padded)] = readable
        assert first == teller
        with pytest.raises(CryptoError):
            box.decrypt(padded[:INNER])


def test_pynacl_reads_what_the_browser_seals_byte_by_byte(tellers):
    [paper] = sealed(tellers, [513])
    for (first, second), outer in zip(PAIRS, urn.boxes(paper), strict=True):
        padded = SealedBox(tellers[first]).decrypt(outer)
        said = SealedBox(tellers[second]).decrypt(padded[:INNER])
        assert (len(padded), len(said)) == (128, 64)
        assert said[:19] == b"\x01" + OPENING[:16] + (513).to_bytes(2)


def test_browser_counts_what_pynacl_seals_and_refuses_what_is_odd(tellers):
    def paper(said):
        boxes = []
        for first, second in PAIRS:
            inner = SealedBox(tellers[second].public_key).encrypt(said)
            boxes.append(SealedBox(tellers[first].public_key).encrypt(inner + bytes(128 - len(inner))))
        return b"".join(boxes)

    def said(choice, opening=OPENING, version=1):
        return bytes([version]) + opening[:16] + choice.to_bytes(2) + bytes(45)

    good = [paper(said(1)), paper(said(2)), paper(said(0))]
    odd = [
        paper(said(3)),  # no such option
        paper(said(1, version=2)),
        paper(said(1, opening=hashlib.sha256(b"another round").digest())),
        bytes(urn.PAPER),
        b"short",
        good[0][:-1] + bytes([good[0][-1] ^ 1]),
    ]
    # The last is a copy for the first two pairs, altered for the third: it counts for none of them.
    for first, second in PAIRS:
        assert counted(tellers, [*good, *odd], first, second) == ([1, 1, 1], 6)


def test_copy_of_a_peeled_box_counts_once(tellers):
    peeled = browser("peel", first=0, keys=pair(tellers[0]), papers=[each.hex() for each in sealed(tellers, [1])])
    told = browser("count", keys=pair(tellers[1]), opening=OPENING.hex(), options=2, inner=peeled["inner"] * 3)
    assert told == {"totals": [0, 1, 0], "unreadable": 2}


def test_peeling_shuffles_so_that_place_tells_nothing(tellers):
    papers = sealed(tellers, [1] * 40)
    sent = [SealedBox(tellers[0]).decrypt(urn.boxes(each)[0])[:INNER].hex() for each in papers]
    orders = [
        browser("peel", first=0, keys=pair(tellers[0]), papers=[each.hex() for each in papers])["inner"]
        for _ in range(2)
    ]
    assert sorted(orders[0]) == sorted(orders[1]) == sorted(sent)
    assert orders[0] != sent
    assert orders[0] != orders[1]
    assert (
        sum(one == other for one, other in zip(sent, orders[0], strict=True)) < 8
    )  # on average one stays in its place


@pytest.mark.parametrize("choice", [-1, 1.5, 65536, "1", None])
def test_choice_that_is_no_option_is_not_sealed(tellers, choice):
    with pytest.raises(pytest.fail.Exception, match="a choice is a number of an option"):
        browser("seal", tellers=public(tellers), opening=OPENING.hex(), choices=[choice])


def test_two_of_the_tellers_cannot_be_one(tellers):
    with pytest.raises(pytest.fail.Exception, match="three different tellers"):
        browser("seal", tellers=public([tellers[0], tellers[1], tellers[0]]), opening=OPENING.hex(), choices=[1])


def test_tracker_is_the_same_in_the_browser_and_on_the_board_and_the_root_knows_no_order(tellers):
    papers = sealed(tellers, [0, 1, 2])
    assert browser("track", papers=[each.hex() for each in papers]) == [urn.tracker(each) for each in papers]
    assert urn.board(papers) == urn.board(papers[::-1]) == sorted(urn.tracker(each) for each in papers)
    assert urn.root_hash(papers) == urn.root_hash(papers[::-1])
    assert urn.root_hash(papers) != urn.root_hash(papers[1:])


def test_paper_with_a_box_copied_from_another_has_no_place_in_an_urn(tellers):
    one, other = sealed(tellers, [1, 2])
    copied = one[:OUTER] + other[OUTER:]
    for papers in ([one, one], [one, copied], [one, other[:-1]]):
        with pytest.raises(ValueError, match=r"sealed box stands twice|no paper"):
            urn.root_hash(papers)


def test_paper_with_a_box_copied_to_another_place_stops_no_count_and_counts_as_unreadable(tellers):
    one, other = sealed(tellers, [1, 2])
    moved = other[:OUTER] + one[:OUTER] + other[2 * OUTER :]
    assert len(urn.root_hash([one, moved])) == 32
    assert urn.root_hash([]) == hashlib.sha256().digest()
    assert urn.repeats_itself(one[:OUTER] * 2 + one[2 * OUTER :])
    assert not urn.repeats_itself(moved)
    peeled = browser("peel", first=1, keys=pair(tellers[1]), papers=[one.hex(), moved.hex()])
    assert (len(peeled["inner"]), peeled["unreadable"]) == (1, 1)


def test_key_file_opens_with_its_passphrase_however_it_is_typed_and_with_no_other(tellers):
    made = browser("make")
    words = "Été 1789 à Huế, n°4"
    file = browser("keep", keys=made, passphrase=words)
    assert made["secret"] not in file
    assert browser("find", file=file, passphrase=unicodedata.normalize("NFD", f" {words} ")) == made
    assert browser("find", file=file, passphrase="ete 1789 a Hue, n°4") is None
    for odd in ("", "{}", "[]", file.replace("1000000", "1"), file.replace('"public":"', '"public":"A')):
        assert browser("find", file=odd, passphrase=words) is None
    kept = {name: base64.b64decode(text) for name, text in json.loads(file).items() if name not in ("format", "rounds")}
    key = hashlib.pbkdf2_hmac("sha256", unicodedata.normalize("NFKC", words).encode(), kept["salt"], 1_000_000)
    assert SecretBox(key).decrypt(kept["sealed"], kept["nonce"]).hex() == made["secret"]


def test_short_passphrase_keeps_no_key():
    with pytest.raises(pytest.fail.Exception, match="too short"):
        browser("keep", keys=browser("make"), passphrase="quinze lettres.")


def test_opening_hash_has_one_writing_alone():
    one = {"question": {"fr": "Élire ?", "en": "Elect?"}, "mandates": [3, 1], "keys": ["ab"]}
    assert urn.opening_hash(one) == urn.opening_hash(dict(reversed(one.items())))
    written = '{"keys":["ab"],"mandates":[3,1],"question":{"en":"Elect?","fr":"Élire ?"}}'
    assert urn.opening_hash(one) == hashlib.sha256(written.encode()).digest()
    for odd in ({"threshold": 0.5}, {1: "x"}, {"at": {"x": [b"y"]}}):
        with pytest.raises(ValueError, match=r"writing|no text"):
            urn.opening_hash(odd)
