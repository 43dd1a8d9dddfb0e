"""What was done to a thing, in words: the journal as a timeline."""

from typing import Any

from flask_babel import lazy_gettext as _l

from ...congress.models import Congress
from ...i18n import format_moment
from ...journal import JournalEntry
from ...people.models import Person
from ...web.wording import addressed

VERBS: dict[str, tuple[str, Any]] = {
    "delegation_prepared": ("wait", _l("Délégation ouverte")),
    "delegation_invited": ("ok", _l("Invitation envoyée")),
    "delegation_invited_again": ("ok", _l("Invitation envoyée de nouveau")),
    "delegation_opened": ("wait", _l("Lien de l’invitation ouvert")),
    "delegation_composing": ("wait", _l("Composition commencée")),
    "delegation_complete": ("ok", _l("Délégation dite complète")),
    "delegation_completed": ("ok", _l("Délégation dite complète")),
    "delegation_declined": ("no", _l("La délégation ne vient pas")),
    "correspondent_named": ("ok", _l("Correspondant enregistré")),
    "correspondent_removed": ("wait", _l("Correspondant retiré")),
    "answered_on_behalf": ("ok", _l("Réponse donnée au nom de la délégation")),
    "protocol_order_changed": ("wait", _l("Ordre du protocole changé")),
    "places_set": ("ok", _l("Places modifiées")),
    "floaters_set": ("ok", _l("Cartes transférables modifiées")),
}


def timeline_items(history: list[tuple[JournalEntry, Person | None]], congress: Congress) -> list[dict[str, Any]]:
    """Return the entries that people should read, the latest first; what has no words here is not shown."""
    items = []
    for entry, person in history:
        if entry.verb not in VERBS:
            continue
        kind, title = VERBS[entry.verb]
        items.append(
            {
                "title": title,
                "kind": kind,
                "iso": entry.at.isoformat(),
                "when": format_moment(entry.at, congress.time_zone),
                "who": addressed(person) if person else None,
                "text": entry.details.get("reason") or None,
            }
        )
    return items
