"""The words of the travel desk, and its tabs: each reader has those that they may open."""

from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l

from ...registration.models import Means
from ...web.navigation import may_open

MEANS = {
    Means.FLIGHT: _l("avion"),
    Means.TRAIN: _l("train"),
    Means.ROAD: _l("route"),
    Means.SEA: _l("bateau"),
}
TABS: tuple[tuple[str, Any], ...] = (
    ("travel.list_arrivals", _l("Arrivées")),
    ("travel.list_departures", _l("Départs")),
    ("travel.list_transfers", _l("Navettes")),
    ("travel.list_rooms", _l("Chambres")),
    ("travel.list_needs", _l("Repas et accessibilité")),
    ("travel.list_languages", _l("Interprétation")),
    ("travel.list_security_lists", _l("Liste de sûreté")),
)


def tabs(current: str) -> list[tuple[Any, str, bool]]:
    """Return (words, address, is current) of each list that the reader may open."""
    return [(words, url_for(endpoint), endpoint == current) for endpoint, words in TABS if may_open(endpoint)]
