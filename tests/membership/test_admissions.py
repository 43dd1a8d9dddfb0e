"""Membership applications: begun, handed in, examined, put to the Assembly, admitted on a ballot; what later rolls make of it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from aimf_events.accounts.limits import TooOften
from aimf_events.assembly.agenda import add_item
from aimf_events.assembly.ballot_counts import Hands, close_by_totals, publish_ballot
from aimf_events.assembly.ballot_refusals import BallotDecides
from aimf_events.assembly.ballot_rolls import lines_of
from aimf_events.assembly.ballots import annul_ballot, ballots_of, open_ballot, run_again
from aimf_events.assembly.convocation import convene
from aimf_events.assembly.mandates import seat_members, seats_of
from aimf_events.assembly.models import Body
from aimf_events.assembly.parameters import Parameter
from aimf_events.assembly.rehearsal_limits import RehearsalCountsForNothing
from aimf_events.assembly.rehearsals import plan_rehearsal
from aimf_events.assembly.rules.admission import AdmittedVotes
from aimf_events.assembly.sitting_models import ItemKind, Sitting
from aimf_events.assembly.sittings import open_sitting
from aimf_events.clock import set_for_tests
from aimf_events.database import db
from aimf_events.mail.models import OutgoingMessage
from aimf_events.members.fees import record_entry_fee
from aimf_events.members.members import MemberKnown
from aimf_events.members.models import Member, MemberCategory
from aimf_events.membership.admissions import admit, postpone, put_on_agenda, refuse
from aimf_events.membership.application_letters import application_by_link, dossier_url
from aimf_events.membership.application_models import (
    ApplicationPaper,
    ApplicationState,
    MembershipApplication,
    Opinion,
    PaperKind,
)
from aimf_events.membership.application_papers import (
    KEPT_AT_MOST,
    add_paper,
    content_of,
    forget_applications,
    remove_paper,
)
from aimf_events.membership.application_refusals import (
    ApplicationMoved,
    NotAdopted,
    NotRejected,
    PapersMissing,
    StateFull,
    TooManyPapers,
)
from aimf_events.membership.applications import (
    Asked,
    ask_dossier,
    begin_dossier,
    change_dossier,
    record_bureau_opinion,
    send_link_again,
    submit_dossier,
    withdraw_dossier,
)
from aimf_events.people.models import Civility, Person
from aimf_events.registration.document_files import prepare_document
from tests.factories import make_member, make_person, make_statutes
from tests.factories.assembly import come_in, make_ballot, make_cities, make_sitting
from tests.registration.files import pdf

MARCH = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def statutes(app: Flask) -> None:
    set_for_tests(MARCH)
    make_statutes(values={Parameter.ADMITTED_VOTES: AdmittedVotes.AT_ONCE.value, Parameter.CITIES_OF_STATE: 3})
    make_statutes(Body.BUREAU)


@pytest.fixture
def desk(app: Flask) -> Person:
    return make_person("Camille", "Roux")


def asked(name: str = "Ziguinchor", country: str = "SN", **values: Any) -> Asked:
    given: dict[str, Any] = {
        "category": MemberCategory.MEMBER_CITY,
        "is_capital": False,
        "language": "fr",
        "email": f"{name.lower()}@example.org",
        "mayor_civility": Civility.MADAM,
        "mayor_given_name": "Awa",
        "mayor_family_name": "Diédhiou",
        "mayor_title": f"Maire de {name}",
    }
    return Asked(name=name, country=country, **{**given, **values})


def examined(desk: Person, *names: str, **values: Any) -> list[MembershipApplication]:
    """Dossiers that the Bureau has examined."""
    meeting, made = make_sitting(Body.BUREAU), []
    for name in names:
        application = begin_dossier(asked(name, **values), by=desk)
        for kind in (PaperKind.LETTER, PaperKind.DELIBERATION):
            add_paper(application, prepare_document(pdf(), f"{kind.value}.pdf"), kind=kind, by=None)
        submit_dossier(application, by=None)
        made.append(record_bureau_opinion(application, Opinion.FAVOURABLE, at=meeting, note="", by=desk))
    return made


def sitting_with(applications: list[MembershipApplication], desk: Person, *, together: bool = False) -> Sitting:
    """An Assembly that is open, with everyone in the room and the dossiers on its agenda."""
    make_cities(3)
    sitting = make_sitting(items=0)
    put_on_agenda(applications, sitting, together=together, by=desk)
    convene(sitting, by=None)
    open_sitting(sitting, by=None)
    come_in(sitting, [seat for seat in seats_of(sitting) if seat.holder.titular])
    return sitting


def vote(sitting: Sitting, place: int = 0, *, against: int = 0) -> None:
    """Hold the ballot of an item, by the tellers' totals."""
    ballot = open_ballot(ballots_of(sitting)[place], by=None)
    count = len(lines_of(ballot))
    close_by_totals(ballot, Hands(count - against, against, 0), by=None)
    publish_ballot(ballot, by=None)


def carry_another_question(sitting: Sitting) -> None:
    """Carry another question on the item: the closure of the debate."""
    ballot = open_ballot(make_ballot(sitting, question={"fr": "Clore le débat ?"}), by=None)
    close_by_totals(ballot, Hands(len(lines_of(ballot)), 0, 0), by=None)
    publish_ballot(ballot, by=None)


def rejected_by_assembly(application: MembershipApplication, desk: Person) -> None:
    vote(sitting_with([application], desk), against=3)
    refuse(application, reason="rejetée", by=desk)


def test_a_dossier_is_handed_in_once_its_papers_and_its_mayor_are_there(desk: Person) -> None:
    application = begin_dossier(asked(mayor_family_name=""), by=desk)
    assert application.missing == [PaperKind.LETTER, PaperKind.DELIBERATION, PaperKind.CAPITAL]
    with pytest.raises(PapersMissing):
        submit_dossier(application, by=None)
    for kind in (PaperKind.LETTER, PaperKind.DELIBERATION):
        add_paper(application, prepare_document(pdf(), "a.pdf"), kind=kind, by=None)
    with pytest.raises(PapersMissing):
        submit_dossier(application, by=None)
    change_dossier(application, asked(), by=None)
    submit_dossier(application, by=None)
    submit_dossier(application, by=None)
    assert application.state is ApplicationState.SUBMITTED
    assert application.missing == [PaperKind.CAPITAL]  # may follow
    facts = [each.fact for each in db.session.scalars(db.select(OutgoingMessage).order_by(OutgoingMessage.id))]
    assert facts == ["application_begun", "application_received"]
    with pytest.raises(ApplicationMoved):
        change_dossier(application, asked("Kolda"), by=None)


def test_a_capital_is_asked_no_opinion_of_itself(desk: Person) -> None:
    application = begin_dossier(asked("Dakar", is_capital=True), by=desk)
    assert PaperKind.CAPITAL not in application.missing


def test_a_paper_is_sealed_kept_once_and_gone_when_it_is_taken_back(desk: Person) -> None:
    application, prepared = begin_dossier(asked(), by=desk), prepare_document(pdf(), "lettre.pdf")
    paper = add_paper(application, prepared, kind=PaperKind.LETTER, by=None)
    assert add_paper(application, prepared, kind=PaperKind.LETTER, by=None) == paper
    assert content_of(paper) == prepared.content
    assert prepared.content not in (paper.sealed or b"")
    remove_paper(paper, by=None)
    remove_paper(paper, by=None)
    assert (paper.sealed, application.papers_of(PaperKind.LETTER)) == (None, [])
    for number in range(KEPT_AT_MOST):
        add_paper(application, prepare_document(pdf(number + 1), "a.pdf"), kind=PaperKind.OTHER, by=None)
    with pytest.raises(TooManyPapers):
        add_paper(application, prepare_document(pdf(40), "a.pdf"), kind=PaperKind.OTHER, by=None)


def test_one_by_one_each_city_has_its_item_and_its_ballot_and_in_block_they_share_one(desk: Person) -> None:
    first, second = examined(desk, "Ziguinchor", "Kolda")
    apart = make_sitting(items=0)
    assert len(put_on_agenda([first, second], apart, together=False, by=desk)) == 2
    assert [each.question["fr"] for each in ballots_of(apart)] == [
        "Approuvez-vous l’adhésion de Ziguinchor (Sénégal)\u202f?",
        "Approuvez-vous l’adhésion de Kolda (Sénégal)\u202f?",
    ]
    with pytest.raises(ApplicationMoved):
        put_on_agenda([first], apart, together=False, by=desk)
    others = examined(desk, "Tambacounda", "Matam")
    together = make_sitting(items=0)
    [item] = put_on_agenda(others, together, together=True, by=desk)
    assert len(ballots_of(together)) == 1
    assert "Tambacounda, Sénégal" in item.text
    assert {each.item_id for each in others} == {item.id}


def test_an_admission_changes_the_roll_of_later_ballots_and_not_of_the_one_that_is_open(desk: Person) -> None:
    first, second = examined(desk, "Ziguinchor", "Kolda")
    sitting = sitting_with([first, second], desk)
    with pytest.raises(NotAdopted):
        admit(first, by=desk)
    vote(sitting)
    running = open_ballot(ballots_of(sitting)[1], by=None)
    member = admit(first, by=desk)
    assert (member.name, member.country, member.offices[0].person.full_name) == ("Ziguinchor", "SN", "Awa Diédhiou")
    come_in(sitting, [seat for seat in seats_of(sitting) if seat.member.id == member.id])
    assert len(lines_of(running)) == 3
    close_by_totals(running, Hands(3, 0, 0), by=None)
    publish_ballot(running, by=None)
    admit(second, by=desk)
    from tests.factories.assembly import make_open_ballot

    later = make_open_ballot(sitting)
    assert {line.mandate.member.name for line in lines_of(later)} >= {"Ziguinchor"}
    assert len(lines_of(later)) == 4
    letter = db.session.scalars(db.select(OutgoingMessage).filter_by(fact="application_decided")).first()
    assert letter is not None
    assert letter.data["is_admitted"] is True
    with pytest.raises(ApplicationMoved):
        admit(first, by=desk)


def test_a_voice_that_hangs_on_the_entry_fee_counts_once_it_is_recorded(desk: Person) -> None:
    make_statutes(in_force_on=date(2026, 2, 1), values={Parameter.ADMITTED_VOTES: AdmittedVotes.ONCE_PAID.value})
    [application] = examined(desk, "Ziguinchor")
    sitting = sitting_with([application], desk)
    vote(sitting)
    member = admit(application, by=desk)
    seat = next(seat for seat in seats_of(sitting) if seat.member.id == member.id)
    assert (member.awaits_fee, seat.mandate.votes_from) == (True, None)
    later = make_sitting(day=date(2027, 1, 10))
    convene(later, by=None)
    waiting = next(seat for seat in seats_of(later) if seat.member.id == member.id)
    assert waiting.mandate.votes_from is None
    set_for_tests(MARCH + timedelta(minutes=3))
    record_entry_fee(member, reference="virement du 1er mars", by=desk)
    record_entry_fee(member, reference="encore", by=desk)
    db.session.expire_all()
    assert seat.mandate.votes_from == waiting.mandate.votes_from == MARCH + timedelta(minutes=3)


def test_an_associate_city_speaks_and_pays_no_voice(desk: Person) -> None:
    [application] = examined(desk, "Ziguinchor", category=MemberCategory.ASSOCIATE_CITY)
    sitting = sitting_with([application], desk)
    vote(sitting)
    member = admit(application, by=desk)
    seat = next(seat for seat in seats_of(sitting) if seat.member.id == member.id)
    assert (member.awaits_fee, seat.mandate.votes_from) == (False, None)


def test_the_last_city_that_the_statutes_let_a_state_have_is_admitted_and_the_next_refused(desk: Person) -> None:
    for name in ("Dakar", "Thiès"):
        make_member(name, "SN")
    make_member("Pikine", "SN", category=MemberCategory.ASSOCIATE_CITY)  # counts for nothing
    first, second = examined(desk, "Ziguinchor", "Kolda")
    sitting = sitting_with([first, second], desk, together=True)
    vote(sitting)
    admit(first, by=desk)
    with pytest.raises(StateFull):
        admit(second, by=desk)
    assert second.state is ApplicationState.ON_AGENDA
    refuse(second, reason="dix villes", by=desk)


def test_two_admissions_of_one_state_at_once_count_each_other(desk: Person, at_once: Any) -> None:
    for name in ("Dakar", "Thiès"):
        make_member(name, "SN")
    first, second = examined(desk, "Ziguinchor", "Kolda")
    sitting = sitting_with([first, second], desk, together=True)
    vote(sitting)
    ids, desk_id = (first.id, second.id), desk.id

    def take(ident: int) -> None:
        admit(db.session.get_one(MembershipApplication, ident), by=db.session.get_one(Person, desk_id))

    results = at_once(lambda: take(ids[0]), lambda: take(ids[1]))
    assert [type(each) for each in results if each is not None] == [StateFull]
    assert len(db.session.scalars(db.select(Member).filter_by(country="SN")).all()) == 3


def test_a_rejected_admission_makes_no_member_and_a_postponed_one_comes_back(desk: Person) -> None:
    [application] = examined(desk, "Ziguinchor")
    sitting = sitting_with([application], desk)
    vote(sitting, against=3)
    with pytest.raises(NotAdopted):
        admit(application, by=desk)
    postpone(application, reason="à revoir avec la capitale", by=desk)
    assert application.state is ApplicationState.POSTPONED
    put_on_agenda([application], make_sitting(items=0), together=False, by=desk)
    assert application.state is ApplicationState.ON_AGENDA


def test_another_question_carried_on_its_item_neither_admits_a_city_nor_undoes_its_admission(desk: Person) -> None:
    [application] = examined(desk, "Ziguinchor")
    sitting = sitting_with([application], desk)
    carry_another_question(sitting)
    with pytest.raises(NotAdopted):
        admit(application, by=desk)
    with pytest.raises(NotRejected):
        refuse(application, reason="trop tôt", by=desk)
    first = annul_ballot(open_ballot(ballots_of(sitting)[0], by=None), reason="une coupure", by=None)
    again = open_ballot(run_again(first, by=None), by=None)
    close_by_totals(again, Hands(3, 0, 0), by=None)
    publish_ballot(again, by=None)
    admit(application, by=desk)
    assert application.ballot == again


def test_nobody_postpones_a_city_that_the_assembly_votes_on_or_has_adopted(desk: Person) -> None:
    [application] = examined(desk, "Ziguinchor")
    sitting = sitting_with([application], desk)
    ballot = open_ballot(ballots_of(sitting)[0], by=None)
    with pytest.raises(BallotDecides):
        postpone(application, reason="plus tard", by=desk)
    close_by_totals(ballot, Hands(3, 0, 0), by=None)
    publish_ballot(ballot, by=None)
    with pytest.raises(BallotDecides):
        postpone(application, reason="plus tard", by=desk)
    assert admit(application, by=desk) is not None


def test_the_desk_refuses_no_city_before_a_published_ballot_rejects_it(desk: Person) -> None:
    [application] = examined(desk, "Ziguinchor")
    with pytest.raises(NotRejected):
        refuse(application, reason="non", by=desk)
    sitting = sitting_with([application], desk)
    ballot = open_ballot(ballots_of(sitting)[0], by=None)
    with pytest.raises(NotRejected):
        refuse(application, reason="non", by=desk)
    close_by_totals(ballot, Hands(0, 3, 0), by=None)
    with pytest.raises(NotRejected):
        refuse(application, reason="non", by=desk)
    assert "application_decided" not in {each.fact for each in db.session.scalars(db.select(OutgoingMessage))}
    publish_ballot(ballot, by=None)
    carry_another_question(sitting)
    with pytest.raises(NotAdopted):
        admit(application, by=desk)
    refuse(application, reason="rejetée par l’Assemblée", by=desk)
    assert application.state is ApplicationState.REFUSED


def test_a_city_that_the_assembly_adopted_is_not_refused_by_the_desk(desk: Person) -> None:
    [application] = examined(desk, "Ziguinchor")
    vote(sitting_with([application], desk))
    with pytest.raises(NotRejected):
        refuse(application, reason="non", by=desk)


def test_a_rehearsal_puts_no_city_on_its_agenda_and_records_no_opinion(desk: Person) -> None:
    [application] = examined(desk, "Ziguinchor")
    make_cities(3)
    sitting, meeting = plan_rehearsal(make_sitting(), by=None), make_sitting(Body.BUREAU)
    seat_members(meeting, list(db.session.scalars(db.select(Member))), by=None)
    add_item(meeting, kind=ItemKind.OTHER, title="Point", by=None)
    with pytest.raises(RehearsalCountsForNothing):
        put_on_agenda([application], sitting, together=False, by=desk)
    with pytest.raises(RehearsalCountsForNothing):
        record_bureau_opinion(application, Opinion.UNFAVOURABLE, at=plan_rehearsal(meeting, by=None), note="", by=desk)
    assert (application.state, application.bureau_opinion) == (ApplicationState.EXAMINED, Opinion.FAVOURABLE)


def test_one_place_never_takes_the_whole_day_and_a_second_link_takes_nothing_of_it(
    desk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aimf_events.membership.applications.FROM_ALL", 21)
    for number in range(20):
        set_for_tests(MARCH + timedelta(minutes=10 * number))
        ask_dossier(asked(f"Ville {number}", email=f"v{number}@example.org"), place="203.0.113.7")
    set_for_tests(MARCH + timedelta(hours=8))
    with pytest.raises(TooOften):
        ask_dossier(asked("Ville 20", email="v20@example.org"), place="203.0.113.7")
    ask_dossier(asked("Ville 0", email="v0@example.org"), place="203.0.113.8")  # its link again
    ask_dossier(asked(), place="203.0.113.8")
    with pytest.raises(TooOften):
        ask_dossier(asked("Kolda"), place="203.0.113.9")
    assert len(db.session.scalars(db.select(MembershipApplication)).all()) == 21


def test_a_member_of_that_name_is_not_made_twice(desk: Person) -> None:
    make_member("Ziguinchor", "SN")
    [application] = examined(desk, "Ziguinchor")
    sitting = sitting_with([application], desk)
    vote(sitting)
    with pytest.raises(MemberKnown):
        admit(application, by=desk)
    assert application.state is ApplicationState.ON_AGENDA


def test_whoever_asks_learns_nothing_and_a_second_request_sends_the_same_dossier(desk: Person) -> None:
    ask_dossier(asked(), place="203.0.113.7")
    ask_dossier(asked(), place="203.0.113.7")
    assert len(db.session.scalars(db.select(MembershipApplication)).all()) == 1
    ask_dossier(asked(email="other@example.org"), place="203.0.113.7")
    assert len(db.session.scalars(db.select(MembershipApplication)).all()) == 2
    ask_dossier(asked(), place="203.0.113.8")
    with pytest.raises(TooOften):
        ask_dossier(asked(), place="203.0.113.9")


def test_a_link_that_was_renewed_or_altered_opens_nothing(desk: Person) -> None:
    application = begin_dossier(asked(), by=desk)
    token = dossier_url(application).rpartition("/")[2]
    assert application_by_link(token) == application
    assert application_by_link(token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    send_link_again(application, by=desk)
    assert application_by_link(token) is None


def test_what_was_never_handed_in_is_forgotten_and_the_papers_of_a_refusal_go_after_a_year(desk: Person) -> None:
    begun = begin_dossier(asked("Kolda"), by=desk)
    [refused] = examined(desk, "Ziguinchor")
    rejected_by_assembly(refused, desk)
    withdrawn = withdraw_dossier(begin_dossier(asked("Matam"), by=desk), by=None)
    begun_id = begun.id
    forget_applications()
    assert db.session.get(MembershipApplication, begun_id) is not None
    set_for_tests(MARCH + timedelta(days=366))
    forget_applications()
    db.session.expire_all()
    assert db.session.get(MembershipApplication, begun_id) is None
    assert withdrawn.state is ApplicationState.WITHDRAWN
    papers = db.session.scalars(db.select(ApplicationPaper)).all()
    assert [paper.sealed for paper in papers] == [None, None]
