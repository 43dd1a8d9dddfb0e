"""The entries of the desks' navigation, each shown to whoever may open it, and the page where one's work begins."""

from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_babel import lazy_gettext as _l

from ..congress.roles import congress_roles_of
from .guards import admits, requirement_of
from .identity import current_person, current_roles

Entry = tuple[Any, str, bool]
"""(words, address, is current)"""

ENTRIES: tuple[tuple[str, Any], ...] = (
    ("secretariat.today", _l("Aujourd’hui")),
    ("secretariat.board", _l("Délégations")),
    ("accreditation.list_registrations", _l("Accréditations")),
    ("papers.list_papers", _l("Documents")),
    ("travel.list_arrivals", _l("Voyage")),
    ("travel.list_languages", _l("Interprétation")),
    ("travel.list_security_lists", _l("Liste de sûreté")),
    ("protocol.list_precedence", _l("Protocole")),
    ("programme.list_sessions", _l("Programme")),
    ("online.list_online", _l("Régie en ligne")),
    ("reception.find", _l("Bureau d’accueil")),
    ("door.list_checkpoints", _l("Portes")),
    ("letters.outbox", _l("Lettres")),
    ("letters.list_drafts", _l("Lettres à relire")),
    ("members.list_members", _l("Membres")),
    ("dues.list_dues", _l("Cotisations")),
    ("assembly.show_assembly", _l("Assemblée")),
    ("congress.show_settings", _l("Réglages")),
)

WITHIN = {
    "letters.list_drafts": "letters.outbox",
    "travel.list_languages": "travel.list_arrivals",
    "dues.list_dues": "members.list_members",
}
"""Entries for those alone who may not open the page that leads there."""

LESS_OFTEN = {
    *("papers.list_papers", "travel.list_arrivals", "travel.list_languages", "travel.list_security_lists"),
    *(
        "online.list_online",
        "protocol.list_precedence",
        "members.list_members",
        "dues.list_dues",
        "congress.show_settings",
    ),
}
"""Entries under « Autres » for whoever has more desks than one line of a laptop holds."""

ON_ONE_LINE = 9


def init_app(app: Flask) -> None:
    """Give layouts the entries of the reader's desks."""
    app.context_processor(lambda: dict(zip(("desk_nav", "desk_nav_more"), desk_nav(), strict=True)))


def desk_nav() -> tuple[list[Entry], list[Entry]]:
    """Return the entries of the line, and those under « Autres », of the desks that the reader may open in this congress."""
    if getattr(g, "congress", None) is None or current_person() is None:
        return [], []
    mine = _open_entries()
    apart = LESS_OFTEN if len(mine) > ON_ONE_LINE else set()
    line = [_entry(*each) for each in mine if each[0] not in apart]
    return line, [_entry(*each) for each in mine if each[0] in apart]


def may_open(endpoint: str) -> bool:
    """Return whether the reader may open a page that is not of one congress."""
    return admits(requirement_of(endpoint), current_roles(), signed_in=current_person() is not None, reads=True)


def entrance(congress: Any) -> str | None:
    """Return the address of the first desk that the reader may open in a congress, or None."""
    person, roles = current_person(), current_roles()
    if person:  # outside a congress, current_roles() knows the association's roles only
        roles = roles | congress_roles_of(person, congress)
    return next((url_for(endpoint, congress=congress.name) for endpoint, _words in _open_entries(roles)), None)


def _open_entries(roles: set[Any] | None = None) -> list[tuple[str, Any]]:
    roles = current_roles() if roles is None else roles
    known = [(endpoint, words) for endpoint, words in ENTRIES if endpoint in current_app.view_functions]
    mine = {e: words for e, words in known if admits(requirement_of(e), roles, signed_in=True, reads=True)}
    return [(endpoint, words) for endpoint, words in mine.items() if WITHIN.get(endpoint) not in mine]


def _entry(endpoint: str, words: Any) -> Entry:
    return words, url_for(endpoint), request.blueprint == endpoint.split(".")[0] and _is_current(endpoint)


def _is_current(endpoint: str) -> bool:
    """Two entries may share a desk: the longest address that begins the path is the current one."""
    same = [
        url_for(e)
        for e, _words in _open_entries()
        if e.split(".")[0] == endpoint.split(".")[0] and request.path.startswith(url_for(e))
    ]
    return bool(same) and url_for(endpoint) == max(same, key=len)
