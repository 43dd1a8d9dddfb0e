"""What an address asks for: cleaned like the texts of a form, so that no odd character reaches a query."""

from typing import Any

from flask import request

from ..i18n import clean_text

LONGEST = 100
LAST_PAGE = 10_000


def asked(name: str, default: str = "") -> str:
    """Return a parameter of the address, cleaned and cut to 100 characters."""
    return clean_text(request.args.get(name, ""))[:LONGEST] or default


def asked_page() -> int:
    """Return the number of the page asked for, from 1."""
    return min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)


def kept(*names: str) -> dict[str, Any]:
    """Return those parameters of the address that a page keeps in its links; others never reach `url_for`, which has words of its own."""
    return {name: asked(name) for name in names if asked(name)}
