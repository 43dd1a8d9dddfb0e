"""What each answer of a mail server does to a letter. The server is real (aiosmtpd) and its answers are scripted."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from aimf_events.clock import now, set_for_tests
from aimf_events.database import db
from aimf_events.mail.channel import restart_channel, stopped_channel
from aimf_events.mail.dispatch import send_due_letters
from aimf_events.mail.models import MessageState, MessageTry, Outcome, OutgoingMessage, Priority
from tests.mail.conftest import post
from tests.scripted_smtp import ScriptedSMTP

START = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _hold_the_clock(app: object) -> Iterator[None]:
    set_for_tests(START)
    yield
    set_for_tests(None)


def later(**much: float) -> None:
    """Let time pass, then let the dispatcher work."""
    set_for_tests(now() + timedelta(**much))
    send_due_letters()


def read_again(letter: OutgoingMessage) -> OutgoingMessage:
    db.session.refresh(letter)
    return letter


def outcomes(letter: OutgoingMessage) -> list[Outcome]:
    rows = db.session.query(MessageTry).filter_by(message_id=letter.id).order_by(MessageTry.id)
    return [row.outcome for row in rows]


def test_an_accepted_letter_is_over(by_smtp: ScriptedSMTP) -> None:
    letter = post()
    assert send_due_letters() == 1
    letter = read_again(letter)
    assert (letter.state, letter.answer, letter.tries, letter.doubts) == (MessageState.ACCEPTED, "250 OK", 1, 0)
    assert letter.ended_at == START
    received = by_smtp.wait_for(1)[0]
    assert received.recipients == ("secretariat1@cotonou.example.org",)
    assert received.content == letter.content
    assert send_due_letters() == 0


def test_450_twice_then_250_gives_one_letter_after_one_and_five_minutes(by_smtp: ScriptedSMTP) -> None:
    by_smtp.script("RCPT", ["450 4.2.0 Busy", "450 4.2.0 Busy"])
    letter = post()
    send_due_letters()
    first = read_again(letter)
    assert (first.state, first.tries, first.answer) == (MessageState.RETRY, 1, "450 4.2.0 Busy")
    assert timedelta(seconds=48) <= first.due_at - START <= timedelta(seconds=72)
    later(seconds=40)
    assert read_again(letter).tries == 1
    later(seconds=40)
    second = read_again(letter)
    assert second.tries == 2
    assert timedelta(minutes=4) <= second.due_at - now() <= timedelta(minutes=6)
    later(minutes=7)
    assert read_again(letter).state is MessageState.ACCEPTED
    assert outcomes(letter) == [Outcome.RETRY, Outcome.RETRY, Outcome.ACCEPTED]
    assert len(by_smtp.messages) == 1


@pytest.mark.parametrize(
    "step,reply",
    [
        ("CONNECT", "421 4.3.2 Closing"),
        ("MAIL", "421 4.3.2 Closing"),
        ("MAIL", "451 4.3.0 Later"),
        ("RCPT", "421 4.3.2 Closing"),
        ("RCPT", "450 4.2.1 Greylisted"),
        ("RCPT", "452 4.2.2 Full for now"),
        ("DATA", "451 4.3.0 Later"),
        ("DATA", "452 4.3.1 No room"),
    ],
)
def test_not_now_is_tried_again(by_smtp: ScriptedSMTP, step: str, reply: str) -> None:
    by_smtp.script(step, reply)
    letter = post()
    send_due_letters()
    letter = read_again(letter)
    assert (letter.state, letter.doubts, letter.answer) == (MessageState.RETRY, 0, reply)
    later(minutes=2)
    assert read_again(letter).state is MessageState.ACCEPTED
    assert len(by_smtp.messages) == 1


@pytest.mark.parametrize(
    "step,reply",
    [
        ("MAIL", "552 5.3.4 Too big"),
        ("RCPT", "550 5.1.1 No such mailbox"),
        ("RCPT", "551 5.1.6 Moved"),
        ("RCPT", "552 5.2.2 Full"),
        ("RCPT", "553 5.1.3 Bad address"),
        ("RCPT", "554 5.7.1 Policy"),
        ("DATA", "550 5.7.1 Content"),
        ("DATA", "552 5.3.4 Too big"),
        ("DATA", "554 5.6.0 Refused"),
    ],
)
def test_never_is_said_at_once_and_the_next_letter_leaves_on_the_same_line(
    by_smtp: ScriptedSMTP, step: str, reply: str
) -> None:
    by_smtp.script(step, reply)
    letter, other = post(1), post(2)
    send_due_letters()
    letter = read_again(letter)
    assert (letter.state, letter.answer, letter.ended_at) == (MessageState.FAILED, reply, START)
    assert read_again(other).state is MessageState.ACCEPTED
    assert by_smtp.connection_count == 1
    assert stopped_channel() is None


@pytest.mark.parametrize(
    "step,reply",
    [
        ("CONNECT", "554 5.7.1 No service for you"),
        ("MAIL", "550 5.7.1 Sender not allowed"),
        ("MAIL", "530 5.7.0 Authentication required"),
        ("RCPT", "553 5.7.1 <a@b.org>: Sender address rejected: not owned by user"),
        ("RCPT", "554 5.7.1 Relay access denied"),
    ],
)
def test_a_refusal_of_us_stops_the_channel_and_burns_no_letter(by_smtp: ScriptedSMTP, step: str, reply: str) -> None:
    by_smtp.script(step, reply)
    letters = [post(number) for number in range(3)]
    send_due_letters()
    stopped = stopped_channel()
    assert stopped is not None
    assert (stopped.why, stopped.stopped_at) == (reply, START)
    assert [(read_again(each).state, each.tries, each.doubts) for each in letters] == [(MessageState.PENDING, 0, 0)] * 3
    assert send_due_letters() == 0
    restart_channel(by=None)
    send_due_letters()
    assert [read_again(each).state for each in letters] == [MessageState.ACCEPTED] * 3
    assert len(by_smtp.messages) == 3


def test_a_wrong_password_stops_the_channel(app: object, by_smtp: ScriptedSMTP, smtp_with_login: ScriptedSMTP) -> None:
    use_server(app, smtp_with_login.url.replace("secret", "wrong"))
    letter = post()
    send_due_letters()
    stopped = stopped_channel()
    assert stopped is not None
    assert stopped.why.startswith("535")
    assert read_again(letter).state is MessageState.PENDING
    use_server(app, smtp_with_login.url)
    restart_channel(by=None)
    send_due_letters()
    assert read_again(letter).state is MessageState.ACCEPTED


def use_server(app: object, url: str) -> None:
    from dataclasses import replace

    app.config["AIMF"] = replace(app.config["AIMF"], smtp_url=url)  # type: ignore[attr-defined]


def test_a_drop_after_the_content_is_uncertain_and_tried_once_more_with_the_same_message_id(
    by_smtp: ScriptedSMTP,
) -> None:
    by_smtp.drop_after_data(times=2)
    letter = post()
    send_due_letters()
    letter = read_again(letter)
    assert (letter.state, letter.doubts, letter.ended_at) == (MessageState.UNCERTAIN, 1, None)
    later(minutes=2)
    letter = read_again(letter)
    assert (letter.state, letter.doubts, letter.ended_at) == (MessageState.UNCERTAIN, 2, now())
    later(days=1)
    assert len(by_smtp.attempts) == 2
    assert {each.parsed["Message-ID"] for each in by_smtp.attempts} == {letter.message_id}
    assert by_smtp.attempts[0].content == by_smtp.attempts[1].content


def test_a_doubt_that_an_answer_lifts_ends_as_accepted(by_smtp: ScriptedSMTP) -> None:
    by_smtp.drop_after_data()
    letter = post()
    send_due_letters()
    later(minutes=2)
    assert read_again(letter).state is MessageState.ACCEPTED
    assert outcomes(letter) == [Outcome.UNCERTAIN, Outcome.ACCEPTED]


@pytest.mark.parametrize("step", ["CONNECT", "MAIL", "RCPT"])
def test_silence_before_the_content_is_tried_again(by_smtp: ScriptedSMTP, step: str) -> None:
    by_smtp.silence(step)
    letter = post()
    send_due_letters()
    assert (read_again(letter).state, letter.doubts) == (MessageState.RETRY, 0)
    later(minutes=2)
    assert read_again(letter).state is MessageState.ACCEPTED


def test_silence_after_the_content_is_uncertain(by_smtp: ScriptedSMTP) -> None:
    by_smtp.silence("DATA")
    letter = post()
    send_due_letters()
    assert read_again(letter).state is MessageState.UNCERTAIN


def test_a_closed_port_delays_all_and_burns_one_try_only(by_smtp: ScriptedSMTP) -> None:
    by_smtp.refuse_connections()
    letters = [post(number) for number in range(3)]
    send_due_letters()
    assert [(read_again(each).state, each.tries) for each in letters] == [
        (MessageState.RETRY, 1),
        (MessageState.PENDING, 0),
        (MessageState.PENDING, 0),
    ]
    by_smtp.accept_connections()
    later(minutes=2)
    assert [read_again(each).state for each in letters] == [MessageState.ACCEPTED] * 3


def test_a_letter_is_given_up_after_a_day(by_smtp: ScriptedSMTP) -> None:
    by_smtp.script("RCPT", "450 4.2.0 Busy", always=True)
    letter = post()
    send_due_letters()
    for _hour in range(30):
        later(minutes=75)
    letter = read_again(letter)
    assert letter.state is MessageState.FAILED
    assert timedelta(hours=22) <= letter.ended_at - START <= timedelta(hours=25)
    assert letter.answer == "450 4.2.0 Busy"


def test_nothing_is_sent_late(by_smtp: ScriptedSMTP) -> None:
    letter = post(useless_after=START + timedelta(minutes=30))
    later(minutes=30)
    assert read_again(letter).state is MessageState.SUPPRESSED
    assert by_smtp.attempts == []


def test_the_most_urgent_leaves_first(by_smtp: ScriptedSMTP) -> None:
    for number, priority in enumerate((Priority.BULK, Priority.CHANGE, Priority.SIGN_IN_CODE, Priority.LINK)):
        post(number, priority=priority)
    send_due_letters()
    order = [letter.recipients[0] for letter in by_smtp.wait_for(4)]
    assert order == [f"secretariat{number}@cotonou.example.org" for number in (2, 3, 1, 0)]


def test_a_run_of_letters_uses_one_line(by_smtp: ScriptedSMTP) -> None:
    for number in range(50):
        post(number)
    assert send_due_letters() == 50
    assert (len(by_smtp.messages), by_smtp.connection_count) == (50, 1)


def test_a_letter_with_a_code_forgets_it_once_it_left(by_smtp: ScriptedSMTP) -> None:
    letter = post(priority=Priority.SIGN_IN_CODE)
    send_due_letters()
    letter = read_again(letter)
    assert (letter.state, letter.data, letter.content) == (MessageState.ACCEPTED, {}, None)


def test_lines_beginning_with_a_dot_arrive_as_written(by_smtp: ScriptedSMTP) -> None:
    from aimf_events.mail.rendering import example_of

    letter = post(data={**example_of("colleague_invited"), "sign_in_url": ".hidden\n.\n..two"})
    send_due_letters()
    assert by_smtp.wait_for(1)[0].content == read_again(letter).content


def test_an_address_beyond_ascii_is_written_as_the_servers_know_it(by_smtp: ScriptedSMTP) -> None:
    post(to="aïchatou@municipalité.example.org")
    send_due_letters()
    received = by_smtp.wait_for(1)[0]
    assert received.recipients == ("aïchatou@xn--municipalit-lbb.example.org",)
