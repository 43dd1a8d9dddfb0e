"""Where the reader is: the congress named in the address (`/<congress>/...`), and the language asked for."""

from typing import Any

from flask import Flask, g, request, session

from ..congress.congresses import congress_by_name
from ..errors import NotFound
from ..i18n import LANGUAGES

_RESERVED = {"static", "newsletter", "live", "api", "r", "account", "sign-in", "mailbox", "healthz"}


def init_app(app: Flask) -> None:
    """Read the congress out of the address before each view, and write it back into the addresses made."""
    app.url_value_preprocessor(read_congress)
    app.url_defaults(write_congress)
    app.before_request(remember_language)


def read_congress(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Set `g.congress` from the address; an unknown name is a 404 (raised by `require_congress`, inside the request)."""
    g.congress = None
    if any(isinstance(value, str) and "\0" in value for value in (values or {}).values()):
        raise NotFound  # no name and no link holds one, and the database refuses to look for it
    name = (values or {}).pop("congress", None)
    if name is not None:
        g.congress = None if name in _RESERVED else congress_by_name(name)
        if g.congress is None:
            raise NotFound


def write_congress(endpoint: str, values: dict[str, Any]) -> None:
    """Stay in the same congress unless another is named."""
    from flask import current_app

    if "congress" in values or getattr(g, "congress", None) is None:
        return
    if current_app.url_map.is_endpoint_expecting(endpoint, "congress"):
        values["congress"] = g.congress.name


def remember_language() -> None:
    """Keep the language that the reader chose by `?lang=`."""
    chosen = request.args.get("lang")
    if chosen in LANGUAGES and request.endpoint != "static":
        session["language"] = chosen
