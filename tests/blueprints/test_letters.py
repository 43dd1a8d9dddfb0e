"""The secretariat's outbox and the demo's mailbox."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from aimf_events.accounts.models import Role
from aimf_events.database import db
from aimf_events.mail.channel import stop_channel, stopped_channel
from aimf_events.mail.dispatch import send_due_letters
from aimf_events.mail.models import MessageState, OutgoingMessage, Priority
from tests.factories import make_congress, make_delegation, make_staff
from tests.mail.conftest import by_smtp, post  # noqa: F401 -- a fixture
from tests.scripted_smtp import ScriptedSMTP


@pytest.fixture
def desk(app: Flask, browser_of: Any) -> Any:
    """A colleague of the secretariat, and the congress."""
    congress = make_congress()
    return browser_of(make_staff(Role.SECRETARIAT)), congress


def test_a_refused_letter_is_a_call_to_make(desk: Any, by_smtp: ScriptedSMTP) -> None:  # noqa: F811
    browser, congress = desk
    make_delegation(congress)
    by_smtp.script("RCPT", "550 5.1.1 No such mailbox")
    letter = post(congress_id=congress.id)
    send_due_letters()
    task = "1 lettre n’est pas arrivée"
    waiting = browser.get(f"/{congress.name}/secretariat/").link(task)
    assert "Aïchatou Soumanou Bio" in browser.get(waiting).text
    address = f"/{congress.name}/letters/{letter.public_id}"
    assert "À faire : appeler cette délégation" in browser.get(address).text
    browser.post(f"{address}/call", {})
    assert "Délégation appelée" in browser.get(address).text
    assert task not in browser.get(f"/{congress.name}/secretariat/").text
    assert "Aïchatou Soumanou Bio" not in browser.get(waiting).text


def test_a_letter_sent_again_has_the_same_body_and_an_id_of_its_own(desk: Any, by_smtp: ScriptedSMTP) -> None:  # noqa: F811
    browser, congress = desk
    letter = post(congress_id=congress.id)
    send_due_letters()
    browser.post(f"/{congress.name}/letters/{letter.public_id}/resending", {})
    send_due_letters()
    first, second = by_smtp.wait_for(2)
    assert first.content.partition(b"\r\n\r\n")[2] == second.content.partition(b"\r\n\r\n")[2]
    assert first.parsed["Message-ID"] != second.parsed["Message-ID"]


def test_a_stopped_channel_is_restarted_by_hand(desk: Any) -> None:
    browser, congress = desk
    stop_channel("535 5.7.8 Bad credentials")
    assert "L’envoi des lettres est arrêté" in browser.get(f"/{congress.name}/letters/").text
    browser.post(f"/{congress.name}/letters/channel/restart", {})
    db.session.expire_all()
    assert stopped_channel() is None


def test_a_letter_of_another_congress_does_not_exist_here(desk: Any, client: Any) -> None:
    browser, congress = desk
    letter = post(congress_id=congress.id + 1)
    browser.get(f"/{congress.name}/letters/{letter.public_id}", status=404)


def test_a_code_is_shown_to_nobody(desk: Any) -> None:
    browser, congress = desk
    letter = post(priority=Priority.SIGN_IN_CODE)
    letter.content, letter.subject = b"Subject: x\r\n\r\n123456", "123456 est votre code pour le congrès"
    db.session.commit()
    assert "123456" not in browser.get(f"/{congress.name}/letters/{letter.public_id}").body
    assert "123456" not in browser.get(f"/{congress.name}/letters/").body


def test_the_demo_reads_its_letters_in_the_mailbox(app: Flask, browse: Any) -> None:
    letter = post()
    send_due_letters()
    assert db.session.get(OutgoingMessage, letter.id, populate_existing=True).state is MessageState.ACCEPTED
    page = browse.get("/mailbox/?to=cotonou")
    assert "Aïchatou Soumanou Bio" in page.text
    name = next(app.config["AIMF"].mail_folder.glob(f"*{letter.public_id}.eml")).stem
    assert "https://congres.example.org/sign-in" in browse.get(f"/mailbox/{name}").text
    frame = app.test_client().get(f"/mailbox/{name}/html")
    assert "sandbox" in frame.headers["Content-Security-Policy"]
    assert "default-src 'none'" in frame.headers["Content-Security-Policy"]


def test_the_mailbox_is_nowhere_but_in_the_demo_on_this_machine(app: Flask, client: Any) -> None:
    assert client.get("/mailbox/", headers={"Host": "congres.example.org"}).status_code == 404
    assert client.get("/mailbox/", environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 404
    before = app.config["AIMF"]
    for other in (replace(before, smtp_url="smtp://mail.example.org"), replace(before, demo=False)):
        app.config["AIMF"] = other
        assert client.get("/mailbox/").status_code == 404
    app.config["AIMF"] = before
