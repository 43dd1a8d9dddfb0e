"""Grants: asked for, put to the Bureau, awarded in instalments, paid in their order, closed by their report, reminded of."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from aimf_events.assembly.ballot_counts import Hands, close_by_totals, publish_ballot
from aimf_events.assembly.ballot_refusals import BallotDecides
from aimf_events.assembly.ballot_rolls import lines_of
from aimf_events.assembly.ballots import ballots_of, open_ballot
from aimf_events.assembly.convocation import convene
from aimf_events.assembly.mandates import seat_members, seats_of
from aimf_events.assembly.models import Body
from aimf_events.assembly.rehearsal_limits import RehearsalCountsForNothing
from aimf_events.assembly.rehearsals import plan_rehearsal
from aimf_events.assembly.sitting_models import Sitting
from aimf_events.assembly.sittings import open_sitting
from aimf_events.clock import set_for_tests
from aimf_events.database import db
from aimf_events.mail.models import OutgoingMessage
from aimf_events.members.models import Member, MemberCategory
from aimf_events.members.suspensions import suspend
from aimf_events.membership.grant_letters import grant_by_link, grant_url
from aimf_events.membership.grant_models import Fund, Grant, GrantInstalment, GrantPaperKind, GrantState
from aimf_events.membership.grant_refusals import (
    GrantMoved,
    MayNotAsk,
    MoreThanAsked,
    RejectedByBallot,
    ReportMissing,
    SumsDiffer,
    Undecided,
)
from aimf_events.membership.grant_reports import (
    accept_report,
    add_grant_paper,
    content_of,
    remind_of_reports,
    remove_grant_paper,
    return_report,
)
from aimf_events.membership.grants import (
    GrantSearch,
    Project,
    all_grants,
    ask_grant,
    award_grant,
    cancel_grant,
    pay_instalment,
    put_to_bureau,
    refuse_grant,
)
from aimf_events.people.models import Person
from aimf_events.registration.document_files import prepare_document
from tests.factories import make_member, make_person, make_statutes
from tests.factories.assembly import come_in, make_cities, make_sitting
from tests.registration.files import pdf

MARCH = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
PARTS = [(20_000, date(2026, 9, 1)), (40_000, date(2026, 4, 1))]
DUE = date(2027, 6, 30)


@pytest.fixture(autouse=True)
def statutes(app: Flask) -> None:
    set_for_tests(MARCH)
    make_statutes()
    make_statutes(Body.BUREAU)


@pytest.fixture
def desk(app: Flask) -> Person:
    return make_person("Camille", "Roux")


def project(title: str = "Registre d’état civil", asked: int = 60_000) -> Project:
    return Project(title, "Numériser les actes.", Fund.COOPERATION, "EUR", asked, date(2026, 2, 1))


def awarded(desk: Person, member: Member | None = None) -> Grant:
    grant = ask_grant(member or make_cities(1)[0], project(), by=desk)
    return award_grant(grant, PARTS, awarded=60_000, report_due_on=DUE, decision="Bureau, décision 3", by=desk)


def letters() -> list[str]:
    return [each.fact for each in db.session.scalars(db.select(OutgoingMessage).order_by(OutgoingMessage.id))]


def test_one_form_is_one_request_and_partners_and_the_suspended_ask_for_nothing(desk: Person) -> None:
    city, partner = make_member(), make_member(category=MemberCategory.PARTNER)
    first = ask_grant(city, project(), form_key="k", by=desk)
    assert ask_grant(city, project(), form_key="k", by=desk) == first
    suspend(city, decision="Bureau", by=None)
    for member in (partner, city):
        with pytest.raises(MayNotAsk):
            ask_grant(member, project(), by=desk)


def test_a_ballot_of_the_bureau_awards_it(desk: Person) -> None:
    cities = make_cities(3)
    grant = ask_grant(cities[0], project(), by=desk)
    meeting = make_sitting(Body.BUREAU, items=0)
    seat_members(meeting, cities, by=None)
    [item] = put_to_bureau([grant], meeting, by=desk)
    assert item.text.endswith("Ce point concerne Cité 000.")
    assert item.title == "Subvention demandée par Cité 000\u00a0: Registre d’état civil"
    with pytest.raises(GrantMoved):
        put_to_bureau([grant], meeting, by=desk)
    convene(meeting, by=None)
    open_sitting(meeting, by=None)
    come_in(meeting, seats_of(meeting))
    with pytest.raises(Undecided):
        award_grant(grant, PARTS, awarded=60_000, report_due_on=DUE, by=desk)
    ballot = open_ballot(ballots_of(meeting)[0], by=None)
    close_by_totals(ballot, Hands(len(lines_of(ballot)), 0, 0), by=None)
    publish_ballot(ballot, by=None)
    award_grant(grant, PARTS, awarded=60_000, report_due_on=DUE, by=desk)
    assert (grant.ballot, grant.state) == (ballot, GrantState.AWARDED)


def meeting_on(grant: Grant, desk: Person) -> Sitting:
    """A meeting of the Bureau that is open, with the request on its agenda."""
    meeting = make_sitting(Body.BUREAU, items=0)
    seat_members(meeting, [grant.member], by=None)
    put_to_bureau([grant], meeting, by=desk)
    convene(meeting, by=None)
    open_sitting(meeting, by=None)
    come_in(meeting, seats_of(meeting))
    return meeting


def test_words_do_not_award_what_the_bureau_rejected_nor_what_it_votes_on(desk: Person) -> None:
    grant = ask_grant(make_cities(1)[0], project(), by=desk)
    ballot = open_ballot(ballots_of(meeting_on(grant, desk))[0], by=None)
    words: dict[str, Any] = {"awarded": 60_000, "report_due_on": DUE, "decision": "Bureau, décision 3", "by": desk}
    with pytest.raises(Undecided):
        award_grant(grant, PARTS, **words)
    close_by_totals(ballot, Hands(0, 1, 0), by=None)
    publish_ballot(ballot, by=None)
    with pytest.raises(RejectedByBallot):
        award_grant(grant, PARTS, **words)
    assert grant.state is GrantState.ON_AGENDA


def test_nobody_refuses_what_the_bureau_votes_on_or_has_adopted(desk: Person) -> None:
    grant = ask_grant(make_cities(1)[0], project(), by=desk)
    ballot = open_ballot(ballots_of(meeting_on(grant, desk))[0], by=None)
    with pytest.raises(BallotDecides):
        refuse_grant(grant, reason="non", by=desk)
    close_by_totals(ballot, Hands(1, 0, 0), by=None)
    publish_ballot(ballot, by=None)
    with pytest.raises(BallotDecides):
        refuse_grant(grant, reason="non", by=desk)
    assert grant.state is GrantState.ON_AGENDA


def test_no_more_is_awarded_than_the_question_that_was_adopted_names(desk: Person) -> None:
    grant = ask_grant(make_cities(1)[0], project(asked=59_999), by=desk)
    ballot = open_ballot(ballots_of(meeting_on(grant, desk))[0], by=None)
    close_by_totals(ballot, Hands(1, 0, 0), by=None)
    publish_ballot(ballot, by=None)
    with pytest.raises(MoreThanAsked):
        award_grant(grant, PARTS, awarded=60_000, report_due_on=DUE, by=desk)
    award_grant(grant, [(59_999, DUE)], awarded=59_999, report_due_on=DUE, by=desk)
    assert grant.ballot == ballot


def test_a_rehearsal_decides_of_no_grant(desk: Person) -> None:
    grant = ask_grant(make_cities(1)[0], project(), by=desk)
    meeting = make_sitting(Body.BUREAU)
    seat_members(meeting, [grant.member], by=None)
    with pytest.raises(RehearsalCountsForNothing):
        put_to_bureau([grant], plan_rehearsal(meeting, by=None), by=desk)
    assert grant.state is GrantState.REQUESTED


def test_the_instalments_are_what_is_awarded_and_are_paid_in_the_order_of_their_days(desk: Person) -> None:
    grant = ask_grant(make_cities(1)[0], project(), by=desk)
    with pytest.raises(SumsDiffer):
        award_grant(grant, PARTS, awarded=60_001, report_due_on=DUE, decision="x", by=desk)
    award_grant(grant, PARTS, awarded=60_000, report_due_on=DUE, decision="Bureau, décision 3", by=desk)
    first, second = grant.instalments
    assert (first.amount, second.amount) == (40_000, 20_000)
    with pytest.raises(GrantMoved):
        pay_instalment(second, paid_on=date(2026, 4, 2), reference="virement 2", by=desk)
    pay_instalment(first, paid_on=date(2026, 4, 2), reference="virement 1", by=desk)
    pay_instalment(first, paid_on=date(2026, 5, 2), reference="encore", by=desk)
    assert (grant.paid, first.reference) == (40_000, "virement 1")
    assert letters() == ["grant_decided"]


def test_an_instalment_paid_by_two_desks_at_once_is_paid_once(desk: Person, at_once: Any) -> None:
    part, desk_id = awarded(desk).instalments[0], desk.id

    def pay(reference: str) -> str:
        one = db.session.get_one(GrantInstalment, part.id)
        by = db.session.get_one(Person, desk_id)
        return pay_instalment(one, paid_on=date(2026, 4, 2), reference=reference, by=by).reference

    results = at_once(lambda: pay("a"), lambda: pay("b"))
    assert results[0] == results[1]
    assert results[0] in ("a", "b")


def test_what_is_cancelled_is_paid_no_more_and_keeps_what_was_paid(desk: Person) -> None:
    grant = awarded(desk)
    pay_instalment(grant.instalments[0], paid_on=date(2026, 4, 2), reference="virement", by=desk)
    cancel_grant(grant, reason="le projet est abandonné", by=desk)
    with pytest.raises(GrantMoved):
        pay_instalment(grant.instalments[1], paid_on=date(2026, 9, 2), reference="x", by=desk)
    assert grant.paid == 40_000


def test_a_report_is_read_accepted_or_sent_back_with_what_is_missing(desk: Person) -> None:
    grant = awarded(desk)
    with pytest.raises(ReportMissing):
        accept_report(grant, by=desk)
    prepared = prepare_document(pdf(), "rapport.pdf")
    paper = add_grant_paper(grant, prepared, kind=GrantPaperKind.REPORT, by=None)
    assert add_grant_paper(grant, prepared, kind=GrantPaperKind.REPORT, by=None) == paper
    assert (grant.state, content_of(paper)) == (GrantState.REPORTED, prepared.content)
    return_report(grant, note="les factures", due_on=date(2027, 9, 1), by=desk)
    assert (grant.state, grant.report_due_on) == (GrantState.AWARDED, date(2027, 9, 1))
    assert letters() == ["grant_decided", "grant_report_due"]
    add_grant_paper(grant, prepare_document(pdf(2), "rapport2.pdf"), kind=GrantPaperKind.REPORT, by=None)
    accept_report(grant, by=desk)
    accept_report(grant, by=desk)
    assert grant.state is GrantState.CLOSED
    with pytest.raises(GrantMoved):
        add_grant_paper(grant, prepare_document(pdf(3), "x.pdf"), kind=GrantPaperKind.OTHER, by=None)
    with pytest.raises(GrantMoved):
        remove_grant_paper(paper, by=desk)


def test_no_report_comes_before_an_award_and_a_refusal_says_why(desk: Person) -> None:
    grant = ask_grant(make_cities(1)[0], project(), by=desk)
    with pytest.raises(GrantMoved):
        add_grant_paper(grant, prepare_document(pdf(), "r.pdf"), kind=GrantPaperKind.REPORT, by=None)
    refuse_grant(grant, reason="hors du programme", by=desk)
    with pytest.raises(GrantMoved):
        award_grant(grant, PARTS, awarded=60_000, report_due_on=DUE, decision="x", by=desk)
    letter = db.session.scalars(db.select(OutgoingMessage)).one()
    assert (letter.data["is_awarded"], letter.data["reason"]) == (False, "hors du programme")


def test_a_member_is_reminded_a_month_before_and_each_month_until_the_report_is_there(desk: Person) -> None:
    grant = awarded(desk)

    def on(day: date) -> int:
        set_for_tests(datetime(day.year, day.month, day.day, 6, 0, tzinfo=UTC))
        remind_of_reports()
        remind_of_reports()
        return letters().count("grant_report_due")

    assert on(DUE - timedelta(days=31)) == 0
    assert on(DUE - timedelta(days=30)) == 1
    assert on(DUE - timedelta(days=1)) == 1
    assert on(DUE) == 2
    assert on(DUE + timedelta(days=30)) == 3
    add_grant_paper(grant, prepare_document(pdf(), "rapport.pdf"), kind=GrantPaperKind.REPORT, by=None)
    assert on(DUE + timedelta(days=90)) == 3


def test_a_link_of_a_grant_opens_that_one_alone(desk: Person) -> None:
    grant = awarded(desk)
    token = grant_url(grant).rpartition("/")[2]
    assert grant_by_link(token) == grant
    assert grant_by_link(token[:-2] + "zz") is None


def test_a_list_is_narrowed_by_words_state_and_fund(desk: Person) -> None:
    city = make_member("Đà Nẵng", "VN")
    water = ask_grant(city, project("Eau potable"), by=desk)
    other = ask_grant(make_member("Parakou"), project(), by=desk)
    refuse_grant(other, reason="x", by=desk)
    assert all_grants(GrantSearch()) == [water]
    assert all_grants(GrantSearch(text="da nang", shown="all")) == [water]
    assert all_grants(GrantSearch(text="EAU", fund="cooperation")) == [water]
    assert all_grants(GrantSearch(shown="refused")) == [other]
    assert all_grants(GrantSearch(text="%", shown="all", fund="emergency")) == []
