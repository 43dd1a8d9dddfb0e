"""What comes back: reports as real servers write them, those that lie, and what a dead mailbox still gets."""

import mailbox
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from aimf_events.database import db
from aimf_events.journal import JournalEntry
from aimf_events.mail import bounces, incoming
from aimf_events.mail.dispatch import send_due_letters
from aimf_events.mail.mailboxes import clear_mailbox, dead_among, dead_mailboxes
from aimf_events.mail.models import BounceReport, MessageState, OutgoingMessage, Priority
from aimf_events.mail.register import TO_CALL, letters_of, letters_to_call
from aimf_events.mail.reports import is_deadly_answer, read_reports
from tests.mail.conftest import by_smtp, post  # noqa: F401 -- a fixture
from tests.scripted_smtp import ScriptedSMTP

CONGRESS = 7
POSTFIX = """Return-Path: <>
From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: secretariat@example.org
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

This is a MIME-encapsulated message.

--B
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--B
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
X-Postfix-Sender: rfc822; secretariat@example.org
Arrival-Date: Fri, 27 Nov 2026 08:00:00 +0100 (CET)

Final-Recipient: rfc822; {final}
Original-Recipient: rfc822;{to}
Action: {action}
Status: {status}
Remote-MTA: dns; mail.cotonou.example.org
Diagnostic-Code: smtp; {diagnostic}

--B
Content-Type: {kind}

From: AIMF <secretariat@example.org>
To: {to}
Message-ID: {message_id}
Subject: x
{body}
--B--
"""


def report(letter: OutgoingMessage, **values: str) -> bytes:
    given = {
        "to": letter.recipient,
        "action": "failed",
        "status": "5.1.1",
        "diagnostic": "550 5.1.1 user unknown",
        "kind": "text/rfc822-headers",
        "message_id": letter.message_id,
        "body": "",
        **values,
    }
    return POSTFIX.format(**{"final": given["to"], **given}).encode()


def sent(number: int = 1, **values: Any) -> OutgoingMessage:
    """A letter that the server took."""
    letter = post(number, congress_id=CONGRESS, **values)
    send_due_letters()
    db.session.refresh(letter)
    assert letter.state is MessageState.ACCEPTED
    return letter


def now_is(letter: OutgoingMessage) -> MessageState:
    db.session.refresh(letter)
    return letter.state


def test_a_report_names_the_letter_that_came_back_and_the_mailbox_is_dead(app: Flask) -> None:
    letter = sent()
    assert bounces.take_report(report(letter)) == "bounced"
    assert now_is(letter) is MessageState.BOUNCED
    assert letter.answer == "5.1.1 smtp; 550 5.1.1 user unknown"
    assert [box.key for box in dead_mailboxes()] == [letter.recipient]
    assert letters_to_call(CONGRESS) == 1
    assert [each.id for each in letters_of(CONGRESS, state=TO_CALL).letters] == [letter.id]


@pytest.mark.parametrize("kind, body", [("text/rfc822-headers", ""), ("message/rfc822", "\nthe whole letter\n")])
def test_the_letter_comes_back_whole_or_its_head_alone(app: Flask, kind: str, body: str) -> None:
    letter = sent()
    assert [each.message_id for each in read_reports(report(letter, kind=kind, body=body))] == [letter.message_id]


def test_a_dead_mailbox_gets_what_is_essential_and_nothing_else(app: Flask, by_smtp: ScriptedSMTP) -> None:  # noqa: F811
    bounces.take_report(report(sent(1)))
    to = "SECRETARIAT1@cotonou.example.org"
    bulk = post(2, to=to, congress_id=CONGRESS, priority=Priority.BULK)
    change = post(3, to=to, congress_id=CONGRESS)
    code = post(4, to=to, priority=Priority.SIGN_IN_CODE)
    send_due_letters()
    assert [now_is(each) for each in (bulk, change, code)] == [
        MessageState.SUPPRESSED,
        MessageState.ACCEPTED,
        MessageState.ACCEPTED,
    ]
    assert bulk.answer == "dead_mailbox"
    clear_mailbox(dead_mailboxes()[0], by=None)
    again = post(5, to=to, congress_id=CONGRESS, priority=Priority.BULK)
    send_due_letters()
    assert now_is(again) is MessageState.ACCEPTED


def test_the_same_report_twice_counts_once(app: Flask) -> None:
    letter = sent()
    raw = report(letter)
    assert [bounces.take_report(raw), bounces.take_report(raw)] == ["bounced", "known"]
    assert db.session.query(BounceReport).count() == 1


def test_the_same_report_in_two_processes_counts_once(app: Flask, at_once: Any) -> None:
    raw = report(sent())
    assert sorted(at_once(lambda: bounces.take_report(raw), lambda: bounces.take_report(raw))) == ["bounced", "known"]


def test_whoever_forges_a_report_changes_nothing_and_it_is_journalled(app: Flask) -> None:
    letter, waiting = sent(1), post(2, congress_id=CONGRESS)
    forged = [
        report(letter, message_id="<unknown@example.org>"),
        report(letter, to="someone.else@example.org"),
        report(waiting),  # it never left
    ]
    assert [bounces.take_report(raw) for raw in forged] == ["ignored"] * 3
    assert now_is(letter) is MessageState.ACCEPTED
    assert dead_mailboxes() == []
    assert db.session.query(JournalEntry).filter_by(verb="delivery_report_ignored").count() == 3


def test_a_mailbox_that_forwards_is_known_by_its_first_name(app: Flask) -> None:
    letter = sent()
    assert bounces.take_report(report(letter, final="elsewhere@mail.example")) == "bounced"


def test_passing_failures_count_and_the_third_in_a_month_is_the_last(app: Flask) -> None:
    full = {"status": "5.2.2", "diagnostic": "552 5.2.2 Mailbox full"}
    to = "plein@cotonou.example.org"
    for number in (1, 2, 3):
        assert dead_among([to]) == set()
        letter = sent(number, to=to)
        assert bounces.take_report(report(letter, **full)) == "soft"
        assert now_is(letter) is MessageState.BOUNCED
    assert dead_among([to]) == {to}


def test_a_delay_changes_nothing_and_a_receipt_says_delivered(app: Flask) -> None:
    letter = sent()
    assert bounces.take_report(report(letter, action="delayed", status="4.4.1")) == "soft"
    assert now_is(letter) is MessageState.ACCEPTED
    assert bounces.take_report(report(letter, action="delivered", status="2.0.0")) == "delivered"
    assert now_is(letter) is MessageState.DELIVERED


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\xfe", b"Subject: Absente jusqu'au 3\r\n\r\nBonjour", b"Content-Type: multipart/report\r\n\r\n"]
)
def test_what_is_no_report_is_left_alone(app: Flask, raw: bytes) -> None:
    assert incoming.take(raw) == "no report"
    assert db.session.query(JournalEntry).count() == 0


def test_a_maildir_is_read_once_and_an_mbox_too(app: Flask, tmp_path: Path) -> None:
    one, other = sent(1), sent(2)
    folder = mailbox.Maildir(tmp_path / "bounces", create=True)
    folder.add(report(one))
    folder.add(EmailMessage())
    assert dict(incoming.take_folder(tmp_path / "bounces")) == {"bounced": 1, "no report": 1}
    assert dict(incoming.take_folder(tmp_path / "bounces")) == {}
    file = mailbox.mbox(tmp_path / "mbox", create=True)
    file.add(report(other))
    file.close()
    assert dict(incoming.take_folder(tmp_path / "mbox")) == {"bounced": 1}
    assert dict(incoming.take_folder(tmp_path / "mbox")) == {"known": 1}


def test_the_mail_server_pipes_a_report_to_the_command(app: Flask) -> None:
    letter = sent()
    result = app.test_cli_runner().invoke(args=["read-report"], input=report(letter))
    assert result.output == "bounced\n"
    assert now_is(letter) is MessageState.BOUNCED


def test_a_mailbox_refused_at_the_door_is_dead_and_a_server_that_refuses_us_is_not(
    app: Flask,
    by_smtp: ScriptedSMTP,  # noqa: F811
) -> None:
    by_smtp.script("RCPT", "550 5.1.1 No such mailbox")
    letter = post(1, congress_id=CONGRESS)
    send_due_letters()
    assert now_is(letter) is MessageState.FAILED
    assert [box.key for box in dead_mailboxes()] == [letter.recipient]
    assert not is_deadly_answer("550 5.7.1 Message rejected by local policy")
    assert not is_deadly_answer("552 5.2.2 Mailbox full")
