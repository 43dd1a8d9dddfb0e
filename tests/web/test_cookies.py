"""What is kept of cookies and tokens is what was signed, for as long as it is worth something, and for its own browser only."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, g, session
from flask_wtf.csrf import CSRFError, generate_csrf

from aimf_events.clock import now, set_for_tests
from aimf_events.web import csrf


def cookie_of(app: Flask, **values: Any) -> str:
    """The cookie of a browser in whose session these values are."""
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps(values)}"


def altered(signed: str) -> str:
    """The same text with another signature."""
    body, _, signature = signed.rpartition(".")
    return f"{body}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"


def read(app: Flask, cookie: str) -> dict[str, Any]:
    with app.test_request_context(headers={"Cookie": cookie}):
        return dict(session)


def test_same_cookie_twice_holds_the_same_and_what_one_request_changes_is_not_seen_by_the_next(app: Flask) -> None:
    cookie = cookie_of(app, mine=["a"])
    with app.test_request_context(headers={"Cookie": cookie}):
        session["mine"].append("b")
    assert read(app, cookie) == {"mine": ["a"]}


def test_altered_cookie_holds_nothing_even_after_the_sound_one_was_read(app: Flask) -> None:
    cookie = cookie_of(app, language="en")
    assert read(app, cookie) == {"language": "en"}
    assert read(app, altered(cookie)) == {}


def test_cookie_read_before_dies_at_its_age(app: Flask) -> None:
    cookie = cookie_of(app, language="en")
    assert read(app, cookie) == {"language": "en"}
    set_for_tests(now() + app.permanent_session_lifetime + timedelta(seconds=2))
    assert read(app, cookie) == {}


def tokens(app: Flask) -> tuple[str, str]:
    """A browser's cookie and the token in its forms."""
    with app.test_request_context():
        g.pop("csrf_token", None)  # the context of the test outlives a request's
        token = generate_csrf()
        return cookie_of(app, csrf_token=session["csrf_token"]), token


def protect(app: Flask, cookie: str, token: str | None, **values: Any) -> None:
    headers = {"Cookie": cookie, **({"X-CSRFToken": token} if token is not None else {}), **values.pop("headers", {})}
    address = "/api/v1/checkpoints/x/scans"
    with app.test_request_context(address, method="POST", json={}, headers=headers, **values):
        csrf.protect()


def test_json_passes_with_its_own_browsers_token_and_again(app: Flask) -> None:
    cookie, token = tokens(app)
    protect(app, cookie, token)
    protect(app, cookie, token)


def test_json_is_refused_without_a_token_with_another_browsers_and_with_an_altered_one(app: Flask) -> None:
    (cookie, token), (other_cookie, other_token) = tokens(app), tokens(app)
    protect(app, cookie, token)
    protect(app, other_cookie, other_token)
    for wrong in (None, "", other_token, altered(token)):
        with pytest.raises(CSRFError):
            protect(app, cookie, wrong)
    with pytest.raises(CSRFError):
        protect(app, "", token)


def test_over_https_json_must_come_from_our_own_page(app: Flask) -> None:
    cookie, token = tokens(app)
    here = {"base_url": "https://congres.example.org"}
    protect(app, cookie, token, headers={"Referer": "https://congres.example.org/tunis/door/"}, **here)
    for elsewhere in ({}, {"Referer": "https://evil.example.org/"}, {"Referer": "http://congres.example.org/"}):
        with pytest.raises(CSRFError):
            protect(app, cookie, token, headers=elsewhere, **here)
