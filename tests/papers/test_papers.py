"""The letter for the visa and the certificate: numbered without gaps, read back by other readers, corrected, ended, purged."""

from datetime import UTC, date, datetime, timedelta

import pytest

from aimf_events import jobs, journal
from aimf_events.checkin.badges import badge_of
from aimf_events.clock import set_for_tests
from aimf_events.database import db, transaction
from aimf_events.hybrid.evidence import record_presence
from aimf_events.hybrid.models import EvidenceSource
from aimf_events.i18n import use_language
from aimf_events.mail.models import OutgoingMessage
from aimf_events.papers import papers
from aimf_events.papers.attendance import NeverCame, NotOver
from aimf_events.papers.papers import (
    NotAccredited,
    PaperGone,
    attendance_certificate,
    issue_paper,
    paper_pdf,
    papers_of,
    valid_paper,
)
from aimf_events.papers.visa import VisaIncomplete
from aimf_events.registration.accreditation import approve, refuse
from aimf_events.registration.field_answers import save_answers
from aimf_events.registration.identity import save_identity
from aimf_events.registration.models import FieldPhase, IssuedPaper, PaperKind, RegistrationState
from aimf_events.registration.purge import purge_congress
from tests.checkin.doors import make_device, make_door, scan
from tests.factories import make_delegation, make_registration
from tests.factories.programme import make_session
from tests.papers.conftest import PASSPORT, asks_for_visa
from tests.papers.readers import qr_of, text_of

LONG = {
    "given_name": "Marie-Antoinette Rasoanaivo",
    "family_name": "de Montgolfier-Razafindrakoto d’Antananarivo-Renivohitra",
}
ARABIC = {"given_name": "Ahmed", "family_name": "ben Salah", "original_name": "أحمد بن صالح"}
VIETNAMESE = {"given_name": "Thuỳ Dương", "family_name": "Phạm Nguyễn Thị", "original_name": ""}


def visa_of(registration):
    return valid_paper(registration, PaperKind.VISA)


@pytest.mark.parametrize("names", [LONG, ARABIC, VIETNAMESE], ids=["long", "arabic", "vietnamese"])
def test_letter_for_the_visa_is_there_as_soon_as_the_person_is_accredited(told, names):
    registration = asks_for_visa(told.delegation, told.desk, language="en", **names)
    paper = visa_of(registration)
    pdf = paper_pdf(paper)
    text = text_of(pdf).replace("\u202f", " ").replace("\u00a0", " ")
    for said in (*(v for v in names.values() if v and v != ARABIC["original_name"]), "C9876543", "LI-41-0001", "Huế"):
        assert said in text
    assert "Lettre d’invitation" in text
    assert "Vietnam" in text.replace("Viêt Nam", "Vietnam").replace("Viet Nam", "Vietnam")
    assert "Elle n’est ni un visa ni la promesse d’un visa" in text
    address = f"http://localhost/verification/{paper.code[:4]}-{paper.code[4:8]}-{paper.code[8:]}"
    assert qr_of(pdf) == [address]
    assert qr_of(pdf, page=2) == [address]
    assert address in text


def test_letter_is_in_french_alone_for_who_reads_french(told):
    registration = asks_for_visa(told.delegation, told.desk)
    assert qr_of(paper_pdf(visa_of(registration)), page=1) != []
    assert text_of(paper_pdf(visa_of(registration))).count("LI-41-0001") == 1


def test_same_words_give_the_same_bytes_before_and_after_they_are_kept(told):
    registration = asks_for_visa(told.delegation, told.desk, accredited=False)
    approve(registration, by=told.desk)
    papers.issue_visa_letter_if_due(registration.id)
    paper = visa_of(registration)
    assert paper.pdf is None
    before = paper_pdf(paper)
    papers.keep_pdf(paper.id)
    db.session.expire_all()
    assert paper.pdf is not None
    assert paper_pdf(paper) == before


def test_passport_is_nowhere_in_clear_and_its_reading_is_in_the_journal(told):
    registration = asks_for_visa(told.delegation, told.desk)
    paper = visa_of(registration)
    assert b"C9876543" not in paper.facts + paper.pdf
    letters = db.session.scalars(db.select(OutgoingMessage)).all()
    assert "visa_letter_ready" in {letter.fact for letter in letters}
    assert all(b"C9876543" not in (letter.content or b"") for letter in letters)
    assert not any("C9876543" in str(letter.data) for letter in letters)
    read = [entry for entry in journal.history(registration) if entry.verb == "secret_read"]
    assert [entry.details["purpose"] for entry in read] == ["visa_letter"]
    assert "passport_number" in read[0].details["fields"]


def test_nobody_gets_a_letter_that_was_not_asked_for_or_has_holes(told):
    plain = make_registration(told.delegation)
    approve(plain, by=told.desk)
    half = make_registration(told.delegation)
    save_answers(half, FieldPhase.VISA, {"visa_letter": "yes"}, by=told.desk)
    approve(half, by=told.desk)
    jobs.drain()
    assert papers_of(plain) == papers_of(half) == []
    with pytest.raises(VisaIncomplete), use_language("fr"):
        issue_paper(plain, PaperKind.VISA, by=told.desk)
    with pytest.raises(VisaIncomplete):
        issue_paper(half, PaperKind.VISA, by=told.desk)
    with pytest.raises(NotAccredited):
        issue_paper(asks_for_visa(told.delegation, told.desk, accredited=False), PaperKind.VISA, by=told.desk)
    save_answers(half, FieldPhase.VISA, PASSPORT, by=told.desk)
    jobs.drain()
    assert visa_of(half).number == 1


def test_another_name_makes_the_letter_outdated_and_a_corrected_one_replaces_it(told):
    registration = asks_for_visa(told.delegation, told.desk, given_name="Thuy", family_name="Pham")
    first = visa_of(registration)
    save_identity(
        registration, given_name="Thuỳ", family_name="Phạm", email=registration.email, function="Maire", by=None
    )
    assert registration.state is RegistrationState.SUBMITTED
    assert first.outdated_at is not None
    assert first.ended_at is None
    approve(registration, by=told.desk)
    jobs.drain()
    second = visa_of(registration)
    assert (second.number, second.replaces_id) == (2, first.id)
    assert first.end_reason == "replaced"
    text = text_of(paper_pdf(second))
    assert "Phạm" in text
    assert "Remplace le n° LI-41-0001." in text.replace("\u00a0", " ").replace("\u202f", " ")


def test_letter_of_who_is_refused_ends(told):
    registration = asks_for_visa(told.delegation, told.desk)
    refuse(registration, by=told.desk, reason="Visa refusé")
    assert visa_of(registration) is None
    assert papers_of(registration)[0].end_reason == "refused"


def test_numbers_follow_each_other_without_gaps_when_many_are_issued_at_once(told, at_once):
    people = [asks_for_visa(told.delegation, told.desk, accredited=False) for _ in range(4)]
    ids = [registration.id for registration in people]
    for registration in people:
        approve(registration, by=told.desk)
    with transaction():
        db.session.execute(db.delete(jobs.QueuedJob))
    assert at_once(*(lambda ident=ident: papers.issue_visa_letter_if_due(ident) for ident in ids)) == [None] * 4
    assert sorted(db.session.scalars(db.select(IssuedPaper.number))) == [1, 2, 3, 4]


def test_control_without_the_lock_two_letters_take_one_number(told, at_once, monkeypatch):
    monkeypatch.setattr(papers, "lock_name", lambda name: None)
    people = [asks_for_visa(told.delegation, told.desk, accredited=False) for _ in range(4)]
    ids = [registration.id for registration in people]
    for registration in people:
        approve(registration, by=told.desk)
    results = at_once(*(lambda ident=ident: papers.issue_visa_letter_if_due(ident) for ident in ids))
    assert any("uq_issued_paper_congress_id" in str(result) for result in results)


def test_certificate_says_the_days_on_which_a_door_or_a_room_saw_the_person(told):
    registration = make_registration(told.delegation)
    approve(registration, by=told.desk)
    door, device = make_door(told.congress), make_device(told.congress)
    with pytest.raises(NotOver):
        attendance_certificate(registration, by=None)
    set_for_tests(datetime(2026, 12, 9, 8, tzinfo=UTC))
    scan(door, device, badge_of(registration), seq=1)
    set_for_tests(datetime(2026, 12, 10, 8, tzinfo=UTC))
    record_presence(registration, make_session(told.congress, "Bureau"), source=EvidenceSource.JOIN)
    with pytest.raises(NotOver):
        attendance_certificate(registration, by=None)
    set_for_tests(datetime(2026, 12, 11, 8, tzinfo=UTC))
    paper = attendance_certificate(registration, by=registration.person)
    assert attendance_certificate(registration, by=None).id == paper.id
    text = text_of(paper_pdf(paper))
    assert "AP-41-0001" in text
    assert "mercredi 9 décembre 2026 sur place" in text
    assert "jeudi 10 décembre 2026 à distance" in text
    absent = make_registration(make_delegation(told.congress), state=RegistrationState.APPROVED)
    with pytest.raises(NeverCame):
        attendance_certificate(absent, by=None)


def test_words_of_a_letter_go_with_the_passport_and_its_number_stays(told):
    registration = asks_for_visa(told.delegation, told.desk)
    paper = visa_of(registration)
    set_for_tests(datetime.combine(date(2026, 12, 10) + timedelta(days=32), datetime.min.time(), UTC))
    assert purge_congress(told.congress)["papers"] == 1
    db.session.expire_all()
    assert (paper.facts, paper.pdf, paper.number) == (None, None, 1)
    with pytest.raises(PaperGone):
        paper_pdf(paper)
