"""Papers on screen: the desk issues and takes, the head and the person download, a consulate checks."""

import pytest

from aimf_events import jobs
from aimf_events.accounts.models import Role
from aimf_events.database import db, transaction
from aimf_events.journal import JournalEntry
from aimf_events.papers.papers import issue_paper, valid_paper
from aimf_events.papers.verification import TRIES_AN_HOUR
from aimf_events.registration.letters import delegation_url
from aimf_events.registration.links import ticket_url
from aimf_events.registration.models import ContactRole, DelegationContact, PaperKind
from tests.factories import make_congress, make_person, make_staff
from tests.papers.conftest import asks_for_visa, told  # noqa: F401
from tests.papers.readers import text_of
from tests.statements import statements_sent


def local(url):
    return url.removeprefix("http://localhost")


def test_desk_sees_issues_and_takes_a_letter_and_the_journal_says_so(told, browser_of):  # noqa: F811
    registration = asks_for_visa(told.delegation, told.desk)
    desk = browser_of(told.desk)
    path = f"/{told.congress.name}/papers/{registration.public_id}"
    assert "LI-41-0001" in desk.get(path).text
    desk.post(f"{path}/visa")
    page = desk.get(path)
    assert "LI-41-0002" in page.text
    assert "remplacé" in page.text
    paper = valid_paper(registration, PaperKind.VISA)
    answer = desk.client.post(f"{path}/{paper.public_id}/reading", data={"csrf_token": page.csrf})
    assert "C9876543" in text_of(answer.data)
    assert answer.headers["Cache-Control"] == "no-store"
    read = db.session.scalars(db.select(JournalEntry).filter_by(verb="paper_read")).one()
    assert read.person_id == told.desk.id
    desk.get(f"/{make_congress().name}/papers/{registration.public_id}", status=404)


def test_register_takes_a_constant_number_of_queries(told, browser_of):  # noqa: F811
    desk, path = browser_of(told.desk), f"/{told.congress.name}/papers"
    assert "Aucun document" in desk.get(path).text
    asks_for_visa(told.delegation, told.desk)
    with statements_sent() as one:
        desk.get(path)
    for _ in range(3):
        asks_for_visa(told.delegation, told.desk)
    with statements_sent() as four:
        assert "LI-41-0004" in desk.get(path).text
    assert len(one) == len(four)


def test_auditor_reads_the_register_and_takes_no_letter(told, browser_of):  # noqa: F811
    registration = asks_for_visa(told.delegation, told.desk)
    auditor = browser_of(make_staff(Role.AUDITOR, until_on=told.congress.ends_on))
    path = f"/{told.congress.name}/papers/{registration.public_id}"
    page = auditor.get(path)
    paper = valid_paper(registration, PaperKind.VISA)
    answer = auditor.client.post(f"{path}/{paper.public_id}/reading", data={"csrf_token": page.csrf})
    assert answer.status_code == 403


def test_person_finds_the_letter_on_the_billet_and_nobody_else_does(told, browser_of):  # noqa: F811
    registration = asks_for_visa(told.delegation, told.desk)
    reader = browser_of(registration.person)
    page = reader.get(local(ticket_url(registration)))
    answer = reader.client.get(page.link("Lettre d’invitation pour le visa"))
    assert "C9876543" in text_of(answer.data)
    other = asks_for_visa(told.delegation, told.desk)
    strange = valid_paper(other, PaperKind.VISA).public_id
    reader.get(f"{local(ticket_url(registration))}/papers/{strange}.pdf", status=404)


def test_head_downloads_for_the_delegation_and_the_link_alone_does_not(told, browse, browser_of):  # noqa: F811
    registration = asks_for_visa(told.delegation, told.desk)
    head = make_person("Hồng Hạnh", "Nguyễn Thị")
    with transaction():
        db.session.add(
            DelegationContact(
                delegation_id=told.delegation.id, person_id=head.id, role=ContactRole.HEAD, email=head.email
            )
        )
    path = f"{local(delegation_url(told.delegation))}"
    assert browse.get(f"{path}/papers", follow=True).h1 != ["Lettres pour le visa et attestations"]
    reader = browser_of(head)
    page = reader.get(f"{path}/papers")
    assert "LI-41-0001" in page.text
    paper = valid_paper(registration, PaperKind.VISA).public_id
    target = f"{path}/persons/{registration.public_id}/papers/{paper}"
    assert "C9876543" in text_of(reader.client.post(target, data={"csrf_token": page.csrf}).data)


def test_check_confirms_number_and_initials_and_nothing_else(told, browse):  # noqa: F811
    registration = asks_for_visa(told.delegation, told.desk, given_name="Ahmed", family_name="ben Salah")
    paper = valid_paper(registration, PaperKind.VISA)
    typed = f"{paper.code[:4]} {paper.code[4:8]}-{paper.code[8:]}".lower()
    page = browse.get(f"/verification?code={typed}", follow=True)
    assert "LI-41-0001" in page.text
    assert "A. b." in page.text
    assert "Document authentique" in page.text
    for hidden in ("Ahmed", "Salah", "C9876543", "Huế"):
        assert hidden not in page.body
    issue_paper(registration, PaperKind.VISA, by=told.desk)
    jobs.drain()
    assert "Document remplacé" in browse.get(f"/verification/{paper.code}").text
    assert "Code inconnu" in browse.get("/verification/7K2M-93QD-PX4A", status=404).text


def test_codes_cannot_be_tried_without_end(told, browse):  # noqa: F811
    for _ in range(TRIES_AN_HOUR):
        browse.get("/verification/7K2M-93QD-PX4A", status=404)
    browse.get("/verification/7K2M-93QD-PX4A", status=429)


@pytest.mark.parametrize("code", ["x", "é" * 12, "A" * 300, "7K2M-93QD-PX4U"])
def test_odd_codes_are_unknown(told, browse, code):  # noqa: F811
    assert "Code inconnu" in browse.get(f"/verification/{code}", status=404).text
