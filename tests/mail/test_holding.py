"""Drafts: a letter that a rule holds waits, is corrected, and leaves once."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from aimf_events.clock import now
from aimf_events.database import db
from aimf_events.journal import JournalEntry
from aimf_events.mail import holding, outbox
from aimf_events.mail.dispatch import send_due_letters
from aimf_events.mail.models import MessageState, OutgoingMessage, Priority
from aimf_events.mail.rendering import example_of
from tests.mail.conftest import by_smtp, post  # noqa: F401 -- a fixture
from tests.scripted_smtp import ScriptedSMTP

CONGRESS, HEAD_OF_STATE, OFFICER = 7, 11, 12


@pytest.fixture(autouse=True)
def head_of_state() -> Iterator[None]:
    """A rule as a higher package registers it: this person's letters wait for that officer."""

    def rule(values: dict[str, Any]) -> holding.Hold | None:
        return holding.Hold(OFFICER) if values["person_id"] == HEAD_OF_STATE else None

    holding.register(rule)
    yield
    holding._rules.remove(rule)


def held(number: int = 1, **values: Any) -> OutgoingMessage:
    return post(number, congress_id=CONGRESS, person_id=HEAD_OF_STATE, **values)


def test_what_a_rule_holds_does_not_leave(app: Flask, by_smtp: ScriptedSMTP) -> None:  # noqa: F811
    letter = held()
    free = post(2, congress_id=CONGRESS, person_id=HEAD_OF_STATE + 1)
    assert (letter.state, letter.held_for_id) == (MessageState.HELD, OFFICER)
    assert send_due_letters() == 1
    assert [each.parsed["Message-ID"] for each in by_smtp.wait_for(1)] == [free.message_id]
    assert [each.id for each in holding.drafts(CONGRESS, held_for=OFFICER)] == [letter.id]
    assert holding.drafts(CONGRESS, held_for=OFFICER + 1) == []


def test_a_code_is_never_held(app: Flask) -> None:
    assert held(priority=Priority.SIGN_IN_CODE).state is MessageState.PENDING


def test_a_released_draft_leaves_with_its_own_words(app: Flask, by_smtp: ScriptedSMTP) -> None:  # noqa: F811
    letter = held(fact="delegation_invited", data=example_of("delegation_invited"))
    subject, body = holding.words_to_correct(letter)
    assert "Parakou" in subject
    holding.correct_draft(letter, subject=subject, body=body.replace("Madame la Maire,", "Excellence,"), by=None)
    holding.release_draft(letter, by=None)
    send_due_letters()
    said = by_smtp.wait_for(1)[0].parsed.get_body(("plain",)).get_content()
    assert "Excellence," in said
    assert "Madame la Maire" not in said.split("haute considération")[0].split("agréer")[0]
    assert example_of("delegation_invited")["delegation_url"] in said


@pytest.mark.parametrize("locked", [True, False], ids=["locked", "control"])
def test_two_who_release_at_once_release_once(
    app: Flask, at_once: Any, monkeypatch: pytest.MonkeyPatch, locked: bool
) -> None:
    """The control shows the race: without the lock both releases are written."""
    letter_id = held().id
    if not locked:
        from threading import Barrier

        both_read = Barrier(2)
        monkeypatch.setattr(holding, "lock", lambda letter: both_read.wait(10))

    def release() -> None:
        holding.release_draft(db.session.get_one(OutgoingMessage, letter_id), by=None)

    results = at_once(release, release)
    released = db.session.query(JournalEntry).filter_by(verb="draft_released").count()
    assert released == (1 if locked else 2)
    assert sum(isinstance(each, holding.NotADraft) for each in results) == (1 if locked else 0)


def test_a_draft_is_withdrawn_with_a_reason_or_delivered_otherwise(app: Flask) -> None:
    one, other = held(1), held(2)
    holding.withdraw_draft(one, reason="reçu en audience", by=None)
    holding.deliver_otherwise(other, how="valise diplomatique", by=None)
    assert (one.state, one.answer) == (MessageState.SUPPRESSED, "withdrawn: reçu en audience")
    assert (other.state, other.ended_at is not None) == (MessageState.DELIVERED, True)
    for letter in (one, other):
        with pytest.raises(holding.NotADraft):
            holding.release_draft(letter, by=None)


def test_what_is_past_is_not_released(app: Flask) -> None:
    with pytest.raises(holding.TooLateToRelease):
        holding.release_draft(held(useless_after=now()), by=None)


def test_a_newer_letter_replaces_a_draft(app: Flask) -> None:
    letter = held(about=type("Delegation", (), {"id": 5})())
    assert outbox.supersede(letter.fact, about=type("Delegation", (), {"id": 5})()) == 1
