"""Elections on paper: who stands, the rounds chained from the first result, two counts, ties, the chair's word; and two at once."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from aimf_events.assembly import candidacies, election_rounds
from aimf_events.assembly.agenda import remove_item
from aimf_events.assembly.ballot_counts import Hands, close_by_totals, publish_ballot
from aimf_events.assembly.ballot_refusals import ItemHasBallots, QuorumWanting
from aimf_events.assembly.ballots import open_ballot
from aimf_events.assembly.bureau import end_seat, end_terms, seat_earlier, seat_elected, seat_of_member
from aimf_events.assembly.bureau_composition import vacant_seats
from aimf_events.assembly.bureau_models import BureauOffice, SeatEnd
from aimf_events.assembly.bureau_refusals import OfficeHeld, TermsEnded
from aimf_events.assembly.candidacies import (
    KEPT_AFTER,
    KEPT_ELECTED,
    Declaration,
    Particulars,
    admit_candidacy,
    confirm_sponsor,
    declare_candidacy,
    enter_candidacy,
    fall_candidacies,
    forget_particulars,
    particulars_of,
    refuse_candidacy,
    withdraw_candidacy,
)
from aimf_events.assembly.candidacy_register import document_of
from aimf_events.assembly.election_counts import (
    counts_of,
    differences,
    enter_count,
    proclaim_round,
    settle_by_dates,
    settle_by_lot,
)
from aimf_events.assembly.election_lists import put_list_to_vote, take_list_result
from aimf_events.assembly.election_models import Candidacy, CandidacyState, Election, Obstacle, Office
from aimf_events.assembly.election_refusals import (
    CandidaciesClosed,
    CandidaciesWaiting,
    CandidacyKnown,
    CandidacyLate,
    CandidacyMoved,
    CandidatesNoLonger,
    CountRefused,
    ElectedFell,
    ElectionMoved,
    EnBlocRefused,
    NobodyStands,
    NotAnElection,
    NotEligible,
    RoundUnderWay,
    TieNotSettled,
    TieToSettle,
    TooLateToWithdraw,
    TwoCountersKnown,
    VotedAlready,
)
from aimf_events.assembly.election_round_models import ElectionRound, RoundLine, RoundOutcome, RoundState
from aimf_events.assembly.election_rounds import (
    annul_round,
    close_round,
    end_vacant,
    lines_of,
    mark_voted,
    next_round,
    open_round,
    take_mark_back,
    turnout_of,
)
from aimf_events.assembly.election_seats import seat_those_elected, waits_for_seats
from aimf_events.assembly.elections import call_candidacies, change_election, prepare_election
from aimf_events.assembly.mandates import seats_of
from aimf_events.assembly.models import Body
from aimf_events.assembly.parameters import Parameter
from aimf_events.assembly.rules.election import Count, Stage
from aimf_events.assembly.rules.tie import TieBreak
from aimf_events.assembly.sittings import SittingMoved, close_sitting, suspend_sitting
from aimf_events.clock import set_for_tests
from aimf_events.database import db, transaction
from aimf_events.journal import history
from aimf_events.members.models import MemberCategory, Standing
from aimf_events.registration.document_files import PreparedDocument
from aimf_events.registration.new_mayor import change_mayor
from tests.factories import make_member, make_person, make_statutes
from tests.factories.assembly import (
    come_in,
    make_candidates,
    make_cities,
    make_election,
    make_mayor,
    make_open_sitting,
    make_sitting,
    vote_on_paper,
)

MARCH = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
MAY = date(2027, 5, 20)
SAID = Declaration(Particulars("Médecin", "3 avenue du Port, Sfax", "tunisienne"), "Pour un Bureau proche des villes.")


@pytest.fixture
def at_nine(app: Flask):
    set_for_tests(MARCH)


def hall(count: int = 5, there: int | None = None, **values):
    """An open sitting of some cities, of which some are there; and the cities."""
    make_statutes(values=values)
    cities = make_cities(count)
    sitting = make_open_sitting(day=MAY)
    come_in(sitting, seats_of(sitting)[:there])
    return sitting, cities


def first_round(candidates: int = 2, *, voices: int = 5, seats: int = 1, **values):
    """An election whose first round is open."""
    sitting, cities = hall(voices, **values)
    election = make_election(sitting, seats=seats)
    make_candidates(election, cities[:candidates])
    return open_round(election, by=None)


def of(round_: ElectionRound, **values) -> Count:
    """A count of an urn in which everybody put a paper."""
    keys = [each.candidacy.public_id for each in round_.candidates]
    given = {"papers": turnout_of(round_)[0], "blanks": 0, "spoiled": 0, **values}
    given["votes"] = dict(zip(keys, given["votes"], strict=True))
    return Count(**given)


def names(round_: ElectionRound, outcome: RoundOutcome) -> list[str]:
    return [each.candidacy.member.name for each in round_.candidates if each.outcome is outcome]


# -- candidacies -----------------------------------------------------------------------------------------------------------


def test_a_member_stands_until_the_last_day_and_once(at_nine):
    make_statutes()
    city = make_cities(1)[0]
    sitting = make_sitting(day=MAY)
    election = make_election(sitting)
    mine = declare_candidacy(election, city, SAID, by=None)
    assert declare_candidacy(election, city, SAID, by=None).id == mine.id, "the same again corrects it"
    with pytest.raises(CandidacyKnown):
        enter_candidacy(election, city, SAID, received_on=MARCH.date(), by=None)
    assert particulars_of(mine).domicile == "3 avenue du Port, Sfax"
    assert b"Sfax" not in bytes(mine.particulars), "sealed at rest"
    set_for_tests(datetime(2027, 5, 19, 21, 30, tzinfo=UTC))
    declare_candidacy(election, city, SAID, by=None)
    set_for_tests(datetime(2027, 5, 19, 22, 30, tzinfo=UTC))  # half past midnight in Paris
    with pytest.raises(CandidaciesClosed):
        declare_candidacy(election, city, SAID, by=None)
    assert [entry.verb for entry in history(election)][:2] == ["election_prepared", "candidacies_called"]


def test_what_came_late_on_paper_is_recorded_and_only_refused(at_nine):
    make_statutes()
    city = make_cities(1)[0]
    election = make_election(make_sitting(day=MAY))
    late = enter_candidacy(election, city, SAID, received_on=MAY, by=None)
    with pytest.raises(CandidacyLate):
        admit_candidacy(late, by=None)
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(update(Candidacy).values(state=CandidacyState.ADMITTED))
    assert refuse_candidacy(late, reason="Reçue le 20 mai", by=None).state is CandidacyState.REFUSED
    with pytest.raises(CandidacyMoved):
        withdraw_candidacy(late, by=None)


def test_nobody_stands_without_a_voice_or_before_the_call(at_nine):
    make_statutes()
    city = make_cities(1)[0]
    sitting = make_sitting(day=MAY)
    election = make_election(sitting)
    guest = make_member("Associée", category=MemberCategory.ASSOCIATE_CITY)
    make_mayor(guest)
    for member, why in ((guest, Obstacle.NO_VOICE), (make_member("Sans maire"), Obstacle.NO_HOLDER)):
        with pytest.raises(NotEligible) as refused:
            declare_candidacy(election, member, SAID, by=None)
        assert refused.value.obstacles == [why]
    with pytest.raises(NotAnElection):
        prepare_election(sitting.items[0], office=election.office, title={}, seats=1, by=None)
    with pytest.raises(NotAnElection):
        make_election(make_sitting(Body.BUREAU, day=MAY))
    other = prepare_election(election.item, office=election.office, title=election.title, seats=1, by=None)
    with pytest.raises(CandidaciesClosed):
        declare_candidacy(other, city, SAID, by=None)


def test_arrears_and_missing_sponsors_stop_the_admission_until_they_are_settled(at_nine):
    make_statutes(values={Parameter.SPONSORS: 1})
    city, friend = make_cities(2)
    election = make_election(make_sitting(day=MAY))
    with transaction():
        city.standing = Standing.IN_ARREARS
    mine = declare_candidacy(election, city, Declaration(SAID.particulars, sponsors=[friend, city]), by=None)
    assert [each.member.name for each in mine.sponsors] == [friend.name], "nobody sponsors itself"
    with pytest.raises(NotEligible) as refused:
        admit_candidacy(mine, by=None)
    assert refused.value.obstacles == [Obstacle.STANDING, Obstacle.SPONSORS]
    with transaction():
        city.standing = Standing.GOOD
    confirm_sponsor(mine.sponsors[0], mine, by=None)
    assert admit_candidacy(mine, by=None).is_admitted


def test_a_new_mayor_ends_the_candidacy_of_the_former_one(at_nine):
    sitting, cities = hall(3)
    election = make_election(sitting)
    mine = make_candidates(election, cities[:1])[0]
    change_mayor(
        cities[0],
        civility=None,
        given_name="Awa",
        family_name="Diop",
        email="awa@example.org",
        title={"fr": "Maire"},
        source="Journal officiel",
        by=None,
    )
    assert mine.state is CandidacyState.FALLEN
    with pytest.raises(NobodyStands):
        open_round(election, by=None)


def test_particulars_are_forgotten_a_day_after_the_sitting_and_of_the_elected_later(at_nine):
    round_ = first_round()
    vote_on_paper(round_, [4, 1])
    proclaim_round(round_, by=None)
    close_sitting(round_.election.item.sitting, by=None)
    winner, loser = [each.candidacy for each in round_.candidates]
    for kept, left in ((KEPT_AFTER, [True, False]), (KEPT_ELECTED, [False, False])):
        set_for_tests(MARCH + kept + timedelta(minutes=1))
        forget_particulars()
        db.session.expire_all()
        assert [bool(particulars_of(each).profession) for each in (winner, loser)] == left


# -- rounds ----------------------------------------------------------------------------------------------------------------


def test_the_first_round_elects_by_the_majority_of_the_statutes(at_nine):
    round_ = first_round()
    assert (round_.number, round_.stage, turnout_of(round_)) == (1, Stage.FIRST, (0, 5))
    vote_on_paper(round_, [3, 2])
    assert round_.state is RoundState.COUNTED
    assert round_.election.ended_at is None, "nothing holds before the chair has said it"
    proclaim_round(round_, by=None)
    proclaim_round(round_, by=None)
    assert (names(round_, RoundOutcome.ELECTED), round_.election.seats_vacant) == (["Cité 000"], 0)
    with pytest.raises(ElectionMoved):
        annul_round(round_, reason="Trop tard", by=None)
    assert next_round(round_.election) is None


def test_a_second_round_takes_the_most_votes_among_those_who_stay(at_nine):
    round_ = first_round(3, voices=6, **{Parameter.ELECTION_STAYS: "twice"})
    vote_on_paper(round_, [3, 2, 1])
    proclaim_round(round_, by=None)
    assert names(round_, RoundOutcome.STAYS) == ["Cité 000", "Cité 001"]
    assert names(round_, RoundOutcome.OUT) == ["Cité 002"]
    again = open_round(round_.election, by=None)
    assert (again.number, again.stage, len(again.candidates)) == (2, Stage.SECOND, 2)
    vote_on_paper(again, [2, 3], blanks=1)
    proclaim_round(again, by=None)
    assert names(again, RoundOutcome.ELECTED) == ["Cité 001"]


def test_who_withdraws_between_two_rounds_is_not_on_the_next_papers(at_nine):
    round_ = first_round(3, voices=6)
    mine = round_.candidates[0].candidacy
    with pytest.raises(TooLateToWithdraw):
        withdraw_candidacy(mine, by=None)
    vote_on_paper(round_, [3, 2, 1])
    proclaim_round(round_, by=None)
    withdraw_candidacy(mine, by=None)
    again = open_round(round_.election, by=None)
    assert [each.candidacy.member.name for each in again.candidates] == ["Cité 001", "Cité 002"]


def test_equals_who_are_fewer_than_the_seats_left_share_the_round_with_those_who_stayed(at_nine):
    round_ = first_round(4, voices=6, seats=2)
    vote_on_paper(round_, [4, 4, 4, 0])
    proclaim_round(round_, by=None)
    assert len(names(round_, RoundOutcome.TIED)) == 3
    first, second = [each.candidacy for each in round_.candidates[:2]]
    withdraw_candidacy(first, by=None)
    assert next_round(round_.election).stage is Stage.TIED, "two for two seats"
    withdraw_candidacy(second, by=None)
    again = open_round(round_.election, by=None)
    assert (again.stage, again.seats) == (Stage.SECOND, 2)
    assert [each.candidacy.member.name for each in again.candidates] == ["Cité 002", "Cité 003"]


def test_a_mayor_proclaimed_elected_falls_no_more(at_nine):
    round_ = first_round()
    vote_on_paper(round_, [4, 1])
    winner = round_.candidates[0].candidacy
    stale = [winner]
    proclaim_round(round_, by=None)
    assert "votes" in history(round_)[-1].details
    assert all("votes" not in entry.details for entry in history(round_)[:-1]), (
        "nobody reads them before the chair says them"
    )
    with pytest.MonkeyPatch.context() as patch, transaction():
        patch.setattr(candidacies, "live_candidacies_of", lambda member: stale)
        patch.setattr(candidacies, "_holder_id", lambda member: None)
        assert fall_candidacies(winner.member) == [], "read before the proclamation, looked at again under its lock"
    assert winner.state is CandidacyState.ADMITTED


def test_a_paper_is_sealed_and_forgotten_with_a_candidacy_that_led_to_nothing(at_nine):
    make_statutes()
    city, other = make_cities(2)
    election = make_election(make_open_sitting(day=MAY))
    paper = PreparedDocument(b"%PDF-1.7 clair", "application/pdf", "programme.pdf", "0" * 64)
    said = Declaration(SAID.particulars, document=paper)
    out, stays = (enter_candidacy(election, each, said, received_on=MARCH.date(), by=None) for each in (city, other))
    assert b"clair" not in bytes(out.document), "sealed at rest"
    assert document_of(out) == b"%PDF-1.7 clair"
    refuse_candidacy(out, reason="Incomplète", by=None)
    close_sitting(election.item.sitting, by=None)
    set_for_tests(MARCH + KEPT_AFTER + timedelta(minutes=1))
    forget_particulars()
    db.session.expire_all()
    assert (out.document, out.document_size) == (None, 0)
    assert document_of(stays) == b"%PDF-1.7 clair"


def test_seats_for_which_nobody_stands_any_more_stay_vacant(at_nine):
    round_ = first_round(1, voices=4, seats=2)
    with pytest.raises(ElectionMoved):
        end_vacant(round_.election, by=None)
    vote_on_paper(round_, [1], blanks=3)
    proclaim_round(round_, by=None)
    assert round_.election.ended_at is not None, "one candidate, elected: nobody stays for the other seat"
    assert round_.election.seats_vacant == 1
    sitting, cities = round_.election.item.sitting, [each.mandate.member for each in lines_of(round_)]
    other = make_election(sitting)
    mine = make_candidates(other, cities[1:2])[0]
    withdraw_candidacy(mine, by=None)
    assert end_vacant(other, by=None).seats_vacant == 1


@pytest.mark.parametrize("statutes, winner", [("age", "Cité 001"), ("seniority", "Cité 001"), ("lot", "Cité 000")])
def test_equals_have_a_round_of_their_own_and_then_the_rule_of_the_statutes(at_nine, statutes, winner):
    round_ = first_round(3, voices=4, **{Parameter.ELECTION_TIE: statutes})
    vote_on_paper(round_, [2, 2, 0])
    proclaim_round(round_, by=None)
    second = open_round(round_.election, by=None)
    vote_on_paper(second, [2, 2, 0])
    proclaim_round(second, by=None)
    assert names(second, RoundOutcome.TIED) == ["Cité 000", "Cité 001"]
    third = open_round(round_.election, by=None)
    assert (third.stage, len(third.candidates)) == (Stage.TIED, 2)
    vote_on_paper(third, [0, 0], blanks=4)
    with pytest.raises(TieToSettle):
        proclaim_round(third, by=None)
    first, other = [each.candidacy.public_id for each in third.candidates]
    with pytest.raises(TieNotSettled):
        settle_by_lot(third, [first, other], note="urne", by=None)
    if statutes == "lot":
        with pytest.raises(ElectionMoved):
            settle_by_dates(third, {first: MAY, other: MAY}, note="actes", by=None)
        settle_by_lot(third, [first], note="par la main de l’enfant de la salle", by=None)
    else:
        with pytest.raises(TieNotSettled):
            settle_by_dates(third, {first: MAY, other: MAY}, note="actes", by=None)
        settle_by_dates(third, {first: date(1970, 1, 2), other: date(1970, 1, 1)}, note="actes", by=None)
    proclaim_round(third, by=None)
    assert names(third, RoundOutcome.ELECTED) == [winner]
    assert third.tied_by is TieBreak(statutes)


def test_a_round_opens_on_a_list_that_is_ready_and_a_quorum(at_nine):
    sitting, cities = hall(6, there=1)
    election = make_election(sitting)
    with pytest.raises(NobodyStands):
        open_round(election, by=None)
    mine = enter_candidacy(election, cities[0], SAID, received_on=MARCH.date(), by=None)
    with pytest.raises(CandidaciesWaiting):
        open_round(election, by=None)
    admit_candidacy(mine, by=None)
    with pytest.raises(QuorumWanting):
        open_round(election, by=None)
    come_in(sitting, seats_of(sitting))
    with transaction():
        cities[0].standing = Standing.SUSPENDED
    with pytest.raises(CandidatesNoLonger):
        open_round(election, by=None)
    with transaction():
        cities[0].standing = Standing.GOOD
    open_round(election, by=None)
    with pytest.raises(ElectionMoved):
        open_round(election, by=None)
    with pytest.raises(ElectionMoved):
        call_candidacies(election, until=MAY, by=None)
    with pytest.raises(ElectionMoved):
        change_election(election, office=election.office, title=election.title, seats=2, regions={}, by=None)
    with pytest.raises(RoundUnderWay):
        close_sitting(sitting, by=None)


def test_an_item_with_an_election_stays_on_the_agenda(at_nine):
    make_statutes()
    election = make_election(make_sitting(day=MAY))
    with pytest.raises(ItemHasBallots):
        remove_item(election.item, by=None)


# -- paper -----------------------------------------------------------------------------------------------------------------


def test_a_voice_signs_off_once_and_a_wrong_press_is_undone_on_the_record(at_nine):
    round_ = first_round()
    line = lines_of(round_)[0]
    mark_voted(round_, line, by=None)
    with pytest.raises(VotedAlready):
        mark_voted(round_, line, by=None)
    take_mark_back(round_, line, by=None)
    mark_voted(round_, line, by=None)
    assert "election_mark_undone" in [entry.verb for entry in history(round_)]
    suspend_sitting(round_.election.item.sitting, by=None)
    with pytest.raises(SittingMoved):
        close_round(round_, by=None)
    with pytest.raises(SittingMoved):
        mark_voted(round_, lines_of(round_)[1], by=None)
    with pytest.raises(SittingMoved):
        take_mark_back(round_, line, by=None)
    assert turnout_of(round_) == (1, 5), "a suspension loses nothing"


def test_a_count_that_is_not_the_urns_is_refused_with_a_sentence(at_nine):
    round_ = first_round()
    teller = make_person()
    with pytest.raises(ElectionMoved):
        close_round(round_, by=None)
    for line in lines_of(round_)[:4]:
        mark_voted(round_, line, by=None)
    with pytest.raises(ElectionMoved):
        enter_count(round_, of(round_, votes=[4, 0]), by=teller)
    close_round(round_, by=None)
    with pytest.raises(ElectionMoved):
        mark_voted(round_, lines_of(round_)[4], by=None)
    with pytest.raises(CountRefused) as refused:
        enter_count(round_, of(round_, papers=5, votes=[4, 1]), by=teller)
    assert str(refused.value.reason).startswith("L’urne contient 5 bulletins et 4 voix ont émargé")
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(update(ElectionRound).values(papers=4))


def test_two_people_write_the_count_and_what_differs_is_shown(at_nine):
    round_ = first_round()
    for line in lines_of(round_):
        mark_voted(round_, line, by=None)
    close_round(round_, by=None)
    one, two, three = make_person(), make_person(), make_person()
    enter_count(round_, of(round_, votes=[3, 2]), by=one)
    enter_count(round_, of(round_, votes=[3, 2]), by=one)
    assert round_.state is RoundState.CLOSED, "the same person twice is one"
    enter_count(round_, of(round_, votes=[3, 1], blanks=1), by=two)
    found = differences(*counts_of(round_))
    second = round_.candidates[1].candidacy.public_id
    assert [(each.what, each.first, each.second) for each in found] == [("blanks", 0, 1), (second, 2, 1)]
    with pytest.raises(TwoCountersKnown):
        enter_count(round_, of(round_, votes=[3, 2]), by=three)
    enter_count(round_, of(round_, votes=[3, 2]), by=two)
    assert (round_.state, round_.count.votes[second]) == (RoundState.COUNTED, 2)


def test_an_annulled_round_is_run_again_with_its_reason(at_nine):
    round_ = first_round()
    mark_voted(round_, lines_of(round_)[0], by=None)
    annul_round(round_, reason="Urne renversée", by=None)
    again = open_round(round_.election, by=None)
    assert (again.number, again.replaces_id, turnout_of(again)) == (1, round_.id, (0, 5))
    assert turnout_of(round_) == (1, 5), "the roll of the annulled round stays"


def test_whom_a_round_would_elect_is_still_a_candidate_or_nothing_is_proclaimed(at_nine):
    round_ = first_round()
    vote_on_paper(round_, [4, 1])
    with transaction():
        round_.candidates[0].candidacy.state = CandidacyState.FALLEN
    with pytest.raises(ElectedFell):
        proclaim_round(round_, by=None)
    assert round_.state is RoundState.COUNTED


# -- the whole list --------------------------------------------------------------------------------------------------------


def listed(in_favour: int, **values):
    """An election of three seats whose three candidates were put to one question, with its published result."""
    sitting, cities = hall(5, **{Parameter.ELECTION_EN_BLOC: True, **values})
    election = make_election(sitting, seats=3, office=Office.MEMBER)
    make_candidates(election, cities[:3])
    ballot = open_ballot(put_list_to_vote(election, way="hands", by=None), by=None)
    close_by_totals(ballot, Hands(in_favour, 5 - in_favour, 0), by=None)
    return election, publish_ballot(ballot, by=None)


def test_the_whole_list_is_elected_by_one_question_where_the_statutes_let_it(at_nine):
    election, ballot = listed(3)
    assert put_list_to_vote(election, way="open", by=None) is ballot, "one question"
    round_ = take_list_result(election, by=None)
    assert len(names(round_, RoundOutcome.ELECTED)) == 3
    assert (election.seats_vacant, waits_for_seats(election)) == (0, True)
    with pytest.raises(ElectionMoved):
        take_list_result(election, by=None)


def test_a_list_that_is_rejected_is_voted_name_by_name(at_nine):
    election, _ballot = listed(2)
    assert names(take_list_result(election, by=None), RoundOutcome.ELECTED) == []
    round_ = open_round(election, by=None)
    assert (round_.number, round_.stage, len(round_.candidates)) == (2, Stage.FIRST, 3)


def test_no_list_without_the_statutes(at_nine):
    sitting, cities = hall(4)
    election = make_election(sitting)
    make_candidates(election, cities[:1])
    with pytest.raises(EnBlocRefused):
        put_list_to_vote(election, way="hands", by=None)


def test_a_list_that_has_changed_since_is_not_elected(at_nine):
    election, _ballot = listed(5)
    set_for_tests(MARCH + timedelta(minutes=5))
    withdraw_candidacy(db.session.scalars(select(Candidacy).limit(1)).one(), by=None)
    with pytest.raises(ElectionMoved):
        take_list_result(election, by=None)


def test_the_chairs_casting_vote_elects_the_whole_list(at_nine):
    sitting, cities = hall(4, **{Parameter.ELECTION_EN_BLOC: True, Parameter.CASTING_VOTE: True})
    election = make_election(sitting, seats=3, office=Office.MEMBER)
    make_candidates(election, cities[:2])
    ballot = open_ballot(put_list_to_vote(election, way="hands", by=None), by=None)
    close_by_totals(ballot, Hands(2, 2, 0), by=None)
    with transaction():
        ballot.chair_votes = True
    publish_ballot(ballot, by=None)
    round_ = take_list_result(election, by=None)
    assert len(names(round_, RoundOutcome.ELECTED)) == 2, "as the ballot was decided, not as the votes alone would"
    assert election.seats_vacant == 1
    assert history(round_)[-1].details["seats_left"] == 1


def test_no_list_is_voted_over_a_candidate_who_waits_or_lacks_what_the_statutes_ask(at_nine):
    sitting, cities = hall(5, **{Parameter.ELECTION_EN_BLOC: True})
    election = make_election(sitting, seats=3, office=Office.MEMBER)
    make_candidates(election, cities[:2])
    waiting = enter_candidacy(election, cities[2], SAID, received_on=MARCH.date(), by=None)
    with pytest.raises(CandidaciesWaiting):
        put_list_to_vote(election, way="hands", by=None)
    admit_candidacy(waiting, by=None)
    ballot = open_ballot(put_list_to_vote(election, way="hands", by=None), by=None)
    close_by_totals(ballot, Hands(5, 0, 0), by=None)
    publish_ballot(ballot, by=None)
    set_for_tests(MARCH + timedelta(minutes=5))
    late = enter_candidacy(election, cities[3], SAID, received_on=MARCH.date(), by=None)
    with pytest.raises(CandidaciesWaiting):
        take_list_result(election, by=None)
    refuse_candidacy(late, reason="La question était posée", by=None)
    with transaction():
        cities[0].standing = Standing.SUSPENDED
    with pytest.raises(CandidatesNoLonger):
        take_list_result(election, by=None)
    with transaction():
        cities[0].standing = Standing.GOOD
    assert len(names(take_list_result(election, by=None), RoundOutcome.ELECTED)) == 3, (
        "who was never on it changes no list"
    )


def test_no_seat_stays_vacant_while_somebody_waits_to_be_admitted(at_nine):
    sitting, cities = hall(3)
    election = make_election(sitting)
    waiting = enter_candidacy(election, cities[0], SAID, received_on=MARCH.date(), by=None)
    with pytest.raises(CandidaciesWaiting):
        end_vacant(election, by=None)
    refuse_candidacy(waiting, reason="À sa demande", by=None)
    assert end_vacant(election, by=None).seats_vacant == 1


# -- seats -----------------------------------------------------------------------------------------------------------------


def test_the_elected_take_their_seats_for_the_term_of_the_statutes_once(at_nine):
    round_ = first_round()
    vote_on_paper(round_, [4, 1])
    with pytest.raises(ElectionMoved):
        seat_those_elected(round_.election, by=None)
    proclaim_round(round_, by=None)
    assert waits_for_seats(round_.election)
    seat = seat_those_elected(round_.election, by=None).seats[0]
    assert seat_those_elected(round_.election, by=None).seats == [seat], "twice is harmless"
    assert not waits_for_seats(round_.election)
    assert (seat.office, seat.member.name, seat.starts_on) == (BureauOffice.PRESIDENT, "Cité 000", MAY)
    assert seat.due_on == date(2029, 5, 20)


def test_the_outgoing_bureau_leaves_its_seats_first(at_nine):
    sitting, cities = hall(4)
    seat_earlier(cities[1], BureauOffice.PRESIDENT, starts_on=date(2025, 5, 1), decision="Assemblée de 2025", by=None)
    election = make_election(sitting)
    make_candidates(election, cities[:1])
    round_ = open_round(election, by=None)
    vote_on_paper(round_, [4])
    proclaim_round(round_, by=None)
    with pytest.raises(OfficeHeld):
        seat_those_elected(election, by=None)
    end_terms(sitting, by=None)
    assert [each.member.name for each in seat_those_elected(election, by=None).seats] == ["Cité 000"]


def elected(sitting, cities, *, office: Office = Office.MEMBER) -> Election:
    """An election in which every candidate was elected, and proclaimed."""
    election = make_election(sitting, seats=len(cities), office=office)
    make_candidates(election, cities)
    round_ = open_round(election, by=None)
    vote_on_paper(round_, [4] * len(cities))
    return proclaim_round(round_, by=None).election


def test_the_seat_is_of_the_person_elected_and_the_others_sit_without_it(at_nine):
    sitting, cities = hall(4)
    election = elected(sitting, cities[:3])
    new = {"civility": None, "given_name": "Awa", "family_name": "Diop", "email": "awa@example.org"}
    change_mayor(cities[0], **new, title={"fr": "Maire"}, source="Journal officiel", by=None)
    with transaction():
        cities[1].standing = Standing.SUSPENDED
    done = seat_those_elected(election, by=None)
    assert [each.member.name for each in done.seats] == ["Cité 002"]
    assert [each.member.name for each in done.absent] == ["Cité 000", "Cité 001"]
    assert seat_of_member(cities[0]) is None
    assert waits_for_seats(election)
    with transaction():
        cities[1].standing = Standing.GOOD
    assert [each.member.name for each in seat_those_elected(election, by=None).absent] == ["Cité 000"]


def test_a_vacant_seat_is_filled_where_it_was_chosen_and_never_by_itself(at_nine):
    sitting, cities = hall(4)
    for city in cities[2:]:
        seat_earlier(city, BureauOffice.MEMBER, starts_on=date(2025, 5, 25), decision="Assemblée de 2025", by=None)
    end_seat(seat_of_member(cities[2]), why=SeatEnd.RESIGNATION, on=date(2027, 2, 1), by=None)
    vacant = vacant_seats()[0]
    election = elected(sitting, cities[:2])
    chosen = seat_elected(cities[0], BureauOffice.MEMBER, at=sitting, fills=vacant, by=None)
    seats = seat_those_elected(election, by=None).seats
    assert {each.member.name: (each.due_on, each.fills) for each in seats} == {
        "Cité 000": (vacant.due_on, vacant),
        "Cité 001": (date(2029, 5, 20), None),
    }
    assert seats[0] is chosen


def test_a_sitting_that_renews_the_whole_bureau_fills_no_seat_of_the_former_one(at_nine):
    sitting, cities = hall(4)
    for city in cities[2:]:
        seat_earlier(city, BureauOffice.MEMBER, starts_on=date(2025, 5, 25), decision="Assemblée de 2025", by=None)
    end_seat(seat_of_member(cities[2]), why=SeatEnd.RESIGNATION, on=date(2027, 2, 1), by=None)
    election = elected(sitting, cities[:1])
    end_terms(sitting, by=None)
    with pytest.raises(TermsEnded):
        seat_elected(cities[0], BureauOffice.MEMBER, at=sitting, fills=vacant_seats()[0], by=None)
    assert [each.due_on for each in seat_those_elected(election, by=None).seats] == [date(2029, 5, 20)]


def test_an_officer_elected_to_the_bureau_too_keeps_the_office(at_nine):
    sitting, cities = hall(4)
    bureau = elected(sitting, cities[:2])
    seat_those_elected(bureau, by=None)
    presidency = elected(sitting, cities[:1], office=Office.PRESIDENT)
    assert waits_for_seats(presidency), "a seat in the Bureau is not the office"
    seat_those_elected(presidency, by=None)
    assert not waits_for_seats(presidency)
    assert len(seat_those_elected(bureau, by=None).seats) == 2
    assert not waits_for_seats(bureau)
    assert seat_of_member(cities[0]).office is BureauOffice.PRESIDENT


# -- two at once -----------------------------------------------------------------------------------------------------------


def test_two_secretaries_open_one_round(at_nine, at_once):
    sitting, cities = hall(4)
    election = make_election(sitting)
    make_candidates(election, cities[:2])
    ident = election.id

    def press():
        return open_round(db.session.get(Election, ident), by=None).number

    found = at_once(press, press)
    assert sorted(type(each).__name__ for each in found) == ["ElectionMoved", "int"]
    assert db.session.scalar(select(func.count(RoundLine.id))) == 4


def test_control_without_the_locks_both_would_open_it_and_the_database_refuses_the_second(
    at_nine, at_once, monkeypatch
):
    sitting, cities = hall(4)
    election = make_election(sitting)
    make_candidates(election, cities[:2])
    ident, both = election.id, threading.Barrier(2)
    monkeypatch.setattr(election_rounds, "lock_in", lambda sitting, *states: sitting)
    monkeypatch.setattr(election_rounds, "lock", lambda thing: both.wait(10))

    def press():
        return open_round(db.session.get(Election, ident), by=None).number

    found = at_once(press, press)
    assert sorted(type(each).__name__ for each in found) == ["IntegrityError", "int"]


def test_two_desks_sign_one_voice_off_once(at_nine, at_once):
    round_ = first_round()
    ident, line_id = round_.id, lines_of(round_)[0].id

    def press():
        mark_voted(db.session.get(ElectionRound, ident), db.session.get(RoundLine, line_id), by=None)

    found = at_once(press, press)
    assert sorted(type(each).__name__ for each in found) == ["NoneType", "VotedAlready"]


def test_control_without_the_lock_both_desks_would_sign_it_off(at_nine, at_once, monkeypatch):
    round_ = first_round()
    ident, line_id, both = round_.id, lines_of(round_)[0].id, threading.Barrier(2)
    monkeypatch.setattr(election_rounds, "lock", lambda thing: both.wait(10))

    def press():
        mark_voted(db.session.get(ElectionRound, ident), db.session.get(RoundLine, line_id), by=None)

    assert at_once(press, press) == [None, None]
