"""Papers of a delegation: what is taken, what is refused and how it is said, how they are kept."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from aimf_events.accounts.models import Role
from aimf_events.clock import now, set_for_tests
from aimf_events.congress.deadlines import set_deadlines
from aimf_events.congress.models import DeadlineKind
from aimf_events.database import db
from aimf_events.errors import NotFound
from aimf_events.journal import JournalEntry
from aimf_events.registration import documents
from aimf_events.registration.document_files import ADVICE, REASONS, DocumentRefused, prepare_document
from aimf_events.registration.documents import (
    DocumentsClosed,
    TooManyDocuments,
    attach_document,
    content_of,
    document_in,
    documents_about,
    documents_of,
    documents_open,
    remove_document,
    replace_document,
)
from aimf_events.registration.models import Delegation, Document, DocumentKind, RegistrationState
from aimf_events.registration.transitions import StepRefused
from tests.factories import make_congress, make_delegation, make_registration, make_staff
from tests.registration.files import (
    archive,
    pdf,
    pdf_with_action,
    pdf_with_form,
    photograph_with_place,
    picture,
)

LETTER = DocumentKind.NOMINATION


@pytest.fixture
def delegation(app):
    return make_delegation(make_congress())


def attach(delegation, data=None, name="lettre.pdf", **values):
    prepared = prepare_document(data or pdf(), name)
    return attach_document(delegation, prepared, **{"kind": LETTER, "by": None, **values})


MALICIOUS = {
    "empty": (b"", "document_empty"),
    "fifty megabytes": (b"%PDF-1.7" + bytes(50 * 1024 * 1024), "document_too_big"),
    "a page called .pdf": (b"<!doctype html><script>alert(1)</script>", "document_unknown"),
    "a program": (b"MZ" + bytes(200), "document_unknown"),
    "an archive": (archive(), "document_unknown"),
    "a picture with scripts": (b"<svg onload=alert(1)></svg>", "document_unknown"),
    "another format": (picture("GIF"), "document_unknown"),
    "a PDF and an archive": (pdf() + archive(), "document_mixed"),
    "a PDF and a page": (pdf().replace(b"\n", b"\n%<html><script>alert(1)</script>\n", 1), "document_mixed"),
    "something before the PDF": (b"GIF89a" + pdf(), "document_unknown"),
    "a PDF with JavaScript": (pdf(javascript="app.alert(1)"), "document_active"),
    "a PDF that starts a program": (pdf_with_action("/Launch"), "document_active"),
    "a page that runs a script": (pdf_with_action("/JavaScript", on="/O"), "document_active"),
    "a name written with numbers": (
        pdf_with_action("/JavaScript").replace(b"/JavaScript", b"/J#61vaScript"),
        "document_active",
    ),
    "a PDF with a file inside": (pdf(attachment=b"MZ"), "document_active"),
    "a PDF with a dynamic form": (pdf_with_form(), "document_active"),
    "a locked PDF": (pdf(password="secret"), "document_locked"),
    "a cut PDF": (pdf()[:200], "document_damaged"),
    "a PDF of nothing": (b"%PDF-1.7\n%%EOF", "document_damaged"),
    "a PDF without pages": (pdf(0), "document_damaged"),
    "too many pages": (pdf(101), "document_too_long"),
    "a cut picture": (picture()[:300], "document_damaged"),
    "a picture too large": (picture("PNG", (7000, 6000)), "document_too_many_pixels"),
}


@pytest.mark.parametrize("name", MALICIOUS)
def test_a_bad_file_ends_in_a_clear_sentence(app, name):
    data, code = MALICIOUS[name]
    with pytest.raises(DocumentRefused) as refused:
        prepare_document(data, "lettre.pdf")
    assert refused.value.code == code
    assert str(refused.value.reason) == str(REASONS[code])
    assert str(refused.value.advice) == str(ADVICE[code])


def test_a_photograph_loses_what_it_knew_and_stands_upright(app):
    kept = prepare_document(photograph_with_place(), "IMG_0001.HEIC.jpeg")
    image = Image.open(io.BytesIO(kept.content))
    assert (kept.media_type, kept.file_name, image.size) == ("image/jpeg", "IMG_0001.HEIC.jpg", (600, 800))
    assert dict(image.getexif()) == {}
    assert b"Telephone" not in kept.content


def test_a_picture_keeps_nothing_of_what_was_behind_it(app):
    kept = prepare_document(picture("PNG") + archive(), "lettre.png")
    assert kept.media_type == "image/png"
    assert b"PK" not in kept.content[-200:]


def test_a_pdf_is_kept_as_it_came_whatever_its_name(app):
    kept = prepare_document(pdf(), "../../Lettre du\r\n maire.docx")
    assert (kept.content, kept.media_type, kept.file_name) == (pdf(), "application/pdf", "Lettre du maire.pdf")


def test_a_paper_is_sealed_at_rest_and_read_again(delegation):
    made = attach(delegation)
    sealed = db.session.scalar(db.select(Document.sealed).filter_by(id=made.id))
    assert b"%PDF" not in sealed
    assert content_of(made) == pdf()


def test_sent_twice_it_is_one_paper(delegation, at_once):
    ids = at_once(*(lambda: attach(db.session.get(Delegation, delegation.id)).id for _ in range(2)))
    assert ids[0] == ids[1]
    assert len(documents_of(delegation)) == 1


def test_a_removed_paper_leaves_a_line_and_no_bytes(delegation):
    made = attach(delegation)
    remove_document(made, by=None)
    remove_document(made, by=None)
    assert db.session.scalar(db.select(Document.sealed).filter_by(id=made.id)) is None
    assert documents_of(delegation) == []
    with pytest.raises(NotFound):
        document_in(delegation.congress, made.public_id)
    verbs = db.session.scalars(db.select(JournalEntry.verb).filter_by(thing_kind="Document").order_by(JournalEntry.id))
    assert list(verbs) == ["document_attached", "document_removed"]


def test_another_file_takes_the_place_of_a_paper(delegation):
    registration = make_registration(delegation)
    old = attach(delegation, registration=registration)
    new = replace_document(old, prepare_document(picture(), "photo.jpg"), by=None)
    assert (new.registration_id, new.kind, new.media_type) == (registration.id, LETTER, "image/jpeg")
    assert [d.id for d in documents_of(delegation)] == [new.id]


def test_a_desk_reads_the_persons_papers_then_the_delegations(delegation):
    one, other = make_registration(delegation), make_registration(delegation)
    whole, own, others = (
        attach(delegation, pdf(count), registration=about) for count, about in ((1, None), (2, one), (3, other))
    )
    assert [d.id for d in documents_about(one)] == [own.id, whole.id]
    assert [d.id for d in documents_of(delegation, [other])] == [others.id]


def test_papers_of_another_congress_do_not_exist_here(delegation):
    made = attach(delegation)
    with pytest.raises(NotFound):
        document_in(make_congress(), made.public_id)


def test_who_no_longer_comes_receives_no_paper(delegation):
    with pytest.raises(StepRefused):
        attach(delegation, registration=make_registration(delegation, state=RegistrationState.WITHDRAWN))


def test_after_the_deadline_the_desk_alone_adds_and_replaces_a_paper(delegation):
    desk, made = make_staff(Role.SECRETARIAT), attach(delegation)
    set_deadlines(delegation.congress, {DeadlineKind.DOCUMENTS: now() + timedelta(hours=1)}, by=desk)
    attach(delegation, pdf(2))
    set_for_tests(now() + timedelta(hours=1))
    with pytest.raises(DocumentsClosed) as told:
        attach(delegation, pdf(3))
    assert "heure de Tunis" in str(told.value.reason)
    assert "à secretariat@" in str(told.value.advice)
    with pytest.raises(DocumentsClosed):
        replace_document(made, prepare_document(pdf(4), "lettre.pdf"), by=None)
    assert content_of(made) == pdf()
    attach(delegation, pdf(3), by=desk)
    replace_document(made, prepare_document(pdf(4), "lettre.pdf"), by=desk)
    assert len(documents_of(delegation)) == 3


def test_what_was_sent_by_mistake_goes_after_the_deadline_too(delegation):
    made = attach(delegation)
    set_for_tests(now() + timedelta(days=20))
    assert not documents_open(delegation.congress, by=None)
    assert remove_document(made, by=None).removed_at is not None


def test_a_delegation_has_so_many_papers_at_most(delegation, monkeypatch):
    monkeypatch.setattr(documents, "KEPT_AT_MOST", 2)
    attach(delegation, pdf(1))
    second = attach(delegation, pdf(2))
    with pytest.raises(TooManyDocuments):
        attach(delegation, pdf(3))
    remove_document(second, by=None)
    attach(delegation, pdf(3))
