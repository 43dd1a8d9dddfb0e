"""What the fields of a session are called where someone else changed them."""

from typing import Any

from flask_babel import lazy_gettext as _l

_FIELDS = {
    "kind": _l("le genre"),
    "mode": _l("comment y assister"),
    "title": _l("le titre"),
    "text": _l("la présentation"),
    "day": _l("le jour"),
    "starts": _l("l’heure de début"),
    "minutes": _l("la durée"),
    "room_id": _l("la salle"),
    "track_id": _l("le thème"),
    "place": _l("le lieu"),
    "languages": _l("les langues"),
    "room_places": _l("les places dans la salle"),
    "online_places": _l("les places en ligne"),
    "is_public": _l("sa place dans le programme public"),
    "online_address": _l("la salle en ligne"),
    "speakers": _l("les intervenants"),
    "session_cancelled": _l("son annulation"),
    "session_restored": _l("son retour au programme"),
}


def field_words(name: str) -> Any:
    """Return the words of a field or of an act."""
    return _FIELDS.get(name, name)
