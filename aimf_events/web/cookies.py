"""The session's cookie and the forms' token, read once: a telephone at a door sends the same two with each scan.

What was found under a sound signature stays true as long as the text and the key are the same, so it is kept; nothing
here says who is signed in, which is asked of the database each time (accounts/sessions.py).
"""

import hmac
from datetime import datetime
from functools import lru_cache

from flask import Flask, Request, current_app, g, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_wtf.csrf import CSRFProtect, same_origin
from itsdangerous import BadData, URLSafeTimedSerializer

from ..clock import now

MOST_KEPT = 1024


class KeptCookies(SecureCookieSessionInterface):
    """Flask's signed cookie, whose signature is checked the first time that this process sees it."""

    def __init__(self) -> None:
        self._read = lru_cache(MOST_KEPT)(self._read_once)

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return what the cookie holds; an empty session where it is missing, altered or too old."""
        value = request.cookies.get(self.get_cookie_name(app))
        found = self._read(app, value) if value else None
        if found is None or now() - found[1] > app.permanent_session_lifetime:
            return self.session_class()
        return self.session_class(self.serializer.loads(found[0]))

    def _read_once(self, app: Flask, value: str) -> tuple[str, datetime] | None:
        """The payload as JSON and when it was signed; nothing under an unsound signature."""
        serializer = self.get_signing_serializer(app)
        assert serializer is not None, "create_app gives a secret key"
        try:
            data, signed_at = serializer.loads(value, return_timestamp=True)
        except BadData:
            return None
        return self.serializer.dumps(data), signed_at


class Protection(CSRFProtect):
    """Flask-WTF's protection, by a shorter way for JSON: the token is in a header, where no other site can put it."""

    def protect(self, apply_exemptions: bool = False) -> None:
        """Let the request pass, or answer 400 (CSRFError)."""
        if _proves_itself():
            return
        if request.method != "POST" or request.mimetype != "application/json" or request.endpoint is None:
            super().protect(apply_exemptions=apply_exemptions)
            return
        own, sent = session.get("csrf_token"), _signed(current_app.secret_key, request.headers.get("X-CSRFToken", ""))
        if not own or not sent or not hmac.compare_digest(own, sent):
            self._error_response("The CSRF token is missing, or is another browser's.")
        if request.is_secure and not same_origin(request.referrer or "", f"https://{request.host}/"):
            self._error_response("The referrer does not match the host.")
        g.csrf_valid = True


def _proves_itself() -> bool:
    """Whether the request bears the proof that its view asks for (`guards.proves_itself`); the view checks it."""
    _how, scheme = getattr(current_app.view_functions.get(request.endpoint or ""), "proof", ("", None))
    return scheme is not None and request.headers.get("Authorization", "").startswith(f"{scheme} " if scheme else "")


@lru_cache(MOST_KEPT)
def _signed(key: str | bytes | None, sent: str) -> str | None:
    """The browser's own secret in a token that Flask-WTF signed, or None."""
    try:
        found = URLSafeTimedSerializer(key or "", salt="wtf-csrf-token").loads(sent)
    except BadData:
        return None
    return found if isinstance(found, str) else None
