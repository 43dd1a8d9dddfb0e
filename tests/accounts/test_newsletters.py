"""The newsletter sent: to each subscriber once, in their language, and to nobody who ended their subscription meanwhile."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from aimf_events import jobs
from aimf_events.accounts import newsletters
from aimf_events.accounts.models import Newsletter
from aimf_events.accounts.newsletter import end_newsletter
from aimf_events.accounts.newsletters import new_newsletter_key, send_newsletter, write_newsletter
from aimf_events.clock import now, set_for_tests
from aimf_events.database import db, lock, transaction
from aimf_events.errors import NotFound
from aimf_events.mail.delivery import NotNow
from aimf_events.mail.dispatch import _hand_over, claim_due, send_due_letters
from aimf_events.mail.models import UNWANTED, MessageState, OutgoingMessage, Priority, Subscription
from aimf_events.mail.texts import WrittenMeanwhile
from tests.factories import make_person
from tests.mail.conftest import by_smtp, post, start_worker  # noqa: F401 -- fixtures
from tests.scripted_smtp import ScriptedSMTP

FRENCH = {"subject": {"fr": "Des nouvelles"}, "body": {"fr": "Le congrès approche."}}
BOTH = {"subject": {"fr": "Des nouvelles", "en": "News"}, "body": {"fr": "Il approche.", "en": "It is coming."}}


def subscribe(count: int = 1, *, language: str = "fr", first: int = 0) -> list[Subscription]:
    with transaction():
        made = [
            Subscription(
                email=(address := f"lecteur{number}@ville.example"),
                key=address,
                language=language,
                asked_at=now(),
                confirmed_at=now(),
            )
            for number in range(first, first + count)
        ]
        db.session.add_all(made)
    return made


def draft(words: dict[str, dict[str, str]] = FRENCH) -> Newsletter:
    return write_newsletter(new_newsletter_key(), **words, seen=0, by=None)


def send(newsletter: Newsletter) -> Newsletter:
    return send_newsletter(newsletter, seen=newsletter.version, by=None)


def letters() -> list[OutgoingMessage]:
    db.session.expire_all()
    return list(db.session.scalars(db.select(OutgoingMessage).order_by(OutgoingMessage.id)))


def test_each_subscriber_gets_it_once_in_their_language_and_after_all_other_letters(app: Flask) -> None:
    subscribe(2)
    subscribe(language="en", first=2)
    newsletter = send(draft(BOTH))
    jobs.drain_lane("jobs")
    written = letters()
    assert [each.language for each in written] == ["fr", "fr", "en"]
    assert written[2].data["own_words"] == {"subject": "News", "body": "It is coming."}
    assert {each.priority for each in written} == {Priority.NEWS}
    post(1, priority=Priority.BULK)
    assert [claim.letter.priority for claim in claim_due(2)] == [Priority.BULK, Priority.NEWS]
    assert (newsletter.readers, newsletter.expected, newsletter.finished_at is not None) == (3, 3, True)


def test_without_english_words_all_read_it_in_french(app: Flask) -> None:
    subscribe(language="en")
    send(draft())
    jobs.drain_lane("jobs")
    assert [(each.language, each.data["own_words"]["subject"]) for each in letters()] == [("fr", "Des nouvelles")]


def test_two_clicks_at_once_are_one_sending(app: Flask, at_once: Callable[..., list[Any]]) -> None:
    subscribe(3)
    key, version = draft().id, 1
    click = lambda: send_newsletter(db.session.get_one(Newsletter, key), seen=version, by=None).id  # noqa: E731
    assert at_once(click, click) == [key, key]
    assert db.session.scalar(db.select(db.func.count()).select_from(jobs.QueuedJob)) == 1
    jobs.drain_lane("jobs")
    send_newsletter(db.session.get_one(Newsletter, key), seen=version, by=None)
    jobs.drain_lane("jobs")
    assert len(letters()) == 3


def test_two_workers_on_one_sending_write_to_each_once(app: Flask, at_once: Callable[..., list[Any]]) -> None:
    subscribe(120)
    key = send(draft()).id
    work = lambda: newsletters.run_newsletter(key)  # noqa: E731
    assert at_once(work, work) == [None, None]
    written_to = [each.recipient for each in letters()]
    assert (len(written_to), len(set(written_to))) == (120, 120)
    assert db.session.get_one(Newsletter, key).readers == 120


def test_who_ends_between_the_click_and_the_sending_gets_nothing(app: Flask) -> None:
    gone, kept = subscribe(2)
    send(draft())
    end_newsletter(gone)
    jobs.drain_lane("jobs")
    assert [each.recipient for each in letters()] == [kept.email]


def test_who_ends_while_the_letter_waits_or_is_claimed_gets_nothing(app: Flask, by_smtp: ScriptedSMTP) -> None:  # noqa: F811
    waits, claimed, kept = subscribe(3)
    send(draft())
    jobs.drain_lane("jobs")
    end_newsletter(waits)
    (claim,) = claim_due(1)
    assert claim.letter.recipient == claimed.email
    end_newsletter(claimed)
    with pytest.raises(NotNow):
        _hand_over(claim)
    send_due_letters()
    assert [sent.recipients for sent in by_smtp.wait_for(1)] == [(kept.email,)]
    assert [(each.state, each.answer) for each in letters()[:2]] == [(MessageState.SUPPRESSED, UNWANTED)] * 2


def test_who_ends_while_the_letter_is_in_the_air_is_not_tried_again(app: Flask) -> None:
    (reader,) = subscribe()
    send(draft())
    jobs.drain_lane("jobs")
    claim = claim_due(1)[0]
    with transaction():
        lock(claim.letter).doubts = 1  # handed over, no answer yet
    end_newsletter(reader)
    assert letters()[0].state is MessageState.CLAIMED
    with transaction():
        lock(claim.letter).state = MessageState.RETRY  # the answer was « later »
    assert claim_due(1) == []
    assert (letters()[0].state, letters()[0].answer) == (MessageState.SUPPRESSED, UNWANTED)


def test_an_end_during_the_writing_waits_and_then_withholds(app: Flask, at_once: Callable[..., list[Any]]) -> None:
    ids = [each.id for each in subscribe(40)]
    key = send(draft()).id
    at_once(
        lambda: newsletters.run_newsletter(key),
        *(lambda one=one: end_newsletter(db.session.get_one(Subscription, one)) for one in ids[::8]),
    )
    ended = {f"lecteur{number}@ville.example" for number in range(0, 40, 8)}
    leaving = {each.recipient for each in letters() if each.state is MessageState.PENDING}
    assert len(leaving) == 35
    assert leaving & ended == set()


def test_who_confirms_after_the_click_waits_for_the_next_one(app: Flask) -> None:
    subscribe()
    send(draft())
    set_for_tests(now() + timedelta(minutes=1))
    subscribe(first=1)
    jobs.drain_lane("jobs")
    assert len(letters()) == 1


def test_a_worker_killed_in_the_middle_sends_nobody_two(
    app: Flask,
    start_worker: Callable[..., subprocess.Popen],  # noqa: F811
) -> None:
    count = 1500
    subscribe(count)
    newsletter = draft()
    worker = start_worker()
    send(newsletter)
    deadline = time.monotonic() + 90
    while not newsletter.readers:
        assert time.monotonic() < deadline
        time.sleep(0.01)
        db.session.rollback()
        db.session.refresh(newsletter)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    db.session.rollback()
    db.session.refresh(newsletter)
    assert 0 < newsletter.readers < count
    assert len(letters()) == newsletter.readers
    set_for_tests(datetime.now(UTC) + timedelta(seconds=130))
    key = newsletter.id
    jobs.drain_lane("jobs")
    db.session.rollback()
    written_to = [each.recipient for each in letters()]
    assert (len(written_to), len(set(written_to))) == (count, count)
    assert db.session.get_one(Newsletter, key).readers == count


def test_what_was_read_is_what_is_sent(app: Flask) -> None:
    subscribe()
    newsletter = draft()
    write_newsletter(newsletter.public_id, **BOTH, seen=1, by=None)
    with pytest.raises(newsletters.ChangedSincePreview):
        send_newsletter(newsletter, seen=1, by=None)
    assert letters() == []


def test_nothing_is_sent_to_nobody_and_the_draft_stays(app: Flask) -> None:
    newsletter = draft()
    with pytest.raises(newsletters.NobodyReadsIt):
        send(newsletter)
    db.session.refresh(newsletter)
    assert newsletter.started_at is None


def test_two_writers_do_not_overwrite_each_other_and_what_left_stays(app: Flask) -> None:
    subscribe()
    newsletter = draft()
    assert write_newsletter(newsletter.public_id, **FRENCH, seen=0, by=None).version == 1  # the second press
    with pytest.raises(WrittenMeanwhile):
        write_newsletter(newsletter.public_id, **BOTH, seen=0, by=None)
    send(newsletter)
    with pytest.raises(newsletters.AlreadySent):
        write_newsletter(newsletter.public_id, **BOTH, seen=1, by=None)
    with pytest.raises(newsletters.AlreadySent):
        newsletters.delete_newsletter(newsletter, by=None)


def test_a_draft_is_thrown_away_once(app: Flask) -> None:
    newsletter = draft()
    newsletters.delete_newsletter(newsletter, by=None)
    with pytest.raises(NotFound):
        newsletters.delete_newsletter(newsletter, by=None)
    assert newsletters.newsletters() == []


def test_a_test_goes_to_its_asker_once_per_language_and_ends_nothing(app: Flask) -> None:
    me = make_person(email="camille@example.org")
    newsletter = draft(BOTH)
    for _press in range(2):
        assert newsletters.send_test(newsletter, to=me, key="a" * 22) == 2
    assert [(each.recipient, each.language, each.data["is_test"]) for each in letters()] == [
        ("camille@example.org", "fr", True),
        ("camille@example.org", "en", True),
    ]
    assert newsletter.started_at is None
