"""From the voter's browser to the result: sealed, signed, cast, closed, counted by any pair of tellers from a file, and never from an altered one."""

import base64
import json
from collections import Counter

import pytest

from aimf_events.assembly.ballot_rolls import lines_of
from aimf_events.assembly.rules.majority import Tally
from aimf_events.assembly.rules.urn import opening_hash
from aimf_events.assembly.urn_closing import Totals, close_sealed, close_urn, urn_file
from aimf_events.assembly.urn_refusals import CopiedPaper, UrnClosed
from aimf_events.assembly.urns import mark_on_paper, papers_of, urn_of
from tests.assembly.test_sealed_papers import OUTER, PAIRS, browser, pair, public, tellers  # noqa: F401 -- a fixture
from tests.assembly.test_urns import cast, voting

CHOICES = [1, 1, 1, 2, 0, 3, 1, 2]  # for, against, abstention; 0 is blank


@pytest.fixture
def closed(app, tellers):  # noqa: F811
    """Eight sealed votes and one on paper, on a roll of ten; closed. (ballot, the file)"""
    ballot, phones = voting(10, keys=[bytes.fromhex(key) for key in public(tellers)])
    opening = urn_of(ballot).opening_hash.hex()
    sealed = browser("seal", tellers=public(tellers), opening=opening, choices=CHOICES)
    lines = lines_of(ballot)
    for line, paper in zip(lines, sealed, strict=False):
        cast(ballot, line, phones[line.id], bytes.fromhex(paper))
    mark_on_paper(ballot, lines[-1], by=None)
    with pytest.raises(UrnClosed):
        urn_file(ballot)
    close_urn(ballot, by=None)
    return ballot, urn_file(ballot)


def test_any_pair_counts_the_same_and_their_totals_close_the_ballot(closed, tellers):  # noqa: F811
    ballot, file = closed
    said = Counter(CHOICES)
    expected = {
        "totals": {"for": said[1], "against": said[2], "abstention": said[3]},
        "blank": said[0],
        "unreadable": 0,
    }
    for first, second in PAIRS:
        peeled = browser("peel_urn", file=file, keys=pair(tellers[first]))
        assert browser("count_peeled", file=file, peeled=peeled, keys=pair(tellers[second])) == expected
    close_sealed(ballot, sealed=Totals(4, 2, 1, 1), on_paper=Totals(against=1), by=None)
    assert ballot.tally == Tally(4, 3, 1, 1, 1)


def test_the_browser_writes_what_is_hashed_as_the_server_does(closed):
    ballot, _file = closed
    frozen = {
        **urn_of(ballot).frozen,
        "question": {"fr": '« Où ? »\u2028\n\t\\ "é\u0301" \u007f 🗳', "en": ""},
        "none": None,
        "yes": True,
    }
    written = browser("canonical", value=frozen)
    assert written == json.dumps(frozen, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert opening_hash(json.loads(written)) == opening_hash(frozen)


def test_a_box_of_another_paper_in_another_place_is_unreadable_and_the_others_are_counted(app, tellers):  # noqa: F811
    ballot, phones = voting(6, keys=[bytes.fromhex(key) for key in public(tellers)])
    opening = urn_of(ballot).opening_hash.hex()
    one, other, third = (
        bytes.fromhex(each) for each in browser("seal", tellers=public(tellers), opening=opening, choices=[1, 2, 2])
    )
    crafted = other[:OUTER] + one[:OUTER] + third[2 * OUTER :]
    lines = lines_of(ballot)
    for line, paper in zip(lines, (one, crafted), strict=False):
        cast(ballot, line, phones[line.id], paper)
    twice = third[:OUTER] * 2 + third[2 * OUTER :]
    with pytest.raises(CopiedPaper):
        cast(ballot, lines[2], phones[lines[2].id], twice)
    close_urn(ballot, by=None)
    file = urn_file(ballot)
    peeled = browser("peel_urn", file=file, keys=pair(tellers[1]))
    counted = browser("count_peeled", file=file, peeled=peeled, keys=pair(tellers[2]))
    assert counted == {"totals": {"for": 1, "against": 0, "abstention": 0}, "blank": 0, "unreadable": 1}
    papers = json.loads(file)["papers"]
    with pytest.raises(pytest.fail.Exception, match="stands twice"):
        browser("peel_urn", file=refusals(file, papers=[*papers, papers[0]]), keys=pair(tellers[0]))


def refusals(file, **changed):
    whole = {**json.loads(file), **changed}
    return json.dumps(whole)


def test_an_urn_with_a_paper_more_less_or_altered_is_not_counted(closed, tellers):  # noqa: F811
    ballot, file = closed
    papers = json.loads(file)["papers"]
    altered = bytearray(base64.b64decode(papers[0]))
    altered[0] ^= 1
    frozen = urn_of(ballot).frozen
    odd = [
        refusals(file, papers=papers[1:]),
        refusals(file, papers=[*papers, papers[0]]),
        refusals(file, papers=[base64.b64encode(altered).decode(), *papers[1:]]),
        refusals(file, papers=[papers[0][:-8], *papers[1:]]),
        refusals(file, papers=["é", *papers[1:]]),
        refusals(file, papers=None),
        refusals(file, frozen={**frozen, "mandates": frozen["mandates"][1:]}),
        refusals(file, format="aimf-urn-2"),
        "{",
    ]
    for each in odd:
        with pytest.raises(pytest.fail.Exception):
            browser("peel_urn", file=each, keys=pair(tellers[0]))


def test_the_wrong_pair_a_stranger_and_a_shortened_peeling_are_refused(closed, tellers):  # noqa: F811
    _ballot, file = closed
    peeled = browser("peel_urn", file=file, keys=pair(tellers[0]))
    short = json.dumps({**json.loads(peeled), "inner": json.loads(peeled)["inner"][1:]})
    for given in ({"peeled": peeled, "keys": pair(tellers[2])}, {"peeled": short, "keys": pair(tellers[1])}):
        with pytest.raises(pytest.fail.Exception):
            browser("count_peeled", file=file, **given)
    with pytest.raises(pytest.fail.Exception, match="no teller"):
        browser("peel_urn", file=file, keys=browser("make"))


def test_the_file_says_nothing_of_who_came_first(closed):
    ballot, file = closed
    papers = [base64.b64decode(each) for each in json.loads(file)["papers"]]
    assert sorted(papers) == sorted(papers_of(ballot))
    assert urn_file(ballot) == file
