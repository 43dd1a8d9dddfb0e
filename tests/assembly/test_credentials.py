"""The credentials docket: what it gathers, what a decision changes in the roll, and the report that is voted first."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from pypdf import PdfReader

from aimf_events.accounts.models import Role
from aimf_events.assembly.agenda import add_item
from aimf_events.assembly.convocation import convene
from aimf_events.assembly.convocation_letter import papers_url
from aimf_events.assembly.credential_models import CredentialDecision, CredentialOutcome
from aimf_events.assembly.credential_report import NAME, NoCredentialsItem, file_report, report_pdf
from aimf_events.assembly.credentials import ReasonMissing, decide_nomination, decide_proxy, docket_of
from aimf_events.assembly.presence import NominationRefused, enter_presence
from aimf_events.assembly.proxies import ProxyMoved
from aimf_events.assembly.proxy_models import ProxyState
from aimf_events.assembly.rolls import quorum_of, roll_of
from aimf_events.assembly.rules.roll import Carrier, How
from aimf_events.assembly.sitting_models import Convocation, EntrySource, ItemKind, Sitting
from aimf_events.clock import set_for_tests
from aimf_events.congress.models import CongressRole
from aimf_events.database import db
from aimf_events.registration.claims import claims_of, recognise, record_claim
from aimf_events.registration.document_files import prepare_document
from aimf_events.registration.documents import attach_document
from aimf_events.registration.models import Capacity, Delegation, DocumentKind, RegistrationState
from tests.factories import make_congress, make_delegation, make_registration, make_staff, make_statutes
from tests.factories.assembly import come_in, give_proxy, make_cities, make_sitting, seat_for
from tests.registration.files import pdf
from tests.statements import statements_sent

MARCH = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
MAY = date(2026, 5, 20)


@pytest.fixture
def hall(app: Flask):
    """Four cities: the second sends a substitute with a letter."""
    set_for_tests(MARCH)
    make_statutes()
    congress, cities = make_congress("tunis", starts_on=MAY), make_cities(4)
    delegations = [make_delegation(congress, member=city) for city in cities[:2]]
    substitute = make_registration(delegations[1], state=RegistrationState.APPROVED, capacity=Capacity.SUBSTITUTE)
    attach_document(
        delegations[1],
        prepare_document(pdf(1), "Nomination.pdf"),
        kind=DocumentKind.NOMINATION,
        registration=substitute,
        by=None,
    )
    sitting = make_sitting(day=MAY, congress=congress, items=0)
    add_item(sitting, kind=ItemKind.CREDENTIALS, title="Vérification des pouvoirs", by=None)
    convene(sitting, by=None)
    return sitting, cities, delegations


def words_of(sitting):
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(report_pdf(sitting))).pages)


def test_a_refused_nomination_is_in_no_roll_from_then_on(hall):
    sitting, cities, _delegations = hall
    seat = seat_for(sitting, cities[1])
    enter_presence(sitting, seat, carrier=Carrier.SUBSTITUTE, how=How.IN_ROOM, source=EntrySource.ROLL_CALL, by=None)
    [nomination] = docket_of(sitting).nominations
    assert [paper.file_name for paper in nomination.letters] == ["Nomination.pdf"]
    with pytest.raises(ReasonMissing):
        decide_nomination(sitting, nomination, outcome=CredentialOutcome.REFUSED, reason=" ", by=None)
    decide_nomination(sitting, nomination, outcome=CredentialOutcome.RESERVED, reason="Sans date", by=None)
    assert quorum_of(sitting).counted == 1
    set_for_tests(MARCH + timedelta(minutes=5))
    for _twice in range(2):
        decide_nomination(sitting, nomination, outcome=CredentialOutcome.REFUSED, reason="Sans signature", by=None)
    assert db.session.query(CredentialDecision).count() == 2
    assert quorum_of(sitting).counted == 0
    assert quorum_of(sitting, MARCH + timedelta(minutes=1)).counted == 1
    set_for_tests(MARCH + timedelta(minutes=6))
    decide_nomination(sitting, nomination, outcome=CredentialOutcome.VALID, reason="", by=None)
    assert roll_of(sitting).lines[0].carrier is Carrier.SUBSTITUTE


def test_whoever_the_committee_refused_is_not_entered_as_if_it_counted(hall):
    sitting, cities, delegations = hall
    other = make_registration(delegations[0], state=RegistrationState.APPROVED, capacity=Capacity.TITULAR)
    nomination = next(each for each in docket_of(sitting).nominations if each.registration.id == other.id)
    seat = seat_for(sitting, cities[0])
    decide_nomination(sitting, nomination, outcome=CredentialOutcome.REFUSED, reason="Sans signature", by=None)
    with pytest.raises(NominationRefused):
        come_in(sitting, [seat])
    come_in(sitting, [seat], None)
    set_for_tests(MARCH + timedelta(minutes=5))
    decide_nomination(sitting, nomination, outcome=CredentialOutcome.VALID, reason="", by=None)
    come_in(sitting, [seat])
    assert quorum_of(sitting).counted == 1


def test_a_refused_proxy_ends_and_the_report_says_why(hall):
    sitting, cities, _delegations = hall
    giver, holder = seat_for(sitting, cities[2]), seat_for(sitting, cities[3])
    proxy = give_proxy(sitting, giver, holder)
    come_in(sitting, [holder])
    decide_proxy(proxy, giver, holder, outcome=CredentialOutcome.REFUSED, reason="Signé après la séance", by=None)
    assert proxy.state is ProxyState.REFUSED
    assert quorum_of(sitting).counted == 1
    decide_proxy(proxy, giver, holder, outcome=CredentialOutcome.REFUSED, reason="Signé après la séance", by=None)
    with pytest.raises(ProxyMoved):
        decide_proxy(proxy, giver, holder, outcome=CredentialOutcome.VALID, reason="", by=None)
    assert db.session.query(CredentialDecision).count() == 1
    said = words_of(sitting)
    assert "Rapport de vérification des pouvoirs" in said
    assert "Signé après la séance" in said
    assert "Credentials report" in said


def test_the_report_names_who_was_recognised_and_never_the_rival(hall):
    sitting, cities, delegations = hall
    desk = make_staff(Role.SECRETARIAT)
    given = {"civility": None, "title": "Maire", "by": desk}
    record_claim(delegations[0], given_name="Ada", family_name="Premier", email="a@example.org", **given)
    record_claim(delegations[0], given_name="Bob", family_name="Rival", email="b@example.org", **given)
    docket = docket_of(sitting)
    assert [head.delegation.member_id for head in docket.open_heads] == [cities[0].id]
    assert "sans décision" in words_of(sitting)
    first = next(claim for claim in claims_of(delegations[0]) if claim.person.family_name == "Premier")
    recognise(first, proof="Procès-verbal du 12 mars", by=desk)
    said = words_of(sitting)
    assert "la commission reconnaît" in " ".join(said.split())
    assert "Procès-verbal du 12 mars" not in said, "what the desk wrote of the proof is not for all members"
    assert "Premier" in said
    assert "Rival" not in said


def test_the_report_is_the_next_version_of_the_first_items_paper(hall, browse):
    sitting, _cities, _delegations = hall
    paper = file_report(sitting, by=None)
    assert (paper.name, paper.version) == (NAME, 1)
    set_for_tests(MARCH + timedelta(hours=1))
    assert file_report(sitting, by=None).version == 2
    link = papers_url(db.session.query(Convocation).first()).removeprefix("http://localhost")
    assert "(version 2)" in browse.get(link).text
    other = make_sitting(day=MAY)
    convene(other, by=None)
    with pytest.raises(NoCredentialsItem):
        file_report(other, by=None)


def test_the_docket_takes_the_same_number_of_questions_whatever_its_size(hall):
    sitting, cities, delegations = hall
    give_proxy(sitting, seat_for(sitting, cities[2]), seat_for(sitting, cities[3]))
    ident, counts = sitting.id, []
    for _round in range(2):
        db.session.expunge_all()
        again = db.session.get(Sitting, ident)
        with statements_sent() as sent:
            docket_of(again)
        counts.append(len(sent))
        for delegation in delegations:
            there = db.session.get(Delegation, delegation.id)
            make_registration(there, state=RegistrationState.APPROVED, capacity=Capacity.TITULAR)
        give_proxy(again, seat_for(again, cities[1]), seat_for(again, cities[3]))
    assert counts[0] == counts[1]


def test_the_desk_decides_reads_letters_and_files_the_report(hall, browser_of):
    sitting, _cities, _delegations = hall
    desk = browser_of(make_staff(Role.SITTING_SECRETARY))
    here = f"/tunis/assembly/sittings/{sitting.public_id}/credentials"
    page = desk.get(here)
    assert "1 nomination attend une décision." in page.text
    assert desk.client.get(page.link("Nomination.pdf")).data == pdf(1)
    page = desk.get(page.link("Cité 001"))
    path = page.path
    assert "Choisissez une décision." in desk.post(path, {"reason": ""}, 422).text
    assert "le rapport le lit à l’Assemblée" in desk.post(path, {"outcome": "refused", "reason": ""}, 422).text
    page = desk.post(path, {"outcome": "valid", "reason": ""})
    assert "Tout est décidé" in page.text
    page = desk.post(here + "/report")
    assert "version 1" in page.text
    assert desk.client.get(here + "/report.pdf").data.startswith(b"%PDF")


def test_others_see_nothing_of_the_docket(hall, browser_of, browse):
    sitting, _cities, delegations = hall
    here = f"/tunis/assembly/sittings/{sitting.public_id}/credentials"
    [nomination] = docket_of(sitting).nominations
    stranger = browser_of(make_staff(CongressRole.PROGRAMME, congress=sitting.congress))
    stranger.get(here, 403)
    stranger.post(here + "/report", {}, 403)
    desk = browser_of(make_staff(Role.SITTING_SECRETARY))
    desk.get(here + "/nominations/x", 404)
    desk.get(here + "/documents/x", 404)
    other = make_congress("kigali", starts_on=MAY)
    desk.get(f"/{other.name}/assembly/sittings/{sitting.public_id}/credentials", 404)
    elsewhere = make_sitting(day=MAY)
    convene(elsewhere, by=None)
    desk.get(
        f"/tunis/assembly/sittings/{elsewhere.public_id}/credentials/nominations/{nomination.registration.public_id}",
        404,
    )
    claim = record_claim(
        delegations[0], civility=None, given_name="Bob", family_name="Rival", title="Maire", email="b@example.org",
        by=make_staff(Role.SECRETARIAT),
    )  # fmt: skip
    proof = attach_document(
        delegations[0], prepare_document(pdf(3), "Preuve.pdf"), kind=DocumentKind.PROOF, claim=claim, by=None
    )
    desk.get(f"{here}/documents/{proof.public_id}", 404)
