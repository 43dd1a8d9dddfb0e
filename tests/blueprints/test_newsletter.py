"""The newsletter: asked for by anyone, confirmed by the mailbox's owner, ended by one click."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from aimf_events.accounts.newsletter import end_url, subscribers
from aimf_events.clock import now, set_for_tests
from aimf_events.database import db
from aimf_events.mail.dispatch import send_due_letters
from aimf_events.mail.models import OutgoingMessage, Subscription
from tests.mail.conftest import by_smtp  # noqa: F401 -- a fixture
from tests.scripted_smtp import ScriptedSMTP


def confirmation_in(smtp: ScriptedSMTP) -> str:
    send_due_letters()
    text = smtp.wait_for(1)[-1].parsed.get_body(("plain",)).get_content()
    return re.search(r"http://localhost(/newsletter/\S+/confirmation)", text)[1]


def test_a_mailbox_is_subscribed_once_its_owner_confirms(browse: Any, by_smtp: ScriptedSMTP) -> None:  # noqa: F811
    browse.get("/newsletter")
    assert "pressez-en le lien" in browse.post("/newsletter", {"email": "Aïcha@example.org"}).text
    path = confirmation_in(by_smtp)
    assert subscribers() == []
    browse.get(path)
    assert subscribers() == []  # a mail scanner opened it
    assert "C’est confirmé" in browse.post(path).text
    browse.post(path)
    assert [each.email for each in subscribers()] == ["Aïcha@example.org"]


def test_the_page_says_nothing_of_who_is_subscribed(browse: Any, by_smtp: ScriptedSMTP) -> None:  # noqa: F811
    browse.get("/newsletter")
    first = browse.post("/newsletter", {"email": "a@example.org"}).text
    browse.get(path := confirmation_in(by_smtp))
    browse.post(path)
    browse.get("/newsletter")
    assert browse.post("/newsletter", {"email": "A@example.org"}).text == first
    assert db.session.query(OutgoingMessage).count() == 1


def test_one_click_ends_it_without_a_page_before(app: Flask, browse: Any, by_smtp: ScriptedSMTP) -> None:  # noqa: F811
    browse.get("/newsletter")
    browse.post("/newsletter", {"email": "a@example.org"})
    browse.get(path := confirmation_in(by_smtp))
    browse.post(path)
    url = end_url(subscribers()[0]).removeprefix("http://localhost")
    assert "Plus aucune lettre d’information" in browse.get(url).text
    assert len(subscribers()) == 1
    assert app.test_client().post(url, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    db.session.expire_all()
    assert subscribers() == []


def test_what_is_forged_or_too_old_confirms_nothing(browse: Any, by_smtp: ScriptedSMTP) -> None:  # noqa: F811
    browse.get("/newsletter")
    browse.post("/newsletter", {"email": "a@example.org"})
    path = confirmation_in(by_smtp)
    browse.get("/newsletter/AAAAAAABAAHxY2l0eS1vZi1wYXJha291/confirmation", 404)
    browse.get(path)
    set_for_tests(now() + timedelta(days=8))
    browse.post(path, status=404)
    assert subscribers() == []


@pytest.mark.parametrize("email, status", [("", 422), ("pas une adresse", 422)])
def test_a_form_that_is_wrong_comes_back(browse: Any, email: str, status: int) -> None:
    browse.get("/newsletter")
    assert "adresse électronique" in browse.post("/newsletter", {"email": email}, status).text
    assert db.session.query(Subscription).count() == 0


def test_nobody_fills_a_mailbox_with_confirmations(browse: Any) -> None:
    browse.get("/newsletter")
    for minute in range(3):
        set_for_tests(now() + timedelta(minutes=minute))
        browse.post("/newsletter", {"email": "victime@example.org"})
    browse.post("/newsletter", {"email": "victime@example.org"}, 429)
    assert db.session.query(OutgoingMessage).count() == 3
