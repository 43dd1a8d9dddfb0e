"""Security headers, the same on every answer: nothing inline, nothing from elsewhere."""

from collections.abc import Iterable

from flask import Flask, Response, current_app, request

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; worker-src 'self' blob:;"
    " object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def policy_for_streams(origins: Iterable[str]) -> str:
    """Return the policy of the one page that plays: what it plays comes from these origins, and from the player's own buffers."""
    hosts = " ".join(sorted(origins))
    return f"{CONTENT_SECURITY_POLICY}; connect-src 'self' {hosts}; media-src 'self' blob: {hosts}"


def init_app(app: Flask) -> None:
    """Add the headers after each request."""
    app.after_request(add_headers)


def add_headers(response: Response) -> Response:
    """Close what the browser leaves open. Pages are private unless a view said otherwise."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if current_app.config["AIMF"].is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if request.endpoint != "static":
        headers.setdefault("Cache-Control", "no-store")
    return response
