"""The tabs and the words of the protocol desk."""

from typing import Any

from flask import g, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ...congress.ranks import ranks_of
from ...i18n import pick

TABS: tuple[tuple[str, Any], ...] = (
    ("protocol.list_precedence", _l("Préséance")),
    ("protocol.list_plans", _l("Plans de table et de salle")),
    ("protocol.list_arrivals", _l("Arrivées des personnalités")),
)


def tabs(current: str) -> list[tuple[Any, str, bool]]:
    """Return (words, address, is current) of each page of the desk."""
    return [(words, url_for(endpoint), endpoint == current) for endpoint, words in TABS]


def rank_words() -> dict[int, str]:
    """Return the words of each rank of the congress: « 3 · Membres du Bureau »."""
    return {rank.number: f"{rank.number} · {pick(rank.label)}" for rank in ranks_of(g.congress)}


def rank_options(words: dict[int, str]) -> list[tuple[str, str]]:
    """Return the ranks as the choices of a filter."""
    return [("", _("tous")), *((str(number), text) for number, text in words.items())]
