"""The tellers of a sealed urn: named, each with a key of their own; no roll freezes before each pair has opened a trial; closed, counted, attested, destroyed."""

import base64
import os
from datetime import UTC, date, datetime, timedelta

import pytest

from aimf_events.assembly.ballot_counts import publish_ballot
from aimf_events.assembly.ballot_models import Ballot, BallotKind, BallotState
from aimf_events.assembly.ballot_refusals import BallotMoved
from aimf_events.assembly.ballot_rolls import lines_of
from aimf_events.assembly.emargement_models import VotingCredential
from aimf_events.assembly.mandates import seats_of
from aimf_events.assembly.parameters import Parameter
from aimf_events.assembly.rules.majority import Tally
from aimf_events.assembly.teller_counts import (
    agree_to_close,
    attest_count,
    close_attested,
    close_with_tellers,
    counts_of,
    declare_destroyed,
    destroy_urn,
    enter_count,
)
from aimf_events.assembly.teller_models import Teller
from aimf_events.assembly.teller_refusals import (
    CountAttested,
    CountMoved,
    KeyRefused,
    KeysWanting,
    NoSuchCount,
    NotReady,
    NotTheTellersTurn,
    StillContestable,
    TellersToClose,
    ThreeTellers,
    TooFewOnPaper,
    TooFewSealed,
    TooFewVotes,
    TrialDiffers,
    TrialRefused,
)
from aimf_events.assembly.tellers import (
    deliver_key,
    is_ready,
    name_tellers,
    open_trial,
    peel_trial,
    run_sealed_again,
    tellers_of,
    trial_context,
)
from aimf_events.assembly.urn_closing import Totals, annul_sealed, urn_file
from aimf_events.assembly.urn_models import Paper
from aimf_events.assembly.urn_refusals import CountIncomplete, UrnClosed, UrnNotAllowed
from aimf_events.assembly.urns import mark_on_paper, open_sealed, papers_of, sealed_and_voted, urn_of
from aimf_events.clock import set_for_tests
from aimf_events.database import db, transaction
from aimf_events.mail.models import OutgoingMessage
from tests.assembly.test_sealed_papers import browser, pair, public, tellers  # noqa: F401 -- a fixture
from tests.assembly.test_urns import bound_phones, cast
from tests.factories import make_person, make_statutes
from tests.factories.assembly import come_in, make_ballot, make_cities, make_open_sitting

MARCH = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
TOTALS = [2, 3, 1, 2]


@pytest.fixture
def ballot(app):
    """A secret ballot that is prepared, in a hall of eleven."""
    set_for_tests(MARCH)
    make_statutes(values={Parameter.SEALED_URN: True})
    make_cities(11)
    sitting = make_open_sitting(day=date(2027, 5, 20))
    come_in(sitting, seats_of(sitting))
    return make_ballot(sitting, kind=BallotKind.SECRET)


def named(ballot):
    persons = [make_person(family_name=f"Scrutateur {place}", email=f"teller{place}@example.org") for place in range(3)]
    return name_tellers(ballot, persons, by=None)


def boxes():
    return [base64.b64encode(os.urandom(112)).decode() for _ in range(8)]


def ready(ballot):
    """Three tellers with keys, whose pairs have opened their trials."""
    found = named(ballot)
    for each in found:
        deliver_key(each, os.urandom(32))
    for each in found:
        peel_trial(each, boxes(), TOTALS)
    for each in found:
        open_trial(each, TOTALS)
    return tellers_of(ballot)


def voted(ballot, sealed=5, on_paper=5):
    """An open urn with some votes, some of them on paper; its tellers, who agree to nothing yet."""
    found = ready(ballot)
    open_sealed(ballot, by=None)
    phones = bound_phones(ballot)
    lines = lines_of(ballot)
    for line in lines[:sealed]:
        cast(ballot, line, phones[line.id])
    for line in lines[sealed : sealed + on_paper]:
        mark_on_paper(ballot, line, by=None)
    return found


def closed(ballot):
    found = voted(ballot)
    for each in found[:2]:
        agree_to_close(each)
    close_with_tellers(ballot, by=None)
    return found


def test_three_different_persons_are_named_and_written_to(ballot):
    one, two = make_person(family_name="Un"), make_person(family_name="Deux")
    for persons in ([one, two], [one, two, one], []):
        with pytest.raises(ThreeTellers):
            name_tellers(ballot, persons, by=None)
    found = named(ballot)
    assert [each.place for each in found] == [0, 1, 2]
    letters = db.session.query(OutgoingMessage).filter_by(fact="teller_named").all()
    assert sorted(each.recipient for each in letters) == [f"teller{place}@example.org" for place in range(3)]
    assert found[0].public_id in str(letters[0].data["teller_url"]) + str(letters[1].data) + str(letters[2].data)


def test_no_teller_for_a_vote_that_is_not_secret_nor_where_the_statutes_know_no_urn(ballot):
    by_hands = make_ballot(ballot.item.sitting)
    with pytest.raises(UrnNotAllowed):
        named(by_hands)


def test_a_key_is_32_bytes_of_ones_own(ballot):
    first, second, _third = named(ballot)
    key = os.urandom(32)
    deliver_key(first, key)
    for wrong in (b"", b"short", bytes(32), os.urandom(33)):
        with pytest.raises(KeyRefused):
            deliver_key(second, wrong)
    with pytest.raises(KeyRefused):
        deliver_key(second, key)
    assert [each.public_key for each in tellers_of(ballot)] == [key, None, None]


def test_the_roll_does_not_freeze_before_each_pair_has_opened_a_trial(ballot):
    found = named(ballot)
    with pytest.raises(NotReady):
        open_sealed(ballot, by=None)
    deliver_key(found[0], os.urandom(32))
    with pytest.raises(KeysWanting):
        peel_trial(found[0], boxes(), TOTALS)
    for each in found[1:]:
        deliver_key(each, os.urandom(32))
    for each in found:
        peel_trial(each, boxes(), TOTALS)
    for each in found[:2]:
        open_trial(each, TOTALS)
        with pytest.raises(NotReady):
            open_sealed(ballot, by=None)
    assert (ballot.state, lines_of(ballot)) == (BallotState.DRAFT, [])
    open_trial(found[2], TOTALS)
    open_sealed(ballot, by=None)
    assert urn_of(ballot).frozen["tellers"] == [each.public_key.hex() for each in tellers_of(ballot)]
    with pytest.raises(BallotMoved):
        deliver_key(found[0], os.urandom(32))
    with pytest.raises(BallotMoved):
        named(ballot)


def test_what_the_second_reads_otherwise_is_no_trial(ballot):
    found = ready(ballot)
    peel_trial(found[0], boxes(), TOTALS)
    assert not is_ready(ballot)
    with pytest.raises(TrialDiffers):
        open_trial(found[1], [3, 2, 1, 2])
    assert not is_ready(ballot)
    for wrong in ([], [8], [9, -1, 0, 0], [1, 1, 1, 1], [2, 3, 1, 2, 0]):
        with pytest.raises(TrialRefused):
            open_trial(found[1], wrong)
    for inner in ([], boxes()[:7], ["x"] * 8, [*boxes()[:7], "A" * 5000], [boxes()[0]] * 8):
        with pytest.raises(TrialRefused):
            peel_trial(found[0], inner, TOTALS)


def test_another_key_or_another_teller_undoes_the_trials_of_two_pairs(ballot):
    found = ready(ballot)
    deliver_key(found[1], os.urandom(32))
    assert [each.has_opened for each in tellers_of(ballot)] == [False, False, True]
    persons = [each.person for each in tellers_of(ballot)]
    name_tellers(ballot, [*persons[:2], make_person(family_name="Nouveau")], by=None)
    after = tellers_of(ballot)
    assert [each.has_opened for each in after] == [False, False, False]
    assert [each.public_key is not None for each in after] == [True, True, False]


def test_the_browsers_own_trial_is_read_by_the_other_teller(ballot, tellers):  # noqa: F811
    """What the page does, in the module that it runs: sealed for three, peeled by the first, opened by the second; no other pair opens it."""
    found = named(ballot)
    for each, key in zip(found, public(tellers), strict=True):
        deliver_key(each, bytes.fromhex(key))
    found = tellers_of(ballot)
    context = trial_context(found[0], found).hex()
    choices = [0, 1, 2, 3, 1, 1, 0, 2]
    papers = browser("seal", tellers=public(tellers), opening=context, choices=choices)
    peeled = browser("peel", first=0, keys=pair(tellers[0]), papers=papers)
    inner = [base64.b64encode(bytes.fromhex(box)).decode() for box in peeled["inner"]]
    peel_trial(found[0], inner, [2, 3, 2, 1])
    read = browser("count", keys=pair(tellers[1]), opening=context, options=3, inner=peeled["inner"])
    assert read == {"totals": [2, 3, 2, 1], "unreadable": 0}
    assert open_trial(found[1], read["totals"]).has_opened
    other = browser("count", keys=pair(tellers[2]), opening=context, options=3, inner=peeled["inner"])
    assert other["unreadable"] == 8


def test_the_chair_alone_or_with_one_teller_closes_no_urn(ballot):
    found = voted(ballot)
    with pytest.raises(TellersToClose):
        close_with_tellers(ballot, by=None)
    agree_to_close(found[2])
    agree_to_close(found[2])
    with pytest.raises(TellersToClose):
        close_with_tellers(ballot, by=None)
    agree_to_close(found[0])
    assert close_with_tellers(ballot, by=None).papers == 5
    with pytest.raises(NotTheTellersTurn):
        agree_to_close(found[1])


def test_fewer_than_five_votes_stay_in_an_open_urn(ballot):
    found = voted(ballot, sealed=4, on_paper=0)
    for each in found:
        agree_to_close(each)
    with pytest.raises(TooFewVotes):
        close_with_tellers(ballot, by=None)
    assert (urn_of(ballot).is_closed, sealed_and_voted(ballot)) == (False, (4, 4))


@pytest.mark.parametrize(
    "sealed, on_paper, refusal",
    [(5, 1, TooFewOnPaper), (6, 4, TooFewOnPaper), (1, 5, TooFewSealed), (4, 6, TooFewSealed), (4, 4, TooFewOnPaper)],
)
def test_one_to_four_votes_on_a_side_keep_the_urn_open(ballot, sealed, on_paper, refusal):
    """The counting teller reads the papers and the sum: the difference is the few voters whose way the roll shows."""
    for each in voted(ballot, sealed, on_paper)[:2]:
        agree_to_close(each)
    with pytest.raises(refusal):
        close_with_tellers(ballot, by=None)
    assert (urn_of(ballot).is_closed, sealed_and_voted(ballot)) == (False, (sealed, sealed))


@pytest.mark.parametrize("sealed, on_paper", [(5, 0), (0, 5), (5, 5)])
def test_a_side_with_nobody_or_with_five_lets_the_urn_close(ballot, sealed, on_paper):
    for each in voted(ballot, sealed, on_paper)[:2]:
        agree_to_close(each)
    assert close_with_tellers(ballot, by=None).papers == sealed


def test_nothing_is_counted_in_an_open_urn(ballot):
    found = voted(ballot)
    for act in (
        lambda: enter_count(found[1], Totals(6)),
        lambda: attest_count(found[0], Totals(6)),
        lambda: urn_file(ballot),
    ):
        with pytest.raises(UrnClosed):
            act()
    with pytest.raises(NoSuchCount):
        close_attested(ballot, 0, by=None)


def test_the_second_writes_the_first_attests_and_the_ballot_closes_with_both_urns_together(ballot):
    found = closed(ballot)
    for wrong in (Totals(5), Totals(6, 5), Totals()):
        with pytest.raises(CountIncomplete):
            enter_count(found[1], wrong)
    enter_count(found[1], Totals(1, 9))
    enter_count(found[1], Totals(5, 4, unreadable=1))
    with pytest.raises(NoSuchCount):
        close_attested(ballot, 0, by=None)
    with pytest.raises(NoSuchCount):
        attest_count(found[1], Totals(5, 4, unreadable=1))
    with pytest.raises(CountMoved):
        attest_count(found[0], Totals(1, 9))
    attest_count(found[0], Totals(5, 4, unreadable=1))
    with pytest.raises(CountAttested):
        enter_count(found[1], Totals(10))
    close_attested(ballot, 0, by=None)
    assert ballot.tally == Tally(5, 4, 0, 1, 1)
    enter_count(found[2], Totals(5, 4, 1))
    attest_count(found[1], Totals(5, 4, 1))
    assert [(each.first, each.totals["abstentions"]) for each in counts_of(ballot)] == [(0, 0), (1, 1)]


def test_keys_and_urn_are_destroyed_after_the_contest_period_alone(ballot):
    found = closed(ballot)
    enter_count(found[1], Totals(6, 4))
    attest_count(found[0], Totals(6, 4))
    close_attested(ballot, 0, by=None)
    with pytest.raises(NotTheTellersTurn):
        declare_destroyed(found[0])
    with pytest.raises(StillContestable):
        destroy_urn(ballot, contest_ended_on=date(2027, 2, 1), by=None)
    publish_ballot(ballot, by=None)
    for day in (date(2027, 2, 1), date(2027, 3, 1), date(2027, 4, 1)):
        with pytest.raises(StillContestable):
            destroy_urn(ballot, contest_ended_on=day, by=None)
    set_for_tests(MARCH + timedelta(days=40))
    declare_destroyed(found[0])
    root = urn_of(ballot).root
    destroy_urn(ballot, contest_ended_on=date(2027, 3, 31), by=None)
    assert (papers_of(ballot), db.session.query(Paper).count(), urn_of(ballot).root) == ([], 0, root)
    with pytest.raises(UrnClosed):
        urn_file(ballot)
    with pytest.raises(NotTheTellersTurn):
        enter_count(found[2], Totals(6, 4))
    assert destroy_urn(ballot, contest_ended_on=date(2027, 4, 1), by=None).contest_ended_on == date(2027, 3, 31)


def test_destroying_one_urn_leaves_the_papers_of_another(ballot):
    closed(ballot)
    annul_sealed(ballot, reason="erreur", by=None)
    again = run_sealed_again(ballot, by=None)
    open_sealed(again, by=None)
    with transaction():
        db.session.query(VotingCredential).delete()
    phones = bound_phones(again)
    for line in lines_of(again)[:5]:
        cast(again, line, phones[line.id])
    for each in tellers_of(again)[:2]:
        agree_to_close(each)
    close_with_tellers(again, by=None)
    kept = papers_of(again)
    set_for_tests(MARCH + timedelta(days=40))
    destroy_urn(ballot, contest_ended_on=date(2027, 3, 31), by=None)
    assert (papers_of(ballot), papers_of(again)) == ([], kept)


def change_a_key_while_it_opens(ballot, at_once):
    """A teller delivers another key at the moment of the opening; return what both answered."""
    ident, first = ballot.id, ready(ballot)[0].id
    db.session.rollback()
    return at_once(
        lambda: open_sealed(db.session.get_one(Ballot, ident), by=None),
        lambda: deliver_key(db.session.get_one(Teller, first), os.urandom(32)),
    )


def test_a_key_changes_before_the_opening_or_not_at_all(ballot, at_once):
    opened, delivered = change_a_key_while_it_opens(ballot, at_once)
    db.session.expire_all()
    if isinstance(opened, NotReady):
        assert isinstance(delivered, Teller)
        assert ballot.state is BallotState.DRAFT
    else:
        assert isinstance(delivered, BallotMoved)
        assert urn_of(ballot).frozen["tellers"] == [each.public_key.hex() for each in tellers_of(ballot)]
