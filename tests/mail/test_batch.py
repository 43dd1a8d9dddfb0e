"""What goes with letters is loaded by the batch: the outbox's queries do not grow with what a letter bears."""

import pytest
from flask import Flask
from sqlalchemy import event

from aimf_events.accounts.models import Role
from aimf_events.database import db
from aimf_events.mail import attachments
from aimf_events.mail.attachments import MailPart, Maker
from aimf_events.mail.dispatch import AT_A_TIME, send_due_letters
from aimf_events.mail.models import MessageState, OutgoingMessage
from aimf_events.registration.accreditation import approve
from tests.factories import make_congress, make_delegation, make_person, make_registration, make_staff
from tests.mail.conftest import FACT, post
from tests.scripted_smtp import ScriptedSMTP

QUERIES_PER_LETTER = (
    2  # before the content goes (doubts, content, lease), and after the answer (state and try together)
)
COMMITS_PER_LETTER = 2


@pytest.fixture
def counted(app: Flask):
    """What is asked of PostgreSQL: statements, and commits."""
    seen = {"queries": 0, "commits": 0}

    def query(*_what: object) -> None:
        seen["queries"] += 1

    def commit(_connection: object) -> None:
        seen["commits"] += 1

    event.listen(db.engine, "before_cursor_execute", query)
    event.listen(db.engine, "commit", commit)
    yield seen
    event.remove(db.engine, "before_cursor_execute", query)
    event.remove(db.engine, "commit", commit)


def confirm(count: int) -> None:
    """Accredit so many people: each has a letter with badge and invitation waiting."""
    staff, delegation = make_staff(Role.SECRETARIAT), make_delegation(make_congress(), f"Parakou {count}")
    for number in range(count):
        person = make_person("Afi", f"Adjovi {count} {number}", email=f"afi{count}.{number}@example.org")
        approve(make_registration(delegation, person=person), by=staff)


def test_a_letter_more_in_a_batch_costs_two_statements_and_two_commits(by_smtp: ScriptedSMTP, counted: dict) -> None:
    spent = []
    for size in (3, AT_A_TIME - 3):
        confirm(size)
        db.session.expunge_all()
        counted.update(queries=0, commits=0)
        assert send_due_letters() == size
        spent.append(dict(counted))
    more = AT_A_TIME - 6
    assert spent[1]["queries"] - spent[0]["queries"] == QUERIES_PER_LETTER * more
    assert spent[1]["commits"] - spent[0]["commits"] == COMMITS_PER_LETTER * more
    kinds = {part.get_content_type() for part in by_smtp.messages[-1].parsed.walk()}
    assert {"text/plain", "text/html", "text/calendar", "application/ics", "application/pdf"} <= kinds


def test_a_letter_whose_things_cannot_be_loaded_does_not_hold_up_the_others(by_smtp: ScriptedSMTP) -> None:
    def load(messages: object) -> Maker:
        names = {each.id: each.data["broken"] for each in messages if each.recipient_name == "Broken"}  # type: ignore[attr-defined]
        return lambda message: [MailPart(b"x", "application", "x-test", filename=f"{len(names)}.bin")]

    attachments.register(FACT, load)
    try:
        letters = [post(1), post(2, recipient_name="Broken"), post(3)]
        send_due_letters()
    finally:
        attachments._providers[FACT].remove(load)
    found = {each.id: db.session.get(OutgoingMessage, each.id, populate_existing=True) for each in letters}
    assert [found[each.id].state for each in letters] == [
        MessageState.ACCEPTED,
        MessageState.RETRY,
        MessageState.ACCEPTED,
    ]
    assert found[letters[1].id].answer == "KeyError: 'broken'"


def test_each_letter_of_a_batch_bears_its_own_badge_and_invitation(by_smtp: ScriptedSMTP) -> None:
    confirm(3)
    send_due_letters()
    texts = {letter.recipients[0]: calendar_of(letter) for letter in by_smtp.messages}
    assert len(texts) == 3
    for address, text in texts.items():
        assert f"mailto:{address}" in text.replace("\r\n ", "")
    pdfs = {
        part.get_payload(decode=True) for letter in by_smtp.messages for part in files_of(letter, "application/pdf")
    }
    assert len(pdfs) == 3


def calendar_of(letter) -> str:
    return files_of(letter, "text/calendar")[0].get_payload(decode=True).decode()


def files_of(letter, kind: str) -> list:
    return [part for part in letter.parsed.walk() if part.get_content_type() == kind]
