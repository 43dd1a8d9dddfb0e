"""The rules of answers and of tries, without a server."""

from datetime import UTC, datetime, timedelta

import pytest

from aimf_events.mail.answers import judge, next_try
from aimf_events.mail.delivery import MailServer
from aimf_events.mail.models import Outcome

FIRST = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("tries,minutes", [(1, 1), (2, 5), (3, 15), (4, 60), (5, 60), (12, 60)])
def test_tries_come_after_1_5_15_60_minutes_then_hourly(tries: int, minutes: int) -> None:
    for _each in range(50):
        moment = next_try(tries, first_at=FIRST, moment=FIRST)
        assert moment is not None
        assert 0.8 * minutes * 60 <= (moment - FIRST).total_seconds() <= 1.2 * minutes * 60


def test_no_try_comes_after_a_day() -> None:
    assert next_try(20, first_at=FIRST, moment=FIRST + timedelta(hours=23, minutes=30)) is None


def test_a_closing_server_takes_the_line_with_it() -> None:
    assert judge("RCPT", 421, "bye").line_lost
    assert not judge("RCPT", 450, "busy").line_lost


def test_authentication_refused_for_now_is_tried_again() -> None:
    assert judge("AUTH", 454, "Temporary failure").outcome is Outcome.RETRY
    assert judge("AUTH", 535, "Invalid").outcome is Outcome.STOPPED


@pytest.mark.parametrize(
    "url,expected",
    [
        ("smtp://mail.example.org", MailServer("mail.example.org", 587, "", "", "starttls")),
        (
            "smtp://u%40x:p%3As@mail.example.org:2525?tls=none",
            MailServer("mail.example.org", 2525, "u@x", "p:s", "none"),
        ),
        ("smtps://u:p@mail.example.org", MailServer("mail.example.org", 465, "u", "p", "tls")),
        ("smtp://127.0.0.1:1025", MailServer("127.0.0.1", 1025, "", "", "none")),
    ],
)
def test_smtp_url_is_read(url: str, expected: MailServer) -> None:
    assert MailServer.from_url(url) == expected


@pytest.mark.parametrize("url", ["http://mail.example.org", "smtp://", "smtp://mail.example.org?tls=maybe"])
def test_a_wrong_smtp_url_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="SMTP_URL"):
        MailServer.from_url(url)
